"""The life of a version: drafted from the last, reviewed, published, suspended, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.audit import rules as audit_rules
from tongban.audit import services as audit
from tongban.catalogue import providers, queries
from tongban.catalogue.content import card_of, content_sha256
from tongban.catalogue.events import ItemWithdrawn, VersionPublished
from tongban.catalogue.models import Version
from tongban.catalogue.rows import whole_versions
from tongban.catalogue.rules import ItemCard, VersionState, after, content_faults
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused, _
from tongban.foundation.workdays import Period
from tongban.outbox import services as outbox

_TYPED = {"name", "type_code", "subjects", "has_guide", "appliable", "online"}


def draft_from(
    *,
    version_id: str,
    changes: Mapping[str, Any],
    plan: Mapping[str, Any] | None = None,
    statutory: Period | None = None,
    promised: Period | None = None,
    actor: Actor,
    at: datetime,
) -> str:
    """A draft made from a version with some of its content changed; the id of the draft.

    changes  content keys, or the typed ones (name, subjects, appliable, online …), and their new values
    Refuses when a draft of this item is already in hand.
    """
    _must(actor, "item.edit")
    with transaction.atomic():
        last = _locked(version_id)
        others = Version.objects.filter(implementation=last.implementation)
        if others.filter(state__in=[VersionState.DRAFT, VersionState.REVIEW]).exists():
            raise Refused(
                "catalogue.draft_in_hand",
                _("A draft of this item is already in hand; please finish it first."),
            )
        newest = others.order_by("-version_no").values_list("version_no", flat=True).first() or 0
        content = dict(last.content) | {key: value for key, value in changes.items() if key not in _TYPED}
        fresh = Version(
            implementation=last.implementation,
            version_no=newest + 1,
            name=last.name,
            type_code=last.type_code,
            subjects=last.subjects,
            has_guide=last.has_guide,
            appliable=last.appliable,
            online=last.online,
            content=content,
            plan=dict(last.plan if plan is None else plan),
            content_sha256="",
            changed_at=at,
            changed_by=actor.name,
            drafted_by=actor.account_id,
        )
        for key in _TYPED & changes.keys():
            setattr(fresh, key, changes[key])
        _set_limits(fresh, last, statutory, promised)
        fresh.content_sha256 = content_sha256(fresh.content, fresh.plan)
        fresh.save(force_insert=True)
        _record(fresh, "catalogue.drafted", actor, at)
        return str(fresh.pk)


def send_to_review(*, version_id: str, actor: Actor, at: datetime) -> ItemCard:
    """Hand a draft to review. Refuses one whose content is not complete, naming every fault."""
    _must(actor, "item.edit")
    with transaction.atomic():
        row = _locked(version_id)
        _move(row, VersionState.REVIEW, actor, at)
        _must_be_complete(row)
        return _saved(row, "catalogue.sent_to_review", actor, at)


def return_to_draft(*, version_id: str, actor: Actor, at: datetime) -> ItemCard:
    """Give a version under review back to those who draft it."""
    _must(actor, "item.publish")
    with transaction.atomic():
        row = _locked(version_id)
        _move(row, VersionState.DRAFT, actor, at)
        return _saved(row, "catalogue.returned", actor, at)


def publish(*, version_id: str, effective_on: date, seen: str, actor: Actor, at: datetime) -> ItemCard:
    """Publish a reviewed version; it counts from its effective day, and its content never changes again.

    seen  the proof of the content that was looked at, from ``queries.content_proof``
    Refuses one who drafted or changed it (a second person publishes), content that is not the one looked at, a day
    in the past, and content that is not complete.
    """
    _must(actor, "item.publish")
    if effective_on < day_of(at):
        raise Refused("catalogue.effective_in_the_past", _("A version cannot count from a day that is over."))
    with transaction.atomic():
        row = _locked(version_id)
        if actor.account_id and actor.account_id in _hands(row):
            raise Refused("catalogue.second_person", _("A second person publishes: please ask a colleague."))
        if row.content_sha256 != seen:
            raise Refused(
                "catalogue.changed_since",
                _("This version has changed since you opened it. Please look at it again, then publish."),
            )
        _must_be_complete(row)
        _move(row, VersionState.PUBLISHED, actor, at)
        row.effective_on, row.published_at, row.published_by = effective_on, at, actor.name
        card = _saved(row, "catalogue.published", actor, at)
        event = VersionPublished(card.version_id, card.id, card.code, effective_on.isoformat())
        outbox.announce(event, card.id, at)
        return card


def suspend(*, version_id: str, actor: Actor, at: datetime) -> ItemCard:
    """Take applications no more for a while; the guide stays readable, running cases go on."""
    return _withdraw(version_id, VersionState.SUSPENDED, "catalogue.suspended", actor, at)


def cancel(*, version_id: str, actor: Actor, at: datetime) -> ItemCard:
    """End an item: it can be read by those who know it, not applied for.

    Source: Regulation on Optimizing the Business Environment, art. 40 (a cancelled licence is not exercised)
    """
    return _withdraw(version_id, VersionState.CANCELLED, "catalogue.cancelled", actor, at)


def resume(*, version_id: str, actor: Actor, at: datetime) -> ItemCard:
    """Take applications again after a suspension."""
    _must(actor, "item.publish")
    with transaction.atomic():
        row = _locked(version_id)
        if row.state != VersionState.SUSPENDED:
            raise Refused("catalogue.not_suspended", _("This item is not suspended."))
        _move(row, VersionState.PUBLISHED, actor, at)
        card = _saved(row, "catalogue.resumed", actor, at)
        event = VersionPublished(card.version_id, card.id, card.code, str(row.effective_on))
        outbox.announce(event, card.id, at)
        return card


def _withdraw(version_id: str, state: VersionState, action: str, actor: Actor, at: datetime) -> ItemCard:
    _must(actor, "item.publish")
    with transaction.atomic():
        row = _locked(version_id)
        was_published = row.published_at is not None
        _move(row, state, actor, at)
        card = _saved(row, action, actor, at)
        if was_published:
            outbox.announce(ItemWithdrawn(card.version_id, card.id, card.code, state.value), card.id, at)
        return card


def _set_limits(fresh: Version, last: Version, statutory: Period | None, promised: Period | None) -> None:
    for name, given in (("statutory", statutory), ("promised", promised)):
        setattr(fresh, f"{name}_number", given.number if given else getattr(last, f"{name}_number"))
        setattr(fresh, f"{name}_unit", str(given.unit) if given else getattr(last, f"{name}_unit"))


def _hands(row: Version) -> set[str]:
    """The accounts of everybody who had a hand in a draft."""
    return {row.drafted_by, *row.states.values_list("account", flat=True)}


def _must(actor: Actor, permission: str) -> None:
    if actor.role != "system" and not actor.may(permission):
        raise Refused("catalogue.not_permitted", _("Your post does not permit this for items."))


def _locked(version_id: str) -> Version:
    key = queries.key_of(version_id)
    row = whole_versions().select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        raise Refused("catalogue.item_unknown", _("There is no such item."))
    return row


def _must_be_complete(row: Version) -> None:
    card = card_of(row)
    faults = content_faults(card) + providers.plan_faults(item=card)
    if faults:
        raise Refused(
            "catalogue.content_incomplete",
            _("The item cannot be published yet; please mend what is named."),
            faults=faults,
        )


def _move(row: Version, state: VersionState, actor: Actor, at: datetime) -> None:
    row.state = after(VersionState(row.state), state).value
    row.changed_at = at


def _saved(row: Version, action: str, actor: Actor, at: datetime) -> ItemCard:
    row.save(update_fields=["state", "changed_at", "effective_on", "published_at", "published_by"])
    _record(row, action, actor, at)
    return card_of(row)


def _record(row: Version, action: str, actor: Actor, at: datetime) -> None:
    act = audit_rules.Act(
        actor=actor,
        action=action,
        subject_kind="version",
        subject_id=str(row.pk),
        case_id=None,
        purpose="",
        detail={"code": row.implementation.code, "version_no": row.version_no, "state": str(row.state)},
    )
    audit.record(act, at)
