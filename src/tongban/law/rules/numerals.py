"""Numbers as citations write them: Chinese, Arabic, the old short forms, and a few that scanners mistake."""

from __future__ import annotations

DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_TENS = {"廿": "二十", "卅": "三十"}
CHINESE = "零〇一二三四五六七八九十百千两廿卅"
LARGEST = 9999


def read_number(text: str) -> int | None:
    """The number that the text writes, 1 to 999999; None when it writes none.

    Reads 四十二, 一百零一, 一百〇一, 百零三, 一零一 (digit by digit), 廿三 and 42.
    """
    if text.isascii() and text.isdigit():
        return (int(text) or None) if len(text) <= 6 else None
    for short, long in _TENS.items():
        text = text.replace(short, long)
    if not text or any(sign not in DIGITS and sign not in _UNITS for sign in text):
        return None
    number = _by_units(text) if any(sign in _UNITS for sign in text) else _by_digits(text)
    return number if number is not None and 0 < number <= LARGEST else None


def written(number: int) -> str:
    """A number as an article writes it: 101 is 一百零一, 14 is 十四. Beyond 9999 in digits, and 0 as 零."""
    if not 0 < number <= LARGEST:
        return str(number) if number else "零"
    signs = "零一二三四五六七八九"
    text = ""
    rest = number
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, unit)
        if digit:
            text += signs[digit] + word
        elif text and rest and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def _by_digits(text: str) -> int | None:
    return int("".join(str(DIGITS[sign]) for sign in text)) if len(text) <= 4 else None


def _by_units(text: str) -> int | None:
    total, digit, last = 0, None, 10_000
    for sign in text:
        if sign in _UNITS:
            unit = _UNITS[sign]
            if unit >= last or digit == 0:
                return None
            total += (1 if digit is None else digit) * unit
            digit, last = None, unit
        elif sign in "零〇":
            if digit is not None:
                return None
        elif digit is not None:
            return None
        else:
            digit = DIGITS[sign]
    return total + (digit or 0)
