"""Lights on a due date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.lights import Light, Lights, Mark, light
from tongban.foundation.workdays import national_calendar

NATIONAL = national_calendar()
DUE = date(2025, 10, 10)


@pytest.mark.parametrize(
    ("today", "expected", "left", "why"),
    [
        (date(2025, 9, 26), Light.NORMAL, 5, "accepted today"),
        (date(2025, 9, 30), Light.NORMAL, 2, "the holidays lie between"),
        (date(2025, 10, 8), Light.NORMAL, 2, "still a holiday"),
        (date(2025, 10, 9), Light.WARNING, 1, "one working day left"),
        (date(2025, 10, 10), Light.WARNING, 0, "the last day is not overdue"),
        (date(2025, 10, 11), Light.OVERDUE, -1, "a Saturday that is worked"),
        (date(2025, 10, 12), Light.OVERDUE, -1, "overdue by one working day, seen on a Sunday"),
    ],
)
def test_the_light_follows_the_working_days_left(today: date, expected: Light, left: int, why: str) -> None:
    reading = light(DUE, today, NATIONAL)
    assert (reading.light, reading.workdays) == (expected, left), why


def test_the_warning_may_begin_earlier() -> None:
    assert light(DUE, date(2025, 9, 30), NATIONAL, Lights(Mark(workdays=2))).light is Light.WARNING


def test_a_paused_case_shows_no_warning() -> None:
    assert light(DUE, date(2025, 10, 20), NATIONAL, paused=True).light is Light.PAUSED


def test_a_year_without_a_calendar_does_not_darken_a_worklist() -> None:
    assert light(date(2027, 3, 1), date(2026, 12, 30), NATIONAL).light is Light.NORMAL


@given(st.dates(date(2007, 1, 1), date(2026, 12, 31)), st.dates(date(2007, 1, 1), date(2026, 12, 31)))
def test_a_light_is_overdue_exactly_after_the_last_day(due_on: date, today: date) -> None:
    assert (light(due_on, today, NATIONAL).light is Light.OVERDUE) == (today > due_on)
