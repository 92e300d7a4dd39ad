"""Showing a licence to someone: the holder chooses what is seen, for a few minutes (EL-5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MINUTES = 5


class Extent(StrEnum):
    """How much the holder shows."""

    LEAST = "least"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Showing:
    """A licence shown: ``text`` is what the code on the screen carries; it counts until ``until``."""

    text: str
    extent: Extent
    until: datetime


def shown_until(at: datetime) -> datetime:
    """Until when a code shown at that moment counts."""
    return at + timedelta(minutes=MINUTES)


def shown_fields(
    extent: Extent, *, record: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Label and value of every field that may be seen. The least is the holder's name alone; validity always stands beside.

    labels  record key to the label on the page, in the order of the page; a key without a label is not shown
    """
    wanted = ("CZZT",) if extent is Extent.LEAST else tuple(labels)
    return tuple((labels[key], record[key]) for key in wanted if record.get(key))
