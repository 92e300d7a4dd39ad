"""The fold of a case's events: one function for each kind of event says which facts it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tongban.cases.rules.facts import CaseFacts, Hearing, Pause, PlanMove, State
from tongban.cases.rules.happenings import (
    Abandoned,
    AcceptanceRefused,
    Accepted,
    CorrectedOnSpot,
    CorrectionAnswered,
    CorrectionProposed,
    CorrectionRequested,
    Decided,
    Delivered,
    Extended,
    ExtensionAsked,
    ExtensionDeclined,
    GapLapsed,
    GapSupplied,
    HearingAnnounced,
    HearingAsked,
    HearingCalled,
    HearingHeld,
    HearingOffered,
    OpinionGiven,
    OriginalsCompared,
    PartiesTold,
    PermissionEnded,
    PlanMoved,
    PlanRestored,
    PromiseChecked,
    PromiseWithdrawn,
    Recounted,
    SeatMoved,
    SpecialEnded,
    SpecialStarted,
    StatementHeard,
    Submitted,
    Terminated,
    VisitCalled,
    VisitHeld,
    Withdrawn,
)
from tongban.cases.rules.ledger import CaseEvent
from tongban.cases.rules.parts import Deadline, SeatDate, SeatOpening, Spoken
from tongban.flow.rules import Entry, entry_of
from tongban.foundation.clock import day_of


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
        "look_by": what.look_by,
        "promise": what.promise,
        "said": what.said,
    }


def _correction_proposed(facts: CaseFacts, _event: CaseEvent, what: CorrectionProposed) -> dict[str, Any]:
    others = tuple(item for item in facts.proposed if item.department != what.department_name)
    looked = tuple(dict.fromkeys([*facts.looked_through, what.department]))
    return {"proposed": others + what.items, "looked_through": looked}


def _corrected_on_spot(_facts: CaseFacts, _event: CaseEvent, what: CorrectedOnSpot) -> dict[str, Any]:
    return {"answers": what.answers, "materials": what.materials, "said": what.said}


def _originals_compared(facts: CaseFacts, _event: CaseEvent, what: OriginalsCompared) -> dict[str, Any]:
    again = {one.key for one in what.seen}
    return {"originals": (*(one for one in facts.originals if one.key not in again), *what.seen)}


def _abandoned(_facts: CaseFacts, event: CaseEvent, _what: Abandoned) -> dict[str, Any]:
    return {"state": State.ABANDONED, "closed_at": event.at}


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
        "look_by": what.look_by,
        "said": what.said,
    }


def _accepted(_facts: CaseFacts, _event: CaseEvent, what: Accepted) -> dict[str, Any]:
    return {
        "state": State.ACCEPTED,
        "acceptance": what,
        "seats": what.opened,
        "promised_due": what.promised_due,
        "statutory_due": what.statutory_due,
    }


def _acceptance_refused(_facts: CaseFacts, event: CaseEvent, what: AcceptanceRefused) -> dict[str, Any]:
    return {
        "state": State.ACCEPTANCE_REFUSED,
        "refusal": what,
        "closed_at": event.at,
        "ban": what.ban,
    }


def _spoken(facts: CaseFacts, event: CaseEvent, what: OpinionGiven | SeatMoved) -> dict[str, Any]:
    staying = tuple(seat for seat in facts.seats if seat.instance not in what.closed)
    asked_again = {seat.instance for seat in what.opened}
    return {
        "entries": (*facts.entries, entry(what.spoken, event.at)),
        "seats": staying + what.opened,
        "standing_still": facts.standing_still - (set(what.closed) - asked_again),
    }


def _special_started(facts: CaseFacts, _event: CaseEvent, what: SpecialStarted) -> dict[str, Any]:
    before = tuple(SeatDate(seat.instance, seat.due) for seat in facts.seats)
    return {
        "state": State.SUSPENDED,
        "pauses": (*facts.pauses, Pause(what, before)),
        "standing_still": frozenset(seat.instance for seat in facts.seats),
        "promised_due": what.promised_due,
        "statutory_due": what.statutory_due,
        "seats": redated(facts.seats, what.seats),
    }


def _special_ended(facts: CaseFacts, _event: CaseEvent, what: SpecialEnded) -> dict[str, Any]:
    *before, last = facts.pauses
    return {
        "state": State.ACCEPTED,
        "pauses": (*before, replace(last, ended=what)),
        "standing_still": frozenset(),
        "promised_due": what.promised_due,
        "statutory_due": what.statutory_due,
        "seats": redated(facts.seats, what.seats),
    }


def redated(seats: tuple[SeatOpening, ...], dates: Iterable[SeatDate]) -> tuple[SeatOpening, ...]:
    """The seats with the new dates that some of them have got."""
    new = {one.instance: one.due for one in dates}
    return tuple(replace(seat, due=new.get(seat.instance, seat.due)) for seat in seats)


def _extension_asked(_facts: CaseFacts, _event: CaseEvent, what: ExtensionAsked) -> dict[str, Any]:
    return {"extension_asked": what}


def _extension_declined(_facts: CaseFacts, _event: CaseEvent, _what: ExtensionDeclined) -> dict[str, Any]:
    return {"extension_asked": None}


def _extended(_facts: CaseFacts, event: CaseEvent, what: Extended) -> dict[str, Any]:
    return {
        "extension": what,
        "extended_on": day_of(event.at),
        "extension_asked": None,
        "promised_due": what.promised_due,
        "statutory_due": what.statutory_due,
    }


def _hearing_offered(_facts: CaseFacts, event: CaseEvent, what: HearingOffered) -> dict[str, Any]:
    return {"hearing": Hearing(what, day_of(event.at))}


def _hearing_asked(facts: CaseFacts, event: CaseEvent, what: HearingAsked) -> dict[str, Any]:
    if facts.hearing is not None and facts.hearing.wanted:
        return {"hearing": _further(facts, answered=True)}
    return {"hearing": _further(facts, asked=what, asked_on=day_of(event.at), answered=True)}


def _parties_told(facts: CaseFacts, _event: CaseEvent, what: PartiesTold) -> dict[str, Any]:
    return {"told": (*facts.told, what)}


def _statement_heard(facts: CaseFacts, event: CaseEvent, what: StatementHeard) -> dict[str, Any]:
    heard: dict[str, Any] = {"statements": (*facts.statements, what)}
    if what.wants_hearing and facts.hearing is not None and not facts.hearing.wanted:
        asked = HearingAsked(True, what.text, what.hold_by)
        heard["hearing"] = _further(facts, asked=asked, asked_on=day_of(event.at))
    return heard


def _hearing_announced(_facts: CaseFacts, event: CaseEvent, what: HearingAnnounced) -> dict[str, Any]:
    day = day_of(event.at)
    held_by = Deadline(what.on)
    called = HearingCalled(what.on, what.time, what.place, what.chair, what.chair_name)
    hearing = Hearing(
        HearingOffered(what.reason, held_by),
        day,
        HearingAsked(True, "", held_by),
        day,
        answered=True,
        called=called,
    )
    return {"hearing": hearing}


def _hearing_called(facts: CaseFacts, _event: CaseEvent, what: HearingCalled) -> dict[str, Any]:
    return {"hearing": _further(facts, called=what)}


def _hearing_held(facts: CaseFacts, _event: CaseEvent, what: HearingHeld) -> dict[str, Any]:
    return {"hearing": _further(facts, held=what)}


def _further(facts: CaseFacts, **changed: Any) -> Hearing:
    if facts.hearing is None:
        raise ValueError("no hearing was offered")
    return replace(facts.hearing, **changed)


def _visit_called(_facts: CaseFacts, _event: CaseEvent, what: VisitCalled) -> dict[str, Any]:
    return {"visit": what}


def _visit_held(facts: CaseFacts, _event: CaseEvent, what: VisitHeld) -> dict[str, Any]:
    return {"visit": None, "visits": (*facts.visits, what)}


def _gap_supplied(_facts: CaseFacts, _event: CaseEvent, what: GapSupplied) -> dict[str, Any]:
    return {"materials": what.materials}


def _gap_lapsed(_facts: CaseFacts, event: CaseEvent, what: GapLapsed) -> dict[str, Any]:
    return {"state": State.WITHDRAWN, "lapsed": what, "closed_at": event.at, "seats": ()}


def _promise_withdrawn(facts: CaseFacts, _event: CaseEvent, what: PromiseWithdrawn) -> dict[str, Any]:
    staying = tuple(seat for seat in facts.seats if seat.instance not in what.closed)
    return {
        "promise": None,
        "materials": what.materials,
        "seats": staying + what.opened,
        "promised_due": what.promised_due or facts.promised_due,
    }


def _promise_checked(_facts: CaseFacts, _event: CaseEvent, what: PromiseChecked) -> dict[str, Any]:
    return {"promise_check": what}


def _terminated(_facts: CaseFacts, event: CaseEvent, what: Terminated) -> dict[str, Any]:
    return {"state": State.TERMINATED, "termination": what, "closed_at": event.at, "seats": ()}


def _permission_ended(facts: CaseFacts, event: CaseEvent, what: PermissionEnded) -> dict[str, Any]:
    return {
        "state": State.ENDED,
        "ending": what,
        "closed_at": facts.closed_at or event.at,
        "ban": what.ban or facts.ban,
    }


def _decided(facts: CaseFacts, event: CaseEvent, what: Decided) -> dict[str, Any]:
    return {
        "state": State.DECIDED,
        "decision": what,
        "decided_at": event.at,
        "entries": (*facts.entries, entry(what.spoken, event.at)),
        "seats": (),
        "ban": what.ban,
    }


def _delivered(_facts: CaseFacts, event: CaseEvent, what: Delivered) -> dict[str, Any]:
    return {"state": State.DELIVERED, "delivery": what, "closed_at": event.at}


def _withdrawn(_facts: CaseFacts, event: CaseEvent, what: Withdrawn) -> dict[str, Any]:
    return {"state": State.WITHDRAWN, "withdrawal": what, "closed_at": event.at, "seats": ()}


def _recounted(facts: CaseFacts, _event: CaseEvent, what: Recounted) -> dict[str, Any]:
    decision = facts.decision
    if decision is not None and what.delivery_due is not None:
        decision = replace(decision, delivery_due=what.delivery_due)
    again = {one.instance: one for one in what.before}
    pauses = facts.pauses
    if again:
        last = pauses[-1]
        pauses = (
            *pauses[:-1],
            replace(last, seats=tuple(again.get(one.instance, one) for one in last.seats)),
        )
    return {
        "review_due": what.review_due or facts.review_due,
        "look_by": what.look_by or facts.look_by,
        "promised_due": what.promised_due or facts.promised_due,
        "statutory_due": what.statutory_due or facts.statutory_due,
        "decision": decision,
        "pauses": pauses,
        "seats": redated(facts.seats, what.seats),
    }


def _plan_moved(facts: CaseFacts, _event: CaseEvent, what: PlanMoved) -> dict[str, Any]:
    asked_again = {seat.instance for seat in what.opened}
    left = tuple(seat for seat in facts.seats if seat.instance not in what.closed) + what.opened
    still = facts.standing_still - (set(what.closed) - asked_again)
    move = PlanMove(what, len(facts.entries), facts.seats, facts.standing_still, left, still)
    return {
        "plan": what.to_version,
        "plan_moves": (*facts.plan_moves, move),
        "seats": left,
        "standing_still": still,
    }


def _plan_restored(facts: CaseFacts, _event: CaseEvent, what: PlanRestored) -> dict[str, Any]:
    *earlier, last = facts.plan_moves
    changed: dict[str, Any] = {"plan": what.to_version, "plan_moves": tuple(earlier)}
    if what.opened or what.closed:
        changed |= {"seats": last.seats, "standing_still": last.standing_still}
    return changed


_EVOLVE: Mapping[type[Any], Callable[[CaseFacts, CaseEvent, Any], dict[str, Any]]] = {
    Submitted: _submitted,
    CorrectionProposed: _correction_proposed,
    CorrectedOnSpot: _corrected_on_spot,
    OriginalsCompared: _originals_compared,
    CorrectionRequested: _correction_requested,
    CorrectionAnswered: _correction_answered,
    Abandoned: _abandoned,
    Accepted: _accepted,
    AcceptanceRefused: _acceptance_refused,
    OpinionGiven: _spoken,
    SeatMoved: _spoken,
    SpecialStarted: _special_started,
    SpecialEnded: _special_ended,
    ExtensionAsked: _extension_asked,
    ExtensionDeclined: _extension_declined,
    Extended: _extended,
    HearingOffered: _hearing_offered,
    HearingAsked: _hearing_asked,
    HearingAnnounced: _hearing_announced,
    PartiesTold: _parties_told,
    StatementHeard: _statement_heard,
    HearingCalled: _hearing_called,
    HearingHeld: _hearing_held,
    VisitCalled: _visit_called,
    VisitHeld: _visit_held,
    GapSupplied: _gap_supplied,
    GapLapsed: _gap_lapsed,
    PromiseWithdrawn: _promise_withdrawn,
    PromiseChecked: _promise_checked,
    Terminated: _terminated,
    PermissionEnded: _permission_ended,
    Decided: _decided,
    Delivered: _delivered,
    Withdrawn: _withdrawn,
    Recounted: _recounted,
    PlanMoved: _plan_moved,
    PlanRestored: _plan_restored,
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
