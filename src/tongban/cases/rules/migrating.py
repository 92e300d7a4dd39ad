"""A running case goes on by the plan of a newer version of its item, if that worsens nothing for its applicant (流程迁移).

Only the plan moves. Questions, materials, fee, periods and result stay those of the version applied for, so no date
moves; and where the newer version would ask for more, or take longer, the case is left as it is, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from tongban.cases.rules import deadlines
from tongban.cases.rules.acts import MovePlan, RestorePlan, Route
from tongban.cases.rules.facts import CaseFacts
from tongban.cases.rules.happenings import Happening, PlanMoved, PlanRestored
from tongban.cases.rules.parts import SeatOpening
from tongban.cases.rules.seating import needed, openings, route_for
from tongban.flow import rules as flow
from tongban.foundation.refusals import Refused, _
from tongban.foundation.workdays import WorkCalendar


def move_plan(
    facts: CaseFacts, act: MovePlan, calendar: WorkCalendar, route: Route | None
) -> tuple[Happening, ...]:
    """The case under the newer plan. Refuses whatever would worsen the position of its applicant."""
    if act.to.no <= facts.plan_version.no:
        raise Refused(
            "cases.plan_not_newer",
            _("This case follows version {no} of the plan already; a case is moved to a newer one only."),
            no=facts.plan_version.no,
        )
    road = route_for(act.road, facts, act)
    _check_terms(facts, act, needed(route), road)
    _check_periods(facts, act, calendar)
    carried = flow.carried(needed(route).plan, road.plan, facts.entries, facts.situation)
    _check_said(carried, needed(route))
    _check_way(carried)
    opened, closed = _seats(facts, carried.after, road, act, calendar)
    return (PlanMoved(act.run, facts.plan_version, act.to, opened, closed, facts.promised_due),)


def restore_plan(
    facts: CaseFacts, act: RestorePlan, _calendar: WorkCalendar, route: Route | None
) -> tuple[Happening, ...]:
    """The case as it was before the move. Refuses when it has gone on so that this cannot be exact any more."""
    if not facts.plan_moves or all(one.moved.run != act.run for one in facts.plan_moves):
        raise Refused("cases.plan_not_moved", _("This case was not moved in this run."))
    last = facts.plan_moves[-1]
    if last.moved.run != act.run:
        raise Refused(
            "cases.plan_moved_again",
            _("This case was moved again since, to version {no}; please take that back first."),
            no=last.moved.to_version.no,
        )
    back = last.moved.from_version, last.moved.to_version
    unchanged = (len(facts.entries), facts.seats, facts.standing_still) == (
        last.entries, last.left, last.left_still,
    )  # fmt: skip
    if unchanged:
        opened, closed = _difference(facts.seats, last.seats)
    elif _same_under(facts, needed(route), route_for(act.road, facts, act)):
        opened, closed = (), ()
    else:
        raise Refused(
            "cases.plan_went_on",
            _(
                "This case has gone on by the newer plan since; what was said there would be lost, so it stays on version {no}."
            ),
            no=last.moved.to_version.no,
        )
    return (PlanRestored(act.run, back[1], back[0], opened, closed, facts.promised_due),)


def _check_terms(facts: CaseFacts, act: MovePlan, route: Route, road: Route) -> None:
    """Nothing new is asked of the applicant: no answer, no material, no fee."""
    known = act.terms.questions | facts.situation.keys() | flow.asked_about(route.plan)
    unasked = flow.asked_about(road.plan) - known
    if unasked:
        raise Refused(
            "cases.plan_asks_more",
            _("The newer plan goes by answers that this applicant was never asked for: {names}."),
            names="、".join(sorted(unasked)),
        )
    given = {key for key, _name in act.terms.materials} | {
        one.key for one in facts.materials if one.how != "later"
    }
    more = [name for key, name in act.newer.materials if key not in given]
    if more:
        raise Refused(
            "cases.plan_needs_material",
            _("The newer version needs what this applicant was never asked for: {names}."),
            names="、".join(more),
        )
    if _costs_more(act.terms.fee, act.newer.fee):
        raise Refused(
            "cases.plan_costs_more",
            _("The newer version costs {fee} yuan; this applicant applied when it cost {was}."),
            fee=act.newer.fee,
            was=act.terms.fee or "0",
        )


def _costs_more(was: str, fee: str) -> bool:
    """Whether a fee is higher; texts that are no numbers are the same or count as more."""
    if was.strip() == fee.strip():
        return False
    try:
        return Decimal(fee.strip() or 0) > Decimal(was.strip() or 0)
    except InvalidOperation:
        return True


def _check_periods(facts: CaseFacts, act: MovePlan, calendar: WorkCalendar) -> None:
    """A plan that was made for a longer period would be run against the shorter one that this applicant was told."""
    accepted_on = facts.acceptance.accepted_on if facts.acceptance else facts.received_on
    assert accepted_on is not None
    assert facts.application is not None
    newer = replace(facts, application=replace(facts.application, item=act.item))
    extension = facts.extension.days if facts.extension else None
    own, other = (
        deadlines.decision_dues(one, accepted_on, calendar, facts.pauses, extension) for one in (facts, newer)
    )
    for mine, theirs, code in zip(
        own, other, ("cases.plan_promises_later", "cases.plan_lawfully_later"), strict=True
    ):
        if theirs.on > mine.on:
            raise Refused(
                code,
                _("By the newer version this case would be due by {later}; its applicant was told {day}."),
                later=theirs.on,
                day=mine.on,
            )


def _check_said(carried: flow.Carried, route: Route) -> None:
    """No opinion that was given is lost, and none that was taken back comes to life again."""
    if carried.lost:
        raise Refused(
            "cases.plan_loses_opinion",
            _("The newer plan does not ask again, in the same office, what has been said already: {names}."),
            names=_names([entry.seat for entry in carried.lost], route),
        )
    if carried.differing:
        raise Refused(
            "cases.plan_counts_otherwise",
            _("Something was returned in this case, and by the newer plan other words would count: {names}."),
            names=_names(carried.differing, route),
        )


def _check_way(carried: flow.Carried) -> None:
    """The way still to go gets no longer; a step is never left out to make it so."""
    if carried.days_after <= carried.days_before:
        return
    if carried.behind:
        raise Refused(
            "cases.plan_step_behind",
            _(
                "The newer plan asks {names} first, which this case has passed already; no step is left out, and with it the way would take {after} workdays instead of {before}."
            ),
            names="、".join(ref.seat.name for ref in carried.behind),
            before=carried.days_before,
            after=carried.days_after,
        )
    raise Refused(
        "cases.plan_longer",
        _("By the newer plan the way still to go takes up to {after} workdays, by its own up to {before}."),
        before=carried.days_before,
        after=carried.days_after,
    )


def _names(instances: Sequence[str], route: Route) -> str:
    names = {seat.key: seat.name for seat in flow.seats_of(route.plan)}
    keys = (one.partition("#")[0].partition("+")[0] for one in instances)
    return "、".join(dict.fromkeys(names.get(key, key) for key in keys))


def _seats(
    facts: CaseFacts, refs: tuple[flow.SeatRef, ...], road: Route, act: MovePlan, calendar: WorkCalendar
) -> tuple[tuple[SeatOpening, ...], tuple[str, ...]]:
    """What opens and what closes. A seat that was open already keeps the time it was given, in whosever hands."""
    if facts.acceptance is None:
        return (), ()
    now = []
    for seat in openings(refs, road, act, calendar):
        before = facts.seat(seat.instance)
        if before is not None:
            seat = before if _asks(before) == _asks(seat) else replace(seat, due=before.due)
        now.append(seat)
    return _difference(facts.seats, tuple(now))


def _asks(seat: SeatOpening) -> tuple[str, ...]:
    """Who is asked for what at a seat."""
    return seat.instance, seat.name, seat.duty, seat.department, seat.permission, seat.stand_in


def _difference(
    before: tuple[SeatOpening, ...], now: tuple[SeatOpening, ...]
) -> tuple[tuple[SeatOpening, ...], tuple[str, ...]]:
    """The seats that open, and the names of those that close; one that changes hands does both."""
    opened = tuple(seat for seat in now if seat not in before)
    closed = tuple(seat.instance for seat in before if seat not in now)
    return opened, closed


def _same_under(facts: CaseFacts, route: Route, road: Route) -> bool:
    """Whether the case stands under the other plan just as it stands under its own."""
    carried = flow.carried(route.plan, road.plan, facts.entries, facts.situation)
    if not carried.keeps_what_was_said:
        return False
    if facts.acceptance is None:
        return True
    return {_asks(seat) for seat in facts.seats} == {
        (
            ref.instance, ref.seat.name, ref.seat.duty.value, ref.department, ref.seat.permission,
            ref.stand_in,
        )
        for ref in carried.after
    }  # fmt: skip
