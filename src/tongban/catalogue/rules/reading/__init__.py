"""Reading what guides write in sentences: hours, limits, materials, steps, channels. Never a guess.

Each reader understands every word of a text or says that it does not; then the text is kept as it is.
"""

from __future__ import annotations

from collections.abc import Callable

from tongban.catalogue.rules.reading.channels import read_channels
from tongban.catalogue.rules.reading.hours import OfficeHours, Rule, read_hours
from tongban.catalogue.rules.reading.limits import TimeLimit, read_time_limit
from tongban.catalogue.rules.reading.materials import Material, read_materials
from tongban.catalogue.rules.reading.plain import count_of, plain
from tongban.catalogue.rules.reading.steps import read_steps

__all__ = [
    "KINDS",
    "Material",
    "OfficeHours",
    "Rule",
    "TimeLimit",
    "count_of",
    "plain",
    "read_channels",
    "read_hours",
    "read_materials",
    "read_plain",
    "read_steps",
    "read_time_limit",
]
LONGEST = 20_000
Plain = dict[str, object] | list[object]


def read_plain(kind: str, text: str) -> Plain:
    """The text read as plain values for machines; ``{"unparsed": True, "text": …}`` when it is not understood."""
    found = KINDS[kind](text) if len(text) <= LONGEST else None
    return {"unparsed": True, "text": text} if found is None else found


def _hours(text: str) -> Plain | None:
    found = read_hours(text)
    return found.plain() if found else None


def _limit(text: str) -> Plain | None:
    found = read_time_limit(text)
    return found.plain() if found else None


def _materials(text: str) -> Plain | None:
    found = read_materials(text)
    return [one.plain() for one in found] if found else None


def _steps(text: str) -> Plain | None:
    found = read_steps(text)
    return {"steps": list(found)} if found else None


def _channels(text: str) -> Plain | None:
    found = read_channels(text)
    return list(found) if found else None


KINDS: dict[str, Callable[[str], Plain | None]] = {
    "office_hours": _hours,
    "time_limit": _limit,
    "materials": _materials,
    "process": _steps,
    "channels": _channels,
}
