"""Reading of seats and entries: worklists by due date, the seats of one case, its ledger."""

from __future__ import annotations

import heapq
import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import connection
from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from tongban.calendar import queries as calendar
from tongban.catalogue.queries import ItemCard
from tongban.flow import rules
from tongban.flow.models import Entry, OpenSeat
from tongban.foundation.clock import LEGAL_ZONE, day_of
from tongban.foundation.lights import LightReading, light
from tongban.foundation.refusals import Fault, Refused
from tongban.org import queries as org
from tongban.org.rules import PERMISSIONS

Keyset = tuple[date, uuid.UUID | str]


@dataclass(frozen=True, slots=True)
class SeatCard:
    """A seat as a line of a worklist or as a place on the map of a case."""

    id: uuid.UUID
    subject_id: uuid.UUID
    instance: str
    key: str
    name: str
    duty: str
    department_id: uuid.UUID
    permission: str
    stand_in: str
    region_code: str
    title: str
    number: str
    applicant: str
    opened_at: datetime
    due_on: date
    closed_at: datetime | None
    closed_by: str
    light: LightReading
    paused: bool = False

    @property
    def keyset(self) -> Keyset:
        """What to pass as ``after`` for the page that follows this line."""
        return self.due_on, self.id


@dataclass(frozen=True, slots=True)
class LightCounts:
    """How many open seats show which light."""

    overdue: int = 0
    urgent: int = 0
    warning: int = 0
    normal: int = 0
    paused: int = 0

    @property
    def total(self) -> int:
        return self.overdue + self.urgent + self.warning + self.normal + self.paused


def worklist(
    *,
    department_ids: Collection[uuid.UUID | str],
    permissions: Collection[str],
    today: date,
    staff_id: str = "",
    stands_in_for: Collection[str] = (),
    after: Keyset | None = None,
    limit: int = 50,
) -> tuple[SeatCard, ...]:
    """The open seats of these departments that these permissions may answer, the earliest due first.

    staff_id  the official who asks: with the seats at which this one stands in; a seat with a stand-in waits
              for nobody else
    stands_in_for  officials on leave for whom this one stands in: with the seats at which they alone sit
    after     the keyset of the last line already shown
    """
    # One index scan for each department and permission, merged: an IN list would sort the whole backlog.
    lines: list[Iterable[OpenSeat]] = [
        _page(
            OpenSeat.objects.filter(department_id=department, permission=permission, stand_in=""),
            after,
            limit,
        )
        for department in sorted(set(map(str, department_ids)))
        for permission in sorted(set(permissions))
    ]
    for one in filter(None, (staff_id, *stands_in_for)):
        lines.append(_page(OpenSeat.objects.filter(stand_in=one), after, limit))
    merged = heapq.merge(*lines, key=lambda seat: (seat.due_on, seat.id))
    return tuple(_card(seat, today) for seat in islice(merged, limit))


def counts_by_light(
    *,
    department_ids: Collection[uuid.UUID | str],
    permissions: Collection[str],
    today: date,
    staff_id: str = "",
    stands_in_for: Collection[str] = (),
) -> LightCounts:
    """How many open seats are overdue, close to it, in time, or paused. Whose: as for the worklist."""
    whose = Q(department_id__in=set(department_ids), permission__in=set(permissions), stand_in="")
    named = [one for one in (staff_id, *stands_in_for) if one]
    if named:
        whose |= Q(stand_in__in=named)
    return LightCounts(**sum(_counted(whose, today).values(), Counter()))


def counts_by_department(*, today: date) -> dict[str, LightCounts]:
    """How many open seats of each department show which light: lateness is the seat's, not the lead's."""
    return {key: LightCounts(**found) for key, found in _counted(Q(), today).items()}


def _counted(whose: Q, today: date) -> dict[str, Counter[str]]:
    """The open seats of each department by light.

    The database groups those that must show the same light, and each group is asked like a line of a worklist.
    """
    opened = TruncDate("opened_at", tzinfo=LEGAL_ZONE) if org.any_in_percent() else F("due_on")
    rows = (
        OpenSeat.objects.filter(whose, closed_at__isnull=True)
        .annotate(opened_on=opened)
        .values_list("department_id", "region_code", "due_on", "opened_on", "paused")
        .annotate(number=Count("id"))
        .order_by()
    )
    found: dict[str, Counter[str]] = {}
    for department, region, due_on, opened_on, paused, number in rows:
        shown = _light(str(department), region, due_on, opened_on, paused, today)
        found.setdefault(str(department), Counter())[shown.light.value] += number
    return found


def _light(
    department_id: str, region_code: str, due_on: date, opened_on: date, paused: bool, today: date
) -> LightReading:
    """The light of a seat, by the working days of its region and the thresholds of its department."""
    lights = org.thresholds_for(region_code=region_code, department_id=department_id).lights
    workdays = calendar.calendar_for(region_code)
    return light(due_on, today, workdays, lights, started_on=opened_on, paused=paused)


def seats_due(
    *, until: date, today: date, after: Keyset | None = None, limit: int = 1_000
) -> tuple[SeatCard, ...]:
    """The open seats due no later than a day whose time does not stand still, of all departments, the earliest first."""
    rows = OpenSeat.objects.filter(due_on__lte=until, paused=False)
    return _cards(_page(rows, after, limit), today)


def seats_by_id(*, seat_ids: Collection[str], today: date) -> tuple[SeatCard, ...]:
    """Those of these seats that are still open, the earliest due first; ids of nothing are left out."""
    keys = [key for key in map(_key_or_none, seat_ids) if key]
    return _cards(
        OpenSeat.objects.filter(id__in=keys, closed_at__isnull=True).order_by("due_on", "id"), today
    )


def open_seats_of_all(*, subject_ids: Collection[str], today: date) -> dict[str, tuple[SeatCard, ...]]:
    """The open seats of several cases by case: who holds each of them now."""
    keys = [key for key in map(_key_or_none, subject_ids) if key]
    found: dict[str, list[SeatCard]] = {}
    rows = OpenSeat.objects.filter(subject_id__in=keys, closed_at__isnull=True).order_by("id")
    for card in _cards(rows, today):
        found.setdefault(str(card.subject_id), []).append(card)
    return {subject: tuple(cards) for subject, cards in found.items()}


def _key_or_none(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def open_seats_of(*, subject_id: uuid.UUID | str, today: date) -> tuple[SeatCard, ...]:
    """The seats of a case that are open now, in the order in which they were opened."""
    key = uuid.UUID(str(subject_id))
    seats = OpenSeat.objects.raw(_OPEN, [key if connection.vendor == "postgresql" else key.hex])
    return _cards(seats, today)


# Asked at every look at a case: written out, because building the statement costs more than running it.
_OPEN = f"""
    SELECT {", ".join(str(field.column) for field in OpenSeat._meta.fields)} FROM flow_openseat
    WHERE subject_id = %s AND closed_at IS NULL ORDER BY id
"""  # noqa: S608 - column names of the model


def seats_of(*, subject_id: uuid.UUID | str, today: date) -> tuple[SeatCard, ...]:
    """Every seat that was ever opened for a case, in the order in which they were opened."""
    return _cards(OpenSeat.objects.filter(subject_id=subject_id).order_by("id"), today)


def entries_of(*, subject_id: uuid.UUID | str) -> tuple[rules.Entry, ...]:
    """The ledger of a case, in order."""
    return tuple(_entry(row) for row in Entry.objects.filter(subject_id=subject_id).order_by("seq"))


def _page(seats: Iterable[OpenSeat], after: Keyset | None, limit: int) -> Iterable[OpenSeat]:
    page = seats.filter(closed_at__isnull=True)  # type: ignore[attr-defined]
    if after is not None:
        due_on, last = after
        page = page.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, id__gt=last), due_on__gte=due_on)
    return page.order_by("due_on", "id")[:limit]  # type: ignore[no-any-return]


def _cards(seats: Iterable[OpenSeat], today: date) -> tuple[SeatCard, ...]:
    return tuple(_card(seat, today) for seat in seats)


def _card(seat: OpenSeat, today: date) -> SeatCard:
    return SeatCard(
        id=seat.id,
        subject_id=seat.subject_id,
        instance=seat.instance,
        key=seat.key,
        name=seat.name,
        duty=seat.duty,
        department_id=seat.department_id,
        permission=seat.permission,
        stand_in=seat.stand_in,
        region_code=seat.region_code,
        title=seat.title,
        number=seat.number,
        applicant=seat.applicant,
        opened_at=seat.opened_at,
        due_on=seat.due_on,
        closed_at=seat.closed_at,
        closed_by=seat.closed_by,
        paused=seat.paused,
        light=_light(
            str(seat.department_id), seat.region_code, seat.due_on, day_of(seat.opened_at), seat.paused, today
        ),
    )


def _entry(row: Entry) -> rules.Entry:
    return rules.entry_of(
        kind=row.kind,
        seat=row.seat,
        verdict=row.verdict,
        by=row.by,
        department=row.department,
        at=row.at,
        reason=row.reason,
        target=row.target,
        by_name=row.by_name,
        department_name=row.department_name,
    )


def surroundings(*, item: ItemCard) -> rules.Surroundings:
    """What the plan of an item is checked against: its form, the results of its tables, its promise, the departments."""
    cards = org.departments()
    codes = {card.id: card.code for card in cards}
    permitted: dict[str, set[str]] = {}
    for post in org.posts():
        permitted.setdefault(codes.get(post.department_id, ""), set()).update(post.permissions)
    names = {card.code: card.short_name for card in cards}
    asked = item.fields + rules.result_fields(item)
    return rules.Surroundings(asked, names, permitted, item.promised)


def register(*, item: ItemCard, around: rules.Surroundings) -> rules.Register:
    """The names behind the codes in the plan of an item."""
    materials = {one.id: one.name for one in item.materials}
    fields = {one.key: one for one in around.fields}
    return rules.Register(around.departments, fields, materials, PERMISSIONS)


def plan_faults(item: ItemCard) -> tuple[Fault, ...]:
    """Everything that keeps the plan and the tables of an item from being published, each with its place."""
    try:
        plan = rules.plan_as_it_stands(item.plan)
    except Refused as refused:
        return refused.faults
    found = rules.findings(plan, surroundings(item=item)) if item.plan else ()
    return tuple(
        Fault(one.number, one.sentence.sentence, one.sentence.values) for one in found if one.grave
    ) + tuple(
        Fault(f"table:{one.table}", one.sentence.sentence, one.sentence.values)
        for one in rules.table_findings(item, rules.asked_by(plan))
        if one.grave
    )
