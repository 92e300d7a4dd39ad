"""Walking through pages as somebody: who is signed in and what time it is are given, not asked."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tongban.foundation import clock
from tongban.foundation.actors import VISITOR, Actor
from tongban.org.middleware import ActorMiddleware

_NARROW = {0xFF00 + mark - 0x20: mark for mark in range(0x21, 0x7F)}


def _as_given(self: ActorMiddleware, request: HttpRequest) -> HttpResponse:
    request.user = AnonymousUser()
    request.actor = request.META.get("tests.actor", VISITOR)  # type: ignore[attr-defined]
    return self.get_response(request)


@pytest.fixture
def at_this_moment(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Doors find the given actor at the door, and the given time on the clock."""
    monkeypatch.setattr(ActorMiddleware, "__call__", _as_given)

    def set_clock(at: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    return set_clock


def browser(actor: Actor = VISITOR, **options: Any) -> Client:
    return Client(**{"tests.actor": actor}, **options)


def text_of(response: HttpResponse) -> str:
    """What a person reads on the page, in one line, its punctuation narrow."""
    html = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", response.content.decode())
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
    return words.translate(_NARROW)


def hidden(response: HttpResponse, name: str) -> str:
    """The value of a hidden field of the page."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', response.content.decode())
    assert found, f"no field {name}"
    value = re.search(r'value="([^"]*)"', found[0])
    return value[1] if value else ""
