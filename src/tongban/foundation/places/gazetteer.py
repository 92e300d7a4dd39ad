"""The gazetteer: provinces, prefectures and counties of all years, by code, by name and by what followed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property

from tongban.foundation.divisions import Division, history, rows
from tongban.foundation.places.names import short_forms, stem

Key = tuple[str, int]


class Gazetteer:
    """Made once a process from the tables of the package; two seconds of nobody's time are not spent before.

    A place here is a ``Division``: one name under one code for an unbroken run of years.
    """

    def __init__(self) -> None:
        listed = [one for places in history().values() for one in places]
        paths = {(one.code, one.path) for one in listed}
        self.places = tuple(one for one in listed if not _only_fills(one, paths))
        self._by_code: dict[str, list[Division]] = defaultdict(list)
        for one in self.places:
            self._by_code[one.code].append(one)
        self._next = {
            (row["code"], int(row["last_year"])): tuple(row["successors"].split())
            for row in rows("successions.csv.gz")
        }

    def at(self, code: str, year: int) -> Division | None:
        """The place that had a six-digit code in a year."""
        return next((one for one in self._by_code.get(code, ()) if one.in_use(year)), None)

    def ever(self, code: str) -> list[Division]:
        """Every place that has had a six-digit code, oldest first."""
        return self._by_code.get(code, [])

    def standing(self, place: Division, year: int) -> tuple[Division, ...]:
        """The places that stand for a place in a year: itself, what it became, or what it was made of.

        Empty when no table says what became of it.
        """
        if place.in_use(year):
            return (place,)
        led = self._later(place, year) if place.first_year <= year else self._earlier(place, year)
        return _outermost(tuple(dict.fromkeys(led)))

    def _later(self, place: Division, year: int, depth: int = 0) -> Iterator[Division]:
        if place.in_use(year):
            yield place
        elif place.last_year is not None and depth < 40:
            for target in self.next_of(place):
                if target.first_year <= year:
                    yield from self._later(target, year, depth + 1)

    def _earlier(self, place: Division, year: int, depth: int = 0) -> Iterator[Division]:
        if place.in_use(year):
            yield place
        elif depth < 40:
            for before in self._before.get((place.code, place.first_year), ()):
                yield from self._earlier(before, year, depth + 1)

    def next_of(self, place: Division) -> tuple[Division, ...]:
        """What a place became right after its last year."""
        if place.last_year is None:
            return ()
        return tuple(
            target
            for code in self._next.get((place.code, place.last_year), ())
            if (target := self._from(code, place.last_year + 1))
        )

    def _from(self, code: str, year: int) -> Division | None:
        """The place under a code in a year, or the first one after a gap of the tables."""
        return self.at(code, year) or next((one for one in self.ever(code) if one.first_year > year), None)

    @cached_property
    def _before(self) -> dict[Key, list[Division]]:
        found: dict[Key, list[Division]] = defaultdict(list)
        for place in self.places:
            for target in self.next_of(place):
                found[target.code, target.first_year].append(place)
        return found

    @cached_property
    def full(self) -> dict[str, list[Division]]:
        """The places by their full names."""
        found: dict[str, list[Division]] = defaultdict(list)
        for one in self.places:
            found[one.name].append(one)
        return found

    @cached_property
    def short(self) -> dict[str, list[Division]]:
        """The places by what people shorten their names to."""
        found: dict[str, list[Division]] = defaultdict(list)
        for one in self.places:
            for form in short_forms(one.name) if not one.statistical else ():
                found[form].append(one)
        for row in rows("place_short_names.csv"):
            for one in self.full[row["name"]]:
                found[row["short"]].append(one)
        return found

    @cached_property
    def aliases(self) -> dict[str, tuple[Division, int, str]]:
        """Old names, city names and landmarks: the place meant, from which year on, and of which group."""
        newest = {one.full_name: one for one in self.places if one.last_year is None}
        return {
            row["alias"]: (newest[row["canonical"]], int(row["year"] or 0), row["group"])
            for row in rows("place_aliases.csv")
            if row["canonical"] in newest
        }

    @cached_property
    def longest(self) -> int:
        return max(len(name) for name in self.full)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of this process, made when it is first asked for."""
    return Gazetteer()


def inside(place: Division, other: Division) -> bool:
    """Whether a place lies in another by its code."""
    return place.code != other.code and place.code.startswith(prefix(other.code))


def prefix(code: str) -> str:
    """The digits that all codes inside a division of six digits share."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def same_stem(one: Division, other: Division) -> bool:
    return stem(one.name) == stem(other.name)


def _outermost(places: tuple[Division, ...]) -> tuple[Division, ...]:
    """The places without those that lie in another of them."""
    return tuple(one for one in places if not any(inside(one, other) for other in places))


def _only_fills(one: Division, paths: set[tuple[str, str]]) -> bool:
    """Whether a row only fills a level of the tables (市辖区) and names no place."""
    above = {one.code[:2] + "0000", one.code[:4] + "00"} - {one.code}
    return (
        one.name in ("市辖区", "县") or "直辖" in one.name or any((code, one.path) in paths for code in above)
    )
