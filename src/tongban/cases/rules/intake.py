"""From submission to acceptance: received, looked through once, corrected once, accepted or not."""

from __future__ import annotations

from dataclasses import replace

from tongban.cases.rules import deadlines, provisions
from tongban.cases.rules.acts import (
    Accept,
    Act,
    AnswerCorrection,
    CorrectOnSpot,
    DeemAccepted,
    ProposeCorrection,
    RefuseAcceptance,
    RequestCorrection,
    Route,
    Submit,
)
from tongban.cases.rules.commitment import check_trust, gap_deadline
from tongban.cases.rules.endings import banned, check_ban
from tongban.cases.rules.facts import CaseFacts
from tongban.cases.rules.happenings import (
    AcceptanceRefused,
    Accepted,
    CorrectedOnSpot,
    CorrectionAnswered,
    CorrectionProposed,
    CorrectionRequested,
    Happening,
    Submitted,
)
from tongban.cases.rules.parts import CorrectionItem, Limit
from tongban.cases.rules.remedies import remedies_of, remedy_faults
from tongban.cases.rules.seating import needed, openings
from tongban.flow import rules as flow
from tongban.foundation.clock import day_of
from tongban.foundation.provisions import in_force
from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.workdays import WorkCalendar


def submit(
    facts: CaseFacts, act: Submit, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    if act.actor.level < act.min_level:
        raise Refused(
            "cases.level_too_low",
            _("This item needs a proof of identity of level {level}; yours is level {yours}."),
            level=act.min_level,
            yours=act.actor.level,
        )
    check_ban(act)
    check_trust(act)
    today = day_of(act.at)
    return (
        Submitted(
            public_id=act.public_id,
            number=act.number,
            project_no=act.project_no,
            item=act.item,
            applicant=act.applicant,
            account_id=act.actor.account_id,
            channel=act.channel,
            object_key=act.object_key,
            answers=act.answers,
            materials=act.materials,
            received_on=today,
            review_due=deadlines.review_deadline(today, calendar),
            promise=act.promise,
            earlier=act.earlier,
            look_by=deadlines.look_deadline(today, act.item.way.look_workdays, calendar),
            said=act.said,
        ),
    )


def accept(
    facts: CaseFacts, act: Accept, calendar: WorkCalendar, route: Route | None
) -> tuple[Happening, ...]:
    return (
        _acceptance(facts, act, calendar, route, deemed=deadlines.is_past(facts.review_due, day_of(act.at))),
    )


def deem_accepted(
    facts: CaseFacts, act: DeemAccepted, calendar: WorkCalendar, route: Route | None
) -> tuple[Happening, ...]:
    if not deadlines.is_past(facts.review_due, day_of(act.at)):
        raise Refused(
            "cases.review_still_runs",
            _("There is still time to look through this application."),
            basis=_("Administrative License Law, art. 32(4)"),
        )
    return (_acceptance(facts, act, calendar, route, deemed=True),)


def _acceptance(
    facts: CaseFacts, act: Act, calendar: WorkCalendar, route: Route | None, deemed: bool
) -> Accepted:
    """Accepted today; or, by silence, from the day of receipt (art. 32(4))."""
    today = day_of(act.at)
    accepted_on = facts.received_on if deemed and facts.received_on else today
    promised, statutory = deadlines.decision_dues(facts, accepted_on, calendar)
    road = needed(route)
    return Accepted(
        accepted_on=accepted_on,
        promised_due=promised,
        statutory_due=statutory,
        opened=openings(flow.started(road.plan, facts.situation).opened, road, act, calendar),
        deemed=deemed,
        gap_due=gap_deadline(facts, today, calendar),
    )


def refuse_acceptance(
    facts: CaseFacts, act: RefuseAcceptance, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    _in_time(facts, act)
    faults = []
    if act.ground not in ("not_required", "not_competent", "false_materials"):
        faults.append(Fault("ground", _("Please say on which ground.")))
    if not act.reason.strip():
        faults.append(Fault("reason", _("Please give the reason.")))
    if act.ground == "not_competent" and not act.competent_body.strip():
        faults.append(Fault("competent_body", _("Please name the body that is competent.")))
    if act.ground in ("not_competent", "false_materials"):
        faults += remedy_faults(act.remedies)
    if faults:
        raise Refused(
            "cases.refusal_incomplete",
            _(
                "A refusal to accept needs its ground, its reason and, where another body is competent, its name."
            ),
            basis=_("Administrative License Law, art. 32(1)(2)"),
            faults=tuple(faults),
        )
    false = act.ground == "false_materials"
    ban = banned(facts, day_of(act.at), provisions.FALSE_MATERIALS_BAN_YEARS) if false else None
    return (
        AcceptanceRefused(
            act.ground, act.reason.strip(), act.competent_body.strip(), remedies_of(facts, act.remedies), ban
        ),
    )


def correct_on_spot(
    facts: CaseFacts, act: CorrectOnSpot, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    _in_time(facts, act)
    if not act.note.strip() or (act.answers == facts.answers and act.materials == facts.materials):
        raise Refused(
            "cases.nothing_mended",
            _("Please mend something, and write down what was mended with the applicant."),
            basis=_("Administrative License Law, art. 32(3)"),
            faults=(Fault("note", _("Please write down what was mended.")),),
        )
    return (CorrectedOnSpot(act.answers, act.materials, act.note.strip(), act.said),)


def propose_correction(
    facts: CaseFacts, act: ProposeCorrection, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    """What one department of a joint item needs; what it said before is replaced."""
    if facts.corrections:
        raise _corrected_once()
    _in_time(facts, act)
    if not act.items or not all(item.needed.strip() for item in act.items):
        raise _correction_empty()
    department = act.actor.department_id
    items = tuple(replace(item, department=act.actor.department_name) for item in act.items)
    return (CorrectionProposed(department, act.actor.department_name, items),)


def _left_out(facts: CaseFacts, act: RequestCorrection) -> list[CorrectionItem]:
    """What a department asked for and the merged notice does not hold."""
    named = {(item.kind, item.key) for item in act.items}
    return [item for item in facts.proposed if (item.kind, item.key) not in named]


def _corrected_once() -> Refused:
    return Refused(
        "cases.corrected_once",
        _("A correction notice was sent for this application already; the law allows one."),
        basis=_("Administrative License Law, art. 32(4)"),
    )


def _correction_empty() -> Refused:
    return Refused(
        "cases.correction_empty",
        _("Please list everything that is to be corrected, and say for each what is needed."),
        basis=_("Administrative License Law, art. 32(4)"),
    )


def request_correction(
    facts: CaseFacts, act: RequestCorrection, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    if facts.corrections:
        raise _corrected_once()
    _in_time(facts, act)
    if not act.items or not all(item.needed.strip() for item in act.items):
        raise _correction_empty()
    left_out = _left_out(facts, act)
    if left_out:
        raise Refused(
            "cases.notice_not_merged",
            _("The one notice holds what every department asks for; it lacks: {names}."),
            basis=_("Administrative License Law, arts. 26, 32(4)"),
            names="、".join(f"{item.department}:{item.name}" for item in left_out),
        )
    today = day_of(act.at)
    usual = Limit(in_force(provisions.CORRECTION_ANSWER_DAYS, today).value, "day")
    answer_by = act.answer_by or deadlines.deadline(today, usual, calendar).on
    if answer_by <= today:
        raise Refused(
            "cases.answer_day_past", _("Please give the applicant at least until tomorrow to answer.")
        )
    return (CorrectionRequested(act.items, answer_by, act.note.strip()),)


def _in_time(facts: CaseFacts, act: Act) -> None:
    """After five workdays of silence the application counts as accepted, and nothing else can be said."""
    if deadlines.is_past(facts.review_due, day_of(act.at)):
        raise Refused(
            "cases.deemed_accepted",
            _(
                "The five workdays are over: this application counts as accepted from the day it was received."
            ),
            basis=_("Administrative License Law, art. 32(4)"),
        )


def answer_correction(
    facts: CaseFacts, act: AnswerCorrection, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    missing = unanswered(facts, act)
    if missing:
        raise Refused(
            "cases.correction_incomplete",
            _("Please also supply: {names}."),
            basis=_("Administrative License Law, art. 32(4)(5)"),
            faults=tuple(Fault(item.key, item.needed) for item in missing),
            names="、".join(item.name for item in missing),
        )
    today = day_of(act.at)
    return (
        CorrectionAnswered(
            act.answers,
            act.materials,
            received_on=today,
            review_due=deadlines.review_deadline(today, calendar),
            look_by=deadlines.look_deadline(today, facts.of.item.way.look_workdays, calendar),
            said=act.said,
        ),
    )


def unanswered(facts: CaseFacts, act: AnswerCorrection) -> tuple[CorrectionItem, ...]:
    """What the notice asked for and the answer leaves as it was."""
    if facts.correction is None:
        return ()
    held = {material.key: material for material in facts.materials}
    given = {material.key: material for material in act.materials}
    return tuple(
        item
        for item in facts.correction.items
        if (
            not given.get(item.key) or given.get(item.key) == held.get(item.key)
            if item.kind == "material"
            else act.answers.get(item.key) in (None, "", facts.answers.get(item.key))
        )
    )
