"""Rows of licences. The record stands sealed; what is in clear is what lists and checks need."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.foundation.ids import new_key, new_public_id


class Licence(models.Model):
    """One version of one licence. Never deleted, and never changed but for its state and its document."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    public_id = models.CharField(max_length=26, unique=True, default=new_public_id)
    identifier = models.CharField(max_length=120, unique=True)
    type_code = models.CharField(max_length=32)
    type_name = models.CharField(max_length=200)
    single = models.BooleanField()
    holder_kind = models.CharField(max_length=6)
    holder_id = models.CharField(max_length=36)
    holder_name = models.CharField(max_length=200)
    issuer_uscc = models.CharField(max_length=18)
    issuer_name = models.CharField(max_length=200)
    number_shown = models.CharField(max_length=200)
    serial = models.CharField(max_length=32)
    version = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    state = models.CharField(max_length=2)
    superseded = models.BooleanField(default=False)
    sealed_record = models.BinaryField()
    record_hash = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=10)
    key_id = models.CharField(max_length=32)
    signature = models.BinaryField(max_length=64)
    case_id = models.CharField(max_length=36, null=True)  # noqa: DJ001 - NULL means that no case led to it
    item_code = models.CharField(max_length=64, blank=True)
    supersedes = models.CharField(max_length=120, blank=True)
    document_id = models.CharField(max_length=36, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=10)
    grade = models.CharField(max_length=1)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_id", "type_code"], name="licence_one_per_case_and_type"),
            models.UniqueConstraint(
                fields=["holder_kind", "holder_id", "type_code"],
                condition=Q(single=True, state="01"),
                name="licence_one_valid_per_holder",
            ),
            models.CheckConstraint(
                condition=Q(holder_kind__in=["person", "body"]), name="licence_holder_kind"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="licence_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["holder_kind", "holder_id", "-issued_on"], name="licence_of_holder"),
            models.Index(
                fields=["valid_to"], condition=Q(state="01", valid_to__isnull=False), name="licence_to_expire"
            ),
            models.Index(
                fields=["document_sha256"], condition=~Q(document_sha256=""), name="licence_document"
            ),
        ]

    def __str__(self) -> str:
        return self.identifier


class LicenceEvent(models.Model):
    """What happened to a licence; rows are only added."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="events")
    change = models.CharField(max_length=12)
    state = models.CharField(max_length=2)
    reason = models.CharField(max_length=500, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    by_id = models.CharField(max_length=36, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    by_department = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["licence", "at"], name="licence_event_of")]

    def __str__(self) -> str:
        return f"{self.licence_id} {self.change}"


class LicenceUse(models.Model):
    """Who looked at a licence or used it, why and when; the holder reads it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="uses")
    way = models.CharField(max_length=12)
    by_id = models.CharField(max_length=36, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    by_department = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=200)
    item_code = models.CharField(max_length=64, blank=True)
    case_id = models.CharField(max_length=36, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["licence", "-at"], name="licence_use_of")]

    def __str__(self) -> str:
        return f"{self.licence_id} {self.way}"


class SerialCounter(models.Model):
    """How many serials of a type were given out; its row is the lock under which licences of the type are made."""

    type_code = models.CharField(max_length=32, primary_key=True)
    given = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.type_code}: {self.given}"
