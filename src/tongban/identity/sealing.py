"""Sealing of personal fields: encrypted for the row and the field they stand in, found by a keyed blind index."""

from __future__ import annotations

from uuid import UUID

from tongban.foundation import crypto

PURPOSE = "personal"


def seal(text: str, *, owner: UUID, field: str) -> bytes:
    """The text encrypted so that it opens only in this row and field."""
    return crypto.encrypt(crypto.keyring(), PURPOSE, text.encode(), _place(owner, field))


def unseal(sealed: bytes | memoryview, *, owner: UUID, field: str) -> str:
    """The text that was sealed in this row and field."""
    return crypto.decrypt(crypto.keyring(), PURPOSE, bytes(sealed), _place(owner, field)).decode()


def index_of(field: str, text: str) -> str:
    """The keyed index under which a value is found without being readable."""
    return crypto.blind_index(crypto.keyring(), PURPOSE, f"{field}:{text}")


def _place(owner: UUID, field: str) -> bytes:
    return f"identity.{field}:{owner}".encode()
