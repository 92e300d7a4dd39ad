"""Who comes in, and how a refusal is shown: each door decides once."""

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

UNKNOWN = frozenset(
    {
        "cases.not_found",
        "catalogue.item_unknown",
        "licences.not_found",
        "files.not_found",
        "identity.person_unknown",
    }
)


def actor_of(request: HttpRequest) -> Actor:
    """Who is at the door."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def signed_in(view: View[P]) -> View[P]:
    """For everybody who has signed in; visitors sign in first and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not actor_of(request).is_signed_in:
            return redirect_to_login(request.get_full_path())
        return told(request, lambda: view(request, *args, **kwargs))

    return guarded


def citizen(view: View[P]) -> View[P]:
    """For people with cases of their own; an official is told that there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if actor_of(request).is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def official(view: View[P]) -> View[P]:
    """For officials; everyone else is told that there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not actor_of(request).is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def told(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Do it; a refusal that no form could take becomes a page, one about something unknown the page for that."""
    try:
        return act()
    except Refused as refused:
        if refused.code in UNKNOWN:
            raise Http404 from refused
        return refusal_page(request, refused)


CHOOSE_WHO = frozenset({"cases.for_persons_only", "cases.for_bodies_only", "cases.mandate_too_narrow"})


def refusal_page(
    request: HttpRequest, refused: Refused, *, go_url: str = "", go_label: str = ""
) -> HttpResponse:
    """A refusal as a page: the sentence, its basis, and where to go on."""
    context = {
        "sentence": refused.text(gettext),
        "faults": refused.faults,
        "basis": gettext(refused.basis) if refused.basis else "",
        "choose_who": refused.code in CHOOSE_WHO,
        "go_url": go_url,
        "go_label": go_label,
    }
    return render(request, "cases/refused.html", context, status=409)
