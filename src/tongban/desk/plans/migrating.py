"""Running cases brought to the plan of a newer version: foreseen, proposed, confirmed by a second person, taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import wraps
from itertools import islice
from typing import Concatenate, ParamSpec

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.cases import queries as cases
from tongban.cases import rules, services
from tongban.catalogue import queries as catalogue
from tongban.catalogue.rules import VersionState
from tongban.design.forms import PlainForm
from tongban.desk.places import places_for
from tongban.desk.plans.page import WRONG, administrator, refusal
from tongban.desk.plans.showing import Row
from tongban.desk.views import actor_of
from tongban.foundation import clock
from tongban.foundation.ids import new_public_id
from tongban.foundation.refusals import Refused

LOOKED_AT = 100
"""How many cases a page tries out, and a confirmation does at once; the worker does the rest."""
PAGE = 50
UNKNOWN = frozenset({"cases.plan_run_unknown", "cases.plan_version_wrong"})
TAGS = {
    "pending": "quiet", "moved": "good", "stays": "info", "overtaken": "info", "failed": "bad",
    "undoing": "quiet", "restored": "good", "kept": "warn",
    "proposed": "warn", "dropped": "quiet", "running": "info", "done": "good", "undone": "warn",
}  # fmt: skip
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class ReasonForm(PlainForm):
    """Why a migration is proposed, or taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Kept with the migration, for colleagues and auditors."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": gettext_lazy("At most 500 characters, please.")},
    )
    submission_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)


def known(view: View[P]) -> View[P]:
    """For item administrators; a migration or a version that is not there is said like any unknown page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            if refused.code in UNKNOWN:
                raise Http404 from refused
            raise

    return administrator(guarded)


@require_http_methods(["GET", "POST"])
@known
def migrate(request: HttpRequest, version_id: str) -> HttpResponse:
    """What bringing the running cases to this version would do to each; and the proposal to do it."""
    item = catalogue.version_of_any_state(version_id=version_id)
    services.migration_target(item_code=item.code, version_no=item.version_no, at=clock.now())
    form = ReasonForm(request.POST or None, initial={"submission_key": new_public_id()})
    if request.method == "POST" and form.is_valid():
        try:
            run = services.propose_migration(
                item_code=item.code,
                version_no=item.version_no,
                reason=form.cleaned_data["reason"],
                actor=actor_of(request),
                at=clock.now(),
                key=form.cleaned_data["submission_key"] or new_public_id(),
            )
            return redirect("desk:migration", run)
        except Refused as refused:
            form.take(refused)
    context = foreseen(request, item.code, item.version_no) | {
        "item": item,
        "form": form,
        "places": places_for(actor_of(request), "catalogue:desk-items"),
        "versions": published(item.id),
        "runs": [run_row(one) for one in cases.plan_runs(implementation_id=item.id)],
    }
    status = WRONG if request.method == "POST" else 200
    return render(request, "desk/plan/migrate.html", context, status=status)


@require_GET
@known
def migration(request: HttpRequest, public_id: str) -> HttpResponse:
    """One migration: who proposed and confirmed it, and what became of each case."""
    return shown(request, public_id)


@require_POST
@known
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start it as a second person; the first cases are done at once."""
    return _step(request, public_id, lambda: services.confirm_migration(
        run=public_id, actor=actor_of(request), at=clock.now()))  # fmt: skip


@require_POST
@known
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give it up before anybody has confirmed it."""
    return _step(request, public_id, lambda: services.drop_migration(
        run=public_id, actor=actor_of(request), at=clock.now()))  # fmt: skip


@require_POST
@known
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it back, with the reason; the first cases are done at once."""
    cases.plan_run(public_id=public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return shown(request, public_id, form=form, status=WRONG)
    return _step(request, public_id, lambda: services.undo_migration(
        run=public_id, reason=form.cleaned_data["reason"], actor=actor_of(request), at=clock.now()))  # fmt: skip


def _step(request: HttpRequest, public_id: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        if refused.code in UNKNOWN:
            raise
        return shown(request, public_id, told=refusal(refused), status=WRONG)
    services.go_on(run=public_id, at=clock.now(), most=LOOKED_AT)
    return redirect("desk:migration", public_id)


def shown(
    request: HttpRequest,
    public_id: str,
    *,
    told: Row | None = None,
    form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    run, actor = cases.plan_run(public_id=public_id), actor_of(request)
    found = cases.plan_run_lines(run=public_id, after=_count(request.GET.get("after", "")), limit=PAGE + 1)
    context: Row = {
        "run": run_row(run),
        "told": told,
        "form": form or ReasonForm(),
        "lines": [line_row(one) for one in found[:PAGE]],
        "older": f"?after={found[PAGE - 1].id}" if len(found) > PAGE else "",
        "places": places_for(actor, "catalogue:desk-items"),
        "may_confirm": actor.may("item.publish"),
        "is_proposer": actor.account_id == run.proposed_by,
        "may_undo": actor.may("item.publish") and run.state in ("running", "done"),
    }
    if run.state == "proposed":
        context |= foreseen(request, run.item_code, run.version_no)
    return render(request, "desk/plan/migration.html", context, status=status)


def foreseen(request: HttpRequest, item_code: str, version_no: int) -> Row:
    """What would become of the running cases, tried on the oldest of them; nothing is written."""
    at = clock.now()
    found = services.migration_foreseen(
        item_code=item_code, version_no=version_no, actor=actor_of(request), at=at
    )
    fates = list(islice(found, LOOKED_AT))
    reasons = Counter(one.why(_) for one in fates if not one.moves)
    return {
        "concerned": services.cases_concerned(item_code=item_code, version_no=version_no, at=at),
        "tried": len(fates),
        "moves": sum(one.moves for one in fates),
        "stays": sum(not one.moves for one in fates),
        "reasons": reasons.most_common(8),
        "fates": [fate_row(one) for one in fates],
    }


def published(implementation_id: str) -> list[Row]:
    """The versions of an item to which cases can be brought."""
    today = clock.day_of(clock.now())
    return [
        {"id": one.version_id, "no": one.version_no}
        for one in catalogue.history_of(implementation_id=implementation_id)
        if one.state == VersionState.PUBLISHED and one.effective_on and one.effective_on <= today
    ]


def run_row(run: cases.RunCard) -> Row:
    """A run in words, with the tag of its state and of each result."""
    counts = [
        {"word": _(cases.RESULTS[name]), "tag": TAGS[name], "count": run.counts[name]}
        for name in cases.RESULTS
        if name in run.counts
    ]
    return {"card": run, "word": _(cases.STATES[run.state]), "tag": TAGS[run.state], "counts": counts}


def line_row(line: cases.RunLine) -> Row:
    """One case of a run in words."""
    fate = line.undo or line.move
    row = fate_row(fate) if fate else {}
    return row | {"result": _(cases.RESULTS[line.result]), "tag": TAGS[line.result]}


def fate_row(fate: cases.Fate) -> Row:
    """What becomes of one case, in words."""
    return {
        "number": fate.number,
        "moves": fate.moves,
        "why": fate.why(_),
        "stage": rules.status(fate.state).text(_),
        "before": fate.before,
        "after": fate.after,
        "due": fate.due_after,
        "versions": f"{fate.version_before} → {fate.version_after}"
        if fate.moves
        else str(fate.version_before),
        "result": _("would follow the newer plan") if fate.moves else _("would stay on its version"),
        "tag": "good" if fate.moves else "info",
    }


def _count(text: str) -> int:
    """The number of a line; 0, behind which all of them are, for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
