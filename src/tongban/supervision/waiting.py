"""What waits for whom, and until when: read a bounded page at a time from the open seats and the open cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from tongban.cases import queries as cases
from tongban.flow import queries as flow
from tongban.foundation.clock import day_of
from tongban.org import queries as org

PAGE = 1_000
Keyset = tuple[date, str]
LOOKED_AT = {"acceptance": "case.accept", "delivery": "case.deliver"}
"""Which permission the official has whom a clock of the case itself waits for."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One clock that runs, and the department that it waits for.

    id    of the open seat; empty for a clock of the case itself
    seat  the instance of the seat; empty for a clock of the case itself
    """

    id: str
    case_id: str
    public_id: str
    number: str
    item_name: str
    clock: str
    seat: str
    seat_name: str
    permission: str
    stand_in: str
    department_id: str
    department_name: str
    region_code: str
    person_id: str
    started_on: date | None
    due_on: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What was read, and where to go on; None after the last."""

    waiting: tuple[Waiting, ...]
    following: Keyset | None


def seats(until: date, today: date, after: Keyset | None) -> Page:
    """The open seats due by a day whose time does not stand still."""
    found = flow.seats_due(until=until, today=today, after=after, limit=PAGE)
    last = found[-1] if len(found) == PAGE else None
    following = (last.due_on, str(last.id)) if last is not None else None
    return Page(tuple(_of_seats(found)), following)


def own_clocks(until: date, today: date, after: Keyset | None) -> Page:
    """The clocks of open cases themselves: acceptance, decision, delivery, correction."""
    found, following = cases.clocks_due(until=until, today=today, after=after, limit=PAGE)
    return Page(tuple(_of_cases(found, today)), following)


def gaps(until: date, today: date, after: Keyset | None) -> Page:
    """What applicants may still hand in."""
    found, following = cases.gaps_due(until=until, after=after, limit=PAGE)
    return Page(tuple(_of_cases(found, today)), following)


def still(one: Waiting, today: date) -> bool:
    """Whether it still waits as it was read a moment ago."""
    if one.id:
        found = flow.seats_by_id(seat_ids=[one.id], today=today)
        return any(seat.due_on == one.due_on and seat.light.light.name != "PAUSED" for seat in found)
    now = cases.clocks_of(case_id=one.case_id, today=today)
    return any((clock.clock, clock.due_on) == (one.clock, one.due_on) for clock in now)


def _of_seats(found: Iterable[flow.SeatCard]) -> Iterator[Waiting]:
    found = list(found)
    abouts = {one.case_id: one for one in cases.abouts(case_ids={str(seat.subject_id) for seat in found})}
    names = org.department_names(department_ids={str(seat.department_id) for seat in found})
    for seat in found:
        about, department = abouts.get(str(seat.subject_id)), str(seat.department_id)
        if about is None:
            continue
        yield Waiting(
            id=str(seat.id),
            case_id=about.case_id,
            public_id=about.public_id,
            number=about.number,
            item_name=about.item_name,
            clock="seat" if department == about.department_id else "branch",
            seat=seat.instance,
            seat_name=seat.name,
            permission=seat.permission,
            stand_in=seat.stand_in,
            department_id=department,
            department_name=names.get(department, ""),
            region_code=seat.region_code,
            person_id=about.person_id,
            started_on=day_of(seat.opened_at),
            due_on=seat.due_on,
        )


def _of_cases(found: Iterable[cases.RunningClock], today: date) -> Iterator[Waiting]:
    found = list(found)
    under_review = {one.case_id for one in found if one.clock in ("promised", "statutory")}
    held = flow.open_seats_of_all(subject_ids=under_review, today=today)
    names = org.department_names(
        department_ids={str(seat.department_id) for seats in held.values() for seat in seats}
    )
    for one in found:
        plain = Waiting(
            id="",
            case_id=one.case_id,
            public_id=one.public_id,
            number=one.number,
            item_name=one.item_name,
            clock=one.clock,
            seat="",
            seat_name="",
            permission=LOOKED_AT.get(one.clock, "case.decide"),
            stand_in="",
            department_id=one.department_id,
            department_name=one.department_name,
            region_code=one.region_code,
            person_id=one.person_id,
            started_on=one.started_on,
            due_on=one.due_on,
            provisional=one.provisional,
        )
        yield from _held(plain, held.get(one.case_id, ()), names) if one.case_id in under_review else (plain,)


def _held(plain: Waiting, held: Iterable[flow.SeatCard], names: dict[str, str]) -> Iterator[Waiting]:
    """The decision waits for the departments at whose seats it is: not for the lead, unless one of them is its own."""
    by_department = {str(seat.department_id): seat for seat in held}
    if not by_department:
        yield plain
    for department, seat in by_department.items():
        yield replace(
            plain,
            department_id=department,
            department_name=names.get(department, ""),
            permission=seat.permission,
            stand_in=seat.stand_in,
        )
