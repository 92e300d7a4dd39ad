"""Which edition a citation means, and how it stands to the one that is held."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.law.rules.cards import Edition, Law, Order

Standing = Literal["same", "older", "newer"]
COUNCIL = "国务院"


@dataclass(frozen=True, slots=True)
class OrderDays:
    """The days of the State Council's orders, which are counted without end: between two known ones lies a third."""

    known: tuple[tuple[int, date], ...]

    @classmethod
    def of(cls, laws: Iterable[Law]) -> OrderDays:
        days: dict[int, date] = {}
        for law in laws:
            for event in law.history:
                if event.order and event.order.organ == COUNCIL:
                    days.setdefault(event.order.number, event.on)
        return cls(tuple(sorted(days.items())))

    def around(self, number: int) -> tuple[date, date]:
        """The latest day before and the earliest day after which the order was signed."""
        at = bisect_left(self.known, (number, date.min))
        before = self.known[at - 1][1] if at else date.min
        after = self.known[at][1] if at < len(self.known) else date.max
        return before, after


def edition_meant(laws: tuple[Law, ...], edition: Edition, on: date) -> Law:
    """Of the editions of one law: the one a year names when it is to come, else the one in force on the day."""
    current = max(
        (law for law in laws if law.is_in_force(on)),
        key=lambda law: (law.version_on, law.id),
        default=laws[-1],
    )
    later = [
        law for law in laws if law.version_on > current.version_on and law.version_on.year == edition.year
    ]
    return later[-1] if later else current


def standing(law: Law, edition: Edition, days: OrderDays) -> Standing:
    """Whether the edition that is cited is the one held, an older or a newer one.

    An order stays the name of a law through its amendments; it stops when the text is made public anew as a whole.
    A year names that year's text.
    """
    if edition.order and edition.year is None:
        return _by_order(law, edition.order, edition.order_year, days)
    if edition.year is None:
        return "same"
    years = {law.version_on.year} | ({law.in_force_on.year} if law.in_force_on else set())
    if edition.year in years:
        return "same"
    return "older" if edition.year < law.version_on.year else "newer"


def _by_order(law: Law, order: Order, year: int | None, days: OrderDays) -> Standing:
    whole = [event for event in law.history if event.whole]
    anew = whole[-1].on if whole else law.version_on if not law.history else date.min
    own = next((event.on for event in law.history if event.order == order), None)
    if own:
        return "older" if own < anew else "same"
    if order.organ == COUNCIL:
        before, after = days.around(order.number)
        if before > law.version_on:
            return "newer"
        return "older" if after < anew and law.history else "same"
    if year:
        return "newer" if year > law.version_on.year else "older" if year < anew.year else "same"
    numbers = [one.order.number for one in law.history if one.order and one.order.organ == order.organ]
    if not numbers or order.number == max(numbers):
        return "same"
    return "older" if order.number < max(numbers) else "newer"
