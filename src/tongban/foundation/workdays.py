"""Days that count: the working-day calendar of the State Council's notices, and due dates computed on it.

A year without a published notice is never guessed: asking for it is refused. Only ``due(provisional=True)``
estimates such a year, by weekends alone, and says so.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from importlib import resources
from typing import Literal

from tongban.foundation.refusals import Refused, _
from tongban.foundation.sentences import Sentence

Unit = Literal["workday", "day"]
LONGEST = 36_500
ONE_DAY = timedelta(days=1)


class CalendarMissing(Refused):
    """The holidays of a year have not been published, so nothing in it can be counted."""

    def __init__(self, year: int) -> None:
        super().__init__(
            "calendar.year_missing",
            _(
                "The working days of {year} are not published yet; import the State Council's notice for {year}."
            ),
            year=year,
        )
        self.year = year


class WorkCalendar:
    """Which days are working days, for the years whose notice is known.

    holidays     days off by notice, with the name of the holiday when it is known
    makeup_days  Saturdays and Sundays that are worked
    years        the years that have a notice; a day of any other year is refused
    estimated    years reckoned by weekends only, because no notice exists yet
    """

    def __init__(
        self,
        holidays: Iterable[date] | Mapping[date, str],
        makeup_days: Iterable[date],
        years: Iterable[int],
        estimated: Iterable[int] = (),
    ) -> None:
        self.holidays: Mapping[date, str] = (
            dict(holidays) if isinstance(holidays, Mapping) else dict.fromkeys(holidays, "")
        )
        self.makeup_days = frozenset(makeup_days)
        self.estimated = frozenset(estimated)
        self.years = frozenset(years) | self.estimated
        self._days = [
            day
            for year in sorted(self.years)
            for day in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            if self._works(date.fromordinal(day))
        ]

    def __repr__(self) -> str:
        return f"<WorkCalendar {min(self.years, default='')}-{max(self.years, default='')}>"

    def is_workday(self, day: date) -> bool:
        """Whether people work on this day. Raises CalendarMissing."""
        self._require(day.year)
        return self._works(day)

    def after(self, start: date, workdays: int) -> date:
        """The n-th working day after a day, which is itself not counted; the day itself for none."""
        if workdays < 0:
            raise ValueError("working days are counted forward")
        if workdays == 0:
            return start
        first = start + ONE_DAY
        index = bisect_left(self._days, first.toordinal()) + workdays - 1
        if index >= len(self._days):
            self._require(first.year)
            raise CalendarMissing(self._first_missing(first.year))
        found = date.fromordinal(self._days[index])
        self._require(first.year, found.year)
        return found

    def next_workday(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it."""
        return day if self.is_workday(day) else self.after(day, 1)

    def between(self, after: date, until: date) -> int:
        """How many working days lie after one day and up to another, which counts; negative when it lies before."""
        if until < after:
            return -self.between(until, after)
        if until == after:
            return 0
        self._require((after + ONE_DAY).year, until.year)
        return bisect_right(self._days, until.toordinal()) - bisect_right(self._days, after.toordinal())

    def with_holidays(self, holidays: Mapping[date, str]) -> WorkCalendar:
        """This calendar with the holidays of a region laid over it.

        Source: Regulation on Public Holidays, art. 4 (holidays of minority areas)
        """
        return WorkCalendar(
            {**self.holidays, **holidays},
            self.makeup_days - frozenset(holidays),
            self.years - self.estimated,
            self.estimated,
        )

    def with_notice(
        self, year: int, holidays: Mapping[date, str], makeup_days: Iterable[date]
    ) -> WorkCalendar:
        """This calendar with one more year's notice, which may also name days of the years beside it."""
        return WorkCalendar(
            {**self.holidays, **holidays},
            self.makeup_days | frozenset(makeup_days),
            (self.years - self.estimated) | {year},
            self.estimated - {year},
        )

    def estimating(self, first: int, last: int) -> WorkCalendar:
        """This calendar with every missing year from the first to the last reckoned by weekends only."""
        missing = frozenset(range(first, min(last, MAXYEAR) + 1)) - self.years
        return _estimated(self, missing) if missing else self

    def _works(self, day: date) -> bool:
        if day in self.makeup_days:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def _require(self, first: int, last: int | None = None) -> None:
        for year in range(first, (last or first) + 1):
            if year not in self.years:
                raise CalendarMissing(year)

    def _first_missing(self, year: int) -> int:
        while year in self.years:
            year += 1
        return year


@lru_cache(maxsize=64)
def _estimated(calendar: WorkCalendar, missing: frozenset[int]) -> WorkCalendar:
    return WorkCalendar(
        calendar.holidays,
        calendar.makeup_days,
        calendar.years - calendar.estimated,
        calendar.estimated | missing,
    )


@lru_cache(maxsize=1)
def national_calendar() -> WorkCalendar:
    """The calendar of the State Council's notices that ship with this release."""
    return calendar_of(shipped_rows())


def shipped_rows() -> Iterator[Mapping[str, str]]:
    """The days of the State Council's notices that ship with this release, as ``calendar_of`` reads them."""
    folder = resources.files("tongban.foundation") / "data"
    yield from csv.DictReader(io.StringIO((folder / "holidays.csv").read_text(encoding="utf-8")))


def calendar_of(rows: Iterable[Mapping[str, str]]) -> WorkCalendar:
    """The calendar of rows with date, holiday, kind ("off" or "work") and notice_year."""
    holidays: dict[date, str] = {}
    makeup_days: set[date] = set()
    years: set[int] = set()
    for row in rows:
        day = date.fromisoformat(row["date"])
        years.add(int(row["notice_year"]))
        if row["kind"] == "work":
            makeup_days.add(day)
        else:
            holidays[day] = row["holiday"]
    return WorkCalendar(holidays, makeup_days, years)


def year_to_import(calendar: WorkCalendar, today: date) -> int | None:
    """The year whose notice is missing and due: this one, or from November on the next; None when all is well.

    The State Council publishes the coming year's holidays in October or November.
    """
    if today.year not in calendar.years - calendar.estimated:
        return today.year
    coming = today.year + 1
    return coming if today.month >= 11 and coming not in calendar.years - calendar.estimated else None


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days with the kind of day that counts."""

    number: int
    unit: Unit = "workday"


@dataclass(frozen=True, slots=True)
class Stop:
    """Days that do not count, the first and the last included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period.

    on           the last day
    provisional  true when a year without a published calendar was needed: to be shown as such, never as due
    last_day     where the count itself ended, before it moved to a working day
    """

    on: date
    provisional: bool
    accepted_on: date
    period: Period
    last_day: date
    stops: tuple[Stop, ...]
    calendar: WorkCalendar = field(repr=False, compare=False)

    @property
    def explain(self) -> tuple[Sentence, ...]:
        """How the date came about, in sentences."""
        from tongban.foundation.ledger import sentences_of

        return sentences_of(self)


def due(
    accepted_on: date,
    period: Period,
    calendar: WorkCalendar,
    stops: Iterable[Stop] = (),
    *,
    provisional: bool = False,
) -> Due:
    """The last day of a period that starts with an acceptance; counting begins the day after.

    Days within a stop do not count. In a period of calendar days the last day moves on to a working day.
    provisional  estimate years without a calendar instead of refusing them
    Source: Administrative License Law, arts. 42, 45, 82; Civil Procedure Law, art. 85
    """
    stops = _clear(stops)
    _possible(accepted_on, period, stops)
    if provisional:
        span = period.number + _stopped(accepted_on, stops)
        calendar = calendar.estimating(
            accepted_on.year, accepted_on.year + span // (200 if span > 200 else 365) + 2
        )
    last = _last_workday if period.unit == "workday" else _last_calendar_day
    last_day = last(accepted_on, period.number, calendar, stops)
    on = last_day
    if period.unit == "day" or period.number == 0:
        on = _rolled(last_day, calendar, stops)
    uncertain = bool(calendar.estimated) and any(
        year in calendar.estimated for year in _years_needed(accepted_on, period, last_day, on)
    )
    return Due(on, uncertain, accepted_on, period, last_day, stops, calendar)


def _last_workday(accepted_on: date, number: int, calendar: WorkCalendar, stops: tuple[Stop, ...]) -> date:
    """The n-th working day outside the stops: move on by the stopped ones until no more are found."""
    stopped, last = 0, calendar.after(accepted_on, number)
    while stops:
        found = sum(
            calendar.between(max(stop.first - ONE_DAY, accepted_on), min(stop.last, last))
            for stop in stops
            if stop.first <= last and stop.last > accepted_on
        )
        if found == stopped or number == 0:
            break
        stopped = found
        last = calendar.after(accepted_on, number + stopped)
    return last


def _last_calendar_day(
    accepted_on: date, number: int, calendar: WorkCalendar, stops: tuple[Stop, ...]
) -> date:
    last = accepted_on + timedelta(days=number)
    for stop in stops if number else ():
        first = max(stop.first, accepted_on + ONE_DAY)
        if first <= last and stop.last >= first:
            last += stop.last - first + ONE_DAY
    return last


def _rolled(day: date, calendar: WorkCalendar, stops: tuple[Stop, ...]) -> date:
    """The first working day from this day on that is not stopped."""
    day = calendar.next_workday(day)
    for stop in stops:
        if stop.first <= day <= stop.last:
            day = calendar.next_workday(stop.last + ONE_DAY)
    return day


def _years_needed(accepted_on: date, period: Period, last_day: date, on: date) -> range:
    first = (accepted_on + ONE_DAY if period.unit == "workday" and period.number else last_day).year
    return range(min(first, on.year), on.year + 1)


def _clear(stops: Iterable[Stop]) -> tuple[Stop, ...]:
    """The stops in order, those that touch or overlap joined, so that no day is taken out twice."""
    clear: list[Stop] = []
    for stop in sorted(stops, key=lambda stop: stop.first):
        if stop.last < stop.first:
            raise Refused(
                "calendar.stop_backwards",
                _("The days that do not count must begin before they end: {first} is after {last}."),
                first=stop.first,
                last=stop.last,
            )
        if clear and stop.first <= clear[-1].last + ONE_DAY:
            clear[-1] = Stop(clear[-1].first, max(clear[-1].last, stop.last))
        else:
            clear.append(stop)
    return tuple(clear)


def _stopped(accepted_on: date, stops: tuple[Stop, ...]) -> int:
    """How many days the stops hold after the acceptance."""
    return sum(max(0, (stop.last - max(stop.first, accepted_on)).days + 1) for stop in stops)


def _possible(accepted_on: date, period: Period, stops: tuple[Stop, ...]) -> None:
    if period.unit not in ("workday", "day"):
        raise Refused(
            "calendar.unit_unknown", _("Say “workday” or “day” for the unit, not “{unit}”."), unit=period.unit
        )
    if period.number < 0:
        raise Refused("calendar.days_negative", _("A period has no negative number of days."))
    stopped = _stopped(accepted_on, stops)
    if period.number + stopped > LONGEST or accepted_on.year + (period.number + stopped) // 200 + 3 > MAXYEAR:
        raise Refused("calendar.period_too_long", _("A period has at most {longest} days."), longest=LONGEST)
