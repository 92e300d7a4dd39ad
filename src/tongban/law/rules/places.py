"""Where in a law a citation points: 第三条、第五条至第七条，第十条第二款第（三）项, and the ways people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tongban.law.rules.cards import Number, Place
from tongban.law.rules.numerals import CHINESE, read_number

MOST = 500
_NUMBER = rf"(?:[0-9]{{1,6}}|[{CHINESE}]{{1,9}})"
_UNIT = "条|款|项|目|章|节|编|分编"
_TERM = re.compile(
    rf"(?P<ordinal>第)?(?:之(?P<lone>{_NUMBER})|\((?P<round>{_NUMBER})\)|(?P<number>{_NUMBER})"
    rf"(?:之(?P<inner>{_NUMBER})(?=条))?)(?P<unit>{_UNIT})?(?:之(?P<branch>[{CHINESE}]{{1,3}}|[0-9]{{1,2}}(?![0-9]))(?!级))?"
)
_JOIN = re.compile(r"、|,|和|及|与|以及|或者|或|暨|并|;")
_RANGE = re.compile(r"至|到|-")
# A number without 第 counts only when a unit follows it, straight or after more numbers.
_BARE = re.compile(rf"{_NUMBER}(?:(?:、|和|及|,|至|到|-)第?{_NUMBER})*(?:{_UNIT})")
_FIRST = re.compile(
    rf"第(?:\({_NUMBER}\)|{_NUMBER})(?=(?:之{_NUMBER})?(?:{_UNIT}|、|和|及|与|至|到|-|,))|{_BARE.pattern}"
)


@dataclass
class _Reading:
    places: list[Place] = field(default_factory=list)
    pending: list[tuple[Number, bool]] = field(default_factory=list)
    unit: str = ""
    last: dict[str, Number] = field(default_factory=dict)

    def close(self, unit: str) -> None:
        """Give the numbers that wait the unit that was now written."""
        numbers = _spread(self.pending, self.last.get(unit))
        self.pending = []
        self.unit = unit
        self.last = {unit: numbers[-1]}
        if unit == "条":
            self.places += [Place(number) for number in numbers]
        elif unit in ("款", "项") and self.places:
            self._narrow(unit, [number.main for number in numbers])

    def _narrow(self, unit: str, numbers: list[int]) -> None:
        last = self.places[-1]
        if unit == "款":
            if not last.paragraph and not last.item:
                self.places.pop()
            self.places += [Place(last.article, number) for number in numbers]
            return
        if not last.item:
            self.places.pop()
        self.places += [Place(last.article, last.paragraph, number) for number in numbers]


def read_places(text: str, start: int = 0, before: tuple[Place, ...] = ()) -> tuple[tuple[Place, ...], int]:
    """The places that are written from ``start`` on, and where their words end; no places leave the start.

    before  the places read so far, which a paragraph or item behind them narrows: they come back with the new ones
    """
    if not _FIRST.match(text, start):
        return before, start
    reading = _Reading([*before])
    at = end = start
    ranged = False
    while True:
        term = _TERM.match(text, at)
        if not term or not (term["ordinal"] or term["round"] or term["lone"] or _BARE.match(text, at)):
            break
        numbers = _numbers_of(term, reading)
        if numbers is None:
            break
        reading.pending.append((numbers, ranged))
        at = term.end()
        if term["unit"] or term["lone"]:
            reading.close(term["unit"] or "条")
            end = at
        joined = _RANGE.match(text, at) or _JOIN.match(text, at)
        ranged = bool(joined and _RANGE.fullmatch(joined[0]))
        at = joined.end() if joined else at
    if reading.pending and reading.unit:
        # 第五条、第六: the last unit holds for what follows it without one.
        reading.close(reading.unit)
        end = at
    return tuple(dict.fromkeys(reading.places)), end


def _numbers_of(term: re.Match[str], reading: _Reading) -> Number | None:
    if term["lone"]:
        main = reading.places[-1].article.main if reading.places else None
        branch = read_number(term["lone"])
        return Number(main, branch) if main and branch else None
    number = term["round"] or term["number"]
    # No law has an article 0: kept, so that it is said to be missing.
    main = 0 if number.strip("0零〇") == "" else read_number(number)
    written = term["branch"] or term["inner"]
    branch = read_number(written) if written else 0
    return None if main is None or branch is None else Number(main, branch)


def _spread(pending: list[tuple[Number, bool]], before: Number | None) -> list[Number]:
    """The numbers one by one: a range is every number from its first to its last.

    before  the number with the same unit that was read just before, where a range may begin
    """
    found: list[Number] = []
    for number, ranged in pending:
        first = (found[-1] if found else before) if ranged else None
        if first and first.main == number.main and first.branch < number.branch:
            found += [Number(number.main, branch) for branch in range(first.branch + 1, number.branch + 1)]
        elif first and first.main < number.main <= first.main + MOST:
            found += [Number(main) for main in range(first.main + 1, number.main)]
            found.append(number)
        else:
            found.append(number)
    return found
