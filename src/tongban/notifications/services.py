"""What may be done with messages: send, carry out by e-mail, open, choose."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override

from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused
from tongban.identity import queries as identity
from tongban.notifications import queries, rules, storage
from tongban.notifications.adapters import Carrier, Outgoing
from tongban.notifications.adapters.email import Email
from tongban.notifications.models import Choice, Letter, Message

_log = logging.getLogger(__name__)
_LETTERS_AT_ONCE = 50


def send(
    *,
    person_id: str,
    kind: str,
    key: str,
    at: datetime,
    values: Mapping[str, object] | None = None,
    link: str = "",
    case_id: str = "",
    desk: bool = False,
) -> bool:
    """Tell a person something, once per occasion; False when she was told already.

    kind    a key of ``rules.TEMPLATES``; ``values`` fill its lines, days and moments as such
    key     names the occasion, such as the case and the event
    link    a path of this site, "/case/…/"
    desk    it is told to an official: read at work only, and never sent to her own address
    The e-mail leaves later, outside of every transaction, if the person wants it and has an address.
    """
    rules.check(kind, values or {})
    if link and not link.startswith("/"):
        raise ValueError("a message links to a page of this site only")
    message = Message(
        person_id=UUID(str(person_id)),
        kind=kind,
        key=key,
        values=rules.stored(values or {}),
        link=link,
        case_id=case_id,
        at=at,
        desk=desk,
    )
    with transaction.atomic(savepoint=False):
        if not storage.insert_message(message):
            return False
        if not desk and queries.wants_email(person_id):
            Letter(message=message, next_at=at).save(force_insert=True)
    return True


def carry_letters(at: datetime, carrier: Carrier | None = None) -> int:
    """Send the letters that are due by e-mail; how many left. Several workers may do so at once.

    Each is taken in hand first and sent outside of any transaction, so that a slow mail server holds up nothing.
    """
    due = Letter.objects.filter(sent_at__isnull=True, stuck=False, next_at__lte=at)
    keys = list(due.order_by("next_at").values_list("pk", flat=True)[:_LETTERS_AT_ONCE])
    return sum(_carry(key, at, carrier or Email()) for key in keys)


def _carry(key: UUID, at: datetime, carrier: Carrier) -> bool:
    free = Q(in_hand_until__isnull=True) | Q(in_hand_until__lte=at)
    mine = Letter.objects.filter(free, pk=key, sent_at__isnull=True).update(in_hand_until=at + rules.IN_HAND)
    if not mine:
        return False
    letter = Letter.objects.select_related("message").get(pk=key)
    outgoing = _outgoing(letter.message)
    if outgoing is None:
        letter.delete()
        return False
    try:
        carrier.carry(outgoing)
    except OSError as error:
        _log.warning("a letter could not be sent: %s", error)
        _note_failure(letter, error, at)
        return False
    Letter.objects.filter(pk=key).update(sent_at=at, last_error="", in_hand_until=None)
    return True


def _outgoing(message: Message) -> Outgoing | None:
    """The letter in the house's own language, or None when the person has no address."""
    address = _address_of(str(message.person_id))
    if not address:
        return None
    with override(settings.LANGUAGE_CODE):
        card = queries.card_of(message)
        greeting = gettext("This letter was sent by a machine; please do not answer it.")
    way = [f"{card.button}: {settings.TONGBAN.BASE_URL}{card.link}"] if card.link else []
    host = urlsplit(settings.TONGBAN.BASE_URL).hostname or "localhost"
    text = "\n\n".join([*card.lines, *way, greeting])
    return Outgoing(address, card.subject.replace("\n", " "), text, f"<{message.public_id}@{host}>")


def _address_of(person_id: str) -> str:
    try:
        return identity.person(person_id=person_id).email
    except Refused:
        return ""


def _note_failure(letter: Letter, error: OSError, at: datetime) -> None:
    letter.attempts += 1
    letter.last_error = f"{type(error).__name__}: {error}"[: rules.LONGEST_ERROR]
    again = rules.next_attempt(at, letter.attempts)
    letter.stuck, letter.next_at, letter.in_hand_until = again is None, again or at, None
    letter.save(update_fields=["attempts", "last_error", "stuck", "next_at", "in_hand_until"])


def open_message(*, actor: Actor, public_id: str, at: datetime) -> queries.MessageCard:
    """The message, marked as read. Refuses one that is not the actor's own."""
    card = queries.message(person_id=actor.person_id, public_id=public_id, desk=actor.is_staff)
    if not card.read:
        Message.objects.filter(public_id=public_id, read_at__isnull=True).update(read_at=at)
    return card


def read_all(*, actor: Actor, at: datetime) -> int:
    """Mark all the actor's messages as read; how many were not."""
    if not actor.person_id:
        return 0
    unread = Message.objects.filter(person_id=actor.person_id, desk=actor.is_staff, read_at__isnull=True)
    return unread.update(read_at=at)


def choose(*, actor: Actor, email: bool, at: datetime) -> None:
    """Keep whether the actor wants her messages by e-mail too. Refuses who is not signed in as a person."""
    if not actor.person_id:
        raise queries.not_found()
    Choice.objects.update_or_create(person_id=actor.person_id, defaults={"email": email, "chosen_at": at})
