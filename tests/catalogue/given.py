"""Builders for the catalogue's tests, in sentences."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from tongban.catalogue import services
from tongban.catalogue.importing.drafts import DepartmentDraft, ItemDraft
from tongban.catalogue.importing.guides import read_guide
from tongban.catalogue.rules import FieldCard, ImportReport, ItemCard, MaterialCard
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.workdays import Period
from tongban.org import services as org
from tongban.sample import departments, items

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
DATA = Path(__file__).parent / "data"
SOURCES = Path(str(resources.files("tongban.sample") / "town" / "sources"))
ITEM_LIST = SOURCES / items.ITEM_LIST
GUIDES = SOURCES / items.GUIDES
POLICE = DepartmentDraft("police", "海棠市公安局", "11990000000001011Q")
ADMINISTRATOR = Actor(
    account_id="account-admin",
    person_id="person-admin",
    name="罗佳美",
    staff_id="staff-admin",
    role="staff",
    permissions=frozenset({"item.edit", "item.publish"}),
)
COLLEAGUE = replace(ADMINISTRATOR, account_id="account-second", person_id="person-second")
CITIZEN = Actor(account_id="account-citizen", person_id="person-citizen", name="王小明", role="citizen")


def an_item(**changes: Any) -> ItemCard:
    """A complete item that can be applied for, with what the test changes."""
    facts: dict[str, Any] = {
        "id": "i1", "version_id": "v1", "version_no": 1, "state": "published", "code": "code-1", "local_code": "",
        "base_code": "000709105001", "name": "新生儿上户", "type_code": "07", "type_name": "行政确认",
        "department_id": "d1", "department_name": "海棠市公安局", "department_uscc": POLICE.uscc,
        "region_code": "990100000000", "region_name": "海棠市", "subjects": ("person",), "project_type": "承诺件",
        "statutory": Period(10, "workday"), "promised": Period(5, "workday"), "limit_note": "", "conditions": "条件",
        "fee_yuan": "0", "fee_note": "", "visits": 0, "online": True, "materials": (), "fields": (a_field(),),
        "pages": (), "plan": {"kind": "seat"}, "result": None, "legal_basis": "《户口登记条例》第七条", "faq": (),
        "process_note": "申请—受理—决定", "steps": (), "eligibility": (), "refusal_reasons": (), "windows": (),
        "consult_phone": "0990-1", "complaint_phone": "0990-2", "source": "", "source_url": "", "edition": "",
        "min_level": 0, "remedies": "", "themes": (), "sample": (), "has_guide": True, "appliable": True,
    }  # fmt: skip
    return ItemCard(**facts | changes)


def a_field(key: str = "child_name", **changes: Any) -> FieldCard:
    return FieldCard(**{"key": key, "label": "孩子姓名", "purpose": "登记", "basis": "第七条"} | changes)


def a_material(key: str = "lease", **changes: Any) -> MaterialCard:
    return MaterialCard(**{"id": key, "name": "房屋租赁合同"} | changes)


def the_guides() -> list[dict[str, Any]]:
    """The six real guides, as their source has them."""
    return json.loads(GUIDES.read_text(encoding="utf-8"))


def a_guide(name: str = "3周岁内国内出生新生儿上户") -> dict[str, Any]:
    return next(one for one in the_guides() if one["name"] == name)


def the_draft_of(guide: Any, **more: Any) -> Any:
    """What reading a guide gives, carried out by the police of the sample town."""
    asked: dict[str, Any] = {
        "row": "1", "enrichment": None, "department": POLICE, "region_code": "990100000000", "edition": "2026-07",
        "on": DAY,
    }  # fmt: skip
    return read_guide(guide, **asked | more)


def a_read_draft(guide: Any, **more: Any) -> ItemDraft:
    draft = the_draft_of(guide, **more)
    assert isinstance(draft, ItemDraft)
    return draft


def the_town() -> tuple[ImportReport, ImportReport]:
    """The sample town's departments, the real list and the real guides."""
    departments.load(AT)
    return items.load(AT)


def the_town_without_items() -> None:
    departments.load(AT)
    services.register_licence_types(types=items.licence_types(), actor=SYSTEM, at=AT, sample=True)


def the_district() -> None:
    """The regions of the real list."""
    for code, name, parent in (
        ("510000000000", "四川省", ""),
        ("511600000000", "广安市", "510000000000"),
        ("511602000000", "广安区", "511600000000"),
    ):
        org.register_region(code=code, name=name, parent_code=parent, actor=SYSTEM, at=AT)


def the_list_imported(path: Path = ITEM_LIST) -> ImportReport:
    return services.import_items(path=path, source="广安区", edition="2025-04", actor=SYSTEM, at=AT)
