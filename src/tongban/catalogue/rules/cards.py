"""What the catalogue tells its neighbours: frozen cards, and their plain JSON.

Labels, names and notes of items are data in the language of the register (Chinese), not sentences of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from tongban.foundation.workdays import Period

Card = TypeVar("Card")
Condition = Mapping[str, Any]
"""``{"field": key, "is": value}`` or ``{"field": key, "in": [values]}`` over the answers of a form."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FieldCard:
    """One question of an item's form.

    source   what answers it without asking: ``person.name``, ``family.spouse.name``, ``body.name``,
             ``licence.<type code>.<face key>``; None when only the applicant knows
    purpose  why it is asked, shown to the person
    basis    the text that allows asking it
    page     the page of the form it stands on, from 1; one thing a page
    when     asked only if this holds over the answers given; None always asks
    """

    key: str
    label: str
    kind: str = "text"
    required: bool = True
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    source: str | None = None
    purpose: str = ""
    basis: str = ""
    page: int = 1
    when: Condition | None = None
    max_length: int = 0


@dataclass(frozen=True, slots=True)
class PageCard:
    """One page of the form: its number and the one thing it is about."""

    number: int
    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class MaterialCard:
    """One material that a guide names.

    necessity     "required", "optional", or "gap" (accepted now, supplied later: 容缺)
    source        who makes it: "applicant", "government", "other"
    licence_type  the type of electronic licence that answers it, None when none does
    exempt        how it is spared: "none", "licence", "share", "commitment", "check", "reuse"
    kind          "original", "copy", "both" or "either"
    form          "paper", "electronic", "both" or "either"
    holder        whose licence answers it: "applicant" or "family" (spouse, parents, child)
    when          asked only if this holds over the answers; None always asks
    """

    id: str
    name: str
    necessity: str = "required"
    source: str = "applicant"
    licence_type: str | None = None
    copies: int = 1
    note: str = ""
    accept_standard: str = ""
    basis: str = ""
    exempt: str = "none"
    kind: str = "original"
    form: str = "either"
    issuer: str = ""
    holder: str = "applicant"
    submit: str = ""
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class ResultCard:
    """What the person gets when the answer is yes.

    type_code     the type of electronic licence, None when the result is no licence
    face          face key of the licence -> where its value comes from: ``answer.<key>`` (as ``forms.shown``),
                  ``applicant.name``, ``case.number``, ``case.decided_on``, ``text:<words>``
    valid_months  for how long; 0 means without end
    """

    name: str
    kind: str = "licence"
    type_code: str | None = None
    face: Mapping[str, str] = field(default_factory=dict)
    valid_months: int = 0


@dataclass(frozen=True, slots=True)
class CommitmentCard:
    """The promise that an applicant may give instead of proof (告知承诺).

    terms           what is promised, sentence by sentence
    consequences    what follows when it is not true or not kept
    replaces        ids of the materials that it stands for
    workdays        the promised limit on this way
    check_workdays  within which the promise is looked at afterwards
    """

    terms: tuple[str, ...]
    consequences: str
    replaces: tuple[str, ...] = ()
    workdays: int = 1
    check_workdays: int = 60


@dataclass(frozen=True, slots=True)
class ProcedureCard:
    """What sets the procedure of an item apart from the ordinary one.

    immediate           decided on the spot (即办件)
    joint               several departments decide together under a lead (联合办理)
    safety              concerns public safety, health or property directly
    extension_workdays  the extension that a special law allows; 0: the general one
    gap_workdays        within which materials of the necessity "gap" may follow; 0: none may
    gap_lapse           what follows otherwise: "withdrawn" or "refused", and the text of the region that says so
    review_first        a refusal goes to reconsideration before any court (复议前置)
    look_workdays       within which the region has an application looked through (网上预审); 0: no rule of its own
    quota               how many may be granted (数量限制): in the order of acceptance; 0: without limit
    """

    immediate: bool = False
    joint: bool = False
    safety: bool = False
    extension_workdays: int = 0
    commitment: CommitmentCard | None = None
    gap_workdays: int = 0
    gap_lapse: str = "withdrawn"
    gap_rule: str = ""
    review_first: bool = False
    look_workdays: int = 0
    quota: int = 0


@dataclass(frozen=True, slots=True)
class EligibilityQuestion:
    """One question that tells a person whether the item is for them; ``answer`` is the one that goes on."""

    key: str
    text: str
    answer: bool = True
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class TableCard:
    """A decision table of an item: what the answers mean for the branches of its plan and for its materials.

    key  stable within the item
    dmn  the DMN file, as it was brought in or written here
    """

    key: str
    name: str
    dmn: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the procedure as the guide tells it."""

    name: str
    text: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """Where one can go in person."""

    name: str
    address: str
    hours: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class KnownMaterial:
    """A material that the person at the desk need not bring, and from where it is known."""

    material_id: str
    licence_public_id: str
    source: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class LicenceTypeCard:
    """One type of electronic licence: who defines it, what its face shows, how long it is valid."""

    type_code: str
    name: str
    definer: str
    definer_uscc: str
    holder_kind: str
    face_fields: tuple[tuple[str, str], ...]
    valid_months: int
    single_instance: bool


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One implementation item with one of its versions: all that a guide, a form and a case need.

    id          the implementation; version_id its version (immutable once published)
    code        the task code (实施编码); local_code and base_code as the source writes them
    subjects    "person", "body"
    appliable   an item one applies for, with a form and a plan; a list row without a guide is not
    sample      names of the parts that are sample data, not facts of the source
    """

    id: str
    version_id: str
    version_no: int
    state: str
    code: str
    local_code: str
    base_code: str
    name: str
    type_code: str
    type_name: str
    department_id: str
    department_name: str
    department_uscc: str
    region_code: str
    region_name: str
    subjects: tuple[str, ...]
    project_type: str
    statutory: Period | None
    promised: Period | None
    limit_note: str
    conditions: str
    fee_yuan: str
    fee_note: str
    visits: int
    online: bool
    materials: tuple[MaterialCard, ...]
    fields: tuple[FieldCard, ...]
    pages: tuple[PageCard, ...]
    plan: Mapping[str, Any]
    result: ResultCard | None
    legal_basis: str
    faq: tuple[tuple[str, str], ...]
    process_note: str
    steps: tuple[Step, ...]
    eligibility: tuple[EligibilityQuestion, ...]
    refusal_reasons: tuple[str, ...]
    windows: tuple[Window, ...]
    consult_phone: str
    complaint_phone: str
    source: str
    source_url: str
    edition: str
    min_level: int
    remedies: str
    themes: tuple[str, ...]
    sample: tuple[str, ...]
    has_guide: bool
    appliable: bool
    minutes: int = 0
    procedure: ProcedureCard = ProcedureCard()
    tables: tuple[TableCard, ...] = ()

    def material(self, material_id: str) -> MaterialCard | None:
        """The material of this id, None when the item names none."""
        return next((one for one in self.materials if one.id == material_id), None)

    def field(self, key: str) -> FieldCard | None:
        """The question of this key, None when the form asks none."""
        return next((one for one in self.fields if one.key == key), None)


def to_plain(card: Any) -> Any:
    """A card as JSON's own types; empty and default values are left out, so that content stays short."""
    if isinstance(card, tuple | list):
        return [to_plain(one) for one in card]
    if not hasattr(card, "__dataclass_fields__"):
        return card
    kept: dict[str, Any] = {}
    for one in fields(card):
        value = to_plain(getattr(card, one.name))
        if value not in ("", [], {}, None):
            kept[one.name] = value
    return kept


def from_plain(kind: type[Card], value: Mapping[str, Any], **more: Any) -> Card:
    """A flat card (material, field, step, window, …) read from its JSON; unknown keys raise TypeError."""
    given = dict(value) | more
    if kind is FieldCard and "choices" in given:
        given["choices"] = tuple(from_plain(Choice, one) for one in given["choices"])
    if kind is ProcedureCard and given.get("commitment"):
        given["commitment"] = from_plain(CommitmentCard, given["commitment"])
    if kind is CommitmentCard:
        given |= {name: tuple(given.get(name, ())) for name in ("terms", "replaces")}
    return kind(**given)
