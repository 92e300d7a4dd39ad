"""Which case an announcement is about; every announcement of a case carries it, or of many at once their keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class About:
    """Which case an announcement is about, and whom it concerns."""

    case_id: str
    public_id: str
    number: str
    item_code: str
    item_name: str
    version_id: str
    department_id: str
    region_code: str
    applicant_kind: str
    applicant_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Cases whose day was this one and is now that one."""

    was_on: date
    due_on: date
    provisional: bool
    case_ids: tuple[str, ...]
