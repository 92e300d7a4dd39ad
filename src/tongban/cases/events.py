"""What a case announces, in the past tense; ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongban.cases.about import About, Moved


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
class CorrectionProposed:
    """A department of a joint item has looked through the application."""

    about: About
    department_id: str


@dataclass(frozen=True, slots=True)
class CorrectedOnSpot:
    """An error was mended at the window at once."""

    about: About


@dataclass(frozen=True, slots=True)
class OriginalsCompared:
    """A window has seen the originals of these materials."""

    about: About
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseAbandoned:
    """The correction notice was never answered, and the application went back."""

    about: About


@dataclass(frozen=True, slots=True)
class SeatMoved:
    """An office move at a seat; ``kind`` as in the plan's ledger."""

    about: About
    kind: str
    seat: str
    department_name: str
    target: str


@dataclass(frozen=True, slots=True)
class SpecialStarted:
    """A special procedure began; the main clock stands still until the day given."""

    about: About
    kind: str
    days: int
    until: date


@dataclass(frozen=True, slots=True)
class SpecialEnded:
    """It is over, and the main clock runs again."""

    about: About
    due_on: date


@dataclass(frozen=True, slots=True)
class ExtensionAsked:
    """An official asked the head for more time."""

    about: About
    days: int


@dataclass(frozen=True, slots=True)
class ExtensionDeclined:
    """The head left the period as it is."""

    about: About


@dataclass(frozen=True, slots=True)
class CaseExtended:
    """The period was lawfully extended."""

    about: About
    days: int
    due_on: date


@dataclass(frozen=True, slots=True)
class HearingOffered:
    """The applicant was told of the right to be heard."""

    about: About
    ask_by: date


@dataclass(frozen=True, slots=True)
class PartiesTold:
    """Those whose important interests are touched were told of their rights."""

    about: About
    names: tuple[str, ...]
    ask_by: date


@dataclass(frozen=True, slots=True)
class StatementHeard:
    """What was stated and argued was written down; ``party`` is empty for the applicant."""

    about: About
    party: str
    wants_hearing: bool


@dataclass(frozen=True, slots=True)
class HearingAnnounced:
    """A public hearing was announced to everybody."""

    about: About
    on: date
    time: str
    place: str


@dataclass(frozen=True, slots=True)
class HearingAnswered:
    """The applicant said whether a hearing is wanted."""

    about: About
    wanted: bool


@dataclass(frozen=True, slots=True)
class HearingCalled:
    """The hearing has its day, its time and its place."""

    about: About
    on: date
    time: str
    place: str


@dataclass(frozen=True, slots=True)
class HearingHeld:
    """The record of the hearing was handed in."""

    about: About


@dataclass(frozen=True, slots=True)
class VisitCalled:
    """One visit to the site for all departments has its day."""

    about: About
    on: date
    time: str
    place: str


@dataclass(frozen=True, slots=True)
class VisitHeld:
    """What the departments found was written down."""

    about: About


@dataclass(frozen=True, slots=True)
class GapSupplied:
    """Materials that were to follow came; ``left`` names those still missing."""

    about: About
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapLapsed:
    """They did not come, and the application counts as withdrawn."""

    about: About
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromiseWithdrawn:
    """The promise was taken back; the case goes the ordinary way."""

    about: About


@dataclass(frozen=True, slots=True)
class PromiseChecked:
    """What was promised was looked at; ``mend_by`` is empty unless something is to be mended."""

    about: About
    result: str
    mend_by: str


@dataclass(frozen=True, slots=True)
class CaseTerminated:
    """There is nothing to decide any more."""

    about: About
    ground: str


@dataclass(frozen=True, slots=True)
class PermissionEnded:
    """A permission that was granted has ended before its time."""

    about: About
    kind: str
    reason: str


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
class CasesRecounted:
    """The working days changed, and with them the day by which the applicants of these cases hear from us.

    calendar  what was counted by, so that each occasion is told once
    notice    what applicants are told whose day comes earlier; empty when none does
    """

    calendar: str
    moved: tuple[Moved, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class PlanMoved:
    """A running case goes on by the plan of a newer version; no date has moved.

    run          the run in which it was done
    version_no   the version whose plan it follows now
    departments  who looks at it now, when that changed; empty when it did not
    """

    about: About
    run: str
    version_no: int
    departments: tuple[str, ...]
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlanRestored:
    """The move to a newer plan was taken back. ``departments``: who looks at the case now, when that changed."""

    about: About
    run: str
    version_no: int
    departments: tuple[str, ...]
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseWithdrawn:
    """The applicant took the application back."""

    about: About
