"""The keyring: every key of the house in one file, readable by its owner only, sealed under a passphrase if given.

Both families of algorithms are made at the start, so that a switch needs no new file and what was signed
or sealed before still verifies and opens. Keys are never removed; a rotation only adds and names the new
one active. The public halves stand in clear, so that anyone may check without the passphrase.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tongban.foundation.canonical import canonical_json
from tongban.foundation.crypto.digests import digest
from tongban.foundation.crypto.encoding import public_der
from tongban.foundation.crypto.sealing import CIPHERS, KEY_SIZES, SealBroken, seal, unseal
from tongban.foundation.crypto.signatures import ALGORITHMS, PublicKey, make_pair

try:
    import fcntl
except ImportError:  # Windows: only one operator rotates there
    fcntl = None  # type: ignore[assignment]

PURPOSES = ("licence", "audit", "personal", "session")
_VERSION = 1
_SCRYPT = {"n": 1 << 15, "r": 8, "p": 1}
_BUSY = threading.Lock()


class KeyringWrong(Exception):
    """The keyring cannot be used: says which file, why, and what to do."""


class KeyUnknown(Exception):
    """No key of this name is in the keyring."""


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """A private key with its public half."""

    public: PublicKey
    number: bytes
    active: bool = True

    @property
    def key_id(self) -> str:
        return self.public.key_id

    @property
    def purpose(self) -> str:
        return self.public.purpose

    @property
    def algorithm(self) -> str:
        return self.public.algorithm


@dataclass(frozen=True, slots=True, repr=False)
class SecretKey:
    """A key that seals: ``cipher`` is "sm4" or "aes"; its id is 16 hexadecimal digits."""

    key_id: str
    purpose: str
    cipher: str
    secret: bytes
    active: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class IndexKey:
    """A key of a blind index; ``digest`` is fixed when it is made."""

    purpose: str
    digest: str
    secret: bytes


class Keyring:
    """The keys of one house, read once; safe to share between threads and across a fork."""

    def __init__(
        self,
        *,
        signing: tuple[SigningKey, ...],
        secret: tuple[SecretKey, ...],
        index: tuple[IndexKey, ...],
        algorithm: str = "sm2",
        path: Path | None = None,
        passphrase: str | None = None,
    ) -> None:
        if algorithm not in ALGORITHMS:
            raise ValueError(f"{algorithm!r} is not an algorithm of this house: {', '.join(ALGORITHMS)}")
        self.algorithm = algorithm
        self.path = path
        self._passphrase = passphrase
        self._seen = _stamp(path) if path else None
        self._take(signing, secret, index)

    def __repr__(self) -> str:
        return f"<Keyring {self.path or 'in memory'}: {len(self._signing)} signing keys>"

    @classmethod
    def fresh(cls, algorithm: str = "sm2") -> Keyring:
        """New keys for every purpose, in memory only."""
        return cls(
            signing=tuple(_new_signing_key(p, a) for p in PURPOSES for a in ALGORITHMS),
            secret=tuple(_new_secret_key(p, cipher) for p in PURPOSES for cipher in CIPHERS.values()),
            index=tuple(_new_index_key(p, algorithm) for p in PURPOSES),
            algorithm=algorithm,
        )

    @classmethod
    def load(cls, path: Path | str, passphrase: str | None = None, algorithm: str = "sm2") -> Keyring:
        """The keyring of a file. Raises KeyringWrong when it is missing, damaged or asks for another passphrase."""
        path = Path(path)
        signing, secret, index = _read(path, passphrase)
        return cls(
            signing=signing, secret=secret, index=index, algorithm=algorithm, path=path, passphrase=passphrase
        )

    @classmethod
    def load_or_create(
        cls, path: Path | str, passphrase: str | None = None, algorithm: str = "sm2"
    ) -> Keyring:
        """The keyring of a file, made first when there is none; two processes starting together agree on one."""
        path = Path(path)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = cls.fresh(algorithm)
            temporary = _write_beside(path, fresh._document(passphrase))
            try:
                # A link fails when the name is taken: whoever is first wins, and nobody reads half a file.
                os.link(temporary, path)
            except FileExistsError:
                pass
            finally:
                temporary.unlink()
        return cls.load(path, passphrase, algorithm)

    def signing_key(self, purpose: str) -> SigningKey:
        """The active signing key of a purpose, on the configured curve."""
        return self._active[_known(purpose)]

    def secret_key(self, purpose: str, key_id: str | None = None) -> SecretKey:
        """The active sealing key of a purpose, or the one of that name. Raises KeyUnknown."""
        _known(purpose)
        if key_id is None:
            return self._sealing[purpose]
        key = self._secret.get(key_id) or self._reread()._secret.get(key_id)
        if key is None or key.purpose != purpose:
            raise KeyUnknown(f"no {purpose} key {key_id} in this keyring")
        return key

    def index_key(self, purpose: str) -> IndexKey:
        """The key of a purpose's blind index; one for ever."""
        return self._index[_known(purpose)]

    def public_keys(self) -> dict[str, PublicKey]:
        """Every public key by its id, retired ones too, so that old signatures still verify."""
        return {key.key_id: key.public for key in self._signing.values()}

    def public_key(self, key_id: str) -> PublicKey:
        """One public key; the file is read again in case another process has rotated. Raises KeyUnknown."""
        key = self._signing.get(key_id) or self._reread()._signing.get(key_id)
        if key is None:
            raise KeyUnknown(f"no signing key {key_id} in this keyring")
        return key.public

    def rotate(self, purpose: str) -> None:
        """Make new signing and sealing keys for a purpose active; the old ones stay for what they made."""
        _known(purpose)
        with self._writing():
            signing = [replace(k, active=k.active and k.purpose != purpose) for k in self._signing.values()]
            secret = [replace(k, active=k.active and k.purpose != purpose) for k in self._secret.values()]
            signing += [_new_signing_key(purpose, algorithm) for algorithm in ALGORITHMS]
            secret += [_new_secret_key(purpose, cipher) for cipher in CIPHERS.values()]
            self._take(tuple(signing), tuple(secret), tuple(self._index.values()))

    def change_passphrase(self, passphrase: str | None) -> None:
        """Seal the file under another passphrase, or leave it unsealed with None."""
        with self._writing():
            self._passphrase = passphrase

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Change the file alone: with what it holds now, so that two rotations never lose each other's keys."""
        if self.path is None:
            yield
            return
        with _BUSY, self.path.with_name(f".{self.path.name}.lock").open("a") as lock:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX)
            self._reread()
            yield
            os.replace(_write_beside(self.path, self._document(self._passphrase)), self.path)
            self._seen = _stamp(self.path)

    def _take(
        self, signing: tuple[SigningKey, ...], secret: tuple[SecretKey, ...], index: tuple[IndexKey, ...]
    ) -> None:
        self._signing = {key.key_id: key for key in signing}
        self._secret = {key.key_id: key for key in secret}
        self._index = {key.purpose: key for key in index}
        self._active = {k.purpose: k for k in signing if k.active and k.algorithm == self.algorithm}
        self._sealing = {k.purpose: k for k in secret if k.active and k.cipher == CIPHERS[self.algorithm]}

    def _reread(self) -> Keyring:
        """This keyring with what the file holds now, read again only when it was changed.

        Otherwise a stranger who asks for unknown keys would make us stretch the passphrase each time.
        """
        if self.path is not None and (stamp := _stamp(self.path)) != self._seen:
            self._take(*_read(self.path, self._passphrase))
            self._seen = stamp
        return self

    def _document(self, passphrase: str | None) -> bytes:
        public = {
            "version": _VERSION,
            "signing": [{**key.public.plain(), "active": key.active} for key in self._signing.values()],
        }
        private = {
            "signing": {key.key_id: key.number.hex() for key in self._signing.values()},
            "secret": [
                {
                    "key_id": k.key_id,
                    "purpose": k.purpose,
                    "cipher": k.cipher,
                    "key": k.secret.hex(),
                    "active": k.active,
                }
                for k in self._secret.values()
            ],
            "index": [
                {"purpose": k.purpose, "digest": k.digest, "key": k.secret.hex()}
                for k in self._index.values()
            ],
        }
        document: dict[str, object] = dict(public)
        if passphrase:
            salt = secrets.token_bytes(16)
            sealed = seal(
                "aes", _stretch(passphrase, salt, **_SCRYPT), canonical_json(private), canonical_json(public)
            )
            document["sealed"] = {
                "kdf": "scrypt",
                **_SCRYPT,
                "salt": salt.hex(),
                "cipher": "aes",
                "body": sealed.hex(),
            }
        else:
            document["private"] = private
        return json.dumps(document, indent=1, sort_keys=True).encode()


def _read(
    path: Path, passphrase: str | None
) -> tuple[tuple[SigningKey, ...], tuple[SecretKey, ...], tuple[IndexKey, ...]]:
    try:
        document = json.loads(path.read_bytes())
        private = _private_part(path, document, passphrase)
        numbers = private["signing"]
        signing = tuple(
            SigningKey(PublicKey.from_plain(key), bytes.fromhex(numbers[key["key_id"]]), key["active"])
            for key in document["signing"]
        )
        secret = tuple(
            SecretKey(k["key_id"], k["purpose"], k["cipher"], bytes.fromhex(k["key"]), k["active"])
            for k in private["secret"]
        )
        index = tuple(IndexKey(k["purpose"], k["digest"], bytes.fromhex(k["key"])) for k in private["index"])
    except FileNotFoundError:
        raise KeyringWrong(f"There is no keyring at {path}.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise KeyringWrong(
            f"The keyring at {path} is damaged ({error}): restore it from the backup."
        ) from error
    return signing, secret, index


def _private_part(path: Path, document: dict, passphrase: str | None) -> dict:  # type: ignore[type-arg]
    if document["version"] != _VERSION:
        raise KeyringWrong(
            f"The keyring at {path} is of version {document['version']}, which this release cannot read."
        )
    sealed = document.get("sealed")
    if sealed is None:
        if passphrase:
            raise KeyringWrong(
                f"The keyring at {path} is not sealed, yet a passphrase is set: start once without it and seal the keyring."
            )
        return dict(document["private"])
    if not passphrase:
        raise KeyringWrong(f"The keyring at {path} is sealed: set the passphrase.")
    public = {"version": document["version"], "signing": document["signing"]}
    key = _stretch(passphrase, bytes.fromhex(sealed["salt"]), n=sealed["n"], r=sealed["r"], p=sealed["p"])
    try:
        return dict(
            json.loads(unseal(sealed["cipher"], key, bytes.fromhex(sealed["body"]), canonical_json(public)))
        )
    except SealBroken:
        raise KeyringWrong(
            f"The passphrase does not open the keyring at {path}, or the file was changed."
        ) from None


def _stretch(passphrase: str, salt: bytes, *, n: int, r: int, p: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(passphrase.encode())


def _stamp(path: Path) -> tuple[int, int] | None:
    """What tells one state of a file from another: it is always replaced as a whole."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def _write_beside(path: Path, content: bytes) -> Path:
    """The content in a new file of the same folder, on the disk, readable by its owner only."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return temporary


def _known(purpose: str) -> str:
    if purpose not in PURPOSES:
        raise ValueError(f"{purpose!r} is not a purpose of keys: {', '.join(PURPOSES)}")
    return purpose


def _new_signing_key(purpose: str, algorithm: str) -> SigningKey:
    number, point = make_pair(algorithm)
    key_id = digest(public_der(algorithm, point), "sha256").hex()[:16]
    return SigningKey(PublicKey(key_id, purpose, algorithm, point), number)


def _new_secret_key(purpose: str, cipher: str) -> SecretKey:
    return SecretKey(secrets.token_hex(8), purpose, cipher, secrets.token_bytes(KEY_SIZES[cipher]))


def _new_index_key(purpose: str, algorithm: str) -> IndexKey:
    return IndexKey(purpose, "sm3" if algorithm == "sm2" else "sha256", secrets.token_bytes(32))
