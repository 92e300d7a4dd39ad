"""Byte forms of keys and signatures on the two curves, both of 256 bits.

A private key is its number (32 bytes), a public key its point (64 bytes, x then y), a signature its pair
(64 bytes, r then s, each padded on the left). DER is made only at the edge of a library that wants it.
"""

from __future__ import annotations

import base64

SIZE = 32
_EC_PUBLIC_KEY = bytes.fromhex("06072a8648ce3d0201")
_CURVES = {
    "sm2": bytes.fromhex("06082a811ccf5501822d"),
    "ecdsa": bytes.fromhex("06082a8648ce3d030107"),
}


def public_der(algorithm: str, point: bytes) -> bytes:
    """The point as SubjectPublicKeyInfo (RFC 5480)."""
    return (
        bytes.fromhex("30593013")
        + _EC_PUBLIC_KEY
        + _CURVES[algorithm]
        + bytes.fromhex("03420004")
        + _point(point)
    )


def public_pem(algorithm: str, point: bytes) -> str:
    """The point as PEM, to give to others."""
    text = base64.b64encode(public_der(algorithm, point)).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])


def private_der(algorithm: str, number: bytes, point: bytes) -> bytes:
    """The private number with its point as PKCS #8 (RFC 5958)."""
    inner = bytes.fromhex("306b0201010420") + number + bytes.fromhex("a14403420004") + _point(point)
    return bytes.fromhex("3081870201003013") + _EC_PUBLIC_KEY + _CURVES[algorithm] + b"\x04\x6d" + inner


def pair_to_der(raw: bytes) -> bytes:
    """A signature of 64 bytes as the DER sequence of two integers. Raises ValueError for another length."""
    if len(raw) != 2 * SIZE:
        raise ValueError("a signature has 64 bytes")
    body = _integer(raw[:SIZE]) + _integer(raw[SIZE:])
    return bytes((0x30, len(body))) + body


def der_to_pair(der: bytes) -> bytes:
    """The 64 bytes of a DER signature; short numbers are padded on the left. Raises ValueError when malformed."""
    if len(der) < 8 or der[0] != 0x30 or der[1] != len(der) - 2:
        raise ValueError("not a DER sequence")
    first, rest = _read_integer(der[2:])
    second, rest = _read_integer(rest)
    if rest:
        raise ValueError("bytes after the signature")
    return first.to_bytes(SIZE, "big") + second.to_bytes(SIZE, "big")


def _point(point: bytes) -> bytes:
    if len(point) != 2 * SIZE:
        raise ValueError("a public key has 64 bytes")
    return point


def _integer(number: bytes) -> bytes:
    body = number.lstrip(b"\0") or b"\0"
    if body[0] & 0x80:
        body = b"\0" + body
    return bytes((2, len(body))) + body


def _read_integer(data: bytes) -> tuple[int, bytes]:
    if len(data) < 3 or data[0] != 2 or not 1 <= data[1] <= SIZE + 1 or len(data) < 2 + data[1]:
        raise ValueError("not a DER integer")
    body, rest = data[2 : 2 + data[1]], data[2 + data[1] :]
    number = int.from_bytes(body, "big")
    if _integer(number.to_bytes(SIZE + 1, "big")) != data[: 2 + data[1]]:
        raise ValueError("not the shortest form of an integer")
    if number >> (8 * SIZE):
        raise ValueError("an integer of more than 256 bits")
    return number, rest
