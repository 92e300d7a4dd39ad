"""A plan written as BPMN 2.0 with its drawing (BPMN DI)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from tongban.flow.rules.bpmn import names
from tongban.flow.rules.bpmn.diagram import Box, Flow, FlowNode, Scope, diagram
from tongban.flow.rules.plan import Plan, Seat, seats_of
from tongban.foundation.refusals import Refused, _

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAMESPACES = {
    "xmlns:bpmn": names.MODEL,
    "xmlns:bpmndi": names.DIAGRAM,
    "xmlns:dc": names.DC,
    "xmlns:di": names.DI,
    "xmlns:xsi": names.XSI,
    "xmlns:tongban": names.OURS,
}


def plan_to_bpmn(plan: Plan, name: str = "") -> bytes:
    """The plan as a BPMN 2.0 file in UTF-8; ``plan_from_bpmn`` gives the same plan back.

    name  of the process, as modellers show it
    Refuses texts with control characters, which no XML can hold.
    """
    whole = diagram(plan)
    lists = {each: f"list_{number}" for number, each in enumerate(_lists(whole), 1)}
    _check_writable(plan, name, *lists)
    root = Xml.Element(
        "bpmn:definitions",
        _NAMESPACES
        | {
            "id": "definitions",
            "targetNamespace": names.OURS,
            "expressionLanguage": names.FEEL,
            "exporter": "Tongban",
        },
    )
    process = Xml.SubElement(root, "bpmn:process", {"id": "plan", "isExecutable": "true"})
    if name:
        process.set("name", name)
    _Writer(lists).scope(process, whole)
    drawing = Xml.SubElement(root, "bpmndi:BPMNDiagram", {"id": "drawing"})
    _draw(Xml.SubElement(drawing, "bpmndi:BPMNPlane", {"id": "plane", "bpmnElement": "plan"}), whole)
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _check_writable(plan: Plan, *names_given: str) -> None:
    texts = list(names_given)
    for seat in seats_of(plan):
        texts += [seat.key, seat.name, seat.department, seat.permission, *seat.shows]
    if any(_UNWRITABLE.search(text) for text in texts):
        raise Refused(
            "flow.bpmn_unwritable",
            _("The plan holds control characters in a name; write the names again without them."),
        )


def _lists(scope: Scope) -> Iterator[str]:
    """The lists over which the plan repeats, each once."""
    yield from dict.fromkeys(node.each for node in _every(scope) if node.each)


def _every(scope: Scope) -> Iterator[FlowNode]:
    for node in scope.nodes:
        yield node
        if node.inside is not None:
            yield from _every(node.inside)


class _Writer:
    """Writes nodes and flows in the order that the schema of BPMN wants."""

    def __init__(self, lists: dict[str, str]) -> None:
        self.lists = lists

    def scope(self, parent: Xml.Element, scope: Scope) -> None:
        if parent.tag == "bpmn:process":
            for name, id_ in self.lists.items():
                Xml.SubElement(parent, "bpmn:dataObject", {"id": id_, "name": name, "isCollection": "true"})
        for node in scope.nodes:
            self.node(parent, node)
        for flow in scope.flows:
            self.flow(parent, flow)

    def node(self, parent: Xml.Element, node: FlowNode) -> None:
        attributes = {"id": node.id} | ({"name": node.name} if node.name else {})
        if node.kind.endswith("Gateway"):
            attributes["gatewayDirection"] = "Diverging" if node.diverging else "Converging"
        if node.default:
            attributes["default"] = node.default
        written = Xml.SubElement(parent, f"bpmn:{node.kind}", attributes)
        if node.seat is not None:
            Xml.SubElement(written, "bpmn:documentation").text = _said(node.seat)
        self.extension(written, node)
        for id_ in node.incoming:
            Xml.SubElement(written, "bpmn:incoming").text = id_
        for id_ in node.outgoing:
            Xml.SubElement(written, "bpmn:outgoing").text = id_
        self.behaviour(written, node)
        if node.inside is not None:
            self.scope(written, node.inside)

    def extension(self, written: Xml.Element, node: FlowNode) -> None:
        if node.seat is None and node.need != "any":
            return
        ours = Xml.SubElement(written, "bpmn:extensionElements")
        if node.seat is not None:
            seat = Xml.SubElement(ours, "tongban:seat", _attributes(node.seat))
            for material in node.seat.shows:
                Xml.SubElement(seat, "tongban:shows", {"material": material})
        if node.need == "any":
            Xml.SubElement(ours, "tongban:group", {"need": "any"})

    def behaviour(self, written: Xml.Element, node: FlowNode) -> None:
        if node.each:
            loop = Xml.SubElement(written, "bpmn:multiInstanceLoopCharacteristics", {"isSequential": "false"})
            if node.by_instance:
                loop.set("behavior", "None")
            Xml.SubElement(loop, "bpmn:loopDataInputRef").text = self.lists[node.each]
            Xml.SubElement(loop, "bpmn:inputDataItem", {"id": f"entry_{node.id}", "name": "entry"})
            if node.need is not None:
                _expression(loop, "completionCondition", node.condition)
        elif node.kind == "complexGateway":
            _expression(written, "activationCondition", node.condition)
        if node.terminates:
            Xml.SubElement(written, "bpmn:terminateEventDefinition", {"id": f"terminate_{node.id}"})

    def flow(self, parent: Xml.Element, flow: Flow) -> None:
        attributes = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
        if flow.condition:
            attributes["name"] = flow.name
        written = Xml.SubElement(parent, "bpmn:sequenceFlow", attributes)
        if flow.condition:
            _expression(written, "conditionExpression", flow.condition)


def _expression(parent: Xml.Element, tag: str, text: str) -> None:
    Xml.SubElement(parent, f"bpmn:{tag}", {"xsi:type": "bpmn:tFormalExpression"}).text = text


def _attributes(seat: Seat) -> dict[str, str]:
    return {
        "key": seat.key,
        "department": seat.department,
        "permission": seat.permission,
        "duty": seat.duty.value,
        "workdays": str(seat.workdays),
    }


def _said(seat: Seat) -> str:
    """What a reader of the diagram in another tool sees of a seat."""
    said = f"{seat.department} · {seat.duty.value} · {seat.workdays} workdays"
    return f"{said} · {', '.join(seat.shows)}" if seat.shows else said


def _draw(plane: Xml.Element, scope: Scope) -> None:
    for node in scope.nodes:
        attributes = {"id": f"di_{node.id}", "bpmnElement": node.id}
        if node.inside is not None:
            attributes["isExpanded"] = "true"
        if node.kind == "exclusiveGateway":
            attributes["isMarkerVisible"] = "true"
        _bounds(Xml.SubElement(plane, "bpmndi:BPMNShape", attributes), node.box)
        if node.inside is not None:
            _draw(plane, node.inside)
    for flow in scope.flows:
        edge = Xml.SubElement(plane, "bpmndi:BPMNEdge", {"id": f"di_{flow.id}", "bpmnElement": flow.id})
        for x, y in flow.points:
            Xml.SubElement(edge, "di:waypoint", {"x": str(x), "y": str(y)})
        if flow.label is not None:
            _bounds(Xml.SubElement(edge, "bpmndi:BPMNLabel"), flow.label)


def _bounds(parent: Xml.Element, box: Box) -> None:
    Xml.SubElement(
        parent,
        "dc:Bounds",
        {"x": str(box.x), "y": str(box.y), "width": str(box.width), "height": str(box.height)},
    )
