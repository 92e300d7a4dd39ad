"""What a case announces, in the past tense; ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongban.cases.about import About


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted:
    """An application was received; its receipt is the page of the case."""

    about: About
    received_on: date
    review_due_on: date


@dataclass(frozen=True, slots=True)
class CorrectionRequested:
    """The one notice of what is to be corrected was sent."""

    about: About
    answer_by: date
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CorrectionAnswered:
    """The applicant handed in what was asked for."""

    about: About


@dataclass(frozen=True, slots=True)
class CaseAccepted:
    """A case was accepted and its clocks run; ``deemed`` when by silence."""

    about: About
    accepted_on: date
    promised_due_on: date
    statutory_due_on: date
    provisional: bool
    deemed: bool


@dataclass(frozen=True, slots=True)
class AcceptanceRefused:
    """An application was not accepted: no licence is needed, or another body is competent."""

    about: About
    ground: str
    competent_body: str


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    """A seat has spoken."""

    about: About
    seat: str
    verdict: str
    department_id: str


@dataclass(frozen=True, slots=True)
class CaseDecided:
    """A case was decided. ``licence_type`` is the type that a yes leads to, empty when none."""

    about: About
    approved: bool
    decided_on: date
    delivery_due_on: date
    licence_type: str
    result_name: str


@dataclass(frozen=True, slots=True)
class CaseDelivered:
    """The result reached the applicant; the case is closed."""

    about: About
    approved: bool
    method: str


@dataclass(frozen=True, slots=True)
class CaseWithdrawn:
    """The applicant took the application back."""

    about: About
