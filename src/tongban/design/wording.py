"""How days, moments, numbers, sizes and deadlines are said, in the language of the page."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext

from tongban.foundation import masking

_WEEKDAYS = "一二三四五六日"
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _as_day(day: dt.date) -> dt.date:
    return timezone.localtime(day).date() if isinstance(day, dt.datetime) and timezone.is_aware(day) else day


def _in_chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")


def date_long(day: dt.date) -> str:
    """11月27日（周五）, or "Friday 27 November"."""
    day = _as_day(day)
    if _in_chinese():
        return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
    return f"{_ENGLISH_DAYS[day.weekday()]} {day.day} {_ENGLISH_MONTHS[day.month - 1]}"


def date_full(day: dt.date) -> str:
    """2026年11月27日（周五）, or "Friday 27 November 2026"."""
    day = _as_day(day)
    return f"{day.year}年{date_long(day)}" if _in_chinese() else f"{date_long(day)} {day.year}"


def date_plain(day: dt.date) -> str:
    """2026年11月27日, or "27 November 2026": the day of an official letter."""
    day = _as_day(day)
    if _in_chinese():
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"


def moment(at: dt.datetime) -> str:
    """2026-11-20 14:40 in the time of the site."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def clock(at: dt.datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M")


def groups(text: str) -> list[str]:
    """The pieces in which a long number is read; one with hyphens has its pieces already."""
    text = text.strip()
    if re.fullmatch(r"\d{17}[\dXx]", text):
        return [text[:6], text[6:14], text[14:]]
    if re.fullmatch(r"\d{6}", text):
        return [text[:3], text[3:]]
    if re.fullmatch(r"1\d{10}", text):
        return [text[:3], text[3:7], text[7:]]
    if "-" in text:
        return [text]
    return [text[at : at + 4] for at in range(0, len(text), 4)]


def file_size(size: int) -> str:
    """31 MB; what people compare with a limit, so never rounded down."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{-(-size // 1024)} kB"
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10} MB" if tenths % 10 == 0 else f"{tenths / 10:.1f} MB"


def light(name: str, workdays: int) -> tuple[str, str]:
    """The word of a traffic light and what is left, or how late: ("正常", "剩 5 个工作日")."""
    days = abs(workdays)
    left = ngettext("%(days)d workday left", "%(days)d workdays left", days) % {"days": days}
    over = ngettext("by %(days)d workday", "by %(days)d workdays", days) % {"days": days}
    if name in ("WARNING", "URGENT") and days == 0:
        word = pgettext("light", "Due soon") if name == "WARNING" else pgettext("light", "Urgent")
        return word, pgettext("light", "due today")
    if name == "OVERDUE" and days == 0:
        return pgettext("light", "Overdue"), pgettext("light", "by less than a workday")
    return {
        "NORMAL": (pgettext("light", "On time"), left),
        "WARNING": (pgettext("light", "Due soon"), left),
        "URGENT": (pgettext("light", "Urgent"), left),
        "OVERDUE": (pgettext("light", "Overdue"), over),
        "PAUSED": (pgettext("light", "Clock stopped"), ""),
    }[name]


def masked(kind: str, text: str) -> str:
    """The text with what strangers need not see covered (``foundation.masking``)."""
    cover = {
        "name": masking.mask_name,
        "id": masking.mask_id,
        "phone": masking.mask_phone,
        "address": masking.mask_address,
    }[kind]
    return cover(text) if text else ""


def said(value: object) -> object:
    """A value inside a sentence, as people read it."""
    return date_full(value) if isinstance(value, dt.date) else value
