"""The open catalogue for machines: list, search, one item, its form. No sign-in, entity tags on lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from tongban.catalogue import queries
from tongban.catalogue.rules import ItemCard, form_schema, to_plain
from tongban.foundation import clock
from tongban.foundation.workdays import Period

router = Router(auth=None)
PRIVATE = {"id", "version_id", "department_id"}


class PeriodOut(Schema):
    """A number of days and which days count: "workday" or "day"."""

    number: int
    unit: str


class ItemOut(Schema):
    """One line of the catalogue."""

    code: str
    name: str
    type_code: str
    type_name: str
    department: str
    region: str
    promised: PeriodOut | None
    has_guide: bool
    appliable: bool


class ItemsOut(Schema):
    """A page of the catalogue."""

    count: int
    items: list[ItemOut]


class HitOut(Schema):
    """An item found and how well it answers."""

    code: str
    name: str
    department: str
    region: str
    promised: PeriodOut | None
    appliable: bool
    score: float


class FoundOut(Schema):
    """What was found; ``confident`` is false when nothing really answers."""

    text: str
    confident: bool
    hits: list[HitOut]


@router.get("", response=ItemsOut, summary="List service items 事项列表")
def items(
    request: HttpRequest,
    response: HttpResponse,
    q: str = Query("", max_length=100),
    start: int = Query(0, ge=0, le=1_000_000),
    limit: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Items in force today, those with a guide first; ``q`` filters by words of the name or the code."""
    lines, count = queries.items(on=_today(), text=q, start=start, limit=limit)
    response["ETag"] = f'"{queries.stamp()}"'
    return {"count": count, "items": [_line(one) for one in lines]}


@router.get("/search", response=FoundOut, summary="Search by everyday words 搜索")
def search(
    request: HttpRequest, q: str = Query(..., max_length=100), limit: int = Query(10, ge=1, le=50)
) -> dict[str, Any]:
    """Items that answer what a person would type: name, everyday word, pinyin, initials or code."""
    found = queries.search(text=q, limit=limit, on=_today())
    hits = [
        {
            "code": one.code,
            "name": one.name,
            "department": one.department,
            "region": one.region,
            "promised": _period(one.promised),
            "appliable": one.appliable,
            "score": one.score,
        }
        for one in found.hits
    ]
    return {"text": found.text, "confident": found.confident, "hits": hits}


@router.get("/{code}", response=dict[str, Any], summary="One item with its guide 办事指南")
def item(request: HttpRequest, code: str) -> dict[str, Any]:
    """The version of an item in force today: conditions, limits, materials, questions, plan and source."""
    return _guide(queries.item_in_force(code=code, on=_today()))


@router.get("/{code}/form", response=dict[str, Any], summary="JSON Schema of the form 表单结构")
def form(request: HttpRequest, code: str) -> dict[str, Any]:
    """The JSON Schema of the answers that an application for this item carries."""
    card = queries.item_in_force(code=code, on=_today())
    return form_schema(card.fields, card.name)


def _today() -> Any:
    return clock.day_of(clock.now())


def _period(period: Period | None) -> dict[str, Any] | None:
    return {"number": period.number, "unit": str(period.unit)} if period else None


def _line(one: queries.ItemLine) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "type_code": one.type_code,
        "type_name": one.type_name,
        "department": one.department_name,
        "region": one.region_name,
        "promised": _period(one.promised),
        "has_guide": one.has_guide,
        "appliable": one.appliable,
    }


def _guide(card: ItemCard) -> dict[str, Any]:
    told = {key: value for key, value in to_plain(card).items() if key not in PRIVATE}
    return told | {"promised": _period(card.promised), "statutory": _period(card.statutory)}
