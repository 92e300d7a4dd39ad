"""The firms of the sample town and who may act for them, drawn by the same seeded hand. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tongban.foundation.identifiers import uscc
from tongban.sample.families import Place, Resident
from tongban.sample.reading import town_file

DIVISION = "990000"
PREFIXES = {"enterprise": "91", "individual": "92", "cooperative": "93", "social": "52"}
# Four fifths are enterprises, as in a town of this size.
_SHARES = (("enterprise", 56), ("individual", 28), ("cooperative", 10), ("social", 6))


@dataclass(frozen=True, slots=True)
class Firm:
    """A body of the town before it walks into the register."""

    name: str
    uscc: str
    kind: str
    head: str
    address: str
    region_code: str


@dataclass(frozen=True, slots=True)
class Authority:
    """A mandate to be granted: which firm lets whom act, in what, for how long."""

    firm: str
    agent: str
    may_sign: bool
    valid_from: date
    valid_to: date | None


def found(
    hand: random.Random, today: date, residents: tuple[Resident, ...], places: tuple[Place, ...], count: int
) -> tuple[tuple[Firm, ...], tuple[Authority, ...]]:
    """So many firms with their legal representatives and mandates; the named ones of the personas come first."""
    adults = [r for r in residents if 22 <= today.year - r.born_on.year <= 68]
    words = town_file("firms.yaml")
    named = town_file("personas.yaml")["firms"]
    firms: list[Firm] = []
    grants: list[Authority] = []
    taken: set[str] = set()
    for number in range(count):
        entry = named[number] if number < len(named) else _drawn(hand, words, adults, taken)
        taken.add(entry["name"])
        place = hand.choice(places)
        firm = Firm(
            name=entry["name"],
            uscc=uscc.build(PREFIXES[entry["kind"]] + DIVISION, f"MA{number + 101:06d}"),
            kind=entry["kind"],
            head=entry["head"],
            address=f"{place.prefix}{hand.choice(place.roads)}{hand.randint(1, 300)}号",
            region_code=place.region_code,
        )
        firms.append(firm)
        grants.extend(_granted(hand, today, firm, entry, adults))
    return tuple(firms), tuple(grants)


def _drawn(hand: random.Random, words: Any, adults: list[Resident], taken: set[str]) -> dict[str, Any]:
    kind = hand.choices([k for k, _share in _SHARES], [share for _k, share in _SHARES])[0]
    while True:
        name = f"海棠市{hand.choice(words['words'])}{hand.choice(words[kind])}"
        if name not in taken:
            return {"name": name, "kind": kind, "head": hand.choice(adults).key}


def _granted(
    hand: random.Random, today: date, firm: Firm, entry: dict[str, Any], adults: list[Resident]
) -> list[Authority]:
    if entry.get("agent"):
        return [Authority(firm.uscc, entry["agent"], entry["may_sign"], today - timedelta(days=200), None)]
    if hand.random() < 0.3:
        return []
    agent = hand.choice([a for a in adults if a.key != firm.head])
    begun = today - timedelta(days=hand.randint(20, 700))
    ends = begun + timedelta(days=365 * hand.randint(1, 3)) if hand.random() < 0.6 else None
    return [Authority(firm.uscc, agent.key, hand.random() < 0.4, begun, ends)]
