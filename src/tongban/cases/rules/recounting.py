"""Counting the running clocks of a case again, when the working days have changed since they were counted.

A date moves later with the calendar; earlier only with a notice to the applicant, and otherwise it stays as it was
shown. A date that was provisional becomes sure. What was told in writing as a day (an answer, the end of a special
procedure, a hearing) is not counted again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tongban.cases.rules.deadlines import (
    counted_with,
    deadline,
    delivery_deadline,
    limits,
    look_deadline,
    review_deadline,
    stops_of,
)
from tongban.cases.rules.facts import CaseFacts, Pause, State
from tongban.cases.rules.happenings import (
    Extended,
    PlanMoved,
    PlanRestored,
    PromiseWithdrawn,
    Recounted,
    SeatMoved,
    SpecialEnded,
    SpecialStarted,
    Submitted,
)
from tongban.cases.rules.ledger import CaseEvent
from tongban.cases.rules.parts import Deadline, ItemRef, Limit, SeatDate
from tongban.foundation.clock import day_of
from tongban.foundation.workdays import Stop, WorkCalendar

RUNNING = (State.SUBMITTED, State.ACCEPTED, State.SUSPENDED, State.DECIDED)
"""The states in which a clock of the department runs."""
PARTICULAR = tuple(
    kind.KIND for kind in (SpecialStarted, SpecialEnded, Extended, SeatMoved, PromiseWithdrawn)
)
"""Events after which the dates of a case no longer follow from its item and its days alone; so it is when its plan
was moved, which the row of the case says itself."""


@dataclass(frozen=True, slots=True)
class SeatClock:
    """An open seat and its date.

    workdays  for how many it is asked; None: not known
    pauses    how many special procedures had begun before it was opened; they do not concern it
    """

    instance: str
    opened_on: date
    workdays: int | None
    due: Deadline
    pauses: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The clocks that run in a case: from when, how long, what stops them, and the dates they show.

    dues        before acceptance one, under review the promised and the statutory one, after the decision one
    by_promise  granted on a written promise, which has a period of its own
    review_due  the law's day to say what is missing, where the region's is the one shown; else None
    before      the seats that stand still, with the dates that they had before the special procedure under way began
    """

    state: State
    start: date
    item: ItemRef
    dues: tuple[Deadline, ...]
    pauses: tuple[Pause, ...] = ()
    extension: Limit | None = None
    by_promise: bool = False
    seats: tuple[SeatClock, ...] = ()
    review_due: Deadline | None = None
    before: tuple[SeatDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """What counting again gives.

    what  None when no date changes
    kept  whether a date would come earlier and was left as it was shown
    """

    what: Recounted | None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Cause:
    """Why dates are counted again.

    edition  of the notices of holidays by which they are counted
    notice   what applicants are told whose date comes earlier; empty: no date comes earlier
    """

    edition: str
    reason: str
    notice: str = ""


def counted_again(standing: Standing, calendar: WorkCalendar) -> tuple[Deadline, ...]:
    """The dates of the running clocks by this calendar, in the order of ``Standing.dues``."""
    match standing.state:
        case State.SUBMITTED:
            looked = look_deadline(standing.start, standing.item.way.look_workdays, calendar)
            return (looked or review_deadline(standing.start, calendar),)
        case State.DECIDED:
            return (delivery_deadline(standing.start, calendar),)
        case _:
            stops = stops_of(standing.pauses, calendar)
            periods = limits(standing.item, standing.start, by_promise=standing.by_promise)
            promised, statutory = (
                counted_with(standing.start, limit, standing.extension, calendar, stops) for limit in periods
            )
            found = (promised if promised.on <= statutory.on else statutory, statutory)
            return tuple(Deadline(one.on, one.provisional) for one in found)


def again(standing: Standing, counted: tuple[Deadline, ...], calendar: WorkCalendar, cause: Cause) -> Again:
    """What becomes of a case whose clocks count so by the calendar of today."""
    kept = not cause.notice and any(new.on < old.on for old, new in zip(standing.dues, counted, strict=True))
    dues = tuple(_moved(old, new, cause) for old, new in zip(standing.dues, counted, strict=True))
    seats = tuple(_seat_dates(standing, calendar, cause))
    review = standing.review_due
    if review is not None:
        review = _moved(review, review_deadline(standing.start, calendar), cause)
    before = tuple(_dates_before(standing, calendar, cause))
    changed = any(new.due.on != old.due.on for old, new in zip(standing.seats, seats, strict=True))
    if (dues, review, before) == (standing.dues, standing.review_due, standing.before) and not changed:
        return Again(None, kept)
    what = _event(standing, dues, seats, cause)
    if review is not None:
        what = replace(what, review_due=review)
    return Again(replace(what, before=before), kept)


def _moved(old: Deadline, new: Deadline, cause: Cause) -> Deadline:
    """The new date; the old one, now sure, when it would come earlier without notice."""
    return new if new.on >= old.on or cause.notice else Deadline(old.on, new.provisional)


def _seat_dates(standing: Standing, calendar: WorkCalendar, cause: Cause) -> Iterator[SeatDate]:
    for seat in standing.seats:
        if seat.workdays is None:
            yield SeatDate(seat.instance, seat.due)
        else:
            stops = stops_of(standing.pauses[seat.pauses :], calendar)
            new = seat_due(seat.opened_on, seat.workdays, calendar, stops)
            yield SeatDate(seat.instance, _moved(seat.due, new, cause))


def _dates_before(standing: Standing, calendar: WorkCalendar, cause: Cause) -> Iterator[SeatDate]:
    """What a seat that stands still is given back when the special procedure ends: counted without that one."""
    clocks = {seat.instance: seat for seat in standing.seats}
    for one in standing.before:
        seat = clocks.get(one.instance)
        if seat is None or seat.workdays is None:
            yield one
        else:
            stops = stops_of(standing.pauses[seat.pauses : -1], calendar)
            new = seat_due(seat.opened_on, seat.workdays, calendar, stops)
            yield SeatDate(one.instance, _moved(one.due, new, cause))


def seat_due(opened_on: date, workdays: int, calendar: WorkCalendar, stops: Iterable[Stop] = ()) -> Deadline:
    """Until when a seat is to be answered that has been asked since a day."""
    return deadline(opened_on, Limit(workdays), calendar, stops)


def _event(
    standing: Standing,
    dues: tuple[Deadline, ...],
    seats: tuple[SeatDate, ...],
    cause: Cause,
) -> Recounted:
    what = Recounted(batch="", edition=cause.edition, reason=cause.reason, notice=cause.notice, seats=seats)
    match standing.state:
        case State.SUBMITTED if standing.item.way.look_workdays:
            return replace(what, look_by=dues[0])
        case State.SUBMITTED:
            return replace(what, review_due=dues[0])
        case State.DECIDED:
            return replace(what, delivery_due=dues[0])
        case _:
            return replace(what, promised_due=dues[0], statutory_due=dues[1])


Workdays = Callable[[str], Mapping[str, int]]
"""By version of an item and by seat of its plan: for how many workdays it is asked."""


def standing_of(facts: CaseFacts, events: Iterable[CaseEvent], workdays: Workdays) -> Standing | None:
    """The running clocks of a case, from its ledger; None when none runs."""
    if facts.application is None or facts.state not in RUNNING:
        return None
    start, dues = _running(facts)
    if start is None or any(one is None for one in dues):
        return None
    asked = _openings(events)
    return Standing(
        state=facts.state,
        start=start,
        item=facts.of.item,
        dues=tuple(one for one in dues if one is not None),
        pauses=facts.pauses,
        extension=facts.extension.days if facts.extension else None,
        by_promise=facts.promise is not None,
        seats=tuple(
            SeatClock(
                seat.instance, since.on, workdays(since.version_id).get(seat.key), seat.due, since.pauses
            )
            for seat in facts.seats
            for since in (asked[seat.instance],)
        ),
        review_due=facts.review_due if facts.state == State.SUBMITTED and facts.look_by else None,
        before=tuple(one for one in facts.pause.seats if one.instance in facts.standing_still)
        if facts.pause
        else (),
    )


def _running(facts: CaseFacts) -> tuple[date | None, tuple[Deadline | None, ...]]:
    match facts.state:
        case State.SUBMITTED:
            return facts.received_on, (facts.due,)
        case State.DECIDED if facts.decision is not None:
            return facts.decision.decided_on, (facts.decision.delivery_due,)
        case _:
            accepted_on = facts.acceptance.accepted_on if facts.acceptance else None
            return accepted_on, (facts.promised_due, facts.statutory_due)


@dataclass(frozen=True, slots=True)
class Since:
    """Since when a seat is asked.

    pauses      how many special procedures had begun by then
    version_id  the version whose plan gave it its time
    """

    on: date
    pauses: int
    version_id: str


def _openings(events: Iterable[CaseEvent]) -> dict[str, Since]:
    """Since when each seat is asked. One that only changed hands, or the plan around it, since it was first opened."""
    asked: dict[str, Since] = {}
    before: list[dict[str, Since]] = []
    pauses, version_id = 0, ""
    for event in events:
        what = event.what
        pauses += isinstance(what, SpecialStarted)
        fresh = {seat.instance for seat in getattr(what, "opened", ())}
        closed = set(getattr(what, "closed", ()))
        match what:
            case Submitted():
                version_id = what.item.version_id
            case PlanMoved():
                before.append(dict(asked))
                version_id = what.to_version.id
            case PlanRestored():
                earlier, version_id = before.pop(), what.to_version.id
                asked = earlier if fresh or closed else asked
                continue
        keeps_its_time = isinstance(what, PlanMoved) or (
            isinstance(what, SeatMoved) and what.spoken.kind in ("delegate", "stand_in", "recall")
        )
        for instance in fresh:
            if not (keeps_its_time and instance in asked):
                asked[instance] = Since(day_of(event.at), pauses, version_id)
        for instance in closed - fresh:
            asked.pop(instance, None)
    return asked
