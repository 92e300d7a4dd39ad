"""Pages of the register of leave: who is away, and who stands in."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongban.foundation import clock
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused
from tongban.org import queries, rules, services
from tongban.org.forms import (
    LeaveForm,
    show_refusal,
)
from tongban.org.views.guards import WRONG_INPUT, actor_of


@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Who of the department is away and who stands in; enter one's own leave, as the head anybody's."""
    actor = _official(request)
    now = clock.now()
    today = clock.day_of(now)
    form = _leave_form(request, actor, today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.enter_leave(
                staff_id=given["staff"],
                stand_in_id=given["stand_in"],
                kind=given["kind"],
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                actor=actor,
                at=now,
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("org:leave")
    known = queries.leaves_of(department_id=actor.department_id, since=today)
    lines = [
        {
            "card": one,
            "now": one.starts_on <= today,
            "ends": services.may_enter(actor, one.staff_id, actor.department_id),
        }
        for one in known
    ]
    context = {"form": form, "lines": lines, "stands_in": actor.stands_in}
    return render(request, "org/leave.html", context, status=WRONG_INPUT if form.is_bound else 200)


@require_POST
def end_leave(request: HttpRequest, leave_id: UUID) -> HttpResponse:
    """The official is back before the last day, or does not go."""
    actor = _official(request)
    try:
        services.end_leave(leave_id=str(leave_id), actor=actor, at=clock.now())
    except Refused as refusal:
        raise Http404 from refusal
    return redirect("org:leave")


def _official(request: HttpRequest) -> Actor:
    """The actor, if she works in a department; to everyone else this page does not exist."""
    actor = actor_of(request)
    if not actor.is_staff or not actor.department_id:
        raise Http404
    return actor


def _leave_form(request: HttpRequest, actor: Actor, today: date) -> LeaveForm:
    """Whose leave this official may enter, and who could stand in for one of them."""
    names: dict[str, str] = {}
    held: dict[str, set[str]] = {}
    for card in queries.staff_of(department_id=actor.department_id, on=today):
        names[card.id] = f"{card.name} ({card.post_name})"
        held.setdefault(card.id, set()).update(card.permissions)
    whose = [key for key in names if services.may_enter(actor, key, actor.department_id)]
    posts = {key: rules.Held(actor.department_id, frozenset(one)) for key, one in held.items()}
    fitting = [
        key
        for key in names
        if any(key != away and rules.may_stand_in(posts[away], posts[key]) for away in whose)
    ]
    return LeaveForm(
        request.POST if request.method == "POST" else None,
        staff=[(key, names[key]) for key in whose],
        stand_ins=[(key, names[key]) for key in fitting],
        initial={"staff": actor.staff_id},
    )
