"""Sealed bytes: SM4-GCM (GB/T 32907) or AES-256-GCM, with the name of the key in front."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, CipherAlgorithm, algorithms, modes

from tongban.foundation.crypto.digests import keyed_digest

if TYPE_CHECKING:
    from tongban.foundation.crypto.keyring import Keyring

CIPHERS = {"sm2": "sm4", "ecdsa": "aes"}
KEY_SIZES = {"sm4": 16, "aes": 32}
_VERSION = b"\x01"
_NAME = 8
_NONCE = 12
_TAG = 16
_HEAD = len(_VERSION) + _NAME


class SealBroken(Exception):
    """The bytes were not sealed with this key and these circumstances, or were changed since."""


def seal(cipher: str, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Nonce, ciphertext and tag."""
    nonce = secrets.token_bytes(_NONCE)
    engine = Cipher(_algorithm(cipher, key), modes.GCM(nonce)).encryptor()
    engine.authenticate_additional_data(aad)
    return nonce + engine.update(plaintext) + engine.finalize() + engine.tag


def unseal(cipher: str, key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plaintext. Raises SealBroken when any bit of it, or of the circumstances, has changed."""
    if len(sealed) < _NONCE + _TAG:
        raise SealBroken("too short to be sealed")
    nonce, body, tag = sealed[:_NONCE], sealed[_NONCE:-_TAG], sealed[-_TAG:]
    engine = Cipher(_algorithm(cipher, key), modes.GCM(nonce, tag)).decryptor()
    engine.authenticate_additional_data(aad)
    try:
        return engine.update(body) + engine.finalize()
    except InvalidTag:
        raise SealBroken("the seal does not hold") from None


def encrypt(keyring: Keyring, purpose: str, plaintext: bytes, aad: bytes = b"") -> bytes:
    """The plaintext sealed with the purpose's active key; it opens only with the same ``aad`` (say, the row's id)."""
    key = keyring.secret_key(purpose)
    head = _VERSION + bytes.fromhex(key.key_id)
    return head + seal(key.cipher, key.secret, plaintext, head + aad)


def decrypt(keyring: Keyring, purpose: str, sealed: bytes, aad: bytes = b"") -> bytes:
    """What was sealed, with whichever key of the purpose sealed it.

    Raises SealBroken when it was changed or belongs elsewhere, KeyUnknown when its key is not in this keyring.
    """
    if len(sealed) < _HEAD or sealed[:1] != _VERSION:
        raise SealBroken("not sealed by this house")
    head = sealed[:_HEAD]
    key = keyring.secret_key(purpose, head[1:].hex())
    return unseal(key.cipher, key.secret, sealed[_HEAD:], head + aad)


def blind_index(keyring: Keyring, purpose: str, text: str) -> str:
    """The keyed digest by which an encrypted field is found, 64 hexadecimal digits; equal texts give equal ones.

    The key never changes with the algorithm or by rotation: otherwise nothing would be found again.
    """
    key = keyring.index_key(purpose)
    return keyed_digest(key.secret, text.encode(), key.digest).hex()


def _algorithm(cipher: str, key: bytes) -> CipherAlgorithm:
    return algorithms.SM4(key) if cipher == "sm4" else algorithms.AES(key)
