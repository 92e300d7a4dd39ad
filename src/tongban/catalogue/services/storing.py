"""Drafts become rows: what is new is added, what changed becomes a new version, what is the same is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from tongban.catalogue.content import content_sha256
from tongban.catalogue.importing.drafts import ItemDraft, Reading, RefusedRow
from tongban.catalogue.models import Implementation, ItemTheme, ServiceItem, Version
from tongban.catalogue.rules import KEPT, MENDED, REFUSED, RowReport, VersionState
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of

BATCH = 500


@dataclass(slots=True)
class Stored:
    """What storing did: a report for each row, and the implementations it touched."""

    rows: list[RowReport]
    touched: list[str]


def store(
    readings: Iterable[Reading],
    departments: dict[str, str],
    *,
    edition: str,
    source: str,
    actor: Actor,
    at: datetime,
) -> Stored:
    """Store all drafts in the caller's transaction.

    departments  department code -> id of the department in the register
    """
    readings = list(readings)
    drafts = [one for one in readings if isinstance(one, ItemDraft)]
    known = {row.code: row for row in Implementation.objects.filter(code__in=[one.code for one in drafts])}
    items = _items(drafts)
    changes = {one.code: _change(known.get(one.code), one) for one in drafts}
    fresh = [one for one in drafts if changes[one.code] == "added"]
    made = Implementation.objects.bulk_create(
        [_implementation(one, items[one.base_code], departments) for one in fresh], batch_size=BATCH
    )
    known |= {row.code: row for row in made}
    altered = [one for one in drafts if changes[one.code] == "changed"]
    for one in altered:
        _bring_up_to_date(known[one.code], one, departments)
    _add_versions([*fresh, *altered], known, edition=edition, source=source, actor=actor, at=at)
    touched = [str(known[one.code].pk) for one in (*fresh, *altered)]
    return Stored([_row_report(one, changes) for one in readings], touched)


def _change(row: Implementation | None, draft: ItemDraft) -> str:
    if row is None:
        return "added"
    return "unchanged" if row.source_row_sha256 == draft.sha256() else "changed"


def _items(drafts: list[ItemDraft]) -> dict[str, ServiceItem]:
    """The catalogue rows of the drafts by base code; an existing row keeps its name (四级四同)."""
    codes = {one.base_code for one in drafts}
    known = {row.base_code: row for row in ServiceItem.objects.filter(base_code__in=codes)}
    fresh = {
        one.base_code: ServiceItem(
            base_code=one.base_code,
            code_scheme=one.base_scheme,
            name=one.name,
            type_code=one.type_code,
            main_name=one.main_name,
        )
        for one in drafts
        if one.base_code not in known
    }
    ServiceItem.objects.bulk_create(fresh.values(), batch_size=BATCH)
    return known | fresh


def _implementation(draft: ItemDraft, item: ServiceItem, departments: dict[str, str]) -> Implementation:
    return Implementation(
        item=item,
        code=draft.code,
        local_code=draft.local_code,
        code_scheme=draft.code_scheme,
        department_id=departments[draft.department.code],
        region_id=draft.region_code,
        source_row_sha256=draft.sha256(),
    )


def _bring_up_to_date(row: Implementation, draft: ItemDraft, departments: dict[str, str]) -> None:
    row.department_id = departments[draft.department.code]
    row.source_row_sha256 = draft.sha256()
    row.save(update_fields=["department", "source_row_sha256"])
    row.themes.all().delete()


def _add_versions(
    drafts: list[ItemDraft],
    known: dict[str, Implementation],
    *,
    edition: str,
    source: str,
    actor: Actor,
    at: datetime,
) -> None:
    keys = [known[one.code].pk for one in drafts]
    counted = Version.objects.filter(implementation_id__in=keys).values_list("implementation_id")
    numbers = dict(counted.annotate(newest=Max("version_no")))
    versions, themes = [], []
    for one in drafts:
        row = known[one.code]
        number = numbers.get(row.pk, 0) + 1
        content = {"source": source, "edition": edition} | {
            k: v for k, v in one.content.items() if v not in ("", None)
        }
        versions.append(_version(one, row, number, content, actor, at))
        themes += [
            ItemTheme(implementation=row, subject=subject, name=name)
            for name in one.themes
            for subject in one.subjects or ("person",)
        ]
    Version.objects.bulk_create(versions, batch_size=BATCH)
    ItemTheme.objects.bulk_create(themes, batch_size=BATCH)


def _version(
    draft: ItemDraft, row: Implementation, number: int, content: dict[str, Any], actor: Actor, at: datetime
) -> Version:
    return Version(
        implementation=row,
        version_no=number,
        state=VersionState.PUBLISHED.value,
        effective_on=day_of(at),
        name=draft.name,
        type_code=draft.type_code,
        subjects=list(draft.subjects),
        statutory_number=draft.statutory.number if draft.statutory else None,
        statutory_unit=str(draft.statutory.unit) if draft.statutory else "",
        promised_number=draft.promised.number if draft.promised else None,
        promised_unit=str(draft.promised.unit) if draft.promised else "",
        has_guide=draft.has_guide,
        appliable=draft.appliable,
        online=draft.online,
        content=content,
        plan=dict(draft.plan),
        content_sha256=content_sha256(content, draft.plan),
        changed_at=at,
        changed_by=actor.name,
        published_at=at,
    )


def _row_report(one: Reading, changes: dict[str, str]) -> RowReport:
    if isinstance(one, RefusedRow):
        return RowReport(one.row, one.name, one.code, REFUSED, one.mends)
    outcome = MENDED if one.mends else KEPT
    return RowReport(one.row, one.name, one.code, outcome, one.mends, changes[one.code])
