"""The clocks of a case as people are shown them: each with its date and, line by line, how it came about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongban.cases.rules import provisions
from tongban.cases.rules.deadlines import counted, decision_counts, stop_of, workdays
from tongban.cases.rules.facts import UNDER_REVIEW, CaseFacts, State
from tongban.cases.rules.parts import Deadline, Limit
from tongban.cases.rules.special import SPECIAL
from tongban.foundation.provisions import in_force
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say
from tongban.foundation.workdays import Due, WorkCalendar


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock as people are shown it.

    name     ``completeness``, ``look``, ``correction``, ``promised``, ``statutory``, ``special``, ``hearing``, ``gap``,
             ``delivery`` or ``check``
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


def clocks(facts: CaseFacts, calendar: WorkCalendar) -> tuple[Clock, ...]:
    """Every clock that this case has started, in the order in which they started, with its ledger in sentences."""
    return (
        *_before_acceptance(facts, calendar),
        *_until_decision(facts, calendar),
        *_special(facts),
        *_of_the_applicant(facts),
        *_after_decision(facts, calendar),
    )


def _before_acceptance(facts: CaseFacts, calendar: WorkCalendar) -> Iterator[Clock]:
    if facts.received_on is not None and facts.review_due is not None:
        limit = workdays(provisions.COMPLETENESS_WORKDAYS, facts.received_on)
        yield _clock(
            "completeness",
            _("Look through the application and accept it"),
            facts.received_on,
            facts.review_due,
            (
                say(_("Received on {day}; counting starts the day after."), day=facts.received_on),
                *_steps(counted(facts.received_on, limit, calendar), facts.review_due),
                say(
                    _("If nobody says anything by then, the application counts as accepted from its receipt.")
                ),
            ),
            in_force(provisions.COMPLETENESS_WORKDAYS, facts.received_on).source,
            facts.state != State.SUBMITTED,
        )
    if facts.received_on is not None and facts.look_by is not None:
        yield _clock(
            "look",
            _("Look through the application, as the region promises"),
            facts.received_on,
            facts.look_by,
            (
                say(_("Received on {day}; counting starts the day after."), day=facts.received_on),
                *_steps(
                    counted(facts.received_on, Limit(facts.of.item.way.look_workdays), calendar),
                    facts.look_by,
                ),
            ),
            "",
            facts.state != State.SUBMITTED,
        )
    if facts.correction is not None and facts.correction_on is not None and facts.state == State.CORRECTION:
        yield _clock(
            "correction",
            _("Answer the correction notice"),
            facts.correction_on,
            Deadline(facts.correction.answer_by),
            (
                say(
                    _("Asked for on {day}; until it is answered no clock of the department runs."),
                    day=facts.correction_on,
                ),
                say(_("Without an answer by then the application goes back; you can apply again.")),
            ),
        )


def _until_decision(facts: CaseFacts, calendar: WorkCalendar) -> Iterator[Clock]:
    """The promise and the law run side by side; the promise is kept, the law is what one is held to."""
    if facts.acceptance is None or facts.promised_due is None or facts.statutory_due is None:
        return
    accepted_on = facts.acceptance.accepted_on
    extension = facts.extension.days if facts.extension else None
    promised, statutory = decision_counts(facts, accepted_on, calendar, facts.pauses, extension)
    told = tuple(_told(facts, calendar))
    ended = facts.state not in UNDER_REVIEW
    general = provisions.JOINT_DECISION_WORKDAYS if facts.of.item.way.joint else provisions.DECISION_WORKDAYS
    yield _clock(
        "promised",
        _("Decide, as this department promises"),
        accepted_on,
        facts.promised_due,
        (*told, *_steps(promised, facts.promised_due)),
        "",
        ended,
    )
    yield _clock(
        "statutory",
        _("Decide, as the law demands"),
        accepted_on,
        facts.statutory_due,
        (*told, *_steps(statutory, facts.statutory_due)),
        "" if facts.of.item.statutory else in_force(general, accepted_on).source,
        ended,
    )


def _told(facts: CaseFacts, calendar: WorkCalendar) -> Iterator[Sentence]:
    """What moved the date since acceptance: each sentence is a line of the ledger."""
    assert facts.acceptance is not None
    if facts.acceptance.deemed:
        yield say(
            _("Counts as accepted from {day}, the day of receipt; counting starts the day after."),
            day=facts.acceptance.accepted_on,
        )
    else:
        yield say(_("Accepted on {day}; counting starts the day after."), day=facts.acceptance.accepted_on)
    for pause in facts.pauses:
        stop = stop_of(pause, calendar)
        kind = say(SPECIAL[pause.began.kind])
        if pause.ended is None:
            yield say(
                _(
                    "{kind} since {first}: the days until {last} do not count; the notice gives {days} workdays."
                ),
                kind=kind,
                first=pause.began.started_on,
                last=stop.last,
                days=pause.began.days.number,
            )
        else:
            yield say(
                _("{kind} from {first} to {ended}: the days from {from_day} to {last} do not count."),
                kind=kind,
                first=pause.began.started_on,
                ended=pause.ended.ended_on,
                from_day=stop.first,
                last=stop.last,
            )
    if facts.extension is not None and facts.extended_on is not None:
        yield say(
            _("On {day} the period was lawfully extended by {days} workdays: {reason}."),
            day=facts.extended_on,
            days=facts.extension.days.number,
            reason=facts.extension.reason,
        )


def _special(facts: CaseFacts) -> Iterator[Clock]:
    for pause in facts.pauses:
        yield _clock(
            "special",
            SPECIAL[pause.began.kind],
            pause.began.started_on,
            Deadline(pause.began.until),
            (
                say(_("Told in writing: {days} workdays are needed."), days=pause.began.days.number),
                say(_("Past that day the main clock runs again, even if this is not finished.")),
            ),
            _("Administrative License Law, art. 45"),
            pause.ended is not None,
        )


def _of_the_applicant(facts: CaseFacts) -> Iterator[Clock]:
    """What the applicant has time for: asking for a hearing, handing in what may follow."""
    hearing = facts.hearing
    if hearing is not None:
        yield _clock(
            "hearing",
            _("Ask for a hearing"),
            hearing.offered_on,
            hearing.offered.ask_by,
            (say(_("Without an answer by then the case is decided without a hearing.")),),
            in_force(provisions.HEARING_ASK_DAYS, hearing.offered_on).source,
            hearing.answered or facts.state not in UNDER_REVIEW,
        )
    if facts.acceptance is not None and facts.acceptance.gap_due is not None:
        refused = facts.of.item.way.gap_lapse == "refused"
        yield _clock(
            "gap",
            _("Hand in what may follow later"),
            facts.acceptance.accepted_on,
            facts.acceptance.gap_due,
            (
                say(_("Without it by then the application is refused."))
                if refused
                else say(_("Without it by then the application counts as withdrawn.")),
            ),
            "",
            not facts.gaps or facts.state not in UNDER_REVIEW,
        )


def _after_decision(facts: CaseFacts, calendar: WorkCalendar) -> Iterator[Clock]:
    if facts.decision is None:
        return
    decided_on = facts.decision.decided_on
    limit = workdays(provisions.DELIVERY_WORKDAYS, decided_on)
    yield _clock(
        "delivery",
        _("Hand over the result"),
        decided_on,
        facts.decision.delivery_due,
        (
            say(_("Decided on {day}; counting starts the day after."), day=decided_on),
            *_steps(counted(decided_on, limit, calendar), facts.decision.delivery_due),
        ),
        in_force(provisions.DELIVERY_WORKDAYS, decided_on).source,
        facts.state != State.DECIDED,
    )
    if facts.decision.check_due is not None:
        done = facts.promise_check is not None and facts.promise_check.result != "mend"
        yield _clock(
            "check",
            _("Check afterwards what was promised"),
            decided_on,
            facts.decision.check_due,
            (),
            "",
            done or facts.ending is not None,
        )


def _steps(again: Due, held: Deadline) -> tuple[Sentence, ...]:
    """How the date was counted, if counting today still gives the one that the ledger holds."""
    return again.explain[1:] if again.on == held.on else ()


def _clock(
    name: str,
    title: str,
    started_on: date,
    due_on: Deadline,
    explain: tuple[Sentence, ...],
    source: str = "",
    ended: bool = False,
) -> Clock:
    return Clock(name, title, started_on, due_on, explain, source, ended)
