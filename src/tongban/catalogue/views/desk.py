"""The desk of item administrators: the list, versions, imports and their rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.catalogue import guide, queries, services
from tongban.catalogue.forms import ItemFilter, ProcedureForm
from tongban.catalogue.rules import (
    ItemCard,
    MaterialCard,
    ProcedureCard,
    RowReport,
    VersionState,
    content_faults,
)
from tongban.catalogue.views.guards import actor_of, administrator
from tongban.foundation import clock
from tongban.foundation.refusals import Refused

ON_A_PAGE = 50
WRONG = 422
OUTCOMES = ("kept", "mended", "refused")


@require_GET
@administrator
def items(request: HttpRequest) -> HttpResponse:
    """All items in force, filtered by words, department and guide."""
    today = clock.day_of(clock.now())
    departments = [
        (key, f"{region} {name}") for key, name, region, _n in queries.departments_with_items(on=today)
    ]
    form = ItemFilter(departments, request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    start = _start(request)
    lines, count = queries.items(
        on=today,
        text=wanted.get("q", ""),
        department_id=wanted.get("department", ""),
        guide_only=bool(wanted.get("guide")),
        start=start,
        limit=ON_A_PAGE,
    )
    context = {"form": form, "lines": [(one, guide.said(one.promised)) for one in lines], "count": count}
    return render(request, "catalogue/desk/items.html", context | _pages(request, start, count))


@require_GET
@administrator
def version(request: HttpRequest, version_id: str) -> HttpResponse:
    """One version as it stands: what it says, its form and plan, and what the checks find."""
    card = queries.version_of_any_state(version_id=version_id)
    names = queries.licence_type_names(codes=[one.licence_type or "" for one in card.materials])
    context = {
        "item": card,
        "promised": guide.said(card.promised),
        "statutory": guide.said(card.statutory),
        "versions": queries.versions_of(implementation_id=card.id),
        "faults": [fault.text(_) for fault in content_faults(card)],
        "seats": _seats(card.plan),
        "materials": [_material(one, names) for one in card.materials],
        "handled": _handled(card.procedure),
        "is_draft": card.state == VersionState.DRAFT,
    }
    return render(request, "catalogue/desk/version.html", context)


@require_http_methods(["GET", "POST"])
@administrator
def procedure(request: HttpRequest, version_id: str) -> HttpResponse:
    """How the item of a draft is handled; of any other version it is read on its own page."""
    card = queries.version_of_any_state(version_id=version_id)
    if card.state != VersionState.DRAFT:
        return redirect("catalogue:desk-version", version_id=version_id)
    if request.method == "GET":
        seen = queries.content_proof(version_id=version_id)
        return _procedure(request, card, ProcedureForm.of(card.procedure, seen))
    form = ProcedureForm(request.POST)
    if not form.is_valid():
        return _procedure(request, card, form, WRONG)
    try:
        services.change_procedure(
            version_id=version_id,
            procedure=form.procedure(),
            seen=form.cleaned_data["seen"],
            actor=actor_of(request),
            at=clock.now(),
        )
    except Refused as refused:
        form.take(refused)
        return _procedure(request, card, form, WRONG)
    return redirect("catalogue:desk-version", version_id=version_id)


def _procedure(request: HttpRequest, card: ItemCard, form: ProcedureForm, status: int = 200) -> HttpResponse:
    return render(request, "catalogue/desk/procedure.html", {"item": card, "form": form}, status=status)


@require_GET
@administrator
def imports(request: HttpRequest) -> HttpResponse:
    """Every file that was brought in, newest first."""
    return render(request, "catalogue/desk/imports.html", {"runs": queries.import_runs()})


@require_GET
@administrator
def import_report(request: HttpRequest, public_id: str) -> HttpResponse:
    """What became of each row of one file."""
    report, run = queries.import_report(public_id=public_id)
    outcome = request.GET.get("outcome", "")
    rows = [one for one in report.rows if outcome not in OUTCOMES or one.outcome == outcome]
    start = _start(request)
    context = {
        "report": report,
        "run": run,
        "outcome": outcome,
        "rows": [(one, _reasons(one)) for one in rows[start : start + ON_A_PAGE]],
        "count": len(rows),
    }
    return render(request, "catalogue/desk/import.html", context | _pages(request, start, len(rows)))


def _reasons(row: RowReport) -> list[dict[str, str]]:
    return [
        {"field": one.field, "was": one.was, "now": one.now, "why": _(one.why).format(**one.values)}
        for one in row.mends
    ]


def _material(one: MaterialCard, names: dict[str, str]) -> dict[str, str]:
    """A material in words. names: of licence types by code."""
    sources = {
        "applicant": _("the applicant"),
        "government": _("a government body"),
        "other": _("somebody else"),
    }
    needs = {"required": _("required"), "optional": _("not required"), "gap": _("may follow later")}
    ways = {
        "none": _("nothing: it is to be brought"),
        "licence": names.get(one.licence_type or "", _("an electronic licence")),
        "share": _("data sharing"),
        "commitment": _("a commitment"),
        "check": _("a check between departments"),
        "reuse": _("the form itself"),
    }
    return {
        "name": one.name,
        "necessity": needs[one.necessity],
        "issuer": one.issuer or sources[one.source],
        "exempt": ways[one.exempt],
        "basis": one.basis,
    }


def _handled(way: ProcedureCard) -> list[str]:
    """What sets the procedure apart, line by line; nothing for the ordinary one."""
    flags = {
        _("Decided on the spot"): way.immediate,
        _("Several departments decide together under a lead"): way.joint,
        _("Concerns public safety, health or property directly"): way.safety,
        _("A refusal goes to reconsideration before any court"): way.review_first,
    }
    days = {
        _("Looked through within so many workdays"): way.look_workdays,
        _("May be extended by so many workdays"): way.extension_workdays,
        _("What may follow is to come within so many workdays"): way.gap_workdays,
    }
    said = [sentence for sentence, is_so in flags.items() if is_so]
    return said + [f"{sentence}: {number}" for sentence, number in days.items() if number]


def _seats(node: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The seats of a plan in reading order, for those who look, not for the engine."""
    if not isinstance(node, Mapping):
        return []
    if node.get("kind") == "seat":
        return [{**node, "depth": depth}]
    below = [*node.get("of", [])] if isinstance(node.get("of"), list) else [node.get("of")]
    below += [branch.get("then") for branch in node.get("branches", ())] + [node.get("else")]
    return [seat for child in below for seat in _seats(child, depth + (node.get("kind") == "together"))]


def _start(request: HttpRequest) -> int:
    text = request.GET.get("start", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _pages(request: HttpRequest, start: int, count: int) -> dict[str, str]:
    others = [(key, value) for key, value in request.GET.items() if key != "start"]
    older = f"?{urlencode([*others, ('start', start + ON_A_PAGE)])}" if start + ON_A_PAGE < count else ""
    newer = f"?{urlencode([*others, ('start', max(0, start - ON_A_PAGE))])}" if start else ""
    last = min(start + ON_A_PAGE, count)
    return {"older": older, "newer": newer, "note": f"{start + 1}–{last} / {count}" if count else ""}
