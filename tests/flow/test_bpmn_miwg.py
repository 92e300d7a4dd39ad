"""The reference models of the BPMN Model Interchange Working Group: each is accepted, or refused for named reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongban.flow import rules
from tongban.flow.rules.bpmn import plan_from_bpmn, plan_to_bpmn

MODELS = sorted((Path(__file__).parent / "data" / "bpmn-miwg").glob("*.bpmn"))

# What a person finds who looks at the drawing: element, code.
REFUSED = {
    "A.2.0": {  # three branches of a choice, none with a condition
        ("_f1478fb7-98c4-4c01-8c15-68bd04c91535", "bpmn.condition_missing"),
        ("_a1570a53-28d2-41b1-a3a2-3e50c00d747e", "bpmn.condition_missing"),
        ("_20ebb3c1-5178-4c7c-a91d-23e58f2aa73b", "bpmn.condition_missing"),
    },
    "A.2.1": {  # conditional flows straight out of tasks
        ("_To9ZtjOCEeSknpIVFCxNIQ", "bpmn.implicit_split"),
        ("_To9ZzzOCEeSknpIVFCxNIQ", "bpmn.implicit_split"),
        ("_To9Z7TOCEeSknpIVFCxNIQ", "bpmn.flow_condition"),
        ("_To9Z-TOCEeSknpIVFCxNIQ", "bpmn.condition_missing"),
    },
    "A.3.0": {  # a collapsed sub-process with two boundary events, two ends
        ("_1ae31d1b-2559-4f78-a3ec-47986a49db48", "bpmn.nothing_inside"),
        ("_428dcbf5-8e5e-48e0-9c0c-d93003fa8c82", "bpmn.boundary_event"),
        ("_178e16eb-4c9e-4ea0-9644-7c5fb2b71825", "bpmn.boundary_event"),
        ("_ce253897-4300-4b24-b71f-4c9535698c70", "bpmn.several_ends"),
    },
    "A.4.0": {  # two pools that send messages
        ("_b467921a-ef7b-44c5-bf78-fd624c400d17", "bpmn.message_flow"),
        ("WFP-6-1", "bpmn.several_processes"),
        ("WFP-6-2", "bpmn.several_processes"),
        ("_6fed62c8-8241-4a1d-ae67-266fda7dcead", "bpmn.implicit_split"),
    },
    "B.1.0": {  # timer start, service tasks, call activities
        ("_e314751e-5c3a-41f2-a1ae-4cb99efa0916", "bpmn.start_trigger"),
        ("_ec919941-53ec-403d-97e1-6a163a063f21", "bpmn.task_kind"),
        ("_fa3a8e53-5be0-4f0b-8680-d2498e255209", "bpmn.collapsed"),
    },
    "C.1.0": {  # invoices: messages, an event gateway, and back to the review
        ("sid-F0D29912-929D-491C-8D23-73BD80CF980A", "bpmn.gateway_kind"),
        ("sid-B548B980-12E3-408E-9AC4-7031B85A8F2D", "bpmn.event"),
        ("archiveInvoice", "bpmn.task_kind"),
        ("reviewSuccessful", "bpmn.loop"),
    },
    "C.1.1": {
        ("archiveInvoice", "bpmn.task_kind"),
        ("reviewSuccessful", "bpmn.loop"),
        ("invoiceNotProcessed", "bpmn.several_ends"),
        ("invoiceApproved", "feel.not_understood"),
    },
    "C.2.0": {
        ("__13e0b8fd-91fe-4bbc-87ae-5ad657f6ef99", "bpmn.message_flow"),
        ("_f35ee29d-018c-47e2-afeb-eebc2e25925e", "bpmn.event"),
        ("_63cf98c9-d0b1-4595-a4f2-9589439b311c", "bpmn.loop"),
        ("__cec149db-adae-4b69-8ea4-b866f2eef248", "bpmn.boundary_event"),
    },
    "C.3.0": {
        ("Bpmn_BoundaryEvent_sS9gABqGEeWDuOtG0oS24A", "bpmn.boundary_event"),
        ("_cc9778bd-edd8-4df2-ba15-56c310f90e62", "bpmn.start_trigger"),
        ("_b99800c3-c340-460c-a43e-098014a365d0", "bpmn.condition_missing"),
    },
    "C.5.0": {
        ("_8055ae64-cafd-4fd0-be36-2216e3b02e37", "bpmn.end_trigger"),
        ("_b9338c62-a257-47dd-8c2e-88b80b73c330", "bpmn.collapsed"),
        ("_774bc005-0917-43d5-ab70-0f9fe123fbd1", "bpmn.several_processes"),
    },
    "C.9.0": {
        ("Activity_1ke2ixr", "bpmn.subprocess_kind"),
        ("BusinessRuleTask_CheckApplicationAutomatically", "bpmn.task_kind"),
        ("SendTask_ReportFraud", "bpmn.task_kind"),
        ("ErrorBoundaryEvent_FraudDetected", "bpmn.boundary_event"),
        ("SequenceFlow_Red", "feel.not_understood"),
    },
}


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_a_reference_model_is_taken_whole_or_refused_by_element(model: Path) -> None:
    found = plan_from_bpmn(model.read_bytes())
    if found.plan is not None:
        assert not found.reasons
        assert rules.plan_from(rules.plan_to(found.plan)) == found.plan
        assert plan_from_bpmn(plan_to_bpmn(found.plan)).plan == found.plan
        return
    said = {(one.element, one.code) for one in found.reasons}
    ids = set(model.read_text(encoding="utf-8").split('"'))
    assert {element for element, _code in said} <= ids, "every reason names an element of the file"
    assert all(one.text() for one in found.reasons)
    assert REFUSED[model.stem] <= said


def test_there_is_a_look_by_eye_for_every_model() -> None:
    assert {model.stem for model in MODELS} == {*REFUSED, "A.1.0"}


def test_three_tasks_in_a_row_are_a_plan() -> None:
    found = plan_from_bpmn(MODELS[0].read_bytes())
    assert found.plan is not None
    assert [(seat.name, seat.duty) for seat in rules.seats_of(found.plan)] == [
        ("Task 1", "review"),
        ("Task 2", "review"),
        ("Task 3", "decide"),
    ]


def test_three_branches_are_a_plan_once_their_conditions_are_written() -> None:
    text = MODELS[1].read_text(encoding="utf-8")
    for number, id_ in enumerate(
        ("_f1478fb7-98c4-4c01-8c15-68bd04c91535", "_a1570a53-28d2-41b1-a3a2-3e50c00d747e")
    ):
        before, flow, after = text.partition(f'name="" id="{id_}"/>')
        assert flow
        condition = f"<semantic:conditionExpression>way = {number}</semantic:conditionExpression>"
        text = f'{before}id="{id_}">{condition}</semantic:sequenceFlow>{after}'
    text = text.replace('name="Gateway&#10;(Split Flow)"', 'default="_20ebb3c1-5178-4c7c-a91d-23e58f2aa73b"')
    found = plan_from_bpmn(text.encode("utf-8"))
    assert found.plan is not None, found.reasons
    assert [seat.name for seat in rules.seats_of(found.plan)] == ["Task 1", "Task 2", "Task 3", "Task 4"]
