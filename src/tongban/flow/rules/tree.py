"""Finding one's way in the tree of a plan: paths, the outline a reader sees, and the same tree without idle layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from tongban.flow.rules.conditions import When
from tongban.flow.rules.plan import Branch, Choose, Each, Node, Plan, Seat, Steps, Together, children

Path = tuple[int, ...]
"""Where a node stands: the number of the child to take at each level, counted from 1; empty is the root."""

Slot = Literal["step", "member", "branch", "otherwise", "copy"]


@dataclass(frozen=True, slots=True)
class Line:
    """One node as a row of the outline.

    slot   what it is to the node above it
    when   the condition of a branch
    first  whether nothing stands before it among its like; ``last`` the same for after
    """

    path: Path
    node: Node
    slot: Slot
    when: When | None
    first: bool
    last: bool

    @property
    def number(self) -> str:
        return path_text(self.path)

    @property
    def depth(self) -> int:
        return len(self.path) - 1


def path_text(path: Path) -> str:
    """The path as people read it: ``3.1``."""
    return ".".join(map(str, path))


def path_from(text: str) -> Path | None:
    """The path that a text writes; None when it writes none."""
    parts = text.split(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
        return None
    return tuple(map(int, parts))


def rooted(plan: Plan) -> Plan:
    """The same plan with a row of steps at its root, so that something can stand before and after everything."""
    return plan if isinstance(plan.root, Steps) else Plan(Steps((plan.root,)))


def node_at(plan: Plan, path: Path) -> Node | None:
    """The node at a path; None where there is none."""
    node = plan.root
    for number in path:
        below = children(node)
        if not 1 <= number <= len(below):
            return None
        node = below[number - 1]
    return node


def path_of(plan: Plan, wanted: Node) -> Path:
    """Where a node stands, the first of its like; the root's path when it is not there."""
    return next((path for path, node in _walk(plan.root, ()) if node == wanted), ())


def with_children(node: Node, below: tuple[Node, ...]) -> Node:
    """The node with other nodes below it, one for each that it has; groups may take more or fewer."""
    match node:
        case Seat():
            return node
        case Steps():
            return Steps(below)
        case Together():
            return replace(node, of=below)
        case Each():
            return replace(node, of=below[0])
        case Choose(branches, otherwise):
            kept = tuple(replace(branch, then=then) for branch, then in zip(branches, below, strict=False))
            return Choose(kept, below[-1] if otherwise is not None else None)


def put(plan: Plan, path: Path, node: Node) -> Plan:
    """The plan with another node at a path."""
    return Plan(_put(plan.root, path, node))


def _put(root: Node, path: Path, node: Node) -> Node:
    if not path:
        return node
    below = list(children(root))
    below[path[0] - 1] = _put(below[path[0] - 1], path[1:], node)
    return with_children(root, tuple(below))


def outline(plan: Plan) -> tuple[Line, ...]:
    """Every node below the root in reading order: what a table of the plan shows, a row for each."""
    return tuple(_lines(plan.root, ()))


def _lines(node: Node, path: Path) -> Iterator[Line]:
    below = children(node)
    for position, child in enumerate(below):
        slot, when, like = _slot(node, position)
        here = (*path, position + 1)
        yield Line(here, child, slot, when, position == 0 or like == 0, position == like - 1 or like == 0)
        yield from _lines(child, here)


def _slot(parent: Node, position: int) -> tuple[Slot, When | None, int]:
    """What a child is to its parent, its condition, and how many of its like there are; 0 when it stands alone."""
    match parent:
        case Together(of):
            return "member", None, len(of)
        case Choose(branches) if position < len(branches):
            return "branch", branches[position].when, len(branches)
        case Choose():
            return "otherwise", None, 0
        case Each():
            return "copy", None, 0
        case Steps(of):
            return "step", None, len(of)
        case _:
            raise TypeError("a seat has nothing below it")


def _walk(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    yield path, node
    for position, child in enumerate(children(node), 1):
        yield from _walk(child, (*path, position))


def tidy(node: Node) -> Node:
    """The same tree without layers that change nothing: steps within steps, and a row of one step."""
    match node:
        case Seat():
            return node
        case Steps(of):
            flat: list[Node] = []
            for child in map(tidy, of):
                flat.extend(child.of if isinstance(child, Steps) else (child,))
            return flat[0] if len(flat) == 1 else Steps(tuple(flat))
        case Choose(branches, otherwise):
            tidied = tuple(Branch(branch.when, tidy(branch.then)) for branch in branches)
            other = None if otherwise is None else tidy(otherwise)
            return Choose(tidied, None if other == Steps(()) else other)
        case _:
            return with_children(node, tuple(map(tidy, children(node))))


def tidied(plan: Plan) -> Plan:
    """The plan without idle layers, with a row of steps at its root."""
    return rooted(Plan(tidy(plan.root)))


def seatless(node: Node) -> Iterator[Node]:
    """The nodes at or below this one that hold nothing at all."""
    below = children(node)
    if not isinstance(node, Seat) and not below:
        yield node
    for child in below:
        yield from seatless(child)
