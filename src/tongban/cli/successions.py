"""What each abolished division became, read out of the yearly tables and the table of changes.

The table of changes alone must not be followed: it links places that only bear the same name (the 桥东区 of one
city to that of another), and leaves others blank. So an old code is led on by the first of these that holds:

hand       a line of ``data/successions_by_hand.csv``, each with its reason
same       the same place under the same code a year later, or after a gap in the tables
stem       one place of the same stem under a new code in that year, in the same prefecture or its successor
renamed    the same code under another name in the same prefecture
table      the table of changes, when its target was in use that year in the same province
children   for a prefecture: where its counties went
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tongban.foundation.places.names import is_common, stem

Row = dict[str, str]
NEWEST = 9999
_SPLIT = {"51": ("51", "50"), "44": ("44", "46")}
"""Provinces out of which another was cut: Chongqing in 1997, Hainan in 1988."""


@dataclass(frozen=True, slots=True)
class _Place:
    code: str
    names: tuple[str, ...]
    level: int
    first: int
    last: int

    @property
    def name(self) -> str:
        return self.names[-1]

    @property
    def prefecture(self) -> str:
        """The name of the prefecture, or of the province where none stands between."""
        return self.names[1] if len(self.names) > 1 and self.level != 1 and len(self.names) == 3 else ""

    @property
    def key(self) -> tuple[str, int]:
        return self.code, self.last


def successions(divisions: Iterable[Row], changes: Iterable[Row], by_hand: Iterable[Row]) -> Iterator[Row]:
    """One line for each code that ended: the code, its last year, the codes it became, and how that is known."""
    made = _Making([_place(row) for row in divisions if row["kind"] == "law"])
    made.follow(list(changes), list(by_hand))
    for (code, last), (codes, how) in sorted(made.found.items()):
        yield {"code": code, "last_year": str(last), "successors": " ".join(codes), "how": how}


def _place(row: Row) -> _Place:
    last = int(row["last_year"]) if row["last_year"] else NEWEST
    return _Place(row["code"], tuple(row["path"].split("/")), int(row["level"]), int(row["first_year"]), last)


class _Making:
    """The places by code and by year, and what has been found of those that ended."""

    def __init__(self, places: list[_Place]) -> None:
        paths = {(one.code, one.names) for one in places}
        self.places = [one for one in places if not _only_fills(one, paths)]
        self.by_code: dict[str, list[_Place]] = defaultdict(list)
        self.starting: dict[int, list[_Place]] = defaultdict(list)
        for one in self.places:
            self.by_code[one.code].append(one)
            self.starting[one.first].append(one)
        self.found: dict[tuple[str, int], tuple[tuple[str, ...], str]] = {}
        self.claimed: set[tuple[str, int]] = set()

    def follow(self, changes: list[Row], by_hand: list[Row]) -> None:
        """Lead every place that ended on, the surest ways first."""
        told = {(row["code"], int(row["last_year"])): tuple(row["successors"].split(";")) for row in by_hand}
        recorded: dict[str, list[Row]] = defaultdict(list)
        for row in changes:
            recorded[row["old_code"][:6]].append(row)
        ended = [one for one in self.places if one.last != NEWEST]
        for one in ended:
            self._note(one, told.get(one.key, ()), "hand")
        for one in ended:
            self._note(one, *self._by_names(one))
        for one in ended:
            self._note(one, self._by_table(one, recorded[one.code]), "table")
        for one in sorted(ended, key=lambda place: -place.last):
            if one.level == 2 and self.found.get(one.key, ((), ""))[1] in ("", "table"):
                self._by_children(one)

    def _note(self, one: _Place, codes: tuple[str, ...], how: str) -> None:
        if codes and one.key not in self.found:
            self.found[one.key] = (codes, how)
            self.claimed.update((code, one.last + 1) for code in codes)

    def _at(self, code: str, year: int) -> _Place | None:
        return next((one for one in self.by_code[code] if one.first <= year <= one.last), None)

    def _by_names(self, one: _Place) -> tuple[tuple[str, ...], str]:
        same = self._at(one.code, one.last + 1)
        if same and stem(same.name) == stem(one.name) and (one.level == 2 or _near(one, same)):
            return (one.code,), "same"
        if not same and any(
            later.first > one.last and stem(later.name) == stem(one.name) for later in self.by_code[one.code]
        ):
            return (one.code,), "same"
        new = self._of_one_stem(one)
        if len(new) == 1 and (not is_common(one.name) or _near(one, new[0])):
            return (new[0].code,), "stem"
        if same and (one.level == 2 or _near(one, same)):
            return (one.code,), "renamed"
        return (), ""

    def _of_one_stem(self, one: _Place) -> list[_Place]:
        """The places of the same stem that began when this one ended, narrowed while several are left."""
        found = [
            other
            for other in self.starting[one.last + 1]
            if other.level == one.level and _near_province(one, other) and stem(other.name) == stem(one.name)
            if not (before := self._at(other.code, one.last)) or stem(before.name) != stem(one.name)
        ]
        for closer in (
            [other for other in found if _near(one, other)],
            [other for other in found if other.name == one.name],
            [other for other in found if other.name[-1] == one.name[-1]],
        ):
            if len(found) > 1 and closer:
                found = [other for other in found if other in closer]
        return found

    def _by_table(self, one: _Place, changes: list[Row]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for row in changes:
            near = abs(int(row["year"]) - one.last - 1) <= 1 and stem(row["old_name"]) == stem(one.name)
            target = self._named_in(row, one) if near and row["new_code"] else None
            if target and target.level == 2 and one.level == 3:
                found |= dict.fromkeys(self._new_districts(target, one.last + 1) or [target.code])
            elif target:
                found[target.code] = None
        return tuple(found)

    def _named_in(self, row: Row, one: _Place) -> _Place | None:
        """What a row of changes points at in the year after; by its name where the code came later still."""
        year = one.last + 1
        target = self._at(row["new_code"][:6], year)
        if target is None:
            alike = [
                other
                for other in self.places
                if other.first <= year <= other.last
                and other.level == one.level
                and _near_province(one, other)
                and stem(other.name) == stem(row["new_name"])
            ]
            target = alike[0] if len(alike) == 1 else None
        return target if target and _near_province(one, target) and not _a_namesake(one, target) else None

    def _new_districts(self, prefecture: _Place, year: int) -> list[str]:
        """The districts that began with a prefecture and carry on no other place."""
        return [
            one.code
            for one in self.starting[year]
            if one.level == 3
            and one.code[:4] == prefecture.code[:4]
            and (one.code, year) not in self.claimed
            and self._at(one.code, year - 1) is None
            and one.name.endswith("区")
        ]

    def _by_children(self, one: _Place) -> None:
        """A prefecture went where most of its counties went; those that no prefecture has stand for themselves."""
        found: Counter[str] = Counter()
        for child in self.places:
            if child.level == 3 and child.code[:4] == one.code[:4] and child.first <= one.last <= child.last:
                for code in (
                    self.found.get((child.code, child.last), ((), ""))[0] if child.last == one.last else ()
                ):
                    target = self._at(code, one.last + 1)
                    parent = self._at(code[:4] + "00", one.last + 1)
                    if target:
                        found[parent.code if parent and target.level == 3 else target.code] += 1
        if found:
            self.found[one.key] = (tuple(code for code, _many in found.most_common()), "children")


def _only_fills(one: _Place, paths: set[tuple[str, tuple[str, ...]]]) -> bool:
    """Whether a row only fills a level of the tables (市辖区) and names no place."""
    above = {one.code[:2] + "0000", one.code[:4] + "00"} - {one.code}
    return any((code, one.names) in paths for code in above)


def _near(one: _Place, other: _Place) -> bool:
    if one.code[:4] == other.code[:4]:
        return True
    return bool(one.prefecture) and stem(one.prefecture) == stem(other.prefecture)


def _near_province(one: _Place, other: _Place) -> bool:
    return other.code[:2] in _SPLIT.get(one.code[:2], (one.code[:2],))


def _a_namesake(one: _Place, other: _Place) -> bool:
    """Whether a row of changes joins two places that only have a common name, such as 桥东区, in two cities."""
    return is_common(one.name) and stem(one.name) == stem(other.name) and not _near(one, other)
