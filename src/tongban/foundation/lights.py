"""Lights on a due date: how near it is, as a word that the pages pair with a shape and a colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from tongban.foundation.workdays import WorkCalendar

WARN = 1


class Light(Enum):
    """How a case stands against its due date."""

    NORMAL = "normal"
    WARNING = "warning"
    OVERDUE = "overdue"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class LightReading:
    """A light with the working days behind it.

    workdays  left after today up to the due date; negative once it has passed; 0 on the day itself
    """

    light: Light
    workdays: int


def light(
    due_on: date, today: date, calendar: WorkCalendar, warn: int = WARN, *, paused: bool = False
) -> LightReading:
    """The light of a due date today; a year without a calendar is estimated, since a light decides nothing.

    warn    working days left at which the warning begins
    paused  the clock stands still: no warning, whatever is left
    """
    first, last = sorted((due_on, today))
    left = calendar.estimating(first.year, last.year).between(today, due_on)
    if paused:
        return LightReading(Light.PAUSED, left)
    if today > due_on:
        return LightReading(Light.OVERDUE, left)
    return LightReading(Light.WARNING if left <= warn else Light.NORMAL, left)
