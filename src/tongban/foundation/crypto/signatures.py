"""Signatures: made, checked at once by a second path, and checked by anyone with the public key."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from tongban.foundation.crypto import ecdsa, sm2
from tongban.foundation.crypto.encoding import public_pem

if TYPE_CHECKING:
    from tongban.foundation.crypto.keyring import Keyring

_CURVES: dict[str, ModuleType] = {"sm2": sm2, "ecdsa": ecdsa}
ALGORITHMS = tuple(_CURVES)


class SignatureFailed(Exception):
    """A signature just made did not verify: a fault of a library or of the machine, never of the data."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What others need to check a signature.

    algorithm  "sm2" (with SM3, user id 1234567812345678) or "ecdsa" (P-256 with SHA-256)
    point      x then y, 64 bytes
    """

    key_id: str
    purpose: str
    algorithm: str
    point: bytes

    @property
    def pem(self) -> str:
        return public_pem(self.algorithm, self.point)

    def plain(self) -> dict[str, str]:
        """The key in JSON's own types, for a page or a file that third parties read."""
        return {
            "key_id": self.key_id,
            "purpose": self.purpose,
            "algorithm": self.algorithm,
            "public_key": "04" + self.point.hex(),
            "pem": self.pem,
        }

    @classmethod
    def from_plain(cls, value: dict[str, str]) -> PublicKey:
        """The key that ``plain`` wrote. Raises ValueError or KeyError when it is not one."""
        point = bytes.fromhex(value["public_key"])
        if value["algorithm"] not in ALGORITHMS or len(point) != 65 or point[0] != 4:
            raise ValueError("not a public key of this house")
        return cls(value["key_id"], value["purpose"], value["algorithm"], point[1:])


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature with the name of its key; ``value`` is r then s, 64 bytes."""

    algorithm: str
    key_id: str
    value: bytes

    def plain(self) -> dict[str, str]:
        """The signature in JSON's own types."""
        return {"algorithm": self.algorithm, "key_id": self.key_id, "value": self.value.hex()}

    @classmethod
    def from_plain(cls, value: dict[str, str]) -> Signature:
        """The signature that ``plain`` wrote. Raises ValueError or KeyError when it is not one."""
        return cls(value["algorithm"], value["key_id"], bytes.fromhex(value["value"]))


def make_pair(algorithm: str) -> tuple[bytes, bytes]:
    """A new key on one of the curves: its number and its point."""
    made: tuple[bytes, bytes] = _CURVES[algorithm].make()
    return made


def sign(keyring: Keyring, purpose: str, data: bytes) -> Signature:
    """The signature of the purpose's active key over the data, verified by a second path before it is given out."""
    key = keyring.signing_key(purpose)
    curve = _CURVES[key.algorithm]
    value, provider = curve.sign(key.number, key.public.point, data)
    if not curve.verify(key.public.point, value, data, avoiding=provider):
        raise SignatureFailed(f"the signature made with {key.key_id} by {provider} does not verify")
    return Signature(key.algorithm, key.key_id, value)


def verify(public_key: PublicKey, signature: Signature, data: bytes) -> bool:
    """Whether the signature over the data was made with this key; malformed ones are simply false."""
    curve = _CURVES.get(signature.algorithm)
    if curve is None or signature.algorithm != public_key.algorithm:
        return False
    try:
        return bool(curve.verify(public_key.point, signature.value, data))
    except ValueError:
        return False
