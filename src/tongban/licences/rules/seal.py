"""The code of a licence: a text small enough for a QR that carries its own signature.

``TB1.<type>.<issuer>.<serial>.<version>.<check>.<face>.<hash>.<key>.<signature>``

Everything before the key is signed. The face is the masked holder, the type and the days of validity, so that
whoever scans it without a network can compare it with what is shown; the hash binds the whole record.
A look-alike site can copy a code but cannot make one.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from tongban.foundation import crypto
from tongban.foundation.identifiers import licence_id
from tongban.foundation.refusals import Refused, _

MARK = "TB1"
OID = "1.2.156.3005.2"
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Seal:
    """What a code says, before anyone has checked its signature.

    address      the host the code leads to, empty for a bare code
    record_hash  hexadecimal digest of the licence's record
    """

    identifier: str
    holder: str
    type_name: str
    valid_from: date
    valid_to: date | None
    record_hash: str
    key_id: str = ""
    signature: bytes = b""
    address: str = ""


def hash_algorithm(signature_algorithm: str) -> str:
    """The digest that goes with a signature algorithm: both of one family, so that none is mixed."""
    return "sm3" if signature_algorithm == "sm2" else "sha256"


def signed_part(seal: Seal) -> str:
    """The part of the code under the signature."""
    days = [seal.valid_from.isoformat(), seal.valid_to.isoformat() if seal.valid_to else ""]
    face = "|".join([seal.holder.replace("|", " "), seal.type_name.replace("|", " "), *days])
    short = seal.identifier.removeprefix(OID + ".")
    return ".".join([MARK, short, _encoded(face.encode()), _encoded(bytes.fromhex(seal.record_hash))])


def code_of(seal: Seal) -> str:
    """The whole code, with key and signature."""
    if not seal.key_id or len(seal.signature) != 64:
        raise ValueError("a code is made of a signed seal")
    return ".".join([signed_part(seal), seal.key_id, _encoded(seal.signature)])


def read_seal(text: str) -> Seal:
    """What a scanned text says: a bare code, or the address that carries it. Refuses anything else."""
    address, code = _code_in(text)
    parts = code.split(".")
    if len(parts) != 10 or parts[0] != MARK:
        raise _unreadable()
    try:
        identifier = ".".join([OID, *parts[1:6]])
        face = _decoded(parts[6]).decode().split("|")
        valid_to = date.fromisoformat(face[3]) if face[3] else None
        seal = Seal(
            identifier=identifier,
            holder=face[0],
            type_name=face[1],
            valid_from=date.fromisoformat(face[2]),
            valid_to=valid_to,
            record_hash=_decoded(parts[7]).hex(),
            key_id=parts[8],
            signature=_decoded(parts[9]),
            address=address,
        )
    except (ValueError, IndexError) as error:
        raise _unreadable() from error
    # One licence has one code: a second spelling of the same content is a changed code.
    if (
        licence_id.check(identifier).normalised != identifier
        or len(seal.signature) != 64
        or code_of(seal) != code
    ):
        raise _unreadable()
    return seal


def seal_is_good(seal: Seal, keys: Mapping[str, crypto.PublicKey]) -> bool:
    """Whether the seal was signed with one of the published keys."""
    key = keys.get(seal.key_id)
    if key is None:
        return False
    signature = crypto.Signature(algorithm=key.algorithm, key_id=seal.key_id, value=seal.signature)
    return crypto.verify(key, signature, signed_part(seal).encode())


def _code_in(text: str) -> tuple[str, str]:
    stripped = text.strip()
    if len(stripped) > LONGEST:
        raise _unreadable()
    if "://" not in stripped:
        return "", stripped
    head, found, code = stripped.partition("/verify/?q=")
    if not found:
        raise _unreadable()
    try:
        return urlsplit(head).netloc, code
    except ValueError as error:
        raise _unreadable() from error


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def _unreadable() -> Refused:
    return Refused(
        "licences.code_unreadable",
        _("This is not a complete code of a licence. Scan the code again, or enter the licence identifier."),
    )
