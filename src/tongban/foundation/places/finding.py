"""What a text means by a place: the candidates of a year, whether one must choose, and why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from tongban.foundation.divisions import Division, rows
from tongban.foundation.places.gazetteer import Gazetteer, gazetteer, inside, prefix, same_stem
from tongban.foundation.places.names import town_stem
from tongban.foundation.places.reading import (
    ALIAS,
    FULL,
    Reading,
    names_road,
    readings,
    without_separators,
)
from tongban.foundation.places.towns import Town, towns_in, towns_named, village_stem, villages_of
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say

MAX_TEXT = 200
MAX_CANDIDATES = 50
MAX_NOTES = 5
_COUNTRY = re.compile(r"^(?:中华人民共和国|中国)(?=.)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be meant. ``path`` names it from the province down, separated by strokes."""

    code12: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a text may mean.

    ambiguous  a person must choose or confirm: several places, or one that only looks like what was written
    notes      how the candidates were come by, when the text does not simply name them
    """

    candidates: tuple[Candidate, ...]
    ambiguous: bool
    notes: tuple[Sentence, ...] = ()


def find(text: str, year: int) -> Found:
    """The places of a year that a text means: a name, a path, an old name, an address."""
    cleaned = clean(text)
    known = gazetteer()
    best = _best(readings(cleaned, known, year), cleaned, known, year)
    if best:
        return _answer(_further(best, known, year), known, year)
    return _by_town(cleaned, known, year) or _by_guess(cleaned, known, year) or _nothing()


def _further(best: list[Reading], known: Gazetteer, year: int) -> list[Reading]:
    """A county that stands further on, behind words that name no place: 新疆生产建设兵团第八师石河子市."""
    if len(best) > 1 or best[0].place.level == 3:
        return best
    [one] = best
    for at in range(1, len(one.rest)):
        inner = [
            other
            for other in readings(one.rest[at:], known, year)
            if other.sure == FULL and inside(other.place, one.place) and not names_road(other.rest)
        ]
        if inner:
            return _best(inner, one.rest[at:], known, year)
    return best


def clean(text: str) -> str:
    """The text in one width, without spaces inside it and without the country."""
    text = unicodedata.normalize("NFKC", text[:MAX_TEXT]).strip()
    text = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", text)
    return _COUNTRY.sub("", without_separators(text))


def candidate(place: Division) -> Candidate:
    return Candidate(place.code.ljust(12, "0"), place.name, place.path)


def town_candidate(town: Town, known: Gazetteer, year: int) -> Candidate:
    """A township with the path of the county it lies in."""
    above = known.at(town.code[:6], year) or next(iter(reversed(known.ever(town.code[:6]))), None)
    return Candidate(town.code + "000", town.name, f"{above.path}/{town.name}" if above else town.name)


def _best(found: list[Reading], text: str, known: Gazetteer, year: int) -> list[Reading]:
    """The readings that explain most of the text; among these, places of the year before those of other years."""
    found = [one for one in found if _is_plausible(one)]
    if not found:
        return []
    aliased = [one for one in found if one.sure == ALIAS and not one.rest and len(one.pieces) == 1]
    if aliased and not any(one.sure == FULL and one.place.in_use(year) and not one.rest for one in found):
        return aliased[:1]
    most = max(one.worth for one in found)
    living = [one for one in found if one.sure < FULL and not one.rest and one.place.in_use(year)]
    found = [one for one in found if one.worth == most]
    found = [one for one in found if not one.place.statistical] or found
    found = [one for one in found if one.is_as_listed] or found
    found = [one for one in found if one.place.in_use(year)] or found
    if not any(one.place.in_use(year) for one in found):
        found = _nearest(found, year) + [one for one in living if one.rest == found[0].rest]
    if all(len(one.pieces) == 1 and one.sure < FULL for one in found):
        found = [one for one in found if not any(_holds(other, one) for other in found)]
    return found


def _nearest(found: list[Reading], year: int) -> list[Reading]:
    """Of places of other years that bear one name in one region, those whose years are nearest."""
    nearest: dict[str, Reading] = {}
    for one in found:
        kept = nearest.get(one.place.code[:2])
        if kept is None or _distance(one.place, year) < _distance(kept.place, year):
            nearest[one.place.code[:2]] = one
    limits = {region: _distance(one.place, year) for region, one in nearest.items()}
    return [one for one in found if _distance(one.place, year) == limits[one.place.code[:2]]]


def _distance(place: Division, year: int) -> int:
    if place.first_year > year:
        return place.first_year - year
    return year - place.last_year if place.last_year is not None else 0


def _holds(wider: Reading, narrower: Reading) -> bool:
    """通化 is the city 通化市, not the county 通化县 in it."""
    return inside(narrower.place, wider.place) and same_stem(narrower.place, wider.place)


def _is_plausible(one: Reading) -> bool:
    """A county named only by its short name, with other words behind it, names no county: 鼓楼医院."""
    alone = len(one.pieces) == 1 and one.sure < FULL and one.place.level == 3
    return not (alone and one.rest and not re.search(r"\d|[路街道镇乡村号巷弄]", one.rest))


def _answer(best: list[Reading], known: Gazetteer, year: int) -> Found:
    candidates: dict[str, Candidate] = {}
    notes: list[Sentence] = []
    lost: list[Division] = []
    for one in best:
        places = known.standing(one.place, year)
        if not places:
            lost.append(one.place)
        deeper = [inner for place in places for inner in _deeper(place, one.rest, known, year)]
        for item in deeper or map(candidate, places):
            candidates[item.code12] = item
        notes += [note for note in _told(one, places, year) if note not in notes]
    for place in lost:
        notes.append(
            say(
                _("{name} ({code}) ended in {year}; no table says what it became."),
                name=place.full_name,
                code=place.code,
                year=place.last_year or place.first_year,
            )
        )
    ordered = tuple(candidates[code] for code in candidates)[:MAX_CANDIDATES]
    if len(candidates) > 1 and len(best) > 1:
        notes.append(say(_("{count} places bear this name; choose one."), count=len(candidates)))
        ordered = tuple(sorted(ordered, key=lambda item: item.code12))
    return Found(ordered, len(candidates) > 1, tuple(notes[:MAX_NOTES]))


def _told(one: Reading, places: tuple[Division, ...], year: int) -> Iterable[Sentence]:
    if one.pieces[-1].sure == ALIAS:
        yield say(
            _("“{said}” is another name or a landmark of {name}."),
            said=one.pieces[-1].said,
            name=one.place.full_name,
        )
    if places and places != (one.place,):
        names = "、".join(place.full_name for place in places)
        if one.place.first_year > year:
            yield say(
                _("{name} came into being in {year}; before: {places}."),
                name=one.place.full_name,
                year=one.place.first_year,
                places=names,
            )
        else:
            yield say(
                _("{name} was in use until {year}; now: {places}."),
                name=one.place.full_name,
                year=one.place.last_year or "",
                places=names,
            )


def _deeper(place: Division, rest: str, known: Gazetteer, year: int) -> list[Candidate]:
    """The township, and in it the village, with which the rest of an address goes on."""
    rest = re.sub(r"^市辖区", "", rest)
    if len(rest) < 2:
        return []
    found = [one for one in towns_in(prefix(place.code), year) if _begins_with(rest, one.name)]
    if not found:
        found = [one for one in towns_in(prefix(place.code), year) if rest == town_stem(one.name)]
    longest = max((len(one.name) for one in found), default=0)
    found = [one for one in found if len(one.name) == longest]
    if len(found) == 1:
        return _villages(found[0], rest[len(found[0].name) :], known, year) or [
            town_candidate(found[0], known, year)
        ]
    return [town_candidate(one, known, year) for one in found]


def _begins_with(rest: str, name: str) -> bool:
    return rest.startswith(name) or rest.startswith(name.removesuffix("办事处"))


def _villages(town: Town, rest: str, known: Gazetteer, year: int) -> list[Candidate]:
    rest = without_separators(rest.removeprefix("办事处"))
    if len(rest) < 2:
        return []
    named = [
        (code, name) for code, name in villages_of(town.code) if rest.startswith((name, village_stem(name)))
    ]
    longest = max((len(village_stem(name)) for _code, name in named), default=0)
    path = town_candidate(town, known, year).path
    return [
        Candidate(code, name, f"{path}/{name}") for code, name in named if len(village_stem(name)) == longest
    ]


def _by_town(text: str, known: Gazetteer, year: int) -> Found | None:
    """A township named without its county."""
    for length in range(min(len(text), 15), 1, -1):
        named = [one for one in towns_named(text[:length]) if one.listed(year)]
        named = [one for one in named if length == len(text) or length == len(one.name)]
        if named:
            candidates = [town_candidate(one, known, year) for one in named]
            if len(named) == 1:
                candidates = _villages(named[0], text[length:], known, year) or candidates
            notes = (
                (say(_("{count} places bear this name; choose one."), count=len(named)),)
                if len(named) > 1
                else ()
            )
            return Found(tuple(candidates[:MAX_CANDIDATES]), len(candidates) > 1, notes)
    return None


def _by_guess(text: str, known: Gazetteer, year: int) -> Found | None:
    """A name that looks like what was written, or one that stands further on: 我住在北京市海淀区."""
    alike, mended_worth = _by_glyphs(text, known, year)
    for at in range(1, len(text)):
        best = [
            one for one in _best(readings(text[at:], known, year), text[at:], known, year) if one.sure == FULL
        ]
        if best:
            return alike if mended_worth > best[0].worth else _answer(best, known, year)
    return alike


def _by_glyphs(text: str, known: Gazetteer, year: int) -> tuple[Found | None, float]:
    """Names with one character exchanged for one that looks like it; never taken without a person's word."""
    tried: list[tuple[float, int, str, list[Reading]]] = []
    for at, written in enumerate(text[:12]):
        for meant, likeness in _alike(written):
            mended = text[:at] + meant + text[at + 1 :]
            best = [
                one for one in _best(readings(mended, known, year), mended, known, year) if one.sure == FULL
            ]
            if best and len(mended) - len(best[0].rest) > at:
                tried.append((best[0].worth, likeness, mended, best))
    if not tried:
        return None, 0.0
    most = max(worth for worth, *_rest in tried)
    tried = sorted((one for one in tried if one[0] == most), key=lambda one: -one[1])
    candidates: dict[str, Candidate] = {}
    for _worth, _likeness, _mended, best in tried:
        candidates |= {one.code12: one for one in _answer(best, known, year).candidates}
    note = say(_("No place is called so; these names look alike. Confirm the one that is meant."))
    return Found(tuple(candidates.values())[:MAX_CANDIDATES], True, (note,)), most


@lru_cache(maxsize=4096)
def _alike(written: str) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(_glyphs().get(written, {}).items(), key=lambda pair: -pair[1]))


@cache
def _glyphs() -> dict[str, dict[str, int]]:
    """Each character with those it may be mistaken for, in both directions."""
    found: dict[str, dict[str, int]] = {}
    for row in rows("glyphs.csv.gz"):
        for pair in row["meant"].split():
            meant, _colon, likeness = pair.partition(":")
            found.setdefault(row["written"], {})[meant] = int(likeness)
            found.setdefault(meant, {}).setdefault(row["written"], int(likeness))
    return found


def _nothing() -> Found:
    return Found((), False, (say(_("No division is called so in any table since 1980.")),))
