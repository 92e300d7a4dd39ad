"""The published table of worked deadlines: each counted by the house, and day by day on two other calendars."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from tongban.foundation.refusals import Refused
from tongban.foundation.workdays import CalendarMissing, Period, Stop, due, national_calendar, year_to_import

ROOT = Path(__file__).resolve().parents[2]
LAST_KNOWN = 2026
Works = Callable[[date], bool]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLE = rows(ROOT / "docs" / "deadlines.csv")
BITMAP = {
    int(row["year"]): row["bitmap_from_jan1_1_is_workday"]
    for row in rows(Path(__file__).parent / "data" / "working_day_bitmap.csv")
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def by_package(that: date) -> bool:
    """The independent calendar; a year that it does not know is counted by weekends, as a provisional date is."""
    return that.weekday() < 5 if that.year > LAST_KNOWN else chinese_calendar.is_workday(that)


def by_bitmap(that: date) -> bool:
    """A table of one character a day."""
    if that.year not in BITMAP:
        return that.weekday() < 5
    return BITMAP[that.year][that.timetuple().tm_yday - 1] == "1"


def counted(start: date, number: int, unit: str, stops: list[Stop], works: Works) -> date:
    """The last day, counted on the fingers: nothing of the house is used."""

    def stopped(that: date) -> bool:
        return any(stop.first <= that <= stop.last for stop in stops)

    that, left = start, number
    while left:
        that += timedelta(days=1)
        left -= not stopped(that) and (unit == "day" or works(that))
    while (unit == "day" or number == 0) and (not works(that) or stopped(that)):
        that += timedelta(days=1)
    return that


def stops_of(row: dict[str, str]) -> list[Stop]:
    return [Stop(*map(day, stop.split("/"))) for stop in row["stops"].split()]


def name(row: dict[str, str]) -> str:
    return f"{row['start']}+{row['days']}{row['unit']}{'-stopped' if row['stops'] else ''}"


@pytest.mark.parametrize("row", TABLE, ids=name)
def test_three_calendars_give_the_published_day(row: dict[str, str]) -> None:
    start, number, unit, stops = day(row["start"]), int(row["days"]), row["unit"], stops_of(row)
    found = due(start, Period(number, unit), national_calendar(), stops, provisional=True)  # type: ignore[arg-type]
    assert (found.on.isoformat(), found.provisional) == (row["due"], bool(row["provisional"])), row["note"]
    assert counted(start, number, unit, stops, by_package).isoformat() == row["due"], row["note"]
    assert counted(start, number, unit, stops, by_bitmap).isoformat() == row["due"], row["note"]


@pytest.mark.parametrize("row", [row for row in TABLE if row["provisional"]], ids=name)
def test_a_provisional_day_is_never_given_as_sure(row: dict[str, str]) -> None:
    with pytest.raises(CalendarMissing, match="2027"):
        due(day(row["start"]), Period(int(row["days"]), row["unit"]), national_calendar())  # type: ignore[arg-type]


def test_the_table_covers_every_notice_and_is_long_enough() -> None:
    assert len(TABLE) >= 300
    assert {int(row["due"][:4]) for row in TABLE} == set(range(2007, 2028))
    for year in range(2007, 2027):
        topics = {row["topic"] for row in TABLE if row["due"].startswith(str(year))}
        assert topics >= {"eve of a holiday", "Spring Festival"}, year
    worked = {that.isoformat() for that in national_calendar().makeup_days if that.weekday() >= 5}
    reached = {row["due"] for row in TABLE}
    assert {that for that in worked - reached if that >= "2007"} == set(), (
        "every made-up day ends some deadline"
    )


def test_no_deadline_is_published_twice() -> None:
    asked = [(row["start"], row["days"], row["unit"], row["stops"]) for row in TABLE]
    assert len(set(asked)) == len(asked)


def test_a_clock_set_back_never_brings_a_due_date_forward() -> None:
    """The house is told what time it is; told an earlier day, it gives an earlier or the same last day, never a fault."""
    for start in (day("2026-01-04"), day("2025-10-11"), day("2024-02-29")):
        later = due(start, Period(20), national_calendar()).on
        assert due(start - timedelta(days=1), Period(20), national_calendar()).on <= later


def test_leap_day_is_a_day_like_others() -> None:
    assert due(day("2024-02-28"), Period(1), national_calendar()).on == day("2024-02-29")
    assert due(day("2024-02-29"), Period(0), national_calendar()).on == day("2024-02-29")
    assert due(day("2024-02-29"), Period(366, "day"), national_calendar()).on == day("2025-03-03")


def test_the_end_of_the_year_is_counted_over_when_the_next_year_is_known() -> None:
    assert due(day("2025-12-31"), Period(1), national_calendar()).on == day("2026-01-04")
    with pytest.raises(Refused) as refusal:
        due(day("2026-12-31"), Period(1), national_calendar())
    assert refusal.value.code == "calendar.year_missing"


def test_a_year_without_a_calendar_is_asked_for_by_name() -> None:
    assert year_to_import(national_calendar(), day("2026-11-21")) == 2027
    assert year_to_import(national_calendar(), day("2028-02-29")) == 2028
