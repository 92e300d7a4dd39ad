"""One form and one set of materials out of several items: each question once, each material once.

Source: 国办发〔2025〕24号: 一表申请, 一套材料; the strictest need and the most copies of any item stand.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tongban.catalogue import rules as items
from tongban.catalogue.rules import FieldCard, ItemCard, MaterialCard
from tongban.flow import rules as flow

T = TypeVar("T")
Given = Mapping[tuple[str, str], str]
_STRICTNESS = {"optional": 0, "gap": 1, "required": 2}
_ORNAMENT = re.compile(r"[\s《》“”\"'「」（）()、，,]")


@dataclass(frozen=True, slots=True)
class Use:
    """One item that asks a question, and how it asks."""

    item: str
    field: FieldCard


@dataclass(frozen=True, slots=True)
class Merged:
    """A question asked once for all items that ask it."""

    key: str
    uses: tuple[Use, ...]

    def use_of(self, item: str) -> Use | None:
        """How this item asks it; None when it does not."""
        return next((one for one in self.uses if one.item == item), None)

    def card(self, uses: Sequence[Use] = ()) -> FieldCard:
        """The question as it is put: as the first item asks it, needed if any needs it, as short as any wants it."""
        asked = tuple(uses) or self.uses
        first = asked[0].field
        lengths = [one.field.max_length for one in asked if one.field.max_length]
        return replace(
            first,
            key=self.key,
            required=any(one.field.required for one in asked),
            max_length=min(lengths, default=0),
            hint=next((one.field.hint for one in asked if one.field.hint), ""),
            source=self.source,
            purpose="；".join(dict.fromkeys(one.field.purpose for one in asked if one.field.purpose)),
            basis="；".join(dict.fromkeys(one.field.basis for one in asked if one.field.basis)),
            when=None,
        )

    @property
    def source(self) -> str | None:
        """What answers it without asking, as the first item that knows one says it."""
        return next((one.field.source for one in self.uses if one.field.source), None)


def merged_fields(
    forms: Mapping[str, Sequence[FieldCard]], joined: Iterable[Sequence[str]] = ()
) -> tuple[Merged, ...]:
    """The questions of all items, each once.

    Two questions are one when the same source answers them, when key, kind and label are the same, or when the
    bundle says so (``joined``); never two questions of one item, and never questions whose answers differ in kind.
    """
    groups: list[list[Use]] = []
    for code, asked in forms.items():
        for field in asked:
            use = Use(code, field)
            home = next((group for group in groups if _belongs(use, group, joined)), None)
            if home is None:
                groups.append([use])
            else:
                home.append(use)
    return _named(groups)


def _belongs(use: Use, group: Sequence[Use], joined: Iterable[Sequence[str]]) -> bool:
    if any(one.item == use.item for one in group):
        return False
    return any(alike(use, one, joined) for one in group) and all(fits(use.field, one.field) for one in group)


def alike(one: Use, other: Use, joined: Iterable[Sequence[str]] = ()) -> bool:
    """Whether two items ask for the same thing, however they ask for it."""
    if one.field.source and one.field.source == other.field.source:
        return True
    if (one.field.key, one.field.label) == (other.field.key, other.field.label):
        return True
    pair = {f"{one.item} {one.field.key}", f"{other.item} {other.field.key}"}
    return any(pair <= set(together) for together in joined)


def fits(one: FieldCard, other: FieldCard) -> bool:
    """Whether one answer can serve both: the same kind, and the same answers to choose from."""
    return one.kind == other.kind and {c.value for c in one.choices} == {c.value for c in other.choices}


def _named(groups: Sequence[Sequence[Use]]) -> tuple[Merged, ...]:
    """Each question with a key of its own: the item's where no other question has it."""
    often: dict[str, int] = {}
    for group in groups:
        often[group[0].field.key] = often.get(group[0].field.key, 0) + 1
    return tuple(
        Merged(
            group[0].field.key if often[group[0].field.key] == 1 else f"{group[0].field.key}.{group[0].item}",
            tuple(group),
        )
        for group in groups
    )


def answers_of(item: str, form: Iterable[Merged], answers: Mapping[str, str], given: Given) -> dict[str, str]:
    """The answers to one item's own questions, out of the answers to the merged ones."""
    found = {
        use.field.key: answers[one.key]
        for one in form
        if answers.get(one.key) and (use := one.use_of(item)) is not None
    }
    return found | {key: value for (code, key), value in given.items() if code == item}


@dataclass(frozen=True, slots=True)
class Parts:
    """The items of one situation.

    cards  task code -> the item, predecessors first
    after  task code -> the types of licence that its predecessors lead to
    given  questions that the situation itself has answered
    out    optional materials that belong to answers not given
    joined materials that the bundle says are one: each ``<task code> <material id>``
    """

    cards: Mapping[str, ItemCard]
    after: Mapping[str, frozenset[str]]
    given: Given
    out: frozenset[tuple[str, str]] = frozenset()
    joined: tuple[tuple[str, ...], ...] = ()


def asked_uses(one: Merged, form: Sequence[Merged], parts: Parts, answers: Mapping[str, str]) -> list[Use]:
    """The items that ask this question in this situation and that nothing else answers."""
    return [
        use
        for use in one.uses
        if use.item in parts.cards
        and (use.item, use.field.key) not in parts.given
        and not comes(use, parts)
        and items.asked(use.field.when, answers_of(use.item, form, answers, parts.given))
    ]


def comes(use: Use, parts: Parts) -> bool:
    """Whether the answer will stand on a licence that a predecessor leads to."""
    what = (use.field.source or "").split(".")
    types = parts.after.get(use.item, frozenset())
    return len(what) == 3 and what[0] == "licence" and what[1] in types


def asked_form(
    form: Sequence[Merged], parts: Parts, answers: Mapping[str, str]
) -> tuple[tuple[Merged, FieldCard], ...]:
    """The questions of this situation in the order of its items, each with the card by which it is put."""
    order = list(parts.cards)
    found = [(one, uses) for one in form if (uses := asked_uses(one, form, parts, answers))]
    found.sort(key=lambda pair: (order.index(pair[1][0].item), pair[1][0].field.page))
    return tuple((one, one.card(uses)) for one, uses in found)


def times_asked(form: Sequence[Merged], parts: Parts, answers: Mapping[str, str]) -> int:
    """How many questions the items would ask one by one."""
    return sum(
        items.asked(field.when, answers_of(code, form, answers, parts.given))
        for code, card in parts.cards.items()
        for field in card.fields
    )


@dataclass(frozen=True, slots=True)
class MergedMaterial:
    """A material handed in once for all items that need it.

    card  as the strictest of them needs it; its id is the merged key
    uses  (task code, id of the material there)
    comes  the licence it is answered by comes from a predecessor within the bundle
    """

    card: MaterialCard
    uses: tuple[tuple[str, str], ...]
    comes: bool = False

    @property
    def key(self) -> str:
        return self.card.id


def merged_materials(
    form: Sequence[Merged], parts: Parts, answers: Mapping[str, str]
) -> tuple[MergedMaterial, ...]:
    """The materials of this situation, each once: by type of licence, as the bundle joins them, else by name.

    Of several needs the strictest stands, of several counts of copies the largest (SIT-2).
    """
    groups: dict[str, list[tuple[str, MaterialCard]]] = {}
    for code, one in _needed(form, parts, answers):
        groups.setdefault(material_key(code, one, parts.joined), []).append((code, one))
    return tuple(_merged(key, group, parts) for key, group in groups.items())


def _needed(
    form: Sequence[Merged], parts: Parts, answers: Mapping[str, str]
) -> Iterator[tuple[str, MaterialCard]]:
    for code, card in parts.cards.items():
        for one in flow.needed_so_far(card, answers_of(code, form, answers, parts.given)):
            if one.necessity == "required" or (code, one.id) not in parts.out:
                yield code, one


def _merged(key: str, group: Sequence[tuple[str, MaterialCard]], parts: Parts) -> MergedMaterial:
    cards = [one for _code, one in group]
    notes = dict.fromkeys(part for one in cards for part in (one.note, one.accept_standard) if part)
    card = replace(
        cards[0],
        id=key,
        necessity=max((one.necessity for one in cards), key=_STRICTNESS.__getitem__),
        copies=max(one.copies for one in cards),
        note="\n".join(notes),
        accept_standard="",
        when=None,
    )
    comes = all(
        one.exempt == "licence" and one.licence_type in parts.after.get(code, frozenset())
        for code, one in group
    )
    return MergedMaterial(card, tuple((code, one.id) for code, one in group), comes)


def material_key(code: str, one: MaterialCard, joined: Iterable[Sequence[str]] = ()) -> str:
    """By what two items' materials are known to be the same paper."""
    together = next((names for names in joined if f"{code} {one.id}" in names), None)
    if together is not None:
        what = f"joined {' '.join(sorted(together))}"
    elif one.exempt == "licence" and one.licence_type:
        what = f"licence {one.licence_type} {one.holder}"
    else:
        what = f"name {_ORNAMENT.sub('', one.name)}"
    return "m" + hashlib.sha256(what.encode()).hexdigest()[:16]


def files_of(
    item: str, materials: Iterable[MergedMaterial], files: Mapping[str, Sequence[T]]
) -> dict[str, tuple[T, ...]]:
    """The files for one item's own materials, out of those handed in once."""
    return {
        own: tuple(files[one.key])
        for one in materials
        if files.get(one.key)
        for code, own in one.uses
        if code == item
    }
