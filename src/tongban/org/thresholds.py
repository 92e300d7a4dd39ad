"""From when lights show and who is reminded, wherever it is asked: read once in a while, kept by the process.

The few rows are read together, at most every other second; who has just set them forgets what was read.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from tongban.org import rules
from tongban.org.models import Threshold

LOOKED_EVERY = 2.0
"""Seconds for which another process may not yet see a new setting."""


@dataclass(frozen=True, slots=True)
class ThresholdCard:
    """What was set for a department, a region or (both empty) the house."""

    region_code: str
    department_id: str
    thresholds: rules.Thresholds
    set_by: str


@dataclass(frozen=True, slots=True)
class _Known:
    looked_at: float
    regions: Mapping[str, rules.Thresholds]
    departments: Mapping[str, rules.Thresholds]


_known: list[_Known] = []


def thresholds_for(*, region_code: str, department_id: str = "") -> rules.Thresholds:
    """What counts for a department in a region: its own numbers, else those of the narrowest region, else the usual."""
    known = _looked_up()
    own = known.departments.get(department_id)
    if own is not None:
        return own
    set_here = (known.regions.get(code) for code in rules.reach(region_code))
    return next((one for one in set_here if one is not None), rules.USUAL)


def every_ladder(clock: str) -> tuple[rules.Ladder, ...]:
    """All the ladders of a clock that are in use somewhere in this house."""
    known = _looked_up()
    everything = (rules.USUAL, *known.regions.values(), *known.departments.values())
    return tuple(one.ladders[clock] for one in everything)


def any_in_percent() -> bool:
    """Whether a light begins somewhere by the share of the time that has passed: then it matters when that began."""
    known = _looked_up()
    marks = (
        mark
        for one in (*known.regions.values(), *known.departments.values())
        for mark in (one.lights.yellow, one.lights.red)
    )
    return any(mark is not None and mark.percent is not None for mark in marks)


def own_thresholds(*, region_code: str, department_id: str = "") -> ThresholdCard | None:
    """What was set for exactly this department, or for exactly this region; None when nothing was."""
    if department_id:
        row = Threshold.objects.filter(department_id=department_id).first()
    else:
        row = Threshold.objects.filter(department__isnull=True, region_code=region_code).first()
    return _card(row) if row else None


def threshold_cards() -> tuple[ThresholdCard, ...]:
    """Everything that was set, regions before departments."""
    return tuple(map(_card, Threshold.objects.order_by("department_id", "region_code")))


def forget() -> None:
    """Let the next question ask the database: something has just been set."""
    _known.clear()


def _looked_up() -> _Known:
    known = _known[0] if _known else None
    if known is None or time.monotonic() - known.looked_at >= LOOKED_EVERY:
        cards = threshold_cards()
        known = _Known(
            time.monotonic(),
            {card.region_code: card.thresholds for card in cards if not card.department_id},
            {card.department_id: card.thresholds for card in cards if card.department_id},
        )
        _known[:] = [known]
    return known


def _card(row: Threshold) -> ThresholdCard:
    return ThresholdCard(
        row.region_code, str(row.department_id or ""), rules.thresholds_from(row.values), row.set_by
    )
