"""The life of a bundle's versions: drafted from the last, edited, published by a second person, withdrawn."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.bundles import events, queries, rules
from tongban.bundles.models import Bundle, Version
from tongban.foundation.actors import Actor
from tongban.foundation.canonical import canonical_json
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused, _
from tongban.outbox import services as outbox


def draft(*, code: str, actor: Actor, at: datetime) -> str:
    """A draft of a bundle made from its newest version, or the one already in hand; the id of the draft."""
    _must(actor, "item.edit")
    with transaction.atomic():
        bundle = Bundle.objects.select_for_update().filter(code=code).first()
        if bundle is None:
            raise rules.not_found()
        newest = bundle.versions.order_by("-version_no").first()
        if newest is not None and newest.state == "draft":
            return str(newest.pk)
        plain = newest.content if newest else rules.to_plain(_from_list(bundle))
        row = new_version(bundle, plain, newest.version_no + 1 if newest else 1, actor, at)
        record(row, "bundles.drafted", actor, at)
        return str(row.pk)


def _from_list(bundle: Bundle) -> rules.Content:
    """What the lists say of a bundle, as the beginning of its first version."""
    return rules.Content(
        name=bundle.name,
        subjects=(bundle.subject,) if bundle.subject else ("person", "body"),
        members=tuple(rules.Member(name) for name in bundle.members_said),
        source=bundle.source,
        edition=bundle.edition,
    )


def new_version(bundle: Bundle, plain: dict[str, Any], number: int, actor: Actor, at: datetime) -> Version:
    """A stored draft with this content, in the caller's transaction."""
    return Version.objects.create(
        bundle=bundle,
        version_no=number,
        state="draft",
        content=plain,
        content_sha256=content_sha256(plain),
        drafted_by=actor.account_id,
        hands=[actor.account_id] if actor.account_id else [],
        changed_at=at,
        changed_by=actor.name,
    )


def content_sha256(plain: dict[str, Any]) -> str:
    """The proof of a version's content."""
    return hashlib.sha256(canonical_json(plain)).hexdigest()


def save_draft(*, version_id: str, content: rules.Content, actor: Actor, at: datetime) -> None:
    """Keep a draft as it is now, complete or not. Refuses a version that is no draft: published ones never change."""
    _must(actor, "item.edit")
    with transaction.atomic():
        row = _locked(version_id)
        if row.state != "draft":
            raise Refused(
                "bundles.not_a_draft", _("A published version never changes; please begin a new one.")
            )
        row.content = rules.to_plain(content)
        row.content_sha256 = content_sha256(row.content)
        row.changed_at, row.changed_by, row.drafted_by = at, actor.name, actor.account_id
        row.hands = sorted({*row.hands, actor.account_id} - {""})
        row.save()
        record(row, "bundles.edited", actor, at)


def publish(*, version_id: str, seen: str, actor: Actor, at: datetime) -> None:
    """Offer a draft from now on; the version before it takes no new applications.

    seen  the proof of the content that was looked at: ``BundleCard.proof``
    Refuses one who drafted or edited it (a second person publishes), content that is not the one looked at, and
    content with a fault, naming every one.
    """
    _must(actor, "item.publish")
    with transaction.atomic():
        row = _locked(version_id)
        if row.state != "draft":
            raise Refused(
                "bundles.not_a_draft", _("A published version never changes; please begin a new one.")
            )
        if actor.account_id in row.hands:
            raise Refused("bundles.second_person", _("A second person publishes: please ask a colleague."))
        if row.content_sha256 != seen:
            raise Refused(
                "bundles.changed_since",
                _("This version has changed since you opened it. Please look at it again, then publish."),
            )
        offer(row, actor, at)


def offer(row: Version, actor: Actor, at: datetime) -> None:
    """Bring a draft into force, in the caller's transaction. Refuses content with a fault."""
    content = rules.content_from(row.content)
    faults = rules.content_faults(content, queries.items_of(content, day_of(at)))
    if faults:
        raise Refused(
            "bundles.content_incomplete",
            _("The bundle cannot be published yet; please mend what is named."),
            faults=faults,
        )
    Version.objects.filter(bundle=row.bundle, state="published").update(state="withdrawn")
    row.state, row.published_at, row.changed_at = "published", at, at
    row.save(update_fields=["state", "published_at", "changed_at"])
    record(row, "bundles.published", actor, at)
    event = events.BundlePublished(str(row.pk), row.bundle.code, row.version_no)
    outbox.announce(event, str(row.bundle_id), at)


def withdraw(*, code: str, actor: Actor, at: datetime) -> None:
    """Take no more applications for a bundle; its items can be applied for one by one. Refuses one not offered."""
    _must(actor, "item.publish")
    with transaction.atomic():
        row = (
            Version.objects.select_for_update(of=("self",))
            .select_related("bundle")
            .filter(bundle__code=code, state="published")
            .first()
        )
        if row is None:
            raise rules.not_found()
        row.state, row.changed_at = "withdrawn", at
        row.save(update_fields=["state", "changed_at"])
        record(row, "bundles.withdrawn", actor, at)
        outbox.announce(events.BundleWithdrawn(str(row.pk), row.bundle.code), str(row.bundle_id), at)


def _locked(version_id: str) -> Version:
    rows = Version.objects.select_for_update(of=("self",)).select_related("bundle")
    row = rows.filter(pk=queries.key_of(version_id)).first()
    if row is None:
        raise rules.not_found()
    return row


def _must(actor: Actor, permission: str) -> None:
    if actor.role != "system" and not actor.may(permission):
        raise Refused("bundles.not_permitted", _("Your post does not permit this for bundles."))


def record(row: Version, action: str, actor: Actor, at: datetime) -> None:
    """The leaf for what happened to a version."""
    act = Act(
        actor=actor,
        action=action,
        subject_kind="bundle",
        subject_id=str(row.bundle_id),
        detail={"code": row.bundle.code, "version_no": row.version_no, "sha256": row.content_sha256},
    )
    audit.record(act, at)
