"""The facts of a case: the fold of its own events, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tongban.cases.rules.ledger import (
    AcceptanceRefused,
    Accepted,
    Answers,
    CaseEvent,
    CorrectionAnswered,
    CorrectionRequested,
    Deadline,
    Decided,
    Delivered,
    MaterialHeld,
    OpinionGiven,
    SeatOpening,
    Spoken,
    Submitted,
    Withdrawn,
)
from tongban.flow.rules import Entry, entry_of
from tongban.foundation.clock import day_of


class State(StrEnum):
    """Where a case stands in law."""

    NONE = "none"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    DELIVERED = "delivered"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.SUBMITTED, State.CORRECTION, State.ACCEPTED, State.DECIDED})
CLOSED = frozenset({State.DELIVERED, State.ACCEPTANCE_REFUSED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is true of a case after its events so far.

    version      number of events; a page that was read at another version is stale
    corrections  correction notices sent; the law allows one for an application
    received_on  the day on which complete materials, as far as one could see, were received
    """

    version: int = 0
    state: State = State.NONE
    submitted_at: datetime | None = None
    application: Submitted | None = None
    answers: Answers = field(default_factory=dict)
    materials: tuple[MaterialHeld, ...] = ()
    received_on: date | None = None
    review_due: Deadline | None = None
    corrections: int = 0
    correction: CorrectionRequested | None = None
    correction_on: date | None = None
    acceptance: Accepted | None = None
    refusal: AcceptanceRefused | None = None
    entries: tuple[Entry, ...] = ()
    seats: tuple[SeatOpening, ...] = ()
    decision: Decided | None = None
    decided_at: datetime | None = None
    delivery: Delivered | None = None
    withdrawal: Withdrawn | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def of(self) -> Submitted:
        """The application; a case without one does not exist."""
        if self.application is None:
            raise ValueError("no application has been submitted")
        return self.application

    def seat(self, instance: str) -> SeatOpening | None:
        """The open seat of that name."""
        return next((seat for seat in self.seats if seat.instance == instance), None)

    @property
    def deciding_seat(self) -> SeatOpening | None:
        """The open seat that is to decide; None while it is not its turn."""
        return next((seat for seat in self.seats if seat.duty == "decide"), None)

    @property
    def due(self) -> Deadline | None:
        """The date on which the clock that runs now ends; None when nothing runs."""
        match self.state:
            case State.SUBMITTED:
                return self.review_due
            case State.CORRECTION:
                return Deadline(self.correction.answer_by) if self.correction else None
            case State.ACCEPTED:
                return self.acceptance.promised_due if self.acceptance else None
            case State.DECIDED:
                return self.decision.delivery_due if self.decision else None
            case _:
                return None

    @property
    def outcome(self) -> str:
        """``approved``, ``refused``, or the state that ended the case; empty while nothing is settled."""
        if self.decision is not None:
            return "approved" if self.decision.approved else "refused"
        return self.state.value if self.state in CLOSED else ""


def fold(events: Iterable[CaseEvent]) -> CaseFacts:
    """The facts after all these events."""
    facts = CaseFacts()
    for event in events:
        facts = evolve(facts, event)
    return facts


def evolve(facts: CaseFacts, event: CaseEvent) -> CaseFacts:
    """The facts after one more event. An event that happened is never refused."""
    changed = _EVOLVE[type(event.what)](facts, event, event.what)
    return replace(facts, version=event.seq, **changed)


def _submitted(_facts: CaseFacts, event: CaseEvent, what: Submitted) -> dict[str, Any]:
    return {
        "state": State.SUBMITTED,
        "submitted_at": event.at,
        "application": what,
        "answers": what.answers,
        "materials": what.materials,
        "received_on": what.received_on,
        "review_due": what.review_due,
    }


def _correction_requested(facts: CaseFacts, event: CaseEvent, what: CorrectionRequested) -> dict[str, Any]:
    return {
        "state": State.CORRECTION,
        "correction": what,
        "correction_on": day_of(event.at),
        "corrections": facts.corrections + 1,
    }


def _correction_answered(_facts: CaseFacts, _event: CaseEvent, what: CorrectionAnswered) -> dict[str, Any]:
    return {
        "state": State.SUBMITTED,
        "answers": what.answers,
        "materials": what.materials,
        "received_on": what.received_on,
        "review_due": what.review_due,
    }


def _accepted(_facts: CaseFacts, _event: CaseEvent, what: Accepted) -> dict[str, Any]:
    return {"state": State.ACCEPTED, "acceptance": what, "seats": what.opened}


def _acceptance_refused(_facts: CaseFacts, event: CaseEvent, what: AcceptanceRefused) -> dict[str, Any]:
    return {"state": State.ACCEPTANCE_REFUSED, "refusal": what, "closed_at": event.at}


def _opinion_given(facts: CaseFacts, event: CaseEvent, what: OpinionGiven) -> dict[str, Any]:
    staying = tuple(seat for seat in facts.seats if seat.instance not in what.closed)
    return {"entries": (*facts.entries, entry(what.spoken, event.at)), "seats": staying + what.opened}


def _decided(facts: CaseFacts, event: CaseEvent, what: Decided) -> dict[str, Any]:
    return {
        "state": State.DECIDED,
        "decision": what,
        "decided_at": event.at,
        "entries": (*facts.entries, entry(what.spoken, event.at)),
        "seats": (),
    }


def _delivered(_facts: CaseFacts, event: CaseEvent, what: Delivered) -> dict[str, Any]:
    return {"state": State.DELIVERED, "delivery": what, "closed_at": event.at}


def _withdrawn(_facts: CaseFacts, event: CaseEvent, what: Withdrawn) -> dict[str, Any]:
    return {"state": State.WITHDRAWN, "withdrawal": what, "closed_at": event.at, "seats": ()}


_EVOLVE: Mapping[type[Any], Callable[[CaseFacts, CaseEvent, Any], dict[str, Any]]] = {
    Submitted: _submitted,
    CorrectionRequested: _correction_requested,
    CorrectionAnswered: _correction_answered,
    Accepted: _accepted,
    AcceptanceRefused: _acceptance_refused,
    OpinionGiven: _opinion_given,
    Decided: _decided,
    Delivered: _delivered,
    Withdrawn: _withdrawn,
}


def entry(spoken: Spoken, at: datetime) -> Entry:
    """The line of the plan's ledger that was spoken."""
    return entry_of(
        kind=spoken.kind,
        seat=spoken.seat,
        verdict=spoken.verdict,
        by=spoken.by,
        by_name=spoken.by_name,
        department=spoken.department,
        department_name=spoken.department_name,
        at=at,
        reason=spoken.reason,
        target=spoken.target,
    )
