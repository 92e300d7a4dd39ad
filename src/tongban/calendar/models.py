"""Rows of imported notices. No decisions: which of them counts is a rule."""

from __future__ import annotations

from django.db import models

from tongban.foundation.ids import new_key


class Notice(models.Model):
    """One edition of a year's holidays, national or of a region; the database refuses to change or delete it.

    edition      its number among all imports; two imports at once cannot have the same
    region_code  empty for the State Council's notice
    days         what it names: day, whether it is worked, and the holiday
    title        the number or date of the document
    reason       why it took the place of the edition before; empty for the first of its year
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    edition = models.PositiveIntegerField(unique=True)
    region_code = models.CharField(max_length=12, blank=True)
    year = models.PositiveSmallIntegerField()
    days = models.JSONField()
    source = models.TextField()
    title = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.year} {self.region_code} edition {self.edition}"
