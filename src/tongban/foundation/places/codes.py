"""What a code says in a year: whether it is in use, what place it is, and which codes carry it on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongban.foundation.divisions import Division
from tongban.foundation.places.finding import Candidate, candidate, town_candidate
from tongban.foundation.places.gazetteer import Gazetteer, gazetteer, prefix
from tongban.foundation.places.towns import NEWER, OLDER, Town, town, towns_in, village_name
from tongban.foundation.refusals import Refused, _
from tongban.foundation.sentences import Sentence, say

LENGTHS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """A code in a year.

    place       what it names: in that year when it is in use, else the last that bore it
    level       1 province, 2 prefecture, 3 county, 4 township, 5 village
    parent      twelve digits of the division above; empty for a province
    successors  what carries it on in that year; empty while it is in use
    counties, townships  how many lie directly in it, townships by the older edition where the newer has none
    """

    valid: bool
    place: Candidate | None
    level: int
    parent: str
    successors: tuple[Candidate, ...]
    counties: int = 0
    townships: int = 0
    notes: tuple[Sentence, ...] = ()

    @property
    def parent_name(self) -> str:
        """The name of the division above, out of the path."""
        above = self.place.path.split("/")[-2:-1] if self.place else []
        return above[0] if above else ""


def look_up(code: str, year: int) -> CodeAnswer:
    """What a code of 2, 4, 6, 9 or 12 digits says in a year. Refuses what is no code."""
    if not re.fullmatch(r"[0-9]+", code) or len(code) not in LENGTHS:
        raise Refused("division.code_wrong", _("A division code has 2, 4, 6, 9 or 12 digits."))
    full = code.ljust(12, "0")
    if full.endswith("000000"):
        return _county(full[:6], year)
    return _town(full, year) if full.endswith("000") else _village(full, year)


def _county(code: str, year: int) -> CodeAnswer:
    known = gazetteer()
    place = known.at(code, year)
    if place:
        return CodeAnswer(
            True,
            candidate(place),
            place.level,
            _parent(place, known, year),
            (),
            *_children(place, known, year),
            _statistical(place),
        )
    ever = known.ever(code)
    if not ever:
        return CodeAnswer(False, None, 0, "", (), notes=(say(_("This code stands in no table since 1980.")),))
    last = _before(ever, year)
    after = known.standing(last, year)
    return CodeAnswer(
        False,
        candidate(last),
        last.level,
        _parent(last, known, last.last_year or last.first_year),
        tuple(candidate(one) for one in after),
        notes=_ended(last, after),
    )


def _before(ever: list[Division], year: int) -> Division:
    """The place that bore a code last before a year, or the first one after it."""
    earlier = [one for one in ever if one.first_year <= year]
    return earlier[-1] if earlier else ever[0]


def _town(code: str, year: int) -> CodeAnswer:
    known = gazetteer()
    found = town(code[:9])
    above = _county(code[:6], year)
    if found is None:
        return CodeAnswer(
            False,
            None,
            4,
            code[:6] + "000000",
            above.successors,
            notes=(say(_("No edition at hand lists this township.")),),
        )
    valid = above.valid and found.listed(year)
    after = () if valid else _town_after(found, above, known, year)
    return CodeAnswer(
        valid,
        town_candidate(found, known, year),
        4,
        code[:6] + "000000",
        after,
        notes=_editions(valid, after),
    )


def _town_after(found: Town, above: CodeAnswer, known: Gazetteer, year: int) -> tuple[Candidate, ...]:
    """The township of the same name in the county, or in what carries the county on."""
    counties = [found.code[:6]] if above.valid else [one.code12[:6] for one in above.successors]
    alike = [one for county in counties for one in towns_in(prefix(county), year) if one.name == found.name]
    if alike:
        return tuple(town_candidate(one, known, year) for one in alike)
    return above.successors


def _village(code: str, year: int) -> CodeAnswer:
    name = village_name(code)
    above = _town(code[:9] + "000", year)
    if name is None or above.place is None:
        return CodeAnswer(
            False, None, 5, code[:9] + "000", (), notes=(say(_("No edition at hand lists this village.")),)
        )
    place = Candidate(code, name, f"{above.place.path}/{name}")
    return CodeAnswer(
        above.valid,
        place,
        5,
        code[:9] + "000",
        above.successors,
        notes=_editions(above.valid, above.successors),
    )


def _parent(place: Division, known: Gazetteer, year: int) -> str:
    if place.level == 1:
        return ""
    prefecture = known.at(place.code[:4] + "00", year) if place.level == 3 else None
    return (prefecture.code if prefecture else place.code[:2] + "0000").ljust(12, "0")


def _children(place: Division, known: Gazetteer, year: int) -> tuple[int, int]:
    inside = prefix(place.code)
    counties = (
        sum(
            one.level == 3
            and one.in_use(year)
            and not one.statistical
            and one.code.startswith(inside)
            and one != place
            for one in known.places
        )
        if place.level < 3
        else 0
    )
    return counties, sum(1 for _one in towns_in(inside, year))


def _statistical(place: Division) -> tuple[Sentence, ...]:
    return (say(_("A code of the statistics bureau, no legal division.")),) if place.statistical else ()


def _ended(last: Division, after: tuple[Division, ...]) -> tuple[Sentence, ...]:
    years = f"{last.first_year}-{last.last_year or ''}"
    found = [say(_("{name} had this code in {years}."), name=last.full_name, years=years)]
    if not after:
        found.append(say(_("No table says what it became.")))
    return tuple(found)


def _editions(valid: bool, after: tuple[Candidate, ...]) -> tuple[Sentence, ...]:
    found = say(_("Townships and villages are known of {older} and {newer} only."), older=OLDER, newer=NEWER)
    return () if valid else (found,)
