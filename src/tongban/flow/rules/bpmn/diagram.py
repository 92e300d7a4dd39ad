"""A plan as a diagram: nodes, flows and their places, from left to right, without overlaps.

Steps stand on one line; the members of a group and the branches of a choice stand below each other between two
gateways; what is repeated for each entry of a list, waits for some answers only, or is a row within a row, is a
sub-process drawn open.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

from tongban.flow.rules.feel import feel_of, field_name
from tongban.flow.rules.plan import Choose, Each, Node, Plan, Seat, Steps, Together

TASK_WIDTH, TASK_HEIGHT = 130, 80
EVENT, GATEWAY = 36, 50
GAP, LEAD, LABELLED_LEAD, BETWEEN = 50, 55, 150, 30
EMPTY, ABOVE_LABEL = 25, 55
PADDING, HEADING = 30, 40
LABEL_WIDTH, LABEL_LINE, LABEL_COLUMNS = 110, 14, 17

Need = str | int
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int


@dataclass(slots=True)
class FlowNode:
    """One shape: an event, a task, a gateway, or a sub-process with what is inside.

    each  the list of a multi-instance activity, else empty
    need  how many answers end a multi-instance or a complex gateway; None for all
    by_instance  a multi-instance of which every copy counts by itself at the gateway that follows
    """

    id: str
    kind: str
    box: Box
    name: str = ""
    seat: Seat | None = None
    each: str = ""
    need: Need | None = None
    condition: str = ""
    diverging: bool = False
    default: str = ""
    terminates: bool = False
    by_instance: bool = False
    inside: Scope | None = None
    incoming: list[str] = field(default_factory=list)
    outgoing: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Flow:
    id: str
    source: str
    target: str
    points: tuple[Point, ...]
    condition: str = ""
    label: Box | None = None

    @property
    def name(self) -> str:
        """The condition as it stands beside the line, cut to three lines."""
        return _cut(self.condition)


@dataclass(slots=True)
class Scope:
    """What a process or a sub-process holds."""

    nodes: list[FlowNode] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Extent:
    """The room that a part takes: its width, and how far it reaches above and below its line."""

    width: int
    above: int
    below: int


def diagram(plan: Plan) -> Scope:
    """The whole plan with its start and its end."""
    sequence = _sequence(plan.root)
    return _Drawing().scope(sequence, PADDING, PADDING + _row(sequence).above)


def _answers_needed(need: Need, counted: int, lists: tuple[str, ...]) -> str:
    """How many answers a group waits for, as FEEL: never more than it can get, which may hang on lists."""
    wanted = 1 if need == "any" else int(need)
    if not lists:
        return str(wanted)
    lengths = [str(counted)] if counted else []
    lengths += [f"count({field_name(name)})" for name in lists]
    return f"min({wanted}, {' + '.join(lengths)})"


def _sequence(node: Node | None) -> tuple[Node, ...]:
    """What stands on one line for this node; a row of one, and a row in a row, are drawn as a sub-process."""
    if node is None:
        return ()
    return node.of if isinstance(node, Steps) and len(node.of) > 1 else (node,)


def _counted_copies(node: Together) -> bool:
    """Whether the group is one list of which some answers are enough: one multi-instance says it all."""
    return node.need != "all" and len(node.of) == 1 and isinstance(node.of[0], Each)


def _rows(node: Together | Choose) -> tuple[tuple[Node, ...], ...]:
    if isinstance(node, Together):
        return tuple(_sequence(one) for one in node.of)
    return (*(_sequence(branch.then) for branch in node.branches), _sequence(node.otherwise))


def _row(sequence: tuple[Node, ...]) -> Extent:
    if not sequence:
        return Extent(0, EMPTY, EMPTY)
    parts = [_extent(one) for one in sequence]
    return Extent(
        sum(part.width for part in parts) + GAP * (len(parts) - 1),
        max(part.above for part in parts),
        max(part.below for part in parts),
    )


def _extent(node: Node) -> Extent:
    match node:
        case Seat() | Each(_, Seat()):
            return Extent(TASK_WIDTH, TASK_HEIGHT // 2, TASK_HEIGHT // 2)
        case Steps(of):
            return _framed(_row(of))
        case Each(_list, of_one):
            return _framed(_row(_sequence(of_one)))
        case Together() if _counted_copies(node):
            return _extent(node.of[0])
        case Together() if node.need != "all":
            return _framed(_group(node))
        case _:
            return _group(node)


def _framed(inside: Extent) -> Extent:
    width = inside.width + 2 * (PADDING + EVENT + GAP)
    return Extent(width, max(inside.above, TASK_HEIGHT // 2) + HEADING, max(inside.below, 40) + PADDING)


def _group(node: Together | Choose) -> Extent:
    labelled = isinstance(node, Choose)
    rows = [_branch(row, labelled) for row in _rows(node)]
    lines = _lines(rows)
    lead = LABELLED_LEAD if labelled else LEAD
    widest = max((row.width for row in rows), default=0)
    above = max(rows[0].above - lines[0], GATEWAY // 2)
    below = max(rows[-1].below + lines[-1], GATEWAY // 2)
    return Extent(2 * GATEWAY + lead + widest + LEAD, above, below)


def _branch(sequence: tuple[Node, ...], labelled: bool) -> Extent:
    row = _row(sequence)
    return Extent(row.width, max(row.above, ABOVE_LABEL), row.below) if labelled else row


def _lines(rows: list[Extent]) -> list[int]:
    """How far below the line of the group the line of each row lies; the middle row, or the middle, is at 0."""
    lines = [0]
    for upper, lower in pairwise(rows):
        lines.append(lines[-1] + upper.below + BETWEEN + lower.above)
    half = len(lines) // 2
    middle = lines[half] if len(lines) % 2 else (lines[half - 1] + lines[half]) // 2
    return [line - middle for line in lines]


class _Drawing:
    """Places the nodes; every id is given once."""

    def __init__(self) -> None:
        self.given: dict[str, int] = {}

    def id(self, stem: str) -> str:
        number = self.given.get(stem, 0) + 1
        self.given[stem] = number
        return f"{stem}_{number}"

    def seat_id(self, seat: Seat) -> str:
        return f"seat_{seat.key}" if re.fullmatch(r"[A-Za-z0-9_-]+", seat.key) else self.id("seatno")

    def scope(self, sequence: tuple[Node, ...], x: int, y: int, group: Together | None = None) -> Scope:
        """A start, the sequence on the line ``y``, and an end; a group that some answers end is terminated."""
        scope = Scope()
        start = self.event(scope, "startEvent", x, y)
        first: FlowNode | None
        last: FlowNode | None
        if group is not None:
            first, last, x = self.group(scope, group, x + EVENT + GAP, y)
        else:
            first, last, x = self.row(scope, sequence, x + EVENT + GAP, y)
        end = self.event(scope, "endEvent", x + GAP, y)
        end.terminates = group is not None
        self.straight(scope, start, first or end)
        if last is not None:
            self.straight(scope, last, end)
        return scope

    def event(self, scope: Scope, kind: str, x: int, y: int) -> FlowNode:
        stem = "start" if kind == "startEvent" else "end"
        return _added(scope, FlowNode(self.id(stem), kind, Box(x, y - EVENT // 2, EVENT, EVENT)))

    def row(
        self, scope: Scope, sequence: tuple[Node, ...], x: int, y: int
    ) -> tuple[FlowNode | None, FlowNode | None, int]:
        """The first and the last node of a sequence, and where it ends; None when it is empty."""
        first: FlowNode | None = None
        last: FlowNode | None = None
        for node in sequence:
            entry, leaving, right = self.part(scope, node, x, y)
            if last is not None:
                self.straight(scope, last, entry)
            first, last, x = first or entry, leaving, right + GAP
        return first, last, x - GAP if sequence else x

    def part(self, scope: Scope, node: Node, x: int, y: int) -> tuple[FlowNode, FlowNode, int]:
        match node:
            case Seat():
                drawn = self.task(scope, node, x, y)
            case Each(name, Seat() as seat):
                drawn = self.task(scope, seat, x, y)
                drawn.each = name
            case Steps(of):
                drawn = self.framed(scope, node, of, "steps", x, y)
            case Each(name, of_one):
                drawn = self.framed(scope, node, _sequence(of_one), "each", x, y)
                drawn.each, drawn.name = name, name
            case Together() if _counted_copies(node):
                drawn, _same, _right = self.part(scope, node.of[0], x, y)
                drawn.need = node.need
                drawn.condition = f"numberOfCompletedInstances >= {_answers_needed(node.need, 0, ())}"
            case Together() if node.need != "all":
                drawn = self.framed(scope, node, (), "group", x, y, node)
            case _:
                return self.group(scope, node, x, y)
        return drawn, drawn, drawn.box.x + drawn.box.width

    def task(self, scope: Scope, seat: Seat, x: int, y: int) -> FlowNode:
        box = Box(x, y - TASK_HEIGHT // 2, TASK_WIDTH, TASK_HEIGHT)
        return _added(scope, FlowNode(self.seat_id(seat), "userTask", box, seat.name, seat))

    def framed(
        self,
        scope: Scope,
        node: Node,
        sequence: tuple[Node, ...],
        stem: str,
        x: int,
        y: int,
        group: Together | None = None,
    ) -> FlowNode:
        room = _extent(node)
        box = Box(x, y - room.above, room.width, room.above + room.below)
        drawn = _added(scope, FlowNode(self.id(stem), "subProcess", box))
        drawn.inside = self.scope(sequence, x + PADDING, y, group)
        return drawn

    def group(self, scope: Scope, node: Together | Choose, x: int, y: int) -> tuple[FlowNode, FlowNode, int]:
        """Two gateways and between them the rows; every row has its own line."""
        labelled = isinstance(node, Choose)
        kind, stem = ("exclusiveGateway", "choose") if labelled else ("parallelGateway", "together")
        rows = _rows(node)
        room, lines = _group(node), _lines([_branch(row, labelled) for row in rows])
        split = self.gateway(scope, self.id(stem), kind, x, y)
        split.diverging = True
        join = self.gateway(scope, f"{split.id}_join", kind, x + room.width - GATEWAY, y)
        conditions = [feel_of(branch.when) for branch in node.branches] if isinstance(node, Choose) else []
        if isinstance(node, Together) and node.need != "all":
            self.counting(join, node)
        lead = LABELLED_LEAD if labelled else LEAD
        for number, (row, line) in enumerate(zip(rows, lines, strict=True)):
            condition = conditions[number] if number < len(conditions) else ""
            first, last, _right = self.row(scope, row, x + GATEWAY + lead, y + line)
            if first is not None and join.need is not None:
                first.by_instance = isinstance(row[0], Each) and len(row) == 1
            flow = self.branch(scope, split, join, first, last, y + line, condition)
            if isinstance(node, Choose) and not condition:
                split.default = flow.id
        return split, join, x + room.width

    def counting(self, join: FlowNode, node: Together) -> None:
        """The join of a group that some answers end. Every copy of a list among its members counts by itself."""
        lists = tuple(one.list for one in node.of if isinstance(one, Each))
        join.kind, join.need = "complexGateway", node.need
        wanted = _answers_needed(node.need, len(node.of) - len(lists), lists)
        join.condition = f"activationCount >= {wanted}"

    def gateway(self, scope: Scope, id_: str, kind: str, x: int, y: int) -> FlowNode:
        return _added(scope, FlowNode(id_, kind, Box(x, y - GATEWAY // 2, GATEWAY, GATEWAY)))

    def branch(
        self,
        scope: Scope,
        split: FlowNode,
        join: FlowNode,
        first: FlowNode | None,
        last: FlowNode | None,
        line: int,
        condition: str,
    ) -> Flow:
        """The flows from the split to a row and from the row to the join; one flow when the row is empty."""
        out, back = _leaving(split, line), _leaving(join, line, to_the_left=True)
        if first is None or last is None:
            flow = self.flow(scope, split, join, (*out, *reversed(back)))
        else:
            flow = self.flow(scope, split, first, (*out, (first.box.x, line)))
            self.flow(scope, last, join, ((last.box.x + last.box.width, line), *reversed(back)))
        if condition:
            flow.condition = condition
            flow.label = _label(flow.name, split.box.x + GATEWAY + 4, line)
        return flow

    def straight(self, scope: Scope, source: FlowNode, target: FlowNode) -> None:
        line = source.box.y + source.box.height // 2
        if source.inside is not None:
            line = _line_of(source)
        self.flow(scope, source, target, ((source.box.x + source.box.width, line), (target.box.x, line)))

    def flow(self, scope: Scope, source: FlowNode, target: FlowNode, points: tuple[Point, ...]) -> Flow:
        flow = Flow(self.id("flow"), source.id, target.id, points)
        source.outgoing.append(flow.id)
        target.incoming.append(flow.id)
        scope.flows.append(flow)
        return flow


def _added(scope: Scope, node: FlowNode) -> FlowNode:
    scope.nodes.append(node)
    return node


def _line_of(node: FlowNode) -> int:
    """The line of an open sub-process: that of its start."""
    assert node.inside is not None
    start = node.inside.nodes[0].box
    return start.y + start.height // 2


def _leaving(gateway: FlowNode, line: int, to_the_left: bool = False) -> tuple[Point, ...]:
    """From the corner of a gateway to the line of a row."""
    box = gateway.box
    x, y = box.x + GATEWAY // 2, box.y + GATEWAY // 2
    if line == y:
        return ((box.x if to_the_left else box.x + GATEWAY, y),)
    corner = box.y if line < y else box.y + GATEWAY
    return ((x, corner), (x, line))


def _label(text: str, x: int, line: int) -> Box:
    lines = -(-_columns(text) // LABEL_COLUMNS)
    height = LABEL_LINE * max(1, min(lines, 3))
    return Box(x, line - height - 5, LABEL_WIDTH, height)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _cut(text: str) -> str:
    if _columns(text) <= 3 * LABEL_COLUMNS:
        return text
    shown, room = "", 3 * LABEL_COLUMNS - 1
    for one in text:
        room -= _columns(one)
        if room < 0:
            break
        shown += one
    return shown + "…"
