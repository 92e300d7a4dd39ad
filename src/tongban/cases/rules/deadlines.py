"""The dates of a case: pure functions from a day, a period and a calendar to a date.

Counting begins the day after. A date in a year without a published calendar is provisional, never a fault.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tongban.cases.rules import provisions
from tongban.cases.rules.facts import CaseFacts, Pause, State
from tongban.cases.rules.parts import Deadline, ItemRef, Limit
from tongban.foundation.lights import USUAL, LightReading, Lights, light
from tongban.foundation.provisions import Provision, in_force
from tongban.foundation.workdays import ONE_DAY, Due, Period, Stop, WorkCalendar, due


def counted(start: date, limit: Limit, calendar: WorkCalendar, stops: Iterable[Stop] = ()) -> Due:
    """The last day of a period that starts the day after ``start``; a period of nothing ends the same day."""
    return due(start, Period(limit.number, limit.unit), calendar, stops, provisional=True)  # type: ignore[arg-type]


def deadline(start: date, limit: Limit, calendar: WorkCalendar, stops: Iterable[Stop] = ()) -> Deadline:
    """The date alone, as the ledger keeps it."""
    found = counted(start, limit, calendar, stops)
    return Deadline(found.on, found.provisional)


def review_deadline(received_on: date, calendar: WorkCalendar) -> Deadline:
    """The last day to say what is missing; after it the application counts as accepted from its receipt.

    Source: Administrative License Law, art. 32(4)
    """
    return deadline(received_on, workdays(provisions.COMPLETENESS_WORKDAYS, received_on), calendar)


def received_too_long_ago(today: date, calendar: WorkCalendar) -> date:
    """The last day of receipt whose time to say what is missing is over today."""
    day = today - ONE_DAY
    while review_deadline(day, calendar).on >= today:
        day -= ONE_DAY
    return day


def look_deadline(received_on: date, workdays: int, calendar: WorkCalendar) -> Deadline | None:
    """The last day to look an application through by the rule of the region; None where it has none.

    Missing it accepts nothing: only the law's five workdays do.
    """
    if not workdays:
        return None
    return min(
        deadline(received_on, Limit(workdays), calendar),
        review_deadline(received_on, calendar),
        key=lambda one: one.on,
    )


def delivery_deadline(decided_on: date, calendar: WorkCalendar) -> Deadline:
    """The last day to issue and deliver the licence. Source: Administrative License Law, art. 44"""
    return deadline(decided_on, workdays(provisions.DELIVERY_WORKDAYS, decided_on), calendar)


def statutory_limit(stated: Limit | None, accepted_on: date, *, joint: bool = False) -> Limit:
    """The period by law: the one that the item states, else the general one (art. 42: twenty workdays, jointly 45).

    Of joint handling the law says "not more than", and lets no other text make it longer (art. 42(2)).
    """
    general = workdays(
        provisions.JOINT_DECISION_WORKDAYS if joint else provisions.DECISION_WORKDAYS, accepted_on
    )
    if stated is None or (joint and stated.unit == general.unit and stated.number > general.number):
        return general
    return stated


def promised_limit(promised: Limit | None, statutory: Limit) -> Limit:
    """The period promised, never longer than the statutory one in the same unit; without a promise the law's."""
    if promised is None:
        return statutory
    if promised.unit == statutory.unit and promised.number > statutory.number:
        return statutory
    return promised


def limits_of(facts: CaseFacts, accepted_on: date) -> tuple[Limit, Limit]:
    """The periods of a case from its acceptance, promised and statutory, before any extension."""
    return limits(facts.of.item, accepted_on, by_promise=facts.promise is not None)


def limits(item: ItemRef, accepted_on: date, *, by_promise: bool = False) -> tuple[Limit, Limit]:
    """The periods of an item from an acceptance, promised and statutory; a written promise may have its own."""
    statutory = statutory_limit(item.statutory, accepted_on, joint=item.way.joint)
    promise = item.way.promise_limit if by_promise and item.way.promise_limit else item.promised
    return promised_limit(promise, statutory), statutory


def decision_dues(
    facts: CaseFacts,
    accepted_on: date,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
    extension: Limit | None = None,
) -> tuple[Deadline, Deadline]:
    """Until when a decision is promised, and until when the law demands it.

    pauses     special procedures, whose days do not count (art. 45)
    extension  the one extension that was approved (art. 42); it makes both periods longer
    """
    promised, statutory = decision_counts(facts, accepted_on, calendar, pauses, extension)
    return Deadline(promised.on, promised.provisional), Deadline(statutory.on, statutory.provisional)


def decision_counts(
    facts: CaseFacts,
    accepted_on: date,
    calendar: WorkCalendar,
    pauses: Iterable[Pause],
    extension: Limit | None,
) -> tuple[Due, Due]:
    """Both dates with how they were counted; a promise in another unit that would end later ends with the law's."""
    stops = stops_of(pauses, calendar)
    promised, statutory = (
        counted_with(accepted_on, limit, extension, calendar, stops)
        for limit in limits_of(facts, accepted_on)
    )
    return (promised if promised.on <= statutory.on else statutory), statutory


def counted_with(
    start: date, limit: Limit, extension: Limit | None, calendar: WorkCalendar, stops: Iterable[Stop]
) -> Due:
    """A period with its extension: one count in the same unit; else the extension runs on from the end of the period."""
    if extension is None:
        return counted(start, limit, calendar, stops)
    if extension.unit == limit.unit:
        return counted(start, Limit(limit.number + extension.number, limit.unit), calendar, stops)
    first = counted(start, limit, calendar, stops)
    return counted(first.on, extension, calendar, [stop for stop in stops if stop.last > first.on])


def stops_of(pauses: Iterable[Pause], calendar: WorkCalendar) -> tuple[Stop, ...]:
    """The days that do not count because of special procedures."""
    return tuple(stop_of(pause, calendar) for pause in pauses)


def stop_of(pause: Pause, calendar: WorkCalendar) -> Stop:
    """The days after the beginning up to the end: at most those of the written notice, at least one workday.

    While it is under way all days of the notice; past them the main clock runs again, finished or not.
    Source: Administrative License Law, art. 45
    """
    began = pause.began
    last = began.until
    if pause.ended is not None:
        last = min(last, max(pause.ended.ended_on, ahead(began.started_on, 1, calendar)))
    return Stop(began.started_on + ONE_DAY, last)


def ahead(day: date, workdays: int, calendar: WorkCalendar) -> date:
    """The so many-th workday after a day; years without a notice are estimated by weekends."""
    return counted(day, Limit(workdays), calendar).on


def workdays(lines: tuple[Provision[int], ...], on: date) -> Limit:
    """The number of workdays that the law of that day fixes."""
    return Limit(in_force(lines, on).value, "workday")


def is_past(due_on: Deadline | None, today: date) -> bool:
    """Whether the deadline has surely passed; a provisional date proves nothing."""
    return due_on is not None and not due_on.provisional and today > due_on.on


def reading(facts: CaseFacts, today: date, calendar: WorkCalendar) -> LightReading | None:
    """The light of the clock that runs now, where nobody set thresholds; None when nothing runs."""
    if facts.due is None:
        return None
    return light_of(facts.state, facts.due.on, today, calendar, paused_until=facts.paused_until)


def light_of(
    state: State,
    due_on: date,
    today: date,
    calendar: WorkCalendar,
    lights: Lights = USUAL,
    *,
    started_on: date | None = None,
    paused_until: date | None = None,
) -> LightReading:
    """The light of a case in this state with this date, by the thresholds of its department.

    Paused while the applicant is to answer, and during a special procedure for as long as its notice says.
    """
    special = state == State.SUSPENDED and paused_until is not None and today <= paused_until
    paused = special or state == State.CORRECTION
    return light(due_on, today, calendar, lights, started_on=started_on, paused=paused)
