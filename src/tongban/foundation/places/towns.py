"""Townships by name inside a division, and villages by name inside a township; each read when first asked for."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from tongban.foundation.divisions import townships
from tongban.foundation.places.names import town_stem

OLDER, NEWER = "2023", "2026"
"""The two editions at hand. The newer one lacks some counties; there the older one still counts."""
_VILLAGE_ENDINGS = ("社区居民委员会", "社区居委会", "村民委员会", "居民委员会", "村委会", "居委会", "社区")


@dataclass(frozen=True, slots=True)
class Town:
    """A township or street under its nine digits."""

    code: str
    name: str
    editions: str

    def listed(self, year: int) -> bool:
        """Whether the edition for a year lists it, or no edition says better."""
        wanted = NEWER if year > int(OLDER) + 1 and self.code[:6] in _renewed() else OLDER
        return wanted in self.editions or (wanted == OLDER and not _known_in(self.code[:6], OLDER))


def town(code: str) -> Town | None:
    """The township under nine digits, in whichever edition."""
    known = townships().get(code)
    return Town(code, *known) if known else None


def towns_in(prefix: str, year: int) -> Iterator[Town]:
    """The townships of a division in a year, in the order of their codes."""
    for county in sorted(one for one in _by_county() if one.startswith(prefix)):
        yield from (one for one in _by_county()[county] if one.listed(year))


def towns_named(name: str) -> tuple[Town, ...]:
    """The townships of the whole country with a name, or with a name of this stem."""
    return _by_name().get(name, ())


def village_name(code: str) -> str | None:
    """The name of a village or residents' committee by its twelve digits."""
    return _villages(code[:4]).get(code)


def villages_of(township: str) -> Iterator[tuple[str, str]]:
    """The villages of a township as code and name."""
    return ((code, name) for code, name in _villages(township[:4]).items() if code.startswith(township))


def village_stem(name: str) -> str:
    """A village's name without the body that runs it: 石板溪 of 石板溪社区居民委员会, 新徐庄村 of 新徐庄村委会."""
    for ending in _VILLAGE_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending) + ("村" if ending.startswith("村") else "")
    return name


@cache
def _by_county() -> dict[str, list[Town]]:
    found: dict[str, list[Town]] = defaultdict(list)
    for code, (name, editions) in townships().items():
        found[code[:6]].append(Town(code, name, editions))
    return dict(found)


@cache
def _renewed() -> frozenset[str]:
    """The counties whose townships the newer edition lists."""
    return frozenset(county for county, towns in _by_county().items() if _has(towns, NEWER))


def _known_in(county: str, edition: str) -> bool:
    return _has(_by_county().get(county, []), edition)


def _has(towns: list[Town], edition: str) -> bool:
    return any(edition in one.editions for one in towns)


@cache
def _by_name() -> dict[str, tuple[Town, ...]]:
    found: dict[str, list[Town]] = defaultdict(list)
    for towns in _by_county().values():
        for one in towns:
            found[one.name].append(one)
            short = town_stem(one.name)
            if short != one.name and len(short) > 1:
                found[short].append(one)
    return {name: tuple(towns) for name, towns in found.items()}


@lru_cache(maxsize=8)
def _villages(prefecture: str) -> dict[str, str]:
    packed = resources.files("tongban.foundation") / "data" / "villages.zip"
    with packed.open("rb") as file, zipfile.ZipFile(file) as villages:
        if prefecture not in villages.namelist():
            return {}
        text = io.TextIOWrapper(villages.open(prefecture), encoding="utf-8")
        pairs = (line.rstrip("\n").split(",", 1) for line in text)
        return {prefecture + rest: name for rest, name in pairs}
