"""The system's OpenSSL 3 through ctypes: SM2, which the cryptography package does not have.

Some vendors build OpenSSL without SM2, so it is probed with a published vector before it is trusted.
Keys are only read after they are made, so threads may share them; OpenSSL reseeds itself after a fork.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from functools import lru_cache
from typing import Any

from tongban.foundation.crypto.encoding import SIZE, der_to_pair, pair_to_der, private_der, public_der

_NAMES = ("libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll")
_SM2_TYPE = 1172
_DIGESTS = {"sm2": "EVP_sm3", "ecdsa": "EVP_sha256"}
_POINTER_FUNCTIONS: dict[str, list[Any]] = {
    "EVP_MD_CTX_new": [],
    "EVP_PKEY_CTX_new": [ctypes.c_void_p, ctypes.c_void_p],
    "EVP_PKEY_CTX_new_id": [ctypes.c_int, ctypes.c_void_p],
    "EVP_sm3": [],
    "EVP_sha256": [],
    "d2i_PUBKEY": [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_long],
    "d2i_AutoPrivateKey": [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_long],
}
_INTEGER_FUNCTIONS: dict[str, list[Any]] = {
    "EVP_PKEY_CTX_set1_id": [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int],
    "EVP_DigestSignInit": [
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ],
    "EVP_DigestSign": [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t],
    "EVP_DigestVerifyInit": [
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ],
    "EVP_DigestVerify": [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t],
    "EVP_PKEY_keygen_init": [ctypes.c_void_p],
    "EVP_PKEY_keygen": [ctypes.c_void_p, ctypes.c_void_p],
    "EVP_PKEY_get_bn_param": [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p],
    "EVP_PKEY_get_octet_string_param": [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_void_p,
    ],
    "BN_bn2binpad": [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int],
}
_VOID_FUNCTIONS = ("EVP_MD_CTX_free", "EVP_PKEY_CTX_free", "EVP_PKEY_free", "BN_clear_free")


class OpensslFailed(Exception):
    """OpenSSL did not do what was asked; never a verdict on a signature."""


class Key:
    """A key inside OpenSSL, freed with this object."""

    __slots__ = ("_library", "algorithm", "handle")

    def __init__(self, library: Openssl, algorithm: str, handle: int) -> None:
        self._library = library
        self.algorithm = algorithm
        self.handle = handle

    def __del__(self) -> None:
        self._library.free(self.handle)


class Openssl:
    """Signing and checking on both curves through the system's libcrypto."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._c = library
        for name, arguments in _POINTER_FUNCTIONS.items():
            _declare(library, name, arguments, ctypes.c_void_p)
        for name, arguments in _INTEGER_FUNCTIONS.items():
            _declare(library, name, arguments, ctypes.c_int)
        for name in _VOID_FUNCTIONS:
            _declare(library, name, [ctypes.c_void_p], None)
        _declare(library, "EVP_MD_CTX_set_pkey_ctx", [ctypes.c_void_p, ctypes.c_void_p], None)
        _declare(library, "ERR_clear_error", [], None)

    def free(self, handle: int) -> None:
        self._c.EVP_PKEY_free(handle)

    def private_key(self, algorithm: str, number: bytes, point: bytes) -> Key:
        return self._read("d2i_AutoPrivateKey", algorithm, private_der(algorithm, number, point))

    def public_key(self, algorithm: str, point: bytes) -> Key:
        """The key of a point. Raises OpensslFailed when the point is not on the curve."""
        return self._read("d2i_PUBKEY", algorithm, public_der(algorithm, point))

    def make_sm2(self) -> tuple[bytes, bytes]:
        """A new SM2 key: its number and its point."""
        context = self._c.EVP_PKEY_CTX_new_id(_SM2_TYPE, None)
        handle = ctypes.c_void_p()
        try:
            self._expect(self._c.EVP_PKEY_keygen_init(context))
            self._expect(self._c.EVP_PKEY_keygen(context, ctypes.byref(handle)))
        finally:
            self._c.EVP_PKEY_CTX_free(context)
        key = Key(self, "sm2", handle.value or 0)
        return self._number(key), self._public_point(key)

    def sign(self, key: Key, data: bytes, signer: bytes | None) -> bytes:
        """The signature over the data, 64 bytes. ``signer`` is the SM2 user id, None for ECDSA."""
        with _Context(self._c, key, signer) as context:
            method = getattr(self._c, _DIGESTS[key.algorithm])()
            self._expect(self._c.EVP_DigestSignInit(context, None, method, None, key.handle))
            size = ctypes.c_size_t(80)
            buffer = ctypes.create_string_buffer(80)
            self._expect(self._c.EVP_DigestSign(context, buffer, ctypes.byref(size), data, len(data)))
            return der_to_pair(buffer.raw[: size.value])

    def verify(self, key: Key, value: bytes, data: bytes, signer: bytes | None) -> bool:
        """Whether the 64 bytes are the key's signature over the data."""
        der = pair_to_der(value)
        with _Context(self._c, key, signer) as context:
            method = getattr(self._c, _DIGESTS[key.algorithm])()
            self._expect(self._c.EVP_DigestVerifyInit(context, None, method, None, key.handle))
            verdict = self._c.EVP_DigestVerify(context, der, len(der), data, len(data))
            if verdict != 1:
                self._c.ERR_clear_error()
            return bool(verdict == 1)

    def _read(self, function: str, algorithm: str, der: bytes) -> Key:
        buffer = ctypes.create_string_buffer(der, len(der))
        cursor = ctypes.c_void_p(ctypes.addressof(buffer))
        handle = getattr(self._c, function)(None, ctypes.byref(cursor), len(der))
        if not handle:
            self._c.ERR_clear_error()
            raise OpensslFailed("the key was not accepted")
        return Key(self, algorithm, handle)

    def _number(self, key: Key) -> bytes:
        big = ctypes.c_void_p()
        self._expect(self._c.EVP_PKEY_get_bn_param(key.handle, b"priv", ctypes.byref(big)))
        buffer = ctypes.create_string_buffer(SIZE)
        written = self._c.BN_bn2binpad(big, buffer, SIZE)
        self._c.BN_clear_free(big)
        self._expect(written == SIZE)
        return buffer.raw

    def _public_point(self, key: Key) -> bytes:
        buffer = ctypes.create_string_buffer(80)
        size = ctypes.c_size_t()
        self._expect(
            self._c.EVP_PKEY_get_octet_string_param(
                key.handle, b"pub", buffer, len(buffer), ctypes.byref(size)
            )
        )
        point = buffer.raw[: size.value]
        if len(point) != 2 * SIZE + 1 or point[0] != 4:
            raise OpensslFailed("the public key is not an uncompressed point")
        return point[1:]

    def _expect(self, result: int) -> None:
        if result <= 0:
            # Python's own ssl module reads the same queue of errors: never leave one behind.
            self._c.ERR_clear_error()
            raise OpensslFailed("OpenSSL refused")


class _Context:
    """A message context with its key context, freed together."""

    def __init__(self, library: ctypes.CDLL, key: Key, signer: bytes | None) -> None:
        self._c = library
        self._key = key
        self._signer = signer

    def __enter__(self) -> int:
        self._message = self._c.EVP_MD_CTX_new()
        self._inner = self._c.EVP_PKEY_CTX_new(self._key.handle, None)
        if self._signer is not None:
            self._c.EVP_PKEY_CTX_set1_id(self._inner, self._signer, len(self._signer))
        self._c.EVP_MD_CTX_set_pkey_ctx(self._message, self._inner)
        return int(self._message)

    def __exit__(self, *_: object) -> None:
        self._c.EVP_MD_CTX_free(self._message)
        self._c.EVP_PKEY_CTX_free(self._inner)


def _declare(library: ctypes.CDLL, name: str, arguments: list[Any], result: Any) -> None:
    function = getattr(library, name)
    function.argtypes = arguments
    function.restype = result


@lru_cache(maxsize=1)
def system() -> Openssl | None:
    """The system's OpenSSL, or None where there is none of version 3 with a working SM2."""
    for name in (*_NAMES, ctypes.util.find_library("crypto")):
        if not name:
            continue
        try:
            found = Openssl(ctypes.CDLL(name))
        except (OSError, AttributeError):
            continue
        if _knows_sm2(found):
            return found
    return None


def _knows_sm2(library: Openssl) -> bool:
    """Whether it accepts the published SM2 signature and refuses the same over another message."""
    from tongban.foundation.crypto.vectors import SM2

    try:
        key = library.public_key("sm2", SM2.point)
        good = library.verify(key, SM2.signature, SM2.message, SM2.signer)
        bad = library.verify(key, SM2.signature, SM2.message + b"!", SM2.signer)
    except OpensslFailed:
        return False
    return good and not bad
