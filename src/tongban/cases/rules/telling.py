"""A case told to people: its status and its timeline as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.cases.rules.endings import ENDINGS, GROUNDS
from tongban.cases.rules.facts import State
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
from tongban.cases.rules.special import SPECIAL
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline.

    detail        what was said, as it was written; empty for the applicant where it is the office's own business
    on_behalf_of  the official on leave for whom it was done; for officials only
    """

    at: datetime
    kind: str
    sentence: Sentence
    by_name: str
    department_name: str
    detail: str = ""
    on_behalf_of: str = ""


def status(state: State | str, outcome: str = "") -> Sentence:
    """Where a case stands, as a sentence for everybody."""
    match State(state):
        case State.SUBMITTED:
            return say(_("We are looking through the application"))
        case State.CORRECTION:
            return say(_("Waiting for the applicant's correction"))
        case State.ACCEPTED:
            return say(_("Accepted and under review"))
        case State.SUSPENDED:
            return say(_("Accepted; a special procedure is under way"))
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
        case State.ABANDONED:
            return say(_("Sent back: the correction was never handed in"))
        case State.TERMINATED:
            return say(_("Terminated: there is nothing to decide any more"))
        case State.ENDED:
            return say(ENDINGS[outcome]) if outcome in ENDINGS else say(_("The permission has ended"))
        case _:
            return say(_("Not sent yet"))


def line(event: CaseEvent, inside: bool) -> Line:
    """The line of one event. ``inside``: for officials, with what was said among departments."""
    sentence, detail = _TOLD[type(event.what)](event.what, inside)
    by_name = event.by.name if inside or not event.by.staff_id else ""
    for_whom = getattr(event.what, "spoken", None) if inside else None
    return Line(
        event.at,
        event.kind,
        sentence,
        by_name,
        event.by.department_name,
        detail,
        for_whom.on_behalf_of if for_whom else "",
    )


def _submitted(what: Submitted, _inside: bool) -> tuple[Sentence, str]:
    if what.promise is not None:
        return say(_("The application was received, with a written promise")), ""
    return say(_("The application was received")), ""


def _correction_proposed(what: CorrectionProposed, inside: bool) -> tuple[Sentence, str]:
    names = "、".join(item.name for item in what.items)
    sentence = say(_("{department} has looked through the application"), department=what.department_name)
    return sentence, names if inside else ""


def _corrected_on_spot(what: CorrectedOnSpot, _inside: bool) -> tuple[Sentence, str]:
    return say(_("Mended at once at the window")), what.note


def _originals_compared(what: OriginalsCompared, _inside: bool) -> tuple[Sentence, str]:
    return say(_("The window has seen the originals")), "、".join(one.name for one in what.seen)


def _abandoned(what: Abandoned, _inside: bool) -> tuple[Sentence, str]:
    return say(_("No correction came by {day}; the application goes back"), day=what.answer_by), ""


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
    if what.ground == "false_materials":
        return say(_("Not accepted: false materials")), what.reason
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


def _seat_moved(what: SeatMoved, inside: bool) -> tuple[Sentence, str]:
    said = what.spoken
    values = {
        "department": said.department_name,
        "seat": what.seat_name,
        "target": what.target_name or said.target,
    }
    if not inside:
        return say(_("{department} goes on working on it"), **values), ""
    return say(MOVED[said.kind], **values), said.reason


MOVED = {
    "return": _("{department} returns it from {seat} to {target}"),
    "delegate": _("{department} passes {seat} on to {target}"),
    "add_seat": _("{department} asks {target} as well ({seat})"),
    "recall": _("{department} takes back what was said ({seat})"),
    "remind": _("{department} is reminded ({seat})"),
    "waive": _("{seat} of {department} is waived"),
    "stand_in": _("{target} stands in at {seat} of {department}"),
}


def _special_started(what: SpecialStarted, _inside: bool) -> tuple[Sentence, str]:
    sentence = say(
        _("{kind} begins; the clock stands still until {day}"), kind=say(SPECIAL[what.kind]), day=what.until
    )
    who = what.organisation or "、".join(one.name for one in what.officials)
    return sentence, f"{what.reason}\n{who}" if who else what.reason


def _special_ended(what: SpecialEnded, _inside: bool) -> tuple[Sentence, str]:
    sentence = say(_("It is over; the clock runs again, to be decided by {day}"), day=what.promised_due.on)
    return sentence, "\n".join(part for part in (what.result, what.standard) if part)


def _extension_asked(what: ExtensionAsked, inside: bool) -> tuple[Sentence, str]:
    if not inside:
        return say(_("More time has been asked for inside the department")), ""
    return say(_("{days} more workdays are asked for"), days=what.days.number), what.reason


def _extension_declined(what: ExtensionDeclined, inside: bool) -> tuple[Sentence, str]:
    return say(_("The period stays as it is")), what.reason if inside else ""


def _extended(what: Extended, _inside: bool) -> tuple[Sentence, str]:
    sentence = say(
        _("Lawfully extended by {days} workdays; to be decided by {day}"),
        days=what.days.number,
        day=what.promised_due.on,
    )
    return sentence, what.reason


def _hearing_offered(what: HearingOffered, _inside: bool) -> tuple[Sentence, str]:
    return say(_("A hearing can be asked for until {day}"), day=what.ask_by.on), what.reason


def _parties_told(what: PartiesTold, inside: bool) -> tuple[Sentence, str]:
    names = "、".join(one.name for one in what.parties)
    if not inside:
        return say(_("Those whose important interests are touched were told")), what.reason
    return say(_("Told as interested parties: {names}"), names=names), what.reason


def _statement_heard(what: StatementHeard, inside: bool) -> tuple[Sentence, str]:
    if not what.party:
        return say(_("The applicant has made a statement")), what.text
    if not inside:
        return say(_("An interested party was heard")), ""
    if what.wants_hearing:
        return say(_("{name} was heard, and asks for a hearing"), name=what.party), what.text
    return say(_("{name} was heard"), name=what.party), what.text


def _hearing_announced(what: HearingAnnounced, _inside: bool) -> tuple[Sentence, str]:
    sentence = say(
        _("Public hearing on {day} at {time}, {place}; {chair} presides"),
        day=what.on, time=what.time, place=what.place, chair=what.chair_name,
    )  # fmt: skip
    return sentence, f"{what.reason}\n{what.where}"


def _hearing_asked(what: HearingAsked, _inside: bool) -> tuple[Sentence, str]:
    if what.wanted:
        return say(_("The applicant asks for a hearing")), what.statement
    return say(_("The applicant does without a hearing")), what.statement


def _hearing_called(what: HearingCalled, _inside: bool) -> tuple[Sentence, str]:
    sentence = say(
        _("Hearing on {day} at {time}, {place}; {chair} presides"),
        day=what.on, time=what.time, place=what.place, chair=what.chair_name,
    )  # fmt: skip
    return sentence, ""


def _hearing_held(what: HearingHeld, _inside: bool) -> tuple[Sentence, str]:
    return say(_("The hearing was held; its record is signed ({signed})"), signed=what.signed), what.record


def _visit_called(what: VisitCalled, _inside: bool) -> tuple[Sentence, str]:
    sentence = say(
        _("One visit for all: {day} at {time}, {place}"), day=what.on, time=what.time, place=what.place
    )
    return sentence, "、".join(what.departments)


def _visit_held(what: VisitHeld, inside: bool) -> tuple[Sentence, str]:
    absent = "、".join(one.department_name for one in what.findings if one.absent)
    officials = "、".join(one.name for one in what.officials)
    found = ";".join(f"{one.department_name}:{one.text}" for one in what.findings if not one.absent)
    if absent:
        return say(_("The visit was made; {names} did not come"), names=absent), found if inside else ""
    if officials:
        return say(_("The visit was made by {officials}"), officials=officials), found if inside else ""
    return say(_("The visit was made")), found if inside else ""


def _gap_supplied(what: GapSupplied, _inside: bool) -> tuple[Sentence, str]:
    if what.left:
        return say(_("Handed in later; still to follow: {names}"), names="、".join(what.left)), ""
    return say(_("Everything that was to follow has been handed in")), ""


def _gap_lapsed(what: GapLapsed, _inside: bool) -> tuple[Sentence, str]:
    names = "、".join(what.names)
    return say(_("Did not come in time: {names}; counts as withdrawn"), names=names), ""


def _promise_withdrawn(_what: PromiseWithdrawn, _inside: bool) -> tuple[Sentence, str]:
    return say(_("The promise was taken back; the case goes the ordinary way")), ""


CHECKED = {
    "kept": _("Checked: the promise is kept"),
    "broken": _("Checked: the promise is broken"),
    "repaired": _("The broken promise is mended"),
}


def _promise_checked(what: PromiseChecked, _inside: bool) -> tuple[Sentence, str]:
    if what.result == "mend":
        return say(_("Checked: to be mended by {day}"), day=what.mend_by), what.note
    return say(CHECKED[what.result]), what.note


def _terminated(what: Terminated, _inside: bool) -> tuple[Sentence, str]:
    return say(GROUNDS[what.ground]), what.reason


def _permission_ended(what: PermissionEnded, _inside: bool) -> tuple[Sentence, str]:
    return say(ENDINGS[what.kind]), what.reason


def _decided(what: Decided, _inside: bool) -> tuple[Sentence, str]:
    if what.deemed:
        return say(_("Counts as renewed: nobody decided before the licence ended")), ""
    if what.approved:
        return say(_("Decided: approved")), what.reasons
    if what.warned:
        return say(_("Decided: refused, with a warning because of what was false or concealed")), what.reasons
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


def _recounted(what: Recounted, _inside: bool) -> tuple[Sentence, str]:
    due = what.look_by or what.review_due or what.promised_due or what.delivery_due
    if due is None:
        return say(_("The dates were counted again, because the working days have changed")), what.notice
    sentence = _("The working days have changed; counted again, it is due by {day}")
    return say(sentence, day=due.on), what.notice or what.reason


def _plan_moved(what: PlanMoved, inside: bool) -> tuple[Sentence, str]:
    values = {"no": what.to_version.no, "was": what.from_version.no}
    detail = _seats_changed(what) if inside else ""
    if what.due is None:
        return say(
            _("The office goes on by version {no} of its procedure; no date gets later"), **values
        ), detail
    sentence = _(
        "The office goes on by version {no} of its procedure; no date gets later, it stays due by {day}"
    )
    return say(sentence, day=what.due.on, **values), detail


def _plan_restored(what: PlanRestored, inside: bool) -> tuple[Sentence, str]:
    detail = _seats_changed(what) if inside else ""
    sentence = _("The office goes back to version {no} of its procedure; every date stays as it is")
    return say(sentence, no=what.to_version.no), detail


def _seats_changed(what: PlanMoved | PlanRestored) -> str:
    return "、".join(f"{seat.department_name} {seat.name}" for seat in what.opened)


_TOLD: Mapping[type[Any], Callable[[Any, bool], tuple[Sentence, str]]] = {
    Submitted: _submitted,
    CorrectionProposed: _correction_proposed,
    CorrectedOnSpot: _corrected_on_spot,
    OriginalsCompared: _originals_compared,
    CorrectionRequested: _correction_requested,
    CorrectionAnswered: _correction_answered,
    Abandoned: _abandoned,
    Accepted: _accepted,
    AcceptanceRefused: _acceptance_refused,
    OpinionGiven: _opinion_given,
    SeatMoved: _seat_moved,
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
