"""The only door to cryptography: digests, signatures, sealed fields and the keys behind them.

SM2/SM3/SM4 or ECDSA/SHA-256/AES-GCM by configuration; what was made before a switch still verifies.
Libraries are loaded when first needed, so that configuring costs nothing.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tongban.foundation.crypto.digests import digest, keyed_digest, new_digest, sm3
from tongban.foundation.crypto.keyring import PURPOSES, Keyring, KeyringWrong, KeyUnknown
from tongban.foundation.crypto.sealing import SealBroken, blind_index, decrypt, encrypt
from tongban.foundation.crypto.signatures import PublicKey, Signature, SignatureFailed, sign, verify

__all__ = [
    "PURPOSES",
    "KeyUnknown",
    "Keyring",
    "KeyringWrong",
    "PublicKey",
    "SealBroken",
    "Signature",
    "SignatureFailed",
    "blind_index",
    "configure",
    "decrypt",
    "digest",
    "encrypt",
    "keyed_digest",
    "keyring",
    "new_digest",
    "sign",
    "sm3",
    "verify",
]


@dataclass
class _Process:
    """The keyring of this process: where it stands, and itself once it was asked for."""

    path: Path | None = None
    passphrase: str | None = None
    algorithm: str = "sm2"
    loaded: Keyring | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_process = _Process()


def configure(path: Path | str, passphrase: str | None = None, algorithm: str = "sm2") -> None:
    """Say where this process keeps its keys and which algorithms it uses; nothing is read or made yet."""
    _process.path = Path(path)
    _process.passphrase = passphrase
    _process.algorithm = algorithm
    _process.loaded = None


def keyring() -> Keyring:
    """The keyring of this process, read or made at the first call. Raises KeyringWrong before ``configure``."""
    loaded = _process.loaded
    if loaded is not None:
        return loaded
    with _process.lock:
        if _process.loaded is None:
            if _process.path is None:
                raise KeyringWrong("No keyring is configured: call crypto.configure first.")
            _process.loaded = Keyring.load_or_create(_process.path, _process.passphrase, _process.algorithm)
        return _process.loaded


def _forget_lock() -> None:
    """A lock held by another thread at the moment of a fork would never be released in the child."""
    _process.lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_lock)
