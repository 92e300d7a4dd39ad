"""The moves of a plan's editor: each gives the plan after it and where the eye should be. Nothing is checked here.

A move that a node cannot make is refused; what a plan must keep is for ``checking`` to say, so that a plan half
done can be kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Literal

from tongban.flow.rules.conditions import When
from tongban.flow.rules.plan import (
    Branch,
    Choose,
    Each,
    Node,
    Plan,
    Seat,
    Steps,
    Together,
    children,
    seats_of,
)
from tongban.flow.rules.tree import Path, node_at, path_of, put, tidied, with_children
from tongban.foundation.refusals import Refused, _

Edited = tuple[Plan, Path]


def fresh_key(taken: Collection[str]) -> str:
    """A key that no seat has or had: what is compared by key must never be mistaken for something else."""
    number = 1
    while f"seat-{number}" in taken:
        number += 1
    return f"seat-{number}"


def insert(plan: Plan, path: Path, fresh: Node, *, before: bool = False) -> Edited:
    """Something new before or after a node; a member of a group becomes a row of steps of its own."""
    old = _there(plan, path)
    parent = node_at(plan, path[:-1])
    pair = (fresh, old) if before else (old, fresh)
    if isinstance(parent, Steps):
        at = path[-1] - 1
        return _settled(
            put(plan, path[:-1], Steps((*parent.of[:at], *pair, *parent.of[at + 1 :]))), _first(fresh)
        )
    return _settled(put(plan, path, Steps(pair)), _first(fresh))


def append(plan: Plan, path: Path, fresh: Node) -> Edited:
    """Something new at the end of a row of steps or as a member of a group; the root's path is the whole plan."""
    node = node_at(plan, path)
    if not isinstance(node, Steps | Together):
        raise not_possible()
    return _settled(put(plan, path, with_children(node, (*node.of, fresh))), _first(fresh))


def add_branch(plan: Plan, path: Path, when: When, fresh: Node) -> Edited:
    """Another branch of a choice, tested last."""
    node = node_at(plan, path)
    if not isinstance(node, Choose):
        raise not_possible()
    branches = (*node.branches, Branch(when, fresh))
    return _settled(put(plan, path, replace(node, branches=branches)), _first(fresh))


def add_otherwise(plan: Plan, path: Path, fresh: Node) -> Edited:
    """What is done when no branch of a choice is true."""
    node = node_at(plan, path)
    if not isinstance(node, Choose) or node.otherwise is not None:
        raise not_possible()
    return _settled(put(plan, path, replace(node, otherwise=fresh)), _first(fresh))


def remove(plan: Plan, path: Path) -> Edited:
    """Without this node and all below it; the eye goes to what stood before it, or to the node above."""
    _there(plan, path)
    plan = _without(plan, path)
    neighbour = (*path[:-1], path[-1] - 1) if path[-1] > 1 else path[:-1]
    found = node_at(plan, neighbour)
    return _settled(plan, found if neighbour and found is not None else plan.root)


def move(plan: Plan, path: Path, by: Literal[-1, 1]) -> Edited:
    """One place up or down among its like: steps, members of a group, branches of a choice."""
    node = _there(plan, path)
    parent = node_at(plan, path[:-1])
    here, there = path[-1] - 1, path[-1] - 1 + by
    if isinstance(parent, Choose):
        many = len(parent.branches)
        if not (0 <= here < many and 0 <= there < many):
            raise not_possible()
        swapped = list(parent.branches)
        swapped[here], swapped[there] = swapped[there], swapped[here]
        return _settled(put(plan, path[:-1], replace(parent, branches=tuple(swapped))), node)
    if not isinstance(parent, Steps | Together) or not 0 <= there < len(parent.of):
        raise not_possible()
    order = list(parent.of)
    order[here], order[there] = order[there], order[here]
    return _settled(put(plan, path[:-1], with_children(parent, tuple(order))), node)


def join(plan: Plan, path: Path) -> Edited:
    """At the same time as the step before it: into its group when it is one, else into a new one with it."""
    node = _there(plan, path)
    parent = node_at(plan, path[:-1])
    at = path[-1] - 1
    if not isinstance(parent, Steps) or at == 0:
        raise not_possible()
    before = parent.of[at - 1]
    group = (
        replace(before, of=(*before.of, node)) if isinstance(before, Together) else Together((before, node))
    )
    return _settled(put(plan, path[:-1], Steps((*parent.of[: at - 1], group, *parent.of[at + 1 :]))), node)


def leave(plan: Plan, path: Path) -> Edited:
    """Out of the group, the choice or the list it stands in, as the step after it."""
    node = _there(plan, path)
    above = path[:-1]
    while above and isinstance(node_at(plan, above), Steps):
        above = above[:-1]
    group = node_at(plan, above)
    if not above or isinstance(group, Seat | Steps | None):
        raise not_possible()
    left = node_at(_without(plan, path), above)
    # A list without its one part is gone together with it, so the place above shows something else or nothing.
    rest = () if isinstance(group, Each) and path == (*above, 1) else _what_is_left(left)
    return _settled(put(plan, above, Steps((*rest, node))), _first(node))


def regroup(plan: Plan, path: Path) -> Edited:
    """A group all at once becomes one step after the other, and the other way round."""
    node = _there(plan, path)
    match node:
        case Together(of):
            return _settled(put(plan, path, Steps(of)), _first(node))
        case Steps(of):
            return _settled(put(plan, path, Together(of)), _first(node))
    raise not_possible()


def set_seat(plan: Plan, path: Path, **changes: Any) -> Plan:
    """A seat with other particulars."""
    node = node_at(plan, path)
    if not isinstance(node, Seat):
        raise not_possible()
    return put(plan, path, replace(node, **changes))


def set_need(plan: Plan, path: Path, need: Literal["all", "any"] | int) -> Plan:
    """A group that waits for other answers."""
    node = node_at(plan, path)
    if not isinstance(node, Together):
        raise not_possible()
    return put(plan, path, replace(node, need=need))


def set_list(plan: Plan, path: Path, name: str) -> Plan:
    """One copy for each entry of another list."""
    node = node_at(plan, path)
    if not isinstance(node, Each):
        raise not_possible()
    return put(plan, path, replace(node, list=name))


def set_when(plan: Plan, path: Path, when: When) -> Plan:
    """A branch, named by what follows it, with another condition."""
    parent = node_at(plan, path[:-1]) if path else None
    if not isinstance(parent, Choose) or not 1 <= path[-1] <= len(parent.branches):
        raise not_possible()
    branches = list(parent.branches)
    branches[path[-1] - 1] = replace(branches[path[-1] - 1], when=when)
    return put(plan, path[:-1], replace(parent, branches=tuple(branches)))


def not_possible() -> Refused:
    """This node cannot make this move."""
    return Refused("flow.move_not_possible", _("This step cannot be moved that way."))


def _there(plan: Plan, path: Path) -> Node:
    node = node_at(plan, path) if path else None
    if node is None:
        raise not_possible()
    return node


def _without(plan: Plan, path: Path) -> Plan:
    parent, at = node_at(plan, path[:-1]), path[-1] - 1
    match parent:
        case Steps(of) | Together(of):
            return put(plan, path[:-1], with_children(parent, (*of[:at], *of[at + 1 :])))
        case Choose(branches, otherwise):
            if at == len(branches):
                return put(plan, path[:-1], Choose(branches, None))
            return put(plan, path[:-1], Choose((*branches[:at], *branches[at + 1 :]), otherwise))
        case Each():
            return _without(plan, path[:-1])
    raise not_possible()


def _what_is_left(node: Node | None) -> tuple[Node, ...]:
    """A group that somebody left: nothing when it is empty, its last member when that stands alone."""
    match node:
        case Together(of) if len(of) < 2:
            return of
        case Choose((), otherwise):
            return (otherwise,) if otherwise else ()
        case None:
            return ()
    return (node,)


def _first(node: Node) -> Node:
    """Where the eye goes in something new: its first seat."""
    return next(seats_of(node), node)


def _settled(plan: Plan, focus: Node) -> Edited:
    settled = tidied(plan)
    path = path_of(settled, focus)
    if not path and children(focus):
        path = path_of(settled, _first(focus))
    return settled, path
