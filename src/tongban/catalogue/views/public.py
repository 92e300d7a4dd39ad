"""Search, guides and browsing: open to everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.catalogue import guide, providers, queries
from tongban.catalogue.forms import EligibilityForm
from tongban.catalogue.rules import ITEM_TYPES, ItemCard, form_schema
from tongban.catalogue.views.guards import actor_of, shown
from tongban.design import links
from tongban.foundation import clock

HITS = 20
NEAREST = 5


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What answers the words typed; when nothing really does, the page says so and shows ways on."""
    text = request.GET.get("q", "").strip()[:100]
    today = clock.day_of(clock.now())
    context: dict[str, Any] = {"text": text, "hotline": "12345"}
    if text:
        found = queries.search(text=text, limit=HITS, on=today)
        hits = found.hits if found.confident else found.hits[:NEAREST]
        wholes = providers.whole_matters(text=text, on=today)
        confident = found.confident or bool(wholes)
        entries = [_entry(one) for one in hits]
        context |= {"confident": confident, "entries": entries, "wholes": wholes}
    else:
        context["often"] = [_line_entry(one) for one in queries.often_wanted(limit=6)]
    return render(request, "catalogue/search.html", context)


@require_GET
@shown
def item(request: HttpRequest, code: str) -> HttpResponse:
    """The guide of one item."""
    at = clock.now()
    card = queries.item_in_force(code=code, on=clock.day_of(at))
    known = providers.known_materials(actor=actor_of(request), item=card, at=at)
    lines = guide.material_lines(card, known)
    form = EligibilityForm(card.eligibility, request.GET if "check" in request.GET else None)
    context = {
        "item": card,
        "facts": _facts(card),
        "promise": guide.promise(card, clock.day_of(at)),
        "promised": guide.said(card.promised),
        "statutory": guide.said(card.statutory),
        "lines": lines,
        "to_bring": guide.to_bring(lines),
        "spared": guide.spared(lines),
        "form": form if card.eligibility else None,
        "checked": form.is_bound and form.is_valid(),
        "obstacles": form.obstacles() if form.is_bound and form.is_valid() else [],
        "start": links.address("apply", code=card.code) if card.appliable else "",
    }
    return render(request, "catalogue/item.html", context)


@require_GET
@shown
def schema(request: HttpRequest, code: str) -> HttpResponse:
    """The JSON Schema of an item's form."""
    card = queries.item_in_force(code=code, on=clock.day_of(clock.now()))
    return JsonResponse(form_schema(card.fields, card.name), json_dumps_params={"ensure_ascii": False})


@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """All departments and themes that hold an item."""
    today = clock.day_of(clock.now())
    regions: dict[str, list[dict[str, str]]] = {}
    for key, name, region, count in queries.departments_with_items(on=today):
        url = reverse("catalogue:department", kwargs={"department_id": key})
        regions.setdefault(region, []).append({"title": name, "url": url, "text": _count(count)})
    themes = [
        {
            "title": one.title,
            "url": one.url,
            "text": f"{_for(one.subject)} · {_count(one.number)}",
        }
        for one in queries.themes_with_items(on=today)
    ]
    return render(request, "catalogue/items.html", {"regions": regions, "themes": themes})


@require_GET
@shown
def department(request: HttpRequest, department_id: str) -> HttpResponse:
    """What one department offers."""
    found = queries.items_of_department(department_id=department_id, on=clock.day_of(clock.now()))
    title = found[0].department_name if found else _("Nothing is offered here")
    context = {"title": title, "region": found[0].region_name if found else ""}
    return render(request, "catalogue/list.html", context | {"entries": [_line_entry(one) for one in found]})


@require_GET
@shown
def theme(request: HttpRequest, subject: str, name: str) -> HttpResponse:
    """What stands under one theme of life."""
    found = queries.items_by_theme(subject=subject, theme=name, on=clock.day_of(clock.now()))
    title = name if found else _("Nothing is offered here")
    return render(
        request, "catalogue/list.html", {"title": title, "entries": [_line_entry(one) for one in found]}
    )


def _count(count: int) -> str:
    return _("{count} items").format(count=count)


def _for(subject: str) -> str:
    return _("for firms and organisations") if subject == "body" else _("for people")


def _facts(card: ItemCard) -> str:
    """Who, which department, how much: the line under the title."""
    fee = _("free of charge") if card.fee_yuan == "0" else ""
    parts = [
        *map(_for, card.subjects),
        card.department_name,
        card.region_name,
        card.type_name,
        fee,
    ]
    return " · ".join(part for part in parts if part)


def _entry(hit: queries.SearchHit) -> dict[str, str]:
    parts = [hit.department, hit.region, ITEM_TYPES.get(hit.kind, ""), _time(guide.said(hit.promised))]
    return _choice(hit.code, hit.name, parts, appliable=hit.appliable, has_guide=hit.has_guide)


def _line_entry(line: queries.ItemLine) -> dict[str, str]:
    parts = [line.department_name, line.region_name, line.type_name, _time(guide.said(line.promised))]
    return _choice(line.code, line.name, parts, appliable=line.appliable, has_guide=line.has_guide)


def _choice(code: str, name: str, parts: list[str], *, appliable: bool, has_guide: bool) -> dict[str, str]:
    if appliable:
        parts.append(_("can be done online"))
    elif not has_guide:
        parts.append(_("guide not entered yet"))
    return {
        "title": name,
        "url": reverse("catalogue:item", kwargs={"code": code}),
        "text": " · ".join(part for part in parts if part),
    }


def _time(period: str) -> str:
    return _("promised: {period}").format(period=period) if period else ""
