"""The moves that real offices make at a seat: returned, passed on, a seat added, taken back, reminded, waived, stood in for."""

from __future__ import annotations

from dataclasses import replace

from tongban.cases.rules.acts import Move, Route
from tongban.cases.rules.facts import CaseFacts
from tongban.cases.rules.folding import entry
from tongban.cases.rules.happenings import Happening, SeatMoved
from tongban.cases.rules.parts import SeatOpening, Spoken
from tongban.cases.rules.seating import needed, openings
from tongban.flow import rules as flow
from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.workdays import WorkCalendar

MOVES = frozenset(kind.value for kind in flow.EntryKind) - {flow.EntryKind.OPINION.value}
BY_HOLDER = frozenset({"return", "delegate", "add_seat"})
BY_HEAD = frozenset({"remind", "waive", "stand_in"})


def move(facts: CaseFacts, act: Move, calendar: WorkCalendar, route: Route | None) -> tuple[Happening, ...]:
    if act.kind not in MOVES:
        raise Refused("cases.move_unknown", _("This is not something that can be done at a seat."))
    if act.kind in ("remind", "delegate", "add_seat") and not act.reason.strip():
        raise Refused(
            "cases.move_without_reason",
            _("Please give the reason."),
            faults=(Fault("reason", _("Please give the reason.")),),
        )
    seat = facts.seat(act.seat)
    if seat is None and act.kind != "recall":
        raise Refused(
            "cases.seat_not_open", _("This seat is not asked for its opinion now; someone has spoken.")
        )
    if act.kind == "delegate" and seat is not None and seat.duty == "decide":
        raise Refused(
            "cases.decision_not_delegated",
            _("The decision is not passed on: the department that is competent decides itself."),
            basis=_("Administrative License Law, arts. 22, 24"),
        )
    spoken = _spoken(facts, act, seat)
    movement = flow.moved(needed(route).plan, facts.entries, entry(spoken, act.at), facts.situation)
    opened = openings(movement.opened, needed(route), act, calendar)
    name = seat.name if seat else next((one.name for one in opened if one.instance == act.seat), act.seat)
    moved = tuple(_keeps_its_time(facts, one, act) for one in opened)
    target = _seat_name(needed(route), act.target) if act.kind == "return" else act.target_name
    return (SeatMoved(spoken, name, moved, movement.closed, target),)


def _seat_name(route: Route, instance: str) -> str:
    key = instance.partition("#")[0].partition("+")[0]
    return next((seat.name for seat in flow.seats_of(route.plan) if seat.key == key), instance)


def _spoken(facts: CaseFacts, act: Move, seat: SeatOpening | None) -> Spoken:
    """The line of the plan's ledger: a seat that was taken back speaks as the department that had spoken there."""
    said = next((one for one in reversed(facts.entries) if one.seat == act.seat), None)
    return Spoken(
        kind=act.kind,
        seat=act.seat,
        verdict="",
        by=act.actor.staff_id,
        by_name=act.actor.name,
        department=seat.department if seat else said.department if said else "",
        department_name=seat.department_name if seat else said.department_name if said else "",
        reason=act.reason.strip(),
        target=act.target,
        on_behalf_of=act.actor.on_behalf_of(seat.stand_in, seat.department_id, seat.permission)
        if seat and act.kind in BY_HOLDER
        else "",
    )


def _keeps_its_time(facts: CaseFacts, opened: SeatOpening, act: Move) -> SeatOpening:
    """A seat that only changes hands keeps its date: passing it on wins no time."""
    before = facts.seat(opened.instance)
    if before is None or act.kind not in ("delegate", "stand_in", "recall"):
        return opened
    return replace(opened, due=before.due)
