"""Trust first: a written promise instead of proof (告知承诺), and materials that may follow (容缺受理).

Source: Regulation on Optimising the Business Environment, art. 40; local regulations on government services
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tongban.cases.rules import deadlines
from tongban.cases.rules.acts import (
    CheckPromise,
    LapseGap,
    Route,
    Submit,
    SupplyGap,
    WithdrawPromise,
)
from tongban.cases.rules.facts import CaseFacts, State
from tongban.cases.rules.happenings import (
    Decided,
    GapLapsed,
    GapSupplied,
    Happening,
    PromiseChecked,
    PromiseWithdrawn,
)
from tongban.cases.rules.parts import Deadline, Limit, MaterialHeld, Spoken
from tongban.cases.rules.remedies import remedies_of
from tongban.cases.rules.seating import needed, openings
from tongban.flow import rules as flow
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.workdays import WorkCalendar


def check_trust(act: Submit) -> None:
    """Refuse a promise that is not offered for this item or to this applicant, and gaps that are not allowed."""
    way = act.item.way
    gaps = [one.name for one in act.materials if one.how == "gap"]
    if act.promise is not None and not way.commitment:
        raise Refused(
            "cases.promise_not_offered",
            _("This item is not granted on a promise; please go the ordinary way."),
        )
    if act.promise is None and any(one.how == "promised" for one in act.materials):
        raise Refused("cases.promise_missing", _("What a promise stands for needs the promise."))
    if gaps and not way.gap_workdays:
        raise Refused(
            "cases.gap_not_allowed",
            _("These materials cannot follow later: {names}."),
            names="、".join(gaps),
        )
    if gaps and not act.follow_up:
        raise Refused(
            "cases.gap_without_promise",
            _("Please promise in writing to hand in by then: {names}."),
            names="、".join(gaps),
            faults=(Fault("follow_up", _("Please confirm that you will hand in the rest.")),),
        )
    if act.barred and (gaps or act.promise is not None):
        raise not_trusted(act.barred)


def not_trusted(case: str) -> Refused:
    """No promise is taken from whoever broke one, until it is mended. ``case``: the number of that case."""
    return Refused(
        "cases.promise_barred",
        _(
            "An earlier promise was broken and is not mended yet ({case}); until then only the ordinary way is open."
        ),
        basis=_("Measures of the region on commitment-based approval"),
        case=case,
    )


def gap_deadline(facts: CaseFacts, accepted_on: date, calendar: WorkCalendar) -> Deadline | None:
    """Until when what may follow is to come; None when nothing is missing."""
    if not facts.gaps:
        return None
    return deadlines.deadline(accepted_on, Limit(facts.of.item.way.gap_workdays), calendar)


def supply_gap(
    facts: CaseFacts, act: SupplyGap, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    if not facts.gaps:
        raise Refused("cases.no_gap", _("Nothing is missing in this application."))
    given = {one.key: one for one in act.materials if one.how in ("files", "licence", "copy")}
    now = tuple(given.get(one.key, one) if one.how == "gap" else one for one in facts.materials)
    if now == facts.materials:
        raise Refused(
            "cases.gap_still_open",
            _("Please also supply: {names}."),
            names="、".join(one.name for one in facts.gaps),
            faults=tuple(Fault(one.key, _("Please upload this material.")) for one in facts.gaps),
        )
    return (GapSupplied(now, tuple(one.name for one in now if one.how == "gap")),)


def lapse_gap(
    facts: CaseFacts, act: LapseGap, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    due = facts.acceptance.gap_due if facts.acceptance else None
    today = day_of(act.at)
    if not facts.gaps or not deadlines.is_past(due, today):
        raise Refused("cases.gap_still_runs", _("There is still time to hand in what may follow."))
    names = tuple(one.name for one in facts.gaps)
    closed = tuple(seat.instance for seat in facts.seats)
    if facts.of.item.way.gap_lapse != "refused":
        return (GapLapsed(names, closed),)
    decided = Decided(
        approved=False,
        reasons="逾期未补交:" + "、".join(names),
        legal_basis=act.rule,
        remedies=remedies_of(facts, act.remedies),
        decided_on=today,
        delivery_due=deadlines.delivery_deadline(today, calendar),
        spoken=Spoken("opinion", "", "disagree", "", "", "", facts.of.item.department_name),
        closed=closed,
    )
    return (decided,)


def check_no_gap(facts: CaseFacts) -> None:
    """A yes waits for what may follow: nothing is handed over before (容缺后补)."""
    if facts.gaps:
        raise Refused(
            "cases.gap_open",
            _("The applicant still owes: {names}. The decision can be prepared, not made."),
            names="、".join(one.name for one in facts.gaps),
        )


def withdraw_promise(
    facts: CaseFacts, act: WithdrawPromise, calendar: WorkCalendar, route: Route | None
) -> tuple[Happening, ...]:
    """The ordinary plan opens in place of the short one, and the ordinary period holds from the acceptance."""
    if facts.promise is None:
        raise Refused("cases.no_promise", _("No promise was made in this case."))
    missing = [one.name for one in _after(facts, act) if one.how == "promised"]
    if missing:
        raise Refused(
            "cases.correction_incomplete",
            _("Please also supply: {names}."),
            names="、".join(missing),
            faults=tuple(
                Fault(one.key, _("Please upload this material."))
                for one in _after(facts, act)
                if one.how == "promised"
            ),
        )
    if facts.acceptance is None:
        return (PromiseWithdrawn(_after(facts, act), (), ()),)
    road = needed(route)
    opened = openings(flow.started(road.plan, facts.situation).opened, road, act, calendar)
    extension = facts.extension.days if facts.extension else None
    ordinary = replace(facts, promise=None)
    promised, _statutory = deadlines.decision_dues(
        ordinary, facts.acceptance.accepted_on, calendar, facts.pauses, extension
    )
    return (
        PromiseWithdrawn(_after(facts, act), opened, tuple(seat.instance for seat in facts.seats), promised),
    )


def _after(facts: CaseFacts, act: WithdrawPromise) -> tuple[MaterialHeld, ...]:
    given = {one.key: one for one in act.materials}
    return tuple(given.get(one.key, one) if one.how == "promised" else one for one in facts.materials)


def check_promise(
    facts: CaseFacts, act: CheckPromise, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    if facts.promise is None or not facts.approved:
        raise Refused("cases.no_promise", _("No promise was made in this case."))
    before = facts.promise_check.result if facts.promise_check else ""
    possible = {"": ("kept", "mend", "broken"), "mend": ("kept", "broken"), "broken": ("repaired",)}
    if act.result not in possible.get(before, ()):
        raise Refused("cases.check_not_possible", _("This is not what can be found now about this promise."))
    faults = []
    if act.result != "kept" and not act.note.strip():
        faults.append(Fault("note", _("Please write down what was found.")))
    if act.result == "mend" and (act.mend_by is None or act.mend_by <= day_of(act.at)):
        faults.append(Fault("mend_by", _("Please say until when it is to be mended.")))
    if faults:
        raise Refused(
            "cases.check_incomplete",
            _("What was found is written down, with a day by which it is to be mended."),
            faults=tuple(faults),
        )
    mend_by = act.mend_by if act.result == "mend" else None
    return (PromiseChecked(act.result, act.note.strip(), mend_by),)


def promise_broken(facts: CaseFacts) -> bool:
    """Whether this case bars its applicant from new promises."""
    return facts.promise_check is not None and facts.promise_check.result == "broken"


def can_check(facts: CaseFacts) -> bool:
    """Whether a promise of this case is to be looked at afterwards, or was broken and can be mended."""
    if facts.promise is None or not facts.approved or facts.state not in (State.DECIDED, State.DELIVERED):
        return False
    return facts.promise_check is None or facts.promise_check.result in ("mend", "broken")
