"""The sample town's people: families, officials and firms walk in through the services.

``town`` draws them (pure, the same for the same seed and day); ``load`` enters them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from tongban.foundation.actors import SYSTEM
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused, _
from tongban.identity import queries as registers
from tongban.identity import services as identity
from tongban.org import services as org
from tongban.sample import departments
from tongban.sample.departments import Seat
from tongban.sample.families import Census, Marriage, Newborn, Resident, Tie, places, settle
from tongban.sample.firms import Authority, Firm, found
from tongban.sample.reading import town_file

SEED = 990000
# Every role of the sample town has it; it opens nothing outside a demonstration.
DEMO_PASSWORD = "haitang-2026"  # noqa: S105
DOCUMENT = "海编发〔2024〕7号"
PEOPLE = 300
FIRMS = 80


@dataclass(frozen=True, slots=True)
class Official:
    """A resident who holds a post."""

    resident: str
    department_code: str
    post_name: str


@dataclass(frozen=True, slots=True)
class Role:
    """A resident with an account and a place in the role bar."""

    resident: str
    login_name: str
    label: str
    order: int
    kind: str


@dataclass(frozen=True, slots=True)
class Town:
    """Everyone in the sample town; persons are named by the town's own keys."""

    residents: tuple[Resident, ...]
    ties: tuple[Tie, ...]
    marriages: tuple[Marriage, ...]
    newborns: tuple[Newborn, ...]
    officials: tuple[Official, ...]
    roles: tuple[Role, ...]
    firms: tuple[Firm, ...]
    mandates: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The town after it walked in: ids by the town's keys, login names and codes."""

    town: Town
    persons: dict[str, str]
    bodies: dict[str, str]
    accounts: dict[str, str]


def is_loaded() -> bool:
    """Whether the sample town stands in this house."""
    return bool(registers.demo_accounts())


def town(today: date, *, people: int = PEOPLE, firms: int = FIRMS, seed: int = SEED) -> Town:
    """The town as it is on a day; ages follow the day, everything else the seed."""
    names = town_file("names.yaml")
    census = Census(random.Random(seed), today, places(), names, rare=list(names["rare"]))  # noqa: S311 - invented people
    personas = town_file("personas.yaml")
    roles = [role for household in personas["households"] for role in _household(census, household)]
    for entry in personas["officials"]:
        resident = census.add(**_particulars(entry), home=census.home())
        roles.append(Role(resident.key, entry["login"], entry["label"], entry["order"], "work"))
    fixed = len(census.residents)
    settle(census, people)
    residents = tuple(census.residents)
    bodies, mandates = found(census.hand, today, residents[fixed:], census.places, firms)
    return Town(
        residents=residents,
        ties=tuple(census.ties),
        marriages=tuple(census.marriages),
        newborns=tuple(census.newborns),
        officials=_officials(census, personas["officials"], fixed),
        roles=tuple(sorted(roles, key=lambda role: role.order)),
        firms=bodies,
        mandates=mandates,
    )


def load(at: datetime, *, people: int = PEOPLE, firms: int = FIRMS) -> Loaded:
    """Enter the whole town, departments first. Refuses a house where the town stands already."""
    if is_loaded():
        raise Refused("sample.town_stands", _("The sample town is here already."))
    drawn = town(day_of(at), people=people, firms=firms)
    with transaction.atomic():
        seats = departments.load(at)
        persons = enter(drawn, at)
        # Encoded once: sixteen times the same password would be most of the time that the town takes.
        password = make_password(DEMO_PASSWORD)
        accounts = {
            role.login_name: _open(role, persons[role.resident], password, at) for role in drawn.roles
        }
        _appoint(drawn, seats, persons, accounts, at)
        bodies = {firm.uscc: _found(firm, persons, at) for firm in drawn.firms}
        for mandate in drawn.mandates:
            _grant(mandate, bodies, persons, at)
    return Loaded(drawn, persons, bodies, accounts)


def enter(drawn: Town, at: datetime) -> dict[str, str]:
    """Enter the residents with their families; the ids of the persons by the town's keys."""
    persons = {resident.key: _register(resident, at) for resident in drawn.residents}
    for tie in drawn.ties:
        identity.add_family_tie(
            person_id=persons[tie.person],
            relative_id=persons[tie.relative],
            kind=tie.kind,
            actor=SYSTEM,
            at=at,
        )
    return persons


def _particulars(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: entry[key] for key in ("key", "name", "sex", "age")}


def _household(census: Census, household: dict[str, Any]) -> list[Role]:
    home = census.home(household["community"])
    members = {entry["key"]: census.add(**_particulars(entry), home=home) for entry in household["people"]}
    for husband, wife in household.get("couples", ()):
        census.marry(members[husband], members[wife], household["married_years_ago"])
    for child, parents in household.get("children", {}).items():
        census.parent(members[child], *(members[parent] for parent in parents))
    newborn = household.get("newborn")
    if newborn:
        census.newborns.append(
            Newborn(
                key=f"n{len(census.newborns):03d}",
                name=newborn["name"],
                sex=newborn["sex"],
                born_on=census.today - timedelta(days=newborn["days_ago"]),
                father=newborn["father"],
                mother=newborn["mother"],
                hospital=newborn["hospital"],
                household=home[0],
            )
        )
    return [
        Role(entry["key"], entry["login"], entry["label"], entry["order"], "public")
        for entry in household["people"]
        if "login" in entry
    ]


def _officials(census: Census, named: list[dict[str, Any]], fixed: int) -> tuple[Official, ...]:
    officials = [Official(entry["key"], entry["department"], entry["post"]) for entry in named]
    ages = range(census.today.year - 57, census.today.year - 24)
    free = iter([resident for resident in census.residents[fixed:] if resident.born_on.year in ages])
    for department in departments.departments():
        for post in department["posts"]:
            filled = sum(
                o.department_code == department["code"] and o.post_name == post["name"] for o in officials
            )
            for _seat in range(post["staff"] - filled):
                officials.append(Official(next(free).key, department["code"], post["name"]))
    return tuple(officials)


def _register(resident: Resident, at: datetime) -> str:
    card = identity.register_person(
        name=resident.name,
        id_number=resident.id_number,
        phone=resident.phone,
        address=resident.address,
        region_code=resident.region_code,
        ethnic=resident.ethnic,
        level=4 if resident.phone else 3,
        method="window" if resident.phone else "register",
        actor=SYSTEM,
        at=at,
    )
    return card.id


def _open(role: Role, person_id: str, encoded_password: str, at: datetime) -> str:
    card = identity.open_account(
        person_id=person_id,
        login_name=role.login_name,
        password=None,
        encoded_password=encoded_password,
        kind=role.kind,
        demo_label=role.label,
        demo_order=role.order,
        actor=SYSTEM,
        at=at,
    )
    return card.id


def _appoint(
    drawn: Town, seats: tuple[Seat, ...], persons: dict[str, str], accounts: dict[str, str], at: datetime
) -> None:
    posts = {(seat.department_code, seat.post_name): seat.post_id for seat in seats}
    logins = {role.resident: role.login_name for role in drawn.roles}
    starts_on = day_of(at) - timedelta(days=800)
    placed: dict[str, list[str]] = {}
    for number, official in enumerate(drawn.officials, start=1):
        login_name = logins.get(official.resident, "")
        staff_id = org.register_staff(
            number=f"HT{number:04d}",
            person_id=persons[official.resident],
            account_id=accounts.get(login_name, ""),
            actor=SYSTEM,
            at=at,
        )
        post_id = posts[official.department_code, official.post_name]
        card = org.appoint(staff_id=staff_id, post_id=post_id, starts_on=starts_on, actor=SYSTEM, at=at)
        placed.setdefault(card.department_id, []).append(staff_id)
    for department_id, people in placed.items():
        _establish(department_id, people, starts_on, at)


def _establish(department_id: str, people: list[str], starts_on: date, at: datetime) -> None:
    """Every department has its officials in place, and one place more that is vacant."""
    held = org.set_establishment(
        department_id=department_id,
        kind="administrative",
        authorised=len(set(people)) + 1,
        document=DOCUMENT,
        effective_on=starts_on,
        actor=SYSTEM,
        at=at,
    )
    for staff_id in people:
        org.place_staff(staff_id=staff_id, establishment_id=held.id, starts_on=starts_on, actor=SYSTEM, at=at)


def _found(firm: Firm, persons: dict[str, str], at: datetime) -> str:
    card = identity.register_body(
        name=firm.name,
        uscc=firm.uscc,
        kind=firm.kind,
        legal_representative_id=persons[firm.head],
        address=firm.address,
        region_code=firm.region_code,
        actor=SYSTEM,
        at=at,
    )
    return card.id


def _grant(mandate: Authority, bodies: dict[str, str], persons: dict[str, str], at: datetime) -> None:
    identity.grant_mandate(
        body_id=bodies[mandate.firm],
        person_id=persons[mandate.agent],
        may_sign=mandate.may_sign,
        valid_from=mandate.valid_from,
        valid_to=mandate.valid_to,
        actor=SYSTEM,
        at=at,
    )
