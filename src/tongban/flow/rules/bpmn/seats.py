"""The tasks, lists and counts of a BPMN file, as a plan reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tongban.flow.rules.bpmn import names
from tongban.flow.rules.bpmn.graph import Findings, Graph, GraphNode
from tongban.flow.rules.plan import EACH, Duty, Seat
from tongban.foundation.xmldoc import Element

_AT_LEAST = re.compile(
    r"\s*[$#=]?\{?\s*(?:activationCount|numberOfCompletedInstances|nrOfCompletedInstances)\s*"
    r"(?P<sign>>=|>|==?)\s*(?:min\((?P<clipped>\d{1,9})\s*,[^{}]*\)|(?P<plain>\d{1,9}))\s*\}?\s*"
)


@dataclass(slots=True)
class Around:
    """What a file says beside the flow: lanes, resources, and data objects with their names."""

    lanes: dict[str, str] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)


def around(root: Element) -> Around:
    """The lanes, resources and data objects of the whole file."""
    said = Around()
    for one in root.below():
        if one.namespace != names.MODEL:
            continue
        name = " ".join(one.get("name").split())
        if one.tag == "lane" and name:
            for member in one.all("flowNodeRef"):
                # A lane within a lane comes later and says it more closely.
                said.lanes[member.text.strip()] = name
        elif one.tag == "resource":
            said.resources[one.get("id")] = name
        elif one.tag in ("dataObject", "dataInput", "property") and name:
            said.data[one.get("id")] = name
        elif one.tag == "dataObjectReference":
            said.data.setdefault(one.get("id"), name)
    return said


def ours(element: Element, tag: str) -> Element | None:
    """An element of our own extension."""
    extension = element.first("extensionElements")
    if extension is None:
        return None
    return next((one for one in extension.children if (one.namespace, one.tag) == (names.OURS, tag)), None)


def seat_of(node: GraphNode, said: Around, findings: Findings) -> Seat:
    """The seat of a task: as our extension says, or as far as the task of another tool tells it."""
    name = node.element.get("name") if ours(node.element, "seat") else node.name
    if not name.strip():
        findings.refuse(node.id, "bpmn.name_missing")
    written = ours(node.element, "seat")
    if written is not None:
        return _our_seat(node, written, name, said, findings)
    key = _key(node.id, said)
    department = _department(node, key, said, findings)
    return Seat(key, name, department)


def is_foreign(node: GraphNode) -> bool:
    return ours(node.element, "seat") is None


def list_of(node: GraphNode, said: Around, findings: Findings) -> str:
    """The list for which an activity is repeated; empty when it is not."""
    repeated = node.element.first("multiInstanceLoopCharacteristics")
    if repeated is None:
        return ""
    reference = repeated.first("loopDataInputRef")
    text = reference.text.strip() if reference is not None else _attribute(repeated, names.COLLECTION)
    text = re.sub(r"^[$#]\{\s*(.*?)\s*\}$", r"\1", text.strip())
    name = said.data.get(text, text)
    if not name:
        findings.refuse(node.id, "bpmn.list_missing")
    return name


def need_of(element: Element, node: GraphNode, tag: str, findings: Findings) -> str | int | None:
    """How many answers a condition of completion waits for; None when there is no such condition."""
    condition = element.first(tag)
    text = condition.text.strip() if condition is not None else ""
    if not text:
        return None
    found = _AT_LEAST.fullmatch(text)
    if found is None:
        findings.refuse(node.id, "bpmn.completion_condition", text=text[:80])
        return None
    number = int(found["clipped"] or found["plain"]) + (1 if found["sign"] == ">" else 0)
    group = ours(node.element, "group")
    return "any" if number == 1 and group is not None and group.get("need") == "any" else number


def task_nodes(graph: Graph) -> Iterator[GraphNode]:
    """Every activity of a graph and of the sub-processes below it."""
    for node in graph.nodes.values():
        yield node
        if node.inside is not None:
            yield from task_nodes(node.inside)


def _our_seat(node: GraphNode, written: Element, name: str, said: Around, findings: Findings) -> Seat:
    duty, workdays = written.get("duty", "review"), written.get("workdays", "0")
    if duty not in tuple(Duty):
        findings.refuse(node.id, "bpmn.seat_wrong", name="duty", value=duty[:40])
        duty = "review"
    if not re.fullmatch(r"-?[0-9]{1,6}", workdays):
        findings.refuse(node.id, "bpmn.seat_wrong", name="workdays", value=workdays[:40])
        workdays = "0"
    key = written.get("key") or _key(node.id, said)
    said.keys.add(key)
    return Seat(
        key=key,
        name=name,
        department=written.get("department") or _department(node, key, said, findings),
        permission=written.get("permission", "case.opinion"),
        duty=Duty(duty),
        workdays=int(workdays),
        shows=tuple(one.get("material") for one in written.all("shows")),
    )


def _key(id_: str, said: Around) -> str:
    """A key of the seat from the id of the task, free of the signs that keys of copies use."""
    stem = re.sub(r"[#+.\s]", "-", id_)
    key, number = stem, 1
    while key in said.keys:
        number += 1
        key = f"{stem}-{number}"
    said.keys.add(key)
    return key


def _department(node: GraphNode, key: str, said: Around, findings: Findings) -> str:
    """The department from the modeller's candidate groups, the performer or the lane; a repeated task asks the
    departments of its list; otherwise a mark that is no code, so that nobody uses the plan unseen."""
    for source, department in _told(node, said):
        if department:
            findings.note(node.id, "note.lane", name=node.name, source=source, department=department)
            return department
    if node.element.first("multiInstanceLoopCharacteristics") is not None:
        return EACH
    findings.note(node.id, "note.department", name=node.name)
    return f"?{key}"


def _told(node: GraphNode, said: Around) -> Iterator[tuple[str, str]]:
    for attribute in names.ASKED_BY:
        group = _attribute(node.element, attribute)
        yield attribute, "" if "{" in group else group.split(",")[0].strip()
    for role in ("potentialOwner", "humanPerformer", "performer"):
        for owner in node.element.all(role):
            reference = owner.first("resourceRef")
            if reference is not None:
                yield role, said.resources.get(reference.text.strip().rpartition(":")[2], "")
    yield "lane", said.lanes.get(node.id, "")


def _attribute(element: Element, name: str) -> str:
    """An attribute of a modeller, whatever its namespace."""
    return next((value for key, value in element.attributes.items() if key.endswith("}" + name)), "").strip()
