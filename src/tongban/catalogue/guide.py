"""The guide page's own view of an item: can I, how long, how much, what do I need, where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.calendar import queries as calendar
from tongban.catalogue.rules import ItemCard, KnownMaterial, MaterialCard
from tongban.foundation.workdays import Period, due

BRING, KNOWN, FETCHED, MADE = "bring", "known", "fetched", "made"


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One material of the guide and what the reader has to do about it.

    way  "bring", "known" (held now), "fetched" (asked from the licence store), "made" (the form says it)
    """

    card: MaterialCard
    way: str
    known: KnownMaterial | None
    situation: str


@dataclass(frozen=True, slots=True)
class Promise:
    """The promised limit as a day: the last day of the answer if the application is accepted today."""

    on: date
    provisional: bool


def said(period: Period | None) -> str:
    """A period in words: 10 workdays."""
    if period is None:
        return ""
    if period.number == 0:
        return _("on the spot")
    words = (
        ngettext("{number} workday", "{number} workdays", period.number)
        if period.unit == "workday"
        else ngettext("{number} day", "{number} days", period.number)
    )
    return words.format(number=period.number)


def promise(item: ItemCard, today: date) -> Promise | None:
    """When the answer comes at the latest, None when the guide gives no limit."""
    if item.promised is None:
        return None
    workdays = calendar.calendar_for(item.region_code)
    found = due(today, item.promised, workdays, provisional=True)
    return Promise(found.on, found.provisional)


def material_lines(item: ItemCard, known: Mapping[str, KnownMaterial]) -> list[MaterialLine]:
    """The materials in the order of the guide."""
    return [
        MaterialLine(one, _way(one, known), known.get(one.id), _situation(item, one))
        for one in item.materials
    ]


def to_bring(lines: list[MaterialLine]) -> int:
    """How many materials everybody has to bring."""
    return sum(
        line.way == BRING and line.card.necessity == "required" and line.card.when is None for line in lines
    )


def spared(lines: list[MaterialLine]) -> int:
    """How many materials need not be brought."""
    return sum(line.way != BRING for line in lines)


def _way(one: MaterialCard, known: Mapping[str, KnownMaterial]) -> str:
    if one.id in known:
        return KNOWN
    if one.exempt == "licence":
        return FETCHED
    return BRING if one.exempt == "none" else MADE


def _situation(item: ItemCard, one: MaterialCard) -> str:
    """In which situation the material is needed, in the words of the form; empty when always."""
    if not one.when:
        return ""
    asked = item.field(str(one.when["field"]))
    if asked is None:
        return ""
    values = one.when.get("in") or [one.when.get("is")]
    labels = {choice.value: choice.label for choice in asked.choices} | {"yes": _("Yes"), "no": _("No")}
    answers = " / ".join(labels.get(str(value), str(value)) for value in values)
    return _("{question}: {answers}").format(question=asked.label, answers=answers)
