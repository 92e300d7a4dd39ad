"""What moves the clock: special procedures with their written notice, and the one extension."""

from __future__ import annotations

from datetime import datetime

from tongban.cases import rules
from tongban.cases.services.steps import CaseResult, do
from tongban.foundation.actors import Actor


def start_special(
    *,
    public_id: str,
    kind: str,
    days: int,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Begin a special procedure of article 45; the applicant is told in writing how many workdays it needs."""
    return do(
        "start_special",
        lambda facts: rules.StartSpecial(actor, at, kind, days, reason),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        kind=kind, days=days, reason=reason,
    )  # fmt: skip


def end_special(
    *,
    public_id: str,
    result: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """End it with its result; the clock runs again."""
    return do(
        "end_special",
        lambda facts: rules.EndSpecial(actor, at, result),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        result=result,
    )  # fmt: skip


def ask_extension(
    *,
    public_id: str,
    days: int,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Ask the head for more time."""
    return do(
        "ask_extension",
        lambda facts: rules.AskExtension(actor, at, days, reason),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        days=days, reason=reason,
    )  # fmt: skip


def extend(
    *,
    public_id: str,
    days: int,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Extend the period, once, before it is over, as the head who may (art. 42)."""
    return do(
        "extend",
        lambda facts: rules.Extend(actor, at, days, reason),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        days=days, reason=reason,
    )  # fmt: skip


def decline_extension(
    *,
    public_id: str,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Leave the period as it is, and say why."""
    return do(
        "decline_extension",
        lambda facts: rules.DeclineExtension(actor, at, reason),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        reason=reason,
    )  # fmt: skip
