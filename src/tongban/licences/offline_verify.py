"""Check a licence without asking anyone: its record file or its code, against the published keys.

    python offline_verify.py keys.json record.json        a record downloaded from the licence's page
    python offline_verify.py keys.json "TB1...."          the text of a code, or the address inside it

One file, standard library only; it may be copied anywhere. The keys are those of ``/verify/keys.json``: fetch
them once, from the address you trust. It proves who issued the licence and that nothing in it was changed.
It cannot know whether the licence was withdrawn since: for that, ask the verify page.

SM2 and SM3 after GB/T 32918 and GB/T 32905, ECDSA on P-256 after FIPS 186-5.
Exit code: 0 genuine, 1 not genuine, 2 not understood.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import NamedTuple


class Curve(NamedTuple):
    """A curve y² = x³ + ax + b over p, with its base point and the order of that point."""

    p: int
    a: int
    b: int
    x: int
    y: int
    n: int


SM2 = Curve(
    p=0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF,
    a=0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC,
    b=0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
    x=0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    y=0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
    n=0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
)
P256 = Curve(
    p=0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    a=0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC,
    b=0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    x=0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    y=0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    n=0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
)
SIGNER = b"1234567812345678"
OID = "1.2.156.3005.2"
Point = tuple[int, int] | None


class NotUnderstood(Exception):
    """The input is not one this file can check; the message says why."""


def sm3(data: bytes) -> bytes:
    """The SM3 digest (GB/T 32905-2016)."""
    try:
        return hashlib.new("sm3", data).digest()
    except ValueError:
        return sm3_in_python(data)


def sm3_in_python(data: bytes) -> bytes:
    """The same digest without the help of the interpreter's library."""
    state = [
        0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600,
        0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
    ]  # fmt: skip
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        state = [a ^ b for a, b in zip(state, _compress(state, padded[start : start + 64]), strict=True)]
    return b"".join(word.to_bytes(4, "big") for word in state)


def _rotate(word: int, places: int) -> int:
    places %= 32
    return ((word << places) | (word >> (32 - places))) & 0xFFFFFFFF


def _expand(block: bytes) -> list[int]:
    words = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 68):
        mixed = words[i - 16] ^ words[i - 9] ^ _rotate(words[i - 3], 15)
        mixed ^= _rotate(mixed, 15) ^ _rotate(mixed, 23)
        words.append(mixed ^ _rotate(words[i - 13], 7) ^ words[i - 6])
    return words


def _compress(state: list[int], block: bytes) -> list[int]:
    words = _expand(block)
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        constant = 0x79CC4519 if i < 16 else 0x7A879D8A
        first = _rotate((_rotate(a, 12) + e + _rotate(constant, i)) & 0xFFFFFFFF, 7)
        second = first ^ _rotate(a, 12)
        choose = (a ^ b ^ c) if i < 16 else ((a & b) | (a & c) | (b & c))
        pick = (e ^ f ^ g) if i < 16 else ((e & f) | (~e & g & 0xFFFFFFFF))
        left = (choose + d + second + (words[i] ^ words[i + 4])) & 0xFFFFFFFF
        right = (pick + h + first + words[i]) & 0xFFFFFFFF
        a, b, c, d = left, a, _rotate(b, 9), c
        e, f, g, h = right ^ _rotate(right, 9) ^ _rotate(right, 17), e, _rotate(f, 19), g
    return [a, b, c, d, e, f, g, h]


def _add(curve: Curve, one: Point, two: Point) -> Point:
    if one is None or two is None:
        return two if one is None else one
    (x1, y1), (x2, y2) = one, two
    if x1 == x2 and (y1 + y2) % curve.p == 0:
        return None
    if one == two:
        slope = (3 * x1 * x1 + curve.a) * pow(2 * y1, -1, curve.p)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, curve.p)
    x = (slope * slope - x1 - x2) % curve.p
    return x, (slope * (x1 - x) - y1) % curve.p


def _times(curve: Curve, factor: int, point: Point) -> Point:
    total: Point = None
    while factor:
        if factor & 1:
            total = _add(curve, total, point)
        point, factor = _add(curve, point, point), factor >> 1
    return total


def _on_curve(curve: Curve, x: int, y: int) -> bool:
    return x < curve.p and y < curve.p and (y * y - (x * x * x + curve.a * x + curve.b)) % curve.p == 0


def signature_is_good(algorithm: str, point: bytes, signature: bytes, data: bytes) -> bool:
    """Whether 64 bytes of signature are those of the key over the data. Public values only, so no secret leaks."""
    if algorithm not in {"sm2", "ecdsa"}:
        raise NotUnderstood(f"unknown algorithm {algorithm!r}")
    curve = SM2 if algorithm == "sm2" else P256
    x, y = int.from_bytes(point[:32], "big"), int.from_bytes(point[32:], "big")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if len(point) != 64 or len(signature) != 64 or not _on_curve(curve, x, y):
        return False
    if not (1 <= r < curve.n and 1 <= s < curve.n):
        return False
    return _sm2_is_good((x, y), r, s, data) if algorithm == "sm2" else _ecdsa_is_good((x, y), r, s, data)


def _sm2_is_good(point: tuple[int, int], r: int, s: int, data: bytes) -> bool:
    numbers = (SM2.a, SM2.b, SM2.x, SM2.y, *point)
    identity = (
        (8 * len(SIGNER)).to_bytes(2, "big") + SIGNER + b"".join(n.to_bytes(32, "big") for n in numbers)
    )
    e = int.from_bytes(sm3(sm3(identity) + data), "big")
    t = (r + s) % SM2.n
    if t == 0:
        return False
    found = _add(SM2, _times(SM2, s, (SM2.x, SM2.y)), _times(SM2, t, point))
    return found is not None and (e + found[0]) % SM2.n == r


def _ecdsa_is_good(point: tuple[int, int], r: int, s: int, data: bytes) -> bool:
    e = int.from_bytes(hashlib.sha256(data).digest(), "big")
    w = pow(s, -1, P256.n)
    found = _add(P256, _times(P256, e * w % P256.n, (P256.x, P256.y)), _times(P256, r * w % P256.n, point))
    return found is not None and found[0] % P256.n == r


def plain_bytes(text: str) -> bytes:
    """The bytes of base64url without padding; only the one right spelling is taken."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise NotUnderstood("not base64url") from error
    if base64.urlsafe_b64encode(data).decode().rstrip("=") != text:
        raise NotUnderstood("not base64url in its one right spelling")
    return data


def read_keys(text: str) -> dict[str, tuple[str, bytes]]:
    """Key id to algorithm and point, from the published file."""
    try:
        keys = json.loads(text)["keys"]
        return {key["key_id"]: (key["algorithm"], bytes.fromhex(key["public_key"])[1:]) for key in keys}
    except (ValueError, KeyError, TypeError) as error:
        raise NotUnderstood("this is not a file of published keys") from error


class Code(NamedTuple):
    """What a licence's code says: signed part, holder, type, days, record hash, key and signature."""

    signed: bytes
    identifier: str
    says: list[str]
    record_hash: str
    key_id: str
    signature: bytes


def read_code(text: str) -> Code:
    """The parts of ``TB1.<identifier>.<face>.<hash>.<key>.<signature>``, bare or inside an address."""
    code = text.strip().split("?q=")[-1]
    parts = code.split(".")
    if len(parts) != 10 or parts[0] != "TB1" or not all(parts):
        raise NotUnderstood("this is not the code of a licence")
    says = plain_bytes(parts[6]).decode("utf-8", "replace").split("|")
    identifier = ".".join([OID, *parts[1:6]])
    signed = ".".join(parts[:8]).encode("ascii", "replace")
    return Code(signed, identifier, says, plain_bytes(parts[7]).hex(), parts[8], plain_bytes(parts[9]))


def code_is_good(code: Code, keys: dict[str, tuple[str, bytes]]) -> bool:
    """Whether the code was signed with one of the published keys."""
    if code.key_id not in keys:
        return False
    algorithm, point = keys[code.key_id]
    return signature_is_good(algorithm, point, code.signature, code.signed)


def record_faults(download: str, keys: dict[str, tuple[str, bytes]]) -> list[str]:
    """Everything wrong with a downloaded record; an empty list means it is genuine and unchanged."""
    try:
        file = json.loads(download)
        record, code = file["record"], read_code(file["code"])
        content = json.loads(record)
    except (ValueError, KeyError, TypeError) as error:
        raise NotUnderstood("this is not a downloaded record") from error
    if not isinstance(record, str) or not isinstance(content, dict):
        raise NotUnderstood("this is not a downloaded record")
    faults = []
    if not code_is_good(code, keys):
        faults.append("the signature is not one of the published keys'")
    data = record.encode()
    algorithm = keys.get(code.key_id, ("sm2", b""))[0]
    found = sm3(data) if algorithm == "sm2" else hashlib.sha256(data).digest()
    if found.hex() != code.record_hash:
        faults.append("the record was changed after it was signed")
    if content.get("ZZBS") != code.identifier:
        faults.append("the record and its code name different licences")
    return faults


def main(arguments: list[str]) -> int:
    """Check what the arguments name and say so."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    try:
        keys = read_keys(Path(arguments[0]).read_text(encoding="utf-8"))
        return (
            _check_code(arguments[1], keys)
            if "TB1." in arguments[1]
            else _check_record(Path(arguments[1]), keys)
        )
    except (NotUnderstood, OSError, UnicodeError) as error:
        print(f"NOT UNDERSTOOD: {error}")
        return 2


def _check_code(text: str, keys: dict[str, tuple[str, bytes]]) -> int:
    code = read_code(text)
    good = code_is_good(code, keys)
    print("GENUINE" if good else "NOT GENUINE: the signature is not one of the published keys'")
    if good:
        print(code.identifier, *code.says, sep="\n")
        print("Compare the holder and the dates with what you see; ask the verify page for today's status.")
    return 0 if good else 1


def _check_record(path: Path, keys: dict[str, tuple[str, bytes]]) -> int:
    faults = record_faults(path.read_text(encoding="utf-8"), keys)
    for fault in faults:
        print(f"NOT GENUINE: {fault}")
    if not faults:
        print(
            "GENUINE: signed with a published key, unchanged since. Ask the verify page for today's status."
        )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
