"""What all readers share: one spelling of digits, dashes and brackets, and numbers as guides write them."""

from __future__ import annotations

import re

from tongban.law.rules import read_number

NUMERAL = "[0-9]{1,4}|[零〇一二三四五六七八九十百两]{1,5}"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("–—―－−‐‑‒～〜~﹣", "-"),
        **dict.fromkeys("；﹔", ";"),
        **dict.fromkeys("，﹐", ","),
        **dict.fromkeys("︰﹕∶", ":"),
        **dict.fromkeys("〔［【", "("),
        **dict.fromkeys("〕］】", ")"),
    }
)
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")


def plain(text: str) -> str:
    """The text without blanks, with half-width signs and one kind of dash."""
    return _BLANKS.sub("", text).translate(_WIDE).translate(_SIGNS)


def count_of(text: str) -> int | None:
    """A count as written, 3 or 三; None when it is none."""
    return read_number(text)
