"""One opinion for several cases of one item: given case by case, each its own act, each with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.cases import desk_forms, queries, services
from tongban.cases.views import clauses
from tongban.cases.views.guards import actor_of, official
from tongban.flow import queries as flow
from tongban.flow.queries import SeatCard
from tongban.foundation import clock
from tongban.foundation.actors import Actor
from tongban.foundation.ids import new_public_id
from tongban.foundation.refusals import Refused

WRONG = 422
MOST = 50
Row = dict[str, Any]


@require_http_methods(["GET", "POST"])
@official
def opinions(request: HttpRequest) -> HttpResponse:
    """The seats that were ticked on the worklist with one form; then the report of what was done and what was not."""
    actor = actor_of(request)
    if not actor.may("case.opinion"):
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    seats = _mine(actor, sent.getlist("seat")[:MOST])
    cases = queries.public_ids(case_ids=[str(seat.subject_id) for seat in seats])
    context: Row = {"seats": [_line(seat, cases) for seat in seats], "mixed": _mixed(seats)}
    if request.method == "GET" or context["mixed"] or not seats:
        form = _form(seats, None) if seats else None
        return render(request, "cases/desk/opinions.html", context | {"form": form})
    form = _form(seats, request.POST)
    if not form.is_valid():
        return render(request, "cases/desk/opinions.html", context | {"form": form}, status=WRONG)
    report = [_spoken(actor, seat, cases, form) for seat in seats]
    done = sum(1 for row in report if row["done"])
    return render(
        request, "cases/desk/opinions_done.html", {"report": report, "done": done, "left": len(report) - done}
    )


def _mine(actor: Actor, seat_ids: Sequence[str]) -> list[SeatCard]:
    """Those of the ticked seats that are open and advise, and at which this official may speak."""
    seats = flow.seats_by_id(seat_ids=seat_ids, today=clock.day_of(clock.now()))
    return [seat for seat in seats if seat.duty != "decide" and _sits_at(actor, seat)]


def _sits_at(actor: Actor, seat: SeatCard) -> bool:
    if seat.stand_in:
        return bool(actor.is_or_stands_in_for(seat.stand_in))
    return str(seat.department_id) == actor.department_id and actor.may(seat.permission)


def _mixed(seats: Sequence[SeatCard]) -> bool:
    """Whether the seats are of several items or ask for different things: one sentence cannot answer them."""
    return len({(seat.title, seat.key, seat.duty) for seat in seats}) > 1


def _line(seat: SeatCard, cases: dict[str, str]) -> Row:
    return {
        "id": str(seat.id),
        "number": seat.number,
        "applicant": seat.applicant,
        "title": seat.title,
        "name": seat.name,
        "light": seat.light,
        "url": reverse("cases:desk_case", args=[cases[str(seat.subject_id)]]),
    }


def _form(seats: Sequence[SeatCard], data: Any) -> desk_forms.BulkOpinionForm:
    return desk_forms.BulkOpinionForm(
        clauses.for_duty(seats[0].duty),
        [(str(seat.id), f"{seat.number} {seat.applicant}") for seat in seats],
        data,
        survey=seats[0].duty == "survey",
        initial={"submission_key": new_public_id()},
        auto_id="bulk_%s",
    )


def _spoken(actor: Actor, seat: SeatCard, cases: dict[str, str], form: desk_forms.BulkOpinionForm) -> Row:
    """One opinion, done or refused by itself; its key makes that pressing twice speaks once."""
    row = _line(seat, cases) | {"done": True, "why": _("Recorded")}
    try:
        services.record_opinion(
            public_id=cases[str(seat.subject_id)],
            seat=seat.instance,
            verdict=form.cleaned_data["verdict"],
            reason=form.reason_for(str(seat.id)),
            actor=actor,
            at=clock.now(),
            key=f"{form.cleaned_data['submission_key']}:{seat.id}",
        )
    except Refused as refused:
        row |= {"done": False, "why": refused.text(_)}
    return row
