"""Lights on a due date: how near it is, as a word that the pages pair with a shape and a colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from tongban.foundation.workdays import WorkCalendar


class Light(Enum):
    """How a case stands against its due date. ``URGENT``: red before the date; only where a region wants it."""

    NORMAL = "normal"
    WARNING = "warning"
    URGENT = "urgent"
    OVERDUE = "overdue"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Mark:
    """From when on a light shows; exactly one of the two is given.

    workdays  so many working days are left, or fewer
    percent   so much of the days between the start of the period and its end has passed, or more
    """

    workdays: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Lights:
    """When yellow begins, and red before the date; without a mark red begins the day after the date."""

    yellow: Mark = Mark(workdays=1)
    red: Mark | None = None


USUAL = Lights()


@dataclass(frozen=True, slots=True)
class LightReading:
    """A light with the working days behind it.

    workdays  left after today up to the due date; negative once it has passed; 0 on the day itself
    """

    light: Light
    workdays: int


def light(
    due_on: date,
    today: date,
    calendar: WorkCalendar,
    lights: Lights = USUAL,
    *,
    started_on: date | None = None,
    paused: bool = False,
) -> LightReading:
    """The light of a due date today; a year without a calendar is estimated, since a light decides nothing.

    started_on  the first day of the period; without it a mark in percent never shows
    paused      the clock stands still: no warning, whatever is left
    """
    first, last = sorted((due_on, today))
    left = calendar.estimating(first.year, last.year).between(today, due_on)
    if paused:
        return LightReading(Light.PAUSED, left)
    if today > due_on:
        return LightReading(Light.OVERDUE, left)
    if lights.red is not None and _shows(lights.red, left, started_on, due_on, today):
        return LightReading(Light.URGENT, left)
    yellow = _shows(lights.yellow, left, started_on, due_on, today)
    return LightReading(Light.WARNING if yellow else Light.NORMAL, left)


def _shows(mark: Mark, left: int, started_on: date | None, due_on: date, today: date) -> bool:
    if mark.workdays is not None:
        return left <= mark.workdays
    if started_on is None or mark.percent is None:
        return False
    return (today - started_on).days * 100 >= (due_on - started_on).days * mark.percent
