"""A small world for licences: authorities, holders, and licences in every standing."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

from tongban.foundation import crypto
from tongban.foundation.identifiers import check_characters, licence_id
from tongban.licences import rules

AT = datetime(2026, 11, 20, 6, 40, 7, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def uscc(number: int) -> str:
    """A unified social credit code of the unassigned region 990000."""
    body = f"11990000{number:09d}"
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    # The organisation code inside has a check character of its own (GB 11714).
    own = body[8:16]
    rest = 11 - sum(int(c) * w for c, w in zip(own, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    body = body[:16] + {10: "X", 11: "0"}.get(rest, str(rest))
    total = sum(alphabet.index(c) * w for c, w in zip(body, weights, strict=True))
    return body + alphabet[(31 - total % 31) % 31]


def resident_id(number: int, born: str = "19900101") -> str:
    """A resident number of the unassigned region 990000."""
    body = f"990000{born}{number:03d}"
    return body + check_characters.mod11_2(body)


POLICE = uscc(19)
HOUSING = uscc(27)
RESIDENCE_PERMIT = f"{POLICE}001"


def an_identifier(serial: str = "2026000001ABCDE", version: int = 1) -> str:
    return licence_id.build(RESIDENCE_PERMIT, POLICE, serial, version)


def facts(**changes: object) -> rules.LicenceFacts:
    """The facts of a residence permit of 欧阳·明."""
    values: dict[str, object] = {
        "identifier": an_identifier(),
        "type_code": RESIDENCE_PERMIT,
        "type_name": "居住证",
        "number": "20260000001",
        "holder_kind": "person",
        "holder_name": "欧阳·明",
        "holder_code": resident_id(1),
        "issuer_uscc": POLICE,
        "issuer_name": "海棠市公安局",
        "issued_on": TODAY,
        "valid_from": TODAY,
        "valid_to": date(2027, 11, 19),
        "made_at": AT,
        "salt": "00" * 16,
        "face": {"address": "海棠市东城区梧桐路1号"},
    }
    return rules.LicenceFacts(**(values | changes))  # type: ignore[arg-type]


def a_seal(keyring: crypto.Keyring, **changes: object) -> rules.Seal:
    """A signed seal of that permit."""
    values: dict[str, object] = {
        "identifier": an_identifier(),
        "holder": "欧阳**",
        "type_name": "居住证",
        "valid_from": TODAY,
        "valid_to": date(2027, 11, 19),
        "record_hash": crypto.sm3(rules.record_text(facts()).encode()).hex(),
    }
    unsigned = rules.Seal(**(values | changes))  # type: ignore[arg-type]
    signature = crypto.sign(keyring, "licence", rules.signed_part(unsigned).encode())
    return rules.Seal(**(values | changes), key_id=signature.key_id, signature=signature.value)  # type: ignore[arg-type]


def numbers() -> itertools.count[int]:
    return itertools.count(1)
