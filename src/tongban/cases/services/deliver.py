"""Delivery: the decision, or the licence, reaches the applicant."""

from __future__ import annotations

from datetime import datetime

from tongban.cases import queries, rules
from tongban.cases.services.steps import CaseResult, asked, perform
from tongban.foundation.actors import SYSTEM, Actor


def deliver(
    *,
    public_id: str,
    method: str,
    actor: Actor,
    at: datetime,
    key: str,
    to: str = "",
    note: str = "",
    expected_version: int | None = None,
) -> CaseResult:
    """Note that the result was handed over: ``online``, at the ``window`` or by ``post``. The case is closed."""
    what = {"case": public_id, "method": method, "to": to, "note": note}
    request = asked(actor=actor, at=at, route="cases.deliver", key=key, what=what)
    return perform(
        public_id=public_id,
        request=request,
        act=lambda facts: rules.Deliver(actor, at, method, to, note),
        expected_version=expected_version,
    )


def deliver_online(*, case_id: str, at: datetime, note: str = "") -> CaseResult | None:
    """The house itself delivers what stands in the applicant's wallet or on her page; None when it was delivered."""
    case = queries.case_of(case_id=case_id)
    if case is None or case.state != rules.State.DECIDED:
        return None
    key = f"online:{case.public_id}"
    return deliver(public_id=case.public_id, method="online", note=note, actor=SYSTEM, at=at, key=key)
