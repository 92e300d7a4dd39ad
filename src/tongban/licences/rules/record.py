"""The record of a licence: the metadata keys of GB/T 36903 with the fields of its face, in one canonical text."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from tongban.foundation.canonical import canonical_text
from tongban.foundation.refusals import Fault, Refused, _

FORMAT = "tongban.licence/1"
FACE_PREFIX = "KZ_"
LONGEST_VALUE = 1000
MOST_FIELDS = 80
HOLDER_CODES = {"person": ("居民身份证", "111"), "body": ("统一社会信用代码", "001")}
"""Holder kind to the name and code of the kind of document that names the holder (GA/T 2000.156)."""

FaceValue = str | int | date | Decimal


@dataclass(frozen=True, slots=True)
class LicenceFacts:
    """Everything the record of one licence says.

    number   证照号码, as printed on the face; another thing than the identifier
    salt     random, so that the published digest of a record tells nothing about its fields
    """

    identifier: str
    type_code: str
    type_name: str
    number: str
    holder_kind: str
    holder_name: str
    holder_code: str
    issuer_uscc: str
    issuer_name: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    made_at: datetime
    salt: str
    face: Mapping[str, FaceValue] = field(default_factory=dict)


def record_of(facts: LicenceFacts) -> dict[str, str]:
    """The record as keys and texts. Refuses, all at once, what is missing or cannot be printed."""
    kind = HOLDER_CODES.get(facts.holder_kind)
    if kind is None:
        raise ValueError(f"a holder is a person or a body, not {facts.holder_kind!r}")
    record = {
        "format": FORMAT,
        "salt": facts.salt,
        "ZZMC": facts.type_name,
        "ZZLXDM": facts.type_code,
        "ZZBH": facts.number,
        "ZZBS": facts.identifier,
        "ZZBFJG": facts.issuer_name,
        "ZZBFJGDM": facts.issuer_uscc,
        "ZZBFRQ": facts.issued_on.isoformat(),
        "CZZT": facts.holder_name,
        "CZZTDM": facts.holder_code,
        "CZZTDMLX": kind[0],
        "CZZTDMLXDM": kind[1],
        "ZZYXQQSRQ": facts.valid_from.isoformat(),
        "ZZYXQJZRQ": facts.valid_to.isoformat() if facts.valid_to else "",
        "CJSJ": facts.made_at.isoformat(timespec="seconds"),
    }
    face = {_face_key(key): _text(value) for key, value in facts.face.items()}
    _refuse_faults(facts, record, face)
    return record | face


def record_text(facts: LicenceFacts) -> str:
    """The canonical text of the record: what is hashed, signed and kept."""
    return canonical_text(record_of(facts))


def face_of(record: Mapping[str, str]) -> dict[str, str]:
    """The fields of the face by their own keys, without the prefix that marks them in the record."""
    return {
        key.removeprefix(FACE_PREFIX): value for key, value in record.items() if key.startswith(FACE_PREFIX)
    }


def _face_key(key: str) -> str:
    return key if key.startswith(FACE_PREFIX) else FACE_PREFIX + key


def _text(value: FaceValue) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _refuse_faults(facts: LicenceFacts, record: Mapping[str, str], face: Mapping[str, str]) -> None:
    needed = ("ZZMC", "ZZLXDM", "ZZBH", "ZZBFJG", "ZZBFJGDM", "CZZT", "CZZTDM")
    faults = [
        Fault(key, _("This field of the licence is empty: {key}."), {"key": key})
        for key in needed
        if not record[key]
    ]
    faults += [
        Fault(key, _("This field of the licence cannot be printed: {key}."), {"key": key})
        for key, value in {**record, **face}.items()
        if not _printable(value)
    ]
    if len(face) > MOST_FIELDS:
        faults.append(Fault("face", _("A licence has at most {most} fields."), {"most": MOST_FIELDS}))
    if facts.valid_to and facts.valid_to < facts.valid_from:
        faults.append(Fault("ZZYXQJZRQ", _("The last day of validity is before the first.")))
    if faults:
        keys = ", ".join(fault.field for fault in faults)
        sentence = _("The licence cannot be made before these fields are mended: {keys}.")
        raise Refused("licences.record_faulty", sentence, faults=tuple(faults), keys=keys)


def _printable(value: str) -> bool:
    """No control characters, no lone surrogates, no text direction tricks; line ends may stand in long fields."""
    if len(value) > LONGEST_VALUE:
        return False
    # The quick answer is right for nearly every field; only wide spaces and new characters need the slow one.
    plain = value.replace("\n", "")
    return plain.isprintable() or not any(unicodedata.category(mark) in {"Cc", "Cs", "Cf"} for mark in plain)
