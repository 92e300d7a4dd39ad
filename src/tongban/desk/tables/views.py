"""The decision tables of a version: listed, brought in, filled in, tried with answers, taken away."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.catalogue import queries, services
from tongban.catalogue.rules import ItemCard, TableCard, VersionState
from tongban.desk.places import places_for
from tongban.desk.plans.exchange import reasons_told
from tongban.desk.plans.files import FileForm, attachment
from tongban.desk.plans.page import STALE, WRONG, administrator, count_from, no_draft, refusal, request_key
from tongban.desk.plans.showing import tables_compared
from tongban.desk.tables import posted, showing
from tongban.desk.tables.showing import Row
from tongban.desk.views import actor_of
from tongban.flow.rules.dmn import decisions_from_dmn
from tongban.flow.rules.dmn.grids import Grid, GridInput, GridOutput, GridRule, dmn_of, grid_of
from tongban.foundation import clock
from tongban.foundation.refusals import Refused

MOST_TABLES = 20
MOST_BYTES = 512 * 1024


def table_file(*args: Any, **options: Any) -> FileForm:
    """A decision table in a file."""
    return FileForm(_("A decision table as DMN (.dmn or .xml)"), *args, most=MOST_BYTES, **options)


@require_GET
@administrator
def tables(request: HttpRequest, version_id: str) -> HttpResponse:
    """All tables of a version, and in a draft the ways to a new one."""
    return _listed(request, version_id)


@require_GET
@administrator
def table(request: HttpRequest, version_id: str, key: str) -> HttpResponse:
    """One table: to be filled in when the version is a draft, and to be tried with answers in any state."""
    item, card = _found(version_id, key)
    return _shown(request, item, card)


@require_GET
@administrator
def download(request: HttpRequest, version_id: str, key: str) -> HttpResponse:
    """The table as the DMN file that is kept."""
    _item, card = _found(version_id, key)
    return attachment(card.dmn.encode(), f"{card.name[:60]}.dmn")


@require_POST
@administrator
def add(request: HttpRequest, version_id: str) -> HttpResponse:
    """A new table with one question and one rule, to be filled in."""
    item = queries.version_of_any_state(version_id=version_id)
    if item.state != VersionState.DRAFT:
        return _listed(request, version_id, told=no_draft(), status=STALE)
    if len(item.tables) >= MOST_TABLES:
        return _listed(request, version_id, told={"title": _too_many()}, status=WRONG)
    asked = tuple(GridInput(one.key, "string") for one in posted.askable(item)[:1])
    name = _fresh_name(item)
    first = GridRule(("",) * len(asked), ("",))
    card = TableCard(
        _fresh_key(version_id), name, dmn_of(Grid(name, "UNIQUE", asked, (GridOutput(name),), (first,)))
    )
    expected = count_from(request.POST.get("expected", ""))
    try:
        _kept(request, item, (*item.tables, card), expected, request_key(request.POST))
    except Refused as refused:
        return _listed(request, version_id, told=refusal(refused), status=STALE)
    return redirect("desk:table", version_id, card.key)


@require_POST
@administrator
def take_in(request: HttpRequest, version_id: str) -> HttpResponse:
    """Bring a DMN file in: a new table, or in the place of the one that is named; refused whole with every reason."""
    item = queries.version_of_any_state(version_id=version_id)
    if item.state != VersionState.DRAFT:
        return _listed(request, version_id, told=no_draft(), status=STALE)
    form = table_file(request.POST, request.FILES)
    if not form.is_valid():
        return _listed(request, version_id, form=form, status=WRONG)
    data: bytes = form.cleaned_data["file"]
    found = decisions_from_dmn(data)
    name = str(request.FILES["file"])
    if found.model is None:
        form.add_error("file", _("The file was not taken: nothing of the draft has changed."))
        outcome = {"taken": False, "file": name[:200], "reasons": reasons_told(found.reasons)}
        return _listed(request, version_id, form=form, outcome=outcome, status=WRONG)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        form.add_error("file", _("Save the file in UTF-8 and send it again."))
        return _listed(request, version_id, form=form, status=WRONG)
    replaced = request.POST.get("replaces", "")
    known = next((one for one in item.tables if one.key == replaced), None)
    if known is None and len(item.tables) >= MOST_TABLES:
        return _listed(request, version_id, told={"title": _too_many()}, status=WRONG)
    key = known.key if known else _fresh_key(version_id)
    fresh = TableCard(key, found.model.decisions[-1].name[:60], text)
    cards = tuple(fresh if one.key == key else one for one in item.tables) + (() if known else (fresh,))
    expected: int = form.cleaned_data["expected"]
    try:
        _kept(request, item, cards, expected, hashlib.sha256(b"dmn %d " % expected + data).hexdigest()[:40])
    except Refused as refused:
        return _listed(request, version_id, told=refusal(refused), status=STALE)
    outcome = {"taken": True, "lines": tables_compared(item, item.tables, cards)}
    return _listed(request, version_id, outcome=outcome)


@require_POST
@administrator
def change(request: HttpRequest, version_id: str, key: str) -> HttpResponse:
    """Keep what was typed and do what was pressed. What cannot be read is kept too, and named beside its cell."""
    item, card = _found(version_id, key)
    if item.state != VersionState.DRAFT:
        return _listed(request, version_id, told=no_draft(), status=STALE)
    pressed, told = request.POST.get("act", ""), None
    if pressed == "drop":
        return _dropped(request, item, card)
    if grid_of(card.dmn) is None:
        raise Http404
    try:
        grid = posted.read(request.POST, item)
    except Refused as refused:
        return _shown(request, item, card, told=refusal(refused), status=WRONG)
    if pressed:
        try:
            grid = posted.made(grid, pressed, item)
        except Refused as refused:
            told = refusal(refused)
    fresh = replace(card, name=grid.name or card.name, dmn=dmn_of(replace(grid, name=grid.name or card.name)))
    cards = tuple(fresh if one.key == key else one for one in item.tables)
    expected = count_from(request.POST.get("expected", ""))
    try:
        _kept(request, item, cards, expected, request_key(request.POST))
    except Refused as refused:
        return _shown(request, item, fresh, told=refusal(refused), status=STALE)
    errors = showing.cell_errors(fresh)
    if not grid.name:
        errors["name"] = _("Enter a name for the table.")
    if errors or told:
        item = queries.version_of_any_state(version_id=version_id)
        return _shown(request, item, fresh, told=told, errors=errors, status=WRONG)
    return redirect("desk:table", version_id, key)


def _dropped(request: HttpRequest, item: ItemCard, card: TableCard) -> HttpResponse:
    cards = tuple(one for one in item.tables if one.key != card.key)
    expected = count_from(request.POST.get("expected", ""))
    try:
        _kept(request, item, cards, expected, request_key(request.POST))
    except Refused as refused:
        return _shown(request, item, card, told=refusal(refused), status=STALE)
    return redirect("desk:tables", item.version_id)


def _kept(
    request: HttpRequest, item: ItemCard, cards: tuple[TableCard, ...], expected: int, key: str
) -> None:
    services.change_tables(
        version_id=item.version_id,
        tables=cards,
        expected=expected,
        key=key,
        actor=actor_of(request),
        at=clock.now(),
    )


def _found(version_id: str, key: str) -> tuple[ItemCard, TableCard]:
    item = queries.version_of_any_state(version_id=version_id)
    card = next((one for one in item.tables if one.key == key), None)
    if card is None:
        raise Http404
    return item, card


def _fresh_key(version_id: str) -> str:
    """A key that no state of the draft has used."""
    states = queries.draft_plans(version_id=version_id, newest=200)
    item = queries.version_of_any_state(version_id=version_id)
    taken = {one.key for state in states for one in state.tables} | {one.key for one in item.tables}
    return next(key for number in range(1, 10_000) if (key := f"table-{number}") not in taken)


def _fresh_name(item: ItemCard) -> str:
    taken = {one.name for one in item.tables}
    names = (_("Decision table %(number)d") % {"number": number} for number in range(1, MOST_TABLES + 2))
    return next(name for name in names if name not in taken)


def _too_many() -> str:
    return _("At most %(most)d tables for one item.") % {"most": MOST_TABLES}


def _common(request: HttpRequest, item: ItemCard) -> Row:
    state = queries.draft_plans(version_id=item.version_id, newest=1)[0]
    return {
        "item": item,
        "is_draft": item.state == VersionState.DRAFT,
        "state": item.state,
        "expected": state.number,
        "key": secrets.token_urlsafe(12),
        "places": places_for(actor_of(request), "catalogue:desk-items"),
        "faults": (),
    }


def _listed(
    request: HttpRequest,
    version_id: str,
    *,
    form: FileForm | None = None,
    outcome: Row | None = None,
    told: Row | None = None,
    status: int = 200,
) -> HttpResponse:
    item = queries.version_of_any_state(version_id=version_id)
    found = showing.findings(item)
    common = _common(request, item)
    context = common | {
        "tables": showing.summaries(item),
        "found": found,
        "grave": sum(one["grave"] for one in found),
        "exchange": form or table_file(initial={"expected": common["expected"]}),
        "form": form,
        "outcome": outcome,
        "told": told,
    }
    return render(request, "desk/tables/list.html", context, status=status)


def _shown(
    request: HttpRequest,
    item: ItemCard,
    card: TableCard,
    *,
    told: Row | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    grid = grid_of(card.dmn)
    wrong = errors if errors is not None else showing.cell_errors(card)
    common = _common(request, item)
    found = [one for one in showing.findings(item) if one["key"] == card.key]
    context = common | {
        "card": card,
        "sheet": showing.sheet(item, grid, wrong) if grid and common["is_draft"] else None,
        "reading": showing.reading(item, card),
        "errors": [(name, sentence) for name, sentence in wrong.items()] if errors else [],
        "found": found,
        "grave": sum(one["grave"] for one in found),
        "trying": showing.trying(item, card, request.GET if "try" in request.GET else None),
        "told": told,
        "hits": [one for one in showing.summaries(item) if one["key"] == card.key],
        "exchange": table_file(initial={"expected": common["expected"]}),
    }
    return render(request, "desk/tables/table.html", context, status=status)
