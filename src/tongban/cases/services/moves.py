"""Moves of the office at a seat, and what departments say before the one notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tongban.cases import rules
from tongban.cases.services.steps import CaseResult, do
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Fault, Refused, _
from tongban.org import queries as org


def move_seat(
    *,
    public_id: str,
    kind: str,
    seat: str,
    actor: Actor,
    at: datetime,
    key: str,
    target: str = "",
    reason: str = "",
    expected_version: int | None = None,
) -> CaseResult:
    """Return, pass on, add, take back, remind, waive or name a stand-in at a seat.

    target  return: the instance of a seat; delegate, add_seat: the code of a department; stand_in: id of an official
    """

    def make(facts: rules.CaseFacts) -> rules.Act:
        asked = rules.Move(actor, at, kind, seat, target, reason)
        if not rules.may(actor, asked, facts):
            raise rules.not_found()
        return replace(asked, target_name=_target_name(kind, target, seat, facts, at))

    return do(
        "move_seat", make,
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version, commutes=True,
        kind=kind, seat=seat, target=target, reason=reason,
    )  # fmt: skip


def _target_name(kind: str, target: str, seat: str, facts: rules.CaseFacts, at: datetime) -> str:
    """The target as people call it. Refuses a department nobody knows, and a stand-in from elsewhere.

    Who accepts applications does not decide them, as a stand-in either.
    Source: Regulation on Optimising the Business Environment, art. 36
    """
    match kind:
        case "delegate" | "add_seat":
            card = org.department_by_code(code=target) if target else None
            if card is None:
                raise _not_there(_("Please choose a department."))
            return card.name
        case "stand_in":
            opening = facts.seat(seat)
            cards = org.staff_member(staff_id=target, on=day_of(at)) if target else ()
            here = [card for card in cards if opening and card.department_id == opening.department_id]
            if opening and opening.duty == "decide":
                here = [card for card in here if "case.accept" not in card.permissions]
            if not here:
                raise _not_there(_("Please choose an official of the same department."))
            if org.away_on(staff_ids=[target], on=day_of(at)):
                raise _not_there(_("This official is on leave: please choose one who is there."))
            return here[0].name
    return ""


def _not_there(sentence: str) -> Refused:
    return Refused("cases.target_unknown", sentence, faults=(Fault("target", sentence),))


def propose_correction(
    *,
    public_id: str,
    items: Sequence[rules.CorrectionItem],
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Say what one department of a joint item needs; the lead puts everything into the one notice."""
    listed = tuple(items)
    return do(
        "propose_correction",
        lambda facts: rules.ProposeCorrection(actor, at, listed),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        items=[rules.to_plain(one) for one in listed],
    )  # fmt: skip
