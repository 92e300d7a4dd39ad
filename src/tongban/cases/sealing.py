"""Sealing of answers that are personal numbers: encrypted for the form and the question they answer.

They are sealed from the first saving of a draft on, so that no row, event or backup holds them readable.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from tongban.catalogue.rules import FieldCard
from tongban.foundation import crypto

PURPOSE = "personal"
MARK = "sealed:"
SEALED_KINDS = frozenset({"id-number", "phone"})


def seal(
    answers: Mapping[str, Any], fields: Iterable[FieldCard], before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The answers with their personal numbers sealed; one that did not change keeps the seal it had ``before``."""
    kinds = {one.key: one.kind for one in fields}
    kept = before or {}
    return {
        key: _sealed(key, value, kept.get(key)) if kinds.get(key) in SEALED_KINDS else value
        for key, value in answers.items()
    }


def unseal(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they were written."""
    return {key: _opened(key, value) for key, value in answers.items()}


def index_of(name: str, text: str) -> str:
    """The keyed index of a text, by which it is found or compared without being readable."""
    return crypto.blind_index(crypto.keyring(), PURPOSE, f"cases.{name}:{text}")


def _sealed(key: str, value: Any, before: Any) -> Any:
    if not isinstance(value, str) or not value or value.startswith(MARK):
        return value
    if before and _opened(key, before) == value:
        return before
    hidden = crypto.encrypt(crypto.keyring(), PURPOSE, value.encode(), _place(key))
    return MARK + base64.b64encode(hidden).decode()


def _opened(key: str, value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(MARK):
        return value
    hidden = base64.b64decode(value.removeprefix(MARK))
    return crypto.decrypt(crypto.keyring(), PURPOSE, hidden, _place(key)).decode()


def _place(key: str) -> bytes:
    return f"cases.answers:{key}".encode()
