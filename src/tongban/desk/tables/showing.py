"""A decision table as its page shows it: cells with their inputs, what was found, and what it says about tried answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.catalogue.rules import FieldCard, ItemCard, TableCard
from tongban.design.questions import AnswersForm
from tongban.desk.tables import posted
from tongban.flow import rules
from tongban.flow.rules import table_wording
from tongban.flow.rules.dmn.grids import Grid, grid_of
from tongban.flow.rules.tables import MATERIAL_WORDS, field_for, material_for, model_of
from tongban.foundation.refusals import Refused

Row = dict[str, Any]
OFFERED_HITS = ("UNIQUE", "FIRST", "COLLECT")


def findings(item: ItemCard) -> list[Row]:
    """What was found in the tables of an item, each with its table."""
    names = {one.key: one.name for one in item.tables}
    found = rules.table_findings(item, rules.asked_by(rules.plan_as_it_stands(item.plan)))
    return [
        {
            "key": one.table,
            "name": names.get(one.table, ""),
            "text": rules.told(one.sentence, _),
            "grave": one.grave,
            "target": target(one.element),
        }
        for one in found
    ]


def target(element: str) -> str:
    """The input on the page in which an element of the file stands; empty when it stands in none."""
    name, _mark, rest = element.partition("_")
    parts = rest.split("_")
    if name == "rule" and len(parts) == 3:
        return f"r{parts[0]}-{parts[1]}{parts[2]}"
    return {"output": f"out{rest}", "column": f"in{rest}", "otherwise": f"else-out{rest}"}.get(name, "")


def summaries(item: ItemCard) -> list[Row]:
    """One line for each table: what it asks, what it says, how many rules it has."""
    rows = []
    for card in item.tables:
        model = model_of(card.dmn).model
        results = [one for one in rules.results_of(item) if one.table == card.key]
        rows.append(
            {
                "key": card.key,
                "name": card.name,
                "asks": [_label(item, one.name) for one in model.inputs] if model else [],
                "says": [_called(item, one.name) for one in results],
                "rules": sum(len(getattr(one.logic, "rules", ())) for one in model.decisions) if model else 0,
            }
        )
    return rows


def sheet(item: ItemCard, grid: Grid, errors: Mapping[str, str]) -> Row:
    """The table with an input in every cell."""
    cards = [field_for(item, one.name) for one in grid.inputs]
    questions = [(one.key, one.label) for one in posted.askable(item)]
    return {
        "name": _input("name", grid.name, errors),
        "hit": _input("hit", grid.hit, errors) | {"choices": _hits(grid.hit)},
        "rows": len(grid.rules),
        "ins": [
            _input(f"in{at}", card.key if card else one.name, errors)
            | {
                "choices": questions if card else [(one.name, one.name), *questions],
                "label": card.label if card else one.name,
                "drop": f"drop-in:{at}",
                "list": f"answers{at}" if card and (card.choices or card.kind == "yes_no") else "",
                "answers": _answers(card),
                "hint": _hint(card),
            }
            for at, (one, card) in enumerate(zip(grid.inputs, cards, strict=True), 1)
        ],
        "outs": [
            _input(f"out{at}", _called(item, one.name), errors)
            | {
                "drop": f"drop-out:{at}" if len(grid.outputs) > 1 else "",
                "otherwise": _say_cell(item, one.name, f"else-out{at}", one.otherwise, errors),
            }
            for at, one in enumerate(grid.outputs, 1)
        ],
        "rules": [
            {
                "number": row,
                "first": row == 1,
                "last": row == len(grid.rules),
                "tests": [
                    _input(f"r{row}-in{at}", rules.shown_cell(text, card), errors)
                    | {"list": f"answers{at}" if card and (card.choices or card.kind == "yes_no") else ""}
                    for at, (text, card) in enumerate(zip(rule.tests, cards, strict=True), 1)
                ],
                "says": [
                    _say_cell(item, output.name, f"r{row}-out{at}", text, errors)
                    for at, (text, output) in enumerate(zip(rule.says, grid.outputs, strict=True), 1)
                ],
                "note": _input(f"r{row}-note", rule.note, errors),
            }
            for row, rule in enumerate(grid.rules, 1)
        ],
        "materials": [one.name for one in item.materials],
    }


def _say_cell(item: ItemCard, name: str, key: str, text: str, errors: Mapping[str, str]) -> Row:
    """What a rule says: picked when it is about a material, else typed."""
    shown = rules.shown_cell(text, None)
    if material_for(item, name) is None:
        return _input(key, shown, errors)
    words = [(word, _(table_wording.WORDS[word])) for word in table_wording.WORDS]
    value = MATERIAL_WORDS.get(shown, shown)
    if value not in dict(words):
        words.insert(0, (value, value or _("says nothing")))
    if value:
        words.append(("", _("says nothing")))
    return _input(key, value, errors) | {"choices": words}


def _input(name: str, value: str, errors: Mapping[str, str]) -> Row:
    return {"id": name, "value": value, "error": errors.get(name, "")}


def _hits(hit: str) -> list[tuple[str, str]]:
    codes = OFFERED_HITS if hit in OFFERED_HITS else (*OFFERED_HITS, hit)
    return [(code, _(table_wording.HITS[code])) for code in codes]


def _hint(card: FieldCard | None) -> str:
    if card is None:
        return ""
    if card.kind in ("number", "list"):
        return _("such as 3, >= 3, 1-5")
    return _("such as >= 2026-01-01") if card.kind == "date" else ""


def _answers(card: FieldCard | None) -> list[str]:
    if card is None:
        return []
    return ["是", "否"] if card.kind == "yes_no" else [one.label for one in card.choices]


def reading(item: ItemCard, card: TableCard) -> Row | None:
    """The table for those who only read; None for a file that is no single table."""
    grid = grid_of(card.dmn)
    if grid is None:
        return None
    cards = [field_for(item, one.name) for one in grid.inputs]
    return {
        "hit": _(table_wording.HITS[grid.hit]),
        "asks": [_label(item, one.name) for one in grid.inputs],
        "says": [_called(item, one.name) for one in grid.outputs],
        "rules": [
            {
                "tests": [
                    rules.shown_cell(text, one) or "–" for text, one in zip(rule.tests, cards, strict=True)
                ],
                "says": [_word(text) for text in rule.says],
                "note": rule.note,
            }
            for rule in grid.rules
        ],
        "otherwise": [_word(one.otherwise) for one in grid.outputs]
        if any(o.otherwise for o in grid.outputs)
        else [],
    }


def _word(text: str) -> str:
    shown = rules.shown_cell(text, None)
    word = MATERIAL_WORDS.get(shown)
    return _(table_wording.WORDS[word]) if word else shown or "–"


def cell_errors(card: TableCard) -> dict[str, str]:
    """What cannot be read, by the input in which it was typed."""
    return {
        target(one.element or ""): one.text(_)
        for one in model_of(card.dmn).reasons
        if target(one.element or "")
    }


def trying(item: ItemCard, table: TableCard, data: QueryDict | None) -> Row:
    """The form in which answers are tried, and what the table says about those that were typed."""
    model = model_of(table.dmn).model
    inputs = model.inputs if model else ()
    cards = [card for one in inputs if (card := field_for(item, one.name)) is not None]
    form = AnswersForm(_optional(cards), data or None)
    return {
        "form": form,
        "fields": [form[one.key] for one in cards],
        "said": _said(item, table, form) if data else None,
    }


def _optional(cards: Sequence[FieldCard]) -> Iterable[FieldCard]:
    """Nothing has to be answered to try a table, and no list is typed here."""
    return [
        FieldCard(one.key, one.label, "number" if one.kind == "list" else one.kind, False, "", one.choices)
        for one in cards
    ]


def _said(item: ItemCard, card: TableCard, form: AnswersForm) -> list[Row]:
    answers: dict[str, Any] = {}
    for name, text in form.answers().items():
        field = item.field(name)
        answers[name] = (
            [{}] * min(int(text), 999) if field and field.kind == "list" and text.isdigit() else text
        )
    try:
        found = rules.said_of(_alone(item, card), answers)
    except Refused as refused:
        return [{"label": card.name, "value": refused.text(_), "bad": True}]
    rows: list[Row] = []
    for one in found:
        rows.append({"label": _("Rules that held"), "value": rules.told(rules.reason_of(item, one), _)})
        rows += [{"label": name, "value": value} for name, value in one.results.items()]
        rows += [
            {"label": _called(item, key), "value": _(table_wording.WORDS[word])}
            for key, word in one.materials.items()
        ]
    return rows


def _alone(item: ItemCard, card: TableCard) -> ItemCard:
    return replace(item, tables=(card,), fields=tuple(replace(one, when=None) for one in item.fields))


def _label(item: ItemCard, name: str) -> str:
    card = field_for(item, name)
    return card.label if card else name


def _called(item: ItemCard, name: str) -> str:
    material = material_for(item, name)
    return material.name if material else name
