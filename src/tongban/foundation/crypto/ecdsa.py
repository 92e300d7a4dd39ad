"""ECDSA on P-256 with SHA-256 (FIPS 186-5), for places that do not ask for the national algorithms."""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tongban.foundation.crypto import openssl
from tongban.foundation.crypto.encoding import SIZE, der_to_pair, pair_to_der

_METHOD = ec.ECDSA(hashes.SHA256())


def make() -> tuple[bytes, bytes]:
    """A new key: its number and its point."""
    key = ec.generate_private_key(ec.SECP256R1())
    number = key.private_numbers()
    return number.private_value.to_bytes(SIZE, "big"), _point(number.public_numbers)


def sign(number: bytes, point: bytes, data: bytes) -> tuple[bytes, str]:
    """The signature, 64 bytes, and the name of the provider that made it."""
    return der_to_pair(_private(number).sign(data, _METHOD)), "cryptography"


def verify(point: bytes, value: bytes, data: bytes, avoiding: str = "") -> bool:
    """Whether the value is the signature over the data; ``avoiding`` names the provider that must not be asked."""
    if len(value) != 2 * SIZE or len(point) != 2 * SIZE:
        return False
    system = openssl.system()
    if avoiding == "cryptography" and system is not None:
        return system.verify(_system_public(point), value, data, None)
    try:
        _public(point).verify(pair_to_der(value), data, _METHOD)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=32)
def _private(number: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(number, "big"), ec.SECP256R1())


@lru_cache(maxsize=128)
def _public(point: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + point)


@lru_cache(maxsize=32)
def _system_public(point: bytes) -> openssl.Key:
    system = openssl.system()
    if system is None:
        raise openssl.OpensslFailed("there is no OpenSSL here")
    return system.public_key("ecdsa", point)


def _point(numbers: ec.EllipticCurvePublicNumbers) -> bytes:
    return numbers.x.to_bytes(SIZE, "big") + numbers.y.to_bytes(SIZE, "big")
