"""A person's messages: the list, one message, and the choice of channels."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tongban.foundation import clock
from tongban.foundation.actors import VISITOR, Actor
from tongban.foundation.refusals import Refused
from tongban.notifications import queries, services
from tongban.notifications.forms import ChoiceForm


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", VISITOR)
    return actor


@require_GET
def inbox(request: HttpRequest) -> HttpResponseBase:
    """The messages, newest first, and the choice of channels beside them."""
    actor = _actor(request)
    if not actor.person_id:
        return redirect_to_login(request.get_full_path())
    page = queries.inbox(person_id=actor.person_id, after=request.GET.get("after", ""), desk=actor.is_staff)
    form = ChoiceForm(initial={"email": queries.wants_email(actor.person_id)})
    older = f"?after={page.older}" if page.older else ""
    newer = request.path if request.GET.get("after") else ""
    context = {
        "messages": page.messages,
        "older": older,
        "newer": newer,
        "choice": None if actor.is_staff else form,
        "any_unread": queries.unread_count(actor.person_id, desk=actor.is_staff) > 0,
    }
    return render(request, "notifications/inbox.html", context)


@require_GET
def open_message(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One message; opening it is reading it."""
    actor = _actor(request)
    if not actor.person_id:
        return redirect_to_login(request.get_full_path())
    try:
        card = services.open_message(actor=actor, public_id=public_id, at=clock.now())
    except Refused:
        raise Http404 from None
    return render(request, "notifications/message.html", {"message": card})


@require_POST
def read_all(request: HttpRequest) -> HttpResponseBase:
    """Mark everything as read."""
    actor = _actor(request)
    if not actor.person_id:
        return redirect_to_login("/messages/")
    services.read_all(actor=actor, at=clock.now())
    return redirect("notifications:inbox")


@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """Keep the choice of channels."""
    actor = _actor(request)
    if not actor.person_id:
        return redirect_to_login("/messages/")
    form = ChoiceForm(request.POST)
    services.choose(actor=actor, email=form.is_valid() and form.cleaned_data["email"], at=clock.now())
    return redirect("notifications:inbox")
