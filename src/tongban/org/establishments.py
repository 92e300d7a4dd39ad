"""Reading the establishment: how many people of each kind departments may have, and who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from tongban.org.models import Establishment, Placement


@dataclass(frozen=True, slots=True)
class PlacementCard:
    """An official counted in an establishment."""

    id: str
    staff_id: str
    number: str
    name: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class EstablishmentCard:
    """How many people a department may have of one kind, and who is in place."""

    id: str
    department_id: str
    department_name: str
    kind: str
    authorised: int
    document: str
    effective_on: date
    people: tuple[PlacementCard, ...]

    @property
    def vacant(self) -> int:
        return self.authorised - len(self.people)


def establishments(*, on: date) -> tuple[EstablishmentCard, ...]:
    """Every establishment with the people in place on a day, by department and kind."""
    rows = Establishment.objects.select_related("department").order_by("department__code", "kind")
    held: dict[Any, list[PlacementCard]] = {}
    for row in placements(on=on):
        held.setdefault(row.establishment_id, []).append(placement_card(row))
    return tuple(establishment_card(row, tuple(held.get(row.pk, ()))) for row in rows)


def placements(*, on: date) -> Any:
    """The placements that count on a day or later: who begins later has a place already."""
    return (
        Placement.objects.select_related("staff")
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .order_by("staff__number")
    )


def establishment_card(row: Establishment, people: tuple[PlacementCard, ...]) -> EstablishmentCard:
    """The card of an establishment with its people."""
    return EstablishmentCard(
        id=str(row.pk),
        department_id=str(row.department_id),
        department_name=row.department.name,
        kind=row.kind,
        authorised=row.authorised,
        document=row.document,
        effective_on=row.effective_on,
        people=people,
    )


def placement_card(row: Placement) -> PlacementCard:
    """The card of a placement with its official."""
    return PlacementCard(
        str(row.pk), str(row.staff_id), row.staff.number, row.staff.name, row.starts_on, row.ends_on
    )
