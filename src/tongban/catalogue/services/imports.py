"""Bringing files in: one transaction a file, one report a file, nothing dropped in silence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from tongban.audit import rules as audit_rules
from tongban.audit import services as audit
from tongban.catalogue.events import CatalogueImported
from tongban.catalogue.importing.bindings import bound
from tongban.catalogue.importing.drafts import DepartmentDraft, ItemDraft, Reading, RefusedRow
from tongban.catalogue.importing.files import csv_records, decoded, json_objects
from tongban.catalogue.importing.guides import key_of, read_guide
from tongban.catalogue.importing.item_list import COLUMNS, read_items
from tongban.catalogue.models import ImportRow, ImportRun, LicenceType
from tongban.catalogue.rules import ImportReport, LicenceTypeCard, Mend, RowReport
from tongban.catalogue.services.storing import Stored, store
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.identifiers import check
from tongban.foundation.refusals import Refused, _
from tongban.org import queries as org_queries
from tongban.org import services as org
from tongban.outbox import services as outbox

BATCH = 500


def import_items(*, path: Path, source: str, edition: str, actor: Actor, at: datetime) -> ImportReport:
    """Bring in a district's public item list (CSV): items without guides, to be read and found, not applied for.

    Rows of a region that is not entered are refused. Importing the same list again changes nothing.
    Refuses a file that is no such list, and an actor who may not edit items.
    """
    _may_import(actor)
    data = _read(path)
    text, encoding = decoded(data)
    header, records = csv_records(text, COLUMNS)
    readings = _of_known_regions(read_items(header, records))
    with transaction.atomic():
        departments = _departments_of(readings, actor, at)
        stored = store(readings, departments, edition=edition, source=source, actor=actor, at=at)
        return _reported(_Taken("items", path, data, source, edition, actor, at), encoding, stored)


def import_guides(
    *,
    path: Path,
    source: str,
    edition: str,
    region_code: str,
    departments: Mapping[str, str] | None = None,
    enrichment: Mapping[str, Mapping[str, Any]] | None = None,
    licence_types: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> ImportReport:
    """Bring in full guides (JSON) as items that departments of one region carry out.

    departments    which department of the register carries out a guide: key or handling department of the
                  guide -> department code; what is not named is looked for by the handling department's name
    enrichment     by key of the guide (``<rights code>-<business code>``): form, plan, bindings to licence types,
                  and whatever else the source does not say; may name the ``department`` itself
    licence_types  the enrichment's own names of licence types -> type codes
    """
    _may_import(actor)
    data = _read(path)
    text, encoding = decoded(data)
    guides = json_objects(text)
    added = {key: bound(one, licence_types or {}) for key, one in (enrichment or {}).items()}
    org_queries.region(code=region_code)
    readings = _once(
        read_guide(
            guide,
            row=str(number),
            enrichment=added.get(_key(guide)),
            department=_department_for(guide, departments or {}, added, region_code),
            region_code=region_code,
            edition=edition,
            on=day_of(at),
        )
        for number, guide in enumerate(guides, 1)
    )
    with transaction.atomic():
        keys = {
            one.department.code: _existing(one.department.code)
            for one in readings
            if isinstance(one, ItemDraft)
        }
        stored = store(readings, keys, edition=edition, source=source, actor=actor, at=at)
        return _reported(_Taken("guides", path, data, source, edition, actor, at), encoding, stored)


def keep_report(
    *,
    kind: str,
    path: Path,
    data: bytes,
    encoding: str,
    source: str,
    edition: str,
    rows: Iterable[RowReport],
    actor: Actor,
    at: datetime,
) -> ImportReport:
    """Keep the report of a file that another room brought in, where administrators look for all of them."""
    listed = list(rows)
    touched = [one.code for one in listed if one.change in {"added", "changed"}]
    taken = _Taken(kind, path, data, source, edition, actor, at)
    return _reported(taken, encoding, Stored(listed, touched))


def register_licence_types(
    *, types: Iterable[LicenceTypeCard], actor: Actor, at: datetime, sample: bool = False
) -> int:
    """Enter types of electronic licence, or bring those with the same code up to date; how many there are.

    Refuses a definer whose unified code does not hold and a code that is not the definer's with three more.
    """
    _may_import(actor)
    types = tuple(types)
    for one in types:
        if not check("uscc", one.definer_uscc).valid or len(one.type_code) != 21:
            raise Refused(
                "catalogue.licence_type_wrong",
                _(
                    "The code of the licence type “{name}” is not its definer's unified code and three more characters."
                ),
                name=one.name,
            )
    with transaction.atomic():
        for one in types:
            values = asdict(one)
            values["face_fields"] = [list(pair) for pair in one.face_fields]
            LicenceType.objects.update_or_create(
                type_code=values.pop("type_code"), defaults=values | {"sample": sample}
            )
        _record(actor, "catalogue.licence_types_registered", "licence-type", "", at, {"count": len(types)})
    return len(types)


def _may_import(actor: Actor) -> None:
    if actor.role != "system" and not actor.may("item.edit"):
        raise Refused("catalogue.not_permitted", _("Your post does not permit this for items."))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise Refused(
            "catalogue.file_unreadable", _("The file {name} cannot be read."), name=path.name
        ) from wrong


def _of_known_regions(readings: Sequence[Reading]) -> list[Reading]:
    known = {one.code for one in org_queries.regions()}
    checked: list[Reading] = []
    for one in readings:
        if isinstance(one, ItemDraft) and one.region_code not in known:
            why = _("This region is not entered in the register.")
            checked.append(
                RefusedRow(one.row, one.name, one.code, (Mend("area_code", one.region_code, "", why),))
            )
        else:
            checked.append(one)
    return checked


def _once(readings: Iterable[Reading]) -> list[Reading]:
    """Each task code once; the second guide with the same code is refused."""
    seen: set[str] = set()
    kept: list[Reading] = []
    for one in readings:
        if isinstance(one, ItemDraft) and one.code in seen:
            why = _("The same item code stands in an earlier row.")
            kept.append(
                RefusedRow(one.row, one.name, one.local_code, (Mend("rights_code", one.code, "", why),))
            )
            continue
        if isinstance(one, ItemDraft):
            seen.add(one.code)
        kept.append(one)
    return kept


def _departments_of(readings: Sequence[Reading], actor: Actor, at: datetime) -> dict[str, str]:
    """The departments of a list by code, entered where the register does not have them."""
    wanted = {one.department.code: one for one in readings if isinstance(one, ItemDraft)}
    found = {}
    for code, one in wanted.items():
        card = org_queries.department_by_code(code=code) or org.register_department(
            code=code,
            name=one.department.name,
            uscc=one.department.uscc,
            region_code=one.region_code,
            actor=actor,
            at=at,
        )
        found[code] = card.id
    return found


def _existing(code: str) -> str:
    card = org_queries.department_by_code(code=code)
    if card is None:
        raise Refused("catalogue.department_unknown", _("There is no department {code}."), code=code)
    return card.id


def _key(guide: Any) -> str:
    return key_of(guide) if isinstance(guide, Mapping) else ""


def _department_for(
    guide: Any, departments: Mapping[str, str], added: Mapping[str, Mapping[str, Any]], region_code: str
) -> DepartmentDraft | None:
    if not isinstance(guide, Mapping):
        return None
    key, handling = key_of(guide), str(guide.get("handling_dept", ""))
    code = departments.get(key) or departments.get(handling) or added.get(key, {}).get("department", "")
    if code:
        card = org_queries.department_by_code(code=str(code))
    else:
        card = org_queries.department_by_name(name=handling, region_code=region_code)
    return DepartmentDraft(card.code, card.name, card.uscc) if card else None


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file taken in hand: what it is, and who brings it in when."""

    kind: str
    path: Path
    data: bytes
    source: str
    edition: str
    actor: Actor
    at: datetime

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def _reported(taken: _Taken, encoding: str, stored: Stored) -> ImportReport:
    """The report of an import, kept with its rows; the same file that changes nothing leaves the earlier one."""
    report = ImportReport(
        "", taken.kind, taken.source, taken.edition, taken.sha256, encoding, tuple(stored.rows)
    )
    earlier = ImportRun.objects.filter(kind=taken.kind, file_sha256=taken.sha256).order_by("-at").first()
    if earlier and not stored.touched:
        _record(
            taken.actor,
            "catalogue.imported_again",
            "import",
            str(earlier.pk),
            taken.at,
            {"read": report.read},
        )
        return replace(report, run_id=str(earlier.pk))
    run = _run_of(taken, report)
    ImportRow.objects.bulk_create(
        [_row_of(run, position, one) for position, one in enumerate(report.rows)], batch_size=BATCH
    )
    detail = {"file": taken.path.name, "sha256": taken.sha256, "read": report.read, "refused": report.refused}
    _record(taken.actor, "catalogue.imported", "import", str(run.pk), taken.at, detail)
    if stored.touched:
        event = CatalogueImported(str(run.pk), taken.kind, report.added, report.changed)
        outbox.announce(event, str(run.pk), taken.at)
    return replace(report, run_id=str(run.pk))


def _run_of(taken: _Taken, report: ImportReport) -> ImportRun:
    return ImportRun.objects.create(
        kind=taken.kind,
        source=taken.source,
        edition=taken.edition,
        file_name=taken.path.name,
        file_sha256=taken.sha256,
        encoding=report.encoding,
        read=report.read,
        kept=report.kept,
        mended=report.mended,
        refused=report.refused,
        added=report.added,
        changed=report.changed,
        at=taken.at,
        by=taken.actor.name,
    )


def _row_of(run: ImportRun, position: int, one: RowReport) -> ImportRow:
    return ImportRow(
        run=run,
        position=position,
        row=one.row,
        name=one.name[:1000],
        code=one.code[:100],
        outcome=one.outcome,
        change=one.change,
        mends=[asdict(mend) for mend in one.mends],
    )


def _record(
    actor: Actor, action: str, kind: str, subject_id: str, at: datetime, detail: dict[str, Any]
) -> None:
    act = audit_rules.Act(
        actor=actor,
        action=action,
        subject_kind=kind,
        subject_id=subject_id,
        case_id=None,
        purpose="",
        detail=detail,
    )
    audit.record(act, at)
