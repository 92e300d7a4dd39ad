"""The applicant takes an application back."""

from __future__ import annotations

from datetime import datetime

from tongban.cases import rules
from tongban.cases.services.steps import CaseResult, asked, perform
from tongban.foundation.actors import Actor


def withdraw(
    *,
    public_id: str,
    actor: Actor,
    at: datetime,
    key: str,
    reason: str = "",
    expected_version: int | None = None,
) -> CaseResult:
    """Take an application back before it is decided; all open seats close."""
    request = asked(
        actor=actor, at=at, route="cases.withdraw", key=key, what={"case": public_id, "reason": reason}
    )
    return perform(
        public_id=public_id,
        request=request,
        act=lambda facts: rules.Withdraw(actor, at, reason),
        expected_version=expected_version,
    )
