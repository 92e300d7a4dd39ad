"""Reading a text as a path of places: every way in which it begins with names that lie in one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tongban.foundation.divisions import Division
from tongban.foundation.places.gazetteer import Gazetteer, inside, prefix

NEWEST = 9999
"""A year in which only what is in use today is in use."""
FULL, SHORT, ALIAS = 1.0, 0.8, 0.6
"""How sure a name is: as the tables write it, shortened, or called otherwise."""
_SEPARATORS = re.compile(
    r"(?:[\s/\\>＞,，、·;；:：|_\-—→.。]|省直辖县级行政区划|自治区直辖县级行政区划|市辖区(?=.))+"
)
_ROAD = re.compile(
    r"[东西南北中内外前后上下一二三四五六七八九十环新老]{0,2}"
    r"(?:路|街|大道|巷|弄|胡同|公园|广场|大厦|小区|花园|机场|大学|学院|医院|中学|小学|公司|宾馆|酒店|饭店|码头|社区"
    r"|[道里桥站镇乡村湖山河江苑号门口港](?=$|[0-9路街大道号]))"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One name read: the place and how surely it was named."""

    place: Division
    sure: float
    said: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading a text: places from the widest to the narrowest, and what is left of the text."""

    pieces: tuple[Piece, ...]
    rest: str

    @property
    def place(self) -> Division:
        return self.pieces[-1].place

    @property
    def is_as_listed(self) -> bool:
        """Whether a table has once listed the last place under the one named before it."""
        return len(self.pieces) < 2 or self.place.path.startswith(self.pieces[-2].place.path + "/")

    @property
    def worth(self) -> float:
        return sum(len(one.said) * one.sure for one in self.pieces)

    @property
    def sure(self) -> float:
        return min(one.sure for one in self.pieces)


def readings(text: str, known: Gazetteer, year: int) -> list[Reading]:
    """Every way of reading the beginning of a text; empty when it begins with no place."""
    return list(_Reader(text, known, year).all())


def without_separators(text: str) -> str:
    """The text from its first sign on that separates nothing."""
    gap = _SEPARATORS.match(text)
    return text[gap.end() :] if gap else text


def names_road(text: str) -> bool:
    """Whether a text begins with what makes a road or a building of the word before it."""
    return _ROAD.match(text) is not None


class _Reader:
    def __init__(self, text: str, known: Gazetteer, year: int) -> None:
        self._text = text
        self._known = known
        self._year = year

    def all(self) -> Iterator[Reading]:
        yield from self._on((), 0)

    def _on(self, pieces: tuple[Piece, ...], at: int) -> Iterator[Reading]:
        if pieces and (pieces[-1].sure == FULL or not names_road(self._text[at:])):
            # A shortened name must not be the beginning of another word: 平江路 is not 平江区.
            yield Reading(pieces, without_separators(self._text[at:]))
        at = len(self._text) - len(without_separators(self._text[at:]))
        for piece in self._names(at, pieces):
            deeper = (*pieces, piece) if not pieces or piece.place != pieces[-1].place else pieces
            yield from self._on(deeper, at + len(piece.said))

    def _names(self, at: int, pieces: tuple[Piece, ...]) -> Iterator[Piece]:
        shortest = 1 if len(self._text) == 1 else 2
        for length in range(min(self._known.longest, len(self._text) - at), shortest - 1, -1):
            said = self._text[at : at + length]
            for place, sure in self._called(said):
                if self._fits(place, sure, pieces):
                    yield Piece(place, sure, said)

    def _called(self, name: str) -> Iterator[tuple[Division, float]]:
        known = self._known
        for place in known.full.get(name, ()):
            yield place, FULL
        for place in known.short.get(name, ()):
            yield place, SHORT
        if name in known.aliases:
            place, since, _group = known.aliases[name]
            if since <= self._year:
                yield place, ALIAS

    def _fits(self, place: Division, sure: float, pieces: tuple[Piece, ...]) -> bool:
        """Whether a place lies in the ones named before it, now or at some time, or is the same named twice."""
        if not pieces:
            return True
        above = pieces[-1].place
        if place == above:
            return sure == FULL
        return place.level > above.level and _meet(place, above, self._known)


def _meet(place: Division, above: Division, known: Gazetteer) -> bool:
    """Whether a place lies in another: by its code, at the time of the later one, or by what became of both."""
    if inside(place, above) or place.path.startswith(above.path + "/"):
        return True
    for year in (max(place.first_year, above.first_year), NEWEST):
        ends = tuple(prefix(one.code) for one in known.standing(above, year))
        if any(one.code.startswith(ends) and one.code != above.code for one in known.standing(place, year)):
            return True
    return False
