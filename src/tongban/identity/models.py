"""Rows of persons, bodies, accounts, mandates and family ties. No decisions."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from tongban.foundation.ids import new_key


class Person(models.Model):
    """A natural person. The number and the phone are sealed; they are found by a keyed blind index."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = models.CharField(max_length=100)
    id_number_sealed = models.BinaryField()
    id_number_index = models.CharField(max_length=64, unique=True)
    phone_sealed = models.BinaryField(null=True)
    # Not unique: parents answer for children, and an elder may give a son's phone.
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    email = models.CharField(max_length=254, blank=True)
    sex = models.CharField(max_length=8)
    born_on = models.DateField()
    ethnic = models.CharField(max_length=2, blank=True)
    address = models.CharField(max_length=300, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    level = models.PositiveSmallIntegerField()
    level_method = models.CharField(max_length=16)
    level_at = models.DateTimeField()
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=0, level__lte=5), name="person_level_is_0_to_5"),
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Body(models.Model):
    """A legal person or other organisation."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    uscc = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    legal_representative = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, null=True, related_name="represents"
    )
    address = models.CharField(max_length=300, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    status = models.CharField(max_length=16, default="active")
    registered_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class AccountManager(models.Manager["Account"]):
    """Finds accounts for Django's sign-in; they are opened by the services only."""

    def get_by_natural_key(self, login_name: str) -> Account:
        return self.get(login_name=login_name)


class Account(AbstractBaseUser):
    """A way in for one person. An official has a work account beside her own, so that the roles never mix."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    login_name = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=8, choices=[("public", "public"), ("work", "work")])
    is_active = models.BooleanField(default=True)
    # Raised to end every session of the account at once.
    session_epoch = models.PositiveIntegerField(default=0)
    demo_label = models.CharField(max_length=60, blank=True)
    demo_order = models.PositiveSmallIntegerField(null=True)
    opened_at = models.DateTimeField()

    objects = AccountManager()

    USERNAME_FIELD = "login_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_account_per_person_and_kind"),
        ]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("tongban.identity.session", value, secret=secret, algorithm="sha256").hexdigest()


class EndedSession(models.Model):
    """A session that was signed out: its signed cookie may live on somewhere and must not open anything."""

    session_id = models.CharField(max_length=26, primary_key=True)
    ended_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.session_id


class Mandate(models.Model):
    """A body lets a person act for it. No item codes means all items."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    body = models.ForeignKey("identity.Body", on_delete=models.PROTECT, related_name="mandates")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="mandates")
    item_codes = models.JSONField(default=list)
    may_sign = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    granted_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="mandate_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class FamilyTie(models.Model):
    """The relative is the person's spouse, parent or child; each tie stands in both directions."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="ties")
    relative = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "relative", "kind"], name="a_family_tie_stands_once"),
            models.CheckConstraint(
                condition=~Q(person=models.F("relative")), name="nobody_is_her_own_relative"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
