"""Whether the rules of a decision table leave answers without a rule, or give two rules to one.

Answers are tried at the values where a cell can change its mind: every value written in a cell, one between each two,
one on either side. For tables whose cells compare with written values that is all answers there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from tongban.flow.rules.dmn.deciding import Table
from tongban.flow.rules.dmn.values import Value

MOST_TRIED = 50_000
Tried = Mapping[str, Value]


@dataclass(slots=True)
class Coverage:
    """What was found: answers without a rule, pairs of rules for the same answers, rules that no answer reaches alone.

    gap       the answers of the first gap; None when there is none
    overlaps  pairs of rules, each with answers for which both hold
    whole     whether everything was tried
    """

    gap: Tried | None = None
    overlaps: dict[tuple[int, int], Tried] = field(default_factory=dict)
    whole: bool = True


def covered(table: Table, points: Mapping[str, Sequence[Value]]) -> Coverage:
    """Try every combination. ``points`` are the values to try for what each column asks, by its text."""
    found = Coverage()
    asked = list(dict.fromkeys(column.asks.text for column in table.columns))
    levels = [_level(table, text, points.get(text, ())) for text in asked]
    found.whole = all(test.asks == frozenset() for rule in table.rules for test in rule.tests)
    _walk(levels, asked, (1 << len(table.rules)) - 1, {}, found, set())
    return found


def _level(table: Table, text: str, values: Iterable[Value]) -> dict[int, Value]:
    """For each set of rules that hold at some value of this question, one such value."""
    columns = [position for position, column in enumerate(table.columns) if column.asks.text == text]
    found: dict[int, Value] = {}
    for value in values:
        held = 0
        for number, rule in enumerate(table.rules):
            if all(rule.tests[position].value({}, value) is True for position in columns):
                held |= 1 << number
        found.setdefault(held, value)
    return found


def _walk(
    levels: Sequence[Mapping[int, Value]],
    asked: Sequence[str],
    held: int,
    tried: dict[str, Value],
    found: Coverage,
    seen: set[tuple[int, int]],
) -> None:
    depth = len(tried)
    if (depth, held) in seen:
        return
    if len(seen) > MOST_TRIED:
        found.whole = False
        return
    seen.add((depth, held))
    if not held and found.gap is None:
        rest = {asked[at]: next(iter(levels[at].values()), None) for at in range(depth, len(levels))}
        found.gap = tried | rest
    if not held:
        return
    if depth == len(levels):
        _note_overlaps(held, tried, found)
        return
    for mask, value in levels[depth].items():
        _walk(levels, asked, held & mask, tried | {asked[depth]: value}, found, seen)


def _note_overlaps(held: int, tried: Tried, found: Coverage) -> None:
    numbers = [number for number in range(1, held.bit_length() + 1) if held >> (number - 1) & 1]
    for position, one in enumerate(numbers):
        for other in numbers[position + 1 :]:
            found.overlaps.setdefault((one, other), tried)


def numbers_around(written: Iterable[Decimal], least: Decimal, step: Decimal) -> tuple[Decimal, ...]:
    """The numbers to try: those written, one between each two, one on either side; none below ``least``.

    step  the smallest difference that an answer can make
    """
    known = sorted({one for one in written if one >= least} | {least})
    between = [
        middle
        for one, other in pairwise(known)
        if one < (middle := ((one + other) / 2 // step) * step) < other
    ]
    return tuple(sorted({*known, *between, known[-1] + max(step, Decimal(1))}))


def days_around(written: Iterable[date]) -> tuple[date, ...]:
    """The days to try: those written, the day before and after each; any day when none is written."""
    known = set(written) or {date(2026, 1, 1)}
    return tuple(sorted({one + timedelta(days=days) for one in known for days in (-1, 0, 1)}))
