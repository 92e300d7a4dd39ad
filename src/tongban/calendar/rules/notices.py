"""A notice of holidays: the days it names, what may be wrong with it, and the calendar that notices make together.

The State Council's notice of a year counts everywhere. A region may lay days of its own over it (Regulation on
Public Holidays, art. 4: holidays of minority areas); they count in the region and below it. Where two regions
speak of one day, the nearer one is heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.workdays import WorkCalendar, shipped_rows

FIXED = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Month and day of the public holidays that are the same every year; every notice of a year names them."""
DIGITS = (9, 6, 4, 2)


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day that a notice names: off, or a Saturday or Sunday that is worked."""

    on: date
    works: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """The days of one year's notice. ``region_code`` is empty for the State Council's."""

    year: int
    days: tuple[Day, ...]
    region_code: str = ""
    source: str = ""

    @property
    def said(self) -> frozenset[tuple[date, bool]]:
        """What it changes: names of holidays are words, not days."""
        return frozenset((day.on, day.works) for day in self.days)


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which people work now and did not before, or the other way round."""

    on: date
    works: bool


def reach(region_code: str) -> tuple[str, ...]:
    """Whose notices count in a region, the nearest first: its own, those of the regions above it, the national."""
    above = [
        region_code[:size].ljust(12, "0") for size in DIGITS if len(region_code) == 12 and region_code[:size]
    ]
    return tuple(dict.fromkeys([region_code, *above, ""]))


def upper(region_code: str) -> str:
    """The nearest region above, or the whole country."""
    return reach(region_code)[1] if region_code else ""


def latest(notices: Iterable[Notice]) -> dict[tuple[str, int], Notice]:
    """The notice that counts for each region and year: of those in order of import, the last."""
    return {(notice.region_code, notice.year): notice for notice in notices}


@lru_cache(maxsize=1)
def shipped() -> tuple[Notice, ...]:
    """The State Council's notices that ship with this release."""
    days: dict[int, list[Day]] = {}
    for row in shipped_rows():
        day = Day(date.fromisoformat(row["date"]), row["kind"] == "work", row["holiday"])
        days.setdefault(int(row["notice_year"]), []).append(day)
    return tuple(Notice(year, tuple(found)) for year, found in sorted(days.items()))


def effective(notices: Iterable[Notice], region_code: str = "") -> WorkCalendar:
    """The calendar of a region: the national notices with those of the regions above it and its own laid over them."""
    counted = latest(notices)
    days: dict[date, Day] = {}
    for region in reversed(reach(region_code)):
        for (_where, _year), notice in sorted(counted.items()):
            if notice.region_code == region:
                days.update((day.on, day) for day in notice.days)
    return WorkCalendar(
        {day.on: day.name for day in days.values() if not day.works},
        (day.on for day in days.values() if day.works),
        (year for region, year in counted if region == ""),
    )


def changes(before: WorkCalendar, after: WorkCalendar, years: Iterable[int]) -> tuple[Change, ...]:
    """The days of these years that are worked now and were not, or the other way round; estimates count as said."""
    wanted = sorted(set(years))
    if not wanted:
        return ()
    then, now = (calendar.estimating(wanted[0], wanted[-1]) for calendar in (before, after))
    return tuple(
        Change(day, now.is_workday(day))
        for year in wanted
        for day in _days_of(year)
        if then.is_workday(day) != now.is_workday(day)
    )


def _days_of(year: int) -> Iterator[date]:
    return map(date.fromordinal, range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1))


def check(notice: Notice, above: WorkCalendar) -> None:
    """Refuse a notice that cannot be right, with everything that must be mended.

    above  the calendar that the notice is laid over: of the region above it, or of the other years' notices
    """
    faults = [*_unsound(notice), *(_local(notice, above) if notice.region_code else _national(notice, above))]
    if faults:
        raise Refused(
            "calendar.notice_wrong",
            _("The notice for {year} cannot be right. Please mend the file and import it again."),
            faults=tuple(faults),
            year=notice.year,
        )


def _unsound(notice: Notice) -> Iterator[Fault]:
    if not notice.days:
        yield Fault("days", _("The notice for {year} names no day."), {"year": notice.year})
    seen: dict[date, Day] = {}
    for day in notice.days:
        before = seen.get(day.on)
        if before is not None and before.works != day.works:
            yield _fault(_("{day} is said to be both off and worked."), day)
        elif before is not None:
            yield _fault(_("{day} stands there twice."), day)
        seen[day.on] = day


def _national(notice: Notice, others: WorkCalendar) -> Iterator[Fault]:
    named = {day.on for day in notice.days if not day.works}
    for day in notice.days:
        if not date(notice.year - 1, 12, 1) <= day.on <= date(notice.year, 12, 31):
            yield _outside(notice, day)
        elif day.works and day.on.weekday() < 5:
            yield _fault(_("{day} is not a Saturday or Sunday, so it cannot be a made-up working day."), day)
        elif day.works and day.on in others.holidays:
            yield _fault(_("{day} is worked by this notice and off by the one of another year."), day)
        elif not day.works and day.on in others.makeup_days:
            yield _fault(_("{day} is off by this notice and worked by the one of another year."), day)
    for month, number in FIXED:
        if notice.days and date(notice.year, month, number) not in named:
            yield _fault(
                _(
                    "{day} is a public holiday by law (Regulation on Public Holidays, art. 2), but the notice does not name it."
                ),
                Day(date(notice.year, month, number), works=False),
            )


def _local(notice: Notice, above: WorkCalendar) -> Iterator[Fault]:
    for day in notice.days:
        if day.on.year != notice.year:
            yield _outside(notice, day)
        elif day.works and above.estimating(day.on.year, day.on.year).is_workday(day.on):
            yield _fault(_("{day} is a working day anyway."), day)


def _outside(notice: Notice, day: Day) -> Fault:
    sentence = _("{day} does not belong to the notice for {year}.")
    return Fault("days", sentence, {"day": day.on, "year": notice.year})


def _fault(sentence: str, day: Day) -> Fault:
    return Fault("days", sentence, {"day": day.on})
