"""Days that count: published due dates, the calendar against an independent one, and what must always hold."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.refusals import Refused
from tongban.foundation.workdays import (
    CalendarMissing,
    Due,
    Period,
    Stop,
    WorkCalendar,
    due,
    national_calendar,
    year_to_import,
)

NATIONAL = national_calendar()
DAYS = st.dates(date(2008, 1, 1), date(2024, 6, 30))
NUMBERS = st.integers(0, 200)


def day(text: str) -> date:
    return date.fromisoformat(text)


@st.composite
def stops(draw: st.DrawFn) -> Stop:
    first = draw(DAYS)
    return Stop(first, first + timedelta(days=draw(st.integers(0, 40))))


# accepted, days, unit, excluded from, excluded to, due, why
CASES = [
    ("2007-02-15", 5, "workday", "", "", "2007-02-27", "Spring Festival 2007 with its made-up weekend"),
    ("2009-09-28", 7, "workday", "", "", "2009-10-14", "National Day and Mid-Autumn, eight days"),
    ("2023-01-20", 5, "workday", "", "", "2023-02-01", "Spring Festival 2023"),
    ("2024-12-31", 3, "workday", "", "", "2025-01-06", "over the new year"),
    ("2025-01-27", 20, "workday", "", "", "2025-03-03", "Spring Festival 2025"),
    ("2025-09-27", 1, "workday", "", "", "2025-09-28", "accepted on a Saturday, the Sunday is worked"),
    ("2025-09-28", 3, "workday", "", "", "2025-10-09", "accepted on a worked Sunday"),
    ("2025-12-30", 5, "workday", "", "", "2026-01-07", "over the new year, a Sunday is worked"),
    ("2026-04-30", 5, "workday", "", "", "2026-05-11", "Labour Day 2026"),
    ("2026-12-01", 20, "workday", "", "", "2026-12-29", "ends before the first year without a notice"),
    (
        "2026-04-28",
        5,
        "workday",
        "2026-05-09",
        "2026-05-09",
        "2026-05-08",
        "the stop begins after the last day",
    ),
    (
        "2024-09-25",
        10,
        "workday",
        "2024-09-26",
        "2024-10-12",
        "2024-10-25",
        "a stop over two worked weekends",
    ),
    ("2024-01-30", 30, "day", "", "", "2024-02-29", "leap year"),
    ("2025-09-26", 1, "workday", "", "", "2025-09-28", "a Sunday that is worked"),
    ("2025-09-26", 5, "workday", "", "", "2025-10-10", "promise of five days over National Day"),
    ("2025-09-26", 10, "workday", "", "", "2025-10-16", ""),
    ("2025-09-26", 20, "workday", "", "", "2025-10-30", "the 20 days of art. 42"),
    ("2025-09-26", 30, "workday", "", "", "2025-11-13", "20 and the extension of 10"),
    ("2025-09-26", 45, "workday", "", "", "2025-12-04", "joint approval"),
    ("2025-09-26", 60, "workday", "", "", "2025-12-25", "joint approval with its extension of 15"),
    ("2025-09-28", 5, "workday", "", "", "2025-10-11", "ends on a Saturday that is worked"),
    ("2025-09-30", 1, "workday", "", "", "2025-10-09", "the day before the holidays"),
    ("2025-09-30", 5, "workday", "", "", "2025-10-14", ""),
    ("2025-10-01", 5, "workday", "", "", "2025-10-14", "accepted on a holiday"),
    ("2025-10-30", 10, "workday", "", "", "2025-11-13", "delivery after the decision, art. 44"),
    ("2025-01-24", 5, "workday", "", "", "2025-02-07", ""),
    ("2025-01-24", 20, "workday", "", "", "2025-02-27", ""),
    ("2025-04-25", 5, "workday", "", "", "2025-05-06", ""),
    ("2025-04-30", 1, "workday", "", "", "2025-05-06", ""),
    ("2025-05-30", 1, "workday", "", "", "2025-06-03", "Dragon Boat Festival"),
    ("2025-12-31", 1, "workday", "", "", "2026-01-04", "a Sunday of the next year that is worked"),
    ("2025-12-24", 10, "workday", "", "", "2026-01-08", ""),
    ("2026-01-30", 20, "workday", "", "", "2026-03-05", "Spring Festival 2026, nine days"),
    ("2026-02-13", 5, "workday", "", "", "2026-02-27", ""),
    ("2026-02-13", 20, "workday", "", "", "2026-03-19", ""),
    ("2026-02-14", 1, "workday", "", "", "2026-02-24", "accepted on a Saturday that is worked"),
    ("2026-09-18", 5, "workday", "", "", "2026-09-24", "a Sunday that is worked, before Mid-Autumn"),
    ("2026-09-30", 20, "workday", "", "", "2026-11-03", ""),
    (
        "2025-09-26",
        5,
        "workday",
        "2025-09-30",
        "2025-10-10",
        "2025-10-14",
        "expert review of three working days",
    ),
    ("2025-08-03", 60, "day", "", "", "2025-10-09", "day 60 is 2 October; rolls over the holidays"),
    ("2006-12-31", 1, "workday", "", "", "2007-01-04", "only days of 2007 are counted"),
    ("2006-12-20", 20, "day", "", "", "2007-01-09", "calendar days need the calendar of their last day only"),
    ("2025-03-03", 10, "day", "2025-03-05", "2025-03-06", "2025-03-17", "day 10 is a Saturday, then Monday"),
    (
        "2025-03-03",
        5,
        "day",
        "2025-03-10",
        "2025-03-11",
        "2025-03-12",
        "rolls over Sunday into a stop, and past it",
    ),
    ("2025-03-03", 5, "workday", "2025-02-01", "2025-03-03", "2025-03-10", "a stop that ended on acceptance"),
    ("2025-03-07", 0, "workday", "", "", "2025-03-07", "decided on the spot"),
    ("2025-03-08", 0, "workday", "", "", "2025-03-10", "on the spot, but accepted on a Saturday"),
]


@pytest.mark.parametrize(("accepted", "number", "unit", "first", "last", "expected", "why"), CASES)
def test_the_last_day_is_the_published_one(
    accepted: str, number: int, unit: str, first: str, last: str, expected: str, why: str
) -> None:
    excluded = [Stop(day(first), day(last))] if first else []
    found = due(day(accepted), Period(number, unit), NATIONAL, excluded)  # type: ignore[arg-type]
    assert found.on == day(expected), why
    assert not found.provisional


def test_every_day_of_twenty_years_agrees_with_an_independent_calendar() -> None:
    for ordinal in range(date(2007, 1, 1).toordinal(), date(2026, 12, 31).toordinal() + 1):
        that = date.fromordinal(ordinal)
        assert NATIONAL.is_workday(that) == chinese_calendar.is_workday(that), that


@pytest.mark.parametrize(("that", "year"), [("2006-12-30", 2006), ("2006-12-31", 2006), ("2027-01-01", 2027)])
def test_a_year_without_a_notice_is_refused_even_when_a_neighbour_names_its_days(
    that: str, year: int
) -> None:
    with pytest.raises(CalendarMissing) as refusal:
        NATIONAL.is_workday(day(that))
    assert refusal.value.code == "calendar.year_missing"
    assert str(year) in refusal.value.text()


def test_a_due_date_in_a_year_without_a_notice_is_refused_and_names_the_year() -> None:
    with pytest.raises(CalendarMissing, match="2027"):
        due(day("2026-12-28"), Period(20), NATIONAL)
    with pytest.raises(CalendarMissing, match="2006"):
        due(day("2006-12-20"), Period(20), NATIONAL)
    with pytest.raises(CalendarMissing, match="2027"):
        due(day("2026-12-20"), Period(15, "day"), NATIONAL)


def test_a_provisional_date_counts_weekends_only_and_says_so() -> None:
    found = due(day("2026-12-28"), Period(5), NATIONAL, provisional=True)
    assert (found.on, found.provisional) == (day("2027-01-04"), True)
    assert "provisional" in found.explain[-1].text()
    assert "2027" in found.explain[-1].text()


def test_a_date_that_needs_no_missing_year_is_never_provisional() -> None:
    found = due(day("2026-12-01"), Period(20), NATIONAL, provisional=True)
    assert (found.on, found.provisional) == (day("2026-12-29"), False)


def test_the_notice_of_a_new_year_ends_the_estimate() -> None:
    with_2027 = NATIONAL.with_notice(2027, {day("2027-01-01"): "元旦"}, [])
    found = due(day("2026-12-30"), Period(2), with_2027, provisional=True)
    assert (found.on, found.provisional) == (day("2027-01-04"), False)


def test_a_region_lays_its_own_holidays_over_the_national_calendar() -> None:
    guangxi = NATIONAL.with_holidays({day("2025-03-31"): "三月三", day("2025-04-01"): "三月三"})
    assert not guangxi.is_workday(day("2025-03-31"))
    assert NATIONAL.is_workday(day("2025-03-31"))
    assert due(day("2025-03-28"), Period(1), guangxi).on == day("2025-04-02")
    assert any("三月三" in sentence.text() for sentence in due(day("2025-03-28"), Period(1), guangxi).explain)


def test_a_regional_holiday_on_a_made_up_weekend_is_not_worked() -> None:
    overlaid = NATIONAL.with_holidays({day("2025-09-28"): "local"})
    assert not overlaid.is_workday(day("2025-09-28"))


def test_the_ledger_names_acceptance_stops_holidays_worked_weekends_and_the_last_day() -> None:
    found = due(day("2025-09-26"), Period(5), NATIONAL, [Stop(day("2025-09-30"), day("2025-10-10"))])
    assert [str(sentence) for sentence in found.explain] == [
        "Accepted on 2025-09-26; counting starts the day after.",
        "The days from 2025-09-30 to 2025-10-10 do not count.",
        "2025-10-01 to 2025-10-08 are public holidays (国庆节、中秋节).",
        "2025-09-28 falls on a weekend and is worked by notice.",
        "2025-10-11 falls on a weekend and is worked by notice.",
        "Working day 5 is 2025-10-14.",
    ]


def test_the_ledger_says_why_the_last_day_moved() -> None:
    last = due(day("2025-08-03"), Period(60, "day"), NATIONAL).explain[-1]
    assert last.text() == (
        "2025-10-02 is not a working day, so the last day moves to 2025-10-09 (Civil Procedure Law, art. 85)."
    )


@pytest.mark.parametrize(
    ("period", "excluded", "code"),
    [
        (Period(-1), (), "calendar.days_negative"),
        (Period(5, "week"), (), "calendar.unit_unknown"),  # type: ignore[arg-type]
        (Period(5), (Stop(day("2025-03-05"), day("2025-03-04")),), "calendar.stop_backwards"),
        (Period(40_000, "day"), (), "calendar.period_too_long"),
        (Period(5), (Stop(date.min, date.max),), "calendar.period_too_long"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(
    period: Period, excluded: tuple[Stop, ...], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        due(day("2025-03-03"), period, NATIONAL, excluded, provisional=True)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-10-31", None),
        ("2026-11-01", 2027),
        ("2025-11-20", None),
        ("2027-01-05", 2027),
        ("2026-03-01", None),
    ],
)
def test_the_alarm_for_the_coming_year_rings_from_november(today: str, expected: int | None) -> None:
    assert year_to_import(NATIONAL, day(today)) == expected


def test_years_apart_are_not_joined_over_the_gap() -> None:
    gap = WorkCalendar([], [], [2020, 2022])
    with pytest.raises(CalendarMissing, match="2021"):
        gap.after(day("2020-12-30"), 5)
    with pytest.raises(CalendarMissing, match="2021"):
        gap.between(day("2020-12-30"), day("2022-01-05"))
    assert gap.after(day("2021-12-31"), 1) == day("2022-01-03")


@given(DAYS, st.integers(1, 400))
def test_after_and_between_undo_each_other(start: date, number: int) -> None:
    end = NATIONAL.after(start, number)
    assert NATIONAL.is_workday(end)
    assert NATIONAL.between(start, end) == number
    assert NATIONAL.between(end, start) == -number


@given(DAYS, NUMBERS, st.sampled_from(["workday", "day"]), st.lists(stops(), max_size=4))
def test_the_last_day_is_a_working_day_outside_every_stop(
    start: date, number: int, unit: str, excluded: list[Stop]
) -> None:
    found = due(start, Period(number, unit), NATIONAL, excluded)  # type: ignore[arg-type]
    assert NATIONAL.is_workday(found.on)
    assert found.on >= start
    if number:
        assert found.on > start
        assert not any(stop.first <= found.on <= stop.last for stop in excluded)


@given(DAYS, st.integers(1, 120), st.sampled_from(["workday", "day"]), st.lists(stops(), max_size=4))
def test_counting_day_by_day_gives_the_same_last_day(
    start: date, number: int, unit: str, excluded: list[Stop]
) -> None:
    def counts(that: date) -> bool:
        stopped = any(stop.first <= that <= stop.last for stop in excluded)
        return not stopped and (unit == "day" or NATIONAL.is_workday(that))

    that, left = start, number
    while left:
        that += timedelta(days=1)
        left -= counts(that)
    while not (NATIONAL.is_workday(that) and not any(stop.first <= that <= stop.last for stop in excluded)):
        that += timedelta(days=1)
    assert due(start, Period(number, unit), NATIONAL, excluded).on == that  # type: ignore[arg-type]


@given(DAYS, NUMBERS, st.sampled_from(["workday", "day"]), st.lists(stops(), max_size=3), stops())
def test_one_more_stop_never_makes_the_last_day_earlier(
    start: date, number: int, unit: str, excluded: list[Stop], more: Stop
) -> None:
    def on(stops: list[Stop]) -> Due:
        return due(start, Period(number, unit), NATIONAL, stops)  # type: ignore[arg-type]

    assert on([*excluded, more]).on >= on(excluded).on


@given(DAYS, NUMBERS, st.sampled_from(["workday", "day"]))
def test_one_more_day_never_makes_the_last_day_earlier(start: date, number: int, unit: str) -> None:
    shorter = due(start, Period(number, unit), NATIONAL).on  # type: ignore[arg-type]
    assert due(start, Period(number + 1, unit), NATIONAL).on >= shorter  # type: ignore[arg-type]
    assert due(start + timedelta(days=1), Period(number, unit), NATIONAL).on >= shorter  # type: ignore[arg-type]


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(1, 300))
def test_a_date_is_provisional_exactly_when_the_sure_count_is_refused(start: date, number: int) -> None:
    estimate = due(start, Period(number), NATIONAL, provisional=True)
    try:
        sure = due(start, Period(number), NATIONAL)
    except CalendarMissing:
        assert estimate.provisional
    else:
        assert (estimate.on, estimate.provisional) == (sure.on, False)
