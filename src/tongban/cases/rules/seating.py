"""The seats that a plan opens: which department is behind each, and until when it has time."""

from __future__ import annotations

from tongban.cases.rules import deadlines
from tongban.cases.rules.acts import Act, Route, WithdrawPromise
from tongban.cases.rules.facts import CaseFacts
from tongban.cases.rules.parts import Deadline, Limit, SeatOpening
from tongban.flow import rules as flow
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused, _
from tongban.foundation.workdays import WorkCalendar


def needed(route: Route | None) -> Route:
    if route is None:
        raise ValueError("this act needs the plan of the item")
    return route


def route_for(whole: Route, facts: CaseFacts, act: Act) -> Route:
    """The plan that a case follows now.

    On a promise only the seat that decides, the last one of the plan; taking the promise back opens the whole plan.
    """
    if facts.promise is None or isinstance(act, WithdrawPromise):
        return whole
    *_others, last = flow.every_seat(whole.plan, facts.situation)
    return Route(flow.Plan(last.seat), whole.desks)


def openings(
    refs: tuple[flow.SeatRef, ...], route: Route, act: Act, calendar: WorkCalendar
) -> tuple[SeatOpening, ...]:
    """The seats with their departments and dates. Refuses a plan that names a department nobody knows."""
    unknown = sorted({ref.department for ref in refs if ref.department not in route.desks})
    if unknown:
        raise Refused(
            "cases.department_unknown",
            _(
                "The plan of this item names a department that does not exist: {codes}. Please tell the item's editor."
            ),
            codes="、".join(unknown),
        )
    today = day_of(act.at)
    return tuple(
        _opening(ref, route, deadlines.deadline(today, Limit(ref.seat.workdays), calendar)) for ref in refs
    )


def _opening(ref: flow.SeatRef, route: Route, due: Deadline) -> SeatOpening:
    desk = route.desks[ref.department]
    return SeatOpening(
        instance=ref.instance,
        key=ref.seat.key,
        name=ref.seat.name,
        duty=ref.seat.duty.value,
        department=ref.department,
        department_id=desk.id,
        department_name=desk.name,
        permission=ref.seat.permission,
        due=due,
        stand_in=ref.stand_in,
    )
