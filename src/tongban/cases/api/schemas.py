"""What machines send and get: the shapes of the interface to cases, with their limits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Header, Schema
from pydantic import StringConstraints

# Control characters are no part of any answer or reason, and no database takes them all.
_READABLE = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"
PublicId = Annotated[str, StringConstraints(pattern=r"^[0-9a-hjkmnp-tv-z]{26}$")]
Word = Annotated[str, StringConstraints(pattern=_READABLE, max_length=200)]
Text = Annotated[str, StringConstraints(pattern=_READABLE, max_length=5_000)]
Answer = Annotated[str, StringConstraints(pattern=_READABLE, max_length=20_000)]
Entry = Annotated[dict[Word, Answer], Field(max_length=50)]
Answers = Annotated[dict[Word, Answer | Annotated[list[Entry], Field(max_length=200)]], Field(max_length=500)]
Key = Header(
    ...,
    alias="Idempotency-Key",
    min_length=1,
    max_length=200,
    description="A new text for each new request, the same one for its repetition: it is done once.",
)
MOST = 100


class FaultOut(Schema):
    """One thing to mend: where, and what is needed."""

    field: str
    detail: str


class FileOut(Schema):
    """A file that was kept, with the digest of its bytes."""

    public_id: str
    name: str
    size: int
    sha256: str


class DraftIn(Schema):
    """The code of an item, as ``/items`` lists it."""

    item_code: Word


class DraftOut(Schema):
    """An application that is being written; its answers as they stand, files by material."""

    public_id: str
    item_code: str
    item_name: str
    answers: dict[str, Any]
    materials: dict[str, list[FileOut]]
    saved_at: datetime
    expires_on: date


class AnswersIn(Schema):
    """Answers by the keys of the item's form; questions that the item does not ask are dropped."""

    answers: Answers


class ApplicationIn(AnswersIn):
    """A whole application in one request; what is known of the applicant need not be sent."""

    item_code: Word


class SavedOut(Schema):
    """What was sent is kept, right or wrong; the faults say what has to be mended before it is handed in."""

    faults: list[FaultOut]


class ResultOut(Schema):
    """What an act answers: which case, and where it stands now."""

    public_id: str
    number: str
    state: str
    version: int


class LineOut(Schema):
    """A case as a line of a list; ``status`` is a sentence in the language of the request."""

    public_id: str
    number: str
    item_code: str
    item_name: str
    department_name: str
    applicant_masked: str
    state: str
    outcome: str
    status: str
    version: int
    submitted_at: datetime
    accepted_on: date | None
    promised_due_on: date | None
    statutory_due_on: date | None
    due_on: date | None
    due_provisional: bool
    closed_at: datetime | None


class LinesOut(Schema):
    """A page of cases, newest first; give ``older`` back as ``after`` for the next one, empty at the end."""

    cases: list[LineOut]
    older: str


class SeatOut(Schema):
    """An open seat of a case: who is asked for what, and until when."""

    instance: str
    name: str
    duty: str
    department_name: str
    due_on: date


class HappenedOut(Schema):
    """One line of the timeline."""

    at: datetime
    kind: str
    sentence: str
    by_name: str
    department_name: str
    detail: str


class MaterialOut(Schema):
    """A material of the application and where it comes from: ``files``, ``licence`` or ``later``."""

    key: str
    name: str
    how: str
    files: list[FileOut]


class CorrectionItemOut(Schema):
    """One thing that the notice asks for."""

    kind: str
    key: str
    name: str
    needed: str


class CaseOut(LineOut):
    """A case opened: answers, materials, open seats, what is to be corrected, and what happened, newest first."""

    answers: dict[str, Any]
    materials: list[MaterialOut]
    seats: list[SeatOut]
    correction: list[CorrectionItemOut]
    timeline: list[HappenedOut]


class WaitingSeatOut(Schema):
    """A seat that waits for an opinion or a decision of your department; ``light`` says how near its day is."""

    case: str
    instance: str
    name: str
    duty: str
    number: str
    title: str
    applicant: str
    due_on: date
    light: str


class WorklistOut(Schema):
    """What waits for you: applications to be looked through, and seats of your department, the earliest due first."""

    intake: list[LineOut]
    seats: list[WaitingSeatOut]


class Versioned(Schema):
    """``expected_version``: the version that was read; an act on a case that has moved on is refused."""

    expected_version: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class RemediesIn(Schema):
    """Where a refused applicant may turn; left out, the usual ones of the region are named."""

    review_body: Word
    court: Word
    channel: Word


class CorrectionItemIn(Schema):
    """One thing to be corrected: a ``field`` or a ``material`` by its key, and what is needed."""

    kind: Literal["field", "material"]
    key: Word
    name: Word
    needed: Text


class CorrectionIn(Versioned):
    """The one notice of everything that is to be corrected."""

    items: Annotated[list[CorrectionItemIn], Field(min_length=1, max_length=200)]
    answer_by: date | None = None
    note: Text = ""


class CorrectionAnswerIn(Versioned):
    """What the notice asked for: answers by key, files (their public ids) by material."""

    answers: Answers = {}
    files: Annotated[dict[Word, Annotated[list[PublicId], Field(max_length=20)]], Field(max_length=100)] = {}


class RefusalIn(Versioned):
    """Why an application is not accepted: none is needed, another body is competent, or the materials are false."""

    ground: Literal["not_required", "not_competent", "false_materials"]
    reason: Text
    competent_body: Word = ""
    remedies: RemediesIn | None = None


class OpinionIn(Versioned):
    """``verdict`` is empty for a survey that only reports."""

    verdict: Literal["agree", "disagree", ""] = ""
    reason: Text = ""


class DecisionIn(Versioned):
    """Yes, or no with reasons and legal basis.

    ``fraud``: a no because of false materials; ``on_record``: it follows the record of the hearing.
    """

    approve: bool
    reasons: Text = ""
    legal_basis: Text = ""
    remedies: RemediesIn | None = None
    fraud: bool = False
    on_record: bool = False


class DeliveryIn(Versioned):
    """How the result reached the applicant, and whom."""

    method: Literal["online", "window", "post"]
    to: Word = ""
    note: Text = ""


class WithdrawalIn(Versioned):
    """A reason may be given."""

    reason: Text = ""


class ChoiceIn(Schema):
    """The way of a draft; what is left out stays as it was.

    promise    true: on a written promise, false: the ordinary way
    later      ids of the materials that are to follow, with ``follow_up``: the promise to hand them in
    renew      public id of the licence that is renewed
    change     public id of the licence that is changed
    """

    promise: bool | None = None
    later: Annotated[list[Word], Field(max_length=100)] | None = None
    follow_up: bool = False
    renew: PublicId | None = None
    change: PublicId | None = None


class ChosenOut(Schema):
    """The way of a draft as it stands now."""

    promise: bool
    later: list[str]
    follow_up: bool
    earlier: str


class HearingAnswerIn(Versioned):
    """Whether a hearing is wanted, and what is to be said about it."""

    wanted: bool
    statement: Text = ""


class FilesIn(Versioned):
    """Public ids of uploaded files, by material."""

    files: Annotated[dict[Word, Annotated[list[PublicId], Field(max_length=20)]], Field(max_length=100)] = {}


class ClockOut(Schema):
    """One clock of a case, and line by line how its date came about."""

    name: str
    title: str
    started_on: date
    due_on: date
    provisional: bool
    ended: bool
    source: str
    explain: list[str]


class PaceOut(Schema):
    """How long such cases took, in workdays from acceptance to the decision, and the number that it rests on."""

    half: int
    eight_in_ten: int
    nine_in_ten: int
    cases: int
    counted_on: date


class ClocksOut(Schema):
    """The clocks of a case, and how long such cases really took; ``expected`` is null while too few were decided."""

    clocks: list[ClockOut]
    expected: PaceOut | None
