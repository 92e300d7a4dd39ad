"""Plan, tables and procedure of a draft: changed, taken back, discarded; each change is kept at once, none on a stale page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.audit import rules as audit_rules
from tongban.audit import services as audit
from tongban.catalogue import queries
from tongban.catalogue.content import content_sha256
from tongban.catalogue.models import DraftState, Version
from tongban.catalogue.rules import TableCard, VersionState, after, to_plain
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused, _


def change_plan(
    *, version_id: str, plan: Mapping[str, Any], expected: int, key: str, actor: Actor, at: datetime
) -> int:
    """Keep another plan for a draft, right or wrong; the number of the state it now has.

    expected  the state the change was made from; refused when the draft has moved on since
    key       of this request: asked again, it is not done again
    """
    with transaction.atomic():
        row, head, done = _to_be_changed(version_id, expected, key, actor)
        if done or head.plan == dict(plan):
            return done or head.number
        return _add(row, head, (dict(plan), _tables(head)), None, key, actor, at)


def change_tables(
    *, version_id: str, tables: Sequence[TableCard], expected: int, key: str, actor: Actor, at: datetime
) -> int:
    """Keep other decision tables for a draft, right or wrong, as ``change_plan`` keeps another plan."""
    kept = to_plain(tuple(tables))
    with transaction.atomic():
        row, head, done = _to_be_changed(version_id, expected, key, actor)
        if done or _tables(head) == kept:
            return done or head.number
        return _add(row, head, (head.plan, kept), None, key, actor, at)


def restore_plan(
    *, version_id: str, number: int | None = None, expected: int, key: str, actor: Actor, at: datetime
) -> int:
    """Take an earlier state of a draft up again; without a number the one before the last change (undo)."""
    with transaction.atomic():
        row, head, done = _to_be_changed(version_id, expected, key, actor)
        if done:
            return done
        wanted = _meant(row, head).came_from if number is None else number
        found = None if wanted is None else row.states.filter(number=wanted).first()
        if found is None:
            raise Refused(
                "catalogue.nothing_to_undo", _("There is no earlier state of this draft to go back to.")
            )
        return _add(row, head, (found.plan, _tables(found)), found, key, actor, at)


def change_procedure(
    *, version_id: str, procedure: Mapping[str, Any], seen: str, actor: Actor, at: datetime
) -> None:
    """Keep what sets the procedure of a draft apart; what is not named in it stays as it is.

    seen  the proof of the content that the change was made from; refused when the draft has moved on since. What
          stands so already is not done again.
    """
    with transaction.atomic():
        row = _draft(version_id, actor)
        content = {**row.content, "procedure": {**row.content.get("procedure", {}), **procedure}}
        if content == row.content:
            return
        if row.content_sha256 != seen:
            raise Refused(
                "catalogue.draft_moved_on",
                _("{name} has changed this draft since you opened it; nothing of yours was done."),
                name=row.changed_by or "?",
            )
        row.content = content
        row.save(update_fields=["content"])
        # A state of the draft with the same plan and tables: whoever changed anything had a hand in it.
        head = _head(row)
        _add(row, head, (head.plan, _tables(head)), None, "", actor, at)


def discard_draft(*, version_id: str, actor: Actor, at: datetime) -> None:
    """Give up a draft; what is in force stays as it is, and the draft stays in the list of versions."""
    with transaction.atomic():
        row = _draft(version_id, actor)
        row.state = after(VersionState(row.state), VersionState.CANCELLED).value
        row.changed_at, row.changed_by = at, actor.name
        row.save(update_fields=["state", "changed_at", "changed_by"])
        _record(row, "catalogue.draft_discarded", actor, at)


def _to_be_changed(
    version_id: str, expected: int, key: str, actor: Actor
) -> tuple[Version, DraftState, int | None]:
    """The draft and its newest state, locked; and the state that this very request has made before, if it has."""
    row = _draft(version_id, actor)
    head = _head(row)
    made = row.states.filter(key=key).first() if key else None
    if made is not None:
        return row, head, head.number
    if head.number != expected:
        raise Refused(
            "catalogue.draft_moved_on",
            _("{name} has changed this draft since you opened it; nothing of yours was done."),
            name=head.by or "?",
        )
    return row, head, None


def _draft(version_id: str, actor: Actor) -> Version:
    if actor.role != "system" and not actor.may("item.edit"):
        raise Refused("catalogue.not_permitted", _("Your post does not permit this for items."))
    found = Version.objects.select_related("implementation").select_for_update(of=("self",))
    row = found.filter(pk=queries.key_of(version_id)).first()
    if row is None:
        raise Refused("catalogue.item_unknown", _("There is no such item."))
    if row.state != VersionState.DRAFT:
        raise Refused(
            "catalogue.no_draft", _("This version is no draft any more; begin a new one to change the plan.")
        )
    return row


def _head(row: Version) -> DraftState:
    """The newest state; the first is the plan that the draft was begun with."""
    newest = row.states.order_by("-number").first()
    if newest is not None:
        return newest
    first = DraftState(
        version=row,
        number=0,
        plan=row.plan,
        tables=row.content.get("tables", []),
        at=row.changed_at,
        by=row.changed_by,
        account=row.drafted_by,
    )
    first.save(force_insert=True)
    return first


def _tables(state: DraftState) -> list[dict[str, Any]]:
    return list(state.tables or ())


def _meant(row: Version, state: DraftState) -> DraftState:
    """The state whose plan a state shows: itself, or the one taken up again."""
    return state if state.shows is None else row.states.get(number=state.shows)


def _add(
    row: Version,
    head: DraftState,
    kept: tuple[dict[str, Any], list[dict[str, Any]]],
    shows: DraftState | None,
    key: str,
    actor: Actor,
    at: datetime,
) -> int:
    plan, tables = kept
    fresh = DraftState(
        version=row,
        number=head.number + 1,
        plan=plan,
        tables=tables,
        came_from=_meant(row, head).number,
        shows=None if shows is None else _meant(row, shows).number,
        key=key,
        at=at,
        by=actor.name,
        account=actor.account_id,
    )
    fresh.save(force_insert=True)
    row.plan, row.changed_at, row.changed_by = plan, at, actor.name
    changed = "catalogue.plan_changed" if tables == _tables(head) else "catalogue.tables_changed"
    row.content = {name: value for name, value in row.content.items() if name != "tables"}
    if tables:
        row.content["tables"] = tables
    row.content_sha256 = content_sha256(row.content, plan)
    row.save(update_fields=["plan", "content", "changed_at", "changed_by", "content_sha256"])
    _record(row, changed, actor, at)
    return fresh.number


def _record(row: Version, action: str, actor: Actor, at: datetime) -> None:
    detail = {
        "code": row.implementation.code,
        "version_no": row.version_no,
        "content_sha256": row.content_sha256,
    }
    act = audit_rules.Act(
        actor=actor, action=action, subject_kind="version", subject_id=str(row.pk), purpose="", detail=detail
    )
    audit.record(act, at)
