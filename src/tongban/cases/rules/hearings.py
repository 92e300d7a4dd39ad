"""The hearing before a decision, and the joint visit to a site: called once for everybody, held, written down.

Source: Administrative License Law, arts. 46-48
"""

from __future__ import annotations

from datetime import date

from tongban.cases.rules import deadlines, provisions
from tongban.cases.rules.acts import (
    Act,
    AnnounceHearing,
    AskHearing,
    CallHearing,
    CallVisit,
    HoldHearing,
    HoldVisit,
    OfferHearing,
    Route,
)
from tongban.cases.rules.facts import CaseFacts, Hearing
from tongban.cases.rules.happenings import (
    Happening,
    HearingAnnounced,
    HearingAsked,
    HearingCalled,
    HearingHeld,
    HearingOffered,
    VisitCalled,
    VisitHeld,
)
from tongban.cases.rules.parties import parties_may_ask
from tongban.cases.rules.special import ended, enough, no_pause_on_the_spot, started
from tongban.foundation.clock import day_of
from tongban.foundation.provisions import in_force
from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.workdays import WorkCalendar

ART_47 = _("Administrative License Law, art. 47")
ART_48 = _("Administrative License Law, art. 48")


def offer_hearing(
    facts: CaseFacts, act: OfferHearing, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    if facts.of.item.way.immediate:
        raise no_pause_on_the_spot()
    if facts.hearing is not None:
        raise Refused("cases.hearing_offered", _("The applicant was told of the hearing already."))
    if not act.reason.strip():
        raise Refused(
            "cases.hearing_without_reason",
            _("Please say whose interests are concerned and why a hearing is offered."),
            basis=ART_47,
            faults=(Fault("reason", _("Please give the reason.")),),
        )
    today = day_of(act.at)
    days = deadlines.workdays(provisions.HEARING_ASK_DAYS, today)
    return (HearingOffered(act.reason.strip(), deadlines.deadline(today, days, calendar)),)


def ask_hearing(
    facts: CaseFacts, act: AskHearing, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    hearing = _offered(facts)
    today = day_of(act.at)
    if hearing.answered:
        raise Refused("cases.hearing_answered", _("You have already said whether you want a hearing."))
    if deadlines.is_past(hearing.offered.ask_by, today):
        raise Refused(
            "cases.too_late_for_hearing",
            _("A hearing could be asked for until {day}."),
            basis=ART_47,
            day=hearing.offered.ask_by.on,
        )
    if not act.wanted:
        return (HearingAsked(False, act.statement.strip()),)
    days = deadlines.workdays(provisions.HEARING_HOLD_WORKDAYS, today)
    return (HearingAsked(True, act.statement.strip(), deadlines.deadline(today, days, calendar)),)


def call_hearing(
    facts: CaseFacts, act: CallHearing, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    """The hearing is called, and its days do not count from today on (art. 45)."""
    hearing = _offered(facts)
    if not hearing.wanted:
        raise Refused(
            "cases.no_hearing_asked", _("Nobody has asked for a hearing in this case."), basis=ART_47
        )
    if hearing.called is not None:
        raise Refused("cases.hearing_called", _("The hearing has its day already."))
    today = day_of(act.at)
    earliest = deadlines.ahead(today, in_force(provisions.HEARING_NOTICE_WORKDAYS, today).value, calendar)
    hold_by = hearing.asked.hold_by if hearing.asked else None
    faults = _calling_faults(facts, act, calendar)
    if (
        act.on >= earliest
        and hold_by is not None
        and not hold_by.provisional
        and act.on > max(hold_by.on, earliest)
    ):
        # Called too late it is held at once: the delay is the department's, the right is the applicant's.
        faults.append(Fault("on", _("The hearing is held by {day}."), {"day": max(hold_by.on, earliest)}))
    if faults:
        raise _hearing_wrong(faults)
    called = HearingCalled(act.on, act.time.strip(), act.place.strip(), act.chair, act.chair_name.strip())
    days = max(1, calendar.estimating(today.year, act.on.year + 1).between(today, act.on))
    return (called, started(facts, act, "hearing", days, hearing.offered.reason, calendar))


def _calling_faults(
    facts: CaseFacts, act: CallHearing | AnnounceHearing, calendar: WorkCalendar
) -> list[Fault]:
    """What every hearing needs: the notice its time, a time and a place, and a chair who did not look."""
    today = day_of(act.at)
    notice = in_force(provisions.HEARING_NOTICE_WORKDAYS, today)
    earliest = deadlines.ahead(today, notice.value, calendar)
    faults = []
    if act.on < earliest:
        faults.append(
            Fault(
                "on",
                _("The notice goes out {days} workdays before: {day} at the earliest."),
                {"days": notice.value, "day": earliest},
            )
        )
    if not act.time.strip() or not act.place.strip():
        faults.append(Fault("place", _("Please give the time and the place.")))
    if not act.chair or not act.chair_name.strip():
        faults.append(Fault("chair", _("Please say who presides.")))
    elif act.chair == act.actor.staff_id or act.chair in reviewers(facts):
        faults.append(Fault("chair", _("Who looked at this application may not preside.")))
    return faults


def _hearing_wrong(faults: list[Fault]) -> Refused:
    return Refused(
        "cases.hearing_wrong",
        _("A hearing has a day, a time, a place, and a chair who did not look at the application."),
        basis=ART_48,
        faults=tuple(faults),
    )


def announce_hearing(
    facts: CaseFacts, act: AnnounceHearing, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    """A hearing in the public interest is announced; nobody has to ask for it, and its days do not count."""
    if facts.of.item.way.immediate:
        raise no_pause_on_the_spot()
    if facts.hearing is not None:
        raise Refused("cases.hearing_offered", _("The applicant was told of the hearing already."))
    faults = _calling_faults(facts, act, calendar)
    if not act.reason.strip():
        faults.append(Fault("reason", _("Please say which rule prescribes it, or which public interest.")))
    if not act.where.strip():
        faults.append(Fault("where", _("Please say where the announcement stands.")))
    if faults:
        raise _hearing_wrong(faults)
    today = day_of(act.at)
    said = HearingAnnounced(
        act.on, act.time.strip(), act.place.strip(), act.chair, act.chair_name.strip(), act.reason.strip(),
        act.where.strip(),
    )  # fmt: skip
    days = max(1, calendar.estimating(today.year, act.on.year + 1).between(today, act.on))
    return (said, started(facts, act, "hearing", days, act.reason.strip(), calendar))


def reviewers(facts: CaseFacts) -> set[str]:
    """The ids of the officials who have looked at the application: none of them may preside (art. 48(3))."""
    return {entry.by for entry in facts.entries}


def hearing_days(facts: CaseFacts, today: date, calendar: WorkCalendar) -> tuple[date, ...]:
    """The workdays on which a hearing that is called today may be held; none before it was asked for.

    From the day that the notice needs to the last one that the law leaves.
    """
    asked = facts.hearing.asked if facts.hearing else None
    if asked is None or asked.hold_by is None:
        return ()
    first = deadlines.ahead(today, in_force(provisions.HEARING_NOTICE_WORKDAYS, today).value, calendar)
    last = max(first, asked.hold_by.on)
    years = calendar.estimating(first.year, last.year + 1)
    days = [years.next_workday(first)]
    while years.after(days[-1], 1) <= last:
        days.append(years.after(days[-1], 1))
    return tuple(days)


def hold_hearing(
    facts: CaseFacts, act: HoldHearing, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    hearing = _offered(facts)
    today = day_of(act.at)
    if hearing.called is None:
        raise Refused("cases.hearing_not_called", _("The hearing has no day yet."), basis=ART_48)
    if hearing.held is not None:
        raise Refused("cases.hearing_held", _("This hearing was held already."), basis=ART_48)
    if today < hearing.called.on:
        raise Refused(
            "cases.hearing_not_held", _("The hearing is on {day}."), basis=ART_48, day=hearing.called.on
        )
    faults = []
    if not act.record.strip():
        faults.append(Fault("record", _("Please hand in the record.")))
    if not act.signed.strip():
        faults.append(Fault("signed", _("Please say who signed the record, or who would not and why.")))
    if faults:
        raise Refused(
            "cases.record_incomplete",
            _("A hearing has a record that those who took part have signed."),
            basis=ART_48,
            faults=tuple(faults),
        )
    held = HearingHeld(today, act.record.strip(), act.signed.strip())
    return (held, ended(facts, act, _RESULT, calendar))


_RESULT = "听证笔录已形成"
"""The result of a hearing as a line of the ledger: official text, the same in every language."""


def _offered(facts: CaseFacts) -> Hearing:
    if facts.hearing is None:
        raise Refused("cases.no_hearing_offered", _("No hearing was offered in this case."), basis=ART_47)
    return facts.hearing


def pending_hearing(facts: CaseFacts, act: Act) -> Refused | None:
    """Why a case cannot be decided because of its hearing; None when it can."""
    hearing = facts.hearing
    if hearing is None or hearing.held is not None:
        return None
    if hearing.wanted:
        return Refused(
            "cases.hearing_outstanding",
            _("A hearing has been asked for; the case is decided on its record."),
            basis=ART_48,
        )
    if not hearing.answered and not deadlines.is_past(hearing.offered.ask_by, day_of(act.at)):
        return Refused(
            "cases.hearing_may_be_asked",
            _("The applicant may ask for a hearing until {day}."),
            basis=ART_47,
            day=hearing.offered.ask_by.on,
        )
    return parties_may_ask(facts, day_of(act.at))


def call_visit(
    facts: CaseFacts, act: CallVisit, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    faults = []
    if act.on < day_of(act.at):
        faults.append(Fault("on", _("Please choose a day that is still to come.")))
    if not act.time.strip() or not act.place.strip():
        faults.append(Fault("place", _("Please give the time and the place.")))
    if not act.departments:
        faults.append(Fault("departments", _("Please say which departments come.")))
    if faults:
        raise Refused(
            "cases.visit_wrong",
            _("A visit has a day, a time, a place, and the departments that come."),
            faults=tuple(faults),
        )
    return (VisitCalled(act.on, act.time.strip(), act.place.strip(), act.departments),)


def hold_visit(
    facts: CaseFacts, act: HoldVisit, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    """Every department that was called is in the record: what it found, or that it did not come.

    Not having come is never taken for consent.
    """
    if facts.visit is None:
        raise Refused("cases.no_visit_called", _("No visit has been called in this case."))
    if day_of(act.at) < facts.visit.on:
        raise Refused("cases.visit_not_yet", _("The visit is on {day}."), day=facts.visit.on)
    told = {one.department_name for one in act.findings if one.absent or one.text.strip()}
    missing = [name for name in facts.visit.departments if name not in told]
    if missing:
        raise Refused(
            "cases.findings_missing",
            _("Please write down what these departments found, or that they did not come: {names}."),
            names="、".join(missing),
            faults=tuple(Fault(name, _("Please write down what was found.")) for name in missing),
        )
    somebody_came = any(not one.absent for one in act.findings)
    faults = []
    if somebody_came and not enough(act.officials):
        faults.append(Fault("officials", _("Please name the officials who were there: two at least.")))
    if somebody_came and not act.signed.strip():
        faults.append(Fault("signed", _("Please say who signed the record, or who would not and why.")))
    if faults:
        raise Refused(
            "cases.visit_not_signed",
            _("What is verified on the spot is verified by two officials or more, who sign the record."),
            basis=_("Administrative License Law, art. 34(3)"),
            faults=tuple(faults),
        )
    return (VisitHeld(act.findings, act.officials, act.signed.strip()),)
