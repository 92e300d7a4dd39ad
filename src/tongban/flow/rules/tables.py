"""The decision tables of an item: what they say about the answers, for the branches of the plan and the materials.

A result is called as its output column is, else as its decision. One that is called like a material of the item decides
about that material; every other can be asked by the branches of the plan, like an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from tongban.catalogue import rules as items
from tongban.catalogue.rules import Choice, FieldCard, ItemCard, MaterialCard, TableCard
from tongban.flow.rules.conditions import number_from
from tongban.flow.rules.dmn import ImportedDecisions, decisions_from_dmn, explained
from tongban.flow.rules.dmn.deciding import LISTING, Decision, Decisions, Explained, Input, Table
from tongban.flow.rules.dmn.expressions import Expression
from tongban.flow.rules.dmn.values import Value, plain
from tongban.foundation.refusals import Refused

REQUIRED, OPTIONAL, LATER, NONE = "required", "optional", "later", "none"
MATERIAL_WORDS = {
    REQUIRED: REQUIRED,
    OPTIONAL: OPTIONAL,
    LATER: LATER,
    NONE: NONE,
    "需要": REQUIRED,
    "必须": REQUIRED,
    "可选": OPTIONAL,
    "可后补": LATER,
    "容缺": LATER,
    "不需要": NONE,
    "免交": NONE,
}
"""How a table says whether a material is needed, as written -> what it means."""
_NECESSITY = {REQUIRED: "required", OPTIONAL: "optional", LATER: "gap"}
SEALED_KINDS = frozenset({"id-number", "phone"})
"""Kinds of questions whose answers are kept sealed; no table may ask for them."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one decision said about the answers of a case, as the ledger keeps it: a field added later has a default.

    table      key of the table in the item's version; ``title`` its name
    rules      numbers of the rules that held, counted from 1
    results    name -> what it says, for the branches of the plan
    materials  material id -> required, optional, later or none
    """

    table: str
    title: str
    decision: str
    rules: tuple[int, ...] = ()
    results: Mapping[str, str] = field(default_factory=dict)
    materials: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """An output of a table: what it is called, and what it may say as far as that is written out.

    material  the id of the material that it speaks of; None for a result that branches ask
    values    None when it is computed
    listing   whether its answer is a list
    """

    table: str
    decision: str
    name: str
    material: str | None
    values: tuple[Value, ...] | None
    listing: bool = False


@lru_cache(maxsize=512)
def model_of(dmn: str) -> ImportedDecisions:
    """The decisions of a table; versions are immutable, so they are read once."""
    return decisions_from_dmn(dmn.encode("utf-8", "surrogatepass"))


def said_of(item: ItemCard, answers: Mapping[str, object]) -> tuple[Said, ...]:
    """What the tables of an item say about these answers. Refuses answers that do not fit, and rules that contradict.

    Answers to questions that the situation does not ask, or that are sealed, are not given to a table.
    """
    return tuple(one for table in item.tables for one in _said_by(item, table, answers))


def said_so_far(item: ItemCard, answers: Mapping[str, object]) -> tuple[Said, ...]:
    """The same while the form is being filled in: a table that the answers do not fit yet is silent.

    Handing in asks again, with ``said_of``.
    """
    found: list[Said] = []
    for table in item.tables:
        try:
            found += _said_by(item, table, answers)
        except Refused:
            continue
    return tuple(found)


def situation(answers: Mapping[str, object], said: Iterable[Said]) -> Mapping[str, object]:
    """The answers with what the tables say about them: what the branches of a plan ask."""
    found = dict(answers)
    for one in said:
        found |= one.results
    return found


def needed(item: ItemCard, answers: Mapping[str, object], said: Iterable[Said]) -> tuple[MaterialCard, ...]:
    """The materials of this situation. A table that speaks of a material has the word; where it is silent, the guide."""
    return items.needed(_materials(item, said), answers)


def needed_so_far(item: ItemCard, answers: Mapping[str, object]) -> tuple[MaterialCard, ...]:
    """The materials of a form that is being filled in."""
    return needed(item, answers, said_so_far(item, answers))


def may_follow(item: ItemCard, answers: Mapping[str, object]) -> frozenset[str]:
    """The ids of the materials that may be handed in after acceptance (容缺), by the guide or by a table."""
    if not item.procedure.gap_workdays:
        return frozenset()
    cards = _materials(item, said_so_far(item, answers))
    return frozenset(one.id for one in cards if one.necessity == "gap")


def results_of(item: ItemCard) -> tuple[Result, ...]:
    """The outputs of all tables of an item that can be read; those that only other decisions use included."""
    found: list[Result] = []
    for card in item.tables:
        model = model_of(card.dmn).model
        for decision in model.decisions if model else ():
            found += _results(item, card, decision)
    return tuple(found)


def result_fields(item: ItemCard) -> tuple[FieldCard, ...]:
    """The results that branches can ask, as if they were questions of the form."""
    return tuple(
        _as_field(one) for one in results_of(item) if one.material is None and not one.listing and one.name
    )


def field_for(item: ItemCard, name: str) -> FieldCard | None:
    """The question that a table means: by its key, else by its label."""
    return item.field(name) or next((one for one in item.fields if one.label == name), None)


def material_for(item: ItemCard, name: str) -> MaterialCard | None:
    """The material that a result is called after: by its id, else by its name."""
    return item.material(name) or next((one for one in item.materials if one.name == name), None)


def _said_by(item: ItemCard, card: TableCard, answers: Mapping[str, object]) -> list[Said]:
    model = model_of(card.dmn).model
    if model is None:
        return []
    return [_told(item, card, one) for one in explained(model, _given(item, model, answers))]


def _given(item: ItemCard, model: Decisions, answers: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for one in model.inputs:
        card = field_for(item, one.name)
        if card and card.kind not in SEALED_KINDS and items.asked(card.when, answers):
            found[one.name] = _value(card, one, answers.get(card.key))
    return found


def _value(card: FieldCard, asked: Input, answer: object) -> object:
    """An answer in the kind that the table asks for; a list is its length where a number is asked."""
    if isinstance(answer, list | tuple):
        return len(answer) if asked.kind == "number" else answer
    text = str(answer or "").strip()
    if not text:
        return None
    if asked.kind == "boolean":
        return {"yes": True, "no": False}.get(text)
    return number_from(text) if card.kind == "number" else text


def _told(item: ItemCard, card: TableCard, one: Explained) -> Said:
    results: dict[str, str] = {}
    materials: dict[str, str] = {}
    for result, value in _valued(item, card, one):
        listed = _listed(item, result, value)
        if listed is not None:
            materials |= listed
        elif result.material is not None:
            word = MATERIAL_WORDS.get(str(value))
            materials |= {result.material: word} if word else {}
        elif value is not None and not result.listing and not isinstance(value, list | dict):
            results[result.name] = _text(value)
    return Said(card.key, card.name, one.decision.name, one.rules, results, materials)


def _valued(item: ItemCard, card: TableCard, one: Explained) -> list[tuple[Result, object]]:
    results = _results(item, card, one.decision)
    if len(results) == 1:
        return [(results[0], one.value)]
    values = one.value if isinstance(one.value, dict) else {}
    return [(result, values.get(result.name)) for result in results]


def _text(value: object) -> str:
    """A result as an answer is written: yes, no, a number, a text."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _results(item: ItemCard, card: TableCard, decision: Decision) -> list[Result]:
    """The outputs of one decision; a literal expression has one."""
    logic, values = decision.logic, _written(card.dmn)[decision.name]
    names = [one.name for one in logic.outputs] if isinstance(logic, Table) else [""]
    listing = isinstance(logic, Table) and logic.hit in LISTING and not logic.gathers
    found = []
    for name, written in zip(names, values, strict=True):
        material = material_for(item, name or decision.name)
        found.append(
            Result(
                card.key,
                decision.name,
                name or decision.name,
                material.id if material else None,
                written,
                listing,
            )
        )
    return found


@lru_cache(maxsize=512)
def _written(dmn: str) -> Mapping[str, tuple[tuple[Value, ...] | None, ...]]:
    """What each output of each decision may say, as far as it is written out."""
    model = model_of(dmn).model
    return {one.name: _outputs_of(one) for one in (model.decisions if model else ())}


def _outputs_of(decision: Decision) -> tuple[tuple[Value, ...] | None, ...]:
    logic = decision.logic
    if isinstance(logic, Expression):
        return (_values([logic]),)
    if logic.gathers:
        return (None,)
    return tuple(
        _values([rule.outputs[at] for rule in logic.rules] + ([one.otherwise] if one.otherwise else []))
        for at, one in enumerate(logic.outputs)
    )


def _values(cells: Sequence[Expression]) -> tuple[Value, ...] | None:
    if any(one.asks for one in cells):
        return None
    return tuple(dict.fromkeys(plain(value) for one in cells if (value := one.value({})) is not None))


def _listed(item: ItemCard, result: Result, value: object) -> dict[str, str] | None:
    """Every material that a list can name: required when it does, else not needed. None: it lists something else."""
    able = [_id(item, one) for one in result.values or ()]
    if not result.listing or not able or not all(able):
        return None
    named = {_id(item, one) for one in (value if isinstance(value, list) else ())}
    return {key: REQUIRED if key in named else NONE for key in able}


def _id(item: ItemCard, name: object) -> str:
    material = material_for(item, str(name))
    return material.id if material else ""


def _materials(item: ItemCard, said: Iterable[Said]) -> list[MaterialCard]:
    words = {key: word for one in said for key, word in one.materials.items()}
    cards = [_as_said(one, words.get(one.id)) for one in item.materials]
    return [one for one in cards if one is not None]


def _as_said(material: MaterialCard, word: str | None) -> MaterialCard | None:
    if word is None:
        return material
    return None if word == NONE else replace(material, necessity=_NECESSITY[word], when=None)


def _as_field(one: Result) -> FieldCard:
    kinds = {type(value) for value in one.values or ()}
    if kinds == {bool}:
        return FieldCard(one.name, one.name, "yes_no", required=False)
    if kinds and kinds <= {int, float, Decimal}:
        return FieldCard(one.name, one.name, "number", required=False)
    choices = tuple(Choice(_text(value), _text(value)) for value in one.values or ())
    return FieldCard(one.name, one.name, "choice" if choices else "text", required=False, choices=choices)
