"""Rows of the record: leaves, the checkpoints over them, and kept subtree roots. Triggers keep leaves as they are."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Leaf(models.Model):
    """One act or look. Inserted without a position; the seal gives it one, and nothing else ever changes."""

    id = models.UUIDField(primary_key=True, editable=False)
    position = models.BigIntegerField(null=True, unique=True)
    at = models.DateTimeField()
    action = models.TextField()
    result = models.TextField()
    purpose = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.TextField()
    about_id = models.TextField()
    case_id = models.TextField()
    actor_account = models.TextField()
    actor_person = models.TextField()
    actor_name = models.TextField()
    actor_body = models.TextField()
    actor_staff = models.TextField()
    actor_department = models.TextField()
    actor_role = models.TextField()
    algorithm = models.TextField()
    body = models.TextField()
    leaf_hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(position__isnull=True), name="audit_leaf_unsealed"),
            models.Index(fields=["case_id", "id"], condition=~Q(case_id=""), name="audit_leaf_case"),
            models.Index(fields=["about_id", "id"], condition=~Q(about_id=""), name="audit_leaf_about"),
            models.Index(
                fields=["actor_person", "id"], condition=~Q(actor_person=""), name="audit_leaf_actor"
            ),
            models.Index(fields=["at", "id"], name="audit_leaf_at"),
            models.Index(
                fields=["subject_kind", "subject_id"],
                condition=Q(case_id="", about_id=""),
                name="audit_leaf_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.action}"


class Checkpoint(models.Model):
    """A signed root over the first ``size`` leaves."""

    number = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    payload = models.TextField()
    frontier = models.TextField()
    signature_algorithm = models.CharField(max_length=16)
    key_id = models.CharField(max_length=64)
    signature = models.TextField()

    def __str__(self) -> str:
        return f"{self.number}: {self.size}"


class Tile(models.Model):
    """The root of a full subtree of 2^level leaves, kept so that proofs are quick."""

    algorithm = models.CharField(max_length=16)
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    value = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["algorithm", "level", "index"], name="audit_one_tile_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"
