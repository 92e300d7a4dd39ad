"""Days as people type them: 20261101, 2026-11-1, 2026年11月1日, 二〇二六年十一月一日."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from tongban.foundation.refusals import Refused, _

_CHINESE_DIGITS = {mark: str(value) for value, mark in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
}
_LUNAR = re.compile(
    r"农历|阴历|旧历|农曆|正月|腊月|冬月|闰|初[一二三四五六七八九十]|廿|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
)
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PARTS = re.compile(r"(\d{4})(?:[-/.年]| +)(\d{1,2})(?:[-/.月]| +)(\d{1,2})(?:日|号)?")


def parse_day(text: str) -> dt.date:
    """The day that this text names in the solar calendar.

    Refuses the lunar calendar, years of two digits and days that no calendar has, each in its own sentence.
    """
    if _LUNAR.search(text):
        raise Refused(
            "design.lunar_date",
            _("Enter the day of the solar calendar, as on the ID card, not of the lunar calendar."),
        )
    plain = _with_digits(unicodedata.normalize("NFKC", text).strip())
    plain = re.sub(r"\s*([-/.年月日号])\s*", r"\1", plain)
    found = _RUN.fullmatch(plain) or _PARTS.fullmatch(plain)
    if not found:
        raise Refused(
            "design.date_unclear", _("Enter the year with four digits, the month and the day, like 20261101.")
        )
    try:
        return dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        raise Refused(
            "design.no_such_day", _("There is no such day in the calendar. Check the month and the day.")
        ) from None


def _with_digits(text: str) -> str:
    """Chinese numerals as digits: 二〇二六年十一月二十一日 becomes 2026年11月21日."""
    if not re.search(r"[年月].*[一二三四五六七八九十]|[一二三四五六七八九〇零○].*[年月]", text):
        return text

    def tens(found: re.Match[str]) -> str:
        before = _CHINESE_DIGITS.get(found[1], "1") if found[1] else "1"
        return before + (_CHINESE_DIGITS[found[2]] if found[2] else "0")

    text = re.sub(r"([二三])?十([一二三四五六七八九])?", tens, text)
    return "".join(_CHINESE_DIGITS.get(mark, mark) for mark in text)
