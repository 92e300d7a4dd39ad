"""What a version of a bundle says: its members, its questions, and what they lead to. Plain cards and their JSON.

Names, questions and labels are data in the language of the register, not sentences of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

ITEM, CHECK = "item", "check"


@dataclass(frozen=True, slots=True)
class Member:
    """One item of a bundle.

    item_code   the task code of the item in the catalogue; empty when no item here carries the name
    role        "item" for one that becomes a case of its own, "check" for what the platform looks up by itself
    department  who answers for it, as the source says it
    after       task codes of the items whose result it needs first
    """

    name: str
    item_code: str = ""
    role: str = ITEM
    department: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question of the situation, and what it leads to.

    items      task codes of the members that are needed with it
    materials  optional materials asked for with it only: ``<task code> <material id>``
    fields     questions of the items that it answers: ``<task code> <field key>`` -> value
    questions  what is asked next
    """

    value: str
    label: str
    hint: str = ""
    items: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the situation; ``many`` lets several answers stand together.

    known_by  type of the licence whose holder answers with the first option
    """

    key: str
    text: str
    options: tuple[Option, ...] = ()
    hint: str = ""
    many: bool = False
    known_by: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A version of a bundle.

    subjects         "person", "body"
    lead_department  who leads, as the source says it
    areas            codes of the regions where it is offered
    joined           what is one in different items: each ``<task code> <key of a question or material>``
    materials_said   the materials as the source's own guide lists them
    sample           names of the parts that are sample data, not facts of the source
    """

    name: str
    theme: str = ""
    subjects: tuple[str, ...] = ("person", "body")
    lead_department: str = ""
    areas: tuple[str, ...] = ()
    areas_said: int = 0
    conditions: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    questions: tuple[Question, ...] = ()
    joined: tuple[tuple[str, ...], ...] = ()
    materials_said: tuple[str, ...] = ()
    faq: tuple[tuple[str, str], ...] = ()
    delivery: str = ""
    also: str = ""
    consult_phone: str = ""
    source: str = ""
    source_url: str = ""
    edition: str = ""
    sample: tuple[str, ...] = ()

    def member(self, item_code: str) -> Member | None:
        """The member of this task code; None when there is none."""
        return next((one for one in self.members if one.item_code and one.item_code == item_code), None)

    @property
    def cases(self) -> tuple[Member, ...]:
        """The members that become cases."""
        return tuple(one for one in self.members if one.role == ITEM)

    @property
    def checks(self) -> tuple[Member, ...]:
        """What the platform looks up by itself."""
        return tuple(one for one in self.members if one.role == CHECK)


def every_option(questions: Sequence[Question]) -> Iterator[Option]:
    """All options of a tree of questions, the outer before the inner."""
    for question in questions:
        for option in question.options:
            yield option
            yield from every_option(option.questions)


def every_question(questions: Sequence[Question]) -> Iterator[Question]:
    """All questions of a tree, the outer before the inner."""
    for question in questions:
        yield question
        for option in question.options:
            yield from every_question(option.questions)


def to_plain(card: Any) -> Any:
    """A card as JSON's own types; what is empty or usual is left out."""
    if isinstance(card, tuple | list):
        return [to_plain(one) for one in card]
    if isinstance(card, Mapping):
        return dict(card)
    if not hasattr(card, "__dataclass_fields__"):
        return card
    kept = {one.name: to_plain(getattr(card, one.name)) for one in fields(card)}
    return {name: value for name, value in kept.items() if value not in ("", [], {}, None, 0, False)}


def content_from(plain: Mapping[str, Any]) -> Content:
    """The content that its JSON writes; unknown keys raise TypeError."""
    given = dict(plain)
    given["members"] = tuple(_member(one) for one in given.get("members", ()))
    given["questions"] = tuple(_question(one) for one in given.get("questions", ()))
    given["joined"] = tuple(tuple(one) for one in given.get("joined", ()))
    given["faq"] = tuple((question, answer) for question, answer in given.get("faq", ()))
    for name in ("subjects", "areas", "conditions", "materials_said", "sample"):
        if name in given:
            given[name] = tuple(given[name])
    return Content(**given)


def _member(plain: Mapping[str, Any]) -> Member:
    return Member(**{**plain, "after": tuple(plain.get("after", ()))})


def _question(plain: Mapping[str, Any]) -> Question:
    return Question(**{**plain, "options": tuple(_option(one) for one in plain.get("options", ()))})


def _option(plain: Mapping[str, Any]) -> Option:
    given = dict(plain)
    for name in ("items", "materials"):
        given[name] = tuple(given.get(name, ()))
    given["questions"] = tuple(_question(one) for one in given.get("questions", ()))
    return Option(**given)
