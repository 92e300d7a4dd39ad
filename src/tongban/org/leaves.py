"""Reading the register of leave: who is away, who stands in, and for what nobody else is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongban.foundation.actors import StandsIn
from tongban.org import rules
from tongban.org.models import Appointment, Leave


@dataclass(frozen=True, slots=True)
class LeaveCard:
    """A leave in the register. ``over``: ended by somebody before its last day, or never begun."""

    id: str
    staff_id: str
    name: str
    stand_in_id: str
    stand_in_name: str
    kind: str
    kind_words: str
    starts_on: date
    ends_on: date
    entered_by: str
    ended_at: datetime | None


def leaves_of(*, department_id: str, since: date) -> tuple[LeaveCard, ...]:
    """The leaves of the officials of a department that are not over before a day, the earliest first."""
    away = Appointment.objects.filter(post__department_id=department_id).values("staff_id")
    rows = Leave.objects.filter(staff_id__in=away, ends_on__gte=since, ended_at__isnull=True)
    return tuple(map(leave_card, rows.select_related("staff", "stand_in").order_by("starts_on", "id")))


def leave(*, leave_id: str) -> LeaveCard | None:
    """One leave that has not been ended."""
    rows = Leave.objects.select_related("staff", "stand_in").filter(pk=leave_id, ended_at__isnull=True)
    row = rows.first()
    return leave_card(row) if row else None


def away_on(*, staff_ids: Iterable[str], on: date) -> frozenset[str]:
    """Those of these officials who are on leave on a day."""
    rows = _in_force(on).filter(staff_id__in=list(staff_ids)).values_list("staff_id", flat=True)
    return frozenset(map(str, rows))


def stand_ins_of(*, staff_id: str, on: date) -> str:
    """Who stands in for an official on a day; empty when she is there herself."""
    found = _in_force(on).filter(staff_id=staff_id).values_list("stand_in_id", flat=True).first()
    return str(found or "")


def known_leaves(*, staff_ids: Collection[str]) -> tuple[rules.Leave, ...]:
    """What the register says of these officials, as the ones away and as the ones standing in."""
    whose = Q(staff_id__in=staff_ids) | Q(stand_in_id__in=staff_ids)
    rows = Leave.objects.filter(whose, ended_at__isnull=True)
    return tuple(
        rules.Leave(str(row.staff_id), str(row.stand_in_id), row.kind, row.starts_on, row.ends_on)
        for row in rows
    )


def standing_in(
    *, stand_in_id: str, department_id: UUID | str, away: Iterable[tuple[str, str, date]], on: date
) -> tuple[StandsIn, ...]:
    """What an official does for colleagues on leave: for what of theirs nobody else of the department is there."""
    held: dict[str, set[str]] = {}
    rows: Any = Appointment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), post__department_id=department_id, starts_on__lte=on
    ).values_list("staff_id", "post__permissions")
    for staff, permissions in rows:
        held.setdefault(str(staff), set()).update(permissions)
    absent = away_on(staff_ids=held, on=on)
    there = [mine for staff, mine in held.items() if staff not in absent and staff != stand_in_id]
    shared: frozenset[str] = frozenset().union(*there)
    return tuple(
        StandsIn(staff, name, rules.powers(held.get(staff, ())) - shared, ends_on)
        for staff, name, ends_on in away
    )


def leave_card(row: Leave) -> LeaveCard:
    return LeaveCard(
        id=str(row.pk),
        staff_id=str(row.staff_id),
        name=row.staff.name,
        stand_in_id=str(row.stand_in_id),
        stand_in_name=row.stand_in.name,
        kind=row.kind,
        kind_words=rules.KINDS[row.kind],
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        entered_by=row.entered_by,
        ended_at=row.ended_at,
    )


def _in_force(on: date) -> Any:
    return Leave.objects.filter(ended_at__isnull=True, starts_on__lte=on, ends_on__gte=on)
