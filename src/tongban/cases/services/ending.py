"""Ends beside the ordinary one: on the spot, without a decision, and of a permission that was granted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.cases import rules, sealing
from tongban.cases.services.apply import clean_answers
from tongban.cases.services.queueing import in_turn
from tongban.cases.services.steps import CaseResult, do
from tongban.catalogue import queries as catalogue
from tongban.flow import rules as flow
from tongban.foundation.actors import Actor


def correct_on_spot(
    *,
    public_id: str,
    answers: Mapping[str, Any],
    note: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Mend answers at the window with the applicant there, instead of a notice (art. 32(3))."""

    def make(facts: rules.CaseFacts) -> rules.Act:
        if facts.application is None:
            raise rules.not_found()
        item = catalogue.version(version_id=facts.of.item.version_id)
        before = sealing.unseal(facts.answers)
        mended = {
            name: value for name, value in clean_answers(answers, item).items() if before.get(name) != value
        }
        now = sealing.seal({**before, **mended}, item.fields, facts.answers) if mended else facts.answers
        said = flow.said_of(item, {**before, **mended})
        return rules.CorrectOnSpot(actor, at, now, facts.materials, note, said)

    return do(
        "correct_on_spot", make,
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        answers=dict(answers), note=note,
    )  # fmt: skip


def decide_on_spot(
    *,
    public_id: str,
    approve: bool,
    actor: Actor,
    at: datetime,
    key: str,
    reasons: str = "",
    legal_basis: str = "",
    remedies: rules.Remedies | None = None,
    expected_version: int | None = None,
) -> CaseResult:
    """Accept and decide in one, for an item that is decided at once (art. 34)."""
    return do(
        "decide_on_spot",
        lambda facts: in_turn(
            rules.DecideOnSpot(actor, at, approve, reasons, legal_basis, remedies), facts
        ),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        approve=approve, reasons=reasons, legal_basis=legal_basis, remedies=rules.to_plain(remedies),
    )  # fmt: skip


def terminate(
    *,
    public_id: str,
    ground: str,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """End a case in which there is nothing to decide any more."""
    return do(
        "terminate",
        lambda facts: rules.Terminate(actor, at, ground, reason),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        ground=ground, reason=reason,
    )  # fmt: skip


def end_permission(
    *,
    public_id: str,
    kind: str,
    reason: str,
    legal_basis: str,
    actor: Actor,
    at: datetime,
    key: str,
    remedies: rules.Remedies | None = None,
    fraud: bool = False,
    expected_version: int | None = None,
) -> CaseResult:
    """End a permission before its time; its licence ends with it.

    kind  ``revoked`` 撤销, ``recalled`` 撤回, ``deregistered`` 注销, ``forfeited`` 吊销
    """
    return do(
        "end_permission",
        lambda facts: rules.EndPermission(actor, at, kind, reason, legal_basis, remedies, fraud),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        kind=kind, reason=reason, legal_basis=legal_basis, remedies=rules.to_plain(remedies), fraud=fraud,
    )  # fmt: skip
