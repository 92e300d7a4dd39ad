"""Bringing lists and guides of bundles in: one transaction, one report, nothing dropped in silence.

A bundle is offered when every item of its guide stands in the catalogue and the checks find nothing; otherwise it is
listed with the names of its items, as not offered here yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from tongban.bundles import importing, queries, rules
from tongban.bundles.importing import Guided, Listed, RefusedRow
from tongban.bundles.models import Bundle, Version
from tongban.bundles.services import versions
from tongban.catalogue import queries as catalogue
from tongban.catalogue import services as register
from tongban.catalogue.importing.files import csv_records, decoded, json_objects
from tongban.catalogue.rules import KEPT, MENDED, REFUSED, ImportReport, ItemCard, Mend, RowReport
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused, _
from tongban.org import queries as org


def import_bundles(
    *,
    path: Path,
    source: str,
    edition: str,
    region_code: str,
    themes: Path | None = None,
    national: Path | None = None,
    enrichment: Mapping[str, Mapping[str, Any]] | None = None,
    actor: Actor,
    at: datetime,
) -> ImportReport:
    """Bring in guides of bundles (JSON), and the lists of themes and of national bundles (CSV) beside them.

    enrichment  by code of the guide: ``items`` (short name -> task code, local code or name of an item of the
                catalogue), ``members`` (name in the guide -> short name, role, after), ``more`` members, questions,
                and whatever else the source does not say
    Rows of the three files that name the same matter are one bundle. Importing the same files again changes nothing.
    Refuses files that are no such lists, and an actor who may not edit items.
    """
    if actor.role != "system" and not actor.may("item.edit"):
        raise Refused("bundles.not_permitted", _("Your post does not permit this for bundles."))
    org.region(code=region_code)
    data = [_read(one) for one in (path, themes, national) if one is not None]
    text, encoding = decoded(data[0])
    guides = importing.read_guides(json_objects(text))
    lists: list[Listed | RefusedRow] = []
    if themes is not None:
        lists += importing.read_themes(*_csv(_read(themes), importing.THEME_COLUMNS))
    if national is not None:
        lists += importing.read_national(*_csv(_read(national), importing.NATIONAL_COLUMNS))
    with transaction.atomic():
        shelf = _shelf(region_code, day_of(at))
        taken = _Taken(source, edition, region_code, shelf, actor, at)
        rows = [_take_guide(one, (enrichment or {}), taken) for one in guides]
        rows += [_take_listed(one, taken) for one in lists]
        return register.keep_report(
            kind="bundles",
            path=path,
            data=b"".join(data),
            encoding=encoding,
            source=source,
            edition=edition,
            rows=rows,
            actor=actor,
            at=at,
        )


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The items that can be applied for in a region, by what a source may call them."""

    by_name: Mapping[str, ItemCard]

    def find(self, text: str) -> ItemCard | None:
        return self.by_name.get(text)


@dataclass(frozen=True, slots=True)
class _Taken:
    source: str
    edition: str
    region_code: str
    shelf: _Shelf
    actor: Actor
    at: datetime


def _shelf(region_code: str, on: date) -> _Shelf:
    """Items of the region and of the regions within it: by task code, local code and name."""
    significant = region_code.rstrip("0")
    cards = [
        catalogue.version(version_id=one.version_id)
        for one in catalogue.appliable_items(on=on)
        if one.region_code.startswith(significant)
    ]
    return _Shelf({name: card for card in cards for name in (card.name, card.local_code, card.code) if name})


def _take_guide(
    one: Guided | RefusedRow, enrichment: Mapping[str, Mapping[str, Any]], taken: _Taken
) -> RowReport:
    if isinstance(one, RefusedRow):
        return RowReport(one.row, one.name[:1000], "", REFUSED, one.reasons)
    added = enrichment.get(one.listed.code, {})
    mends = list(one.listed.mends)
    content = _content(one, added, taken, mends)
    change, bundle = _entered(one.listed, taken, members=list(one.members))
    if _changed(bundle, content):
        _store(bundle, content, taken, mends)
        change = change if change == "added" else "changed"
    return RowReport(
        one.listed.row, bundle.name, bundle.code, MENDED if mends else KEPT, tuple(mends), change
    )


def _changed(bundle: Bundle, content: rules.Content) -> bool:
    newest = bundle.versions.order_by("-version_no").first()
    return newest is None or newest.content_sha256 != versions.content_sha256(rules.to_plain(content))


def _store(bundle: Bundle, content: rules.Content, taken: _Taken, mends: list[Mend]) -> None:
    """A new version: offered when the checks find nothing, else a draft in hand with its faults in the report."""
    if Version.objects.filter(bundle=bundle, state="draft").exclude(drafted_by="").exists():
        mends.append(
            Mend("row", "", "", _("Somebody is drafting this bundle here; the draft was left alone."))
        )
        return
    Version.objects.filter(bundle=bundle, state="draft").delete()
    newest = bundle.versions.order_by("-version_no").first()
    number = newest.version_no + 1 if newest else 1
    row = versions.new_version(bundle, rules.to_plain(content), number, taken.actor, taken.at)
    faults = rules.content_faults(content, queries.items_of(content, day_of(taken.at)))
    if faults:
        versions.record(row, "bundles.drafted", taken.actor, taken.at)
        mends += [Mend(one.field, "", "", one.sentence, dict(one.values)) for one in faults]
    else:
        versions.offer(row, taken.actor, taken.at)


def _content(one: Guided, added: Mapping[str, Any], taken: _Taken, mends: list[Mend]) -> rules.Content:
    """The guide's own words, with the parts that the enrichment adds."""
    short = {name: taken.shelf.find(str(ref)) for name, ref in dict(added.get("items", {})).items()}
    codes = {name: card.code for name, card in short.items() if card}
    members = [_member(name, added, codes, taken, mends) for name in one.members]
    members += [_added_member(each, codes) for each in added.get("more", ())]
    guide = one.guide
    return rules.content_from(
        {
            "name": one.listed.name,
            "members": [rules.to_plain(member) for member in members],
            "conditions": [str(each) for each in guide.get("conditions", ())],
            "materials_said": [
                str(each.get("name", "")) for each in guide.get("materials", ()) if isinstance(each, Mapping)
            ],
            "faq": [list(pair) for pair in guide.get("faq", ())],
            "delivery": str(guide.get("delivery", "")),
            "areas": [taken.region_code],
            "areas_said": int(guide.get("applicable_areas") or 0),
            "source": str(guide.get("source") or taken.source),
            "source_url": str(guide.get("official_url", "")),
            "edition": taken.edition,
            "questions": _resolved(added.get("questions", ()), codes, _licence_types()),
            "joined": [[_coded(name, codes) for name in each] for each in added.get("joined", ())],
        }
        | {
            name: added[name]
            for name in ("theme", "subjects", "lead_department", "also", "consult_phone", "sample")
            if name in added
        }
    )


def _member(
    name: str, added: Mapping[str, Any], codes: Mapping[str, str], taken: _Taken, mends: list[Mend]
) -> rules.Member:
    """One member as the guide names it, found in the catalogue by the enrichment or by its very name."""
    told = dict(added.get("members", {}).get(name, {}))
    if told.get("role") == rules.CHECK:
        return rules.Member(name, role=rules.CHECK, department=str(told.get("department", "")))
    code = codes.get(str(told.get("item", "")), "")
    card = taken.shelf.find(code or name)
    if card is None:
        why = _("No item here carries this name, so the bundle is listed and not offered yet.")
        mends.append(Mend("linked_matters", name, "", why))
        return rules.Member(name)
    if card.name != name:
        mends.append(Mend("linked_matters", name, card.name, _("Carried out here under this name.")))
    after = tuple(codes[each] for each in told.get("after", ()) if each in codes)
    return rules.Member(name, card.code, department=card.department_name, after=after)


def _added_member(told: Mapping[str, Any], codes: Mapping[str, str]) -> rules.Member:
    after = tuple(codes[each] for each in told.get("after", ()) if each in codes)
    return rules.Member(
        str(told["name"]),
        codes.get(str(told.get("item", "")), ""),
        department=str(told.get("department", "")),
        after=after,
    )


def _licence_types() -> dict[str, str]:
    return {one.name: one.type_code for one in catalogue.licence_types()}


def _resolved(questions: Any, codes: Mapping[str, str], types: Mapping[str, str]) -> list[dict[str, Any]]:
    """The questions with short names of items as task codes, and names of licence types as type codes."""
    return [
        {
            **question,
            "known_by": types.get(question.get("known_by", ""), question.get("known_by", "")),
            "options": [_resolved_option(one, codes, types) for one in question["options"]],
        }
        for question in questions
    ]


def _resolved_option(
    option: Mapping[str, Any], codes: Mapping[str, str], types: Mapping[str, str]
) -> dict[str, Any]:
    return {
        **option,
        "items": [codes.get(one, one) for one in option.get("items", ())],
        "materials": [_coded(one, codes) for one in option.get("materials", ())],
        "fields": {_coded(name, codes): value for name, value in option.get("fields", {}).items()},
        "questions": _resolved(option.get("questions", ()), codes, types),
    }


def _coded(name: str, codes: Mapping[str, str]) -> str:
    short, space, key = name.partition(" ")
    return f"{codes.get(short, short)}{space}{key}"


def _take_listed(one: Listed | RefusedRow, taken: _Taken) -> RowReport:
    if isinstance(one, RefusedRow):
        return RowReport(one.row, one.name[:1000], "", REFUSED, one.reasons)
    change, bundle = _entered(one, taken)
    return RowReport(one.row, bundle.name, bundle.code, MENDED if one.mends else KEPT, one.mends, change)


def _entered(one: Listed, taken: _Taken, members: list[str] | None = None) -> tuple[str, Bundle]:
    """The bundle that a row names, with what this row adds to it; and whether that was new."""
    told = {
        "code": one.code or None,
        "subject": one.subject,
        "national_no": one.national_no,
        "document": one.document,
        "guides": one.guides,
        "members_said": members,
    }
    told = {name: value for name, value in told.items() if value is not None}
    row = Bundle.objects.filter(core_name=one.core_name).first()
    if row is None:
        first = {
            "code": importing.code_of(one),
            "name": one.name,
            "core_name": one.core_name,
            "source": taken.source[:500],
            "edition": taken.edition[:100],
        }
        return "added", Bundle.objects.create(**(first | told))
    if all(getattr(row, name) == value for name, value in told.items()):
        return "unchanged", row
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    return "changed", row


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise Refused(
            "bundles.file_unreadable", _("The file {name} cannot be read."), name=path.name
        ) from wrong


def _csv(data: bytes, columns: tuple[str, ...]) -> tuple[tuple[str, ...], list[Any]]:
    text, _encoding = decoded(data)
    return csv_records(text, columns)
