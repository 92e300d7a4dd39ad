"""What an administrator typed into a decision table, as the sheet it makes; and what its buttons do to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.http import QueryDict

from tongban.catalogue.rules import FieldCard, ItemCard
from tongban.flow import rules
from tongban.flow.rules.dmn.grids import PLAIN_HITS, Grid, GridInput, GridOutput, GridRule
from tongban.flow.rules.feel import text_literal
from tongban.flow.rules.tables import MATERIAL_WORDS, SEALED_KINDS
from tongban.foundation.refusals import Refused, _

Part = TypeVar("Part")
MOST_RULES, MOST_COLUMNS, MOST_CELLS = 200, 12, 1_500
LONGEST = 500
_WIDE = {0xFF01 + at: chr(0x21 + at) for at in range(94)} | {0x3000: " "}
_SIGNS = (("≥", ">="), ("≤", "<="), ("≠", "!="), ("～", ".."), ("~", ".."))
_NUMBER = r"-?\d+(?:\.\d+)?"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAYABLE = re.compile(rf'{_NUMBER}|true|false|null|"(?:[^"\\]|\\.)*"|@"[^"]*"')
_YES_NO = {"是": "yes", "否": "no", "yes": "yes", "no": "no"}
_KINDS = {"number": "number", "list": "number", "date": "date"}


def not_possible() -> Refused:
    return Refused("desk.table_move_not_possible", _("The table cannot be changed that way."))


def askable(item: ItemCard) -> list[FieldCard]:
    """The questions that a table may ask."""
    return [one for one in item.fields if one.kind not in SEALED_KINDS]


def read(data: QueryDict, item: ItemCard) -> Grid:
    """The sheet that was typed. Refuses one that no page of ours has sent."""
    rows, ins, outs = (_count(data.get(name, "")) for name in ("rows", "ins", "outs"))
    if rows > MOST_RULES or max(ins, outs) > MOST_COLUMNS or rows * (ins + outs) > MOST_CELLS:
        raise not_possible()
    inputs = tuple(_input(item, data.get(f"in{at}", "")) for at in range(1, ins + 1))
    outputs = tuple(
        GridOutput(_result(item, _words(data.get(f"out{at}", ""))), _said(data.get(f"else-out{at}", "")))
        for at in range(1, outs + 1)
    )
    cards = [rules.field_for(item, one.name) for one in inputs]
    rule_rows = tuple(
        GridRule(
            tuple(_test(data.get(f"r{row}-in{at}", ""), card) for at, card in enumerate(cards, 1)),
            tuple(_said(data.get(f"r{row}-out{at}", "")) for at in range(1, outs + 1)),
            _words(data.get(f"r{row}-note", "")),
        )
        for row in range(1, rows + 1)
    )
    hit = data.get("hit", "")
    return Grid(
        _words(data.get("name", ""))[:60], hit if hit in PLAIN_HITS else "UNIQUE", inputs, outputs, rule_rows
    )


def _input(item: ItemCard, name: str) -> GridInput:
    card = rules.field_for(item, name)
    return GridInput(_words(name), _KINDS.get(card.kind, "string") if card else "")


def _result(item: ItemCard, name: str) -> str:
    """A result called like a material stands for it under its id, which stays when the name is mended."""
    material = rules.material_for(item, name)
    return material.id if material else name


def _test(typed: str, card: FieldCard | None) -> str:
    """A test as S-FEEL: what people type without marks becomes an answer, a day, a span."""
    text = _words(typed)
    if text in ("", "-", "—", "任意"):
        return ""
    if card is not None and (card.choices or card.kind == "yes_no"):
        answers = {one.label: one.value for one in card.choices} | {
            one.value: one.value for one in card.choices
        }
        found = [(answers or _YES_NO).get(part.strip(' "')) for part in re.split("[,，、;；]", text)]
        return ", ".join(f'"{one}"' for one in found) if all(found) else text
    plain = text.translate(_WIDE)
    for sign, word in _SIGNS:
        plain = plain.replace(sign, word)
    if card is not None and card.kind == "date":
        return _DAY.sub(lambda found: f'@"{found[0]}"', re.sub(r'@?"(\d{4}-\d{2}-\d{2})"', r"\1", plain))
    if card is not None and card.kind in _KINDS:
        span = re.fullmatch(rf"({_NUMBER})\s*(?:-|\.\.)\s*({_NUMBER})", plain)
        return f"[{span[1]}..{span[2]}]" if span else plain
    if '"' in text or text.startswith("not("):
        return text
    return ", ".join(text_literal(part.strip()) for part in re.split("[,，、;；]", text) if part.strip())


def _said(typed: str) -> str:
    """What a rule says as S-FEEL: a number, true, false; every other word is a text."""
    text = _words(typed)
    if not text or _SAYABLE.fullmatch(text):
        return text
    return text_literal(MATERIAL_WORDS.get(text, text))


def _words(text: str) -> str:
    return "".join(mark for mark in text[:LONGEST] if mark.isprintable()).strip()


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else MOST_RULES + 1


def made(grid: Grid, pressed: str, item: ItemCard) -> Grid:
    """The sheet after a button. Refuses a button that this sheet does not offer."""
    name, _colon, where = pressed.partition(":")
    if name not in MOVES:
        raise not_possible()
    at = int(where) - 1 if where.isascii() and where.isdigit() and len(where) < 5 else -1
    return MOVES[name](grid, at, item)


def _add_rule(grid: Grid, _at: int, _item: ItemCard) -> Grid:
    wide = len(grid.inputs) + len(grid.outputs)
    if len(grid.rules) >= MOST_RULES or (len(grid.rules) + 1) * wide > MOST_CELLS:
        raise not_possible()
    return replace(grid, rules=(*grid.rules, GridRule(("",) * len(grid.inputs), ("",) * len(grid.outputs))))


def _drop_rule(grid: Grid, at: int, _item: ItemCard) -> Grid:
    return replace(grid, rules=_without(grid.rules, at))


def _swap(grid: Grid, one: int, other: int) -> Grid:
    rows = list(grid.rules)
    if not (0 <= one < len(rows) and 0 <= other < len(rows)):
        raise not_possible()
    rows[one], rows[other] = rows[other], rows[one]
    return replace(grid, rules=tuple(rows))


def _add_input(grid: Grid, _at: int, item: ItemCard) -> Grid:
    asked = {one.name for one in grid.inputs}
    card = next((one for one in askable(item) if one.key not in asked), None)
    if card is None or len(grid.inputs) >= MOST_COLUMNS:
        raise not_possible()
    rows = tuple(replace(one, tests=(*one.tests, "")) for one in grid.rules)
    return replace(grid, inputs=(*grid.inputs, _input(item, card.key)), rules=rows)


def _drop_input(grid: Grid, at: int, _item: ItemCard) -> Grid:
    rows = tuple(replace(one, tests=_without(one.tests, at)) for one in grid.rules)
    return replace(grid, inputs=_without(grid.inputs, at), rules=rows)


def _add_output(grid: Grid, _at: int, _item: ItemCard) -> Grid:
    if len(grid.outputs) >= MOST_COLUMNS:
        raise not_possible()
    rows = tuple(replace(one, says=(*one.says, "")) for one in grid.rules)
    return replace(grid, outputs=(*grid.outputs, GridOutput("")), rules=rows)


def _drop_output(grid: Grid, at: int, _item: ItemCard) -> Grid:
    if len(grid.outputs) < 2:
        raise not_possible()
    rows = tuple(replace(one, says=_without(one.says, at)) for one in grid.rules)
    return replace(grid, outputs=_without(grid.outputs, at), rules=rows)


def _without(row: tuple[Part, ...], at: int) -> tuple[Part, ...]:
    if not 0 <= at < len(row):
        raise not_possible()
    return (*row[:at], *row[at + 1 :])


MOVES: dict[str, Callable[[Grid, int, ItemCard], Grid]] = {
    "add-rule": _add_rule,
    "drop-rule": _drop_rule,
    "up": lambda grid, at, item: _swap(grid, at, at - 1),
    "down": lambda grid, at, item: _swap(grid, at, at + 1),
    "add-in": _add_input,
    "drop-in": _drop_input,
    "add-out": _add_output,
    "drop-out": _drop_output,
}
