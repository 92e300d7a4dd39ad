"""Administrative divisions (GB/T 2260): each code with its place and the years in which it was in use.

A code that was abolished stays known: old cases, identity numbers and bodies keep it for ever.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Division:
    """One place under one code for an unbroken run of years.

    path         the names from the province down, "四川省/广安市/广安区"
    level        1 province, 2 prefecture, 3 county
    last_year    the last yearly table that lists it; None while it is in use
    statistical  a code of the statistics bureau only, such as a development zone: no legal division
    """

    code: str
    path: str
    level: int
    first_year: int
    last_year: int | None
    statistical: bool = False

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def full_name(self) -> str:
        return self.path.replace("/", "")

    def in_use(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


def history_of(code: str) -> tuple[Division, ...]:
    """Every place that has had this six-digit code, oldest first; empty when it was never assigned."""
    return history().get(code, ())


def division_of(code: str, year: int | None = None) -> Division | None:
    """The place under a six-digit code: in use in that year, or the newest one when no year is given."""
    places = history_of(code)
    if year is not None:
        places = tuple(place for place in places if place.in_use(year))
    return places[-1] if places else None


def divisions_in_use(year: int) -> Iterator[Division]:
    """The legal divisions of a year in the order of their codes."""
    for places in history().values():
        for place in places:
            if place.in_use(year) and not place.statistical:
                yield place


def township_name(code: str) -> str | None:
    """The name of a township or street by its nine digits, None when no edition lists it."""
    known = townships().get(code)
    return known[0] if known else None


def is_foreign_country(numeric: str) -> bool:
    """Whether three digits are the ISO 3166 code of a country whose people are foreigners here."""
    return numeric in _countries() and numeric not in _CHINA


_CHINA = frozenset({"156", "158", "344", "446"})


@lru_cache(maxsize=1)
def history() -> dict[str, tuple[Division, ...]]:
    """Every six-digit code with the places that have had it, oldest first, in the order of the codes."""
    found: dict[str, tuple[Division, ...]] = {}
    for row in rows("divisions.csv.gz"):
        last = int(row["last_year"]) if row["last_year"] else None
        place = Division(
            row["code"],
            row["path"],
            int(row["level"]),
            int(row["first_year"]),
            last,
            row["kind"] == "statistics",
        )
        found[place.code] = (*found.get(place.code, ()), place)
    return found


@lru_cache(maxsize=1)
def townships() -> dict[str, tuple[str, str]]:
    """Every nine-digit code with the name of its township and the editions that list it: "2026 2023"."""
    return {row["code"]: (row["name"], row["editions"]) for row in rows("townships.csv.gz")}


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(row["numeric"] for row in rows("countries.csv"))


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table of the package's reference data, packed or plain."""
    content = (resources.files("tongban.foundation") / "data" / name).read_bytes()
    if name.endswith(".gz"):
        content = gzip.decompress(content)
    yield from csv.DictReader(io.StringIO(content.decode(), newline=""))
