"""What people, officials and the clock may do with a case: one act, one dataclass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tongban.cases.rules.parts import (
    Answers,
    Applicant,
    Ban,
    CorrectionItem,
    Earlier,
    Finding,
    ItemRef,
    MaterialHeld,
    Official,
    Party,
    PlanVersion,
    Promise,
    Queue,
    Remedies,
    Terms,
)
from tongban.flow.rules import Plan, Said
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
    """The applicant hands in a complete application; the numbers were drawn for it already.

    promise      chosen instead of the ordinary procedure; None: the ordinary one
    follow_up    the applicant promises in writing to hand in what may follow
    barred       why no promise of this applicant is taken now; empty when one is
    said         what the item's decision tables say about the answers
    banned       until when this applicant may not apply for this item, with the text; None: not banned
    """

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
    promise: Promise | None = None
    follow_up: bool = False
    earlier: Earlier | None = None
    barred: str = ""
    banned: Ban | None = None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Accept(Act):
    """The window accepts; after the five workdays this is only the note that it counts as accepted."""


@dataclass(frozen=True, slots=True)
class DeemAccepted(Act):
    """The clock notes that nobody said anything in time."""


@dataclass(frozen=True, slots=True)
class RefuseAcceptance(Act):
    """``ground``: ``not_required`` 不受理, ``not_competent`` 不予受理 with the competent body, ``false_materials``."""

    ground: str
    reason: str
    competent_body: str = ""
    remedies: Remedies | None = None


@dataclass(frozen=True, slots=True)
class ProposeCorrection(Act):
    """A department of a joint item says what it needs, for the one notice of the lead."""

    items: tuple[CorrectionItem, ...]


@dataclass(frozen=True, slots=True)
class CorrectOnSpot(Act):
    """The window mends at once what can be mended at once, with the applicant there (art. 32(3))."""

    answers: Answers
    materials: tuple[MaterialHeld, ...]
    note: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class CompareOriginals(Act):
    """The window has the originals before it and finds the uploaded copies the same.

    keys   the materials whose originals were seen
    until  the last day on which the copies may be used again; None: for this application only
    """

    keys: tuple[str, ...]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Abandon(Act):
    """The clock notes that the correction notice was never answered."""


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
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class GiveOpinion(Act):
    """A seat that advises says what it thinks; a survey may report without a verdict."""

    seat: str
    verdict: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move(Act):
    """A move of the office at a seat.

    kind         ``return delegate add_seat recall remind waive stand_in``
    target       return: a seat; delegate, add_seat: the code of a department; stand_in: the id of an official
    target_name  the department or the official as people call them
    """

    kind: str
    seat: str
    target: str = ""
    reason: str = ""
    target_name: str = ""


@dataclass(frozen=True, slots=True)
class StartSpecial(Act):
    """A special procedure begins; ``days`` are told to the applicant in writing, without them it stops nothing.

    officials  who inspect, test or look for disease (art. 55): two at least, unless an ``organisation`` does (art. 28)
    """

    kind: str
    days: int
    reason: str = ""
    officials: tuple[Official, ...] = ()
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class EndSpecial(Act):
    """The special procedure is over, with its result.

    conforms  inspection, testing, quarantine: whether what was looked at conforms to the standard
    standard  the technical standard or specification by which it was looked at
    """

    result: str
    conforms: bool | None = None
    standard: str = ""


@dataclass(frozen=True, slots=True)
class AskExtension(Act):
    """An official asks the head for more time."""

    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Extend(Act):
    """The head who may extends the period, once."""

    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class DeclineExtension(Act):
    """The head does not extend."""

    reason: str


@dataclass(frozen=True, slots=True)
class OfferHearing(Act):
    """The applicant is told of the right to be heard before the decision."""

    reason: str


@dataclass(frozen=True, slots=True)
class TellParties(Act):
    """Those whose important interests are touched are told, of the application and of their rights (arts. 36, 47)."""

    parties: tuple[Party, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class HearStatement(Act):
    """What the applicant or an interested party states and argues is written down (陈述申辩, art. 36).

    party          the name of an interested party; empty: the applicant
    wants_hearing  whether an interested party asks for a hearing; None: nothing was said about it
    """

    party: str
    text: str
    wants_hearing: bool | None = None


@dataclass(frozen=True, slots=True)
class AnnounceHearing(Act):
    """A hearing that the law prescribes or the public interest asks for is announced to everybody (art. 46).

    where  where the announcement stands
    """

    on: date
    time: str
    place: str
    chair: str
    chair_name: str
    reason: str
    where: str


@dataclass(frozen=True, slots=True)
class AskHearing(Act):
    """The applicant asks to be heard, or does without."""

    wanted: bool
    statement: str = ""


@dataclass(frozen=True, slots=True)
class CallHearing(Act):
    """The hearing gets its day, its place and its chair.

    chair  id of the official who presides: none who looked at the case before
    """

    on: date
    time: str
    place: str
    chair: str
    chair_name: str


@dataclass(frozen=True, slots=True)
class HoldHearing(Act):
    """The chair hands in the record, and who signed it."""

    record: str
    signed: str


@dataclass(frozen=True, slots=True)
class CallVisit(Act):
    """One visit to the site for all departments that are to come."""

    on: date
    time: str
    place: str
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HoldVisit(Act):
    """What each department found.

    officials  who were there: two at least (art. 34(3))
    signed     who signed the record of it
    """

    findings: tuple[Finding, ...]
    officials: tuple[Official, ...] = ()
    signed: str = ""


@dataclass(frozen=True, slots=True)
class Decide(Act):
    """The seat that decides says yes or no.

    fraud      a no because of false materials (art. 78)
    on_record  the decision follows the record of the hearing (art. 48)
    queue      how it stands where only so many may be granted (art. 57); None where all may
    """

    approve: bool
    reasons: str = ""
    legal_basis: str = ""
    remedies: Remedies | None = None
    fraud: bool = False
    on_record: bool = False
    queue: Queue | None = None


@dataclass(frozen=True, slots=True)
class DecideOnSpot(Decide):
    """The window's decision on an item that is decided at once (即办件): acceptance and decision in one."""


@dataclass(frozen=True, slots=True)
class DeemRenewed(Act):
    """The clock notes that a renewal was not decided before the licence ended (art. 50)."""


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


@dataclass(frozen=True, slots=True)
class SupplyGap(Act):
    """The applicant hands in what was to follow."""

    materials: tuple[MaterialHeld, ...]


@dataclass(frozen=True, slots=True)
class LapseGap(Act):
    """The clock notes that it did not come.

    rule  the text of the region that says what follows
    """

    rule: str = ""
    remedies: Remedies | None = None


@dataclass(frozen=True, slots=True)
class WithdrawPromise(Act):
    """The applicant takes the promise back before the decision and hands in what the ordinary procedure asks for."""

    materials: tuple[MaterialHeld, ...]


@dataclass(frozen=True, slots=True)
class CheckPromise(Act):
    """What was promised is looked at afterwards: ``kept``, ``mend`` by a day, ``broken``, or ``repaired``."""

    result: str
    note: str = ""
    mend_by: date | None = None


@dataclass(frozen=True, slots=True)
class Terminate(Act):
    """There is nothing to decide any more: ``died dissolved unnecessary object_gone``."""

    ground: str
    reason: str


@dataclass(frozen=True, slots=True)
class EndPermission(Act):
    """A permission ends before its time: ``revoked recalled deregistered forfeited``; ``fraud``: it was obtained by it."""

    kind: str
    reason: str
    legal_basis: str
    remedies: Remedies | None = None
    fraud: bool = False


@dataclass(frozen=True, slots=True)
class MovePlan(Act):
    """A running case goes on by the plan of a newer version of its item.

    run    in which it is done, with many others
    road   the plan of the newer version with its departments
    item   the newer version, for its periods
    terms  what the version asks of this applicant that was applied for; ``newer``: what the newer one asks
    """

    run: str
    to: PlanVersion
    road: Route
    item: ItemRef
    terms: Terms
    newer: Terms


@dataclass(frozen=True, slots=True)
class RestorePlan(Act):
    """The move of a run is taken back. ``road``: the plan that the case followed before it, with its departments."""

    run: str
    road: Route
