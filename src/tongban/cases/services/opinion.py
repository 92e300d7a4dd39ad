"""A seat speaks: a survey reports, a review agrees or disagrees."""

from __future__ import annotations

from datetime import datetime

from tongban.cases import rules
from tongban.cases.services.steps import CaseResult, asked, perform
from tongban.foundation.actors import Actor


def record_opinion(
    *,
    public_id: str,
    seat: str,
    verdict: str,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Give the opinion of an open seat; the last one needed opens the next seats.

    verdict  ``agree``, ``disagree``, or empty for a survey that only reports
    Departments that are asked at the same time do not make one another's page stale.
    """
    what = {"case": public_id, "seat": seat, "verdict": verdict, "reason": reason}
    request = asked(actor=actor, at=at, route="cases.record_opinion", key=key, what=what)
    return perform(
        public_id=public_id,
        request=request,
        act=lambda facts: rules.GiveOpinion(actor, at, seat, verdict, reason),
        expected_version=expected_version,
        commutes=True,
    )
