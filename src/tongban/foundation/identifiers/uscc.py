"""Unified social credit codes (GB 32100-2015) of organs, firms, associations and every other body.

Registering department, category, six digits of division, the organisation code (GB 11714, with its own
check character) and the check character over all; the letters I, O, S, V and Z do not occur.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from tongban.foundation.divisions import history_of
from tongban.foundation.identifiers.check_characters import USCC_CHARACTERS, mod11_organisation, mod31_uscc
from tongban.foundation.identifiers.checks import Check, refuse, right, wrong
from tongban.foundation.identifiers.cleaning import about_strangers, clean
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say

_CENTRAL = "100000"


@dataclass(frozen=True, slots=True)
class Uscc:
    """A code that holds, taken apart."""

    code: str
    authority_code: str
    category_code: str
    region_code: str
    organisation_code: str


def parse(value: str) -> Uscc:
    """The code taken apart. Raises Refused with every reason when it does not hold."""
    result = check(value)
    if result.normalised is None:
        raise refuse("identifiers.uscc_wrong", result)
    code = result.normalised
    return Uscc(code, code[0], code[1], code[2:8], code[8:17])


def build(head: str, organisation: str) -> str:
    """The code of the first eight characters and the eight of an organisation, with both check characters."""
    body = head + organisation + mod11_organisation(organisation)
    return body + mod31_uscc(body)


def check(value: str) -> Check:
    """Whether a unified social credit code holds, both check characters included."""
    code = clean(value)
    if not code:
        return wrong(say(_("Give a unified social credit code of 18 characters.")))
    reasons = []
    if len(code) != 18:
        reasons.append(
            say(_("A unified social credit code has 18 characters; this has {length}."), length=len(code))
        )
    if len(code) == 15 and code.isdigit():
        reasons.append(say(_("15 digits are the number of an old business licence, replaced since 2015.")))
    reasons += about_strangers(code, USCC_CHARACTERS, holds)
    if not reasons:
        reasons = faults(code)
    return wrong(*reasons) if reasons else right(code, *_notes(code))


def holds(code: str) -> bool:
    """Whether clean characters are a unified social credit code."""
    return len(code) == 18 and all(c in USCC_CHARACTERS for c in code) and not faults(code)


def faults(code: str) -> list[Sentence]:
    """What is wrong with 18 characters of the code's own alphabet."""
    found = []
    if not code[2:8].isdigit():
        found.append(
            say(_("Characters 3 to 8 name the division and must be digits: {division}."), division=code[2:8])
        )
    inner = mod11_organisation(code[8:16])
    if code[16] != inner:
        found.append(
            say(
                _(
                    "Character 17, the check character of the organisation code inside, should be {expected}, not {found}."
                ),
                expected=inner,
                found=code[16],
            )
        )
    expected = mod31_uscc(code[:17])
    if code[17] != expected:
        found.append(
            say(
                _("The check character should be {expected}, not {found}."), expected=expected, found=code[17]
            )
        )
    return found


def _notes(code: str) -> list[Sentence]:
    notes = []
    if code[:2] not in _categories():
        notes.append(say(_("{category} is no registration category of GB 32100-2015."), category=code[:2]))
    region = code[2:8]
    # Registries outlive divisions and serve zones: the prefecture is enough to be known.
    if region != _CENTRAL and not (history_of(region) or history_of(region[:4] + "00")):
        notes.append(say(_("Unknown region: {region} stands in no table since 1980."), region=region))
    return notes


@lru_cache(maxsize=1)
def _categories() -> frozenset[str]:
    text = (resources.files("tongban.foundation") / "data" / "uscc_categories.csv").read_text(
        encoding="utf-8"
    )
    return frozenset(
        row["authority_code"] + row["category_code"] for row in csv.DictReader(io.StringIO(text))
    )
