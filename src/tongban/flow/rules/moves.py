"""One more entry: is it allowed, and which seats does it open and close?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongban.flow.rules.engine import (
    Answers,
    Outcome,
    SeatRef,
    Standing,
    Unfolded,
    after,
    fold,
    open_in,
    outcome_in,
    places,
    unfold,
)
from tongban.flow.rules.entries import Entry, EntryKind, Verdict
from tongban.flow.rules.plan import Duty, Plan
from tongban.foundation.refusals import Refused, _


@dataclass(frozen=True, slots=True)
class Movement:
    """What one entry changed: seats opened, instances closed, and the outcome if it was the last.

    A seat passed to another department is closed and opened again.
    """

    opened: tuple[SeatRef, ...]
    closed: tuple[str, ...]
    outcome: Outcome | None


def started(plan: Plan, answers: Answers) -> Movement:
    """What opens when a case enters its plan."""
    tree = unfold(plan, answers)
    return Movement(open_in(tree, Standing()), (), None)


def moved(plan: Plan, entries: Sequence[Entry], entry: Entry, answers: Answers) -> Movement:
    """What the entry opens and closes. Refuses a seat that is not open and a move that is not allowed."""
    tree = unfold(plan, answers)
    standing = fold(tree, entries)
    before = open_in(tree, standing)
    _check(tree, entries, standing, before, entry)
    standing = fold(tree, (*entries, entry))
    now = open_in(tree, standing)
    was, is_now = {_holder(ref) for ref in before}, {_holder(ref) for ref in now}
    return Movement(
        opened=tuple(ref for ref in now if _holder(ref) not in was),
        closed=tuple(ref.instance for ref in before if _holder(ref) not in is_now),
        outcome=None if now else outcome_in(tree, standing),
    )


def return_targets(plan: Plan, entries: Sequence[Entry], answers: Answers, seat: str) -> tuple[SeatRef, ...]:
    """The earlier seats to which the holder of an open seat may return the case, from left to right."""
    tree = unfold(plan, answers)
    return _targets(tree, entries, fold(tree, entries), seat)


def _holder(ref: SeatRef) -> tuple[str, str, str]:
    return ref.instance, ref.department, ref.stand_in


def _targets(tree: Unfolded, entries: Sequence[Entry], standing: Standing, seat: str) -> tuple[SeatRef, ...]:
    found = []
    for place in places(tree):
        if place.instance in standing.opinions and seat in _later(tree, standing, place.instance):
            reopened = _reopened(tree, entries, standing, place.instance)
            if reopened is not None:
                found.append(reopened)
    return tuple(found)


def _later(tree: Unfolded, standing: Standing, instance: str) -> set[str]:
    later = set(after(tree, instance))
    return later.union(*(standing.added.get(one, {}) for one in later))


def _reopened(tree: Unfolded, entries: Sequence[Entry], standing: Standing, instance: str) -> SeatRef | None:
    """The seat as it would stand open again; None when its group would stay ended without it."""
    said = standing.opinions[instance]
    back = Entry(EntryKind.RETURN, instance, None, "", "", said.at, target=instance)
    now = open_in(tree, fold(tree, (*entries, back)))
    return next((ref for ref in now if ref.instance == instance), None)


def _check(
    tree: Unfolded,
    entries: Sequence[Entry],
    standing: Standing,
    before: tuple[SeatRef, ...],
    entry: Entry,
) -> None:
    if not before:
        raise Refused("flow.ended", _("This case has been decided; nothing more can be said on it."))
    ref = next((one for one in before if one.instance == entry.seat), None)
    if entry.kind == EntryKind.RECALL:
        _check_recall(tree, entries, standing, ref, entry)
        return
    if ref is None:
        raise Refused("flow.seat_not_open", _("This seat is not asked for its opinion now."))
    _check_reason(entry)
    match entry.kind:
        case EntryKind.OPINION:
            if entry.verdict is None and ref.seat.duty != Duty.SURVEY:
                raise Refused("flow.verdict_missing", _("Please say whether you agree."))
        case EntryKind.RETURN:
            if all(
                target.instance != entry.target for target in _targets(tree, entries, standing, entry.seat)
            ):
                raise Refused("flow.return_not_possible", _("The case cannot be returned to this seat."))
        case EntryKind.DELEGATE:
            if entry.target in ("", ref.department):
                raise Refused("flow.delegate_to_another", _("Please choose another department."))
        case EntryKind.ADD_SEAT:
            if not entry.target or ref.asked_by:
                raise Refused("flow.cannot_add_seat", _("A seat cannot be added here."))
        case EntryKind.WAIVE:
            if ref.seat.duty == Duty.DECIDE:
                raise Refused("flow.decision_not_waived", _("The decision itself cannot be waived."))
        case EntryKind.STAND_IN:
            if not entry.target:
                raise Refused("flow.stand_in_missing", _("Please say who stands in."))
        case _:
            pass


def _check_reason(entry: Entry) -> None:
    needs = entry.kind in (EntryKind.RETURN, EntryKind.WAIVE) or entry.verdict == Verdict.DISAGREE
    if needs and not entry.reason.strip():
        raise Refused("flow.reason_missing", _("Please give the reason."))


def _check_recall(
    tree: Unfolded, entries: Sequence[Entry], standing: Standing, ref: SeatRef | None, entry: Entry
) -> None:
    """What was said may be taken back until the next seat has spoken; a delegation until it is answered."""
    if ref is not None:
        if entry.seat in standing.delegated:
            return
    elif standing.answered(entry.seat) and not any(
        standing.answered(later) for later in _later(tree, standing, entry.seat)
    ):
        now = open_in(tree, fold(tree, (*entries, entry)))
        if any(one.instance == entry.seat for one in now):
            return
    raise Refused("flow.too_late_to_recall", _("This can no longer be taken back: the next seat has spoken."))
