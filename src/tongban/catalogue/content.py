"""From a stored version to its card, and back: the one place that knows the shape of the content JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from tongban.catalogue.models import Version
from tongban.catalogue.rules import (
    ITEM_TYPES,
    EligibilityQuestion,
    FieldCard,
    ItemCard,
    MaterialCard,
    PageCard,
    ProcedureCard,
    ResultCard,
    Step,
    TableCard,
    VersionState,
    Window,
    days_of,
    from_plain,
)
from tongban.foundation.canonical import canonical_json
from tongban.foundation.workdays import Period


def content_sha256(content: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    """The proof of a version's content and plan."""
    return hashlib.sha256(canonical_json({"content": content, "plan": plan})).hexdigest()


def card_of(version: Version) -> ItemCard:
    """The card of a version; its implementation, item, department and region must be loaded with it."""
    implementation = version.implementation
    content = version.content
    offered = version.state == VersionState.PUBLISHED
    return ItemCard(
        id=str(implementation.pk),
        version_id=str(version.pk),
        version_no=version.version_no,
        state=version.state,
        code=implementation.code,
        local_code=implementation.local_code,
        base_code=implementation.item.base_code,
        name=version.name,
        type_code=version.type_code,
        type_name=ITEM_TYPES.get(version.type_code, version.type_code),
        department_id=str(implementation.department_id),
        department_name=implementation.department.name,
        department_uscc=implementation.department.uscc or "",
        region_code=implementation.region_id,
        region_name=implementation.region.name,
        subjects=tuple(version.subjects),
        statutory=_period(version.statutory_number, version.statutory_unit),
        promised=_period(version.promised_number, version.promised_unit),
        plan=version.plan,
        has_guide=version.has_guide,
        appliable=version.appliable and offered,
        online=version.online,
        **told(content),
    )


def told(content: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the card that only the content JSON holds."""
    result = content.get("result")
    return {
        "project_type": content.get("project_type", ""),
        "limit_note": content.get("limit_note", ""),
        "conditions": content.get("conditions", ""),
        "fee_yuan": content.get("fee_yuan", ""),
        "fee_note": content.get("fee_note", ""),
        "visits": int(content.get("visits", 0)),
        "materials": _cards(MaterialCard, content, "materials"),
        "fields": _cards(FieldCard, content, "fields"),
        "pages": _cards(PageCard, content, "pages"),
        "result": from_plain(ResultCard, result) if result else None,
        "legal_basis": content.get("legal_basis", ""),
        "faq": tuple((question, answer) for question, answer in content.get("faq", ())),
        "process_note": content.get("process_note", ""),
        "steps": _cards(Step, content, "steps"),
        "eligibility": _cards(EligibilityQuestion, content, "eligibility"),
        "refusal_reasons": tuple(content.get("refusal_reasons", ())),
        "windows": _cards(Window, content, "windows"),
        "consult_phone": content.get("consult_phone", ""),
        "complaint_phone": content.get("complaint_phone", ""),
        "source": content.get("source", ""),
        "source_url": content.get("source_url", ""),
        "edition": content.get("edition", ""),
        "min_level": int(content.get("min_level", 0)),
        "remedies": content.get("remedies", ""),
        "themes": tuple(content.get("themes", ())),
        "sample": tuple(content.get("sample", ())),
        "minutes": int(content.get("minutes", 0)),
        "procedure": from_plain(ProcedureCard, content.get("procedure", {})),
        "tables": tables_of(content.get("tables")),
    }


def tables_of(kept: Iterable[Mapping[str, Any]] | None) -> tuple[TableCard, ...]:
    """The decision tables as they are kept."""
    return tuple(from_plain(TableCard, one) for one in kept or ())


def _cards(kind: type[Any], content: Mapping[str, Any], key: str) -> tuple[Any, ...]:
    return tuple(from_plain(kind, one) for one in content.get(key, ()))


def _period(number: int | None, unit: str) -> Period | None:
    return None if number is None else days_of(number, unit)
