"""SM2 signatures (GB/T 32918) with SM3 and the default user id, by two independent libraries.

The system's OpenSSL is first because it is an order of magnitude faster; gmssl-pyx is the second path
that checks what the first has made, and the whole way where OpenSSL has no SM2.
"""

from __future__ import annotations

from functools import lru_cache

import gmssl_pyx  # type: ignore[import-untyped]

from tongban.foundation.crypto import openssl
from tongban.foundation.crypto.encoding import SIZE, der_to_pair, pair_to_der

SIGNER_ID = b"1234567812345678"
_ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_PRIME = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93


def make() -> tuple[bytes, bytes]:
    """A new key: its number and its point."""
    system = openssl.system()
    if system is not None:
        return system.make_sm2()
    point, number = gmssl_pyx.sm2_key_generate()
    return number, point


def sign(number: bytes, point: bytes, data: bytes) -> tuple[bytes, str]:
    """The signature, 64 bytes, and the name of the provider that made it."""
    system = openssl.system()
    if system is not None:
        return system.sign(_private(number, point), data, SIGNER_ID), "openssl"
    return der_to_pair(gmssl_pyx.sm2_sign(number, point, data, signer_id=SIGNER_ID)), "gmssl-pyx"


def verify(point: bytes, value: bytes, data: bytes, avoiding: str = "") -> bool:
    """Whether the value is the signature over the data; ``avoiding`` names the provider that must not be asked.

    Where only gmssl-pyx knows SM2 there is no other provider, and it is asked again.
    """
    if not is_well_formed(value) or not is_on_curve(point):
        return False
    system = openssl.system()
    if system is not None and avoiding != "openssl":
        return system.verify(_public(point), value, data, SIGNER_ID)
    return bool(gmssl_pyx.sm2_verify(point, data, pair_to_der(value), signer_id=SIGNER_ID))


def is_well_formed(value: bytes) -> bool:
    """Whether both numbers of a signature lie between 1 and the order of the curve."""
    if len(value) != 2 * SIZE:
        return False
    first, second = int.from_bytes(value[:SIZE], "big"), int.from_bytes(value[SIZE:], "big")
    return 0 < first < _ORDER and 0 < second < _ORDER


def is_on_curve(point: bytes) -> bool:
    """Whether 64 bytes are a point of the SM2 curve (GB/T 32918.5)."""
    if len(point) != 2 * SIZE:
        return False
    x, y = int.from_bytes(point[:SIZE], "big"), int.from_bytes(point[SIZE:], "big")
    return x < _PRIME and y < _PRIME and (y * y - (x * x * x - 3 * x + _B)) % _PRIME == 0


@lru_cache(maxsize=32)
def _private(number: bytes, point: bytes) -> openssl.Key:
    return _system().private_key("sm2", number, point)


@lru_cache(maxsize=128)
def _public(point: bytes) -> openssl.Key:
    return _system().public_key("sm2", point)


def _system() -> openssl.Openssl:
    system = openssl.system()
    if system is None:
        raise openssl.OpensslFailed("there is no OpenSSL with SM2 here")
    return system
