"""A case told to people: its status and its timeline as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.cases.rules.facts import State
from tongban.cases.rules.ledger import (
    AcceptanceRefused,
    Accepted,
    CaseEvent,
    CorrectionAnswered,
    CorrectionRequested,
    Decided,
    Delivered,
    OpinionGiven,
    Submitted,
    Withdrawn,
)
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline.

    detail  what was said, as it was written; empty for the applicant where it is the office's own business
    """

    at: datetime
    kind: str
    sentence: Sentence
    by_name: str
    department_name: str
    detail: str = ""


def status(state: State | str, outcome: str = "") -> Sentence:
    """Where a case stands, as a sentence for everybody."""
    match State(state):
        case State.SUBMITTED:
            return say(_("We are looking through the application"))
        case State.CORRECTION:
            return say(_("Waiting for the applicant's correction"))
        case State.ACCEPTED:
            return say(_("Accepted and under review"))
        case State.DECIDED if outcome == "approved":
            return say(_("Approved; the result is on its way"))
        case State.DECIDED:
            return say(_("Refused; the decision is on its way"))
        case State.DELIVERED if outcome == "approved":
            return say(_("Done: approved and handed over"))
        case State.DELIVERED:
            return say(_("Done: refused, and the decision was handed over"))
        case State.ACCEPTANCE_REFUSED:
            return say(_("Not accepted"))
        case State.WITHDRAWN:
            return say(_("Withdrawn by the applicant"))
        case _:
            return say(_("Not sent yet"))


def line(event: CaseEvent, inside: bool) -> Line:
    """The line of one event. ``inside``: for officials, with what was said among departments."""
    sentence, detail = _TOLD[type(event.what)](event.what, inside)
    by_name = event.by.name if inside or not event.by.staff_id else ""
    return Line(event.at, event.kind, sentence, by_name, event.by.department_name, detail)


def _submitted(_what: Submitted, _inside: bool) -> tuple[Sentence, str]:
    return say(_("The application was received")), ""


def _correction_requested(what: CorrectionRequested, _inside: bool) -> tuple[Sentence, str]:
    names = "、".join(item.name for item in what.items)
    sentence = say(_("Correction asked for, once and completely, until {day}"), day=what.answer_by)
    return sentence, names


def _correction_answered(_what: CorrectionAnswered, _inside: bool) -> tuple[Sentence, str]:
    return say(_("Correction received")), ""


def _accepted(what: Accepted, _inside: bool) -> tuple[Sentence, str]:
    if what.deemed:
        return say(_("Counts as accepted from {day}, the day of receipt"), day=what.accepted_on), ""
    return say(_("Accepted; to be decided by {day}"), day=what.promised_due.on), ""


def _acceptance_refused(what: AcceptanceRefused, _inside: bool) -> tuple[Sentence, str]:
    if what.ground == "not_competent":
        return say(_("Not accepted; {body} is competent"), body=what.competent_body), what.reason
    return say(_("Not accepted: this matter needs no application")), what.reason


def _opinion_given(what: OpinionGiven, inside: bool) -> tuple[Sentence, str]:
    department, seat = what.spoken.department_name, what.seat_name
    if not inside:
        return say(_("{department} has given its opinion"), department=department), ""
    match what.spoken.verdict:
        case "agree":
            return say(
                _("{department} agrees ({seat})"), department=department, seat=seat
            ), what.spoken.reason
        case "disagree":
            return say(
                _("{department} disagrees ({seat})"), department=department, seat=seat
            ), what.spoken.reason
        case _:
            return say(
                _("{department} has reported ({seat})"), department=department, seat=seat
            ), what.spoken.reason


def _decided(what: Decided, _inside: bool) -> tuple[Sentence, str]:
    if what.approved:
        return say(_("Decided: approved")), what.reasons
    return say(_("Decided: refused")), what.reasons


def _delivered(what: Delivered, _inside: bool) -> tuple[Sentence, str]:
    match what.method:
        case "window":
            return say(_("Handed over at the window to {name}"), name=what.to), what.note
        case "post":
            return say(_("Sent by post to {name}"), name=what.to), what.note
        case _:
            return say(_("Delivered online")), what.note


def _withdrawn(what: Withdrawn, _inside: bool) -> tuple[Sentence, str]:
    return say(_("Withdrawn by the applicant")), what.reason


_TOLD: Mapping[type[Any], Callable[[Any, bool], tuple[Sentence, str]]] = {
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
