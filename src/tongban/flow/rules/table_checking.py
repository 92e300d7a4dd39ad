"""What stands in the way of publishing the decision tables of an item: each fault with the table and the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tongban.catalogue.rules import FieldCard, ItemCard, TableCard
from tongban.flow.rules.checking import LIST_KINDS
from tongban.flow.rules.conditions import fields_of
from tongban.flow.rules.dmn.coverage import Coverage, Tried, covered, days_around, numbers_around
from tongban.flow.rules.dmn.deciding import LISTING, Decision, Decisions, Input, Table
from tongban.flow.rules.dmn.expressions import Expression
from tongban.flow.rules.dmn.values import Value, plain
from tongban.flow.rules.plan import Plan
from tongban.flow.rules.tables import (
    LATER,
    MATERIAL_WORDS,
    SEALED_KINDS,
    Result,
    field_for,
    model_of,
    results_of,
)
from tongban.flow.rules.tree import outline
from tongban.flow.rules.wording import Register
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say

CENT = Decimal("0.01")
MOST_PAIRS = 5


@dataclass(frozen=True, slots=True)
class TableFinding:
    """One thing found in a table.

    table    its key
    element  the id of the element of the file, empty when it is about the whole table
    grave    whether the version cannot be published with it; else it is a warning
    """

    table: str
    sentence: Sentence
    element: str = ""
    grave: bool = True


def asked_by(plan: Plan) -> frozenset[str]:
    """What the conditions of a plan ask."""
    return frozenset(name for line in outline(plan) if line.when is not None for name in fields_of(line.when))


def table_findings(item: ItemCard, asked: Collection[str]) -> tuple[TableFinding, ...]:
    """Everything found in the tables of an item. ``asked``: what the conditions of its plan ask."""
    found: list[TableFinding] = list(_doubled(item))
    results = results_of(item)
    for card in item.tables:
        read = model_of(card.dmn)
        if read.model is None:
            found += [
                TableFinding(card.key, Sentence(one.sentence, one.values), one.element or "")
                for one in read.reasons
            ]
            continue
        found += _of_inputs(item, card, read.model)
        found += _of_results(item, card, read.model, results, asked)
        for decision in read.model.decisions:
            if isinstance(decision.logic, Table):
                found += _of_rules(item, card, read.model, decision, decision.logic)
    return tuple(found)


def _doubled(item: ItemCard) -> Iterator[TableFinding]:
    for name, count in Counter(one.name for one in item.tables).items():
        if count > 1:
            card = next(one for one in item.tables if one.name == name)
            yield TableFinding(
                card.key, say(_("{count} tables are called “{name}”."), name=name, count=count)
            )


def _of_inputs(item: ItemCard, card: TableCard, model: Decisions) -> Iterator[TableFinding]:
    for one in model.inputs:
        field = field_for(item, one.name)
        if field is None:
            sentence = _("The table asks for “{name}”, but the form has no such question.")
            yield TableFinding(card.key, say(sentence, name=one.name))
        elif field.kind in SEALED_KINDS:
            sentence = _("“{name}” is kept sealed; no table may ask for it.")
            yield TableFinding(card.key, say(sentence, name=field.label))
        elif one.kind and one.kind not in _kinds_of(field):
            yield TableFinding(
                card.key,
                say(
                    _("The table reads “{name}” as {kind}, which the answer is not."),
                    name=field.label,
                    kind=say(KINDS[one.kind]),
                ),
            )


KINDS = {
    "number": _("a number"),
    "string": _("a text"),
    "boolean": _("true or false"),
    "date": _("a date"),
}


def _kinds_of(field: FieldCard) -> frozenset[str]:
    """As what a table may read an answer; a list is its length."""
    if field.kind == "number" or field.kind in LIST_KINDS:
        return frozenset({"number"})
    if field.kind == "yes_no":
        return frozenset({"string", "boolean"})
    return frozenset({"string", "date"} if field.kind == "date" else {"string"})


def _of_results(
    item: ItemCard, card: TableCard, model: Decisions, results: Sequence[Result], asked: Collection[str]
) -> Iterator[TableFinding]:
    inner = {name for one in model.decisions for name in _asks(one)}
    counts = Counter(one.material or one.name for one in results)
    for one in results:
        if one.table != card.key:
            continue
        known = item.material(one.material or "")
        if counts[one.material or one.name] > 1:
            sentence = _("“{name}” is said by {count} outputs; one must say it.")
            yield TableFinding(card.key, say(sentence, name=one.name, count=counts[one.material or one.name]))
        if known is not None:
            yield from _of_material(item, card, one, known.name)
        elif one.listing:
            if not _lists_materials(item, one):
                sentence = _(
                    "“{name}” gathers a list, which no branch can ask: choose another hit policy, or list materials."
                )
                yield TableFinding(card.key, say(sentence, name=one.name))
        elif field_for(item, one.name) is not None:
            sentence = _("“{name}” is a question of the form; call the result something else.")
            yield TableFinding(card.key, say(sentence, name=one.name))
        elif one.name not in asked and one.decision not in inner:
            sentence = _("“{name}” is neither a material of this item nor asked by a branch of its plan.")
            yield TableFinding(card.key, say(sentence, name=one.name))


def _lists_materials(item: ItemCard, one: Result) -> bool:
    names = {material.id for material in item.materials} | {material.name for material in item.materials}
    return bool(one.values) and all(str(value) in names for value in one.values or ())


def _of_material(item: ItemCard, card: TableCard, one: Result, name: str) -> Iterator[TableFinding]:
    if one.values is None or one.listing:
        sentence = _("Whether “{material}” is needed must be written out in every rule.")
        yield TableFinding(card.key, say(sentence, material=name))
        return
    for value in one.values:
        word = MATERIAL_WORDS.get(str(value))
        if word is None:
            sentence = _("“{value}” does not say whether “{material}” is needed.")
            yield TableFinding(card.key, say(sentence, value=str(value), material=name))
        elif word == LATER and item.procedure.gap_workdays <= 0:
            sentence = _("“{material}” may follow later, but the item does not say until when.")
            yield TableFinding(card.key, say(sentence, material=name))


def _asks(decision: Decision) -> frozenset[str]:
    logic = decision.logic
    if isinstance(logic, Expression):
        return logic.asks
    cells = [column.asks for column in logic.columns]
    cells += [cell for rule in logic.rules for cell in (*rule.tests, *rule.outputs)]
    return frozenset(name for cell in cells for name in cell.asks)


def _of_rules(
    item: ItemCard, card: TableCard, model: Decisions, decision: Decision, table: Table
) -> Iterator[TableFinding]:
    inputs = {one.name: one for one in model.inputs}
    yield from _of_values(item, card, table)
    points = {column.asks.text: _points(item, inputs, table, column.asks.text) for column in table.columns}
    found = covered(table, points)
    yield from _of_coverage(item, card, decision, table, found)


def _of_values(item: ItemCard, card: TableCard, table: Table) -> Iterator[TableFinding]:
    """Answers that a cell compares with and that the question does not offer."""
    for at, column in enumerate(table.columns):
        field = field_for(item, column.asks.text)
        if field is None or not (field.choices or field.kind == "yes_no"):
            continue
        offered = {one.value for one in field.choices} or {"yes", "no"}
        for number, rule in enumerate(table.rules, 1):
            for value in rule.tests[at].literals:
                if isinstance(value, str) and value not in offered:
                    yield TableFinding(
                        card.key,
                        say(
                            _("Rule {number}: “{value}” is no answer to “{field}”."),
                            number=number,
                            value=value,
                            field=field.label,
                        ),
                    )


def _points(item: ItemCard, inputs: Mapping[str, Input], table: Table, text: str) -> Sequence[Value]:
    """The answers at which some cell about this question can change its mind."""
    written = [
        value
        for at, column in enumerate(table.columns)
        if column.asks.text == text
        for rule in table.rules
        for value in rule.tests[at].literals
    ]
    asked, field = inputs.get(text), field_for(item, text)
    kind = asked.kind if asked else ""
    values = _offered(field, kind, written)
    if asked is None or asked.allowed is None:
        return values
    allowed = [*values, *asked.allowed.literals]
    return [one for one in dict.fromkeys(allowed) if asked.allowed.value({}, one) is True]


def _offered(field: FieldCard | None, kind: str, written: Sequence[Value]) -> Sequence[Value]:
    if field is not None and field.choices:
        return [one.value for one in field.choices]
    if kind == "boolean" or (field is not None and field.kind == "yes_no"):
        return [True, False] if kind == "boolean" else ["yes", "no"]
    numbers = [one for one in written if isinstance(one, Decimal)]
    if kind == "number" or (field is not None and field.kind == "number"):
        step = Decimal(1) if field is not None and field.kind in LIST_KINDS else CENT
        return numbers_around(numbers, Decimal(0), step)
    days = [one for one in written if isinstance(one, date)]
    if kind == "date" or days:
        return days_around(days)
    texts = [one for one in written if isinstance(one, str)]
    return [*dict.fromkeys(texts), "…", *numbers_around(numbers, Decimal(0), CENT)]


def _of_coverage(
    item: ItemCard, card: TableCard, decision: Decision, table: Table, found: Coverage
) -> Iterator[TableFinding]:
    otherwise = all(one.otherwise is not None for one in table.outputs)
    if found.gap is not None and table.hit not in LISTING and not otherwise:
        yield TableFinding(
            card.key,
            say(
                _("No rule of “{name}” holds for {answers}: add one, or say what holds otherwise."),
                name=decision.name,
                answers=_tried(item, found.gap),
            ),
            grave=table.hit == "UNIQUE",
        )
    if table.hit in ("UNIQUE", "ANY"):
        for (one, other), tried in list(found.overlaps.items())[:MOST_PAIRS]:
            if table.hit == "ANY" and _says(table, one) == _says(table, other):
                continue
            yield TableFinding(
                card.key,
                say(
                    _("Rules {one} and {other} of “{name}” both hold for {answers}; only one may."),
                    one=one,
                    other=other,
                    name=decision.name,
                    answers=_tried(item, tried),
                ),
            )
        if not found.whole:
            sentence = _(
                "“{name}” cannot be looked through for contradictions: let the first rule that holds count."
            )
            yield TableFinding(card.key, say(sentence, name=decision.name))


def _says(table: Table, number: int) -> list[str]:
    return [cell.source for cell in table.rules[number - 1].outputs]


def _tried(item: ItemCard, tried: Tried) -> Sentence | tuple[Sentence, ...]:
    """Answers as people read them: ``situation is renting, household size is 3``."""
    names = Register(fields={one.key: one for one in item.fields})
    words = []
    for name, value in tried.items():
        field = field_for(item, name)
        said: object = ("yes" if value else "no") if isinstance(value, bool) else plain(value)
        answer = names.answer(field.key, said) if field else Sentence("{name}", {"name": str(said)})
        words.append(say(_("{field} is {value}"), field=field.label if field else name, value=answer))
    return tuple(words) or say(_("any answers"))
