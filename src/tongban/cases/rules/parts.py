"""The values that the events of a case are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Limit:
    """A period as the item states it: a number and its unit, ``workday`` or ``day``."""

    number: int
    unit: str = "workday"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date that was counted; provisional while the calendar of its year is not published."""

    on: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whom the case is for.

    kind       ``person`` or ``body``
    person_id  the natural person who is told what happens: the applicant, or who applied for the body
    """

    kind: str
    id: str
    name: str
    masked: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """What sets the procedure of an item apart from the ordinary one, as a case keeps it.

    immediate        decided on the spot (即办件)
    joint            several departments decide together under a lead (联合办理): 45 workdays instead of 20
    safety           concerns public safety, health or property directly: fraud bars from applying again
    extension        the extension that a special law allows; None: the general one
    commitment       may be granted on a written promise (告知承诺)
    promise_limit    the promised period when it is
    check_workdays   within which a promise is checked afterwards
    gap_workdays     within which a material that may follow later is to be handed in (容缺受理); 0: none may
    gap_lapse        what follows when it is not: ``withdrawn`` 视为撤回, or ``refused`` 不予审批, by region
    departments      ids of the departments of a joint item, which look through the application together
    review_first     a refusal goes to reconsideration before any court (复议前置)
    look_workdays    within which the region has an application looked through (网上预审); 0: only the law's five
    quota            how many may be granted: in the order of acceptance (数量限制); 0: without limit
    """

    immediate: bool = False
    joint: bool = False
    safety: bool = False
    extension: Limit | None = None
    commitment: bool = False
    promise_limit: Limit | None = None
    check_workdays: int = 0
    gap_workdays: int = 0
    gap_lapse: str = "withdrawn"
    departments: tuple[str, ...] = ()
    review_first: bool = False
    look_workdays: int = 0
    quota: int = 0


@dataclass(frozen=True, slots=True)
class ItemRef:
    """The item as it stood at submission; a case keeps the version it was submitted under."""

    implementation_id: str
    version_id: str
    version_no: int
    code: str
    name: str
    department_id: str
    department_name: str
    region_code: str
    statutory: Limit | None
    promised: Limit | None
    type_code: str = ""
    licence_type: str = ""
    result_name: str = ""
    procedure: Procedure | None = None

    @property
    def way(self) -> Procedure:
        """The special ways of the item; the ordinary procedure when it names none."""
        return self.procedure or Procedure()


@dataclass(frozen=True, slots=True)
class FileRef:
    public_id: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MaterialHeld:
    """One material of the application and where it comes from.

    how       ``files`` uploaded; ``licence`` taken from the licence store; ``copy`` a copy whose original a window has
              seen for an earlier case; ``later`` optional and not given; ``gap`` required and to follow (容缺);
              ``promised`` answered by the written promise (告知承诺)
    snapshot  licence: what it was when it was looked at, so that a later revocation does not change history (MAT-3);
              copy: the case, the day and the window that saw the original, and until when it may be used
    """

    key: str
    name: str
    how: str
    files: tuple[FileRef, ...] = ()
    licence_type: str = ""
    identifier: str = ""
    licence_name: str = ""
    snapshot: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OriginalSeen:
    """The original of a material that a window has seen, and that the scan is the same (原件核验).

    files       digests of the files that were compared: another file of the same material was not
    department  whose window saw it
    until       the last day on which the copy may be used for other applications; None: for this one only
    """

    key: str
    name: str
    files: tuple[str, ...]
    on: date
    department: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """One thing to be corrected: a material or a field, and what is needed.

    department  the one that asks for it, where several look through an application together
    """

    kind: str
    key: str
    name: str
    needed: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class SeatOpening:
    """A seat that opened: who is asked, and until when."""

    instance: str
    key: str
    name: str
    duty: str
    department: str
    department_id: str
    department_name: str
    permission: str
    due: Deadline
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line of the plan's ledger as it stands in the case's own.

    on_behalf_of  the official on leave for whom it was said; empty when it was one's own turn
    """

    kind: str
    seat: str
    verdict: str
    by: str
    by_name: str
    department: str
    department_name: str
    reason: str = ""
    target: str = ""
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class Remedies:
    """Where a refused applicant may turn; the periods follow from the law of the day.

    review_first  a suit is open only against the decision on reconsideration (复议前置)
    """

    review_body: str
    court: str
    channel: str
    review_first: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """What the applicant promised in writing instead of proving it (告知承诺), as it was put to them."""

    terms: tuple[str, ...]
    consequences: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The licence that an application renews or changes.

    purpose  ``renew`` or ``change``
    ends_on  its last day; None without end
    """

    purpose: str
    identifier: str
    name: str
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class SeatDate:
    """A new date of an open seat."""

    instance: str
    due: Deadline


@dataclass(frozen=True, slots=True)
class Queue:
    """How an application stands where only so many may be granted (art. 57).

    before  the numbers of the cases that were accepted earlier and are not decided yet
    left    how many may still be granted
    """

    before: tuple[str, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Ban:
    """Until when the applicant may not apply for this item again, and by which text.

    until  the first day on which it may be applied for again
    case   the number of the case in which it was found; empty in the ledger of that case itself
    """

    until: date
    source: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Someone else whose important interests the decision touches directly (利害关系人).

    interest  in what way
    reached   how the notice reached them: an address, a telephone
    """

    name: str
    interest: str
    reached: str


@dataclass(frozen=True, slots=True)
class Official:
    """An official who was sent to look, as the register of staff had her then."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a department found at a joint visit; absent when it did not come."""

    department: str
    department_name: str
    text: str
    absent: bool = False


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """The version of an item whose plan a case follows."""

    id: str
    no: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version of an item asks of one applicant, with the answers that she gave.

    questions  keys of the questions of its form
    materials  key and name of each material that has to be handed in
    fee        in yuan as the version writes it; empty when it names none
    """

    questions: frozenset[str]
    materials: tuple[tuple[str, str], ...]
    fee: str
