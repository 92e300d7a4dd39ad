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


_ANNOUNCED: Mapping[type[Any], Callable[[About, rules.CaseFacts, Any], object]] = {
    rules.Submitted: _submitted,
    rules.CorrectionRequested: _correction_requested,
    rules.CorrectionAnswered: _correction_answered,
    rules.Accepted: _accepted,
    rules.AcceptanceRefused: _acceptance_refused,
    rules.OpinionGiven: _opinion_given,
    rules.Decided: _decided,
    rules.Delivered: _delivered,
    rules.Withdrawn: _withdrawn,
}
