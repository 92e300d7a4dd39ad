"""What supervision announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StepTaken:
    """A case waits too long, or soon will: somebody is to be told, once for this due date.

    step        as ``supervision.rules.Step``: its name, its audience, its card
    permission  what the post of whoever holds the seat permits; stand_in: the one official who sits there, else empty
    person_id   the applicant
    """

    id: str
    case_id: str
    public_id: str
    number: str
    item_name: str
    clock: str
    seat_name: str
    department_id: str
    department_name: str
    region_code: str
    permission: str
    stand_in: str
    person_id: str
    step: str
    audience: str
    card: str
    due_on: str


@dataclass(frozen=True)
class CardExplained:
    """The head of a department has explained why it was late."""

    id: str
    case_id: str
    department_id: str
