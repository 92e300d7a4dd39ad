"""The page of a plan and who may see it: one answer for every view, whole or only the part that changes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from tongban.catalogue import queries
from tongban.catalogue.rules import VersionState
from tongban.design.forms import PlainDateField, PlainForm
from tongban.desk.places import places_for
from tongban.desk.plans import showing
from tongban.desk.plans.files import FileForm
from tongban.desk.plans.showing import Row
from tongban.desk.views import actor_of, official
from tongban.flow import rules
from tongban.foundation import clock
from tongban.foundation.canonical import canonical_json
from tongban.foundation.refusals import Refused
from tongban.foundation.sentences import Sentence

WRONG, STALE = 422, 409
UNKNOWN = frozenset({"catalogue.item_unknown", "catalogue.not_permitted", "flow.plan_unreadable"})
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class PublishForm(PlainForm):
    """From which day a reviewed version counts."""

    def __init__(self, today: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["effective_on"] = PlainDateField(
            label=_("In force from"), help_text=_("Today or later, for example 20261101"), earliest=today
        )
        self.fields["effective_on"].error_messages["required"] = _("Enter the day from which it is in force.")


def plan_file(*args: Any, **options: Any) -> FileForm:
    """A plan in a file."""
    return FileForm(_("A plan as BPMN 2.0 (.bpmn or .xml)"), *args, **options)


def administrator(view: View[P]) -> View[P]:
    """For item administrators; what is not there, or not to be edited, is said in one way."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            if refused.code in UNKNOWN:
                raise Http404 from refused
            raise

    return official("item.edit")(guarded)


def shown(
    request: HttpRequest,
    version_id: str,
    *,
    told: Row | None = None,
    typed: Any = None,
    errors: Any = None,
    focus: rules.Path | None = None,
    pressed: str = "",
    form: PublishForm | None = None,
    exchange: FileForm | None = None,
    outcome: Row | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, or for a script only the part that changes.

    exchange  the form by which a file was sent, when something is wrong with it
    outcome   what became of a file that was sent
    """
    actor, today = actor_of(request), clock.day_of(clock.now())
    item = queries.version_of_any_state(version_id=version_id)
    states = queries.draft_plans(version_id=version_id)
    page = showing.sheet(item, states[0].plan, typed=typed or {}, errors=errors or {})
    context = showing.facts(page) | {
        "item": item,
        "is_draft": item.state == VersionState.DRAFT,
        "in_review": item.state == VersionState.REVIEW,
        "state": item.state,
        "expected": states[0].number,
        "key": secrets.token_urlsafe(12),
        "saved_at": states[0].at if states[0].number else None,
        "can_undo": states[0].undoes is not None,
        "told": told,
        "faults": (),
        "errors": [(name, sentence) for name, sentence in page.errors.items()],
        "focus": _focus(page.plan, focus, pressed),
        "states": _states(page, states) if item.state == VersionState.DRAFT else [],
    }
    if is_htmx(request):
        return render(request, "desk/plan/editor.html", context, status=status)
    context |= {
        "places": places_for(actor, "catalogue:desk-items"),
        "history": queries.history_of(implementation_id=item.id),
        "in_hand": queries.version_in_hand(implementation_id=item.id),
        "publish_form": form or PublishForm(today, initial={"effective_on": today}),
        "seen": queries.content_proof(version_id=version_id),
        "may_publish": actor.may("item.publish"),
        "had_a_hand": actor.account_id in queries.editors_of(version_id=version_id),
        "published": request.GET.get("done") == "published",
        "exchange": exchange or plan_file(initial={"expected": states[0].number}),
        "exchange_open": exchange is not None,
        "outcome": outcome,
    }
    if form is not None or exchange is not None:
        context["form"] = form or exchange
    return render(request, "desk/plan/page.html", context, status=status)


def _states(page: showing.Sheet, states: tuple[queries.DraftPlan, ...]) -> list[Row]:
    """What was done to the draft, newest first, each in words and with the way back to it."""
    plans = [rules.plan_as_it_stands(one.plan) for one in states]
    told = []
    for position, one in enumerate(states):
        older = plans[position + 1] if position + 1 < len(plans) else None
        told.append(
            {
                "number": one.number,
                "at": one.at,
                "by": one.by,
                "lines": _done(page, older, plans[position], states[position : position + 2])
                if older
                else [],
                "now": position == 0,
                "begun": one.number == 0,
            }
        )
    return told


def _done(
    page: showing.Sheet, before: rules.Plan, after: rules.Plan, states: tuple[queries.DraftPlan, ...]
) -> list[str]:
    """What one change of a draft did, to its plan and to its tables."""
    newer, older = states
    return showing.compared(before, after, page.names) + showing.tables_compared(
        page.item, older.tables, newer.tables
    )


def _focus(plan: rules.Plan, path: rules.Path | None, pressed: str) -> str:
    """The id of what should be in focus after a button: the same button where it moved to, or the step's name."""
    if not pressed:
        return ""
    if path is None or not path:
        return "plan-undo" if pressed == "undo" else "plan-editor"
    start = "n" + rules.path_text(path).replace(".", "-")
    name = pressed.partition(":")[0]
    if name in ("up", "down"):
        line = next(one for one in rules.outline(plan) if one.path == path)
        at_the_end = line.first if name == "up" else line.last
        other = "down" if name == "up" else "up"
        return f"{start}-{other if at_the_end else name}"
    node = rules.node_at(plan, path)
    return f"{start}-name" if isinstance(node, rules.Seat) and name != "remove" else f"{start}-more"


def refusal(refused: Refused) -> Row:
    return {
        "title": refused.text(_),
        "text": "",
        "lines": [rules.told(Sentence(fault.sentence, fault.values), _) for fault in refused.faults],
    }


def no_draft() -> Row:
    return {"title": _("This version is no draft any more; begin a new one to change the plan."), "text": ""}


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def request_key(data: QueryDict) -> str:
    """The key of this request: pressing twice on one page is one request, pressing something else is another."""
    said = {name: values for name, values in data.lists() if name != "csrfmiddlewaretoken"}
    return hashlib.sha256(canonical_json(said)).hexdigest()[:40] if data.get("key") else ""


def count_from(text: str) -> int:
    """The number that a text writes; -1, which no state has, for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
