"""Rows of what was announced, of each delivery, and of what was already answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """One announcement. ``number`` orders them; ``key`` names one for good, also to others (column ``id``)."""

    number = models.BigAutoField(primary_key=True)
    key = models.UUIDField(db_column="id", editable=False)
    kind = models.TextField()
    subject_id = models.TextField()
    body = models.TextField()
    at = models.DateTimeField()
    spread_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["number"], condition=Q(spread_at__isnull=True), name="outbox_event_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Delivery(models.Model):
    """One event for one reaction: its own attempts, its own last error."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey("outbox.Event", on_delete=models.CASCADE, related_name="deliveries")
    reaction = models.TextField()
    subject_id = models.TextField()
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    last_error = models.TextField(default="")
    done_at = models.DateTimeField(null=True)
    stuck = models.BooleanField(default=False)
    retried_by = models.TextField(default="")
    retried_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "reaction"], name="outbox_one_effect_per_event_and_reaction"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "event"],
                condition=Q(done_at__isnull=True, stuck=False),
                name="outbox_delivery_due",
            ),
            models.Index(
                fields=["reaction", "subject_id", "event"],
                condition=Q(done_at__isnull=True),
                name="outbox_delivery_order",
            ),
            models.Index(fields=["id"], condition=Q(stuck=True), name="outbox_delivery_stuck"),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} {self.event_id}"


class Request(models.Model):
    """A request that changed something, and what was answered: asked again, it is answered again."""

    id = models.BigAutoField(primary_key=True)
    actor_id = models.TextField()
    route = models.TextField()
    key = models.TextField()
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "route", "key"], name="outbox_one_answer_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
