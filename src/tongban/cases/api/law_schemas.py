"""What machines send for the rarer acts of officials. How much the law allows is for the rules to say."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

from tongban.cases.api.schemas import Answers, CorrectionItemIn, RemediesIn, Text, Versioned, Word

Days = Annotated[int, Field(ge=0, le=10_000)]


class ReasonIn(Versioned):
    """Why."""

    reason: Text


class ProposalIn(Versioned):
    """What one department needs."""

    items: Annotated[list[CorrectionItemIn], Field(min_length=1, max_length=200)]


class OnSpotIn(Versioned):
    """The answers that were mended, and what was mended, as the applicant confirms it."""

    answers: Answers
    note: Text


class OriginalsIn(Versioned):
    """``materials``: their keys; ``until``: the last day on which the copies may be used again, or null."""

    materials: Annotated[list[Word], Field(min_length=1, max_length=200)]
    until: date | None = None


class OnSpotDecisionIn(Versioned):
    """Yes, or no with reasons and legal basis."""

    approve: bool
    reasons: Text = ""
    legal_basis: Text = ""
    remedies: RemediesIn | None = None


class SpecialIn(ReasonIn):
    """A procedure of article 45, with the workdays that the written notice names.

    ``officials``: ids of those who inspect, test or look for disease, two at least; or the ``organisation`` that does.
    """

    kind: Literal["tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"]
    days: Days
    officials: Annotated[list[Word], Field(max_length=50)] = []
    organisation: Word = ""


class SpecialEndIn(Versioned):
    """What came of it; after inspection, testing and quarantine also whether it conforms, and to which standard."""

    result: Text
    conforms: bool | None = None
    standard: Word = ""


class ExtensionIn(ReasonIn):
    """By how many workdays."""

    days: Days


class HearingIn(Versioned):
    """``chair``: the id of the official who presides."""

    on: date
    time: Word
    place: Word
    chair: Word


class PartyIn(Schema):
    """Whose important interests are touched, in what way, and how the notice reached them."""

    name: Word
    interest: Text
    reached: Word


class PartiesIn(ReasonIn):
    """Everybody who is told at once."""

    parties: Annotated[list[PartyIn], Field(min_length=1, max_length=200)]


class StatementIn(Versioned):
    """``party``: an interested party that was told, empty for the applicant; ``wants_hearing``: null when not said."""

    party: Word = ""
    text: Text
    wants_hearing: bool | None = None


class PublicHearingIn(HearingIn):
    """Which rule prescribes it or which public interest, and where the announcement stands."""

    reason: Text
    where: Word


class RecordIn(Versioned):
    """The record, and who signed it, or who would not and why."""

    record: Text
    signed: Text


class VisitIn(Versioned):
    """One schedule; ``departments`` by their names."""

    on: date
    time: Word
    place: Word
    departments: Annotated[list[Word], Field(min_length=1, max_length=50)]


class FindingIn(Schema):
    """What one department found; ``absent`` when it did not come."""

    department_name: Word
    text: Text = ""
    absent: bool = False


class FindingsIn(Versioned):
    """Every department that was called; ``officials``: ids of those who were there, two at least, and who signed."""

    findings: Annotated[list[FindingIn], Field(min_length=1, max_length=50)]
    officials: Annotated[list[Word], Field(max_length=50)] = []
    signed: Text = ""


class MoveIn(Versioned):
    """``target``: of a return a seat; of delegate and add_seat the code of a department; of stand_in an official's id."""

    kind: Literal["return", "delegate", "add_seat", "recall", "remind", "waive", "stand_in"]
    target: Word = ""
    reason: Text = ""


class TerminationIn(ReasonIn):
    """On which ground there is nothing to decide any more."""

    ground: Literal["died", "dissolved", "unnecessary", "object_gone"]


class CheckIn(Versioned):
    """``mend_by`` only with ``mend``."""

    result: Literal["kept", "mend", "broken", "repaired"]
    note: Text = ""
    mend_by: date | None = None


class EndingIn(ReasonIn):
    """``revoked`` 撤销, ``recalled`` 撤回, ``deregistered`` 注销, ``forfeited`` 吊销."""

    kind: Literal["revoked", "recalled", "deregistered", "forfeited"]
    legal_basis: Text
    fraud: bool = False
    remedies: RemediesIn | None = None
