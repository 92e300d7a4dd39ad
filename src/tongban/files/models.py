"""Rows of files: what each is called, whose it is, and under which hash its bytes lie."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.foundation.ids import new_key, new_public_id


class File(models.Model):
    """One uploaded or made file. Several may share the same bytes."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    owner_kind = models.CharField(max_length=32)
    owner_id = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(default=0)
    notes = models.CharField(max_length=200, blank=True)
    stored_by = models.CharField(max_length=64, blank=True)
    stored_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner_kind", "owner_id"],
                condition=Q(removed_at__isnull=True),
                name="files_of_an_owner",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="file_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.public_id
