"""The plan of an item's version: looked at, begun anew, and changed in the editor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.catalogue import queries, services
from tongban.catalogue.rules import VersionState
from tongban.design.wording import moment
from tongban.desk.plans import moves, posted, showing
from tongban.desk.plans.page import (
    STALE,
    WRONG,
    administrator,
    count_from,
    is_htmx,
    no_draft,
    refusal,
    request_key,
    shown,
)
from tongban.desk.views import actor_of
from tongban.flow import rules
from tongban.foundation import clock
from tongban.foundation.refusals import Refused


@require_GET
@administrator
def plan(request: HttpRequest, version_id: str) -> HttpResponse:
    """The plan of a version: the editor when it is a draft, else what it says and what it changed."""
    return shown(request, version_id)


@require_POST
@administrator
def begin(request: HttpRequest, version_id: str) -> HttpResponse:
    """Begin a draft from a version, or go on with the one in hand."""
    item = queries.version_of_any_state(version_id=version_id)
    in_hand = queries.version_in_hand(implementation_id=item.id)
    if not in_hand:
        try:
            in_hand = services.draft_from(
                version_id=version_id, changes={}, actor=actor_of(request), at=clock.now()
            )
        except Refused as refused:
            if refused.code != "catalogue.draft_in_hand":
                raise
            in_hand = queries.version_in_hand(implementation_id=item.id)
    return redirect("desk:plan", in_hand)


@require_POST
@administrator
def change(request: HttpRequest, version_id: str) -> HttpResponse:
    """Keep what was typed and do what was pressed. Nothing is done on a page that others have made stale."""
    item = queries.version_of_any_state(version_id=version_id)
    data = request.POST
    if item.state != VersionState.DRAFT:
        return shown(request, version_id, told=no_draft(), status=STALE)
    head = queries.draft_plans(version_id=version_id, newest=1)[0]
    seen = queries.draft_plan(version_id=version_id, number=count_from(data.get("expected", "")))
    if seen is None:
        seen = head
    page = showing.sheet(item, head.plan, taken=_taken(version_id))
    base = rules.rooted(rules.plan_as_it_stands(seen.plan))
    typed = posted.read(base, data, page.offered)
    if seen.number != head.number and not _of_one_hand(request, version_id, seen.number, base, page.plan):
        return _stale(request, version_id, head, base, typed, data)
    return _changed(request, version_id, page, head, typed)


def _changed(
    request: HttpRequest,
    version_id: str,
    page: showing.Sheet,
    head: queries.DraftPlan,
    typed: posted.Posted,
) -> HttpResponse:
    """The change itself: first what was typed, then the button."""
    data, actor, at = request.POST, actor_of(request), clock.now()
    pressed, key = data.get("act", ""), request_key(data)
    plan, focus = typed.made(page.plan), None
    refused_move: Refused | None = None
    number = head.number
    try:
        if pressed and pressed != "undo" and not pressed.startswith("back:"):
            try:
                plan, focus = moves.made(plan, pressed, page.making)
            except Refused as refused:
                refused_move = refused
        number = services.change_plan(
            version_id=version_id,
            plan=rules.plan_to(plan),
            expected=head.number,
            key=key,
            actor=actor,
            at=at,
        )
        if pressed == "undo" or pressed.startswith("back:"):
            services.restore_plan(
                version_id=version_id,
                number=None if pressed == "undo" else count_from(pressed.removeprefix("back:")),
                expected=number,
                key=f"{key}-b",
                actor=actor,
                at=at,
            )
    except Refused as refused:
        if refused.code == "catalogue.draft_moved_on":
            newest = queries.draft_plans(version_id=version_id, newest=1)[0]
            return _stale(request, version_id, newest, page.plan, typed, data)
        refused_move = refused
    if typed.errors or refused_move:
        return shown(
            request,
            version_id,
            told=refusal(refused_move) if refused_move else None,
            typed=data,
            errors=typed.errors,
            status=WRONG,
        )
    if is_htmx(request):
        return shown(request, version_id, focus=focus, pressed=pressed)
    where = "n" + rules.path_text(focus).replace(".", "-") if focus else "plan-editor"
    return redirect(f"{reverse('desk:plan', args=[version_id])}#{where}")


def _of_one_hand(request: HttpRequest, version_id: str, seen: int, base: rules.Plan, now: rules.Plan) -> bool:
    """Whether all that happened since is this person's own, and every row is still where it was.

    Somebody who types faster than pages come back must not be told to have been overtaken by herself.
    """
    if posted.shape(base) != posted.shape(now):
        return False
    states = queries.draft_plans(version_id=version_id)
    since = [one.account for one in states if one.number > seen]
    # States so old that they are not read any more may be anybody's.
    return len(since) == states[0].number - seen and set(since) <= {actor_of(request).account_id}


def _stale(
    request: HttpRequest,
    version_id: str,
    head: queries.DraftPlan,
    base: rules.Plan,
    typed: posted.Posted,
    data: QueryDict,
) -> HttpResponse:
    """The draft as it stands now, what was typed kept in its rows as far as they are still there, and told in words."""
    item = queries.version_of_any_state(version_id=version_id)
    page = showing.sheet(item, head.plan)
    told = {
        "title": _("The draft has been changed by somebody else; nothing of yours was done"),
        "text": _(
            "%(name)s changed it at %(at)s. Look at it as it is now, and press “Update” to make your changes to it."
        )
        % {"name": head.by, "at": moment(head.at)},
        "lines": showing.unkept(page, base, typed.made(base)),
        "pressed": bool(data.get("act", "")),
    }
    return shown(request, version_id, told=told, typed=_carried(base, page.plan, data), status=STALE)


def _carried(base: rules.Plan, now: rules.Plan, data: QueryDict) -> dict[str, str]:
    """What was typed differently from what was on the screen, under the names its rows have now."""
    places = {one.node.key: one for one in rules.outline(now) if isinstance(one.node, rules.Seat)}
    kept: dict[str, str] = {}
    for line in rules.outline(base):
        if not isinstance(line.node, rules.Seat) or line.node.key not in places:
            continue
        for name in ("name", "department", "permission", "duty", "workdays"):
            text = data.get(f"{posted.prefix(line)}-{name}")
            if text is not None and text != str(getattr(line.node, name)):
                kept[f"{posted.prefix(places[line.node.key])}-{name}"] = text
    return kept


def _taken(version_id: str) -> frozenset[str]:
    """The keys of seats that earlier states of the draft had."""
    found: set[str] = set()
    for one in queries.draft_plans(version_id=version_id, newest=200):
        found.update(seat.key for seat in rules.seats_of(rules.plan_as_it_stands(one.plan)))
    return frozenset(found)
