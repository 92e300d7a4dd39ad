"""Division codes: 2 or 4 digits of a level, 6 of GB/T 2260, 9 down to the township, 12 of the statistics."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tongban.foundation.divisions import Division, division_of, history_of, township_name
from tongban.foundation.identifiers.checks import Check, refuse, right, wrong
from tongban.foundation.identifiers.cleaning import about_strangers, clean
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say

LENGTHS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class DivisionCode:
    """A code that holds, with the place of its first six digits; the central government has none."""

    code: str
    place: Division | None


def parse(value: str, on: date | None = None) -> DivisionCode:
    """The code with its place. Raises Refused with every reason when it does not hold."""
    result = check(value, on)
    if result.normalised is None:
        raise refuse("identifiers.division_wrong", result)
    return DivisionCode(result.normalised, division_of(_county(result.normalised), on.year if on else None))


def check(value: str, on: date | None = None) -> Check:
    """Whether a division code was ever assigned; with a day, whether it was in use in that year.

    Without a day an abolished code holds, with a note: old cases and identity numbers keep it.
    """
    code = clean(value)
    if not code:
        return wrong(say(_("Give a division code of 2, 4, 6, 9 or 12 digits.")))
    if not re.fullmatch(r"[0-9]+", code):
        return wrong(*about_strangers(code, "0123456789", lambda mended: check(mended, on).valid))
    if len(code) not in LENGTHS:
        return wrong(
            say(_("A division code has 2, 4, 6, 9 or 12 digits; this has {length}."), length=len(code))
        )
    county = _county(code)
    places = history_of(county)
    if county in ("000000", "100000"):
        return right(code, say(_("{code} stands for the whole country."), code=county))
    if not places:
        return wrong(say(_("Unknown region: {region} stands in no table since 1980."), region=county))
    if on is not None and not any(place.in_use(on.year) for place in places):
        return wrong(_years(places, on))
    return right(code, *_notes(code, places, on))


def _notes(code: str, places: tuple[Division, ...], on: date | None) -> list[Sentence]:
    notes = []
    last = places[-1]
    if on is None and last.last_year is not None:
        notes.append(
            say(
                _("The region {region} ({name}) is historical; it was in use until {year}."),
                region=last.code,
                name=last.full_name,
                year=last.last_year,
            )
        )
    if all(place.statistical for place in places):
        notes.append(
            say(
                _("{region} ({name}) is a statistical code, no legal division."),
                region=last.code,
                name=last.full_name,
            )
        )
    if len(code) > 6 and code[6:9] != "000" and township_name(code[:9]) is None:
        notes.append(say(_("No edition at hand lists the township {code}."), code=code[:9]))
    if len(code) > 6 and code[6:9] == "000" and code[9:].strip("0"):
        notes.append(say(_("A village code without its township: {code}."), code=code))
    return notes


def _years(places: tuple[Division, ...], on: date) -> Sentence:
    spans = ", ".join(f"{place.first_year}-{place.last_year or ''}" for place in places)
    return say(
        _("The region {region} ({name}) was not in use in {year}, only in {spans}."),
        region=places[-1].code,
        name=places[-1].full_name,
        year=on.year,
        spans=spans,
    )


def _county(code: str) -> str:
    return code[:6].ljust(6, "0")
