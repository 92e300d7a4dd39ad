"""Which case an announcement is about; every announcement of a case carries it."""

from __future__ import annotations

from dataclasses import dataclass


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
