"""Check lines of the record without asking anyone: a downloaded proof, against the published keys.

    python standalone.py keys.json proof.json
    python standalone.py keys.json old-and-new.json       a consistency file, for witnesses

One file, standard library only; it may be copied anywhere. The keys are those the house publishes: fetch them
once, from an address you trust. It proves that each line stands, unchanged and in its place, under a root
that the house signed; and, of two checkpoints, that the newer record only added to the older one.

Tree after RFC 9162; SM3 after GB/T 32905, SM2 after GB/T 32918, SHA-256 and ECDSA after FIPS 180-4 and 186-5.
Exit code: 0 genuine, 1 not genuine, 2 not understood.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple


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
        return False
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


def hashed(algorithm: str, data: bytes) -> bytes:
    """The digest by the name that a line or a checkpoint carries."""
    if algorithm not in {"sm3", "sha256"}:
        raise NotUnderstood(f"unknown algorithm {algorithm!r}")
    return sm3(data) if algorithm == "sm3" else hashlib.sha256(data).digest()


def leaf_hash(leaf: str) -> bytes:
    """The hash of a line, by the algorithm that the line itself names."""
    return hashed(json.loads(leaf)["algorithm"], b"\x00" + leaf.encode())


def node_hash(algorithm: str, left: bytes, right: bytes) -> bytes:
    return hashed(algorithm, b"\x01" + left + right)


def root_of(leaf: bytes, position: int, size: int, path: list[bytes], algorithm: str) -> bytes | None:
    """The root that a line and its path lead to (RFC 9162, section 2.1.3.2); None when the path does not fit."""
    if not 0 <= position < size:
        return None
    place, last, root = position, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            root = node_hash(algorithm, sibling, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(algorithm, root, sibling)
        place, last = place >> 1, last >> 1
    return root if last == 0 else None


def begins_with(old: dict[str, Any], new: dict[str, Any], path: list[bytes]) -> bool:
    """Whether the newer tree begins with the older one (RFC 9162, section 2.1.4.2)."""
    algorithm, early_root, late_root = (
        new["algorithm"],
        bytes.fromhex(old["root"]),
        bytes.fromhex(new["root"]),
    )
    if old["size"] == new["size"]:
        return not path and early_root == late_root
    if not 0 < old["size"] < new["size"] or not path:
        return False
    nodes = [early_root, *path] if old["size"] & (old["size"] - 1) == 0 else list(path)
    place, last = old["size"] - 1, new["size"] - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    early = late = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            early, late = node_hash(algorithm, node, early), node_hash(algorithm, node, late)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            late = node_hash(algorithm, late, node)
        place, last = place >> 1, last >> 1
    return last == 0 and early == early_root and late == late_root


def read_keys(text: str) -> dict[str, tuple[str, bytes]]:
    """Key id to algorithm and point, from the published file; keys for other purposes are left out."""
    try:
        keys = json.loads(text)["keys"]
        return {
            key["key_id"]: (key["algorithm"], bytes.fromhex(key["public_key"])[1:])
            for key in keys
            if key["purpose"] == "audit"
        }
    except (ValueError, KeyError, TypeError) as error:
        raise NotUnderstood("this is not a file of published keys") from error


def checkpoint_faults(signed: dict[str, Any], keys: dict[str, tuple[str, bytes]]) -> list[str]:
    """What is wrong with a signed checkpoint."""
    signature = signed["signature"]
    if signature["key_id"] not in keys:
        return ["the checkpoint is not signed with one of the published keys"]
    algorithm, point = keys[signature["key_id"]]
    data = signed["checkpoint"].encode()
    if not signature_is_good(algorithm, point, bytes.fromhex(signature["value"]), data):
        return ["the checkpoint was changed after it was signed"]
    return []


def line_faults(line: dict[str, Any], checkpoint: dict[str, Any]) -> list[str]:
    """What is wrong with one line under a checkpoint that is right."""
    path = [bytes.fromhex(node) for node in line["path"]]
    root = root_of(
        leaf_hash(line["leaf"]), line["position"], checkpoint["size"], path, checkpoint["algorithm"]
    )
    if root is None or root.hex() != checkpoint["root"]:
        return [f"the line at position {line['position']} is not the one that was sealed"]
    return []


def faults(proof: dict[str, Any], keys: dict[str, tuple[str, bytes]]) -> list[str]:
    """Everything wrong with a downloaded file; an empty list means that all of it is genuine."""
    try:
        if "old" in proof:
            return _consistency_faults(proof, keys)
        found = checkpoint_faults(proof, keys)
        checkpoint = json.loads(proof["checkpoint"])
        for line in proof.get("leaves", [proof]):
            found += line_faults(line, checkpoint)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotUnderstood("this is not a downloaded proof") from error
    return found


def _consistency_faults(proof: dict[str, Any], keys: dict[str, tuple[str, bytes]]) -> list[str]:
    found = checkpoint_faults(proof["old"], keys) + checkpoint_faults(proof["new"], keys)
    old, new = json.loads(proof["old"]["checkpoint"]), json.loads(proof["new"]["checkpoint"])
    path = [bytes.fromhex(node) for node in proof["path"]]
    if old["log"] != new["log"] or old["algorithm"] != new["algorithm"] or not begins_with(old, new, path):
        found.append("the newer record does not begin with the older one")
    return found


def main(arguments: list[str]) -> int:
    """Check what the arguments name and say so."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    try:
        keys = read_keys(Path(arguments[0]).read_text(encoding="utf-8"))
        proof = json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
        found = faults(proof, keys)
    except (NotUnderstood, OSError, ValueError) as error:
        print(f"NOT UNDERSTOOD: {error}")
        return 2
    for fault in found:
        print(f"NOT GENUINE: {fault}")
    if not found:
        lines = proof.get("leaves", [proof])
        print(f"GENUINE: {len(lines)} checked against the published keys.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
