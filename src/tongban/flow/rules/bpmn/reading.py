"""A BPMN 2.0 file read as a plan, or refused with every reason at once; nothing is half read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tongban.flow.rules.bpmn import names
from tongban.flow.rules.bpmn.blocks import condition_read, deciding, tree_of
from tongban.flow.rules.bpmn.graph import (
    MOST_NODES,
    TASKS,
    Arrow,
    Findings,
    Graph,
    check_ids,
    condition_of,
    dropped_kinds,
    graph_of,
)
from tongban.flow.rules.bpmn.seats import Around, around, is_foreign, list_of, seat_of, task_nodes
from tongban.flow.rules.plan import Duty, Node, Plan, Seat, seats_of
from tongban.flow.rules.reasons import Reason, reason_of
from tongban.flow.rules.text import plan_from, plan_to
from tongban.foundation.refusals import Refused
from tongban.foundation.xmldoc import Element, read_xml


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: a plan with notes on how it was read, or no plan and all reasons."""

    plan: Plan | None
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


def plan_from_bpmn(data: bytes) -> Imported:
    """The plan that a BPMN 2.0 file holds. Never raises: whatever the bytes are, they are read or refused."""
    try:
        root = read_xml(data)
    except Refused as refusal:
        return Imported(None, (reason_of(refusal),))
    findings = Findings()
    plan = _plan(root, findings)
    if plan is None or findings.reasons:
        return Imported(None, tuple(findings.reasons.values()))
    left_out = dropped_kinds(root)
    if left_out:
        findings.note(None, "note.left_out", kinds=left_out)
    return Imported(plan, notes=tuple(findings.notes.values()))


def _plan(root: Element, findings: Findings) -> Plan | None:
    process = _process(root, findings)
    if process is None:
        return None
    check_ids(root, findings)
    graph = graph_of(process, findings)
    if sum(1 for _node in task_nodes(graph)) > MOST_NODES:
        findings.refuse(process.get("id") or None, "bpmn.too_large", most=MOST_NODES)
        return None
    said = around(root)
    seats = dict(_seats(graph, said, findings))
    lists = {node.id: list_of(node, said, findings) for node in task_nodes(graph)}
    _check_choices(graph, findings)
    tree = tree_of(graph, seats, lists, findings)
    if tree is None or findings.reasons:
        return None
    tree = _decided(tree, graph, seats, findings)
    return _sound(Plan(tree), process, seats, findings)


def _process(root: Element, findings: Findings) -> Element | None:
    """The one process of a file; what stands between processes is refused."""
    if (root.namespace, root.tag) != (names.MODEL, "definitions"):
        findings.refuse(None, "bpmn.not_bpmn", name=root.tag[:80])
        return None
    for collaboration in root.all("collaboration"):
        for flow in collaboration.all("messageFlow"):
            findings.refuse(flow.get("id") or None, "bpmn.message_flow")
    with_flow = [
        one for one in root.all("process") if any(one.all("startEvent")) or any(one.all("sequenceFlow"))
    ]
    holding = with_flow or [one for one in root.all("process") if _holds_anything(one)]
    if not holding:
        findings.refuse(None, "bpmn.no_process")
        return None
    if len(holding) > 1:
        for one in holding:
            findings.refuse(one.get("id") or None, "bpmn.several_processes", count=len(holding))
            check_ids(one, findings)
            graph_of(one, findings)
        return None
    return holding[0]


def _holds_anything(process: Element) -> bool:
    return any(one.get("id") and one.namespace == names.MODEL for one in process.children)


def _seats(graph: Graph, said: Around, findings: Findings) -> Iterator[tuple[str, Seat]]:
    """The seats of our own files first, so that a foreign task never takes the key of one."""
    tasks = [node for node in task_nodes(graph) if node.kind in TASKS]
    for node in sorted(tasks, key=is_foreign):
        yield node.id, seat_of(node, said, findings)


def _check_choices(graph: Graph, findings: Findings) -> None:
    """Every flow out of an exclusive gateway that splits has its condition, but for the default."""
    for node in task_nodes(graph):
        if node.kind == "exclusiveGateway" and len(node.outgoing) > 1:
            for arrow in node.outgoing:
                _check_option(arrow, node.element.get("default"), findings)


def _check_option(arrow: Arrow, default: str, findings: Findings) -> None:
    if not arrow.id or arrow.id != default:
        condition_read(arrow, findings)
    elif condition_of(arrow):
        findings.refuse(arrow.id, "bpmn.default_condition")


def _decided(tree: Node, graph: Graph, seats: dict[str, Seat], findings: Findings) -> Node:
    """The tree with a decision at its end, where no seat of it decides yet and another tool drew it."""
    if any(seat.duty == Duty.DECIDE for seat in seats_of(tree)):
        return tree
    nodes = {node.id: node for node in task_nodes(graph)}
    foreign = frozenset(seat.key for id_, seat in seats.items() if is_foreign(nodes[id_]))
    ids = {seat.key: id_ for id_, seat in seats.items()}
    tree = deciding(tree, foreign)
    for seat in seats_of(tree):
        if seat.duty == Duty.DECIDE:
            findings.note(ids[seat.key], "note.decides", name=seat.name)
    return tree


def _sound(plan: Plan, process: Element, seats: dict[str, Seat], findings: Findings) -> Plan | None:
    """The plan if it is one that the house can carry out."""
    ids = {seat.key: id_ for id_, seat in seats.items()}
    try:
        return plan_from(plan_to(plan))
    except Refused as refusal:
        for fault in refusal.faults or (refusal,):
            place = getattr(fault, "field", "")
            element = ids.get(place, process.get("id") or None)
            findings.add(Reason(element, "plan.unsound", fault.sentence, fault.values))
    return None
