"""What makes a person, a body and a mandate right. Pure: no database, no clock, no Django."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import lru_cache
from importlib import resources
from typing import TypeVar

from tongban.foundation import names
from tongban.foundation.identifiers import resident_id, uscc
from tongban.foundation.identifiers.checks import Refusals
from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.sentences import Sentence

T = TypeVar("T")


class Level(IntEnum):
    """How sure we are who the person is (portable form of the provincial trust levels)."""

    ANONYMOUS = 0
    NAMED = 1
    SELF_ASSERTED = 2
    REGISTER_CHECKED = 3
    REAL_PERSON = 4
    WINDOW_OR_CERTIFICATE = 5


LEVELS: dict[int, str] = {
    Level.ANONYMOUS: _("Not proved"),
    Level.NAMED: _("Name given"),
    Level.SELF_ASSERTED: _("Details given by yourself, form checked"),
    Level.REGISTER_CHECKED: _("Name and number agree with the population register"),
    Level.REAL_PERSON: _("Seen in person or by face check"),
    Level.WINDOW_OR_CERTIFICATE: _("Proved at a window or by certificate"),
}

METHODS: dict[str, str] = {
    "self": _("Registered online by the person"),
    "register": _("Entered from the population register"),
    "face": _("Face check"),
    "window": _("Identity card checked at a window"),
    "certificate": _("Digital certificate"),
}

DOCUMENTS: dict[str, str] = {
    "card": _("Identity card"),
    "temporary": _("Temporary identity card"),
    "residence": _("Residence permit"),
    "passport": _("Passport"),
}
BY_HAND: dict[str, str] = {
    "no_answer": _("The population register does not answer"),
    "unreadable": _("The card cannot be read by the reader"),
    "offline": _("No connection at this window"),
}
"""Why a window checks an identity by hand instead of asking the population register."""

SEXES: dict[str, str] = {"male": _("Male"), "female": _("Female")}


# What the person herself reads in "who looked"; acts of other rooms are told by their case.
ACTIONS: dict[str, str] = {
    "identity.person_registered": _("Entered you in the register"),
    "identity.person_read": _("Read your particulars"),
    "identity.tie_entered": _("Entered a family tie"),
    "identity.contact_changed": _("Changed how we reach you"),
    "identity.level_raised": _("Checked who you are"),
    "identity.checked_by_hand": _("Checked your document by hand at a window"),
    "identity.account_opened": _("Opened an account for you"),
    "identity.account_closed": _("Closed your account"),
    "identity.sessions_ended": _("Signed you out everywhere"),
    "identity.mandate_granted": _("Let you act for a body"),
    "identity.mandate_revoked": _("Took your mandate for a body back"),
    "org.staff_registered": _("Entered you as an official"),
    "org.appointed": _("Appointed you to a post"),
    "org.appointment_ended": _("Ended your appointment"),
    "org.demo_role_chosen": _("Stepped into your role in the demonstration"),
}


def action_sentence(action: str, concerns_case: bool) -> str:
    """What was done, for the person it was done to."""
    return ACTIONS.get(action) or (_("Worked on your case") if concerns_case else _("Used your data"))


class BodyKind(StrEnum):
    """What sort of body it is, by who registers it (GB 32100-2015)."""

    ENTERPRISE = "enterprise"
    INDIVIDUAL = "individual"
    COOPERATIVE = "cooperative"
    INSTITUTION = "institution"
    SOCIAL = "social"
    ORGAN = "organ"
    OTHER = "other"


BODY_KINDS: dict[str, str] = {
    BodyKind.ENTERPRISE: _("Enterprise"),
    BodyKind.INDIVIDUAL: _("Individual business"),
    BodyKind.COOPERATIVE: _("Farmers' cooperative"),
    BodyKind.INSTITUTION: _("Public institution"),
    BodyKind.SOCIAL: _("Social organisation"),
    BodyKind.ORGAN: _("Government organ"),
    BodyKind.OTHER: _("Other organisation"),
}

BODY_STATUSES: dict[str, str] = {
    "active": _("In business"),
    "suspended": _("Business suspended"),
    "closed": _("Closed down"),
}


class Kinship(StrEnum):
    """How a relative stands to the person: the relative is the person's spouse, parent or child."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"

    @property
    def mirror(self) -> Kinship:
        """The same tie seen from the relative."""
        return {"spouse": Kinship.SPOUSE, "parent": Kinship.CHILD, "child": Kinship.PARENT}[self.value]


KINSHIPS: dict[str, str] = {
    Kinship.SPOUSE: _("Spouse"),
    Kinship.PARENT: _("Parent"),
    Kinship.CHILD: _("Child"),
}

ADDRESS_CHARACTERS = 300
LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{2,63}")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
EMAIL = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"']{1,185}\.[^@\s<>\"'.]{2,}")
_WIDE = {
    ord(wide): narrow
    for wide, narrow in zip("０１２３４５６７８９＋（）－　", "0123456789+()- ", strict=True)
}


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person's particulars once they have passed every check."""

    name: str
    name_notes: tuple[Sentence, ...]
    id_number: str
    phone: str
    sex: str
    born_on: date
    region_code: str
    email: str


@dataclass(frozen=True, slots=True)
class BodyEntry:
    """A body's particulars once they have passed every check."""

    name: str
    uscc: str
    kind: BodyKind


def person_entry(*, name: str, id_number: str, phone: str, email: str = "", today: date) -> PersonEntry:
    """The particulars in the form they are kept. Refuses naming every field that must be mended at once."""
    faults: list[Fault] = []
    kept_name, notes = taken(faults, "name", checked_name, name) or ("", ())
    number = taken(faults, "id_number", resident_id.parse, id_number, today)
    kept_phone = taken(faults, "phone", checked_phone, phone) or ""
    kept_email = taken(faults, "email", checked_email, email) or ""
    if faults or number is None:
        raise Refused("identity.person_wrong", _("Please correct the particulars."), faults=tuple(faults))
    return PersonEntry(
        name=kept_name,
        name_notes=notes,
        id_number=number.number,
        phone=kept_phone,
        sex=number.sex,
        born_on=number.born_on,
        region_code=number.region_code,
        email=kept_email,
    )


def body_entry(*, name: str, code: str, kind: str) -> BodyEntry:
    """The body's particulars in the form they are kept. Refuses naming every field to be mended."""
    faults: list[Fault] = []
    kept, _notes = taken(faults, "name", checked_body_name, name) or ("", ())
    number = taken(faults, "uscc", uscc.parse, code)
    if kind not in BODY_KINDS:
        faults.append(Fault("kind", _("Choose what kind of body it is.")))
    if faults or number is None:
        raise Refused("identity.body_wrong", _("Please correct the particulars."), faults=tuple(faults))
    return BodyEntry(name=kept, uscc=number.code, kind=BodyKind(kind))


def checked_name(text: str) -> tuple[str, tuple[Sentence, ...]]:
    """The name as it is kept and what was changed in it. Refuses an empty, overlong or deceiving name."""
    if not text.strip():
        raise Refused("identity.name_missing", _("Enter the name as it stands on the identity card."))
    return names.normalise_name(text)


def checked_body_name(text: str) -> tuple[str, tuple[Sentence, ...]]:
    """The body's name as it is kept and what was changed in it. Refuses an empty, overlong or deceiving name."""
    if not text.strip():
        raise Refused("identity.body_name_missing", _("Enter the name of the body."))
    return names.normalise_name(text, kind="body")


def checked_phone(text: str) -> str:
    """A mainland mobile number in eleven digits; empty stays empty. Refuses anything else."""
    digits = re.sub(r"[\s()-]", "", text.translate(_WIDE))
    digits = re.sub(r"^(\+86|0086|86)(?=1[3-9])", "", digits)
    if digits and not MOBILE.fullmatch(digits):
        raise Refused("identity.phone_wrong", _("Enter a mobile number of 11 digits, such as 138 0000 0000."))
    return digits


def checked_email(text: str) -> str:
    """An e-mail address; empty stays empty. Refuses what cannot be one."""
    kept = text.strip()
    if kept and (len(kept) > 254 or not EMAIL.fullmatch(kept)):
        raise Refused(
            "identity.email_wrong", _("Enter an e-mail address such as name@example.cn, or leave it empty.")
        )
    return kept


def checked_login(text: str) -> str:
    """A login name in lower case: 3 to 64 letters, digits and . _ @ -."""
    kept = text.strip().lower()
    if not LOGIN.fullmatch(kept):
        raise Refused(
            "identity.login_wrong",
            _("A login name has 3 to 64 letters, digits or . _ @ - and starts with a letter or digit."),
        )
    return kept


def same_name(one: str, other: str) -> bool:
    """Whether two legal names are one: code point by code point, never folded (a variant is another name)."""
    return one == other


def age_on(born_on: date, day: date) -> int:
    """Full years of age; a person born on 29 February completes the year on 1 March (Civil Code, art. 204 by analogy)."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def tie_faults(
    *, person_id: str, relative_id: str, kind: Kinship, person_born_on: date, relative_born_on: date
) -> tuple[Fault, ...]:
    """Why this tie cannot be: with oneself, or a parent who is not older than the child."""
    if person_id == relative_id:
        return (Fault("relative", _("A person is not her own relative.")),)
    if kind is Kinship.PARENT and relative_born_on >= person_born_on:
        return (Fault("relative", _("A parent is older than the child.")),)
    if kind is Kinship.CHILD and person_born_on >= relative_born_on:
        return (Fault("relative", _("A parent is older than the child.")),)
    return ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a mandate covers.

    item_codes  the service items it names; empty means all items
    may_sign    whether the agent may sign in the body's name, not only prepare
    """

    item_codes: frozenset[str]
    may_sign: bool
    valid_from: date
    valid_to: date | None
    revoked: bool = False

    def in_force(self, on: date) -> bool:
        return not self.revoked and self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def covers(self, item_code: str, on: date) -> bool:
        return self.in_force(on) and (not self.item_codes or item_code in self.item_codes)


def mandate_scope(
    *, item_codes: Sequence[str], may_sign: bool, valid_from: date, valid_to: date | None
) -> Scope:
    """The scope of a mandate to be granted. Refuses one that ends before it begins or names an empty item."""
    if valid_to is not None and valid_to < valid_from:
        fault = Fault("valid_to", _("The last day lies before the first."))
        raise Refused("identity.mandate_wrong", _("Please correct the mandate."), faults=(fault,))
    if any(not code.strip() for code in item_codes):
        fault = Fault("item_codes", _("Name each item, or none for all items."))
        raise Refused("identity.mandate_wrong", _("Please correct the mandate."), faults=(fault,))
    return Scope(frozenset(code.strip() for code in item_codes), may_sign, valid_from, valid_to)


@lru_cache(maxsize=1)
def ethnic_groups() -> dict[str, str]:
    """The codes and names of GB/T 3304."""
    text = (
        resources.files("tongban.identity")
        .joinpath("data/gb3304_ethnic_groups.csv")
        .read_text(encoding="utf-8")
    )
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


def checked_ethnic(code: str) -> str:
    """A code of GB/T 3304; empty stays empty."""
    if code and code not in ethnic_groups():
        raise Refused(
            "identity.ethnic_unknown", _("There is no ethnic group with the code {ethnic}."), ethnic=code
        )
    return code


def taken(faults: list[Fault], field: str, check: Callable[..., T], *values: object) -> T | None:
    """What the check returns; when it refuses, its sentence joins the faults under the field."""
    try:
        return check(*values)
    except Refusals as refusal:
        faults.extend(Fault(field, reason.sentence, dict(reason.values)) for reason in refusal.check.reasons)
    except Refused as refusal:
        faults.append(Fault(field, refusal.sentence, dict(refusal.values)))
    return None
