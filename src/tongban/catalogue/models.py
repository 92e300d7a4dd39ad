"""Rows of the catalogue. Codes are 50 wide on purpose: provinces differ, a scheme is data, not a column width."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.catalogue.rules import VersionState
from tongban.foundation.ids import new_key, new_public_id

STATES = [(state.value, state.value) for state in VersionState]


class ServiceItem(models.Model):
    """A row of the basic catalogue: one item, one base code, one name everywhere (四级四同)."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    base_code = models.CharField(max_length=50, unique=True)
    code_scheme = models.CharField(max_length=20)
    name = models.CharField(max_length=1000)
    type_code = models.CharField(max_length=2)
    main_name = models.CharField(max_length=1000, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Implementation(models.Model):
    """A service item as one department in one region carries it out (实施事项)."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="implementations")
    code = models.CharField(max_length=100)
    local_code = models.CharField(max_length=100, blank=True, default="")
    code_scheme = models.CharField(max_length=20)
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey("org.Region", on_delete=models.PROTECT, related_name="+")
    source_row_sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="catalogue_implementation_code_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Version(models.Model):
    """The content of an implementation item, numbered. Once published it never changes; a change is a new one.

    The typed columns repeat what lists and search need; ``content`` is the whole, ``content_sha256`` its proof.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    implementation = models.ForeignKey(Implementation, on_delete=models.PROTECT, related_name="versions")
    version_no = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default=VersionState.DRAFT.value)
    effective_on = models.DateField(null=True, blank=True)
    name = models.CharField(max_length=1000)
    type_code = models.CharField(max_length=2)
    subjects = models.JSONField(default=list)
    statutory_number = models.PositiveIntegerField(null=True, blank=True)
    statutory_unit = models.CharField(max_length=7, blank=True, default="")
    promised_number = models.PositiveIntegerField(null=True, blank=True)
    promised_unit = models.CharField(max_length=7, blank=True, default="")
    has_guide = models.BooleanField(default=False)
    appliable = models.BooleanField(default=False)
    online = models.BooleanField(default=False)
    content = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    content_sha256 = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200, blank=True, default="")
    drafted_by = models.CharField(max_length=36, blank=True, default="")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["implementation", "version_no"], name="catalogue_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["implementation"],
                condition=Q(state__in=["draft", "review"]),
                name="catalogue_one_version_in_hand",
            ),
            models.CheckConstraint(
                condition=Q(statutory_unit=F("promised_unit"), promised_number__lte=F("statutory_number"))
                | ~Q(statutory_unit=F("promised_unit"))
                | Q(promised_number__isnull=True)
                | Q(statutory_number__isnull=True),
                name="catalogue_promise_within_statute",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(effective_on__isnull=False),
                name="catalogue_published_from_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["implementation", "state", "effective_on"], name="catalogue_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version_no}"


class DraftState(models.Model):
    """What the plan and the tables of a draft were after one change, by whom. Rows are only added; the newest counts.

    tables     None: as it was before tables were kept, which is none
    came_from  the state it was changed from: undoing goes there; None for the first
    shows      the earlier state whose plan was taken up again, None when the plan is a new one
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="states")
    number = models.PositiveIntegerField()
    plan = models.JSONField()
    tables = models.JSONField(null=True)
    came_from = models.PositiveIntegerField(null=True)
    shows = models.PositiveIntegerField(null=True)
    key = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=200, blank=True, default="")
    account = models.CharField(max_length=36, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="catalogue_draft_state_number_once"),
            models.UniqueConstraint(
                fields=["version", "key"], condition=~Q(key=""), name="catalogue_draft_state_key_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.number}"


class ItemTheme(models.Model):
    """Under which theme of life an item is looked for (面向自然人/法人主题)."""

    implementation = models.ForeignKey(Implementation, on_delete=models.CASCADE, related_name="themes")
    subject = models.CharField(max_length=6)
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["implementation", "subject", "name"], name="catalogue_theme_once"
            ),
        ]
        indexes = [models.Index(fields=["subject", "name"], name="catalogue_theme")]

    def __str__(self) -> str:
        return f"{self.subject} {self.name}"


class LicenceType(models.Model):
    """A type of electronic licence: its 21-character code, who defines it, what its face shows."""

    type_code = models.CharField(primary_key=True, max_length=50)
    name = models.CharField(max_length=200)
    definer = models.CharField(max_length=200)
    definer_uscc = models.CharField(max_length=18)
    holder_kind = models.CharField(max_length=6, default="person")
    face_fields = models.JSONField(default=list)
    valid_months = models.PositiveSmallIntegerField(default=0)
    single_instance = models.BooleanField(default=False)
    sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file brought in: which, from where, of what day, and how it went."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=500)
    edition = models.CharField(max_length=100)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    read = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    mended = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"


class ImportRow(models.Model):
    """What became of one row of an imported file."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    row = models.CharField(max_length=20)
    name = models.CharField(max_length=1000, blank=True, default="")
    code = models.CharField(max_length=100, blank=True, default="")
    outcome = models.CharField(max_length=7)
    change = models.CharField(max_length=9, blank=True, default="")
    mends = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="catalogue_import_row_once")]
        indexes = [models.Index(fields=["run", "outcome"], name="catalogue_import_outcome")]

    def __str__(self) -> str:
        return f"{self.row} {self.outcome}"
