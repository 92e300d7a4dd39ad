"""Digests: SM3 (GB/T 32905) and SHA-256, from the standard library where it has them, else from cryptography."""

from __future__ import annotations

import hashlib
import hmac
from typing import Protocol, cast

from cryptography.hazmat.primitives import hashes

ALGORITHMS = ("sm3", "sha256")


class Hasher(Protocol):
    """A digest under way: feed it, then ask."""

    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...
    def hexdigest(self) -> str: ...


class _CryptographySm3:
    """SM3 for interpreters whose OpenSSL was built without it."""

    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())

    def update(self, data: bytes, /) -> None:
        self._hash.update(data)

    def digest(self) -> bytes:
        return self._hash.copy().finalize()

    def hexdigest(self) -> str:
        return self.digest().hex()


def _standard_library_has_sm3() -> bool:
    try:
        hashlib.new("sm3")
    except ValueError:
        return False
    return True


_HASHLIB_SM3 = _standard_library_has_sm3()


def new_digest(algorithm: str = "sm3") -> Hasher:
    """A fresh digest to be fed piece by piece. Raises ValueError for an algorithm the house does not use."""
    if algorithm == "sm3":
        return cast(Hasher, hashlib.new("sm3")) if _HASHLIB_SM3 else _CryptographySm3()
    if algorithm == "sha256":
        return hashlib.sha256()
    raise ValueError(f"{algorithm!r} is not a digest of this house: {', '.join(ALGORITHMS)}")


def digest(data: bytes, algorithm: str = "sm3") -> bytes:
    """The digest of some bytes."""
    hasher = new_digest(algorithm)
    hasher.update(data)
    return hasher.digest()


def sm3(data: bytes) -> bytes:
    """The SM3 digest of some bytes, 32 of them."""
    return digest(data, "sm3")


def keyed_digest(key: bytes, data: bytes, algorithm: str = "sm3") -> bytes:
    """HMAC (RFC 2104) over either digest; written out so that it works where hmac knows no SM3."""
    if algorithm == "sha256":
        return hmac.digest(key, data, "sha256")
    block = (digest(key, algorithm) if len(key) > 64 else key).ljust(64, b"\0")
    inner = digest(bytes(byte ^ 0x36 for byte in block) + data, algorithm)
    return digest(bytes(byte ^ 0x5C for byte in block) + inner, algorithm)
