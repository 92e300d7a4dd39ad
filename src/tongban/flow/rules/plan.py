"""The plan of an item: a tree of seats, and what a sound plan must keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from tongban.flow.rules.conditions import When, fields_of
from tongban.foundation.refusals import Fault, _

EACH = "@each"
"""As the department of a seat inside ``each``: the department is the entry of the list."""


class Duty(StrEnum):
    """What a seat is asked for: facts on the spot, an opinion, or the decision."""

    SURVEY = "survey"
    REVIEW = "review"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True)
class Seat:
    """A post in a department that speaks once: a survey or an opinion as advice, or the decision.

    department  code of the department, or ``EACH``
    permission  what an official of the department must be permitted to sit here
    workdays    the time the seat has from the day it opens; 0 means the same day
    shows       keys of the materials that this seat sees first; empty shows all
    """

    key: str
    name: str
    department: str
    permission: str = "case.opinion"
    duty: Duty = Duty.REVIEW
    workdays: int = 0
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """One after the other."""

    of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """All at once; ends when all, any, or at least n members have answered."""

    of: tuple[Node, ...]
    need: Literal["all", "any"] | int = "all"


@dataclass(frozen=True, slots=True)
class Branch:
    when: When
    then: Node


@dataclass(frozen=True, slots=True)
class Choose:
    """The first branch whose condition is true; otherwise the other node, or nothing."""

    branches: tuple[Branch, ...]
    otherwise: Node | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """One copy for each entry of a list among the answers, all at once."""

    list: str
    of: Node


Node = Seat | Steps | Together | Choose | Each


@dataclass(frozen=True, slots=True)
class Plan:
    root: Node


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node."""
    match node:
        case Seat():
            return ()
        case Steps(of) | Together(of):
            return of
        case Choose(branches, otherwise):
            return tuple(branch.then for branch in branches) + ((otherwise,) if otherwise else ())
        case Each(_list, of):
            return (of,)


def seats_of(node: Node | Plan) -> Iterator[Seat]:
    """Every seat that the plan may come to, from left to right."""
    if isinstance(node, Plan):
        node = node.root
    if isinstance(node, Seat):
        yield node
    for child in children(node):
        yield from seats_of(child)


def validate(plan: Plan, fields: Collection[str] | None = None) -> tuple[Fault, ...]:
    """All faults of a plan as sentences; none means that it always ends with exactly one decision.

    fields  the fields of the item's form; when given, conditions and lists may ask about nothing else
    """
    faults = list(_key_faults(plan))
    for path, node, inside_each in _walk(plan.root, "", False):
        faults.extend(_node_faults(path, node, inside_each, fields))
    if not _ends_with_decision(plan.root):
        faults.append(Fault("", _("Exactly one seat must decide, as the last one on every path.")))
    return tuple(faults)


def _key_faults(plan: Plan) -> Iterator[Fault]:
    for key, count in Counter(seat.key for seat in seats_of(plan)).items():
        if count > 1:
            yield Fault(key, _("The key “{key}” is used by {count} seats."), {"key": key, "count": count})


def _walk(node: Node, path: str, inside_each: bool) -> Iterator[tuple[str, Node, bool]]:
    yield path, node, inside_each
    for position, child in enumerate(children(node)):
        below = f"{path}.{position + 1}" if path else str(position + 1)
        yield from _walk(child, below, inside_each or isinstance(node, Each))


def _node_faults(path: str, node: Node, inside_each: bool, fields: Collection[str] | None) -> Iterator[Fault]:
    match node:
        case Seat():
            yield from _seat_faults(node, inside_each)
        case Steps(of):
            if not of:
                yield Fault(path, _("A row of steps holds no step."))
        case Together():
            yield from _group_faults(path, node)
        case Choose(branches):
            if not branches:
                yield Fault(path, _("A choice holds no branch."))
            asked = {field for branch in branches for field in fields_of(branch.when)}
            yield from _unknown_fields(path, asked, fields)
        case Each(name):
            yield from _unknown_fields(path, {name}, fields)


def _seat_faults(seat: Seat, inside_each: bool) -> Iterator[Fault]:
    values = {"key": seat.key or "?"}
    if not seat.key or set(seat.key) & set("#+. "):
        yield Fault(seat.key, _("The key “{key}” is empty or contains # + . or a space."), values)
    if not seat.name.strip():
        yield Fault(seat.key, _("The seat “{key}” has no name."), values)
    if not seat.department:
        yield Fault(seat.key, _("The seat “{key}” has no department."), values)
    if seat.department == EACH and not inside_each:
        yield Fault(
            seat.key, _("The seat “{key}” takes its department from a list, but is in no list."), values
        )
    if not seat.permission:
        yield Fault(seat.key, _("The seat “{key}” names no permission."), values)
    if seat.workdays < 0:
        yield Fault(seat.key, _("The seat “{key}” has fewer than 0 workdays."), values)


def _group_faults(path: str, group: Together) -> Iterator[Fault]:
    if not group.of:
        yield Fault(path, _("A group holds no seat."))
        return
    counted = not any(isinstance(member, Each) for member in group.of)
    if isinstance(group.need, int) and (group.need < 1 or (counted and group.need > len(group.of))):
        yield Fault(
            path,
            _("A group of {count} cannot wait for {need} answers."),
            {"count": len(group.of), "need": group.need},
        )
    departments = Counter(member.department for member in group.of if isinstance(member, Seat))
    for department, count in departments.items():
        if count > 1 and department != EACH:
            yield Fault(
                path,
                _("The department {department} has {count} seats in one group; it answers once."),
                {"department": department, "count": count},
            )


def _unknown_fields(path: str, asked: set[str], fields: Collection[str] | None) -> Iterator[Fault]:
    if fields is not None:
        for field in sorted(asked - set(fields)):
            yield Fault(path, _("The form has no field “{field}”."), {"field": field})


def _ends_with_decision(node: Node) -> bool:
    match node:
        case Seat():
            return node.duty == Duty.DECIDE
        case Steps(of):
            return bool(of) and _ends_with_decision(of[-1]) and not any(_decides(child) for child in of[:-1])
        case Choose(_branches, otherwise):
            return otherwise is not None and all(_ends_with_decision(child) for child in children(node))
        case _:
            return False


def _decides(node: Node) -> bool:
    return any(seat.duty == Duty.DECIDE for seat in seats_of(node))
