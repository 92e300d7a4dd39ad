"""Who comes in, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    """Who is at the door."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def shown(view: View[P]) -> View[P]:
    """For everybody; what is not there is said in one way."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            raise Http404 from refused

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
        return shown(view)(request, *args, **kwargs)

    return guarded
