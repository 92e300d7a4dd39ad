"""What a bundle must say before it is offered: every fault in a sentence, all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

from tongban.bundles.rules.content import ITEM, Content, every_option, every_question
from tongban.bundles.rules.merging import Use, alike, fits
from tongban.bundles.rules.situations import in_order
from tongban.catalogue.rules import FieldCard, ItemCard
from tongban.foundation.refusals import Fault, _

FEWEST = 2


def content_faults(content: Content, cards: Mapping[str, ItemCard]) -> tuple[Fault, ...]:
    """All faults of a version; none means that it may be published.

    cards  the items in force by task code, those that the content names and the catalogue has
    """
    return (
        *_member_faults(content, cards),
        *_order_faults(content),
        *_question_faults(content, cards),
        *_joined_faults(content, cards),
        *_conflicts(content, cards),
    )


def _member_faults(content: Content, cards: Mapping[str, ItemCard]) -> Iterator[Fault]:
    if not content.name.strip():
        yield Fault("name", _("The bundle has no name."))
    if len(content.cases) < FEWEST:
        yield Fault("members", _("A bundle joins at least two items."))
    codes = Counter(one.item_code for one in content.members if one.item_code)
    for one in content.members:
        if one.role == ITEM and not one.item_code:
            yield Fault("members", _("“{name}” is no item of the catalogue here."), {"name": one.name})
        elif one.role == ITEM and one.item_code not in cards:
            yield Fault(
                "members",
                _("There is no item {code} in the catalogue: “{name}”."),
                {"code": one.item_code, "name": one.name},
            )
        elif one.role == ITEM and not cards[one.item_code].appliable:
            yield Fault("members", _("“{name}” cannot be applied for online at present."), {"name": one.name})
        elif one.role == ITEM and any(field.kind == "list" for field in cards[one.item_code].fields):
            yield Fault(
                "members", _("“{name}” asks for a list, which no bundle can ask yet."), {"name": one.name}
            )
        if codes[one.item_code] > 1:
            yield Fault("members", _("“{name}” is listed twice."), {"name": one.name})


def _order_faults(content: Content) -> Iterator[Fault]:
    codes = {one.item_code for one in content.cases}
    for one in content.members:
        for code in set(one.after) - codes:
            yield Fault(
                "members",
                _("“{name}” waits for {code}, which is no item of this bundle."),
                {"name": one.name, "code": code},
            )
    done: set[str] = set()
    for one in in_order(content.cases):
        if (set(one.after) & codes) - done:
            yield Fault(
                "members",
                _("“{name}” waits for an item that waits for it in turn."),
                {"name": one.name},
            )
        done.add(one.item_code)


def _question_faults(content: Content, cards: Mapping[str, ItemCard]) -> Iterator[Fault]:
    keys = Counter(one.key for one in every_question(content.questions))
    for question in every_question(content.questions):
        if keys[question.key] > 1 or not question.key:
            yield Fault("questions", _("The key “{key}” is used twice or empty."), {"key": question.key})
        if len({option.value for option in question.options}) < FEWEST:
            yield Fault(
                "questions",
                _("“{text}” needs at least two different answers to choose from."),
                {"text": question.text},
            )
    for option in every_option(content.questions):
        for code in option.items:
            member = content.member(code)
            if member is None or member.role != ITEM:
                yield Fault(
                    "questions",
                    _("The answer “{label}” leads to {code}, which is no item of this bundle."),
                    {"label": option.label, "code": code},
                )
        for name in option.fields:
            code, _space, key = name.partition(" ")
            if code not in cards or cards[code].field(key) is None:
                yield Fault(
                    "questions",
                    _("The answer “{label}” answers the question “{name}”, which no item asks."),
                    {"label": option.label, "name": name},
                )
        for name in option.materials:
            code, _space, key = name.partition(" ")
            material = cards[code].material(key) if code in cards else None
            if material is None:
                yield Fault(
                    "questions",
                    _("The answer “{label}” needs the material “{name}”, which no item knows."),
                    {"label": option.label, "name": name},
                )
            elif material.necessity == "required":
                yield Fault(
                    "questions",
                    _("“{name}” is required by its item, so no answer can spare it."),
                    {"name": material.name},
                )


def _joined_faults(content: Content, cards: Mapping[str, ItemCard]) -> Iterator[Fault]:
    for name in (name for together in content.joined for name in together):
        code, _space, key = name.partition(" ")
        card = cards.get(code)
        if card is None or (card.field(key) is None and card.material(key) is None):
            yield Fault("joined", _("“{name}” is no question or material of an item here."), {"name": name})


def _conflicts(content: Content, cards: Mapping[str, ItemCard]) -> Iterator[Fault]:
    """Questions that mean the same and take different answers: they would have to be asked twice."""
    uses = [
        Use(one.item_code, field)
        for one in content.cases
        if one.item_code in cards
        for field in cards[one.item_code].fields
    ]
    for one, other in combinations(uses, 2):
        if one.item != other.item and alike(one, other, content.joined) and not fits(one.field, other.field):
            yield Fault(
                "members",
                _("“{one}” and “{other}” both ask for “{label}”, but take different answers."),
                {
                    "one": cards[one.item].name,
                    "other": cards[other.item].name,
                    "label": _both(one.field, other.field),
                },
            )


def _both(one: FieldCard, other: FieldCard) -> str:
    return one.label if one.label == other.label else f"{one.label} / {other.label}"
