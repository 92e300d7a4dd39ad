"""Reading the catalogue: items in force, versions, departments' and themes' items, licence types, imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongban.catalogue.content import card_of, tables_of
from tongban.catalogue.finding import SearchHit, SearchResult, search
from tongban.catalogue.models import DraftState, ImportRow, ImportRun, ItemTheme, LicenceType, Version
from tongban.catalogue.rows import READABLE, in_force, in_statement, newest_readable, stamp, whole_versions
from tongban.catalogue.rules import (
    ITEM_TYPES,
    FieldCard,
    ImportReport,
    ItemCard,
    KnownMaterial,
    LicenceTypeCard,
    MaterialCard,
    Mend,
    ResultCard,
    RowReport,
    TableCard,
    VersionState,
    days_of,
)
from tongban.design import links
from tongban.foundation.refusals import Refused, _
from tongban.foundation.workdays import Period

OTHER = "其他"
"""The theme of what fits no theme."""

__all__ = [
    "FieldCard",
    "ImportReport",
    "ItemCard",
    "ItemLine",
    "KnownMaterial",
    "LicenceTypeCard",
    "MaterialCard",
    "Period",
    "ResultCard",
    "SearchHit",
    "SearchResult",
    "item_in_force",
    "licence_type",
    "search",
    "stamp",
    "version",
]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One line of a list of items."""

    id: str
    version_id: str
    version_no: int
    state: str
    code: str
    name: str
    type_code: str
    type_name: str
    department_id: str
    department_name: str
    region_code: str
    region_name: str
    promised: Period | None
    has_guide: bool
    appliable: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the history of an item: who had it in hand last and when, who published it and from which day."""

    version_id: str
    version_no: int
    state: str
    changed_by: str
    changed_at: datetime
    published_by: str
    published_at: datetime | None
    effective_on: date | None


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """The plan and the tables of a draft after one change; number 0 is what it was begun with.

    account  of who changed it
    undoes   the number that undoing leads to, None when there is nothing to undo
    """

    number: int
    plan: Mapping[str, Any]
    at: datetime
    by: str
    account: str
    undoes: int | None = None
    tables: tuple[TableCard, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme of life with the number of its items, ready for a list of links."""

    subject: str
    name: str
    number: int

    @property
    def title(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Its page, empty when no page is registered."""
        return links.address("theme", subject=self.subject, name=self.name)


def item_in_force(*, code: str = "", implementation_id: str = "", on: date) -> ItemCard:
    """The version of an item that counts on a day, by task code or by id of the implementation.

    A suspended or cancelled item is returned too, with that state and not appliable: it can be read.
    Refuses ``catalogue.item_unknown`` when there is no such item, or none published by that day.
    """
    found = (
        newest_readable("code", code, on)
        if code
        else newest_readable("id", in_statement(key_of(implementation_id)), on)
    )
    if found is None:
        raise _unknown()
    card = version(version_id=str(UUID(str(found[0]))))
    if card.state == found[1]:
        return card
    return replace(card, state=found[1], appliable=card.appliable and found[1] == VersionState.PUBLISHED)


def version(*, version_id: str) -> ItemCard:
    """One version, whatever its age; a case asks for the one it was submitted under.

    Published content is immutable, so cards are kept in memory. ``state`` is the one it had when first read:
    whether an item may be applied for now is a question for ``item_in_force``.
    """
    return _published_version(version_id)


@lru_cache(maxsize=4096)
def _published_version(version_id: str) -> ItemCard:
    row = whole_versions().filter(pk=key_of(version_id), state__in=READABLE).first()
    if row is None:
        raise _unknown()
    return card_of(row)


def version_of_any_state(*, version_id: str) -> ItemCard:
    """One version, drafts included, as it stands now: for the desk of item administrators."""
    row = whole_versions().filter(pk=key_of(version_id)).first()
    if row is None:
        raise _unknown()
    return card_of(row)


def versions_of(*, implementation_id: str) -> tuple[ItemLine, ...]:
    """All versions of an item, newest first."""
    rows = whole_versions().filter(implementation_id=key_of(implementation_id)).order_by("-version_no")
    return tuple(_line(row) for row in rows)


def history_of(*, implementation_id: str) -> tuple[VersionLine, ...]:
    """Every version of an item with who and when, newest first; discarded drafts too."""
    rows = Version.objects.filter(implementation_id=key_of(implementation_id)).order_by("-version_no")
    names = (
        "version_no",
        "state",
        "changed_by",
        "changed_at",
        "published_by",
        "published_at",
        "effective_on",
    )
    return tuple(VersionLine(str(row[0]), *row[1:]) for row in rows.values_list("pk", *names))


def content_proof(*, version_id: str) -> str:
    """The proof of what a version says now, by which a page knows it again; empty for an unknown one."""
    rows = Version.objects.filter(pk=key_of(version_id)).values_list("content_sha256", flat=True)
    return str(rows.first() or "")


def published_before(*, version_id: str) -> ItemCard | None:
    """The last published version before this one, with which it is compared; None for the first."""
    this = Version.objects.filter(pk=key_of(version_id)).values("implementation_id", "version_no").first()
    if this is None:
        raise _unknown()
    rows = whole_versions().filter(
        implementation_id=this["implementation_id"],
        version_no__lt=this["version_no"],
        published_at__isnull=False,
    )
    row = rows.order_by("-version_no").first()
    return card_of(row) if row else None


def version_in_hand(*, implementation_id: str) -> str:
    """The id of the draft, or of the version under review, that an item has; empty when it has none."""
    open_states = (VersionState.DRAFT, VersionState.REVIEW)
    rows = Version.objects.filter(implementation_id=key_of(implementation_id), state__in=open_states)
    found = rows.values_list("pk", flat=True).first()
    return str(found) if found else ""


def draft_plans(*, version_id: str, newest: int = 30) -> tuple[DraftPlan, ...]:
    """The last states of a draft's plan, newest first; one that nobody has changed yet has the one it was begun with."""
    states = DraftState.objects.filter(version_id=key_of(version_id)).order_by("-number")
    if rows := list(states[:newest]):
        origins = dict(states.values_list("number", "came_from"))
        return tuple(_draft_plan(row, origins) for row in rows)
    row = Version.objects.filter(pk=key_of(version_id)).first()
    if row is None:
        raise _unknown()
    tables = tables_of(row.content.get("tables"))
    return (DraftPlan(0, row.plan, row.changed_at, row.changed_by, row.drafted_by, tables=tables),)


def draft_plan(*, version_id: str, number: int) -> DraftPlan | None:
    """One state of a draft's plan, None when there is no such."""
    states = DraftState.objects.filter(version_id=key_of(version_id))
    row = states.filter(number=number).first()
    if row is not None:
        return _draft_plan(row, dict(states.values_list("number", "came_from")))
    return next((one for one in draft_plans(version_id=version_id) if one.number == number), None)


def editors_of(*, version_id: str) -> frozenset[str]:
    """The accounts of those who drafted or changed a version; another one publishes it."""
    key = key_of(version_id)
    drafted = Version.objects.filter(pk=key).values_list("drafted_by", flat=True)
    changed = DraftState.objects.filter(version_id=key).values_list("account", flat=True)
    return frozenset({*drafted, *changed} - {""})


def _draft_plan(row: DraftState, origins: Mapping[int, int | None]) -> DraftPlan:
    """origins: for each state of the draft the one it was changed from."""
    undoes = origins[row.number if row.shows is None else row.shows]
    return DraftPlan(row.number, row.plan, row.at, row.by, row.account, undoes, tables_of(row.tables))


def items_of_department(*, department_id: str, on: date) -> tuple[ItemLine, ...]:
    """What a department offers on a day, by name; items with a guide first."""
    return _lines(in_force(on).filter(implementation__department_id=key_of(department_id)))


def items_by_theme(*, subject: str, theme: str, on: date) -> tuple[ItemLine, ...]:
    """The items under a theme of life on a day. subject: "person" or "body"."""
    themed = ItemTheme.objects.filter(subject=subject, name=theme).values("implementation_id")
    return _lines(in_force(on).filter(implementation_id__in=themed))


def appliable_items(*, on: date) -> tuple[ItemLine, ...]:
    """The items that can be applied for here on a day, by name."""
    return _lines(in_force(on).filter(appliable=True, state=VersionState.PUBLISHED))


def often_wanted(*, limit: int = 6) -> tuple[ItemLine, ...]:
    """Items that can be applied for here, for the first page: those that take the fewest days come first."""
    rows = Version.objects.filter(appliable=True, state=VersionState.PUBLISHED)
    newest = rows.order_by("implementation_id", "-version_no").values_list("implementation_id", "id")
    current = dict(reversed(list(newest)))
    found = whole_versions().filter(id__in=current.values()).defer("content", "plan")
    return tuple(_line(row) for row in found.order_by("promised_number", "name")[:limit])


def themes() -> tuple[ThemeLine, ...]:
    """Each theme of life that holds an item, those of people first; what is called other comes last."""
    rows = ItemTheme.objects.values_list("subject", "name").annotate(number=Count("id"))
    found = [ThemeLine(*row) for row in rows]
    return tuple(
        sorted(found, key=lambda one: (one.subject != "person", one.name == OTHER, -one.number, one.name))
    )


def items(
    *,
    on: date,
    text: str = "",
    department_id: str = "",
    guide_only: bool = False,
    start: int = 0,
    limit: int = 50,
) -> tuple[tuple[ItemLine, ...], int]:
    """A page of the items in force with their number in all, filtered by words of the name or code."""
    rows = in_force(on)
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(implementation__code__icontains=word))
    if department_id:
        rows = rows.filter(implementation__department_id=key_of(department_id))
    if guide_only:
        rows = rows.filter(has_guide=True)
    return _lines(rows, start, limit), rows.count()


def departments_with_items(*, on: date) -> tuple[tuple[str, str, str, int], ...]:
    """Each department that offers something: id, name, region name, number of items; by region and name."""
    rows = (
        in_force(on)
        .values_list(
            "implementation__department_id",
            "implementation__department__name",
            "implementation__region__name",
        )
        .annotate(number=Count("id"))
        .order_by("-implementation__region_id", "implementation__department__name")
    )
    return tuple((str(pk), name, region, number) for pk, name, region, number in rows)


def themes_with_items(*, on: date) -> tuple[ThemeLine, ...]:
    """The themes that hold an item in force on a day."""
    current = in_force(on).values("implementation_id")
    rows = ItemTheme.objects.filter(implementation_id__in=current).values_list("subject", "name")
    counted = rows.annotate(number=Count("id")).order_by("-subject", "-number", "name")
    return tuple(ThemeLine(*row) for row in counted)


def licence_type(*, code: str) -> LicenceTypeCard:
    """The type of electronic licence with this code. Refuses an unknown one."""
    row = LicenceType.objects.filter(pk=code).first()
    if row is None:
        raise Refused("catalogue.licence_type_unknown", _("There is no such type of licence."))
    return _licence_type_card(row)


def licence_types() -> tuple[LicenceTypeCard, ...]:
    """All types of electronic licence, by code."""
    return tuple(_licence_type_card(row) for row in LicenceType.objects.order_by("type_code"))


def licence_type_names(*, codes: Iterable[str]) -> dict[str, str]:
    """The names of several licence types by code."""
    return dict(LicenceType.objects.filter(pk__in=list(codes)).values_list("type_code", "name"))


def import_runs() -> tuple[Mapping[str, Any], ...]:
    """All imports, newest first, with their counts."""
    return tuple(ImportRun.objects.order_by("-at").values())


def import_report(*, public_id: str) -> tuple[ImportReport, Mapping[str, Any]]:
    """The report of an import, row by row, and the run it belongs to. Refuses an unknown one."""
    run = ImportRun.objects.filter(public_id=public_id).first()
    if run is None:
        raise Refused("catalogue.import_unknown", _("There is no such import."))
    return report_of(run), {
        "at": run.at,
        "by": run.by,
        "file_name": run.file_name,
        "public_id": run.public_id,
    }


def report_of(run: ImportRun) -> ImportReport:
    """The report that a stored run holds."""
    rows = ImportRow.objects.filter(run=run).order_by("position")
    return ImportReport(
        run_id=str(run.pk),
        kind=run.kind,
        source=run.source,
        edition=run.edition,
        sha256=run.file_sha256,
        encoding=run.encoding,
        rows=tuple(
            RowReport(
                one.row, one.name, one.code, one.outcome, tuple(Mend(**m) for m in one.mends), one.change
            )
            for one in rows
        ),
    )


def _lines(rows: QuerySet[Version], start: int = 0, limit: int | None = None) -> tuple[ItemLine, ...]:
    ordered = rows.defer("content", "plan").order_by(
        "-appliable", "-has_guide", "name", "implementation__code"
    )
    return tuple(_line(row) for row in (ordered[start : start + limit] if limit else ordered))


def _line(row: Version) -> ItemLine:
    implementation = row.implementation
    return ItemLine(
        id=str(implementation.pk),
        version_id=str(row.pk),
        version_no=row.version_no,
        state=row.state,
        code=implementation.code,
        name=row.name,
        type_code=row.type_code,
        type_name=ITEM_TYPES.get(row.type_code, row.type_code),
        department_id=str(implementation.department_id),
        department_name=implementation.department.name,
        region_code=implementation.region_id,
        region_name=implementation.region.name,
        promised=None if row.promised_number is None else days_of(row.promised_number, row.promised_unit),
        has_guide=row.has_guide,
        appliable=row.appliable and row.state == VersionState.PUBLISHED,
        changed_at=row.changed_at,
    )


def _licence_type_card(row: LicenceType) -> LicenceTypeCard:
    return LicenceTypeCard(
        type_code=row.type_code,
        name=row.name,
        definer=row.definer,
        definer_uscc=row.definer_uscc,
        holder_kind=row.holder_kind,
        face_fields=tuple((key, label) for key, label in row.face_fields),
        valid_months=row.valid_months,
        single_instance=row.single_instance,
    )


def key_of(text: str) -> UUID:
    """The key that a text writes; the nil key, which nothing has, for any other text."""
    try:
        return UUID(str(text))
    except ValueError:
        return UUID(int=0)


def _unknown() -> Refused:
    return Refused("catalogue.item_unknown", _("There is no such item."))
