"""Rows of messages, of the letters that carry them outside, and of what each person chose."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.foundation.ids import new_key, new_public_id


class Message(models.Model):
    """One message to one person. ``key`` names its occasion: the same occasion makes one message.

    desk  to her as an official: read where she works, never carried to her own e-mail
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    person_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    case_id = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    desk = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "kind", "key"], name="one_message_per_person_and_occasion"
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "id"], name="messages_of_a_person"),
            models.Index(fields=["person_id"], condition=Q(read_at__isnull=True), name="messages_unread"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Letter(models.Model):
    """A message on its way out by e-mail; the address is read when it is sent, never kept here."""

    message = models.OneToOneField("notifications.Message", on_delete=models.CASCADE, primary_key=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    in_hand_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    stuck = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(sent_at__isnull=True, stuck=False), name="letters_to_send"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Choice(models.Model):
    """What a person chose. Messages on the site always come; no row means e-mail too, where an address is known."""

    person_id = models.UUIDField(primary_key=True)
    email = models.BooleanField(default=True)
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person_id)
