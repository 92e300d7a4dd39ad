"""Sealing of answers that are personal numbers: encrypted for the form and the question they answer."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping

from tongban.catalogue.rules import FieldCard
from tongban.foundation import crypto

PURPOSE = "personal"
MARK = "sealed:"
SEALED_KINDS = frozenset({"id-number", "phone"})


def seal(answers: Mapping[str, str], fields: Iterable[FieldCard]) -> dict[str, str]:
    """The answers with their personal numbers sealed."""
    kinds = {one.key: one.kind for one in fields}
    return {
        key: _sealed(key, value) if kinds.get(key) in SEALED_KINDS and value else value
        for key, value in answers.items()
    }


def unseal(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers as they were written."""
    return {key: _opened(key, value) for key, value in answers.items()}


def _sealed(key: str, value: str) -> str:
    hidden = crypto.encrypt(crypto.keyring(), PURPOSE, value.encode(), _place(key))
    return MARK + base64.b64encode(hidden).decode()


def _opened(key: str, value: str) -> str:
    if not value.startswith(MARK):
        return value
    hidden = base64.b64decode(value.removeprefix(MARK))
    return crypto.decrypt(crypto.keyring(), PURPOSE, hidden, _place(key)).decode()


def _place(key: str) -> bytes:
    return f"bundles.answers:{key}".encode()
