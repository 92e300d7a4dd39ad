"""What the room of cases hands to its neighbours: frozen cards, made from rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongban.calendar import queries as calendar
from tongban.cases import rules, sealing
from tongban.cases.models import Case, Draft
from tongban.foundation.clock import day_of
from tongban.foundation.lights import LightReading, Lights
from tongban.foundation.sentences import Sentence
from tongban.org import queries as org

Keyset = tuple[date, str]


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case as a line of a list.

    due_on  the day on which the clock that runs now ends; None when none runs
    light   of that clock today; None when none runs
    """

    id: str
    public_id: str
    number: str
    project_no: str
    item_code: str
    item_name: str
    version_id: str
    department_id: str
    department_name: str
    region_code: str
    applicant_kind: str
    applicant_id: str
    applicant_person_id: str
    applicant_masked: str
    state: str
    outcome: str
    status: Sentence
    version: int
    submitted_at: datetime
    received_on: date
    accepted_on: date | None
    promised_due_on: date | None
    statutory_due_on: date | None
    due_on: date | None
    due_provisional: bool
    paused_until: date | None
    decided_at: datetime | None
    closed_at: datetime | None
    light: LightReading | None

    @property
    def keyset(self) -> Keyset | None:
        """What to pass as ``after`` for the page that follows this line of a list by due date."""
        return (self.due_on, self.id) if self.due_on else None


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case opened: its line, its facts, and its answers.

    answers  readable for the applicant and after ``services.open_case``; personal numbers sealed otherwise
    events   its ledger, in order, personal numbers sealed
    """

    card: CaseCard
    facts: rules.CaseFacts
    answers: dict[str, Any]
    clocks: tuple[rules.Clock, ...]
    events: tuple[rules.CaseEvent, ...]

    @property
    def lines(self) -> tuple[rules.Line, ...]:
        """What happened as the applicant is told it, the newest first."""
        return tuple(rules.line(event, False) for event in reversed(self.events))


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft as a line of a list and as the beginning of a form; its answers are readable."""

    id: str
    public_id: str
    item_code: str
    item_name: str
    implementation_id: str
    version_id: str
    applicant_kind: str
    applicant_id: str
    answers: dict[str, Any]
    materials: dict[str, tuple[rules.FileRef, ...]]
    choice: dict[str, Any]
    page: str
    submission_key: str
    saved_at: datetime
    expires_on: date


@dataclass(frozen=True, slots=True)
class MatterCard:
    """What of a case waits for an official beside the seats: as ``rules.Matter`` says, with its case.

    kind  also ``gap``: a material that may follow is still to come
    """

    kind: str
    due_on: date
    light: LightReading
    case: CaseCard


@dataclass(frozen=True, slots=True)
class LightCounts:
    """How many open cases show which light.

    waiting  paused until the applicant answers; special: paused by a special procedure (art. 45)
    """

    overdue: int = 0
    urgent: int = 0
    warning: int = 0
    normal: int = 0
    waiting: int = 0
    special: int = 0

    @property
    def paused(self) -> int:
        return self.waiting + self.special

    @property
    def total(self) -> int:
        return self.overdue + self.urgent + self.warning + self.normal + self.paused


def card_of(row: Case, today: date | None) -> CaseCard:
    """The line of a case's row; without a day it shows no light."""
    light = None
    if today is not None and row.due_on is not None:
        light = rules.light_of(
            rules.State(row.state),
            row.due_on,
            today,
            calendar.calendar_for(row.region_code),
            lights_of(row.region_code, str(row.department_id)),
            started_on=started_on(row),
            paused_until=row.paused_until,
        )
    return CaseCard(
        id=str(row.pk),
        public_id=row.public_id,
        number=row.number,
        project_no=row.project_no,
        item_code=row.item_code,
        item_name=row.item_name,
        version_id=str(row.version_id),
        department_id=str(row.department_id),
        department_name=row.department_name,
        region_code=row.region_code,
        applicant_kind=row.applicant_kind,
        applicant_id=str(row.applicant_id),
        applicant_person_id=str(row.applicant_person_id),
        applicant_masked=row.applicant_masked,
        state=row.state,
        outcome=row.outcome,
        status=rules.status(row.state, row.outcome),
        version=row.version,
        submitted_at=row.submitted_at,
        received_on=row.received_on,
        accepted_on=row.accepted_on,
        promised_due_on=row.promised_due_on,
        statutory_due_on=row.statutory_due_on,
        due_on=row.due_on,
        due_provisional=row.due_provisional,
        paused_until=row.paused_until,
        decided_at=row.decided_at,
        closed_at=row.closed_at,
        light=light,
    )


def lights_of(region_code: str, department_id: str) -> Lights:
    """From when the lights of a department show."""
    return org.thresholds_for(region_code=region_code, department_id=department_id).lights


def started_on(row: Case) -> date:
    """The day on which the period that runs now began: receipt, acceptance, or the decision."""
    if row.decided_at is not None:
        return day_of(row.decided_at)
    return row.accepted_on or row.received_on


def draft_card(row: Draft) -> DraftCard:
    """The card of a draft's row."""
    return DraftCard(
        id=str(row.pk),
        public_id=row.public_id,
        item_code=row.item_code,
        item_name=row.item_name,
        implementation_id=str(row.implementation_id),
        version_id=str(row.version_id),
        applicant_kind=row.applicant_kind,
        applicant_id=str(row.applicant_id),
        answers=sealing.unseal(row.answers),
        materials={key: tuple(rules.FileRef(**one) for one in files) for key, files in row.materials.items()},
        choice=row.choice,
        page=row.page,
        submission_key=row.submission_key,
        saved_at=row.updated_at,
        expires_on=row.expires_on,
    )
