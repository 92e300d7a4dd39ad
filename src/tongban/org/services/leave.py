"""Entering a leave with its stand-in, and ending it before its last day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Fault, Refused, _
from tongban.org import leaves, queries, rules
from tongban.org.leaves import LeaveCard
from tongban.org.models import Leave, Staff


def enter_leave(
    *, staff_id: str, stand_in_id: str, kind: str, starts_on: date, ends_on: date, actor: Actor, at: datetime
) -> LeaveCard:
    """Enter when an official is away and who stands in; the same leave again is the one there is.

    Refuses, all at once, days that cannot be, a stand-in whose posts permit less, a second leave in the same time, and
    a chain: a stand-in is there herself. Refuses everybody but the official, a head of the department, and who manages posts.
    """
    today = day_of(at)
    asked = rules.Leave(staff_id, stand_in_id, kind, starts_on, ends_on)
    with transaction.atomic():
        # Both are held: two leaves entered at once must not make a chain of them.
        keys = sorted({queries.key_of(staff_id), queries.key_of(stand_in_id)})
        rows = {
            str(row.pk): row for row in Staff.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        }
        first = max(starts_on, today)
        away = _held(staff_id, first) if staff_id in rows else None
        if away is None or not may_enter(actor, staff_id, away.department_id):
            raise not_yours()
        same = Leave.objects.filter(
            staff_id=queries.key_of(staff_id), stand_in_id=queries.key_of(stand_in_id), kind=kind,
            starts_on=starts_on, ends_on=ends_on, ended_at__isnull=True,
        ).select_related("staff", "stand_in").first()  # fmt: skip
        if same is not None:
            return leaves.leave_card(same)
        stand_in = _held(stand_in_id, first) if stand_in_id in rows else None
        faults = tuple(
            rules.leave_faults(asked, today, away, stand_in, leaves.known_leaves(staff_ids=list(rows)))
        )
        if faults:
            raise Refused("org.leave_wrong", _("The leave cannot be entered."), faults=faults)
        row = Leave.objects.create(
            staff=rows[staff_id], stand_in=rows[stand_in_id], kind=kind, starts_on=starts_on, ends_on=ends_on,
            entered_by=actor.name, entered_at=at,
        )  # fmt: skip
        _record("org.leave_entered", row, actor, at)
        return leaves.leave_card(row)


def end_leave(*, leave_id: str, actor: Actor, at: datetime) -> None:
    """End a leave now, or cancel one to come: the official is there again. Ended already, it stays as it was."""
    with transaction.atomic():
        row = Leave.objects.select_for_update().filter(pk=queries.key_of(leave_id)).first()
        held = _held(str(row.staff_id), day_of(at)) if row is not None else None
        if row is None or not may_enter(actor, str(row.staff_id), held.department_id if held else ""):
            raise not_yours()
        if row.ended_at is None:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            _record("org.leave_ended", row, actor, at)


def may_enter(actor: Actor, staff_id: str, department_id: str) -> bool:
    """Whether the actor keeps the leave of this official: her own, as the head of her department, or of all."""
    if actor.role == "system" or actor.may("staff.manage"):
        return True
    own = actor.is_staff and actor.staff_id == staff_id
    return own or (actor.may("case.direct") and actor.department_id == department_id)


def not_yours() -> Refused:
    sentence = _("There is no such official or leave.")
    return Refused("org.leave_unknown", sentence, faults=(Fault("staff", sentence),))


def _held(staff_id: str, on: date) -> rules.Held | None:
    """What the posts of an official permit; those of the department of the earliest appointment, as when she signs in."""
    cards = sorted(queries.staff_member(staff_id=staff_id, on=on), key=lambda card: card.starts_on)
    if not cards:
        return None
    here = [card.permissions for card in cards if card.department_id == cards[0].department_id]
    return rules.Held(cards[0].department_id, frozenset().union(*here))


def _record(action: str, row: Leave, actor: Actor, at: datetime) -> None:
    act = Act(
        actor=actor,
        action=action,
        subject_kind="person",
        subject_id=str(row.staff.person_id),
        case_id=None,
        detail={
            "kind": row.kind,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
            "stand_in": str(row.stand_in_id),
        },
    )
    audit.record(act, at)
