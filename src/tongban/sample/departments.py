"""The sample town's regions, departments and posts walk in through the services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.foundation.actors import SYSTEM
from tongban.foundation.identifiers import uscc
from tongban.org import services as org
from tongban.sample.firms import DIVISION
from tongban.sample.reading import town_file


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of the town with how many officials it has."""

    department_code: str
    post_name: str
    post_id: str
    staff: int


def load(at: datetime) -> tuple[Seat, ...]:
    """Enter the city with its districts, streets and communities, the departments and their posts."""
    codes: dict[str, str] = {}
    for code, name, parent in regions():
        org.register_region(code=code, name=name, parent_code=parent, actor=SYSTEM, at=at)
        codes.setdefault(name, code)
    city = town_file("regions.yaml")["city"]["code"]
    return tuple(seat for entry in departments() for seat in _enter(entry, codes, city, at))


def regions() -> Iterator[tuple[str, str, str]]:
    """Every region of the town as code, name and parent's code, parents first."""
    data = town_file("regions.yaml")
    city = data["city"]
    yield city["code"], city["name"], ""
    for district in data["districts"]:
        yield district["code"], district["name"], city["code"]
        for number, street in enumerate(district["streets"], start=1):
            code = f"{district['code'][:6]}{number:03d}000"
            yield code, street["name"], district["code"]
            for part, community in enumerate(street["communities"], start=1):
                yield f"{code[:9]}{part:03d}", community, code


def departments() -> tuple[dict[str, Any], ...]:
    """The departments as the town's file has them, each with its full unified social credit code."""
    entries = town_file("departments.yaml")["departments"]
    return tuple(
        {**entry, "uscc": uscc.build(entry["uscc"][0] + DIVISION, entry["uscc"][1])} for entry in entries
    )


def _enter(entry: dict[str, Any], codes: dict[str, str], city: str, at: datetime) -> Iterator[Seat]:
    card = org.register_department(
        code=entry["code"],
        name=entry["name"],
        short_name=entry["short_name"],
        uscc=entry["uscc"],
        region_code=codes[entry["region"]] if "region" in entry else city,
        kind=entry["kind"],
        phone=entry["phone"],
        address=entry["address"],
        actor=SYSTEM,
        at=at,
    )
    for post in entry["posts"]:
        made = org.create_post(
            department_id=card.id, name=post["name"], permissions=post["permissions"], actor=SYSTEM, at=at
        )
        yield Seat(card.code, made.name, made.id, post["staff"])
