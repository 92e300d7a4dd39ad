"""Rows of the steps that were taken, and how far the last look came. No decisions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.foundation.ids import new_key


class Taken(models.Model):
    """A step of the ladder that was taken: for a case, a clock or seat, a department and a due date only once."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    case_id = models.UUIDField()
    public_id = models.CharField(max_length=26)
    number = models.CharField(max_length=40)
    item_name = models.CharField(max_length=500)
    clock = models.CharField(max_length=20)
    seat = models.CharField(max_length=100, blank=True)
    seat_name = models.CharField(max_length=200, blank=True)
    department_id = models.UUIDField()
    department_name = models.CharField(max_length=200)
    region_code = models.CharField(max_length=12)
    step = models.CharField(max_length=20)
    audience = models.CharField(max_length=10)
    card = models.CharField(max_length=6, blank=True)
    due_on = models.DateField()
    at = models.DateTimeField()
    explanation = models.TextField(blank=True)
    explained_by = models.CharField(max_length=100, blank=True)
    explained_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "clock", "seat", "department_id", "step", "due_on"],
                name="supervision_each_step_once",
            ),
            models.CheckConstraint(
                condition=Q(card__in=["", "yellow", "red"]), name="supervision_card_is_known"
            ),
            models.CheckConstraint(
                condition=Q(explained_at__isnull=True, explanation="")
                | (Q(explained_at__isnull=False) & ~Q(explanation="")),
                name="supervision_explained_with_words",
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], condition=~Q(card=""), name="supervision_cards"),
            models.Index(
                fields=["department_id", "-id"], condition=~Q(card=""), name="supervision_cards_of_dept"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.step}"


class Look(models.Model):
    """How far the last look at what is due came; the next one begins there, and a missing row at the beginning."""

    name = models.CharField(max_length=20, primary_key=True)
    due_on = models.DateField()
    last = models.UUIDField()

    def __str__(self) -> str:
        return self.name
