"""The flow elements of a process as a graph, and every reason why one of them cannot be part of a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tongban.flow.rules.bpmn import names
from tongban.flow.rules.bpmn.refusing import SENTENCES
from tongban.flow.rules.reasons import Reason
from tongban.foundation.xmldoc import Element

MOST_NODES = 2_000

TASKS = frozenset({"task", "userTask", "manualTask"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "complexGateway"})
_MACHINE_TASKS = frozenset({"scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask"})
_EVENTS = frozenset({"intermediateCatchEvent", "intermediateThrowEvent", "implicitThrowEvent"})
_OTHER_GATEWAYS = frozenset({"inclusiveGateway", "eventBasedGateway"})
_OTHER_PROCESSES = frozenset({"transaction", "adHocSubProcess"})
_NO_FLOW_NODES = frozenset(
    [
        "documentation",
        "extensionElements",
        "laneSet",
        "ioSpecification",
        "ioBinding",
        "property",
        "auditing",
        "monitoring",
        "incoming",
        "outgoing",
        "dataInputAssociation",
        "dataOutputAssociation",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "textAnnotation",
        "association",
        "group",
        "category",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "resourceRole",
        "supports",
        "supportedInterfaceRef",
        "correlationSubscription",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "sequenceFlow",
        "completionCondition",
    ]
)
_DROPPED = frozenset(
    [
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "textAnnotation",
        "group",
        "ioSpecification",
        "property",
        "dataInputAssociation",
        "dataOutputAssociation",
    ]
)


@dataclass(slots=True)
class Arrow:
    """A sequence flow between two nodes that exist."""

    id: str
    source: GraphNode
    target: GraphNode
    element: Element


@dataclass(slots=True, eq=False)
class GraphNode:
    id: str
    kind: str
    element: Element
    inside: Graph | None = None
    incoming: list[Arrow] = field(default_factory=list)
    outgoing: list[Arrow] = field(default_factory=list)

    @property
    def name(self) -> str:
        return " ".join(self.element.get("name").split())


@dataclass(slots=True)
class Graph:
    """What one process or sub-process holds.

    whole   whether its structure can be asked for: one start, one end, no flow that hangs or leads back
    beside  the nodes to which events beside the flow lead, which were refused already
    """

    element: Element
    nodes: dict[str, GraphNode] = field(default_factory=dict)
    whole: bool = True
    beside: list[GraphNode] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[GraphNode]:
        return [node for node in self.nodes.values() if node.kind == kind]


class Findings:
    """The reasons and notes gathered while a file is read, each once."""

    def __init__(self) -> None:
        self.reasons: dict[tuple[str | None, str, str], Reason] = {}
        self.notes: dict[tuple[str | None, str, str], Reason] = {}

    def refuse(self, element: str | None, code: str, **values: object) -> None:
        self._keep(self.reasons, Reason(element, code, SENTENCES[code], values))

    def note(self, element: str | None, code: str, **values: object) -> None:
        self._keep(self.notes, Reason(element, code, SENTENCES[code], values))

    def add(self, reason: Reason) -> None:
        self._keep(self.reasons, reason)

    def _keep(self, kept: dict[tuple[str | None, str, str], Reason], reason: Reason) -> None:
        kept.setdefault((reason.element, reason.code, reason.text()), reason)


def graph_of(container: Element, findings: Findings) -> Graph:
    """The graph of a process or sub-process, with all that is in sub-processes below it."""
    graph = Graph(container)
    for element in container.children:
        if element.namespace == names.MODEL and element.tag not in _NO_FLOW_NODES:
            _add_node(graph, element, findings)
    aside = {one.get("id") for one in container.children if _is_beside(one)}
    for element in container.all("sequenceFlow"):
        _add_arrow(graph, element, aside, findings)
    _order_outgoing(graph)
    _check_ends(graph, findings)
    for node in graph.nodes.values():
        graph.whole &= _check_degree(node, findings)
    _check_reach(graph, findings)
    return graph


def dropped_kinds(root: Element) -> str:
    """The kinds of elements that stand in the file and have no place in a plan, with how many of each."""
    standard = [one for one in root.below() if one.namespace == names.MODEL]
    lists = {one.text.strip() for one in standard if one.tag == "loopDataInputRef"}
    counted = Counter(one.tag for one in standard if one.tag in _DROPPED and one.get("id") not in lists)
    return ", ".join(f"{kind} × {count}" for kind, count in sorted(counted.items()))


def check_ids(root: Element, findings: Findings) -> None:
    """Every id stands once in the file."""
    counted = Counter(one.get("id") for one in root.below() if one.namespace == names.MODEL)
    for id_, count in counted.items():
        if id_ and count > 1:
            findings.refuse(id_, "bpmn.duplicate_id")


def _add_node(graph: Graph, element: Element, findings: Findings) -> None:
    id_ = element.get("id")
    if not id_:
        findings.refuse(None, "bpmn.no_id", kind=element.tag, line=element.line)
        graph.whole = False
        return
    node = GraphNode(id_, element.tag, element)
    if _check_kind(node, findings):
        graph.nodes.setdefault(id_, node)
    else:
        graph.whole = False


def _check_kind(node: GraphNode, findings: Findings) -> bool:
    """Whether the node takes part in the flow; what it is refused for is kept."""
    kind, element = node.kind, node.element
    if element.get("isForCompensation") == "true":
        findings.refuse(node.id, "bpmn.compensation")
    if kind == "boundaryEvent":
        findings.refuse(node.id, "bpmn.boundary_event")
        return False
    if kind in TASKS or kind in GATEWAYS:
        _check_loop(node, findings)
    elif kind == "subProcess":
        _check_subprocess(node, findings)
        return not _is_beside(element)
    elif kind in ("startEvent", "endEvent"):
        _check_trigger(node, findings)
    else:
        _refuse_kind(node, findings)
    return True


def _refuse_kind(node: GraphNode, findings: Findings) -> None:
    kind = node.kind
    if kind in _MACHINE_TASKS:
        findings.refuse(node.id, "bpmn.task_kind", kind=kind)
    elif kind in _EVENTS:
        findings.refuse(node.id, "bpmn.event", kind=kind)
    elif kind in _OTHER_GATEWAYS:
        findings.refuse(node.id, "bpmn.gateway_kind", kind=kind)
    elif kind in _OTHER_PROCESSES:
        findings.refuse(node.id, "bpmn.subprocess_kind", kind=kind)
    elif kind == "callActivity":
        findings.refuse(node.id, "bpmn.collapsed")
    else:
        findings.refuse(node.id, "bpmn.unknown_element", kind=kind)


def _check_subprocess(node: GraphNode, findings: Findings) -> None:
    _check_loop(node, findings)
    if node.element.get("triggeredByEvent") == "true":
        findings.refuse(node.id, "bpmn.subprocess_kind", kind="event sub-process")
    node.inside = graph_of(node.element, findings)


def _check_loop(node: GraphNode, findings: Findings) -> None:
    if node.element.first("standardLoopCharacteristics") is not None:
        findings.refuse(node.id, "bpmn.loop_marker")
    repeated = node.element.first("multiInstanceLoopCharacteristics")
    if repeated is not None and repeated.get("isSequential") == "true":
        findings.refuse(node.id, "bpmn.sequential")


def _check_trigger(node: GraphNode, findings: Findings) -> None:
    for one in node.element.children:
        if one.namespace == names.MODEL and one.tag.lower().endswith("eventdefinition"):
            terminates = node.kind == "endEvent" and one.tag == "terminateEventDefinition"
            if not terminates:
                code = "bpmn.start_trigger" if node.kind == "startEvent" else "bpmn.end_trigger"
                findings.refuse(node.id, code, event=one.tag)
    if node.element.first("eventDefinitionRef") is not None:
        findings.refuse(node.id, "bpmn.event", kind="eventDefinitionRef")


def _add_arrow(graph: Graph, element: Element, aside: set[str], findings: Findings) -> None:
    """A flow between two nodes; one from or to what stands aside of the flow was refused with it."""
    id_ = element.get("id") or None
    ends = [graph.nodes.get(element.get(end)) for end in ("sourceRef", "targetRef")]
    source, target = ends
    if source is None or target is None:
        missing = element.get("targetRef" if source is not None else "sourceRef")
        if missing not in aside:
            findings.refuse(id_, "bpmn.dangling_flow", id=missing or "?")
        elif target is not None:
            graph.beside.append(target)
        graph.whole = False
        return
    arrow = Arrow(id_ or "", source, target, element)
    source.outgoing.append(arrow)
    target.incoming.append(arrow)


def _is_beside(element: Element) -> bool:
    return element.tag == "boundaryEvent" or element.get("triggeredByEvent") == "true"


def _order_outgoing(graph: Graph) -> None:
    """The order in which conditions are asked: that of the ``outgoing`` children, where all are given."""
    for node in graph.nodes.values():
        listed = {
            one.text.strip().rpartition(":")[2]: at for at, one in enumerate(node.element.all("outgoing"))
        }
        if all(arrow.id in listed for arrow in node.outgoing):
            node.outgoing.sort(key=lambda arrow: listed[arrow.id])


def _check_ends(graph: Graph, findings: Findings) -> None:
    place = graph.element.get("id") or None
    if not graph.nodes:
        findings.refuse(place, "bpmn.nothing_inside")
        graph.whole = False
        return
    for kind, none, several in (
        ("startEvent", "bpmn.no_start", "bpmn.several_starts"),
        ("endEvent", "bpmn.no_end", "bpmn.several_ends"),
    ):
        found = graph.of_kind(kind)
        if not found:
            findings.refuse(place, none)
            graph.whole = False
        elif len(found) > 1:
            graph.whole = False
            for one in found:
                findings.refuse(one.id, several, count=len(found))


def _check_degree(node: GraphNode, findings: Findings) -> bool:
    """Whether flows enter and leave the node as they must for the structure to be asked for."""
    ends_well = node.kind == "endEvent" or bool(node.outgoing)
    if node.kind == "startEvent" and node.incoming:
        findings.refuse(node.id, "bpmn.flow_into_start")
    if node.kind == "endEvent" and node.outgoing:
        findings.refuse(node.id, "bpmn.flow_out_of_end")
    if not ends_well:
        findings.refuse(node.id, "bpmn.dead_end")
    gateway = node.kind in GATEWAYS or node.kind in _OTHER_GATEWAYS
    if len(node.outgoing) > 1 and not gateway:
        findings.refuse(node.id, "bpmn.implicit_split")
    if node.kind != "exclusiveGateway" and node.kind not in _OTHER_GATEWAYS:
        for arrow in node.outgoing:
            if condition_of(arrow):
                findings.refuse(arrow.id or node.id, "bpmn.flow_condition")
    return ends_well


def condition_of(arrow: Arrow) -> str:
    """The text of the condition of a flow; empty when it has none."""
    found = arrow.element.first("conditionExpression")
    return found.text.strip() if found is not None else ""


def _check_reach(graph: Graph, findings: Findings) -> None:
    """Everything is reached from the start, and nothing leads back."""
    starts = graph.of_kind("startEvent")
    reached = {node.id for start in (*starts, *graph.beside) for node in _onwards(start)}
    for node in graph.nodes.values():
        if starts and node.id not in reached:
            findings.refuse(node.id, "bpmn.unreachable")
            graph.whole = False
    for arrow in _leading_back(graph):
        findings.refuse(arrow.id or arrow.source.id, "bpmn.loop")
        graph.whole = False


def _onwards(start: GraphNode) -> Iterator[GraphNode]:
    waiting, seen = [start], {start.id}
    while waiting:
        node = waiting.pop()
        yield node
        for arrow in node.outgoing:
            if arrow.target.id not in seen:
                seen.add(arrow.target.id)
                waiting.append(arrow.target)


def _leading_back(graph: Graph) -> Iterator[Arrow]:
    """The flows that close a circle, found depth first without recursion."""
    done: set[str] = set()
    for root in (*graph.of_kind("startEvent"), *graph.nodes.values()):
        if root.id in done:
            continue
        path = [(root, iter(root.outgoing))]
        on_path = {root.id}
        while path:
            node, arrows = path[-1]
            arrow = next(arrows, None)
            if arrow is None:
                path.pop()
                on_path.discard(node.id)
                done.add(node.id)
            elif arrow.target.id in on_path:
                yield arrow
            elif arrow.target.id not in done:
                on_path.add(arrow.target.id)
                path.append((arrow.target, iter(arrow.target.outgoing)))
