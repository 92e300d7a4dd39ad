"""From the graph of a process to the tree of a plan: every split must have its join, and all of them must nest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tongban.flow.rules.bpmn.graph import Arrow, Findings, Graph, GraphNode, condition_of
from tongban.flow.rules.bpmn.seats import need_of
from tongban.flow.rules.conditions import All, Not, When
from tongban.flow.rules.feel import when_of
from tongban.flow.rules.plan import Branch, Choose, Duty, Each, Node, Seat, Steps, Together
from tongban.flow.rules.reasons import reason_of
from tongban.foundation.refusals import Refused

DEEPEST = 40
DECIDES = "case.decide"


class Unstructured(Exception):
    """The structure cannot be followed further; the reason has been kept."""


@dataclass(frozen=True, slots=True)
class _Option:
    """One flow out of an exclusive gateway; ``when`` is None for the default."""

    when: When | None
    then: Node | None


def tree_of(graph: Graph, seats: dict[str, Seat], lists: dict[str, str], findings: Findings) -> Node | None:
    """The node that a process stands for; None when its structure could not be read, which has been said."""
    parts = _Blocks(seats, lists, findings).inside(graph, 0)
    return None if parts is None else _one(parts)


def condition_read(arrow: Arrow, findings: Findings) -> When | None:
    """The condition of a flow; None when it has none that a plan can hold, which has been said."""
    text = condition_of(arrow)
    element = arrow.id or arrow.source.id
    if not text:
        findings.refuse(element, "bpmn.condition_missing")
        return None
    try:
        read = when_of(text)
    except Refused as refusal:
        findings.add(reason_of(refusal, element))
        return None
    if read.loose:
        findings.note(element, "note.loose", text=text[:80])
    return read.when


class _Blocks:
    def __init__(self, seats: dict[str, Seat], lists: dict[str, str], findings: Findings) -> None:
        self.seats, self.lists, self.findings = seats, lists, findings
        self.used: set[str] = set()

    def inside(self, graph: Graph, deep: int) -> list[Node] | None:
        """The parts between the start and the end of a process; None when they cannot be read."""
        if deep > DEEPEST:
            self.findings.refuse(graph.element.get("id") or None, "bpmn.too_deep", most=DEEPEST)
            return None
        if not graph.whole:
            for node in graph.nodes.values():
                if node.inside is not None:
                    self.inside(node.inside, deep + 1)
            return None
        start, end = graph.of_kind("startEvent")[0], graph.of_kind("endEvent")[0]
        try:
            parts = self.row(start.outgoing[0].target, end, _ways_all_lead_to(graph, end), deep)
        except Unstructured:
            return None
        if not parts:
            self.findings.refuse(graph.element.get("id") or None, "bpmn.nothing_inside")
        return parts or None

    def row(self, node: GraphNode, stop: GraphNode, after: dict[str, GraphNode], deep: int) -> list[Node]:
        """The parts from a node up to the stop, one after the other."""
        if deep > DEEPEST:
            self.findings.refuse(node.id, "bpmn.too_deep", most=DEEPEST)
            raise Unstructured
        parts: list[Node] = []
        while node is not stop:
            if len(node.outgoing) > 1 or _diverges(node):
                part, join = self.split(node, after, deep)
                parts.extend(part)
                node = self.past(join, stop)
                continue
            if node.kind.endswith("Gateway"):
                self.passed(node)
            else:
                self.use(node)
                parts.append(self.part(node, deep))
            node = node.outgoing[0].target
        return parts

    def past(self, join: GraphNode, stop: GraphNode) -> GraphNode:
        """Where the row goes on after a join; a join that splits again, or that is no gateway, is met itself."""
        if join is stop or join.kind not in ("parallelGateway", "complexGateway") or len(join.outgoing) > 1:
            return join
        return join.outgoing[0].target

    def passed(self, gateway: GraphNode) -> None:
        """A gateway on a row that splits nothing: the merge of a choice, or one without meaning."""
        if gateway.kind == "parallelGateway" and len(gateway.incoming) > 1:
            self.findings.refuse(gateway.id, "bpmn.split_missing")
        elif gateway.kind == "complexGateway":
            self.findings.refuse(gateway.id, "bpmn.complex_gateway")
        elif len(gateway.incoming) == 1:
            self.findings.note(gateway.id, "note.gateway")

    def use(self, node: GraphNode) -> None:
        if node.id in self.used:
            self.findings.refuse(node.id, "bpmn.not_nested")
            raise Unstructured
        self.used.add(node.id)

    def part(self, node: GraphNode, deep: int) -> Node:
        """A task or a sub-process; what is repeated for a list becomes a copy for each entry."""
        seat = self.seats.get(node.id)
        listed = self.lists.get(node.id, "")
        if seat is not None:
            return self.repeated(node, listed, seat)
        if node.inside is None:
            return Steps(())
        group = self.counted(node.inside, deep)
        if group is not None:
            return self.repeated(node, listed, group)
        parts = self.inside(node.inside, deep + 1)
        if parts is None:
            raise Unstructured
        return self.repeated(node, listed, _one(parts)) if listed else Steps(tuple(parts))

    def repeated(self, node: GraphNode, listed: str, of: Node) -> Node:
        if not listed:
            return of
        each = Each(listed, of)
        repeated = node.element.first("multiInstanceLoopCharacteristics")
        assert repeated is not None
        need = need_of(repeated, node, "completionCondition", self.findings)
        return each if need is None else Together((each,), need)  # type: ignore[arg-type]

    def counted(self, graph: Graph, deep: int) -> Together | None:
        """The group that some answers end: a split and a counting join between the start and a terminating end."""
        if not graph.whole:
            return None
        start, end = graph.of_kind("startEvent")[0], graph.of_kind("endEvent")[0]
        join = end.incoming[0].source if len(end.incoming) == 1 else None
        split = start.outgoing[0].target
        if join is None or join.kind != "complexGateway" or split.kind != "parallelGateway":
            return None
        if end.element.first("terminateEventDefinition") is None or len(split.incoming) != 1:
            return None
        need = need_of(join.element, join, "activationCondition", self.findings)
        after = _ways_all_lead_to(graph, end)
        if need is None or _join_of(split, after) is not join or len(join.outgoing) != 1:
            return None
        self.use(split)
        return Together(self.members(split, join, after, deep), need)  # type: ignore[arg-type]

    def split(
        self, gateway: GraphNode, after: dict[str, GraphNode], deep: int
    ) -> tuple[Sequence[Node], GraphNode]:
        """The parts that a split stands for, and where its branches have come together again."""
        join = _join_of(gateway, after)
        self.use(gateway)
        if gateway.kind == "exclusiveGateway":
            choose = self.choice(gateway, join, after, deep)
            return ([] if choose is None else [choose]), join
        if gateway.kind == "complexGateway":
            self.findings.refuse(gateway.id, "bpmn.complex_gateway")
        elif gateway.kind == "parallelGateway":
            self.check_join(gateway, join)
        return [Together(self.members(gateway, join, after, deep))], join

    def check_join(self, gateway: GraphNode, join: GraphNode) -> None:
        if join.kind == "complexGateway":
            self.findings.refuse(join.id, "bpmn.complex_gateway")
        elif join.kind != "parallelGateway":
            self.findings.refuse(gateway.id, "bpmn.join_missing")
        elif len(join.incoming) != len(gateway.outgoing):
            self.findings.refuse(
                join.id, "bpmn.join_waits", incoming=len(join.incoming), outgoing=len(gateway.outgoing)
            )

    def members(
        self, gateway: GraphNode, join: GraphNode, after: dict[str, GraphNode], deep: int
    ) -> tuple[Node, ...]:
        members: list[Node] = []
        empty = 0
        for arrow in gateway.outgoing:
            branch = self.branch(arrow, join, after, deep)
            if branch is None:
                empty += 1
            else:
                members.append(branch)
        if not members:
            self.findings.refuse(gateway.id, "bpmn.empty_branch")
        elif empty:
            # With “all”, a branch without a task changes nothing; where some answers end the group it would.
            code = "bpmn.empty_branch" if join.kind == "complexGateway" else ""
            self.findings.refuse(gateway.id, code) if code else self.findings.note(
                gateway.id, "note.parallel_empty"
            )
        return tuple(members)

    def branch(self, arrow: Arrow, join: GraphNode, after: dict[str, GraphNode], deep: int) -> Node | None:
        parts = self.row(arrow.target, join, after, deep + 1)
        return _one(parts) if parts else None

    def choice(
        self, gateway: GraphNode, join: GraphNode, after: dict[str, GraphNode], deep: int
    ) -> Node | None:
        if join.kind in ("parallelGateway", "complexGateway"):
            self.findings.refuse(join.id, "bpmn.split_missing")
        default = gateway.element.get("default")
        options = []
        for arrow in gateway.outgoing:
            when = None if arrow.id and arrow.id == default else condition_read(arrow, self.findings)
            options.append((arrow, _Option(when, self.branch(arrow, join, after, deep))))
        branches: list[Branch] = []
        otherwise: Node | None = None
        skipped: list[When] = []
        for arrow, option in options:
            if arrow.id and arrow.id == default:
                otherwise = option.then
            elif option.when is not None and option.then is None:
                skipped.append(Not(option.when))
                self.findings.note(gateway.id, "note.skipped")
            elif option.when is not None and option.then is not None:
                when = All((*skipped, option.when)) if skipped else option.when
                branches.append(Branch(when, option.then))
        if skipped and otherwise is not None:
            branches.append(Branch(skipped[0] if len(skipped) == 1 else All(tuple(skipped)), otherwise))
            otherwise = None
        return Choose(tuple(branches), otherwise) if branches else otherwise


def _diverges(node: GraphNode) -> bool:
    """A gateway of one flow in and one out that says itself that it splits, as a group of one member does."""
    said = node.element.get("gatewayDirection") == "Diverging"
    return said and node.kind in ("parallelGateway", "complexGateway") and len(node.outgoing) == 1


def _join_of(gateway: GraphNode, after: dict[str, GraphNode]) -> GraphNode:
    """Where the branches of a split have come together; one branch alone ends at the join that closes it."""
    if not _diverges(gateway):
        return after[gateway.id]
    node, deep = after[gateway.id], 0
    while after[node.id] is not node:
        if _diverges(node):
            deep += 1
        elif _converges(node):
            if not deep:
                return node
            deep -= 1
        node = after[node.id]
    return after[gateway.id]


def _converges(node: GraphNode) -> bool:
    said = node.element.get("gatewayDirection") == "Converging"
    return said and node.kind in ("parallelGateway", "complexGateway") and len(node.incoming) == 1


def _one(parts: list[Node]) -> Node:
    """Several parts as a row; one part as itself."""
    return parts[0] if len(parts) == 1 else Steps(tuple(parts))


def _ways_all_lead_to(graph: Graph, end: GraphNode) -> dict[str, GraphNode]:
    """For each node, the next one that all ways from it to the end pass (its immediate post-dominator)."""
    order = _from_the_end(graph, end)
    place = {node.id: number for number, node in enumerate(order)}
    after: dict[str, GraphNode] = {end.id: end}
    for node in order[1:]:
        common: GraphNode | None = None
        for arrow in node.outgoing:
            one: GraphNode = arrow.target
            if common is None:
                common = one
                continue
            while one is not common:
                if place[one.id] > place[common.id]:
                    one = after[one.id]
                else:
                    common = after[common.id]
        assert common is not None
        after[node.id] = common
    return after


def _from_the_end(graph: Graph, end: GraphNode) -> list[GraphNode]:
    """The nodes so that each stands after all those it leads to; the end stands first."""
    waiting = {node.id: len(node.outgoing) for node in graph.nodes.values()}
    ready, order = [end], []
    while ready:
        node = ready.pop()
        order.append(node)
        for arrow in node.incoming:
            waiting[arrow.source.id] -= 1
            if not waiting[arrow.source.id]:
                ready.append(arrow.source)
    return order


def deciding(node: Node, foreign: frozenset[str]) -> Node:
    """The plan with its last seats as those that decide, where another tool could not say so."""
    match node:
        case Seat():
            return replace(node, duty=Duty.DECIDE, permission=DECIDES) if node.key in foreign else node
        case Steps(of) if of:
            return Steps((*of[:-1], deciding(of[-1], foreign)))
        case Choose(branches, otherwise) if otherwise is not None:
            read = tuple(Branch(one.when, deciding(one.then, foreign)) for one in branches)
            return Choose(read, deciding(otherwise, foreign))
        case _:
            return node
