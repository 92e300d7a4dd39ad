"""Codes of service items and cases; the scheme is told by the form, since lengths differ between texts.

national-12  base code: 2 division, 2 item type, 5 main item, 3 sub-item (ZWFW C 0109)
national-31  task code: unified code of the body, level of exercise 1-7, base code
national-33  variant of a task: task code and 2 digits
national-43  number of a case: task code, day, 4 digits
gbt39046-10, gbt39046-24   base and task code of GB/T 39046-2020
sichuan      local form: base, division, 000, body, and two more numbers, joined by hyphens
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tongban.foundation.identifiers import uscc
from tongban.foundation.identifiers.check_characters import DIGITS_AND_LETTERS
from tongban.foundation.identifiers.checks import Check, refuse, right, wrong
from tongban.foundation.identifiers.cleaning import about_strangers, clean
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say

_BASE = r"[0-9]{4}[0-9A-Z]{8}"
_LOCAL_HEAD = (
    r"(?:[0-9]{3}[0-9A-Z][0-9]{8}(?:[0-9]{2})?|[A-Z]-[0-9]{6}-[0-9]{3,4}|[0-9][A-Z]-[0-9]{4}-[0-9]{5})"
)
_LOCAL = re.compile(
    rf"(?P<base>{_LOCAL_HEAD})-(?P<division>[0-9]{{12}})-(?P<part>[0-9]{{3}})-(?P<body>[0-9A-Z]+(?:-[0-9A-Z])?)"
    r"-(?P<kind>[0-9])-(?P<serial>[0-9]{2})"
)
_LOCAL_SHORT = re.compile(r"(?P<base>[A-Z]-[0-9]{6}-[0-9]{3,4})(?:-(?P<body>[0-9A-Z]+))?")
_LOCAL_BASE = re.compile(r"51[0-9][A-Z][0-9]{8}(?:[0-9]{2})?|51[0-9]{12}|[0-9][A-Z]-[0-9]{4}-[0-9]{5}")
_NATIONAL = {12: "national-12", 31: "national-31", 33: "national-33", 43: "national-43"}
_STANDARD = {10: "gbt39046-10", 24: "gbt39046-24"}


@dataclass(frozen=True, slots=True)
class ItemCode:
    """A code that holds, taken apart; parts that its scheme does not have are empty.

    base_code  the twelve characters that are the same in every region, or the local base
    body       unified social credit code of the body that exercises the item
    level      level of exercise, "1" national to "7" shared
    serial     what follows the task code: the variant, or the day and number of a case
    """

    code: str
    scheme: str
    base_code: str = ""
    body: str = ""
    level: str = ""
    serial: str = ""


def parse(value: str) -> ItemCode:
    """The code taken apart. Raises Refused with every reason when it does not hold."""
    result = check(value)
    if result.normalised is None:
        raise refuse("identifiers.item_code_wrong", result)
    code = result.normalised
    local = _LOCAL.fullmatch(code) or _LOCAL_SHORT.fullmatch(code)
    if local:
        return ItemCode(code, "sichuan", local["base"], local["body"] or "")
    if _LOCAL_BASE.fullmatch(code):
        return ItemCode(code, "sichuan", code)
    if len(code) in _STANDARD:
        return ItemCode(code, _STANDARD[len(code)], code if len(code) == 10 else "")
    if len(code) == 12:
        return ItemCode(code, "national-12", code)
    return ItemCode(code, _NATIONAL[len(code)], code[19:31], code[:18], code[18], code[31:])


def check(value: str) -> Check:
    """Whether a code is one of an item or case in a scheme that is known."""
    text = clean(value, keep_hyphens=True)
    if not text:
        return wrong(say(_("Give the code of a service item.")))
    local = _LOCAL.fullmatch(text) or _LOCAL_SHORT.fullmatch(text)
    if local:
        return right(text, *_local_notes(local["body"] or ""))
    if _LOCAL_BASE.fullmatch(text):
        return right(text, say(_("A base code of the local scheme of Sichuan.")))
    code = text.replace("-", "")
    foreign = list(about_strangers(code, DIGITS_AND_LETTERS, lambda mended: False))
    if foreign:
        return wrong(*foreign)
    if len(code) in _STANDARD:
        return _check_standard(code)
    if len(code) not in _NATIONAL:
        return wrong(
            say(
                _(
                    "An item code has 12, 31, 33 or 43 characters (10 or 24 under GB/T 39046); this has {length}."
                ),
                length=len(code),
            )
        )
    reasons = _national_faults(code)
    return wrong(*reasons) if reasons else right(code)


def _check_standard(code: str) -> Check:
    if not re.search(r"[0-9]{4}", code):
        return wrong(say(_("This is not the form of an item code: {code}."), code=code))
    return right(
        code, say(_("A code of GB/T 39046-2020; the published form with 12 or 31 characters is more common."))
    )


def _national_faults(code: str) -> list[Sentence]:
    reasons: list[Sentence] = []
    base = code if len(code) == 12 else code[19:31]
    if not re.fullmatch(_BASE, base):
        reasons.append(
            say(_("The base code must begin with four digits, division and item type: {base}."), base=base)
        )
    if len(code) == 12:
        return reasons
    if not uscc.holds(code[:18]):
        inner = uscc.check(code[:18]).reasons
        reasons.append(say(_("It begins with no valid unified social credit code: {code}."), code=code[:18]))
        reasons.extend(inner)
    if code[18] not in "1234567":
        reasons.append(
            say(_("Character 19, the level of exercise, lies between 1 and 7, not {found}."), found=code[18])
        )
    rest = code[31:]
    if rest and not re.fullmatch(r"[0-9]+", rest):
        reasons.append(say(_("After the task code only digits follow: {rest}."), rest=rest))
    elif len(code) == 43 and not _is_day(rest[:8]):
        reasons.append(say(_("There is no such day: {day}."), day=rest[:8]))
    return reasons


def _local_notes(body: str) -> list[Sentence]:
    notes = [say(_("A code of the local scheme of Sichuan."))]
    if body and not uscc.holds(body):
        notes.append(say(_("The body in it is no valid unified social credit code: {code}."), code=body))
    return notes


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True
