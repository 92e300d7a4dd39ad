"""How long cases of an item really took: percentiles over cases that were decided. No promise, and no single case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

FEWEST = 20
"""Below this number a percentile would tell of single cases, and nothing is shown."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Workdays from acceptance to the decision within which half, eight and nine in ten cases were decided.

    cases       how many cases it rests on
    counted_on  the day on which they were counted
    """

    half: int
    eight_in_ten: int
    nine_in_ten: int
    cases: int
    counted_on: date


def pace_of(taken: Mapping[int, int], counted_on: date) -> Pace | None:
    """The percentiles of how long cases took; None below ``FEWEST`` cases.

    taken  how many cases took so many workdays
    """
    cases = sum(taken.values())
    if cases < FEWEST:
        return None
    return Pace(_within(taken, 50), _within(taken, 80), _within(taken, 90), cases, counted_on)


def _within(taken: Mapping[int, int], percent: int) -> int:
    """The fewest workdays within which at least so many percent were decided (nearest rank)."""
    wanted, seen = sum(taken.values()) * percent, 0
    for days in sorted(taken):
        seen += taken[days]
        if seen * 100 >= wanted:
            return days
    raise ValueError("there are no cases to count")
