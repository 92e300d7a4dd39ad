"""The cards that departments were given: for supervisors all of them, for a head those of the department."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from tongban.foundation import clock
from tongban.foundation.actors import VISITOR, Actor
from tongban.foundation.refusals import Refused
from tongban.org import queries as org
from tongban.supervision import queries, rules, services
from tongban.supervision.forms import ExplainForm

WRONG = 422


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", VISITOR)
    return actor


@require_GET
def cards(request: HttpRequest) -> HttpResponseBase:
    """The cards, the newest first, by department, colour and whether they are explained."""
    actor = _actor(request)
    if not actor.is_signed_in:
        return redirect_to_login(request.get_full_path())
    if not queries.sees_cards(actor):
        raise Http404
    chosen = {name: request.GET.get(name, "") for name in ("department", "card", "state")}
    found = queries.cards_for(
        actor=actor,
        department_id=chosen["department"],
        card=chosen["card"],
        unexplained=chosen["state"] == "open",
        after=request.GET.get("after", ""),
    )
    kept = {name: value for name, value in chosen.items() if value}
    context = {
        "cards": found.cards,
        "older": "?" + urlencode({**kept, "after": found.older}) if found.older else "",
        "departments": org.departments() if actor.may("supervise.read") else (),
        "colours": [(key, gettext(word)) for key, word in rules.CARDS.items()],
        "chosen": chosen,
        "open_here": queries.unexplained(department_id=actor.department_id)
        if actor.may("case.direct")
        else 0,
    }
    return render(request, "supervision/cards.html", context)


@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, card_id: UUID) -> HttpResponseBase:
    """One card; the head of the department explains it here."""
    actor = _actor(request)
    if not actor.is_signed_in:
        return redirect_to_login(request.get_full_path())
    try:
        found = queries.card_for(actor=actor, card_id=str(card_id))
    except Refused:
        raise Http404 from None
    form = ExplainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not queries.heads(actor, found.department_id):
            raise Http404
        try:
            words = form.data.get("reason", "")
            services.explain(card_id=found.id, reason=words, actor=actor, at=clock.now())
        except Refused as refused:
            form.add_error("reason", refused.text(gettext))
        else:
            return redirect("supervision:card", card_id=card_id)
    explains = queries.heads(actor, found.department_id) and found.explained_at is None
    context = {"card": found, "form": form if explains or form.is_bound else None, "explains": explains}
    return render(request, "supervision/card.html", context, status=WRONG if form.is_bound else 200)
