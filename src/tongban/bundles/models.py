"""Rows of bundles, their versions, applications and parts. A part becomes a case; its state is the case's own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.foundation.ids import new_key

STATES = ["draft", "published", "withdrawn"]


class Bundle(models.Model):
    """One matter as the lists name it, whether it is offered here or not.

    code          as its source numbers it, else made from its name
    core_name     the name that all lists have in common, by which they are matched
    national_no   its number in the national list of key bundles; 0 when it is in none
    guides        how many regional guides the source counts
    members_said  names of its items as the source's own guide lists them
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    code = models.CharField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    core_name = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=6, blank=True)
    national_no = models.PositiveSmallIntegerField(default=0)
    document = models.CharField(max_length=300, blank=True)
    guides = models.PositiveIntegerField(default=0)
    members_said = models.JSONField(default=list)
    source = models.CharField(max_length=500, blank=True)
    edition = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """What a bundle says, numbered. Once published its content never changes; a change is a new version.

    drafted_by  the account that saved it last; empty when an import made it
    hands       the accounts of everybody who had a hand in it: none of them publishes it
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="versions")
    version_no = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=[(one, one) for one in STATES])
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    drafted_by = models.CharField(max_length=36, blank=True)
    hands = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bundle", "version_no"], name="bundles_version_number_once"),
            models.UniqueConstraint(
                fields=["bundle"], condition=Q(state="draft"), name="bundles_one_draft_in_hand"
            ),
            models.UniqueConstraint(
                fields=["bundle"], condition=Q(state="published"), name="bundles_one_version_offered"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="bundles_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False),
                name="bundles_published_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle} v{self.version_no}"


class Application(models.Model):
    """A bundle that somebody applies for: the container of its parts. It has no clock and takes no decision.

    situation  key of a question -> values chosen; kept with the version whose questions they answer
    answers    key of a merged question -> answer; identity and phone numbers sealed
    materials  key of a merged material -> files, each with public id, name, size and checksum
    level      the proof of identity with which it was handed in
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    public_id = models.CharField(max_length=26, unique=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="+")
    account_id = models.UUIDField()
    person_id = models.UUIDField()
    applicant_kind = models.CharField(max_length=6)
    applicant_id = models.UUIDField()
    level = models.PositiveSmallIntegerField(default=0)
    situation = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    materials = models.JSONField(default=dict)
    submission_key = models.CharField(max_length=26)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_on = models.DateField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["applicant_kind", "applicant_id", "bundle"],
                condition=Q(submitted_at__isnull=True),
                name="bundles_one_open_application",
            ),
        ]
        indexes = [
            models.Index(
                fields=["applicant_kind", "applicant_id", "-updated_at"], name="bundles_of_applicant"
            ),
            models.Index(
                fields=["expires_on"], condition=Q(submitted_at__isnull=True), name="bundles_expiring"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Part(models.Model):
    """One item of an application that was handed in: the case it became, or why it is none yet.

    after    task codes of the parts whose result it waits for
    draft    the draft that waits for its applicant, when it could not be handed in by itself
    reason   why it could not, as the refusal said it: sentence and values
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    item_code = models.CharField(max_length=100)
    item_name = models.CharField(max_length=1000)
    after = models.JSONField(default=list)
    case_id = models.UUIDField(null=True)
    case_public_id = models.CharField(max_length=26, blank=True)
    draft = models.CharField(max_length=26, blank=True)
    reason = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "item_code"], name="bundles_part_once"),
            models.UniqueConstraint(
                fields=["case_id"], condition=Q(case_id__isnull=False), name="bundles_case_of_one_part"
            ),
        ]
        indexes = [
            models.Index(fields=["draft"], condition=~Q(draft=""), name="bundles_part_by_draft"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.item_code}"
