"""The decision: yes, or no with reasons, legal basis and remedies."""

from __future__ import annotations

from datetime import datetime

from tongban.cases import rules
from tongban.cases.services.queueing import in_turn
from tongban.cases.services.steps import CaseResult, asked, perform
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused
from tongban.org import queries as org

UNNAMED = ("作出决定的行政机关的本级人民政府", "作出决定的行政机关所在地的基层人民法院")
"""Whom the law names, where the region has no name; official text, the same in every language."""
ONLINE_CHANNEL = "全国行政复议服务平台 https://xzfy.moj.gov.cn"
"""The national platform for applications for reconsideration; official text, the same in every language."""


def decide(
    *,
    public_id: str,
    approve: bool,
    actor: Actor,
    at: datetime,
    key: str,
    reasons: str = "",
    legal_basis: str = "",
    remedies: rules.Remedies | None = None,
    fraud: bool = False,
    on_record: bool = False,
    expected_version: int | None = None,
) -> CaseResult:
    """Decide a case at its deciding seat. A no without reasons, basis and remedies is refused (art. 38).

    fraud      a no because of false materials (art. 78)
    on_record  the decision follows the record of the hearing (art. 48)
    """
    what = {"case": public_id, "approve": approve, "reasons": reasons, "legal_basis": legal_basis}
    request = asked(
        actor=actor,
        at=at,
        route="cases.decide",
        key=key,
        what={**what, "remedies": rules.to_plain(remedies), "fraud": fraud, "on_record": on_record},
    )
    return perform(
        public_id=public_id,
        request=request,
        act=lambda facts: in_turn(
            rules.Decide(actor, at, approve, reasons, legal_basis, remedies, fraud, on_record), facts
        ),
        expected_version=expected_version,
    )


def usual_remedies(*, region_code: str) -> rules.Remedies:
    """Where one usually turns against a department of this region: its people's government, and its court.

    A proposal that the deciding official reads and may change; the clock, which reads nothing, takes it as it is. In a
    region that has no name here the law's own words say who they are.
    Source: Administrative Reconsideration Law (2023), art. 24; Administrative Litigation Law, arts. 14, 18
    """
    try:
        name = org.region(code=f"{region_code[:6]}000000").name
    except Refused:
        return rules.Remedies(*UNNAMED, ONLINE_CHANNEL)
    return rules.Remedies(f"{name}人民政府", f"{name}人民法院", ONLINE_CHANNEL)
