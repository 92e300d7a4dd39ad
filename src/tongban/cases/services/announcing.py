"""Which announcement says what happened: one for each kind of event of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tongban.cases import events, rules
from tongban.cases.about import About


def announcement(case_id: str, facts: rules.CaseFacts, event: rules.CaseEvent) -> object:
    """What is announced when this happened and the facts are now these."""
    return _ANNOUNCED[type(event.what)](_about(case_id, facts), facts, event.what)


def _about(case_id: str, facts: rules.CaseFacts) -> About:
    of = facts.of
    return About(
        case_id=case_id,
        public_id=of.public_id,
        number=of.number,
        item_code=of.item.code,
        item_name=of.item.name,
        version_id=of.item.version_id,
        department_id=of.item.department_id,
        region_code=of.item.region_code,
        applicant_kind=of.applicant.kind,
        applicant_id=of.applicant.id,
        person_id=of.applicant.person_id,
    )


def _submitted(about: About, _facts: rules.CaseFacts, what: rules.Submitted) -> object:
    return events.ApplicationSubmitted(about, what.received_on, what.review_due.on)


def _correction_requested(about: About, _facts: rules.CaseFacts, what: rules.CorrectionRequested) -> object:
    return events.CorrectionRequested(about, what.answer_by, tuple(item.name for item in what.items))


def _correction_answered(about: About, _facts: rules.CaseFacts, _what: rules.CorrectionAnswered) -> object:
    return events.CorrectionAnswered(about)


def _accepted(about: About, _facts: rules.CaseFacts, what: rules.Accepted) -> object:
    return events.CaseAccepted(
        about,
        accepted_on=what.accepted_on,
        promised_due_on=what.promised_due.on,
        statutory_due_on=what.statutory_due.on,
        provisional=what.promised_due.provisional or what.statutory_due.provisional,
        deemed=what.deemed,
    )


def _acceptance_refused(about: About, _facts: rules.CaseFacts, what: rules.AcceptanceRefused) -> object:
    return events.AcceptanceRefused(about, what.ground, what.competent_body)


def _opinion_given(about: About, facts: rules.CaseFacts, what: rules.OpinionGiven) -> object:
    return events.OpinionGiven(about, what.spoken.seat, what.spoken.verdict, what.spoken.department)


def _correction_proposed(about: About, _facts: rules.CaseFacts, what: rules.CorrectionProposed) -> object:
    return events.CorrectionProposed(about, what.department)


def _corrected_on_spot(about: About, _facts: rules.CaseFacts, _what: rules.CorrectedOnSpot) -> object:
    return events.CorrectedOnSpot(about)


def _originals_compared(about: About, _facts: rules.CaseFacts, what: rules.OriginalsCompared) -> object:
    return events.OriginalsCompared(about, tuple(one.name for one in what.seen))


def _abandoned(about: About, _facts: rules.CaseFacts, _what: rules.Abandoned) -> object:
    return events.CaseAbandoned(about)


def _seat_moved(about: About, _facts: rules.CaseFacts, what: rules.SeatMoved) -> object:
    said = what.spoken
    return events.SeatMoved(about, said.kind, said.seat, said.department_name, said.target)


def _special_started(about: About, _facts: rules.CaseFacts, what: rules.SpecialStarted) -> object:
    return events.SpecialStarted(about, what.kind, what.days.number, what.until)


def _special_ended(about: About, _facts: rules.CaseFacts, what: rules.SpecialEnded) -> object:
    return events.SpecialEnded(about, what.promised_due.on)


def _extension_asked(about: About, _facts: rules.CaseFacts, what: rules.ExtensionAsked) -> object:
    return events.ExtensionAsked(about, what.days.number)


def _extension_declined(about: About, _facts: rules.CaseFacts, _what: rules.ExtensionDeclined) -> object:
    return events.ExtensionDeclined(about)


def _extended(about: About, _facts: rules.CaseFacts, what: rules.Extended) -> object:
    return events.CaseExtended(about, what.days.number, what.promised_due.on)


def _hearing_offered(about: About, _facts: rules.CaseFacts, what: rules.HearingOffered) -> object:
    return events.HearingOffered(about, what.ask_by.on)


def _parties_told(about: About, _facts: rules.CaseFacts, what: rules.PartiesTold) -> object:
    return events.PartiesTold(about, tuple(one.name for one in what.parties), what.ask_by.on)


def _statement_heard(about: About, _facts: rules.CaseFacts, what: rules.StatementHeard) -> object:
    return events.StatementHeard(about, what.party, bool(what.wants_hearing))


def _hearing_announced(about: About, _facts: rules.CaseFacts, what: rules.HearingAnnounced) -> object:
    return events.HearingAnnounced(about, what.on, what.time, what.place)


def _hearing_asked(about: About, _facts: rules.CaseFacts, what: rules.HearingAsked) -> object:
    return events.HearingAnswered(about, what.wanted)


def _hearing_called(about: About, _facts: rules.CaseFacts, what: rules.HearingCalled) -> object:
    return events.HearingCalled(about, what.on, what.time, what.place)


def _hearing_held(about: About, _facts: rules.CaseFacts, _what: rules.HearingHeld) -> object:
    return events.HearingHeld(about)


def _visit_called(about: About, _facts: rules.CaseFacts, what: rules.VisitCalled) -> object:
    return events.VisitCalled(about, what.on, what.time, what.place)


def _visit_held(about: About, _facts: rules.CaseFacts, _what: rules.VisitHeld) -> object:
    return events.VisitHeld(about)


def _gap_supplied(about: About, _facts: rules.CaseFacts, what: rules.GapSupplied) -> object:
    return events.GapSupplied(about, what.left)


def _gap_lapsed(about: About, _facts: rules.CaseFacts, what: rules.GapLapsed) -> object:
    return events.GapLapsed(about, what.names)


def _promise_withdrawn(about: About, _facts: rules.CaseFacts, _what: rules.PromiseWithdrawn) -> object:
    return events.PromiseWithdrawn(about)


def _promise_checked(about: About, _facts: rules.CaseFacts, what: rules.PromiseChecked) -> object:
    return events.PromiseChecked(about, what.result, what.mend_by.isoformat() if what.mend_by else "")


def _terminated(about: About, _facts: rules.CaseFacts, what: rules.Terminated) -> object:
    return events.CaseTerminated(about, what.ground)


def _permission_ended(about: About, _facts: rules.CaseFacts, what: rules.PermissionEnded) -> object:
    return events.PermissionEnded(about, what.kind, what.reason)


def _decided(about: About, facts: rules.CaseFacts, what: rules.Decided) -> object:
    return events.CaseDecided(
        about,
        approved=what.approved,
        decided_on=what.decided_on,
        delivery_due_on=what.delivery_due.on,
        licence_type=facts.of.item.licence_type,
        result_name=facts.of.item.result_name,
    )


def _delivered(about: About, facts: rules.CaseFacts, what: rules.Delivered) -> object:
    approved = facts.decision is not None and facts.decision.approved
    return events.CaseDelivered(about, approved, what.method)


def _withdrawn(about: About, _facts: rules.CaseFacts, _what: rules.Withdrawn) -> object:
    return events.CaseWithdrawn(about)


def _plan_moved(about: About, facts: rules.CaseFacts, what: rules.PlanMoved) -> object:
    before = {seat.department_name for seat in facts.plan_moves[-1].seats}
    due_on = what.due.on if what.due else None
    return events.PlanMoved(about, what.run, what.to_version.no, _now_with(facts, before), due_on)


def _plan_restored(about: About, facts: rules.CaseFacts, what: rules.PlanRestored) -> object:
    stayed = {seat.department_name for seat in facts.seats if seat not in what.opened}
    due_on = what.due.on if what.due else None
    departments = _now_with(facts, stayed) if what.opened else ()
    return events.PlanRestored(about, what.run, what.to_version.no, departments, due_on)


def _now_with(facts: rules.CaseFacts, before: set[str]) -> tuple[str, ...]:
    """The departments that look at the case now; none when they are those of before."""
    now = tuple(dict.fromkeys(seat.department_name for seat in facts.seats))
    return now if set(now) != before else ()


_ANNOUNCED: Mapping[type[Any], Callable[[About, rules.CaseFacts, Any], object]] = {
    rules.Submitted: _submitted,
    rules.CorrectionProposed: _correction_proposed,
    rules.CorrectedOnSpot: _corrected_on_spot,
    rules.OriginalsCompared: _originals_compared,
    rules.CorrectionRequested: _correction_requested,
    rules.CorrectionAnswered: _correction_answered,
    rules.Abandoned: _abandoned,
    rules.Accepted: _accepted,
    rules.AcceptanceRefused: _acceptance_refused,
    rules.OpinionGiven: _opinion_given,
    rules.SeatMoved: _seat_moved,
    rules.SpecialStarted: _special_started,
    rules.SpecialEnded: _special_ended,
    rules.ExtensionAsked: _extension_asked,
    rules.ExtensionDeclined: _extension_declined,
    rules.Extended: _extended,
    rules.HearingOffered: _hearing_offered,
    rules.HearingAsked: _hearing_asked,
    rules.HearingAnnounced: _hearing_announced,
    rules.PartiesTold: _parties_told,
    rules.StatementHeard: _statement_heard,
    rules.HearingCalled: _hearing_called,
    rules.HearingHeld: _hearing_held,
    rules.VisitCalled: _visit_called,
    rules.VisitHeld: _visit_held,
    rules.GapSupplied: _gap_supplied,
    rules.GapLapsed: _gap_lapsed,
    rules.PromiseWithdrawn: _promise_withdrawn,
    rules.PromiseChecked: _promise_checked,
    rules.Terminated: _terminated,
    rules.PermissionEnded: _permission_ended,
    rules.Decided: _decided,
    rules.Delivered: _delivered,
    rules.Withdrawn: _withdrawn,
    rules.PlanMoved: _plan_moved,
    rules.PlanRestored: _plan_restored,
}
