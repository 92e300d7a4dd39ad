"""Rows of regions, departments, posts, staff and appointments. No decisions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tongban.foundation.ids import new_key
from tongban.org.rules import ESTABLISHMENTS


class Region(models.Model):
    """An administrative division with the time in which its code was valid."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=12)
    parent = models.ForeignKey("org.Region", on_delete=models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successor_codes = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A department, an institution, a street office or a residents' committee that handles items."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120, db_index=True)
    short_name = models.CharField(max_length=60, blank=True)
    # Real lists carry wrong and missing codes, so it is neither required nor unique.
    uscc = models.CharField(max_length=32, blank=True, db_index=True)
    region = models.ForeignKey("org.Region", on_delete=models.PROTECT, related_name="departments")
    kind = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, related_name="parts")
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post in a department and what it permits."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="posts")
    name = models.CharField(max_length=80)
    permissions = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "name"], name="a_post_stands_once_in_a_department"),
        ]

    def __str__(self) -> str:
        return self.name


class Staff(models.Model):
    """A person as an official."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.name


class Establishment(models.Model):
    """How many people a department may have of one kind of establishment (编制), by which document."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="establishments")
    kind = models.CharField(max_length=20)
    authorised = models.PositiveIntegerField()
    document = models.CharField(max_length=200)
    effective_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "kind"], name="one_establishment_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(ESTABLISHMENTS)), name="establishment_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.authorised}"


class Placement(models.Model):
    """An official counted in an establishment from a day until further notice or until a last day (入编)."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    establishment = models.ForeignKey(
        "org.Establishment", on_delete=models.PROTECT, related_name="placements"
    )
    staff = models.ForeignKey("org.Staff", on_delete=models.PROTECT, related_name="placements")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], condition=Q(ends_on__isnull=True), name="an_official_is_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="placement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Appointment(models.Model):
    """An official holds a post from a day until further notice or until a last day."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    staff = models.ForeignKey("org.Staff", on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey("org.Post", on_delete=models.PROTECT, related_name="appointments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="appointment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Threshold(models.Model):
    """From when lights show and who is reminded, for one department, else one region, else (both empty) the house."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    region_code = models.CharField(max_length=12, blank=True)
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, related_name="+")
    values = models.JSONField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region_code"],
                condition=Q(department__isnull=True),
                name="org_one_threshold_of_a_region",
            ),
            models.UniqueConstraint(
                fields=["department"],
                condition=Q(department__isnull=False),
                name="org_one_threshold_of_a_department",
            ),
            models.CheckConstraint(
                condition=Q(department__isnull=True) | Q(region_code=""), name="org_threshold_has_one_scope"
            ),
        ]

    def __str__(self) -> str:
        return self.region_code or str(self.department_id or "house")


class Leave(models.Model):
    """An official is away, and who stands in; it ends by itself after its last day, or when somebody ends it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    staff = models.ForeignKey("org.Staff", on_delete=models.PROTECT, related_name="leaves")
    stand_in = models.ForeignKey("org.Staff", on_delete=models.PROTECT, related_name="stands_in")
    kind = models.CharField(max_length=10)
    starts_on = models.DateField()
    ends_on = models.DateField()
    entered_by = models.CharField(max_length=100)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="org_leave_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(staff=models.F("stand_in")), name="org_nobody_stands_in_for_herself"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["annual", "sick", "training", "travel", "other"]),
                name="org_leave_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["stand_in", "ends_on"],
                condition=Q(ended_at__isnull=True),
                name="org_leaves_by_stand_in",
            ),
            models.Index(
                fields=["staff", "ends_on"], condition=Q(ended_at__isnull=True), name="org_leaves_of_staff"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.starts_on}"
