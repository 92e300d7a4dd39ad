"""A due date in sentences: from which day, what did not count, where it moved and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say

if TYPE_CHECKING:
    from tongban.foundation.workdays import Due, WorkCalendar


def sentences_of(due: Due) -> tuple[Sentence, ...]:
    """The ledger of a due date, in the order in which a reader would count."""
    return tuple(_sentences(due))


def _sentences(due: Due) -> Iterator[Sentence]:
    yield say(_("Accepted on {accepted_on}; counting starts the day after."), accepted_on=due.accepted_on)
    for stop in due.stops:
        if stop.last > due.accepted_on and stop.first <= due.on:
            yield say(_("The days from {first} to {last} do not count."), first=stop.first, last=stop.last)
    if due.period.number == 0:
        yield say(_("It is due on the day of acceptance."))
    elif due.period.unit == "workday":
        for name, first, last in holidays_between(due.calendar, due.accepted_on, due.on):
            yield _about_holidays(name, first, last)
        for day in sorted(due.calendar.makeup_days):
            if due.accepted_on < day <= due.on and day.weekday() >= 5:
                yield say(_("{day} falls on a weekend and is worked by notice."), day=day)
        yield say(_("Working day {number} is {last_day}."), number=due.period.number, last_day=due.last_day)
    else:
        yield say(_("Day {number} is {last_day}."), number=due.period.number, last_day=due.last_day)
    if due.on != due.last_day:
        yield say(
            _(
                "{last_day} is not a working day, so the last day moves to {on} (Civil Procedure Law, art. 85)."
            ),
            last_day=due.last_day,
            on=due.on,
        )
    if due.provisional:
        yield _about_estimate(due)


def _about_estimate(due: Due) -> Sentence:
    years = [year for year in range(due.accepted_on.year, due.on.year + 1) if year in due.calendar.estimated]
    if len(years) == 1:
        return say(
            _("The holidays of {year} are not published yet; {on} is provisional and counts weekends only."),
            year=years[0],
            on=due.on,
        )
    return say(
        _(
            "The holidays of {first} to {last} are not published yet; {on} is provisional and counts weekends only."
        ),
        first=years[0],
        last=years[-1],
        on=due.on,
    )


def _about_holidays(name: str, first: date, last: date) -> Sentence:
    if first == last:
        return say(_("{first} is a public holiday ({name})."), first=first, name=name or first)
    return say(
        _("{first} to {last} are public holidays ({name})."), first=first, last=last, name=name or first
    )


def holidays_between(calendar: WorkCalendar, after: date, until: date) -> Iterator[tuple[str, date, date]]:
    """The runs of public holidays after one day and up to another: name, first day, last day."""
    run: tuple[str, date, date] | None = None
    for day in sorted(day for day in calendar.holidays if after < day <= until):
        name = calendar.holidays[day]
        if run and run[0] == name and (day - run[2]).days == 1:
            run = (name, run[1], day)
            continue
        if run:
            yield run
        run = (name, day, day)
    if run:
        yield run
