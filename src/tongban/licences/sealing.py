"""The record at rest is sealed: it names a person with her number; it opens only in its own row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from tongban.foundation import crypto

PURPOSE = "personal"
SIGNING = "licence"


def seal_record(text: str, *, licence_id: UUID) -> bytes:
    """The record sealed for the row of this licence."""
    return crypto.encrypt(crypto.keyring(), PURPOSE, text.encode(), _place(licence_id))


def open_record(sealed: bytes | memoryview, *, licence_id: UUID) -> str:
    """The record of this licence. Raises ``crypto.SealBroken`` when the row was changed or exchanged."""
    return crypto.decrypt(crypto.keyring(), PURPOSE, bytes(sealed), _place(licence_id)).decode()


def fields_of(text: str) -> Mapping[str, str]:
    """The keys and texts of a record."""
    return {str(key): str(value) for key, value in json.loads(text).items()}


def published_keys() -> dict[str, crypto.PublicKey]:
    """The public keys that sign licences, by id, retired ones too; keys of other purposes sign no licence."""
    return {key_id: key for key_id, key in crypto.keyring().public_keys().items() if key.purpose == SIGNING}


def _place(licence_id: UUID) -> bytes:
    return f"licences.record:{licence_id}".encode()
