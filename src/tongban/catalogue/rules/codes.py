"""Item codes by scheme: the national engineering scheme, the published standard, and what provinces do.

The schemes do not agree (12/31/33 characters in production, 10/24 in GB/T 39046-2020), so a code is stored
as found, with the scheme it follows; nothing is forced into another's shape.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongban.catalogue.rules.items import ITEM_TYPES
from tongban.foundation.identifiers import check, item_code
from tongban.foundation.refusals import Refused

CODE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class CodeReading:
    """A code and what it says of itself; parts that the scheme does not carry are empty."""

    scheme: str
    base: str = ""
    body: str = ""
    level: str = ""


def read_item_code(text: str) -> CodeReading:
    """Which scheme a code follows, as ``foundation.identifiers.item_code`` knows them, or "local" for any other.

    A list's base code may be shorter or longer than the schemes know; what a list writes is kept.
    """
    try:
        code = item_code.parse(text)
    except Refused:
        return CodeReading("local")
    return CodeReading(code.scheme, code.base_code, code.body, code.level)


def task_code(*, base: str, body: str, level: str) -> str:
    """The 31-character task code (实施编码): body, level of exercise, base code."""
    return f"{body}{level}{base}"


def type_code_of(text: str) -> str | None:
    """The two-digit item type of a code written with or without its leading zero; None when there is no such type."""
    code = text.strip()
    return code.zfill(2) if code and code.zfill(2) in ITEM_TYPES else None


def registered_uscc(*, code: str, in_items: tuple[str, ...]) -> tuple[str, str]:
    """The unified code that a department's written code stands for, and how it was found.

    code      as the list writes it: whole, without zeros, as an organisation code, with a suffix, or internal
    in_items  the codes that the department's own item codes carry, one for each item
    Returns ("", "") when nothing in the list gives a valid unified code that belongs to this department.
    How: "as-written", "upper-case", "organisation-code", "item-codes".
    """
    bare = code.strip().split("_")[0]
    checked = check("uscc", bare).normalised
    if checked:
        return checked, "as-written" if checked == code else "upper-case"
    valid = [one.upper() for one in in_items if len(one) == 18 and check("uscc", one.upper()).valid]
    organisation = bare.replace("-", "").upper()
    for one in valid:
        if organisation and (one[8:17] == organisation or _without_a_digit(one, organisation)):
            return one, "organisation-code"
    offices = [one for one in valid if one.startswith("11")]
    if not offices:
        return "", ""
    often = max(sorted(set(offices)), key=offices.count)
    return (often, "item-codes") if offices.count(often) * 2 > len(in_items) else ("", "")


def _without_a_digit(whole: str, written: str) -> bool:
    """Whether the written code is the whole one with a single character dropped."""
    return len(written) == len(whole) - 1 and any(
        whole[:place] + whole[place + 1 :] == written for place in range(len(whole))
    )
