"""Reading who is signed in, regions, departments and officials; returns cards."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused, _
from tongban.org import rules, storage
from tongban.org.establishments import EstablishmentCard as EstablishmentCard
from tongban.org.establishments import PlacementCard as PlacementCard
from tongban.org.establishments import establishments as establishments
from tongban.org.leaves import LeaveCard as LeaveCard
from tongban.org.leaves import away_on as away_on
from tongban.org.leaves import leave as leave
from tongban.org.leaves import leaves_of as leaves_of
from tongban.org.leaves import stand_ins_of as stand_ins_of
from tongban.org.leaves import standing_in
from tongban.org.models import Appointment, Department, Post, Region, Staff
from tongban.org.thresholds import ThresholdCard as ThresholdCard
from tongban.org.thresholds import any_in_percent as any_in_percent
from tongban.org.thresholds import every_ladder as every_ladder
from tongban.org.thresholds import own_thresholds as own_thresholds
from tongban.org.thresholds import threshold_cards as threshold_cards
from tongban.org.thresholds import thresholds_for as thresholds_for


@dataclass(frozen=True, slots=True)
class RegionCard:
    """An administrative division."""

    code: str
    name: str
    level: str
    parent_code: str
    valid_from: date | None
    valid_to: date | None
    successor_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DepartmentCard:
    """A department as the neighbours need it."""

    id: str
    code: str
    name: str
    short_name: str
    uscc: str
    region_code: str
    kind: str
    parent_id: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post and what it permits."""

    id: str
    department_id: str
    name: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffCard:
    """An official with one appointment."""

    id: str
    number: str
    name: str
    person_id: str
    account_id: str
    appointment_id: str
    post_id: str
    post_name: str
    department_id: str
    department_name: str
    permissions: frozenset[str]
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account behind a session and the actor it makes."""

    account: AbstractBaseUser
    actor: Actor


def signed_in(*, account_id: str, session_id: str, body_id: str, on: date) -> SignedIn | None:
    """Who a session stands for, in one statement; None when it stands for nobody any more.

    body_id  the body chosen to act for; it falls away by itself when the mandate does
    """
    key = key_or_none(account_id)
    if key is None:
        return None
    rows = storage.signed_in_rows(account_id=key, session_id=session_id, body_id=key_or_none(body_id), on=on)
    return _signed_in(rows, on) if rows else None


def actor_for(*, account_id: str, body_id: str = "", on: date) -> Actor | None:
    """The actor an account makes on a day, acting for the body if a mandate allows; None for no valid account."""
    found = signed_in(account_id=account_id, session_id="", body_id=body_id, on=on)
    return found.actor if found else None


def region(*, code: str) -> RegionCard:
    """The region with this 12-digit code. Refuses an unknown one."""
    row = Region.objects.filter(pk=code).first()
    if row is None:
        raise Refused("org.region_unknown", _("There is no such region."))
    return region_card(row)


def regions(*, parent_code: str | None = None) -> tuple[RegionCard, ...]:
    """All regions by code, or those directly under one."""
    rows = Region.objects.order_by("code")
    if parent_code is not None:
        rows = rows.filter(parent_id=parent_code)
    return tuple(region_card(row) for row in rows)


def region_path(*, code: str) -> str:
    """The region's full name from the top down, as it is written in an address; empty for an unknown code."""
    row = Region.objects.select_related("parent__parent__parent__parent").filter(pk=code).first()
    parts: list[str] = []
    while row is not None:
        parts.append(row.name)
        row = row.parent
    return "".join(reversed(parts))


def department(*, department_id: str) -> DepartmentCard:
    """The department with this id. Refuses an unknown one."""
    row = Department.objects.filter(pk=key_of(department_id)).first()
    if row is None:
        raise Refused("org.department_unknown", _("There is no such department."))
    return department_card(row)


def department_by_code(*, code: str) -> DepartmentCard | None:
    """The department with this code of the house, or None."""
    row = Department.objects.filter(code=code).first()
    return department_card(row) if row else None


def department_by_name(*, name: str, region_code: str | None = None) -> DepartmentCard | None:
    """The department with this full or short name, in the region if one is given; None when none or several have it."""
    rows = Department.objects.filter(Q(name=name) | Q(short_name=name))
    if region_code is not None:
        rows = rows.filter(region_id=region_code)
    found = list(rows[:2])
    return department_card(found[0]) if len(found) == 1 else None


def departments(*, region_code: str | None = None) -> tuple[DepartmentCard, ...]:
    """All departments by code, or those of one region."""
    rows = Department.objects.order_by("code")
    if region_code is not None:
        rows = rows.filter(region_id=region_code)
    return tuple(department_card(row) for row in rows)


def department_names(*, department_ids: Iterable[str]) -> dict[str, str]:
    """The names of several departments by id."""
    keys = [key for key in map(key_or_none, department_ids) if key]
    return {str(pk): name for pk, name in Department.objects.filter(pk__in=keys).values_list("pk", "name")}


def posts(*, department_id: str | None = None) -> tuple[PostCard, ...]:
    """All posts, or those of one department."""
    rows = Post.objects.order_by("department__code", "name")
    if department_id is not None:
        rows = rows.filter(department_id=key_of(department_id))
    return tuple(post_card(row) for row in rows)


def staff_of(*, department_id: str, on: date) -> tuple[StaffCard, ...]:
    """The officials appointed in a department on a day, one card per appointment."""
    return tuple(
        staff_card(row) for row in appointments(on=on).filter(post__department_id=key_of(department_id))
    )


def all_staff(*, on: date) -> tuple[StaffCard, ...]:
    """Every appointment in force on a day, by department, post and name."""
    return tuple(staff_card(row) for row in appointments(on=on))


def staff_with(*, permission: str, department_id: str | None = None, on: date) -> tuple[StaffCard, ...]:
    """The officials whose post permits this on that day, in one department or in all."""
    cards = all_staff(on=on) if department_id is None else staff_of(department_id=department_id, on=on)
    return tuple(card for card in cards if permission in card.permissions)


def on_duty(*, permission: str, department_id: str, on: date) -> tuple[StaffCard, ...]:
    """The officials of a department whose post permits this and who are there on that day.

    Where the department has nobody who receives or hands over, those of the comprehensive windows that do it for it.
    """
    found = staff_with(permission=permission, department_id=department_id, on=on)
    if not found and permission in rules.AT_WINDOWS:
        where = rules.reach(department(department_id=department_id).region_code)
        homes = {card.id for card in departments() if card.region_code in where}
        windows = staff_with(permission="case.window", on=on)
        found = tuple(one for one in windows if one.department_id in homes and permission in one.permissions)
    away = away_on(staff_ids=[one.id for one in found], on=on)
    return tuple(one for one in found if one.id not in away)


def supervisors_of(*, region_code: str, on: date) -> tuple[StaffCard, ...]:
    """The officials who watch over the departments of a division: of that division, and of those above it."""
    homes = {card.id for card in departments() if card.region_code in rules.reach(region_code)}
    return tuple(
        card for card in staff_with(permission="supervise.read", on=on) if card.department_id in homes
    )


def staff_member(*, staff_id: str, on: date) -> tuple[StaffCard, ...]:
    """An official's appointments in force on a day."""
    return tuple(staff_card(row) for row in appointments(on=on).filter(staff_id=key_of(staff_id)))


def staff_numbers() -> tuple[tuple[str, str, str], ...]:
    """Every official as id, number and name, by number: for choosing one in a form."""
    return tuple((str(pk), number, name) for pk, number, name in _all_staff_rows())


def region_card(row: Region) -> RegionCard:
    """The card of a region's row."""
    return RegionCard(
        code=row.code,
        name=row.name,
        level=row.level,
        parent_code=row.parent_id or "",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        successor_codes=tuple(row.successor_codes),
    )


def department_card(row: Department) -> DepartmentCard:
    """The card of a department's row."""
    return DepartmentCard(
        id=str(row.pk),
        code=row.code,
        name=row.name,
        short_name=row.short_name or row.name,
        uscc=row.uscc,
        region_code=row.region_id,
        kind=row.kind,
        parent_id=str(row.parent_id or ""),
        phone=row.phone,
        address=row.address,
    )


def post_card(row: Post) -> PostCard:
    """The card of a post's row."""
    return PostCard(str(row.pk), str(row.department_id), row.name, tuple(row.permissions))


def staff_card(row: Appointment) -> StaffCard:
    """The card of an appointment's row with its official, post and department."""
    return StaffCard(
        id=str(row.staff_id),
        number=row.staff.number,
        name=row.staff.name,
        person_id=str(row.staff.person_id),
        account_id=str(row.staff.account_id or ""),
        appointment_id=str(row.pk),
        post_id=str(row.post_id),
        post_name=row.post.name,
        department_id=str(row.post.department_id),
        department_name=row.post.department.name,
        permissions=frozenset(row.post.permissions),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


def appointments(*, on: date) -> Any:
    """The appointments in force on a day with official, post and department."""
    return (
        Appointment.objects.select_related("staff", "post__department")
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)
        .order_by("post__department__code", "post__name", "staff__number")
    )


def _all_staff_rows() -> Any:
    return Staff.objects.order_by("number").values_list("pk", "number", "name")


def key_of(text: str) -> UUID:
    """The key in an id; a text that is none gives the key of nothing, so that it is unknown and not a fault."""
    return key_or_none(text) or storage.NOBODY


def key_or_none(text: str) -> UUID | None:
    """The key in an id, or None for a text that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _signed_in(rows: list[tuple[Any, ...]], on: date) -> SignedIn:
    # The department of the earliest appointment counts; posts held elsewhere do not permit anything here.
    (account_id, login, password, epoch, kind, label, person_id, name, level, region_code) = rows[0][:10]
    staff_id, department_id, department_name, department_region, _permissions, body_id, body_name = rows[0][
        10:17
    ]
    here = [row[14] for row in rows if department_id is not None and row[11] == department_id]
    permissions = frozenset(code for stored in here for code in _plain(stored))
    away = {_text(row[19]): (row[20], _day(row[21])) for row in rows if row[19] is not None}
    account = get_user_model()(
        id=_uuid(account_id),
        login_name=login,
        password=password,
        session_epoch=epoch,
        kind=kind,
        demo_label=label,
        person_id=_uuid(person_id),
        is_active=True,
    )
    account._state.adding = False
    role = "staff" if staff_id else ("agent" if body_id else "citizen")
    actor = Actor(
        account_id=_text(account_id),
        person_id=_text(person_id),
        name=name,
        body_id=_text(body_id),
        body_name=body_name or "",
        staff_id=_text(staff_id),
        department_id=_text(department_id),
        department_name=department_name or "",
        region_code=department_region or region_code,
        role=role,
        permissions=permissions,
        level=level,
        items=_items(rows),
        stands_in=standing_in(
            stand_in_id=_text(staff_id),
            department_id=_uuid(department_id),
            away=[(key, name, ends_on) for key, (name, ends_on) in sorted(away.items())],
            on=on,
        )
        if away and department_id is not None
        else (),
    )
    return SignedIn(account=account, actor=actor)


def _items(rows: list[tuple[Any, ...]]) -> frozenset[str] | None:
    """The items to which the mandates in force are limited; None for who represents the body, or no body."""
    mandates = [_plain(row[18]) for row in rows if row[18] is not None]
    if rows[0][17] or not mandates or not all(mandates):
        return None
    return frozenset(code for codes in mandates for code in codes)


def _uuid(stored: UUID | str) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(stored)


def _day(stored: date | str) -> date:
    return stored if isinstance(stored, date) else date.fromisoformat(stored)


def _text(stored: UUID | str | None) -> str:
    return "" if stored is None else str(_uuid(stored))


def _plain(stored: str | list[str]) -> list[str]:
    return json.loads(stored) if isinstance(stored, str) else stored
