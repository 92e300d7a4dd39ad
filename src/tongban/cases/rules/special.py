"""What moves the clock after acceptance: special procedures with a written notice of days, and the one extension."""

from __future__ import annotations

from dataclasses import replace

from tongban.cases.rules import deadlines, provisions
from tongban.cases.rules.acts import (
    Act,
    AskExtension,
    DeclineExtension,
    EndSpecial,
    Extend,
    Route,
    StartSpecial,
)
from tongban.cases.rules.facts import CaseFacts, Pause
from tongban.cases.rules.happenings import (
    Extended,
    ExtensionAsked,
    ExtensionDeclined,
    Happening,
    SpecialEnded,
    SpecialStarted,
)
from tongban.cases.rules.parts import Deadline, Limit, Official, SeatDate
from tongban.foundation.clock import day_of
from tongban.foundation.provisions import Provision, in_force
from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.workdays import WorkCalendar

SPECIAL = {
    "hearing": _("Hearing"),
    "tender": _("Tender"),
    "auction": _("Auction"),
    "inspection": _("Inspection"),
    "testing": _("Testing"),
    "quarantine": _("Quarantine"),
    "appraisal": _("Appraisal"),
    "expert_review": _("Expert review"),
}
"""The special procedures of article 45; nothing else stops a clock."""

TECHNICAL = frozenset({"inspection", "testing", "quarantine"})
"""Those that measure something by a technical standard (art. 55)."""

LONGEST_SPECIAL = 500
FEWEST_OFFICIALS = 2
ART_45 = _("Administrative License Law, art. 45")
ART_55 = _("Administrative License Law, art. 55")
ART_42 = _("Administrative License Law, art. 42")


def start_special(
    facts: CaseFacts, act: StartSpecial, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    if facts.of.item.way.immediate:
        raise no_pause_on_the_spot()
    faults = []
    if act.kind not in SPECIAL:
        faults.append(Fault("kind", _("Please choose one of the procedures that article 45 names.")))
    if act.kind == "hearing":
        faults.append(Fault("kind", _("A hearing begins when it is called, with its day and its chair.")))
    if not 0 < act.days <= LONGEST_SPECIAL:
        faults.append(
            Fault("days", _("Please say how many workdays it needs: the applicant is told in writing."))
        )
    if not act.reason.strip():
        faults.append(Fault("reason", _("Please give the reason.")))
    if act.kind in TECHNICAL and not act.organisation.strip() and not enough(act.officials):
        faults.append(
            Fault(
                "officials",
                _(
                    "Please name two officials at least, or the organisation that is charged with it (arts. 28, 55)."
                ),
            )
        )
    if faults:
        raise Refused(
            "cases.special_without_notice",
            _("Without a written notice of the days it needs, a special procedure does not stop the clock."),
            basis=ART_45,
            faults=tuple(faults),
        )
    began = started(facts, act, act.kind, act.days, act.reason.strip(), calendar)
    return (replace(began, officials=act.officials, organisation=act.organisation.strip()),)


def enough(officials: tuple[Official, ...]) -> bool:
    """Whether these are the two or more different officials whom the law sends (arts. 34(3), 55)."""
    return len({one.id for one in officials}) >= FEWEST_OFFICIALS


def assign_by(facts: CaseFacts, calendar: WorkCalendar) -> Deadline | None:
    """Until when those who inspect, test or look for disease are to be sent; None before acceptance.

    Source: Administrative License Law, art. 55(2)
    """
    if facts.acceptance is None:
        return None
    on = facts.acceptance.accepted_on
    days = in_force(provisions.INSPECTION_WORKDAYS, on).value
    return deadlines.deadline(on, Limit(days), calendar)


def no_pause_on_the_spot() -> Refused:
    """Why an item that is decided at once knows no pause and no extension (CLK-4)."""
    return Refused(
        "cases.no_pause_on_the_spot",
        _("An item that is decided on the spot has no special procedure."),
    )


def started(
    facts: CaseFacts, act: Act, kind: str, days: int, reason: str, calendar: WorkCalendar
) -> SpecialStarted:
    """The beginning of a special procedure, with the dates that it moves."""
    today = day_of(act.at)
    until = deadlines.ahead(today, days, calendar)
    unmoved = Deadline(today)
    began = SpecialStarted(kind, reason, Limit(days), today, until, unmoved, unmoved)
    pauses = (*facts.pauses, Pause(began, ()))
    promised, statutory = _dues(facts, pauses, calendar)
    seats = tuple(SeatDate(seat.instance, seat.due) for seat in facts.seats)
    return replace(
        began,
        promised_due=promised,
        statutory_due=statutory,
        seats=_moved_seats(seats, pauses[-1], calendar),
    )


def end_special(
    facts: CaseFacts, act: EndSpecial, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    if facts.pause is not None and facts.pause.began.kind == "hearing":
        raise Refused(
            "cases.hearing_ends_with_record",
            _("A hearing ends with its record, handed in by its chair."),
            basis=_("Administrative License Law, art. 48"),
        )
    technical = facts.pause is not None and facts.pause.began.kind in TECHNICAL
    faults = []
    if not act.result.strip():
        faults.append(Fault("result", _("Please write down the result.")))
    if technical and act.conforms is None:
        faults.append(Fault("conforms", _("Please say whether it conforms to the standard.")))
    if technical and not act.standard.strip():
        faults.append(Fault("standard", _("Please name the technical standard by which it was looked at.")))
    if faults:
        raise Refused(
            "cases.special_without_result",
            _("Please write down the result; the decision rests on it."),
            basis=ART_55 if technical else ART_45,
            faults=tuple(faults),
        )
    over = ended(facts, act, act.result.strip(), calendar)
    return (replace(over, conforms=act.conforms, standard=act.standard.strip()) if technical else over,)


def measured(facts: CaseFacts) -> SpecialEnded | None:
    """The last thing that was measured by a technical standard; None when nothing was."""
    over = [pause.ended for pause in facts.pauses if pause.ended and pause.ended.conforms is not None]
    return over[-1] if over else None


def ended(facts: CaseFacts, act: Act, result: str, calendar: WorkCalendar) -> SpecialEnded:
    """The end of the special procedure that is under way, with the dates counted by the days it really took."""
    pause = facts.pause
    if pause is None:
        raise ValueError("no special procedure is under way")
    today = day_of(act.at)
    ending = SpecialEnded(result, today, Deadline(today), Deadline(today))
    over = replace(pause, ended=ending)
    promised, statutory = _dues(facts, (*facts.pauses[:-1], over), calendar)
    still = facts.standing_still
    waiting = tuple(one for one in pause.seats if one.instance in still)
    return replace(
        ending, promised_due=promised, statutory_due=statutory, seats=_moved_seats(waiting, over, calendar)
    )


def _dues(facts: CaseFacts, pauses: tuple[Pause, ...], calendar: WorkCalendar) -> tuple[Deadline, Deadline]:
    assert facts.acceptance is not None
    extension = facts.extension.days if facts.extension else None
    return deadlines.decision_dues(facts, facts.acceptance.accepted_on, calendar, pauses, extension)


def _moved_seats(seats: tuple[SeatDate, ...], pause: Pause, calendar: WorkCalendar) -> tuple[SeatDate, ...]:
    """The seats that were in time when it began get their days back; a late one stays late."""
    stop = deadlines.stop_of(pause, calendar)
    moved = []
    for one in seats:
        if one.due.on >= pause.began.started_on:
            years = calendar.estimating(stop.first.year, max(stop.last, one.due.on).year + 1)
            days = years.between(pause.began.started_on, stop.last)
            due = deadlines.counted(one.due.on, Limit(days), calendar)
            moved.append(SeatDate(one.instance, Deadline(due.on, due.provisional or one.due.provisional)))
        else:
            moved.append(one)
    return tuple(moved)


def ask_extension(
    facts: CaseFacts, act: AskExtension, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    _check_extension(facts, act)
    return (ExtensionAsked(Limit(act.days), act.reason.strip()),)


def extend(
    facts: CaseFacts, act: Extend, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    most = _check_extension(facts, act)
    promised, statutory = extended_dues(facts, act.days, calendar)
    return (Extended(Limit(act.days), act.reason.strip(), promised, statutory, most.source),)


def extended_dues(facts: CaseFacts, days: int, calendar: WorkCalendar) -> tuple[Deadline, Deadline]:
    """The promised and the statutory date that an extension by so many workdays gives."""
    assert facts.acceptance is not None
    return deadlines.decision_dues(facts, facts.acceptance.accepted_on, calendar, facts.pauses, Limit(days))


def decline_extension(
    facts: CaseFacts, act: DeclineExtension, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    if facts.extension_asked is None:
        raise Refused("cases.no_extension_asked", _("Nobody has asked for more time in this case."))
    if not act.reason.strip():
        raise Refused(
            "cases.decline_without_reason",
            _("Please say why the period is not extended."),
            faults=(Fault("reason", _("Please give the reason.")),),
        )
    return (ExtensionDeclined(act.reason.strip()),)


def _check_extension(facts: CaseFacts, act: AskExtension | Extend) -> Provision[int]:
    """Once, before the period is over, and not longer than the law lets it; gives the provision that says how long."""
    if facts.extension is not None:
        raise Refused(
            "cases.extended_once",
            _("This period was extended already; the law allows one extension."),
            basis=ART_42,
        )
    if facts.of.item.way.immediate:
        raise no_pause_on_the_spot()
    if facts.promised_due is not None and deadlines.is_past(facts.promised_due, day_of(act.at)):
        raise Refused(
            "cases.too_late_to_extend",
            _(
                "The period was over on {day}. An extension is approved before that; it does not mend a delay."
            ),
            basis=ART_42,
            day=facts.promised_due.on,
        )
    most = longest_extension(facts)
    faults = []
    if not 0 < act.days <= most.value:
        faults.append(
            Fault(
                "days",
                _("At least 1 and at most {most} workdays ({source})."),
                {"most": most.value, "source": most.source},
            )
        )
    if not act.reason.strip():
        faults.append(Fault("reason", _("Please give the reason; the applicant is told it.")))
    if faults:
        raise Refused(
            "cases.extension_wrong",
            _("An extension has its days, within what the law allows, and its reason."),
            basis=ART_42,
            faults=tuple(faults),
        )
    return most


def longest_extension(facts: CaseFacts) -> Provision[int]:
    """By how many workdays this case may be extended, and who says so."""
    way = facts.of.item.way
    assert facts.acceptance is not None
    lines = provisions.JOINT_EXTENSION_WORKDAYS if way.joint else provisions.EXTENSION_WORKDAYS
    general = in_force(lines, facts.acceptance.accepted_on)
    if way.extension is not None:
        return replace(general, value=way.extension.number, source=_("The law of this item"))
    return general
