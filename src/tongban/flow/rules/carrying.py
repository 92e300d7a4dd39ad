"""One ledger under two plans: what a case that has come so far means under another version of its plan.

Seats are recognised by their keys. What was said stays said; nothing is left out silently: a seat that the other
plan asks before the place the case has reached is named, and opens like any seat that nobody has answered yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tongban.flow.rules.conditions import fields_of
from tongban.flow.rules.engine import (
    Answers,
    Place,
    Row,
    SeatRef,
    Standing,
    Unfolded,
    after,
    fold,
    open_in,
    places,
    unfold,
)
from tongban.flow.rules.entries import Entry
from tongban.flow.rules.plan import Choose, Duty, Each, Node, Plan, children


@dataclass(frozen=True, slots=True)
class Carried:
    """A case carried over from one plan to another.

    before, after  the seats open under the one and the other
    behind         seats to be asked now although the case has passed their place already
    lost           seats whose opinion stands and which the other plan does not ask, or asks of somebody else
    differing      seats at which other words would count than before: it was returned, and the order is another
    days_before, days_after  the workdays of the longest way still to go
    """

    before: tuple[SeatRef, ...]
    after: tuple[SeatRef, ...]
    behind: tuple[SeatRef, ...]
    lost: tuple[Entry, ...]
    differing: tuple[str, ...]
    days_before: int
    days_after: int

    @property
    def keeps_what_was_said(self) -> bool:
        """Whether every opinion counts as it did, and no other one."""
        return not self.lost and not self.differing


def carried(one: Plan, other: Plan, entries: Sequence[Entry], answers: Answers) -> Carried:
    """What the ledger of a case means when it goes on by the other plan."""
    old, new = unfold(one, answers), unfold(other, answers)
    was, is_now = fold(old, entries), fold(new, entries)
    lost = tuple(_lost(old, new, was))
    gone = {entry.seat for entry in lost}
    return Carried(
        before=open_in(old, was),
        after=open_in(new, is_now),
        behind=tuple(_behind(new, is_now, {ref.instance for ref in open_in(old, was)})),
        lost=lost,
        differing=tuple(one for one in _differing(old, new, was, is_now) if one not in gone),
        days_before=days_left(old, was),
        days_after=days_left(new, is_now),
    )


def asked_about(plan: Plan) -> frozenset[str]:
    """The answers that decide which way a case takes through the plan: those of its choices and of its lists."""
    return frozenset(_asked_about(plan.root))


def _asked_about(node: Node) -> Iterator[str]:
    if isinstance(node, Each):
        yield node.list
    if isinstance(node, Choose):
        for branch in node.branches:
            yield from fields_of(branch.when)
    for child in children(node):
        yield from _asked_about(child)


def days_left(tree: Unfolded, standing: Standing) -> int:
    """The workdays of the longest way still to go; what has been answered takes none, what is open all of its own."""
    if isinstance(tree, Place):
        return 0 if standing.answered(tree.instance) else tree.seat.workdays
    days = [days_left(child, standing) for child in tree.of]
    if isinstance(tree, Row):
        return sum(days)
    return sorted(days)[tree.need - 1] if tree.need else 0


def _lost(old: Unfolded, new: Unfolded, was: Standing) -> Iterator[Entry]:
    """The opinions that stand and would be nobody's, or somebody else's, under the other plan."""
    asked = {place.instance: place for place in places(old)}
    asks = {place.instance: place for place in places(new)}
    for instance, said in was.opinions.items():
        base = instance.partition("+")[0]
        mine, other = asked.get(base), asks.get(base)
        if mine is not None and (other is None or _office(mine) != _office(other)):
            yield said


def _office(place: Place) -> tuple[str, Duty]:
    return place.department, place.seat.duty


def _differing(old: Unfolded, new: Unfolded, was: Standing, is_now: Standing) -> Iterator[str]:
    """The seats of both plans at which the ledger counts differently."""
    both = {place.instance for place in places(old)} & {place.instance for place in places(new)}
    spoken = {*was.opinions, *is_now.opinions, *was.waived, *is_now.waived, *was.added, *is_now.added}
    for instance in sorted(spoken):
        if instance.partition("+")[0] in both and _counts(was, instance) != _counts(is_now, instance):
            yield instance


def _counts(standing: Standing, instance: str) -> tuple[object, ...]:
    return (
        standing.opinions.get(instance),
        instance in standing.waived,
        standing.delegated.get(instance),
        standing.stand_ins.get(instance),
        standing.added.get(instance),
    )


def _behind(new: Unfolded, standing: Standing, open_before: set[str]) -> Iterator[SeatRef]:
    """The seats that open now and come before one that has spoken or was open."""
    reached = {place.instance for place in places(new) if standing.answered(place.instance)} | open_before
    for ref in open_in(new, standing):
        if ref.instance not in open_before and after(new, ref.instance) & reached:
            yield ref
