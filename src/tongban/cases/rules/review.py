"""From acceptance to the end: opinions at the seats of the plan, the decision, delivery; or withdrawal."""

from __future__ import annotations

from tongban.cases.rules import deadlines, provisions
from tongban.cases.rules.acts import Act, Decide, DecideOnSpot, Deliver, GiveOpinion, Route, Withdraw
from tongban.cases.rules.commitment import check_no_gap
from tongban.cases.rules.endings import banned
from tongban.cases.rules.facts import CaseFacts
from tongban.cases.rules.folding import entry
from tongban.cases.rules.happenings import (
    Accepted,
    Decided,
    Delivered,
    Happening,
    OpinionGiven,
    Withdrawn,
)
from tongban.cases.rules.hearings import ART_48, pending_hearing
from tongban.cases.rules.parties import check_heard
from tongban.cases.rules.parts import Limit, SeatOpening, Spoken
from tongban.cases.rules.remedies import remedies_of, remedy_faults
from tongban.cases.rules.seating import needed, openings
from tongban.cases.rules.special import measured
from tongban.flow import rules as flow
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.workdays import WorkCalendar

ART_57 = _("Administrative License Law, art. 57")


def give_opinion(
    facts: CaseFacts, act: GiveOpinion, calendar: WorkCalendar, route: Route | None
) -> tuple[Happening, ...]:
    seat = _seat(facts, act.seat)
    if seat.duty == "decide":
        raise Refused("cases.seat_decides", _("This seat does not advise, it decides."))
    spoken = _spoken(act, seat, act.verdict, act.reason)
    movement = _moved(facts, act, spoken, route)
    opened = openings(movement.opened, needed(route), act, calendar)
    return (OpinionGiven(spoken, seat.name, opened, movement.closed),)


def decide_case(
    facts: CaseFacts, act: Decide, calendar: WorkCalendar, route: Route | None
) -> tuple[Happening, ...]:
    seat = facts.deciding_seat
    if seat is None:
        raise Refused(
            "cases.opinions_outstanding",
            _("Not everyone who has to be heard has spoken yet: {names}."),
            names="、".join(f"{one.department_name} {one.name}" for one in facts.seats),
        )
    waiting = pending_hearing(facts, act)
    if waiting is not None:
        raise waiting
    _check_grounds(facts, act)
    spoken = _spoken(act, seat, "agree" if act.approve else "disagree", act.reasons)
    movement = _moved(facts, act, spoken, route)
    return (_decided(facts, act, spoken, movement.closed, calendar),)


def decide_on_spot(
    facts: CaseFacts, act: DecideOnSpot, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    """Accepted and decided in one, for an item that is decided at once (art. 34)."""
    if not facts.of.item.way.immediate:
        raise Refused(
            "cases.not_on_the_spot",
            _("This item is not decided on the spot; please accept it first."),
            basis=_("Administrative License Law, art. 34"),
        )
    _check_grounds(facts, act)
    today = day_of(act.at)
    deemed = deadlines.is_past(facts.review_due, today) and facts.received_on is not None
    accepted_on = facts.received_on if deemed and facts.received_on else today
    promised, statutory = deadlines.decision_dues(facts, accepted_on, calendar)
    accepted = Accepted(accepted_on, promised, statutory, (), deemed)
    spoken = Spoken(
        kind="opinion",
        seat="",
        verdict="agree" if act.approve else "disagree",
        by=act.actor.staff_id,
        by_name=act.actor.name,
        department="",
        department_name=act.actor.department_name,
        reason=act.reasons.strip(),
    )
    return (accepted, _decided(facts, act, spoken, (), calendar))


def _decided(
    facts: CaseFacts, act: Decide, spoken: Spoken, closed: tuple[str, ...], calendar: WorkCalendar
) -> Decided:
    today = day_of(act.at)
    checked = act.approve and facts.promise is not None and facts.of.item.way.check_workdays
    return Decided(
        approved=act.approve,
        reasons=act.reasons.strip(),
        legal_basis=act.legal_basis.strip(),
        remedies=None if act.approve else remedies_of(facts, act.remedies),
        decided_on=today,
        delivery_due=deadlines.delivery_deadline(today, calendar),
        spoken=spoken,
        closed=closed,
        warned=act.fraud,
        ban=banned(facts, today, provisions.FALSE_MATERIALS_BAN_YEARS) if act.fraud else None,
        check_due=deadlines.deadline(today, Limit(facts.of.item.way.check_workdays), calendar)
        if checked
        else None,
    )


def _check_grounds(facts: CaseFacts, act: Decide) -> None:
    """A refusal has reasons, basis and remedies (art. 38); so has a yes against an opinion its reasons."""
    faults: list[Fault] = []
    if facts.hearing is not None and facts.hearing.held is not None:
        _check_record(act)
    if act.approve:
        _check_turn(act)
        check_no_gap(facts)
        check_heard(facts, act.reasons)
        if act.fraud:
            raise Refused("cases.fraud_is_refused", _("What rests on false materials is refused."))
        failed = measured(facts)
        if failed is not None and not failed.conforms and not act.reasons.strip():
            raise Refused(
                "cases.reasons_against_result",
                _("What was inspected or tested does not conform to {standard}. Please give your reasons."),
                basis=_("Administrative License Law, art. 55"),
                standard=failed.standard,
                faults=(Fault("reasons", _("Please give your reasons.")),),
            )
        against = any(one.verdict == flow.Verdict.DISAGREE for one in facts.entries)
        if against and not act.reasons.strip():
            raise Refused(
                "cases.reasons_against_opinion",
                _("A department does not agree. Please give your reasons for approving all the same."),
                faults=(Fault("reasons", _("Please give your reasons.")),),
            )
        return
    if not act.reasons.strip():
        faults.append(Fault("reasons", _("Please give your reasons.")))
    if not act.legal_basis.strip():
        faults.append(Fault("legal_basis", _("Please name the provisions on which you refuse.")))
    faults += remedy_faults(act.remedies)
    if faults:
        raise Refused(
            "cases.grounds_missing",
            _("A refusal needs its reasons, its legal basis, and where the applicant may turn."),
            basis=_("Administrative License Law, art. 38; Administrative Reconsideration Law, art. 22"),
            faults=tuple(faults),
        )


def _check_turn(act: Decide) -> None:
    """Where only so many may be granted, whoever was accepted first is decided first."""
    if act.queue is None:
        return
    if act.queue.before:
        raise Refused(
            "cases.others_before",
            _("These were accepted earlier and are not decided yet: {numbers}. Please decide them first."),
            basis=ART_57,
            numbers="、".join(act.queue.before),
        )
    if act.queue.left <= 0:
        raise Refused(
            "cases.quota_used_up",
            _("As many as may be granted have been granted already."),
            basis=ART_57,
        )


def _check_record(act: Decide) -> None:
    """After a hearing the decision follows its record, and says why."""
    faults = []
    if not act.on_record:
        faults.append(Fault("on_record", _("Please confirm that the decision follows the record.")))
    if not act.reasons.strip():
        faults.append(Fault("reasons", _("Please give your reasons from the record of the hearing.")))
    if faults:
        raise Refused(
            "cases.decision_without_record",
            _("After a hearing the case is decided on its record."),
            basis=ART_48,
            faults=tuple(faults),
        )


def deliver(
    facts: CaseFacts, act: Deliver, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    if act.method not in ("online", "window", "post"):
        raise Refused(
            "cases.delivery_unknown", _("The result is handed over online, at a window or by post.")
        )
    to = act.to.strip() or facts.of.applicant.name
    return (Delivered(act.method, to, day_of(act.at), act.note.strip()),)


def withdraw(
    facts: CaseFacts, act: Withdraw, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    return (Withdrawn(act.reason.strip(), tuple(seat.instance for seat in facts.seats)),)


def _seat(facts: CaseFacts, instance: str) -> SeatOpening:
    seat = facts.seat(instance)
    if seat is None:
        raise Refused(
            "cases.seat_not_open", _("This seat is not asked for its opinion now; someone has spoken.")
        )
    return seat


def _spoken(act: Act, seat: SeatOpening, verdict: str, reason: str) -> Spoken:
    return Spoken(
        kind="opinion",
        seat=seat.instance,
        verdict=verdict,
        by=act.actor.staff_id,
        by_name=act.actor.name,
        department=seat.department,
        department_name=seat.department_name,
        reason=reason.strip(),
        on_behalf_of=act.actor.on_behalf_of(seat.stand_in, seat.department_id, seat.permission),
    )


def _moved(facts: CaseFacts, act: Act, spoken: Spoken, route: Route | None) -> flow.Movement:
    if spoken.verdict not in ("", *flow.Verdict):
        raise Refused("cases.verdict_unknown", _("An opinion agrees or disagrees."))
    return flow.moved(needed(route).plan, facts.entries, entry(spoken, act.at), facts.situation)
