"""Keeping the establishment: how many people a department may have, who they are, and moving them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Fault, Refused, _
from tongban.org import establishments, queries, rules
from tongban.org.establishments import EstablishmentCard, PlacementCard
from tongban.org.models import Department, Establishment, Placement, Staff
from tongban.org.services.posts import record


def set_establishment(
    *,
    department_id: str,
    kind: str,
    authorised: int,
    document: str,
    effective_on: date,
    actor: Actor,
    at: datetime,
) -> EstablishmentCard:
    """Set how many people a department may have of one kind, or change the number by a new document.

    Refuses an unknown kind or department, a number without its document, and one below those in place.
    """
    with transaction.atomic():
        department = Department.objects.filter(pk=queries.key_of(department_id)).first()
        if department is None:
            raise Refused("org.department_unknown", _("There is no such department."))
        held = Establishment.objects.select_for_update().filter(department=department, kind=kind).first()
        people = _people(held, effective_on) if held else ()
        faults = rules.establishment_faults(kind, authorised, len(people), document)
        if faults:
            raise Refused(
                "org.establishment_wrong",
                _("An establishment has its kind, its number and the document that approves it."),
                basis=rules.ART_6,
                faults=faults,
            )
        row, _fresh = Establishment.objects.update_or_create(
            department=department,
            kind=kind,
            defaults={
                "authorised": authorised,
                "document": document.strip(),
                "effective_on": effective_on,
            },
        )
        detail = {"kind": kind, "authorised": authorised, "document": document.strip()}
        record(actor, "org.establishment_set", "department", str(department.pk), at, detail)
        return establishments.establishment_card(row, people)


def place_staff(
    *, staff_id: str, establishment_id: str, starts_on: date, actor: Actor, at: datetime
) -> PlacementCard:
    """Count an official in an establishment (入编); who is counted there already is given back.

    Refuses a full establishment and whoever is counted elsewhere.
    """
    with transaction.atomic():
        row, staff = _establishment_and_staff(establishment_id, staff_id)
        now = Placement.objects.select_related("staff").filter(staff=staff, ends_on=None).first()
        if now is not None and now.establishment_id == row.pk:
            return establishments.placement_card(now)
        if now is not None:
            raise Refused(
                "org.placed_elsewhere",
                _("This official is counted in another establishment; please move her, or end that first."),
                basis=rules.ART_6,
            )
        return _placed(row, staff, starts_on, actor, at)


def move_staff(
    *, staff_id: str, establishment_id: str, on: date, actor: Actor, at: datetime
) -> PlacementCard:
    """Move an official to the establishment of the same kind in another department.

    Refuses another kind, a full establishment, and whoever is counted nowhere.
    """
    with transaction.atomic():
        row, staff = _establishment_and_staff(establishment_id, staff_id)
        now = Placement.objects.select_related("establishment").filter(staff=staff, ends_on=None).first()
        if now is None:
            raise Refused("org.placed_nowhere", _("This official is not counted in any establishment."))
        rules.check_transfer(now.establishment.kind, row.kind)
        _end(now, on - timedelta(days=1))
        return _placed(row, staff, on, actor, at)


def end_placement(*, placement_id: str, ends_on: date, actor: Actor, at: datetime) -> None:
    """Set the last day on which an official counts. Refuses an unknown one and a day before the first."""
    with transaction.atomic():
        row = (
            Placement.objects.select_related("staff")
            .filter(pk=queries.key_of(placement_id), ends_on=None)
            .first()
        )
        if row is None:
            raise Refused("org.placed_nowhere", _("This official is not counted in any establishment."))
        _end(row, ends_on)
        record(actor, "org.placement_ended", "person", str(row.staff.person_id), at, {"on": str(ends_on)})


def _end(row: Placement, ends_on: date) -> None:
    if ends_on < row.starts_on:
        fault = Fault("ends_on", _("The last day lies before the first."))
        raise Refused("org.placement_wrong", _("The place cannot be ended on this day."), faults=(fault,))
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])


def _establishment_and_staff(establishment_id: str, staff_id: str) -> tuple[Establishment, Staff]:
    """Both, the establishment held until the transaction ends: two people never take its last place."""
    held = Establishment.objects.select_for_update().filter(pk=queries.key_of(establishment_id)).first()
    staff = Staff.objects.filter(pk=queries.key_of(staff_id)).first()
    if held is None or staff is None:
        raise Refused("org.establishment_unknown", _("There is no such official or establishment."))
    return held, staff


def _people(row: Establishment, on: date) -> tuple[PlacementCard, ...]:
    return tuple(
        establishments.placement_card(one)
        for one in establishments.placements(on=on).filter(establishment=row)
    )


def _placed(row: Establishment, staff: Staff, starts_on: date, actor: Actor, at: datetime) -> PlacementCard:
    rules.check_vacancy(row.authorised, len(_people(row, starts_on)))
    made = Placement.objects.create(establishment=row, staff=staff, starts_on=starts_on)
    detail = {"establishment": str(row.pk), "kind": row.kind}
    record(actor, "org.placed", "person", str(staff.person_id), at, detail)
    return establishments.placement_card(made)
