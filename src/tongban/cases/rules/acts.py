"""What people, officials and the clock may do with a case: one act, one dataclass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tongban.cases.rules.ledger import Answers, Applicant, CorrectionItem, ItemRef, MaterialHeld, Remedies
from tongban.flow.rules import Plan
from tongban.foundation.actors import Actor


@dataclass(frozen=True, slots=True)
class Desk:
    """A department that a plan names by its code."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Route:
    """The plan of the item, with the departments found behind the codes it names."""

    plan: Plan
    desks: Mapping[str, Desk]


@dataclass(frozen=True, slots=True)
class Act:
    """Something done by someone at a moment."""

    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Submit(Act):
    """The applicant hands in a complete application; the numbers were drawn for it already."""

    public_id: str
    number: str
    project_no: str
    item: ItemRef
    min_level: int
    applicant: Applicant
    answers: Answers
    materials: tuple[MaterialHeld, ...]
    channel: str = "online"
    object_key: str = ""


@dataclass(frozen=True, slots=True)
class Accept(Act):
    """The window accepts; after the five workdays this is only the note that it counts as accepted."""


@dataclass(frozen=True, slots=True)
class DeemAccepted(Act):
    """The clock notes that nobody said anything in time."""


@dataclass(frozen=True, slots=True)
class RefuseAcceptance(Act):
    """``ground``: ``not_required`` 不受理, or ``not_competent`` 不予受理 with the competent body."""

    ground: str
    reason: str
    competent_body: str = ""
    remedies: Remedies | None = None


@dataclass(frozen=True, slots=True)
class RequestCorrection(Act):
    """The one notice that lists everything to be corrected."""

    items: tuple[CorrectionItem, ...]
    answer_by: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerCorrection(Act):
    """The applicant hands in what the notice asked for."""

    answers: Answers
    materials: tuple[MaterialHeld, ...]


@dataclass(frozen=True, slots=True)
class GiveOpinion(Act):
    """A seat that advises says what it thinks; a survey may report without a verdict."""

    seat: str
    verdict: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decide(Act):
    """The seat that decides says yes or no."""

    approve: bool
    reasons: str = ""
    legal_basis: str = ""
    remedies: Remedies | None = None


@dataclass(frozen=True, slots=True)
class Deliver(Act):
    """The decision, or the licence, reaches the applicant."""

    method: str
    to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw(Act):
    """The applicant takes the application back before it is decided."""

    reason: str = ""
