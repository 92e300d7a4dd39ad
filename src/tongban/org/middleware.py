"""Who asks: every request carries its actor, for one statement when someone is signed in and none when not."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from tongban.foundation import clock
from tongban.foundation.actors import VISITOR
from tongban.org import queries, rules
from tongban.org.queries import SignedIn


class ActorMiddleware:
    """Sets ``request.actor`` (the visitor when nobody is signed in) and ``request.user`` from the same statement."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = _signed_in(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if found is None:
            request.user, request.actor = AnonymousUser(), VISITOR  # type: ignore[attr-defined]
        else:
            request.user, request.actor = found.account, found.actor  # type: ignore[assignment, attr-defined]
        return self.get_response(request)


def _signed_in(request: HttpRequest) -> SignedIn | None:
    session = request.session
    account_id = session.get(SESSION_KEY)
    if not account_id:
        return None
    found = queries.signed_in(
        account_id=account_id,
        session_id=session.get(rules.SESSION_ID, ""),
        body_id=session.get(rules.ACTING_BODY, ""),
        on=clock.day_of(clock.now()),
    )
    if found is None or not _proves(session.get(HASH_SESSION_KEY, ""), found):
        session.flush()
        return None
    return found


def _proves(proof: str, found: SignedIn) -> bool:
    """Whether the session was begun with the account's present password and epoch, under this or an earlier key."""
    account = found.account
    hashes = (account.get_session_auth_hash(), *account.get_session_auth_fallback_hash())
    return any(constant_time_compare(proof, known) for known in hashes)
