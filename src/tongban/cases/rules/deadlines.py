"""The clocks of a case: pure functions from a day, a period and a calendar to a date and its explanation.

Counting begins the day after. A date in a year without a published calendar is provisional, never a fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongban.cases.rules import provisions
from tongban.cases.rules.facts import CaseFacts, State
from tongban.cases.rules.ledger import Deadline, Limit
from tongban.foundation.lights import LightReading, light
from tongban.foundation.provisions import Provision, in_force
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say
from tongban.foundation.workdays import Due, Period, WorkCalendar, due


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock as people are shown it.

    name     ``completeness``, ``correction``, ``promised``, ``statutory`` or ``delivery``
    title    what it measures, in one phrase
    source   the text that fixes it; empty for a promise of the house
    ended    whether it has stopped, because what it waits for has happened
    """

    name: str
    title: str
    started_on: date
    due: Deadline
    explain: tuple[Sentence, ...]
    source: str
    ended: bool


def counted(start: date, limit: Limit, calendar: WorkCalendar) -> Due:
    """The last day of a period that starts the day after ``start``; a period of nothing ends the same day."""
    return due(start, Period(limit.number, limit.unit), calendar, provisional=True)  # type: ignore[arg-type]


def deadline(start: date, limit: Limit, calendar: WorkCalendar) -> Deadline:
    """The date alone, as the ledger keeps it."""
    found = counted(start, limit, calendar)
    return Deadline(found.on, found.provisional)


def review_deadline(received_on: date, calendar: WorkCalendar) -> Deadline:
    """The last day to say what is missing; after it the application counts as accepted from its receipt.

    Source: Administrative License Law, art. 32(4)
    """
    return deadline(received_on, workdays(provisions.COMPLETENESS_WORKDAYS, received_on), calendar)


def delivery_deadline(decided_on: date, calendar: WorkCalendar) -> Deadline:
    """The last day to issue and deliver the licence. Source: Administrative License Law, art. 44"""
    return deadline(decided_on, workdays(provisions.DELIVERY_WORKDAYS, decided_on), calendar)


def statutory_limit(stated: Limit | None, accepted_on: date) -> Limit:
    """The period by law: the one that the item states, else the general twenty workdays (art. 42)."""
    return stated or workdays(provisions.DECISION_WORKDAYS, accepted_on)


def promised_limit(promised: Limit | None, statutory: Limit) -> Limit:
    """The period promised, never longer than the statutory one in the same unit; without a promise the law's."""
    if promised is None:
        return statutory
    if promised.unit == statutory.unit and promised.number > statutory.number:
        return statutory
    return promised


def workdays(lines: tuple[Provision[int], ...], on: date) -> Limit:
    """The number of workdays that the law of that day fixes."""
    return Limit(in_force(lines, on).value, "workday")


def is_past(due_on: Deadline | None, today: date) -> bool:
    """Whether the deadline has surely passed; a provisional date proves nothing."""
    return due_on is not None and not due_on.provisional and today > due_on.on


def reading(facts: CaseFacts, today: date, calendar: WorkCalendar) -> LightReading | None:
    """The light of the clock that runs now; None when nothing runs."""
    return light_of(facts.state, facts.due.on, today, calendar) if facts.due else None


def light_of(state: State, due_on: date, today: date, calendar: WorkCalendar) -> LightReading:
    """The light of a case in this state with this date; paused while the applicant is to answer."""
    return light(due_on, today, calendar, paused=state == State.CORRECTION)


def clocks(facts: CaseFacts, calendar: WorkCalendar) -> tuple[Clock, ...]:
    """Every clock that this case has started, in the order in which they started, with its ledger in sentences."""
    return (
        *_before_acceptance(facts, calendar),
        *_until_decision(facts, calendar),
        *_delivery(facts, calendar),
    )


def _before_acceptance(facts: CaseFacts, calendar: WorkCalendar) -> Iterator[Clock]:
    if facts.received_on is not None and facts.review_due is not None:
        yield _clock(
            "completeness",
            _("Look through the application and accept it"),
            say(_("Received on {day}; counting starts the day after."), day=facts.received_on),
            (
                facts.received_on,
                workdays(provisions.COMPLETENESS_WORKDAYS, facts.received_on),
                facts.review_due,
            ),
            calendar,
            in_force(provisions.COMPLETENESS_WORKDAYS, facts.received_on).source,
            facts.state != State.SUBMITTED,
        )
    if facts.correction is not None and facts.correction_on is not None and facts.state == State.CORRECTION:
        until = Deadline(facts.correction.answer_by)
        title = _("Answer the correction notice")
        yield Clock("correction", title, facts.correction_on, until, (), "", False)


def _until_decision(facts: CaseFacts, calendar: WorkCalendar) -> Iterator[Clock]:
    """The promise and the law run side by side; the promise is kept, the law is what one is held to."""
    if facts.acceptance is None:
        return
    accepted_on, ended = facts.acceptance.accepted_on, facts.state != State.ACCEPTED
    statutory = statutory_limit(facts.of.item.statutory, accepted_on)
    promised = promised_limit(facts.of.item.promised, statutory)
    start = say(_("Accepted on {day}; counting starts the day after."), day=accepted_on)
    yield _clock(
        "promised",
        _("Decide, as this department promises"),
        start,
        (accepted_on, promised, facts.acceptance.promised_due),
        calendar,
        "",
        ended,
    )
    yield _clock(
        "statutory",
        _("Decide, as the law demands"),
        start,
        (accepted_on, statutory, facts.acceptance.statutory_due),
        calendar,
        "" if facts.of.item.statutory else in_force(provisions.DECISION_WORKDAYS, accepted_on).source,
        ended,
    )


def _delivery(facts: CaseFacts, calendar: WorkCalendar) -> Iterator[Clock]:
    if facts.decision is None:
        return
    decided_on = facts.decision.decided_on
    yield _clock(
        "delivery",
        _("Hand over the result"),
        say(_("Decided on {day}; counting starts the day after."), day=decided_on),
        (decided_on, workdays(provisions.DELIVERY_WORKDAYS, decided_on), facts.decision.delivery_due),
        calendar,
        in_force(provisions.DELIVERY_WORKDAYS, decided_on).source,
        facts.state != State.DECIDED,
    )


def _clock(
    name: str,
    title: str,
    start: Sentence,
    count: tuple[date, Limit, Deadline],
    calendar: WorkCalendar,
    source: str,
    ended: bool,
) -> Clock:
    """The clock with its explanation, if counting today still gives the date that the ledger holds."""
    day, limit, due_on = count
    again = counted(day, limit, calendar)
    explain = (start, *again.explain[1:]) if again.on == due_on.on else ()
    return Clock(name, title, day, due_on, explain, source, ended)
