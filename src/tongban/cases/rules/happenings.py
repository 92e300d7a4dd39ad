"""What can happen to a case: one event, one dataclass.

An event says what happened and what followed at once from it (dates set, seats opened). It is written once and
read for ever: a field added later has a default, a field is never renamed.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tongban.cases.rules.parts import (
    Answers,
    Applicant,
    Ban,
    CorrectionItem,
    Deadline,
    Earlier,
    Finding,
    ItemRef,
    Limit,
    MaterialHeld,
    Official,
    OriginalSeen,
    Party,
    PlanVersion,
    Promise,
    Remedies,
    SeatDate,
    SeatOpening,
    Spoken,
)
from tongban.flow.rules import Said


@dataclass(frozen=True, slots=True)
class Submitted:
    """``look_by``: until when the region wants it looked through, before the law's five workdays are over.

    said  what the decision tables of the item's version said about the answers, and by which rules
    """

    KIND: ClassVar[str] = "submitted"
    public_id: str
    number: str
    project_no: str
    item: ItemRef
    applicant: Applicant
    account_id: str
    channel: str
    object_key: str
    answers: Answers
    materials: tuple[MaterialHeld, ...]
    received_on: date
    review_due: Deadline
    promise: Promise | None = None
    earlier: Earlier | None = None
    look_by: Deadline | None = None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionProposed:
    """A department of a joint item says what it needs; the lead puts all into the one notice."""

    KIND: ClassVar[str] = "correction_proposed"
    department: str
    department_name: str
    items: tuple[CorrectionItem, ...]


@dataclass(frozen=True, slots=True)
class CorrectedOnSpot:
    """An error that could be mended at once was mended at once, with the applicant there (art. 32(3))."""

    KIND: ClassVar[str] = "corrected_on_spot"
    answers: Answers
    materials: tuple[MaterialHeld, ...]
    note: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class OriginalsCompared:
    """A window has seen the originals: the uploaded copies are the same (原件核验)."""

    KIND: ClassVar[str] = "originals_compared"
    seen: tuple[OriginalSeen, ...]


@dataclass(frozen=True, slots=True)
class Abandoned:
    """The correction notice was never answered: the application goes back (退件)."""

    KIND: ClassVar[str] = "abandoned"
    answer_by: date


@dataclass(frozen=True, slots=True)
class CorrectionRequested:
    KIND: ClassVar[str] = "correction_requested"
    items: tuple[CorrectionItem, ...]
    answer_by: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionAnswered:
    KIND: ClassVar[str] = "correction_answered"
    answers: Answers
    materials: tuple[MaterialHeld, ...]
    received_on: date
    review_due: Deadline
    look_by: Deadline | None = None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """``deemed``: by silence of the agency, dated back to the receipt.

    gap_due  until when the materials that may follow are to be handed in; None when none is missing
    """

    KIND: ClassVar[str] = "accepted"
    accepted_on: date
    promised_due: Deadline
    statutory_due: Deadline
    opened: tuple[SeatOpening, ...]
    deemed: bool = False
    gap_due: Deadline | None = None


@dataclass(frozen=True, slots=True)
class AcceptanceRefused:
    """``ground``: ``not_required`` 不受理, ``not_competent`` 不予受理, or ``false_materials`` (art. 78)."""

    KIND: ClassVar[str] = "acceptance_refused"
    ground: str
    reason: str
    competent_body: str = ""
    remedies: Remedies | None = None
    ban: Ban | None = None


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    KIND: ClassVar[str] = "opinion_given"
    spoken: Spoken
    seat_name: str
    opened: tuple[SeatOpening, ...]
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatMoved:
    """A move of the office: returned, passed on, a seat added, taken back, reminded, waived, stood in for."""

    KIND: ClassVar[str] = "seat_moved"
    spoken: Spoken
    seat_name: str
    opened: tuple[SeatOpening, ...]
    closed: tuple[str, ...]
    target_name: str = ""


@dataclass(frozen=True, slots=True)
class SpecialStarted:
    """A special procedure whose days do not count (art. 45), told to the applicant in writing.

    kind       ``hearing tender auction inspection testing quarantine appraisal expert_review``
    until      the last day of the time that the notice gives; after it the main clock runs again
    officials  who inspect, test or look for disease, or the ``organisation`` that does
    """

    KIND: ClassVar[str] = "special_started"
    kind: str
    reason: str
    days: Limit
    started_on: date
    until: date
    promised_due: Deadline
    statutory_due: Deadline
    seats: tuple[SeatDate, ...] = ()
    officials: tuple[Official, ...] = ()
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class SpecialEnded:
    """It is over: the days that it really took do not count, at most those of the notice, at least one.

    conforms  whether what was looked at conforms to the ``standard``; None where nothing was measured
    """

    KIND: ClassVar[str] = "special_ended"
    result: str
    ended_on: date
    promised_due: Deadline
    statutory_due: Deadline
    seats: tuple[SeatDate, ...] = ()
    conforms: bool | None = None
    standard: str = ""


@dataclass(frozen=True, slots=True)
class ExtensionAsked:
    KIND: ClassVar[str] = "extension_asked"
    days: Limit
    reason: str


@dataclass(frozen=True, slots=True)
class ExtensionDeclined:
    KIND: ClassVar[str] = "extension_declined"
    reason: str


@dataclass(frozen=True, slots=True)
class Extended:
    """The one extension, approved before the time was over by the head who may (art. 42)."""

    KIND: ClassVar[str] = "extended"
    days: Limit
    reason: str
    promised_due: Deadline
    statutory_due: Deadline
    source: str


@dataclass(frozen=True, slots=True)
class HearingOffered:
    """The applicant is told of the right to a hearing, and until when to ask for it (art. 47)."""

    KIND: ClassVar[str] = "hearing_offered"
    reason: str
    ask_by: Deadline


@dataclass(frozen=True, slots=True)
class PartiesTold:
    """Those whose important interests are touched were told; ``ask_by``: until when they may ask for a hearing."""

    KIND: ClassVar[str] = "parties_told"
    parties: tuple[Party, ...]
    reason: str
    ask_by: Deadline


@dataclass(frozen=True, slots=True)
class StatementHeard:
    """``party``: an interested party by name; empty: the applicant. ``hold_by``: of the hearing that was asked for."""

    KIND: ClassVar[str] = "statement_heard"
    party: str
    text: str
    wants_hearing: bool | None = None
    hold_by: Deadline | None = None


@dataclass(frozen=True, slots=True)
class HearingAnnounced:
    """A hearing was announced to everybody, without anyone having to ask for it (art. 46)."""

    KIND: ClassVar[str] = "hearing_announced"
    on: date
    time: str
    place: str
    chair: str
    chair_name: str
    reason: str
    where: str


@dataclass(frozen=True, slots=True)
class HearingAsked:
    """``wanted`` false: the applicant does without."""

    KIND: ClassVar[str] = "hearing_asked"
    wanted: bool
    statement: str
    hold_by: Deadline | None = None


@dataclass(frozen=True, slots=True)
class HearingCalled:
    KIND: ClassVar[str] = "hearing_called"
    on: date
    time: str
    place: str
    chair: str
    chair_name: str


@dataclass(frozen=True, slots=True)
class HearingHeld:
    """``signed``: who signed the record, or refused to and why."""

    KIND: ClassVar[str] = "hearing_held"
    held_on: date
    record: str
    signed: str


@dataclass(frozen=True, slots=True)
class VisitCalled:
    """One visit to the site for all departments (联合踏勘)."""

    KIND: ClassVar[str] = "visit_called"
    on: date
    time: str
    place: str
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitHeld:
    """``signed``: who signed the record."""

    KIND: ClassVar[str] = "visit_held"
    findings: tuple[Finding, ...]
    officials: tuple[Official, ...] = ()
    signed: str = ""


@dataclass(frozen=True, slots=True)
class GapSupplied:
    """Materials that were to follow have come; ``left`` names those still missing."""

    KIND: ClassVar[str] = "gap_supplied"
    materials: tuple[MaterialHeld, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapLapsed:
    """They did not come in time, and the application counts as taken back."""

    KIND: ClassVar[str] = "gap_lapsed"
    names: tuple[str, ...]
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromiseWithdrawn:
    """Back to the ordinary procedure, with its materials, its seats and its period."""

    KIND: ClassVar[str] = "promise_withdrawn"
    materials: tuple[MaterialHeld, ...]
    opened: tuple[SeatOpening, ...]
    closed: tuple[str, ...]
    promised_due: Deadline | None = None


@dataclass(frozen=True, slots=True)
class PromiseChecked:
    """``result``: ``kept``, ``mend`` by a day, ``broken``, or ``repaired`` after it was broken."""

    KIND: ClassVar[str] = "promise_checked"
    result: str
    note: str
    mend_by: date | None = None


@dataclass(frozen=True, slots=True)
class Terminated:
    """There is nothing to decide any more. ``ground``: ``died dissolved unnecessary object_gone``."""

    KIND: ClassVar[str] = "terminated"
    ground: str
    reason: str
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PermissionEnded:
    """A permission that was granted ends before its time.

    kind  ``revoked`` 撤销, ``recalled`` 撤回, ``deregistered`` 注销, ``forfeited`` 吊销
    """

    KIND: ClassVar[str] = "permission_ended"
    kind: str
    reason: str
    legal_basis: str
    remedies: Remedies | None
    ended_on: date
    ban: Ban | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """``deemed``: a renewal that nobody decided before the licence ended (art. 50).

    warned  the applicant is warned, because of what was concealed or false (art. 78)
    """

    KIND: ClassVar[str] = "decided"
    approved: bool
    reasons: str
    legal_basis: str
    remedies: Remedies | None
    decided_on: date
    delivery_due: Deadline
    spoken: Spoken
    closed: tuple[str, ...]
    deemed: bool = False
    ban: Ban | None = None
    check_due: Deadline | None = None
    warned: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    KIND: ClassVar[str] = "delivered"
    method: str
    to: str
    delivered_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    KIND: ClassVar[str] = "withdrawn"
    reason: str
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recounted:
    """The working days changed, and the running clocks were counted again by a newer edition of the notices.

    Only the dates of the clocks that run then; a case under review has two.
    batch   the leaf of the record that vouches for all cases counted again at once
    notice  what the applicant was told because a date came earlier; empty when none did
    before  the dates that the seats which stand still had before the special procedure began, counted again too
    """

    KIND: ClassVar[str] = "recounted"
    batch: str
    edition: str
    reason: str
    review_due: Deadline | None = None
    promised_due: Deadline | None = None
    statutory_due: Deadline | None = None
    delivery_due: Deadline | None = None
    seats: tuple[SeatDate, ...] = ()
    notice: str = ""
    look_by: Deadline | None = None
    before: tuple[SeatDate, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanMoved:
    """A running case goes on by the plan of a newer version of its item (流程迁移); everything else stays as it was.

    run  the run in which many cases were moved at once
    due  until when a decision is promised, unmoved; None before the acceptance
    """

    KIND: ClassVar[str] = "plan_moved"
    run: str
    from_version: PlanVersion
    to_version: PlanVersion
    opened: tuple[SeatOpening, ...]
    closed: tuple[str, ...]
    due: Deadline | None = None


@dataclass(frozen=True, slots=True)
class PlanRestored:
    """The move to a newer plan was taken back: the plan, the open seats and their dates are those before it."""

    KIND: ClassVar[str] = "plan_restored"
    run: str
    from_version: PlanVersion
    to_version: PlanVersion
    opened: tuple[SeatOpening, ...]
    closed: tuple[str, ...]
    due: Deadline | None = None


Happening = (
    Submitted
    | CorrectionProposed
    | CorrectedOnSpot
    | OriginalsCompared
    | Abandoned
    | CorrectionRequested
    | CorrectionAnswered
    | Accepted
    | AcceptanceRefused
    | OpinionGiven
    | SeatMoved
    | SpecialStarted
    | SpecialEnded
    | ExtensionAsked
    | ExtensionDeclined
    | Extended
    | HearingOffered
    | PartiesTold
    | StatementHeard
    | HearingAnnounced
    | HearingAsked
    | HearingCalled
    | HearingHeld
    | VisitCalled
    | VisitHeld
    | GapSupplied
    | GapLapsed
    | PromiseWithdrawn
    | PromiseChecked
    | Terminated
    | PermissionEnded
    | Decided
    | Delivered
    | Withdrawn
    | Recounted
    | PlanMoved
    | PlanRestored
)
KINDS: dict[str, type[Any]] = {kind.KIND: kind for kind in typing.get_args(Happening)}
