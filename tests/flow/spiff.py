"""SpiffWorkflow as the oracle: it plays the BPMN that we write and says which seats wait.

Used in tests only. SpiffWorkflow knows no complex gateway and no FEEL; it is taught both by its own extension
points: the gateway is a join with a threshold, and conditions are evaluated by simpleeval, which reaches no attribute
and calls nothing but the functions named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from simpleeval import EvalWithCompoundTypes
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.task_parsers import GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

OURS = "{urn:tongban:plan:1}"
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


class CountingJoin(UnstructuredJoin, BpmnTaskSpec):
    """A complex gateway: it fires when as many flows have arrived as its activation condition says."""

    def __init__(self, wf_spec: Any, bpmn_id: str, condition: str = "", **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.condition = condition

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        arrived = {
            task.parent.task_spec.name
            for task in my_task.workflow.get_tasks(spec_name=self.name)
            if task.parent.state == TaskState.COMPLETED
        }
        return bool(evaluated(self.condition, {"activationCount": len(arrived)}))


class CountingJoinParser(GatewayParser):
    def create_task(self) -> Any:
        [condition] = self.xpath("./bpmn:activationCondition")
        return self.spec_class(self.spec, self.bpmn_id, condition=condition.text, **self.bpmn_attributes)


class Parser(BpmnParser):
    OVERRIDE_PARSER_CLASSES = {full_tag("complexGateway"): (CountingJoinParser, CountingJoin)}


class Conditions(PythonScriptEngine):
    """Evaluates FEEL by simpleeval; how many copies have answered is what Spiff itself has counted."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        known = dict(task.data.get("answers", {}))
        if "numberOfCompletedInstances" in expression:
            known["numberOfCompletedInstances"] = len(task.parent.internal_data["merged"])
        return evaluated(expression, known)


def evaluated(expression: str, known: Mapping[str, object]) -> object:
    """The value of a FEEL condition: a missing answer is null, and what cannot be compared is not so."""
    evaluator = EvalWithCompoundTypes(
        names=lambda node: (
            Null.of(known.get(node.id)) if node.id not in ("true", "false") else node.id == "true"
        ),
        functions={
            "all": all,
            "any": any,
            "no": lambda value: not value,
            "min": min,
            "count": lambda listed: len(listed.value),
            "get_value": lambda _answers, name: Null.of(known.get(name)),
        },
    )
    return evaluator.eval(_python(expression))


class Null:
    """An answer as FEEL sees it: kinds do not mix, and null is nothing but null."""

    def __init__(self, value: object) -> None:
        self.value = value

    @classmethod
    def of(cls, value: object) -> Null:
        return cls(value)

    def __eq__(self, other: object) -> bool:
        mine, theirs = self.value, other.value if isinstance(other, Null) else other
        return _kind(mine) == _kind(theirs) and mine == theirs

    def __ge__(self, other: Any) -> bool:
        return _kind(self.value) == _kind(other) == "number" and Decimal(str(self.value)) >= Decimal(
            str(other)
        )

    __hash__ = None  # type: ignore[assignment]


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float | Decimal) else type(value).__name__


def _python(feel: str) -> str:
    """The few words in which FEEL and Python differ, outside of texts."""
    parts = re.split(r'("(?:[^"\\]|\\.)*")', feel)
    for number in range(0, len(parts), 2):
        part = re.sub(r"(?<![<>!])=", "==", parts[number])
        part = re.sub(r"\bnot\(", "no(", part).replace("get value(", "get_value(")
        parts[number] = re.sub(r"\bin \(", "in (", re.sub(r"\bin \(", "in (", part))
    return re.sub(r"\bin \(([^()]*)\)", r"in [\1]", "".join(parts)).strip()


class Played:
    """One case on its way through an exported plan."""

    def __init__(self, bpmn: bytes, answers: Mapping[str, object]) -> None:
        root = ElementTree.fromstring(bpmn)
        self.keys = {
            task.get("id"): seat.get("key")
            for task in root.iter(f"{MODEL}userTask")
            for seat in task.iter(f"{OURS}seat")
        }
        parser = Parser()
        parser.add_bpmn_io(BytesIO(bpmn))
        self.flow = BpmnWorkflow(
            parser.get_spec("plan"), parser.get_subprocess_specs("plan"), script_engine=Conditions()
        )
        for one in root.iter(f"{MODEL}dataObject"):
            listed = answers.get(str(one.get("name")))
            self.flow.task_tree.data[one.get("id")] = listed if isinstance(listed, list) else []
        self.flow.task_tree.data["answers"] = dict(answers)
        self.go_on()

    def go_on(self) -> None:
        self.flow.do_engine_steps()
        self.flow.refresh_waiting_tasks()
        self.flow.do_engine_steps()

    def waiting(self) -> dict[str, Any]:
        """The seats that wait now, by instance."""
        ready = self.flow.get_tasks(state=TaskState.READY, manual=True)
        return {self.instance(task): task for task in ready}

    def answer(self, instance: str) -> None:
        self.waiting()[instance].run()
        self.go_on()

    def instance(self, task: Any) -> str:
        copies = ".".join(reversed([str(number + 1) for number in self.copies(task)]))
        key = str(self.keys[task.task_spec.bpmn_id])
        return f"{key}#{copies}" if copies else key

    def copies(self, task: Any) -> Iterator[int]:
        """Which copy of each list this task is in, from the inside out."""
        while task is not None:
            parent = task
            while parent is not None:
                if "key_or_index" in parent.internal_data:
                    yield parent.internal_data["key_or_index"]
                    break
                break
            owner = task.workflow
            task = (
                owner.parent_workflow.get_task_from_id(owner.parent_task_id) if owner.parent_task_id else None
            )

    @property
    def ended(self) -> bool:
        return bool(self.flow.is_completed())
