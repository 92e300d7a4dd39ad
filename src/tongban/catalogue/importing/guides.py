"""Full guides (JSON): the source's words stay verbatim; what they lack comes from the enrichment, and says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongban.catalogue.importing.drafts import DepartmentDraft, ItemDraft, Reading, RefusedRow
from tongban.catalogue.rules import (
    ITEM_TYPES,
    Mend,
    capped,
    exempt_by_default,
    may_be_applied_for,
    read_item_code,
    read_limit,
)
from tongban.catalogue.rules.codes import task_code
from tongban.foundation.refusals import _

NECESSITY = {"必要": "required", "非必要": "optional", "容缺后补": "gap"}
SOURCES = {"申请人自备": "applicant", "政府部门核发": "government", "其他": "other"}
KINDS = {"原件": "original", "复印件": "copy", "原件和复印件": "both", "原件或复印件": "either"}
FORMS = {"纸质": "paper", "电子": "electronic", "纸质和电子": "both", "纸质或电子": "either"}
SUBJECTS = {"个人": "person", "自然人": "person", "法人": "body", "企业法人": "body"}
FEE_NOT_STATED = "来源只写明收费，没有写明标准，以窗口公示为准"
_TYPES = {name: code for code, name in ITEM_TYPES.items()}
_NEEDED = ("rights_code", "name", "matter_type", "conditions", "materials", "legal_basis")
_ADDED = (
    "fields",
    "pages",
    "result",
    "eligibility",
    "refusal_reasons",
    "windows",
    "steps",
    "tables",
    "consult_phone",
    "complaint_phone",
    "fee_yuan",
    "fee_note",
    "remedies",
    "min_level",
    "minutes",
    "project_type",
    "procedure",
    "sample",
    "also",
)


def key_of(guide: Mapping[str, Any]) -> str:
    """How a guide is named between the source and its enrichment: rights code and handling item."""
    return f"{guide.get('rights_code', '')}-{guide.get('business_code', '')}"


def read_guide(
    guide: Any,
    *,
    row: str,
    enrichment: Mapping[str, Any] | None,
    department: DepartmentDraft | None,
    region_code: str,
    edition: str,
    on: date,
) -> Reading:
    """One guide as a draft. Without a department that carries it out here, it is refused.

    enrichment  what the source does not say (form, plan, bindings to licences); None leaves it not appliable
    on          the day whose law reads a time limit without a unit
    """
    reasons = _reasons(guide, department)
    if reasons or department is None:
        name = str(guide.get("name", "")) if isinstance(guide, Mapping) else ""
        code = key_of(guide) if isinstance(guide, Mapping) else ""
        return RefusedRow(row, name[:1000], code[:100], tuple(reasons))
    added = enrichment or {}
    mends: list[Mend] = []
    statutory, promised = _limits(guide, on, mends)
    type_code = _TYPES[guide["matter_type"]]
    base = str(guide["rights_code"])
    code = task_code(base=base, body=department.uscc, level=str(added.get("level", "4")))
    plan = added.get("plan") or {}
    return ItemDraft(
        row=row,
        code=code,
        local_code=key_of(guide),
        code_scheme=read_item_code(code).scheme,
        base_code=base,
        base_scheme=read_item_code(base).scheme,
        name=guide["name"].strip(),
        type_code=type_code,
        department=department,
        region_code=region_code,
        subjects=tuple(dict.fromkeys(SUBJECTS[one] for one in guide["service_object"])),
        statutory=statutory,
        promised=promised,
        has_guide=True,
        appliable=bool(plan and added.get("fields")) and may_be_applied_for(type_code),
        online=bool(guide.get("online")),
        content=_content(guide, added, edition),
        plan=plan,
        themes=tuple(guide.get("category", ())),
        mends=tuple(mends),
    )


def _reasons(guide: Any, department: DepartmentDraft | None) -> list[Mend]:
    """Every reason for which the guide cannot be kept."""
    if not isinstance(guide, Mapping):
        return [Mend("row", str(guide)[:200], "", _("This entry is not a guide."))]
    reasons = [
        Mend(key, "", "", _("The guide does not have this part.")) for key in _NEEDED if not guide.get(key)
    ]
    texts = ("rights_code", "name", "matter_type", "conditions", "legal_basis")
    wrong = [key for key in texts if not isinstance(guide.get(key, ""), str)]
    reasons += [Mend(key, str(guide[key])[:200], "", _("This part should be text.")) for key in wrong]
    kind = guide.get("matter_type")
    if kind and kind not in wrong and kind not in _TYPES:
        reasons.append(Mend("matter_type", str(kind), "", _("There is no such item type.")))
    reasons += _strange(guide, "service_object", SUBJECTS)
    materials = guide.get("materials") or []
    if not isinstance(materials, list) or not all(
        isinstance(one, Mapping) and one.get("name") for one in materials
    ):
        return [*reasons, Mend("materials", "", "", _("The materials are not a list of named materials."))]
    for material in materials:
        for key, known in (("necessity", NECESSITY), ("source", SOURCES), ("kind", KINDS), ("form", FORMS)):
            value = material.get(key)
            if value not in known:
                why = _("“{name}” has a value that is not known here.")
                reasons.append(Mend(f"materials.{key}", str(value), "", why, {"name": material["name"]}))
    if department is None:
        reasons.append(
            Mend(
                "handling_dept",
                str(guide.get("handling_dept", "")),
                "",
                _("No department here carries out this item."),
            )
        )
    elif not department.uscc:
        reasons.append(
            Mend(
                "handling_dept",
                department.name,
                "",
                _("The department has no unified code, so the item can have no task code."),
            )
        )
    return reasons


def _strange(guide: Mapping[str, Any], key: str, known: Mapping[str, str]) -> list[Mend]:
    values = guide.get(key)
    if not isinstance(values, list) or not values:
        return [Mend(key, str(values), "", _("The guide does not have this part."))]
    return [Mend(key, str(one), "", _("This value is not known here.")) for one in values if one not in known]


def _limits(guide: Mapping[str, Any], on: date, mends: list[Mend]) -> tuple[Any, Any]:
    read = [
        read_limit(
            number=str(guide.get(key, "")),
            unit_text=str(guide.get("limit_unit_raw", "")),
            note=str(guide.get(f"{key}_note", "")),
            which=which,
            on=on,
        )
        for key, which in (("legal_limit", "法定"), ("promise_limit", "承诺"))
    ]
    kept = capped(read[1].period, read[0].period)
    for limit in (*read, kept):
        mends.extend(limit.mends)
    return read[0].period, kept.period


def _content(guide: Mapping[str, Any], added: Mapping[str, Any], edition: str) -> dict[str, Any]:
    """The content of a version: the guide's words, its materials with their bindings, and the parts added here."""
    content = {
        "conditions": guide["conditions"],
        "legal_basis": guide["legal_basis"],
        "process_note": guide.get("process", ""),
        "limit_note": _limit_note(guide),
        "faq": [list(pair) for pair in guide.get("faq", ())],
        "visits": int(guide.get("min_visits") or 0),
        "materials": _materials(guide, added.get("materials", {})),
        "themes": list(guide.get("category", ())),
        "source": guide.get("source", ""),
        "source_url": guide.get("official_url", ""),
        "edition": edition,
        "original": dict(guide),
        "result": {"name": guide.get("result", ""), "kind": "document"},
    }
    for key in _ADDED:
        if key in added:
            content[key] = added[key]
    if "fee_note" not in content:
        content["fee_note"] = FEE_NOT_STATED if guide.get("fee") else ""
    if not guide.get("fee"):
        content["fee_yuan"] = "0"
    return content


def _limit_note(guide: Mapping[str, Any]) -> str:
    """The source's own words on the limits, without its ways of saying nothing."""
    said = [("法定", guide.get("legal_limit_note", "")), ("承诺", guide.get("promise_limit_note", ""))]
    return "；".join(
        f"{which}：{note.rstrip('。')}" for which, note in said if note not in {"", "无", "同上"}
    )


def _materials(guide: Mapping[str, Any], bindings: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for number, one in enumerate(guide["materials"], 1):
        bound = dict(bindings.get(number, {}))
        source = SOURCES[one["source"]]
        material = {
            "id": f"material_{number}",
            "name": one["name"],
            "necessity": NECESSITY[one["necessity"]],
            "source": source,
            "kind": KINDS[one["kind"]],
            "form": FORMS[one["form"]],
            "copies": int(one.get("copies") or 1),
            "note": one.get("note", ""),
            "accept_standard": one.get("accept_standard", ""),
            "basis": one.get("basis", ""),
            "submit": one.get("submit", ""),
            "exempt": exempt_by_default(source, bound.get("licence_type")),
        }
        found.append(material | bound)
    return found
