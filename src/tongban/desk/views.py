"""What waits for an official, across rooms; and what supervisors and operators look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tongban.audit import queries as audit
from tongban.audit import services as record
from tongban.audit.rules import Act
from tongban.cases import queries as cases
from tongban.desk import acts, waiting
from tongban.desk.places import HOME, places_for
from tongban.flow import queries as flow
from tongban.foundation import clock
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused
from tongban.org import queries as org
from tongban.outbox import queries as outbox
from tongban.outbox import services as deliver

PAGE = 25
SEATS = ("case.opinion", "case.decide")
OPENS_CASES = ("supervise.read", "case.read_department")
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def official(*permissions: str) -> Callable[[View[P]], View[P]]:
    """For officials with one of these permissions (any official when none is named); others find no such page."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            actor = actor_of(request)
            if not actor.is_signed_in:
                return redirect_to_login(request.get_full_path())
            if not actor.is_staff or (permissions and not actor.permissions & set(permissions)):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


@require_GET
@official()
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this official: seats by due date, also as a stand-in, and what waits beside the seats."""
    actor, today = actor_of(request), today_()
    beside = waiting.beside(actor, today)
    if not actor.permissions & HOME and not beside:
        return (
            redirect(places_for(actor)[0].url) if places_for(actor) else render(request, "desk/nothing.html")
        )
    whose: dict[str, Any] = {
        "department_ids": (actor.department_id,),
        "permissions": sorted(actor.permissions & set(SEATS)),
        "staff_id": actor.staff_id,
        "stands_in_for": [one.staff_id for one in actor.stands_in],
        "today": today,
    }
    seats = flow.worklist(after=keyset(request), limit=PAGE + 1, **whose)
    context = {
        "places": places_for(actor, "desk:home"),
        "matters": beside if not request.GET.get("after") else (),
        "seats": waiting.lines(seats[:PAGE], actor),
        "stands_in": actor.stands_in,
        "bulk": actor.may("case.opinion"),
        "counts": flow.counts_by_light(**whose),
        "older": following(request, seats),
    }
    return render(request, "desk/home.html", context)


@require_GET
@official()
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    """The way from a case number to its page, which then says who may see it."""
    case = cases.case_by_number(number=number)
    if case is None:
        raise Http404
    return redirect("cases:desk_case", public_id=case.public_id)


@require_GET
@official("case.accept", "case.correct")
def intake(request: HttpRequest) -> HttpResponse:
    """Applications that wait to be looked through, and those that wait for their applicant."""
    actor = actor_of(request)
    state = "correction" if request.GET.get("state") == "correction" else "submitted"
    today = today_()
    found = cases.waiting_for(
        actor=actor, states=(state,), today=today, after=keyset(request), limit=PAGE + 1
    )
    context = {
        "places": places_for(actor, "desk:intake"),
        "state": state,
        "lines": found[:PAGE],
        "older": following(request, found, state=state),
    }
    return render(request, "desk/intake.html", context)


@require_GET
@official("supervise.read")
def supervise(request: HttpRequest) -> HttpResponse:
    """Every open case by due date, and whose turn it is; each figure opens the list behind it."""
    actor = actor_of(request)
    today = today_()
    department = request.GET.get("department", "")
    shown = request.GET.get("light", "")
    counts = cases.counts_by_light(today=today, department_id=department)
    context: dict[str, Any] = {
        "places": places_for(actor, "desk:supervise"),
        "figures": waiting.figures(counts),
        "at_seats": waiting.at_seats(today),
        "departments": org.departments(),
        "department": department,
        "light_shown": shown,
        "checkpoint": audit.latest_checkpoint(),
        "unsealed": audit.unsealed_count(),
        "stuck": len(outbox.stuck()),
        "at": clock.now(),
    }
    holder = next((one for one in org.departments() if one.id == request.GET.get("holder", "")), None)
    if holder is not None:
        seats = flow.worklist(
            department_ids=[holder.id], permissions=SEATS, today=today, after=keyset(request), limit=PAGE + 1
        )
        context |= {"holder": holder.name, "seats": waiting.lines(seats[:PAGE])}
        return render(
            request, "desk/supervise.html", context | {"older": following(request, seats, holder=holder.id)}
        )
    found = cases.open_cases(
        today=today, department_id=department, light=shown, after=keyset(request), limit=PAGE + 1
    )
    lines = found[:PAGE]
    context |= {
        "lines": lines,
        "holders": waiting.holders(lines, today),
        "extended": cases.extended(case_ids=[line.id for line in lines]),
        "older": following(request, found, department=department, light=shown),
    }
    return render(request, "desk/supervise.html", context)


@require_GET
@official("audit.read")
def audit_log(request: HttpRequest) -> HttpResponse:
    """The audit log, the newest first, by case number, action and day."""
    actor = actor_of(request)
    number, action = request.GET.get("number", "").strip(), request.GET.get("action", "")
    case = cases.case_by_number(number=number) if number else None
    try:
        page = audit.page(
            case_id=case.id if case else ("-" if number else ""),
            action=action,
            day=day_or_none(request.GET.get("day", "")),
            after=request.GET.get("after", ""),
        )
    except Refused as refused:
        raise Http404 from refused
    context = {
        "places": places_for(actor, "desk:audit"),
        "acts": acts.told(page.acts, opens_cases=bool(actor.permissions & set(OPENS_CASES))),
        "older": "?" + urlencode({**request.GET.dict(), "after": page.after}) if page.after else "",
        "actions": acts.choices(audit.actions()),
        "number": number,
        "action": action,
        "day": request.GET.get("day", ""),
        "checkpoint": audit.latest_checkpoint(),
        "unsealed": audit.unsealed_count(),
    }
    return render(request, "desk/audit.html", context)


@require_GET
@official("outbox.retry")
def deliveries(request: HttpRequest) -> HttpResponse:
    """What could not be delivered, with a button."""
    context = {
        "places": places_for(actor_of(request), "desk:deliveries"),
        "stuck": outbox.stuck(),
        "pending": outbox.pending_count(),
        "oldest": outbox.oldest_pending_at(),
    }
    return render(request, "desk/deliveries.html", context)


@require_POST
@official("outbox.retry")
def retry(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Try a stuck delivery again, and keep in the record who had it tried."""
    actor, at = actor_of(request), clock.now()
    act = Act(actor=actor, action="outbox.retried", subject_kind="delivery", subject_id=str(delivery_id))
    try:
        with transaction.atomic():
            deliver.retry(delivery_id=delivery_id, actor=actor, at=at)
            record.record(act, at)
    except Refused as refused:
        raise Http404 from refused
    return redirect("desk:deliveries")


def today_() -> date:
    return clock.day_of(clock.now())


def keyset(request: HttpRequest) -> tuple[date, str] | None:
    """Where the page before this one ended; anything else starts at the beginning."""
    day, _space, last = request.GET.get("after", "").partition("_")
    found = day_or_none(day)
    try:
        return (found, str(UUID(last))) if found else None
    except ValueError:
        return None


def day_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def following(request: HttpRequest, found: tuple[object, ...], **kept: str) -> str:
    """The address of the next page; empty when this is the last."""
    if len(found) <= PAGE:
        return ""
    day, last = found[PAGE - 1].keyset  # type: ignore[attr-defined]
    return "?" + urlencode({**{key: value for key, value in kept.items() if value}, "after": f"{day}_{last}"})
