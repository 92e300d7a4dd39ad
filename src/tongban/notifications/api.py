"""The machines' door to one's own messages."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tongban.foundation import clock
from tongban.foundation.actors import VISITOR, Actor
from tongban.notifications import queries, services

router = Router()
MOST = 100


class MessageOut(Schema):
    """A message in the language that the request asks for."""

    public_id: str
    kind: str
    subject: str
    lines: list[str]
    link: str
    at: datetime
    read: bool


class InboxOut(Schema):
    """A page of messages, newest first; give ``older`` back as ``after`` for the next one."""

    messages: list[MessageOut]
    older: str
    unread: int


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", VISITOR)
    return actor


def _out(card: queries.MessageCard) -> MessageOut:
    return MessageOut(
        public_id=card.public_id,
        kind=card.kind,
        subject=card.subject,
        lines=list(card.lines),
        link=card.link,
        at=card.at,
        read=card.read,
    )


@router.get("", response=InboxOut, summary="My messages")
def my_messages(
    request: HttpRequest, after: str = Query("", max_length=64), limit: int = Query(20, ge=1, le=MOST)
) -> InboxOut:
    person = _actor(request).person_id
    page = queries.inbox(person_id=person, after=after, limit=limit)
    return InboxOut(
        messages=[_out(card) for card in page.messages], older=page.older, unread=queries.unread_count(person)
    )


@router.get("/{public_id}", response=MessageOut, summary="One message")
def one_message(request: HttpRequest, public_id: str) -> MessageOut:
    return _out(queries.message(person_id=_actor(request).person_id, public_id=public_id))


@router.post("/{public_id}/read", response=MessageOut, summary="Mark a message as read; twice does no harm")
def read_message(request: HttpRequest, public_id: str) -> MessageOut:
    actor = _actor(request)
    services.open_message(actor=actor, public_id=public_id, at=clock.now())
    return _out(queries.message(person_id=actor.person_id, public_id=public_id))
