"""Storage of seats and entries: plain columns, so that a worklist is an index scan."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.foundation.ids import new_key

_OPEN = Q(closed_at__isnull=True)


class OpenSeat(models.Model):
    """A seat that was opened for a subject; open while nobody has closed it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    subject_id = models.UUIDField()
    instance = models.CharField(max_length=100)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    duty = models.CharField(max_length=10)
    department_id = models.UUIDField()
    permission = models.CharField(max_length=60)
    stand_in = models.CharField(max_length=60, blank=True)
    region_code = models.CharField(max_length=12)
    title = models.CharField(max_length=500)
    number = models.CharField(max_length=60)
    applicant = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    paused = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "instance"], condition=_OPEN, name="flow_one_open_seat_per_instance"
            ),
            models.CheckConstraint(
                condition=Q(duty__in=["survey", "review", "decide"]), name="flow_seat_duty_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["department_id", "permission", "due_on", "id"], condition=_OPEN, name="flow_worklist"
            ),
            models.Index(
                fields=["stand_in", "due_on", "id"],
                condition=_OPEN & ~Q(stand_in=""),
                name="flow_seats_of_stand_in",
            ),
            models.Index(fields=["subject_id", "id"], name="flow_seats_of_subject"),
            models.Index(fields=["due_on", "id"], condition=_OPEN, name="flow_open_by_due_date"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.instance}"


class Entry(models.Model):
    """One line of the ledger of a subject; written once."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    subject_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    seat = models.CharField(max_length=100)
    verdict = models.CharField(max_length=10, blank=True)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=60)
    department_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    target = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "seq"], name="flow_entries_are_numbered"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "agree", "disagree"]), name="flow_verdict_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.seat}"
