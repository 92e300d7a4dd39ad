"""A bundle in the words and rows of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tongban.bundles import rules
from tongban.bundles.work import Work
from tongban.cases.services import Known
from tongban.catalogue.rules import FieldCard
from tongban.design import links
from tongban.design.wording import date_full

Row = dict[str, Any]
FEW_NAMES = 2


def member_rows(work: Work, only_if: Mapping[str, str] | None = None) -> list[Row]:
    """The items of a situation with their departments and the day of their answer."""
    days = work.days()
    rows = []
    for member in work.needed:
        card = work.bundle.items[member.item_code]
        before = rules.waits_for(member, work.needed)
        day = days[member.item_code]
        rows.append(
            {
                "name": card.name,
                "url": links.address("item", code=card.code),
                "department": card.department_name,
                "result": card.result.name if card.result else "",
                "on": day[0] if day else None,
                "provisional": bool(day and day[1]),
                "after": "、".join(work.bundle.items[one.item_code].name for one in before),
                "only_if": (only_if or {}).get(member.item_code, ""),
                "fee": card.fee_yuan,
            }
        )
    return rows


def answer_text(question: FieldCard, value: str) -> str:
    """An answer as people read it: the words of a choice."""
    if question.kind == "choice":
        return next((one.label for one in question.choices if one.value == value), value)
    if question.kind == "yes_no":
        return {"yes": _("Yes"), "no": _("No")}.get(value, value)
    return value


def source_text(known: Known) -> str:
    """Where a value came from, as a tag."""
    return _("from {source}").format(source=_(known.source))


def day_text(day: tuple[Any, bool] | None) -> str:
    """A day by which something is answered; one that may still move says so."""
    if day is None:
        return ""
    return date_full(day[0]) + (_(" (provisional)") if day[1] else "")


def items_named(work: Work, one: rules.MergedMaterial) -> str:
    """For which items a material is handed in; many are counted."""
    names = [work.parts.cards[code].name for code, _id in one.uses]
    if len(names) <= FEW_NAMES:
        return "、".join(names)
    return _("{count} items").format(count=len(names))
