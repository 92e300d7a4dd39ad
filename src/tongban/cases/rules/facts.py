"""The facts of a case: the fold of its own events, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tongban.cases.rules.happenings import (
    AcceptanceRefused,
    Accepted,
    CorrectionRequested,
    Decided,
    Delivered,
    Extended,
    ExtensionAsked,
    GapLapsed,
    HearingAsked,
    HearingCalled,
    HearingHeld,
    HearingOffered,
    PartiesTold,
    PermissionEnded,
    PlanMoved,
    PromiseChecked,
    SpecialEnded,
    SpecialStarted,
    StatementHeard,
    Submitted,
    Terminated,
    VisitCalled,
    VisitHeld,
    Withdrawn,
)
from tongban.cases.rules.parts import (
    Answers,
    Ban,
    CorrectionItem,
    Deadline,
    MaterialHeld,
    OriginalSeen,
    PlanVersion,
    Promise,
    SeatDate,
    SeatOpening,
)
from tongban.flow.rules import Entry, Said, situation


class State(StrEnum):
    """Where a case stands in law."""

    NONE = "none"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    DECIDED = "decided"
    DELIVERED = "delivered"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    ABANDONED = "abandoned"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    ENDED = "ended"


UNDER_REVIEW = frozenset({State.ACCEPTED, State.SUSPENDED})
OPEN = frozenset({State.SUBMITTED, State.CORRECTION, State.DECIDED}) | UNDER_REVIEW
CLOSED = frozenset(
    {
        State.DELIVERED,
        State.ACCEPTANCE_REFUSED,
        State.ABANDONED,
        State.WITHDRAWN,
        State.TERMINATED,
        State.ENDED,
    }
)


@dataclass(frozen=True, slots=True)
class Pause:
    """A special procedure with what it stopped.

    seats  the open seats with the dates they had before it began
    """

    began: SpecialStarted
    seats: tuple[SeatDate, ...]
    ended: SpecialEnded | None = None


@dataclass(frozen=True, slots=True)
class Hearing:
    """How far a hearing has come (arts. 46-48).

    asked     what stands: the applicant's answer, or that of an interested party who wants one
    asked_on  the day on which it was given
    answered  the applicant has said whether one is wanted, or nobody is asked
    """

    offered: HearingOffered
    offered_on: date
    asked: HearingAsked | None = None
    asked_on: date | None = None
    answered: bool = False
    called: HearingCalled | None = None
    held: HearingHeld | None = None

    @property
    def wanted(self) -> bool:
        return self.asked is not None and self.asked.wanted


@dataclass(frozen=True, slots=True)
class PlanMove:
    """A move to a newer plan, with what it found and what it left: taking it back needs both.

    entries  how much had been said by then
    """

    moved: PlanMoved
    entries: int
    seats: tuple[SeatOpening, ...]
    standing_still: frozenset[str]
    left: tuple[SeatOpening, ...]
    left_still: frozenset[str]


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is true of a case after its events so far.

    version        number of events; a page that was read at another version is stale
    corrections    correction notices sent; the law allows one for an application
    received_on    the day on which complete materials, as far as one could see, were received
    look_by        until when the region wants it looked through; None: only the law's five workdays hold
    promised_due   until when a decision is promised, with everything that moved it since acceptance
    statutory_due  until when the law demands it, likewise
    standing_still the open seats that wait for a special procedure: it found them open, and nobody asked anew since
    proposed       what the departments of a joint item ask for before the one notice
    looked_through  ids of the departments that have said so
    said           what the decision tables said about these answers
    promise        the promise that stands; None when none was made or it was taken back
    told           the interested parties that were told, each time with their last day to ask for a hearing
    statements     what the applicant and the interested parties have stated and argued
    originals      the originals that a window has seen, of files that may have been replaced since
    plan           the version whose plan it follows, once it was moved; None: it never was
    plan_moves     the moves to newer plans that stand, the last one at the end
    """

    version: int = 0
    state: State = State.NONE
    submitted_at: datetime | None = None
    application: Submitted | None = None
    answers: Answers = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    materials: tuple[MaterialHeld, ...] = ()
    originals: tuple[OriginalSeen, ...] = ()
    received_on: date | None = None
    review_due: Deadline | None = None
    look_by: Deadline | None = None
    corrections: int = 0
    correction: CorrectionRequested | None = None
    correction_on: date | None = None
    proposed: tuple[CorrectionItem, ...] = ()
    looked_through: tuple[str, ...] = ()
    acceptance: Accepted | None = None
    promised_due: Deadline | None = None
    statutory_due: Deadline | None = None
    pauses: tuple[Pause, ...] = ()
    standing_still: frozenset[str] = frozenset()
    extension: Extended | None = None
    extended_on: date | None = None
    extension_asked: ExtensionAsked | None = None
    hearing: Hearing | None = None
    told: tuple[PartiesTold, ...] = ()
    statements: tuple[StatementHeard, ...] = ()
    visit: VisitCalled | None = None
    visits: tuple[VisitHeld, ...] = ()
    promise: Promise | None = None
    promise_check: PromiseChecked | None = None
    refusal: AcceptanceRefused | None = None
    entries: tuple[Entry, ...] = ()
    seats: tuple[SeatOpening, ...] = ()
    decision: Decided | None = None
    decided_at: datetime | None = None
    delivery: Delivered | None = None
    withdrawal: Withdrawn | None = None
    lapsed: GapLapsed | None = None
    termination: Terminated | None = None
    ending: PermissionEnded | None = None
    ban: Ban | None = None
    closed_at: datetime | None = None
    plan: PlanVersion | None = None
    plan_moves: tuple[PlanMove, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def of(self) -> Submitted:
        """The application; a case without one does not exist."""
        if self.application is None:
            raise ValueError("no application has been submitted")
        return self.application

    @property
    def situation(self) -> Answers:
        """The answers with what the decision tables said about them: what the branches of the plan ask."""
        return situation(self.answers, self.said) if self.said else self.answers

    @property
    def plan_version(self) -> PlanVersion:
        """The version whose plan the case follows: the one applied for, unless it was moved to a newer one."""
        return self.plan or PlanVersion(self.of.item.version_id, self.of.item.version_no)

    def seat(self, instance: str) -> SeatOpening | None:
        """The open seat of that name."""
        return next((seat for seat in self.seats if seat.instance == instance), None)

    @property
    def deciding_seat(self) -> SeatOpening | None:
        """The open seat that is to decide; None while it is not its turn."""
        return next((seat for seat in self.seats if seat.duty == "decide"), None)

    @property
    def pause(self) -> Pause | None:
        """The special procedure that is under way; None when none is."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].ended is None else None

    @property
    def paused_until(self) -> date | None:
        """The last day on which the main clock stands still for a special procedure; None when it runs."""
        return self.pause.began.until if self.pause else None

    @property
    def gaps(self) -> tuple[MaterialHeld, ...]:
        """The materials that are still to follow."""
        return tuple(one for one in self.materials if one.how == "gap")

    @property
    def gap_due_on(self) -> date | None:
        """Until when what is still to follow is to come; None when nothing is, or its day is not sure yet."""
        due = self.acceptance.gap_due if self.acceptance and self.state in UNDER_REVIEW else None
        return due.on if due and not due.provisional and self.gaps else None

    @property
    def renew_by(self) -> date | None:
        """The end of the licence that an undecided renewal renews; None for any other case."""
        earlier = self.application.earlier if self.application else None
        undecided = self.state == State.SUBMITTED or self.state in UNDER_REVIEW
        return earlier.ends_on if earlier and earlier.purpose == "renew" and undecided else None

    @property
    def approved(self) -> bool:
        return self.decision is not None and self.decision.approved

    @property
    def due(self) -> Deadline | None:
        """The date on which the clock that runs now ends; None when nothing runs."""
        match self.state:
            case State.SUBMITTED:
                return self.look_by or self.review_due
            case State.CORRECTION:
                return Deadline(self.correction.answer_by) if self.correction else None
            case State.ACCEPTED | State.SUSPENDED:
                return self.promised_due
            case State.DECIDED:
                return self.decision.delivery_due if self.decision else None
            case _:
                return None

    @property
    def outcome(self) -> str:
        """``approved``, ``refused``, how a permission ended, or the state that ended the case; empty while open."""
        if self.ending is not None:
            return self.ending.kind
        if self.decision is not None:
            return "approved" if self.decision.approved else "refused"
        return self.state.value if self.state in CLOSED else ""
