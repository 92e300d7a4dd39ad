"""Reading messages, each in the language of whoever reads now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from tongban.design import wording
from tongban.foundation.refusals import Refused, _
from tongban.notifications import rules, storage
from tongban.notifications.models import Letter, Message

PAGE = 20


@dataclass(frozen=True, slots=True)
class MessageCard:
    """A message as its reader sees it. ``link`` leads to the page concerned and may be empty."""

    public_id: str
    kind: str
    subject: str
    lines: tuple[str, ...]
    button: str
    link: str
    case_id: str
    at: datetime
    read: bool

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of messages, newest first; ``older`` asks for the next one and is empty on the last."""

    messages: tuple[MessageCard, ...]
    older: str


@dataclass(frozen=True, slots=True)
class StuckLetter:
    """A letter that could not be sent, for operators; it says nothing of what the letter says."""

    message_id: str
    kind: str
    attempts: int
    last_error: str
    at: datetime


def unread_count(person_id: str, *, desk: bool = False) -> int:
    """How many messages the person has not opened yet; ``desk``: those to her as an official."""
    key = _key_of(person_id)
    return Message.objects.filter(person_id=key, desk=desk, read_at__isnull=True).count() if key else 0


def messages_of(person_id: str, limit: int = PAGE) -> tuple[MessageCard, ...]:
    """The person's newest messages."""
    return inbox(person_id=person_id, limit=limit).messages


def inbox(*, person_id: str, after: str = "", limit: int = PAGE, desk: bool = False) -> Inbox:
    """A page of a person's messages; ``desk``: of those to her as an official. A mark that nobody gave out begins at the newest."""
    key = _key_of(person_id)
    rows = Message.objects.filter(person_id=key, desk=desk).order_by("-id") if key else Message.objects.none()
    mark = _key_of(after)
    if mark:
        rows = rows.filter(id__lt=mark)
    found = list(rows[: limit + 1])
    older = found[limit - 1].pk.hex if len(found) > limit else ""
    return Inbox(tuple(card_of(row) for row in found[:limit]), older)


def message(*, person_id: str, public_id: str, desk: bool = False) -> MessageCard:
    """One message of a person. Refuses one that does not exist or is another person's, in the same words."""
    key = _key_of(person_id)
    # Ids are letters and digits; PostgreSQL would not even look for a text with a NUL in it.
    known = key is not None and public_id.isalnum()
    found = Message.objects.filter(public_id=public_id, desk=desk)
    row = found.filter(person_id=str(key)).first() if known else None
    if row is None:
        raise not_found()
    return card_of(row)


def not_found() -> Refused:
    return Refused("notifications.not_found", _("This message does not exist, or it is not yours."))


def wants_email(person_id: str) -> bool:
    """Whether messages also go out by e-mail, as the person chose; until she chooses, they do."""
    key = _key_of(person_id) or UUID(int=0)
    return not storage.has_declined_email(key)


def stuck_letters(limit: int = 200) -> tuple[StuckLetter, ...]:
    """The letters that failed for good, oldest first."""
    rows = Letter.objects.filter(stuck=True).select_related("message").order_by("message_id")[:limit]
    return tuple(
        StuckLetter(str(row.pk), row.message.kind, row.attempts, row.last_error, row.message.at)
        for row in rows
    )


def card_of(row: Message) -> MessageCard:
    worded = rules.word(row.kind, row.values, gettext, wording.date_full, wording.moment)
    return MessageCard(
        public_id=row.public_id,
        kind=row.kind,
        subject=worded.subject,
        lines=worded.lines,
        button=worded.button,
        link=row.link,
        case_id=row.case_id,
        at=row.at,
        read=row.read_at is not None,
    )


def _key_of(text: str) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
