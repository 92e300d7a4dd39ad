"""Ending, suspending and restoring licences: each change by its law, recorded, announced when it no longer counts."""

from __future__ import annotations

import contextlib
from datetime import datetime

from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Fault, Refused, _
from tongban.licences import rules
from tongban.licences.events import LicenceRevoked
from tongban.licences.models import Licence, LicenceEvent
from tongban.licences.queries import LicenceCard, card_of, unknown_licence
from tongban.outbox import services as outbox

LONGEST_REASON = 500
_DONE = {
    rules.Change.REVOKE: "revoked",
    rules.Change.FORFEIT: "forfeited",
    rules.Change.DEREGISTER: "deregistered",
    rules.Change.SUSPEND: "suspended",
    rules.Change.RESTORE: "restored",
    rules.Change.EXPIRE: "lapsed",
}


def revoke(*, public_id: str, reason: str, actor: Actor, at: datetime) -> LicenceCard:
    """Revoke (撤销) a licence that should not have been granted.

    Source: Administrative License Law, art. 69
    """
    return _change(public_id, rules.Change.REVOKE, reason, actor, at)


def deregister(*, public_id: str, reason: str, actor: Actor, at: datetime) -> LicenceCard:
    """Close the register (注销) on a licence: expired, holder gone, revoked, or the holder asks.

    Source: Administrative License Law, art. 70
    """
    return _change(public_id, rules.Change.DEREGISTER, reason, actor, at)


def forfeit(*, public_id: str, reason: str, actor: Actor, at: datetime) -> LicenceCard:
    """Forfeit (吊销) a licence as a penalty.

    Source: Administrative Penalty Law, art. 9(3)
    """
    return _change(public_id, rules.Change.FORFEIT, reason, actor, at)


def suspend(*, public_id: str, reason: str, actor: Actor, at: datetime) -> LicenceCard:
    """Suspend (暂扣) a valid licence; it does not count until restored.

    Source: Administrative Penalty Law, art. 9(3)
    """
    return _change(public_id, rules.Change.SUSPEND, reason, actor, at)


def restore(*, public_id: str, reason: str, actor: Actor, at: datetime) -> LicenceCard:
    """Give a suspended licence back its force (暂扣发还)."""
    return _change(public_id, rules.Change.RESTORE, reason, actor, at)


def expire_due(*, at: datetime, actor: Actor, limit: int = 200) -> int:
    """Let licences lapse whose last day has passed; how many did. Each in its own transaction.

    The standing on a page follows from the day in any case; this brings the stored state after it.
    """
    due = Licence.objects.filter(state=rules.State.VALID, valid_to__lt=day_of(at)).order_by("valid_to")
    ids = list(due.values_list("public_id", flat=True)[:limit])
    lapsed = 0
    for public_id in ids:
        # Another worker may have been faster; then there is nothing left to do.
        with contextlib.suppress(Refused):
            _change(public_id, rules.Change.EXPIRE, "", actor, at)
            lapsed += 1
    return lapsed


def _change(public_id: str, change: rules.Change, reason: str, actor: Actor, at: datetime) -> LicenceCard:
    if change is not rules.Change.EXPIRE:
        _refuse_without_reason(reason)
    with transaction.atomic():
        rows = Licence.objects.select_for_update().filter(public_id=public_id).defer("sealed_record")
        licence = rows.first()
        if licence is None:
            raise unknown_licence()
        licence.state = rules.next_state(rules.State(licence.state), change)
        licence.save(update_fields=["state"])
        LicenceEvent.objects.create(
            licence_id=licence.pk,
            change=change,
            state=licence.state,
            reason=reason,
            basis=rules.basis_of(change),
            by_id=actor.account_id,
            by_name=actor.name,
            by_department=actor.department_name,
            at=at,
        )
        _record(licence, change, reason, actor, at)
    return card_of(licence)


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        sentence = _("Give the reason, in at most {most} characters.")
        fault = Fault("reason", sentence, {"most": LONGEST_REASON})
        raise Refused("licences.reason_missing", sentence, faults=(fault,), most=LONGEST_REASON)


def _record(licence: Licence, change: rules.Change, reason: str, actor: Actor, at: datetime) -> None:
    audit.record(
        Act(
            actor=actor,
            action=f"licences.{_DONE[change]}",
            subject_kind="licence",
            subject_id=str(licence.pk),
            case_id=licence.case_id,
            about=licence.holder_id,
            detail={"identifier": licence.identifier, "state": str(licence.state), "reason": reason},
        ),
        at,
    )
    if change in {rules.Change.SUSPEND, rules.Change.RESTORE}:
        return
    event = LicenceRevoked(
        licence_id=str(licence.pk),
        public_id=licence.public_id,
        holder_kind=licence.holder_kind,
        holder_id=licence.holder_id,
        type_code=licence.type_code,
        type_name=licence.type_name,
        case_id=licence.case_id or "",
        identifier=licence.identifier,
        change=change.value,
        reason=reason,
    )
    outbox.announce(event, str(licence.pk), at)
