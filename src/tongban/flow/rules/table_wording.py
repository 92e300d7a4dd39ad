"""Decision tables in words: the cells as people write them, why a material is asked for, what has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tongban.catalogue.rules import FieldCard, ItemCard, TableCard
from tongban.flow.rules.dmn.deciding import Decision, Table
from tongban.flow.rules.dmn.grids import Grid, GridRule, grid_of
from tongban.flow.rules.tables import (
    LATER,
    MATERIAL_WORDS,
    NONE,
    OPTIONAL,
    REQUIRED,
    Said,
    field_for,
    model_of,
)
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say

WORDS = {
    REQUIRED: _("needed"),
    OPTIONAL: _("may be handed in"),
    LATER: _("may follow later"),
    NONE: _("not needed"),
}
HITS = {
    "UNIQUE": _("exactly one rule holds"),
    "FIRST": _("the first rule that holds counts"),
    "ANY": _("all rules that hold say the same"),
    "COLLECT": _("what all rules that hold say is gathered"),
    "RULE ORDER": _("what all rules that hold say is gathered in their order"),
}
_TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"')
_WHY = {
    REQUIRED: _("Asked for: {reason}"),
    OPTIONAL: _("May be handed in: {reason}"),
    LATER: _("May follow later: {reason}"),
    NONE: _("Not asked for: {reason}"),
}


def why(item: ItemCard, said: Iterable[Said], material_id: str) -> Sentence | None:
    """Why a material is asked for or not: the table and the rules that say so; None when only the guide says so."""
    for one in said:
        word = one.materials.get(material_id)
        if word is not None:
            return say(_WHY[word], reason=reason_of(item, one))
    return None


def reason_of(item: ItemCard, one: Said) -> Sentence:
    """The rules that held: ``“Which papers”, rule 2 (situation: renting)``."""
    rules = tuple(_rule_words(item, one, number) for number in one.rules)
    if not rules:
        return say(_("“{title}”, since none of its rules holds"), title=one.title)
    return say(_("“{title}”, {rules}"), title=one.title, rules=rules)


def _rule_words(item: ItemCard, one: Said, number: int) -> Sentence:
    tests = tuple(_tests(item, one, number))
    if not tests:
        return say(_("rule {number}"), number=number)
    return say(_("rule {number} ({tests})"), number=number, tests=tests)


def _tests(item: ItemCard, one: Said, number: int) -> Iterator[Sentence]:
    table = _table(item, one)
    if table is None or number > len(table.rules):
        return
    for column, test in zip(table.columns, table.rules[number - 1].tests, strict=True):
        if test.text != "-":
            card = field_for(item, column.asks.text)
            label = card.label if card else column.asks.text
            yield say(_("{field}: {test}"), field=label, test=shown_cell(test.text, card))


def _table(item: ItemCard, one: Said) -> Table | None:
    card = next((table for table in item.tables if table.key == one.table), None)
    model = model_of(card.dmn).model if card else None
    decisions: tuple[Decision, ...] = model.decisions if model else ()
    logic = next((decision.logic for decision in decisions if decision.name == one.decision), None)
    return logic if isinstance(logic, Table) else None


def shown_cell(text: str, card: FieldCard | None) -> str:
    """A cell as people read it: answers by their labels, texts without marks; anything else as it is written."""
    labels = _labels(card)

    def read(found: re.Match[str]) -> str:
        value = unquoted(found[0])
        return labels.get(value, value)

    if _TEXTS.sub("", text).strip(", \n\t"):
        return _TEXTS.sub(lambda found: f'"{read(found)}"', text) if labels else text
    return "、".join(read(found) for found in _TEXTS.finditer(text))


def _labels(card: FieldCard | None) -> dict[str, str]:
    if card is None:
        return {}
    return (
        {"yes": "是", "no": "否"} if card.kind == "yes_no" else {one.value: one.label for one in card.choices}
    )


def unquoted(text: str) -> str:
    """A text of S-FEEL without its marks."""
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def table_changes(before: ItemCard, after: ItemCard) -> tuple[Sentence, ...]:
    """What has changed in the tables of an item, in words."""
    old, new = {one.key: one for one in before.tables}, {one.key: one for one in after.tables}
    found: list[Sentence] = []
    for key, card in new.items():
        if key not in old:
            found.append(say(_("The decision table “{name}” is new."), name=card.name))
        elif old[key] != card:
            found += _changes_of(after, old[key], card)
    found += [
        say(_("The decision table “{name}” is gone."), name=card.name)
        for key, card in old.items()
        if key not in new
    ]
    return tuple(found)


def _changes_of(item: ItemCard, before: TableCard, after: TableCard) -> Iterator[Sentence]:
    if before.name != after.name:
        yield say(_("The decision table “{old}” is called “{name}” now."), old=before.name, name=after.name)
    old, new = grid_of(before.dmn), grid_of(after.dmn)
    if old is None or new is None:
        if before.dmn != after.dmn:
            yield say(_("The decision table “{name}” comes from another file."), name=after.name)
        return
    if old.hit != new.hit and new.hit in HITS:
        yield say(_("In “{name}” {how} now."), name=after.name, how=say(HITS[new.hit]))
    if (old.inputs, [one.name for one in old.outputs]) != (new.inputs, [one.name for one in new.outputs]):
        yield say(_("The columns of “{name}” have changed."), name=after.name)
    yield from _rule_changes(item, after.name, old, new)
    for was, now in zip(old.outputs, new.outputs, strict=False):
        if was.name == now.name and was.otherwise != now.otherwise:
            yield say(
                _("“{name}” says otherwise: {result} is {value}."),
                name=after.name,
                result=now.name,
                value=_word(now.otherwise),
            )


def _rule_changes(item: ItemCard, name: str, old: Grid, new: Grid) -> Iterator[Sentence]:
    kept = set(old.rules) & set(new.rules)
    for rule in new.rules:
        if rule not in kept:
            yield say(_("“{name}” has the rule: {rule}."), name=name, rule=_rule(item, new, rule))
    for rule in old.rules:
        if rule not in kept:
            yield say(_("“{name}” has no longer the rule: {rule}."), name=name, rule=_rule(item, old, rule))
    if len(kept) == len(old.rules) == len(new.rules) and old.rules != new.rules:
        yield say(_("The rules of “{name}” stand in another order."), name=name)


def _rule(item: ItemCard, grid: Grid, rule: GridRule) -> Sentence:
    tests = tuple(
        say(
            _("{field}: {test}"),
            field=_label(item, column.name),
            test=shown_cell(test, field_for(item, column.name)),
        )
        for column, test in zip(grid.inputs, rule.tests, strict=True)
        if test
    )
    says = tuple(
        say(_("{result} is {value}"), result=column.name, value=_word(text))
        for column, text in zip(grid.outputs, rule.says, strict=True)
        if text
    )
    return say(_("{tests} → {says}"), tests=tests or say(_("any answers")), says=says or "–")


def _label(item: ItemCard, name: str) -> str:
    card = field_for(item, name)
    return card.label if card else name


def _word(text: str) -> Sentence:
    value = shown_cell(text, None)
    word = MATERIAL_WORDS.get(value)
    return say(WORDS[word]) if word else Sentence("{value}", {"value": value or "–"})
