"""Which steps of the ladder a day has reached: worked by hand, and held by properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tongban.foundation.workdays import national_calendar
from tongban.org.rules import OF_APPLICANT, USUAL, Ladder
from tongban.supervision import rules

CALENDAR = national_calendar()
LADDER = Ladder((-2, 0), 1, 3, 5)
DUE = date(2025, 10, 10)  # the Friday after the National Day; the Saturday after it is worked


def names(today: date, ladder: Ladder = LADDER, **more: object) -> list[str]:
    found = rules.reached(ladder, "seat", due_on=DUE, today=today, calendar=CALENDAR, **more)  # type: ignore[arg-type]
    return [step.name for step in found]


@pytest.mark.parametrize(
    ("today", "expected", "why"),
    [
        (date(2025, 9, 29), [], "three workdays are left: the last of September, and two after the holiday"),
        (date(2025, 9, 30), ["remind-2"], "two workdays are left, eight days of holiday between"),
        (date(2025, 10, 4), ["remind-2"], "in the holiday nothing new is reached"),
        (date(2025, 10, 9), ["remind-2"], "one workday is left"),
        (date(2025, 10, 10), ["remind+0"], "the day itself: nobody is late"),
        (date(2025, 10, 11), ["remind+0", "head"], "a Saturday that is worked is one workday late"),
        (date(2025, 10, 12), ["remind+0", "head"], "a Sunday adds nothing"),
        (date(2025, 10, 13), ["remind+0", "head"], "two workdays late"),
        (date(2025, 10, 14), ["remind+0", "head", "yellow"], "three workdays late"),
        (date(2025, 10, 15), ["remind+0", "head", "yellow"], "four"),
        (
            date(2025, 10, 16),
            ["remind+0", "head", "red"],
            "five: the red card takes the place of the yellow one",
        ),
        (date(2026, 1, 5), ["remind+0", "head", "red"], "nothing comes after red"),
    ],
)
def test_the_ladder_day_by_day(today: date, expected: list[str], why: str) -> None:
    assert names(today) == expected, why


def test_a_seat_that_opened_with_one_day_left_is_not_reminded_of_two() -> None:
    assert names(date(2025, 10, 9), started_on=date(2025, 10, 9)) == []
    assert names(date(2025, 10, 10), started_on=date(2025, 10, 9)) == ["remind+0"]
    assert names(date(2025, 10, 10), started_on=DUE) == [], "it began on its own last day"


def test_a_date_that_may_still_move_makes_nobody_late() -> None:
    assert names(date(2025, 10, 20), provisional=True) == ["remind+0"]


def test_a_reminder_after_the_day_goes_to_the_holder_again() -> None:
    ladder = Ladder((-2, 0, 1, 3))
    assert names(date(2025, 10, 10), ladder) == ["remind+0"]
    assert names(date(2025, 10, 11), ladder) == ["remind+1"]
    assert names(date(2025, 10, 14), ladder) == ["remind+3"]
    assert names(date(2025, 10, 14), ladder, provisional=True) == ["remind+0"]


def test_a_step_that_is_not_set_is_not_taken() -> None:
    assert names(date(2025, 11, 20), Ladder()) == []
    assert names(date(2025, 11, 20), Ladder((), None, None, 1)) == ["red"]


@pytest.mark.parametrize("clock", sorted(USUAL.ladders))
def test_the_usual_ladders_tell_applicants_only_of_their_own_time(clock: str) -> None:
    late = rules.reached(USUAL.ladders[clock], clock, due_on=DUE, today=date(2025, 10, 20), calendar=CALENDAR)
    told = {step.audience for step in late}
    if clock in OF_APPLICANT:
        assert told == {rules.APPLICANT}
    else:
        assert told == {rules.HOLDER, rules.HEAD, rules.SUPERVISOR}


STEPS = st.none() | st.integers(1, 20)
LADDERS = st.builds(Ladder, st.lists(st.integers(-10, 10), max_size=5).map(tuple), STEPS, STEPS, STEPS)
DAYS = st.dates(date(2025, 1, 10), date(2026, 11, 1))


@drawn(LADDERS, DAYS, st.integers(0, 40), st.integers(0, 40))
def test_walking_the_days_never_reaches_a_step_twice_with_another_between(
    ladder: Ladder, due_on: date, before: int, after: int
) -> None:
    """What was reached stays reached or is followed by a later one of its audience: nobody is told backwards."""
    seen: dict[str, list[str]] = {}
    for offset in range(-before, after):
        today = due_on + timedelta(days=offset)
        for step in rules.reached(ladder, "seat", due_on=due_on, today=today, calendar=CALENDAR):
            told = seen.setdefault(step.audience, [])
            if not told or told[-1] != step.name:
                assert step.name not in told
                told.append(step.name)
    assert all(len(told) == len(set(told)) for told in seen.values())


@drawn(LADDERS, DAYS, st.integers(1, 40))
def test_before_its_day_and_on_it_nobody_is_late(ladder: Ladder, due_on: date, days: int) -> None:
    for today in (due_on, due_on - timedelta(days=days)):
        found = rules.reached(ladder, "seat", due_on=due_on, today=today, calendar=CALENDAR)
        assert {step.audience for step in found} <= {rules.HOLDER}
        assert not any(step.card for step in found)


@drawn(LADDERS, DAYS, st.integers(-40, 40))
def test_at_most_one_step_for_each_audience_and_one_card(ladder: Ladder, due_on: date, offset: int) -> None:
    today = due_on + timedelta(days=offset)
    found = rules.reached(ladder, "seat", due_on=due_on, today=today, calendar=CALENDAR)
    assert len({step.audience for step in found}) == len(found)
    assert sum(bool(step.card) for step in found) <= 1


@drawn(st.lists(LADDERS, max_size=4), DAYS, st.integers(1, 30))
def test_nothing_is_reached_beyond_the_horizon(ladders: list[Ladder], today: date, more: int) -> None:
    """What the chore does not read would not have been reminded of anyway."""
    ahead = rules.furthest_ahead(tuple(ladders))
    years = CALENDAR.estimating(today.year, today.year + 1)
    due_on = years.after(today, ahead + more)
    for ladder in ladders:
        found = rules.reached(ladder, "seat", due_on=due_on, today=today, calendar=CALENDAR)
        assert all(step.name == f"remind-{ahead}" for step in found) if more == 0 else not found
