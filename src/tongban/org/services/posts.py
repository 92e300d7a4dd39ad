"""What may be done with regions, departments, posts and appointments, and choosing whom one acts for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.foundation import identifiers
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Fault, Refused, _
from tongban.identity import queries as identity
from tongban.identity.queries import AccountCard, BodyCard
from tongban.org import queries, rules
from tongban.org.models import Appointment, Department, Post, Region, Staff
from tongban.org.queries import (
    DepartmentCard,
    PostCard,
    RegionCard,
    StaffCard,
)


def register_region(
    *,
    code: str,
    name: str,
    parent_code: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    successor_codes: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> RegionCard:
    """Enter an administrative division, or bring the one with this code up to date.

    Refuses a code that is not twelve digits and a parent that is not entered.
    """
    level = rules.region_level(code)
    with transaction.atomic():
        if parent_code and not Region.objects.filter(pk=parent_code).exists():
            raise Refused("org.region_unknown", _("There is no such region."))
        row, fresh = Region.objects.update_or_create(
            code=code,
            defaults={
                "name": name.strip(),
                "level": level.value,
                "parent_id": parent_code or None,
                "valid_from": valid_from,
                "valid_to": valid_to,
                "successor_codes": list(successor_codes),
            },
        )
        if fresh:
            record(actor, "org.region_registered", "region", code, at, {})
        return queries.region_card(row)


def register_department(
    *,
    code: str,
    name: str,
    uscc: str = "",
    region_code: str,
    short_name: str = "",
    kind: str = "",
    parent_id: str = "",
    phone: str = "",
    address: str = "",
    actor: Actor,
    at: datetime,
) -> DepartmentCard:
    """Enter a department, or bring the one with this code up to date; what is left empty stays as it was.

    Refuses an unknown region and a unified social credit code whose check does not hold.
    """
    given = {
        "name": name.strip(),
        "uscc": _checked_uscc(uscc),
        "short_name": short_name,
        "kind": kind,
        "parent_id": parent_id or None,
        "phone": phone,
        "address": address,
    }
    values = {key: value for key, value in given.items() if value}
    with transaction.atomic():
        if not Region.objects.filter(pk=region_code).exists():
            raise Refused("org.region_unknown", _("There is no such region."))
        row, fresh = Department.objects.update_or_create(
            code=code, defaults={**values, "region_id": region_code}
        )
        if fresh:
            record(actor, "org.department_registered", "department", str(row.pk), at, {"code": code})
        return queries.department_card(row)


def create_post(
    *, department_id: str, name: str, permissions: Sequence[str], actor: Actor, at: datetime
) -> PostCard:
    """Create a post in a department, or give the one of this name these permissions.

    Refuses permissions that do not exist, and accepting and deciding in one post.
    """
    faults = rules.permission_faults(permissions)
    if faults:
        raise Refused("org.permissions_wrong", _("A post cannot permit this."), faults=faults)
    with transaction.atomic():
        department = queries.department(department_id=department_id)
        wanted = sorted(set(permissions))
        row, fresh = Post.objects.get_or_create(
            department_id=department.id, name=name.strip(), defaults={"permissions": wanted}
        )
        if fresh or row.permissions != wanted:
            row.permissions = wanted
            row.save(update_fields=["permissions"])
            record(actor, "org.post_set", "post", str(row.pk), at, {"name": row.name, "permissions": wanted})
        return queries.post_card(row)


def register_staff(*, number: str, person_id: str, account_id: str = "", actor: Actor, at: datetime) -> str:
    """Enter a person as an official; the id of the official. Entering the number again changes nothing.

    Refuses a number that belongs to another person, and an account that is not the person's work account.
    """
    person = identity.person(person_id=person_id)
    if account_id:
        account = identity.account(account_id=account_id)
        if account.person_id != person.id or account.kind != "work":
            raise Refused("org.account_wrong", _("An official signs in with a work account of her own."))
    with transaction.atomic():
        row, fresh = Staff.objects.get_or_create(
            number=number,
            defaults={"name": person.name, "person_id": person.id, "account_id": account_id or None},
        )
        if str(row.person_id) != person.id:
            raise Refused("org.staff_number_taken", _("This staff number belongs to someone else."))
        if fresh:
            record(actor, "org.staff_registered", "person", person.id, at, {"number": number})
        return str(row.pk)


def appoint(
    *, staff_id: str, post_id: str, starts_on: date, ends_on: date | None = None, actor: Actor, at: datetime
) -> StaffCard:
    """Appoint an official to a post; an appointment that is there already is given back.

    Refuses posts that together would let one person accept and decide, an official or a post that does not
    exist, and a last day before the first.
    """
    if ends_on is not None and ends_on < starts_on:
        fault = Fault("ends_on", _("The last day lies before the first."))
        raise Refused("org.appointment_wrong", _("The appointment cannot be made."), faults=(fault,))
    with transaction.atomic():
        staff = Staff.objects.filter(pk=queries.key_of(staff_id)).first()
        post = Post.objects.filter(pk=queries.key_of(post_id)).first()
        if staff is None or post is None:
            raise Refused("org.appointment_unknown", _("There is no such official or post."))
        held = queries.appointments(on=starts_on).filter(staff=staff)
        same = next((row for row in held if row.post_id == post.pk), None)
        if same is not None:
            return queries.staff_card(same)
        faults = rules.permission_faults(
            {code for row in held for code in row.post.permissions} | set(post.permissions)
        )
        if faults:
            raise Refused("org.appointment_wrong", _("The appointment cannot be made."), faults=faults)
        row = Appointment.objects.create(staff=staff, post=post, starts_on=starts_on, ends_on=ends_on)
        record(
            actor,
            "org.appointed",
            "person",
            str(staff.person_id),
            at,
            {"post": str(post.pk), "name": post.name},
        )
        return queries.staff_card(row)


def end_appointment(*, appointment_id: str, ends_on: date, actor: Actor, at: datetime) -> StaffCard:
    """Set the last day of an appointment. Refuses a day before it began and an unknown appointment."""
    with transaction.atomic():
        row = (
            Appointment.objects.select_related("staff", "post__department")
            .filter(pk=queries.key_of(appointment_id))
            .first()
        )
        if row is None:
            raise Refused("org.appointment_unknown", _("There is no such official or post."))
        if ends_on < row.starts_on:
            fault = Fault("ends_on", _("The last day lies before the first."))
            raise Refused("org.appointment_wrong", _("The appointment cannot be made."), faults=(fault,))
        row.ends_on = ends_on
        row.save(update_fields=["ends_on"])
        record(
            actor, "org.appointment_ended", "person", str(row.staff.person_id), at, {"post": str(row.post_id)}
        )
        return queries.staff_card(row)


def choose_body(*, body_id: str, actor: Actor, at: datetime) -> BodyCard | None:
    """Choose to act for a body, or for oneself with an empty id (None). Refuses a body without a mandate in force.

    The choice is kept in the session by the door; each later request asks for the mandate again.
    """
    if not body_id:
        return None
    bodies = (
        identity.bodies_actable_by(person_id=actor.person_id, on=day_of(at)) if not actor.is_staff else ()
    )
    chosen = next((card for card in bodies if card.id == body_id), None)
    if chosen is None:
        raise Refused("org.body_not_yours", _("You may not act for this body."))
    record(actor, "org.body_chosen", "body", chosen.id, at, {})
    return chosen


def choose_role(*, account_id: str, demo: bool, actor: Actor, at: datetime) -> AccountCard:
    """Step into a role of the sample town. Refuses everything outside a demonstration and every other account."""
    role = next((card for card in identity.demo_accounts() if card.id == account_id), None) if demo else None
    if role is None:
        raise Refused("org.role_unknown", _("There is no such role."))
    record(actor, "org.demo_role_chosen", "person", role.person_id, at, {"role": role.demo_label})
    return role


def _checked_uscc(code: str) -> str:
    if not code:
        return ""
    checked = identifiers.check("uscc", code)
    if not checked.valid or checked.normalised is None:
        fault = Fault("uscc", _("The check character of the unified social credit code does not fit."))
        raise Refused("org.department_wrong", _("The department cannot be entered."), faults=(fault,))
    return checked.normalised


def record(
    actor: Actor, action: str, kind: str, subject_id: str, at: datetime, detail: Mapping[str, object]
) -> None:
    act = Act(
        actor=actor,
        action=action,
        subject_kind=kind,
        subject_id=subject_id,
        case_id=None,
        purpose="",
        detail=detail,
    )
    audit.record(act, at)
