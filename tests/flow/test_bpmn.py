"""Plans as BPMN 2.0: written with a drawing, read back unchanged, and files of others taken or refused with reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from tests.flow import given
from tongban.flow import rules
from tongban.flow.rules import AtLeast, Branch, Choose, Each, In, Is, Not, Plan, Seat, Steps, Together
from tongban.flow.rules.bpmn import plan_from_bpmn, plan_to_bpmn
from tongban.flow.rules.bpmn.diagram import Box, Flow, FlowNode, Scope, diagram
from tongban.flow.rules.bpmn.refusing import SENTENCES
from tongban.foundation.refusals import Refused

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "plans.md"
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
VALIDATOR = BpmnValidator()
DECISION = given.seat("decision", duty="decide")
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'


def bpmn(*parts: str) -> bytes:
    """A process of another tool: ``a>b`` is a flow from a to b, everything else an element."""
    written = [_flow(part) if re.fullmatch(r"\w+>\w+.*", part, re.DOTALL) else part for part in parts]
    return f'{HEAD}<process id="p">{"".join(written)}</process></definitions>'.encode()


def _flow(part: str) -> str:
    ends, _bar, condition = part.partition("|")
    source, target = ends.split(">")
    inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    id_ = f"{source}_{target}"
    return f'<sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def task(*ids: str, kind: str = "userTask", inside: str = "") -> str:
    return "".join(f'<{kind} id="{id_}" name="Task {id_}">{inside}</{kind}>' for id_ in ids)


def gateway(*ids: str, kind: str = "exclusiveGateway", default: str = "") -> str:
    more = f' default="{default}"' if default else ""
    return "".join(f'<{kind} id="{id_}"{more}/>' for id_ in ids)


START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
AND = "parallelGateway"


def codes(data: bytes) -> set[tuple[str | None, str]]:
    found = plan_from_bpmn(data)
    assert found.plan is None
    assert found.reasons
    return {(one.element, one.code) for one in found.reasons}


def read(data: bytes) -> rules.Plan:
    found = plan_from_bpmn(data)
    assert found.plan is not None, [one.text() for one in found.reasons]
    return found.plan


def keys(plan: Plan) -> list[str]:
    return [seat.key for seat in rules.seats_of(plan)]


# Round trip and standard


@example(given.plans(max_leaves=8, parts=2) | given.counting_copies())
@settings(max_examples=150)
def test_every_plan_comes_back_as_it_went(plan: Plan) -> None:
    found = plan_from_bpmn(plan_to_bpmn(plan))
    assert found.plan == plan
    assert found.notes == ()


@example(given.plans(parts=2))
@settings(max_examples=30)
def test_what_is_written_keeps_the_schema_of_the_standard(plan: Plan) -> None:
    VALIDATOR.validate(etree.fromstring(plan_to_bpmn(plan, "租房补贴")))


@example(
    st.text(min_size=1).filter(str.strip),
    st.text(min_size=1),
    st.text(),
    st.lists(st.text(), max_size=2).map(tuple),
    st.integers(0, 9999),
)
def test_every_text_of_a_seat_comes_back_or_is_refused(
    name: str, department: str, answer: str, shows: tuple[str, ...], workdays: int
) -> None:
    seat = Seat("k", name, department, "case.decide", rules.Duty.DECIDE, workdays, shows)
    plan = Plan(Choose((Branch(Is(answer, name), seat),), Seat("o", "other", "d", duty=rules.Duty.DECIDE)))
    if UNWRITABLE.search("".join((name, department, *shows))):
        with pytest.raises(Refused, match=r"flow\.bpmn_unwritable"):
            plan_to_bpmn(plan, name)
    else:
        assert plan_from_bpmn(plan_to_bpmn(plan, name)).plan == plan


def test_every_node_names_the_flows_that_enter_and_leave_it() -> None:
    root = etree.fromstring(plan_to_bpmn(given.rent_subsidy(2)))
    model = {"b": "http://www.omg.org/spec/BPMN/20100524/MODEL"}
    for flow in root.iterfind(".//b:sequenceFlow", model):
        for end, child in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            node = root.find(f'.//*[@id="{flow.get(end)}"]')
            assert node is not None
            assert flow.get("id") in [one.text for one in node.iterfind(f"b:{child}", model)]


def test_a_task_that_another_tool_renamed_keeps_what_our_extension_says() -> None:
    written = plan_to_bpmn(given.rent_subsidy()).replace(b'name="seat street"', 'name="街道初审"'.encode())
    street = next(seat for seat in rules.seats_of(read(written)) if seat.key == "street")
    assert (street.name, street.department, street.workdays) == ("街道初审", "D-street", 3)


def test_conditions_stand_in_the_diagram_as_people_read_them() -> None:
    when = rules.All(
        (In("kind", ("rent", "own")), AtLeast("income", rules_number("1500.5")), Not(Is("vip", True)))
    )
    plan = Plan(Choose((Branch(when, DECISION),), given.seat("other", duty="decide")))
    assert b'kind in ("rent", "own") and income &gt;= 1500.5 and not(vip = true)' in plan_to_bpmn(plan)


def rules_number(text: str) -> object:
    from decimal import Decimal

    return Decimal(text)


# The drawing


def scopes(scope: Scope) -> Iterator[Scope]:
    yield scope
    for node in scope.nodes:
        if node.inside is not None:
            yield from scopes(node.inside)


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


def crosses(flow: Flow, box: Box) -> bool:
    """Whether a line runs through the inside of a shape; touching its edge is how flows begin and end."""
    for (x1, y1), (x2, y2) in pairwise(flow.points):
        assert x1 == x2 or y1 == y2, "lines are straight up or straight across"
        if (
            min(x1, x2) < box.x + box.width
            and max(x1, x2) > box.x
            and min(y1, y2) < box.y + box.height
            and max(y1, y2) > box.y
        ):
            return True
    return False


def touches(point: tuple[int, int], node: FlowNode) -> bool:
    x, y, box = *point, node.box
    on_side = x in (box.x, box.x + box.width) and box.y <= y <= box.y + box.height
    return on_side or (y in (box.y, box.y + box.height) and box.x <= x <= box.x + box.width)


@example(given.plans(max_leaves=8, parts=2) | given.counting_copies())
@settings(max_examples=100)
def test_shapes_never_overlap_and_no_line_runs_through_a_shape(plan: Plan) -> None:
    for scope in scopes(diagram(plan)):
        for one, other in combinations(scope.nodes, 2):
            assert apart(one.box, other.box), (one.id, other.id)
        places = {node.id: node for node in scope.nodes}
        for flow in scope.flows:
            assert not [node.id for node in scope.nodes if crosses(flow, node.box)]
            assert touches(flow.points[0], places[flow.source])
            assert touches(flow.points[-1], places[flow.target])
            assert flow.label is None or all(apart(flow.label, node.box) for node in scope.nodes)
        for node in scope.nodes:
            for one in node.inside.nodes if node.inside else ():
                assert node.box.x < one.box.x < one.box.x + one.box.width < node.box.x + node.box.width
                assert node.box.y < one.box.y < one.box.y + one.box.height < node.box.y + node.box.height


@example(given.plans(parts=2))
@settings(max_examples=30)
def test_the_flow_goes_from_left_to_right(plan: Plan) -> None:
    for scope in scopes(diagram(plan)):
        for flow in scope.flows:
            assert all(one[0] <= other[0] for one, other in pairwise(flow.points))


def test_every_node_and_flow_is_drawn() -> None:
    root = etree.fromstring(plan_to_bpmn(given.rent_subsidy("any")))
    drawn = {one.get("bpmnElement") for one in root.iter("{*}BPMNShape", "{*}BPMNEdge")}
    model = {"sequenceFlow", "startEvent", "endEvent", "userTask", "subProcess"}
    there = {
        one.get("id") for one in root.iter() if one.tag.rpartition("}")[2] in model or "Gateway" in one.tag
    }
    assert there == drawn


# Files of other tools


def test_a_row_of_tasks_becomes_steps_and_the_last_task_decides() -> None:
    found = plan_from_bpmn(bpmn(START, END, task("a", "b"), "s>a", "a>b", "b>e"))
    assert found.plan is not None
    assert [(seat.key, seat.name, seat.duty) for seat in rules.seats_of(found.plan)] == [
        ("a", "Task a", "review"),
        ("b", "Task b", "decide"),
    ]
    assert [(note.element, note.code) for note in found.notes] == [
        ("a", "note.department"),
        ("b", "note.department"),
        ("b", "note.decides"),
    ]


def test_departments_come_from_lanes_performers_and_candidate_groups() -> None:
    lane = '<laneSet id="ls"><lane id="l" name="住建局"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    group = (
        '<userTask id="b" name="B" xmlns:c="http://camunda.org/schema/1.0/bpmn" c:candidateGroups="civil,x"/>'
    )
    owner = "<potentialOwner><resourceRef>r</resourceRef></potentialOwner>"
    data = bpmn(lane, START, END, task("a"), group, task("c", inside=owner), "s>a", "a>b", "b>c", "c>e")
    data = data.replace(b"</definitions>", '<resource id="r" name="国土局"/></definitions>'.encode())
    assert [seat.department for seat in rules.seats_of(read(data))] == ["住建局", "civil", "国土局"]


def test_what_has_no_place_in_a_plan_is_left_out_and_said() -> None:
    found = plan_from_bpmn(bpmn(*ROW, '<textAnnotation id="t"/><dataObject id="o"/><dataObject id="q"/>'))
    [note] = [one for one in found.notes if one.code == "note.left_out"]
    assert note.text().endswith("dataObject × 2, textAnnotation × 1.")


def test_a_task_added_to_our_own_file_is_read_beside_our_seats() -> None:
    ours = plan_to_bpmn(Plan(Steps((given.seat("a"), DECISION))))
    added = ours.replace(b'<bpmn:sequenceFlow id="flow_1" sourceRef="seat_a"', (
        b'<bpmn:task id="new" name="New"/><bpmn:sequenceFlow id="flow_9" sourceRef="seat_a" targetRef="new"/>'
        b'<bpmn:sequenceFlow id="flow_1" sourceRef="new"'
    ))  # fmt: skip
    plan = read(added)
    assert keys(plan) == ["a", "new", "decision"]
    assert [seat.duty for seat in rules.seats_of(plan)] == ["review", "review", "decide"]


def test_exclusive_gateways_become_a_choice_in_the_order_of_the_flows() -> None:
    data = bpmn(
        START, END, gateway("x", default="x_c"), gateway("j"), task("a", "b", "c"), task("d", kind="manualTask"),
        "s>x", "x>a|kind = 'rent'", "x>b|${amount &gt;= 100 &amp;&amp; !approved}", "x>c",
        "a>j", "b>j", "c>j", "j>d", "d>e",
    )  # fmt: skip
    choose = read(data).root
    assert isinstance(choose, Steps)
    assert choose.of[0] == Choose(
        (
            Branch(Is("kind", "rent"), Seat("a", "Task a", "?a")),
            Branch(
                rules.All((AtLeast("amount", rules_number("100")), Not(Is("approved", True)))),
                Seat("b", "Task b", "?b"),
            ),
        ),
        Seat("c", "Task c", "?c"),
    )


def test_flows_of_a_choice_may_meet_at_a_task_or_one_after_the_other() -> None:
    data = bpmn(
        START, END, gateway("x", default="x_c"), gateway("j"), task("a", "b", "c", "d"),
        "s>x", "x>a|k = 1", "x>b|k = 2", "x>c", "a>j", "b>j", "j>d", "c>d", "d>e",
    )  # fmt: skip
    assert keys(read(data)) == ["a", "b", "c", "d"]


def test_a_branch_without_a_task_is_turned_into_a_condition_of_the_others() -> None:
    data = bpmn(
        START, END, gateway("x", default="x_a"), gateway("j"), task("a", "d"),
        "s>x", "x>j|vip = true", "x>a", "a>j", "j>d", "d>e",
    )  # fmt: skip
    root = read(data).root
    assert isinstance(root, Steps)
    assert root.of[0] == Choose((Branch(Not(Is("vip", True)), Seat("a", "Task a", "?a")),))


def test_parallel_gateways_become_a_group_and_nest() -> None:
    data = bpmn(
        START, END, gateway("f", "j", "g", "k", kind=AND), task("a", "b", "c", "d"),
        "s>f", "f>a", "f>g", "g>b", "g>c", "b>k", "c>k", "k>j", "a>j", "j>d", "d>e",
    )  # fmt: skip
    root = read(data).root
    assert isinstance(root, Steps)
    assert isinstance(root.of[0], Together)
    assert isinstance(root.of[0].of[1], Together)
    assert keys(Plan(root)) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("loop", "need"),
    [
        ("<loopDataInputRef>sites</loopDataInputRef>", None),
        (
            "<loopDataInputRef>sites</loopDataInputRef>"
            "<completionCondition>${nrOfCompletedInstances >= 2}</completionCondition>",
            2,
        ),
    ],
)
def test_a_repeated_task_asks_each_entry_of_the_list(loop: str, need: int | None) -> None:
    repeated = f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>"
    plan = read(bpmn(START, END, task("a", inside=repeated), task("b"), "s>a", "a>b", "b>e"))
    each = Each("sites", Seat("a", "Task a", rules.EACH))
    assert isinstance(plan.root, Steps)
    assert plan.root.of[0] == (each if need is None else Together((each,), need))


def test_a_sub_process_becomes_a_row_of_its_own() -> None:
    inside = "".join(
        ('<subProcess id="u">', '<startEvent id="us"/><endEvent id="ue"/>', task("a", "b"))
    ) + "".join(map(_flow, ("us>a", "a>b", "b>ue"))) + "</subProcess>"  # fmt: skip
    plan = read(bpmn(START, END, inside, task("c"), "s>u", "u>c", "c>e"))
    assert isinstance(plan.root, Steps)
    assert isinstance(plan.root.of[0], Steps)
    assert keys(plan) == ["a", "b", "c"]


ROW = (START, END, task("a"), "s>a", "a>e")
FORK = (START, END, task("a", "b", "d"), "b>j", "j>d", "d>e", "s>f", "f>a", "f>b", "a>j")


@pytest.mark.parametrize(
    ("why", "data", "expected"),
    [
        ("no process", HEAD.encode() + b"</definitions>", {(None, "bpmn.no_process")}),
        ("not BPMN", b"<html><body/></html>", {(None, "bpmn.not_bpmn")}),
        ("BPMN of another name space", b'<definitions><process id="p"/></definitions>', {(None, "bpmn.not_bpmn")}),
        ("an empty process", bpmn('<startEvent id="s"/>', END, "s>e"), {("p", "bpmn.nothing_inside")}),
        ("no start", bpmn(END, task("a"), "a>e"), {("p", "bpmn.no_start")}),
        ("no end", bpmn(START, task("a"), "s>a"), {("p", "bpmn.no_end"), ("a", "bpmn.dead_end")}),
        (
            "two starts",
            bpmn(*ROW, '<startEvent id="t"/>', "t>a"),
            {("s", "bpmn.several_starts"), ("t", "bpmn.several_starts")},
        ),
        (
            "two ends",
            bpmn(*ROW, gateway("x", default="x_e"), '<endEvent id="f"/>', "x>f", "a>x").replace(b"a_e", b"x_e"),
            {("e", "bpmn.several_ends"), ("f", "bpmn.several_ends")},
        ),
        ("a task nobody reaches", bpmn(*ROW, task("b"), "b>e"), {("b", "bpmn.unreachable")}),
        ("a task that leads nowhere", bpmn(*ROW, task("b"), gateway("x"), "x>b"), {("b", "bpmn.dead_end")}),
        ("a flow to nowhere", bpmn(*ROW, "a>nobody"), {("a_nobody", "bpmn.dangling_flow")}),
        ("a flow into the start", bpmn(*ROW, task("b"), "s>b", "b>s"), {("s", "bpmn.flow_into_start")}),
        ("the same id twice", bpmn(*ROW, '<dataObject id="a"/>'), {("a", "bpmn.duplicate_id")}),
        ("no id", bpmn(*ROW, '<userTask name="x"/>'), {(None, "bpmn.no_id")}),
        ("no name", bpmn(START, END, '<task id="a"/>', "s>a", "a>e"), {("a", "bpmn.name_missing")}),
        (
            "a loop back",
            bpmn(START, END, task("a"), gateway("x", default="x_e"), "s>a", "a>x", "x>e", "x>a|again = true"),
            {("x_a", "bpmn.loop")},
        ),
        *(
            (f"a {kind}", bpmn(START, END, task("a", kind=kind), "s>a", "a>e"), {("a", "bpmn.task_kind")})
            for kind in ("scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask")
        ),
        (
            "a call activity",
            bpmn(START, END, task("a", kind="callActivity"), "s>a", "a>e"),
            {("a", "bpmn.collapsed")},
        ),
        (
            "an event in the middle",
            bpmn(START, END, task("a", kind="intermediateCatchEvent"), "s>a", "a>e"),
            {("a", "bpmn.event")},
        ),
        (
            "an element of the future",
            bpmn(START, END, task("a", kind="quantumTask"), "s>a", "a>e"),
            {("a", "bpmn.unknown_element")},
        ),
        (
            "a timer on a task",
            bpmn(*ROW, '<boundaryEvent id="t" attachedToRef="a"/>', task("b"), "t>b", "b>e"),
            {("t", "bpmn.boundary_event")},
        ),
        (
            "a start that waits",
            bpmn('<startEvent id="s"><timerEventDefinition/></startEvent>', *ROW[1:]),
            {("s", "bpmn.start_trigger")},
        ),
        (
            "an end that sends",
            bpmn(START, '<endEvent id="e"><messageEventDefinition/></endEvent>', *ROW[2:]),
            {("e", "bpmn.end_trigger")},
        ),
        *(
            (f"an {kind}", bpmn(*FORK, gateway("f", "j", kind=kind)), {("f", "bpmn.gateway_kind")})
            for kind in ("inclusiveGateway", "eventBasedGateway")
        ),
        ("a parallel split that meets at a task", bpmn(
            START, END, gateway("f", kind=AND), task("a", "b", "d"), "s>f", "f>a", "f>b", "a>d", "b>d", "d>e"
        ), {("f", "bpmn.join_missing")}),
        ("parallel joined exclusively", bpmn(*FORK, gateway("f", kind=AND), gateway("j")), {("f", "bpmn.join_missing")}),
        (
            "exclusive joined in parallel",
            bpmn(*FORK, gateway("f", default="f_b"), gateway("j", kind=AND)),
            {("f_a", "bpmn.condition_missing"), ("j", "bpmn.split_missing")},
        ),
        (
            "branches that cross",
            bpmn(
                START, END, gateway("f", "g", "j", "k", kind=AND), task("a", "b", "c", "d"), "s>f", "f>g", "f>a",
                "g>b", "g>c", "a>j", "b>j", "c>k", "j>k", "k>d", "d>e",
            ),
            {("j", "bpmn.split_missing")},
        ),
        (
            "conditions missing",
            bpmn(*FORK, gateway("f", "j")),
            {("f_a", "bpmn.condition_missing"), ("f_b", "bpmn.condition_missing")},
        ),
        (
            "a condition nobody understands",
            bpmn(*FORK, gateway("f", default="f_b"), gateway("j")).replace(
                b'targetRef="a">', b'targetRef="a"><conditionExpression>foo(x)</conditionExpression>', 2
            ),
            {("f_a", "feel.not_understood")},
        ),
        ("two flows out of a task", bpmn(*ROW, task("b"), "a>b", "b>e"), {("a", "bpmn.implicit_split")}),
        (
            "a condition after a task",
            bpmn(START, END, task("a"), "s>a", "a>e|x = 1"),
            {("a_e", "bpmn.flow_condition")},
        ),
        (
            "a task that repeats",
            bpmn(START, END, task("a", inside="<standardLoopCharacteristics/>"), "s>a", "a>e"),
            {("a", "bpmn.loop_marker")},
        ),
        (
            "copies one after the other",
            bpmn(
                START, END, task("a", inside='<multiInstanceLoopCharacteristics isSequential="true"/>'), "s>a", "a>e"
            ),
            {("a", "bpmn.sequential"), ("a", "bpmn.list_missing")},
        ),
        (
            "an event sub-process",
            bpmn(*ROW, '<subProcess id="u" triggeredByEvent="true"/>'),
            {("u", "bpmn.subprocess_kind"), ("u", "bpmn.nothing_inside")},
        ),
        (
            "an ad-hoc sub-process",
            bpmn(START, END, '<adHocSubProcess id="a"/>', "s>a", "a>e"),
            {("a", "bpmn.subprocess_kind")},
        ),
        (
            "a complex gateway without its frame",
            bpmn(*FORK, gateway("f", kind=AND), gateway("j", kind="complexGateway")),
            {("j", "bpmn.complex_gateway")},
        ),
        (
            "message flows and two pools",
            bpmn(*ROW).replace(
                b"</definitions>",
                b'<collaboration id="c"><messageFlow id="m" sourceRef="a" targetRef="q"/></collaboration>'
                b'<process id="q"><startEvent id="qs"/></process></definitions>',
            ),
            {("m", "bpmn.message_flow"), ("p", "bpmn.several_processes"), ("q", "bpmn.several_processes")},
        ),
        (
            "a group at the end, which nobody decides",
            bpmn(
                START, END, gateway("f", "j", kind=AND), task("a", "b"), "s>f", "f>a", "f>b", "a>j", "b>j", "j>e"
            ),
            {("p", "plan.unsound")},
        ),
    ],
)  # fmt: skip
def test_what_is_outside_the_subset_is_refused_by_element_and_reason(
    why: str, data: bytes, expected: set[tuple[str | None, str]]
) -> None:
    assert expected <= codes(data), why


def test_all_reasons_are_given_at_once() -> None:
    data = bpmn(
        START, END, task("a", kind="scriptTask"), gateway("f", "j"), task("b", "d"), task("c", kind="sendTask"),
        "s>a", "a>f", "f>b", "f>c|foo(", "b>j", "c>j", "j>d", "d>e", "d>nobody",
    )  # fmt: skip
    assert codes(data) == {
        ("a", "bpmn.task_kind"),
        ("c", "bpmn.task_kind"),
        ("f_b", "bpmn.condition_missing"),
        ("f_c", "feel.not_understood"),
        ("d_nobody", "bpmn.dangling_flow"),
    }


def test_gateways_nested_without_end_are_refused_and_exhaust_nothing() -> None:
    parts = [START, END, task("a", "z"), "s>f0"]
    deep = 400
    for at in range(deep):
        parts += [gateway(f"f{at}", default=f"f{at}_j{at}"), gateway(f"j{at}"), f"f{at}>j{at}"]
        parts.append(f"f{at}>{f'f{at + 1}' if at + 1 < deep else 'a'}|x = 1")
        parts.append(f"j{at}>{f'j{at - 1}' if at else 'z'}")
    assert {code for _element, code in codes(bpmn(*parts, f"a>j{deep - 1}", "z>e"))} == {"bpmn.too_deep"}


def test_a_process_of_thousands_of_elements_is_refused() -> None:
    ids = [f"t{number}" for number in range(2_100)]
    flows = [f"{one}>{other}" for one, other in pairwise(["s", *ids, "e"])]
    assert ("p", "bpmn.too_large") in codes(bpmn(START, END, task(*ids), *flows))


@example(st.data())
@settings(max_examples=100)
def test_whatever_is_broken_in_a_file_it_is_read_or_refused(data: st.DataObject) -> None:
    written = bytearray(plan_to_bpmn(data.draw(given.plans(parts=2))))
    for _times in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(written) - 1))
        match data.draw(st.sampled_from(["byte", "cut", "line", "double"])):
            case "byte":
                written[at] = data.draw(st.integers(0, 255))
            case "cut":
                del written[at : at + 40]
            case "line":
                lines = bytes(written).split(b"\n")
                del lines[data.draw(st.integers(0, len(lines) - 1))]
                written = bytearray(b"\n".join(lines) or b" ")
            case "double":
                written[at:at] = written[at : at + 60]
    found = plan_from_bpmn(bytes(written))
    assert (found.plan is None) == bool(found.reasons)
    if found.plan is not None:
        assert rules.plan_from(rules.plan_to(found.plan)) == found.plan


def test_every_reason_stands_in_the_document() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert not [code for code in SENTENCES if f"`{code}`" not in written]
