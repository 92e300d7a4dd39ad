"""Who comes in, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
UNKNOWN = frozenset({"bundles.not_found", "catalogue.item_unknown", "files.not_found"})
CHOOSE_WHO = frozenset(
    {"bundles.for_others", "cases.for_persons_only", "cases.for_bodies_only", "cases.mandate_too_narrow"}
)


def actor_of(request: HttpRequest) -> Actor:
    """Who is at the door."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def shown(view: View[P]) -> View[P]:
    """For everybody; what is not there is said in one way."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return _told(request, lambda: view(request, *args, **kwargs))

    return guarded


def applicant(view: View[P]) -> View[P]:
    """For people who apply: visitors sign in first, officials are told that there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of(request)
        if not actor.is_signed_in:
            return redirect_to_login(request.get_full_path())
        if actor.is_staff:
            raise Http404
        return _told(request, lambda: view(request, *args, **kwargs))

    return guarded


def administrator(view: View[P]) -> View[P]:
    """For those who may edit items; visitors sign in first, everyone else finds nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of(request)
        if not actor.is_signed_in:
            return redirect_to_login(request.get_full_path())
        if not actor.may("item.edit"):
            raise Http404
        return _told(request, lambda: view(request, *args, **kwargs))

    return guarded


def _told(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return act()
    except Refused as refused:
        if refused.code in UNKNOWN:
            raise Http404 from refused
        return refusal_page(request, refused)


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal that no form could take, as a page."""
    context = {
        "sentence": refused.text(gettext),
        "faults": refused.faults,
        "basis": gettext(refused.basis) if refused.basis else "",
        "choose_who": refused.code in CHOOSE_WHO,
    }
    return render(request, "cases/refused.html", context, status=409)
