"""Making a licence: serial, identifier, record, digest and signature."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tongban.foundation import crypto
from tongban.foundation.identifiers import licence_id
from tongban.foundation.ids import new_key, new_public_id
from tongban.foundation.masking import mask_id, mask_name
from tongban.licences import rules, sealing, storage
from tongban.licences.models import Licence
from tongban.licences.rules.record import FaceValue

_TAIL = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: all that a licence says, before it has a serial."""

    type_code: str
    type_name: str
    single: bool
    holder_kind: str
    holder_id: str
    holder_name: str
    holder_code: str
    issuer_uscc: str
    issuer_name: str
    number: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    face: Mapping[str, FaceValue]
    case_id: str | None = None
    item_code: str = ""
    source: str = "issued"
    grade: str = "A"


def lock_type(type_code: str) -> None:
    """Wait until no one else makes licences of this type; held until the transaction ends."""
    storage.count_serials(type_code, 0)


def counted_serial(type_code: str, year: int) -> str:
    """The next serial of a type, from its locked counter."""
    return serial_of(year, storage.count_serials(type_code, 1))


def serial_of(year: int, counted: int) -> str:
    """A serial for a count that was taken, with a random tail."""
    return rules.serial_number(year, counted, "".join(secrets.choice(_TAIL) for _place in range(6)))


def made(order: Order, *, serial: str, version: int, at: datetime) -> Licence:
    """The licence, signed and its signature verified, not yet stored."""
    key = new_key()
    identifier = licence_id.build(order.type_code, order.issuer_uscc, serial, version)
    number = order.number or serial[:11]
    text = rules.record_text(_facts(order, identifier, number, at))
    ring = crypto.keyring()
    digest = rules.hash_algorithm(ring.signing_key(sealing.SIGNING).algorithm)
    record_hash = crypto.digest(text.encode(), digest).hex()
    # The door verifies every signature by a second path before it gives it out.
    signed = rules.signed_part(_seal(order, identifier, record_hash))
    signature = crypto.sign(ring, sealing.SIGNING, signed.encode())
    own_number = order.holder_kind == "person" and number == order.holder_code
    return Licence(
        id=key,
        public_id=new_public_id(),
        identifier=identifier,
        type_code=order.type_code,
        type_name=order.type_name,
        single=order.single,
        holder_kind=order.holder_kind,
        holder_id=order.holder_id,
        holder_name=order.holder_name,
        issuer_uscc=order.issuer_uscc,
        issuer_name=order.issuer_name,
        number_shown=mask_id(number) if own_number else number,
        serial=serial,
        version=version,
        issued_on=order.issued_on,
        valid_from=order.valid_from,
        valid_to=order.valid_to,
        state=rules.State.VALID,
        sealed_record=sealing.seal_record(text, licence_id=key),
        record_hash=record_hash,
        algorithm=signature.algorithm,
        key_id=signature.key_id,
        signature=signature.value,
        case_id=order.case_id,
        item_code=order.item_code,
        source=order.source,
        grade=order.grade,
        made_at=at,
    )


def _facts(order: Order, identifier: str, number: str, at: datetime) -> rules.LicenceFacts:
    return rules.LicenceFacts(
        identifier=identifier,
        type_code=order.type_code,
        type_name=order.type_name,
        number=number,
        holder_kind=order.holder_kind,
        holder_name=order.holder_name,
        holder_code=order.holder_code,
        issuer_uscc=order.issuer_uscc,
        issuer_name=order.issuer_name,
        issued_on=order.issued_on,
        valid_from=order.valid_from,
        valid_to=order.valid_to,
        made_at=at,
        salt=secrets.token_hex(16),
        face=order.face,
    )


def _seal(order: Order, identifier: str, record_hash: str) -> rules.Seal:
    return rules.Seal(
        identifier=identifier,
        holder=mask_name(order.holder_name) if order.holder_kind == "person" else order.holder_name,
        type_name=order.type_name,
        valid_from=order.valid_from,
        valid_to=order.valid_to,
        record_hash=record_hash,
    )
