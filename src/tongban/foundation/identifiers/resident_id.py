"""Resident identity numbers (GB 11643-1999) and the permits that share their form.

81, 82 and 83 begin the residence permits for people of Hong Kong, Macao and Taiwan; 9 begins the permanent
residence card for foreigners (2023), with the province and the ISO 3166 country in place of the region.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.foundation.divisions import division_of, history_of, is_foreign_country
from tongban.foundation.identifiers.check_characters import mod11_2
from tongban.foundation.identifiers.checks import Check, refuse, right, wrong
from tongban.foundation.identifiers.cleaning import about_strangers, clean
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say

Sex = Literal["male", "female"]
_PERMIT_REGIONS = frozenset({"810000", "820000", "830000"})


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A number that holds, taken apart.

    region_code  the first six digits: where the number was first given, perhaps abolished since
    sex          by the sequence: odd is male, even is female
    """

    number: str
    region_code: str
    born_on: date
    sex: Sex


def parse(value: str, today: date) -> ResidentId:
    """The number taken apart. Raises Refused with every reason when it does not hold on this day."""
    result = check(value, today)
    if result.normalised is None:
        raise refuse("identifiers.resident_id_wrong", result)
    number = result.normalised
    born_on = _born_on(number)
    if born_on is None:
        raise refuse("identifiers.resident_id_wrong", result)
    return ResidentId(number, number[:6], born_on, "male" if int(number[16]) % 2 else "female")


def check(value: str, today: date | None = None) -> Check:
    """Whether a number holds; birth dates in the future are only seen when ``today`` is given."""
    number = clean(value)
    if not number:
        return wrong(say(_("Give an identity number of 18 characters.")))
    if re.fullmatch(r"[0-9]{15}", number):
        return wrong(*_about_old_number(number))
    if len(number) != 18:
        return wrong(
            say(_("An identity number has 18 characters; this has {length}."), length=len(number)),
            *about_strangers(number, "0123456789X", lambda mended: False),
        )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return wrong(*_about_characters(number, today))
    faults = tuple(_faults(number, today))
    return wrong(*faults) if faults else right(number, *_notes(number))


def upgrade(old: str) -> str:
    """The 18 characters of a 15-digit number: the century 19 put in, and the check character.

    Source: GB 11643-1999; first-generation cards ceased to be valid on 1 January 2013
    """
    body = old[:6] + "19" + old[6:]
    return body + mod11_2(body)


def _faults(number: str, today: date | None) -> list[Sentence]:
    faults = []
    born_on = _born_on(number)
    if born_on is None:
        faults.append(
            say(
                _("There is no such birth date: {year}-{month}-{day}."),
                year=number[6:10],
                month=number[10:12],
                day=number[12:14],
            )
        )
    elif today is not None and born_on > today:
        faults.append(say(_("The birth date {born_on} lies in the future."), born_on=born_on))
    expected = mod11_2(number[:17])
    if number[17] != expected:
        faults.append(
            say(
                _("The check character should be {expected}, not {found}."),
                expected=expected,
                found=number[17],
            )
        )
    return faults


def _about_characters(number: str, today: date | None) -> list[Sentence]:
    def holds(mended: str) -> bool:
        return bool(re.fullmatch(r"[0-9]{17}[0-9X]", mended)) and not _faults(mended, today)

    reasons = list(about_strangers(number, "0123456789X", holds))
    if "X" in number[:17]:
        reasons.append(say(_("Only the last character may be X.")))
    if not reasons or re.fullmatch(r"[0-9]{17}", number[:17]):
        reasons.append(
            say(_("By its digits the last character would be {expected}."), expected=mod11_2(number[:17]))
        )
    return reasons


def _about_old_number(number: str) -> list[Sentence]:
    upgraded = upgrade(number)
    reasons = [say(_("Identity numbers of 15 digits ceased to be valid on 1 January 2013."))]
    if _born_on(upgraded) is None:
        reasons.append(
            say(
                _("There is no such birth date: {year}-{month}-{day}."),
                year=upgraded[6:10],
                month=upgraded[10:12],
                day=upgraded[12:14],
            )
        )
    else:
        reasons.append(say(_("With 18 characters it would be {upgraded}."), upgraded=upgraded))
    return reasons


def _notes(number: str) -> list[Sentence]:
    region = number[:6]
    if region in _PERMIT_REGIONS:
        return []
    if region[0] == "9" and division_of(f"{region[1:3]}0000") and is_foreign_country(region[3:]):
        return []
    places = history_of(region)
    if not places:
        return [say(_("Unknown region: {region} stands in no table since 1980."), region=region)]
    if all(place.last_year is not None for place in places):
        last = places[-1]
        return [
            say(
                _("The region {region} ({name}) is historical; it was in use until {year}."),
                region=region,
                name=last.full_name,
                year=last.last_year,
            )
        ]
    return []


def _born_on(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
