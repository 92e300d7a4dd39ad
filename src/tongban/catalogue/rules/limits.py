"""Time limits as guides write them, read without guessing: what was read, and what had to be assumed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tongban.catalogue.rules.items import promise_kept_within, statutory_unit
from tongban.catalogue.rules.reports import Mend
from tongban.foundation.refusals import _
from tongban.foundation.workdays import Period

_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMERAL = "[一二两三四五六七八九十百]+"
_UNITED = re.compile(rf"(?P<number>\d+|{_NUMERAL})\s*个?(?P<unit>工作日|自然日|日历日|日|天)")


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as read. ``period`` is None when the text gives none; ``mends`` tell what was assumed."""

    period: Period | None
    mends: tuple[Mend, ...] = ()


def read_limit(*, number: str, unit_text: str, note: str, which: str, on: date) -> Limit:
    """One time limit of a guide from its number, its unit as written and its note.

    number     as written: "10", "十五", "" when none is given
    unit_text  as written: "工作日", "工作日（见说明）", "未注明", "见说明（法定为“三日”，承诺为“3个工作日”）"
    which      "法定" or "承诺", the word by which one text names both
    on         the day whose law reads a unit that is left out
    Source for a unit left out: Administrative License Law, art. 82; every use of it is noted.
    """
    field = "legal_limit" if which == "法定" else "promise_limit"
    count = _count(number)
    if count is None:
        return Limit(
            None, (Mend(field, number, "", _("No number of days is given; the limit is left open.")),)
        )
    plain = _unit_named_for(which, unit_text) or _unit_of(unit_text)
    if plain:
        return Limit(days_of(count, plain))
    written = f"{number} {unit_text}"
    stated = _unit_stated(note, count)
    if stated:
        why = _("The unit is not given beside the number; it is taken from the note of the same guide.")
        return Limit(days_of(count, stated), (Mend(field, written, f"{count} {stated}", why),))
    unit = statutory_unit(on)
    why = _(
        "No unit is given; it is read as the licensing law reads days (art. 82). The department should confirm."
    )
    return Limit(days_of(count, unit), (Mend(field, written, f"{count} {unit}", why),))


def days_of(number: int, unit: str) -> Period:
    """A period from its number and the stored word of its unit."""
    return Period(number, "day" if unit == "day" else "workday")


def capped(promised: Period | None, statutory: Period | None) -> Limit:
    """The promise, never longer than the statute: a longer or incomparable one becomes the statutory limit."""
    if promised is None or statutory is None or promise_kept_within(promised, statutory):
        return Limit(promised)
    why = _(
        "The promise may end later than the statutory limit; the statutory limit counts until it is corrected."
    )
    was, now = f"{promised.number} {promised.unit}", f"{statutory.number} {statutory.unit}"
    return Limit(statutory, (Mend("promise_limit", was, now, why),))


def _count(text: str) -> int | None:
    text = text.strip()
    if text.isascii() and text.isdigit():
        return int(text)
    if not re.fullmatch(_NUMERAL, text):
        return None
    if "百" in text:
        return None
    if "十" not in text:
        return _DIGITS.get(text)
    tens, ones = text.split("十", 1)
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def _unit_of(unit_text: str) -> str:
    if unit_text.startswith("工作日"):
        return "workday"
    return "day" if unit_text.startswith(("自然日", "日历日")) else ""


def _unit_named_for(which: str, unit_text: str) -> str:
    """The unit when the text names one for each limit: 法定为“三日”，承诺为“3个工作日”."""
    found = re.search(rf"{which}为[“\"]?([^”\"，。；]+)", unit_text)
    if not found:
        return ""
    match = _UNITED.search(found[1])
    return _unit_code(match["unit"]) if match else ""


def _unit_stated(note: str, count: int) -> str:
    """The unit that the note gives to this very number of days."""
    units = {_unit_code(one["unit"]) for one in _UNITED.finditer(note) if _count(one["number"]) == count}
    return units.pop() if len(units) == 1 else ""


def _unit_code(word: str) -> str:
    return "workday" if word == "工作日" else "day"
