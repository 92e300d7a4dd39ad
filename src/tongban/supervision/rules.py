"""The ladder of escalation: which of its steps a day has reached. Pure: no database, no clock, no Django."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongban.foundation.refusals import _
from tongban.foundation.workdays import WorkCalendar
from tongban.org.rules import OF_APPLICANT, Ladder

HOLDER, HEAD, SUPERVISOR, APPLICANT = "holder", "head", "supervisor", "applicant"
YELLOW, RED = "yellow", "red"
CARDS = {YELLOW: _("yellow card"), RED: _("red card")}
DEEMED = "deemed"
"""The card for an application that nobody looked through: by law it counts as accepted (art. 32(4))."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder.

    name      what tells it from the others of the same due date: ``remind-2``, ``remind+0``, ``head``, ``yellow``, ``red``
    audience  who is told: ``holder`` of the seat, ``head`` of its department, ``supervisor``, or ``applicant``
    card      ``yellow`` or ``red`` for the department; empty when none is given
    """

    name: str
    audience: str
    card: str = ""


def reached(
    ladder: Ladder,
    clock: str,
    *,
    due_on: date,
    today: date,
    calendar: WorkCalendar,
    started_on: date | None = None,
    provisional: bool = False,
) -> tuple[Step, ...]:
    """The steps that this day has reached, the latest for each audience: what was missed is not made up for.

    started_on   a reminder whose day had come when the clock started reminds of nothing and is left out
    provisional  the due date may still move, so nobody is late yet
    """
    first, last = min(due_on, today, started_on or today), max(due_on, today)
    years = calendar.estimating(first.year, last.year)
    left = years.between(today, due_on)
    at_first = years.between(started_on, due_on) if started_on is not None else None
    past = today > due_on and not provisional
    return (*_reminder(ladder, clock, left, at_first, past), *_escalated(ladder, -left if past else 0))


def _reminder(ladder: Ladder, clock: str, left: int, at_first: int | None, past: bool) -> Iterator[Step]:
    days = [
        day
        for day in ladder.remind
        if (left <= -day if day <= 0 else past and -left >= day) and (at_first is None or at_first > -day)
    ]
    if days:
        yield Step(f"remind{max(days):+d}", APPLICANT if clock in OF_APPLICANT else HOLDER)


def _escalated(ladder: Ladder, late: int) -> Iterator[Step]:
    """late  workdays after the due date, at least one; 0 when nobody is late"""
    if ladder.head is not None and late >= ladder.head > 0:
        yield Step("head", HEAD)
    for card, day in ((RED, ladder.red), (YELLOW, ladder.yellow)):
        if day is not None and late >= day > 0:
            yield Step(card, SUPERVISOR, card)
            return


def furthest_ahead(ladders: tuple[Ladder, ...]) -> int:
    """How many workdays before a due date the first of these ladders begins."""
    return max((-day for ladder in ladders for day in ladder.remind if day < 0), default=0)
