"""Decisions as they are read, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tongban.flow.rules.dmn.expressions import Expression
from tongban.flow.rules.dmn.values import Value, kind_of, plain, typed, value_from
from tongban.foundation.refusals import Fault, Refused, _

LISTING = frozenset({"COLLECT", "RULE ORDER", "OUTPUT ORDER"})
"""Hit policies whose answer is a list."""


@dataclass(frozen=True)
class Input:
    """An answer that decisions ask for. ``kind`` is number, string, boolean, date or empty for any."""

    name: str
    kind: str = ""
    allowed: Expression | None = None


@dataclass(frozen=True)
class Column:
    """An input column: what it asks, and which values it may meet."""

    asks: Expression
    allowed: Expression | None = None


@dataclass(frozen=True)
class Output:
    """An output column. ``ranked`` are its values from the most important to the least."""

    name: str
    ranked: tuple[Value, ...] = ()
    otherwise: Expression | None = None


@dataclass(frozen=True)
class Rule:
    tests: tuple[Expression, ...]
    outputs: tuple[Expression, ...]


@dataclass(frozen=True)
class Table:
    """A decision table. ``hit`` is the hit policy; ``gathers`` the aggregation of COLLECT, else empty."""

    hit: str
    gathers: str
    columns: tuple[Column, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Decision:
    id: str
    name: str
    logic: Table | Expression
    kind: str = ""


@dataclass(frozen=True)
class Decisions:
    """A sound model: its inputs, and its decisions so that each stands after those it needs."""

    inputs: tuple[Input, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class Explained:
    """What one decision says, and the numbers of the rules it rests on, counted from 1; none when no rule held."""

    decision: Decision
    value: object
    rules: tuple[int, ...] = ()


class AnswersWrong(Refused):
    """Answers of a wrong kind or value, all of them named."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("decision.answers_wrong", _("The answers do not fit this decision."), faults=faults)

    def text(self, translate: Callable[[str], str] = str) -> str:
        return " ".join([super().text(translate), *(fault.text(translate) for fault in self.faults)])


def decide(model: Decisions, answers: Mapping[str, object]) -> dict[str, object]:
    """What every decision says about the answers, by name, as plain data.

    Refuses answers of a wrong kind or value, all at once, and a table whose rules contradict each other.
    """
    return {one.decision.name: one.value for one in explained(model, answers)}


def explained(model: Decisions, answers: Mapping[str, object]) -> tuple[Explained, ...]:
    """The same with the rules that held, decision by decision."""
    scope = _scope(model, answers)
    found = []
    for decision in model.decisions:
        logic = decision.logic
        rules: tuple[int, ...] = ()
        if isinstance(logic, Expression):
            value = logic.value(scope)
        else:
            value, rules = _answered(decision, logic, scope)
        scope[decision.name] = typed(value, decision.kind)
        found.append(Explained(decision, plain(scope[decision.name]), rules))
    return tuple(found)


def answers_with(model: Decisions, answers: Mapping[str, object]) -> dict[str, object]:
    """The answers with what the decisions say about them, so that a choice of a plan may ask for it by name."""
    return {**answers, **decide(model, answers)}


def _scope(model: Decisions, answers: Mapping[str, object]) -> dict[str, Value]:
    scope: dict[str, Value] = {}
    faults: list[Fault] = []
    for one in model.inputs:
        given = value_from(answers.get(one.name))
        value = typed(given, one.kind)
        if given is not None and value is None:
            faults.append(
                Fault(
                    one.name, _("“{name}” must be of the kind {kind}."), {"name": one.name, "kind": one.kind}
                )
            )
        elif value is not None and one.allowed is not None and one.allowed.value({}, value) is not True:
            faults.append(
                Fault(
                    one.name,
                    _("“{name}” must be one of: {allowed}."),
                    {"name": one.name, "allowed": one.allowed.text},
                )
            )
        scope[one.name] = value
    if faults:
        raise AnswersWrong(tuple(faults))
    return scope


def _answered(decision: Decision, table: Table, scope: Mapping[str, Value]) -> tuple[Value, tuple[int, ...]]:
    """What the table says, and the numbers of the rules that make it say so."""
    asked = [column.asks.value(scope) for column in table.columns]
    hits = [(number, rule) for number, rule in enumerate(table.rules, 1) if _hits(rule, asked, scope)]
    numbers = tuple(number for number, _rule in hits)
    said = [_said(table, rule, scope) for _number, rule in hits]
    if table.gathers:
        return _gathered(table.gathers, [one[0] for one in said]), numbers
    if table.hit in LISTING:
        said = sorted(said, key=lambda one: _rank(table, one)) if table.hit == "OUTPUT ORDER" else said
        return [_shaped(table, one) for one in said], numbers
    if not hits:
        return _otherwise(table, scope), ()
    if (table.hit == "UNIQUE" and len(hits) > 1) or (
        table.hit == "ANY" and any(one != said[0] for one in said)
    ):
        raise Refused(
            "decision.rules_contradict",
            _("The table “{name}” has {count} rules for these answers; it must have one."),
            name=decision.name,
            count=len(hits),
        )
    if table.hit == "PRIORITY":
        best = min(range(len(said)), key=lambda at: _rank(table, said[at]))
        return _shaped(table, said[best]), numbers[best : best + 1]
    return _shaped(table, said[0]), numbers if table.hit == "ANY" else numbers[:1]


def _hits(rule: Rule, asked: Sequence[Value], scope: Mapping[str, Value]) -> bool:
    return all(test.value(scope, value) is True for test, value in zip(rule.tests, asked, strict=True))


def _said(table: Table, rule: Rule, scope: Mapping[str, Value]) -> tuple[Value, ...]:
    return tuple(one.value(scope) for one in rule.outputs)


def _shaped(table: Table, said: tuple[Value, ...]) -> Value:
    """One output is the answer itself; several are named."""
    if len(table.outputs) == 1:
        return said[0]
    return {output.name: value for output, value in zip(table.outputs, said, strict=True)}


def _otherwise(table: Table, scope: Mapping[str, Value]) -> Value:
    if all(output.otherwise is None for output in table.outputs):
        return None
    return _shaped(
        table, tuple(one.otherwise.value(scope) if one.otherwise else None for one in table.outputs)
    )


def _rank(table: Table, said: tuple[Value, ...]) -> tuple[int, ...]:
    """Where the values stand in the order of their columns; what is not listed stands last."""
    return tuple(
        output.ranked.index(value) if value in output.ranked else len(output.ranked)
        for output, value in zip(table.outputs, said, strict=True)
        if output.ranked
    )


def _gathered(gathers: str, found: list[Value]) -> Value:
    if gathers == "COUNT":
        return value_from(len(found))
    if not found or any(kind_of(one) != "number" for one in found):
        return None
    numbers = [one for one in found if kind_of(one) == "number"]
    if gathers == "SUM":
        return value_from(sum(numbers))  # type: ignore[arg-type]
    return min(numbers) if gathers == "MIN" else max(numbers)  # type: ignore[type-var]
