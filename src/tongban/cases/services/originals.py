"""Originals that a window has seen: the scan becomes a copy that other applications of the same applicant may use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tongban.cases import rules
from tongban.cases.services.steps import CaseResult, do
from tongban.foundation.actors import Actor


def compare_originals(
    *,
    public_id: str,
    keys: Sequence[str],
    actor: Actor,
    at: datetime,
    key: str,
    until: date | None = None,
    expected_version: int | None = None,
) -> CaseResult:
    """Confirm at the window that these originals were seen and the uploaded copies are the same.

    until  the last day on which the copies may serve other applications; None: none
    """
    seen = tuple(keys)
    return do(
        "compare_originals",
        lambda facts: rules.CompareOriginals(actor, at, seen, until),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        keys=list(seen), until=until,
    )  # fmt: skip
