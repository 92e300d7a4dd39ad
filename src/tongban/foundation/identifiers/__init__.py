"""Codes of the field: each with its checks, its one normal form and a reason for every refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tongban.foundation.identifiers import (
    division,
    item_code,
    licence_id,
    organisation_code,
    resident_id,
    uscc,
)
from tongban.foundation.identifiers.checks import Check

__all__ = [
    "KINDS",
    "Check",
    "check",
    "division",
    "item_code",
    "licence_id",
    "organisation_code",
    "resident_id",
    "uscc",
]

_CHECKS: dict[str, Callable[[str, date | None], Check]] = {
    "resident-id": resident_id.check,
    "uscc": lambda value, on: uscc.check(value),
    "org-code": lambda value, on: organisation_code.check(value),
    "division": division.check,
    "item": lambda value, on: item_code.check(value),
    "licence-id": lambda value, on: licence_id.check(value),
}
KINDS = tuple(_CHECKS)


def check(kind: str, value: str, on: date | None = None) -> Check:
    """Whether a code of a kind holds; ``on`` is the day for birth dates and divisions. Raises KeyError.

    kind  one of ``KINDS``
    """
    return _CHECKS[kind](value, on)
