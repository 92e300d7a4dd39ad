"""How many unread messages the reader has, counted only when a page asks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tongban.foundation.actors import VISITOR, Actor
from tongban.notifications import queries


def unread(request: HttpRequest) -> dict[str, Any]:
    """``unread`` and ``unread_messages`` for the header."""
    actor: Actor = getattr(request, "actor", VISITOR)
    if not actor.person_id:
        return {"unread": 0, "unread_messages": 0}
    count = SimpleLazyObject(lambda: queries.unread_count(actor.person_id, desk=actor.is_staff))
    return {"unread": count, "unread_messages": count}
