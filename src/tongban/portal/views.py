"""Home and my space: what people look for first, and what waits for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.bundles import queries as bundles
from tongban.cases import queries as cases
from tongban.catalogue import queries as catalogue
from tongban.design.wording import date_long
from tongban.foundation import clock
from tongban.foundation.actors import Actor
from tongban.identity import queries as identity
from tongban.licences import queries as licences

CASES_AT_HOME = 3
CASES_ON_MY_PAGE = 20
LICENCES_AT_HOME = 4
THEMES_AT_HOME = 8
BUNDLES_AT_HOME = 6
OTHER = "其他"
ICONS = {
    "户籍办理": "house",
    "生育收养": "baby",
    "教育科研": "graduation-cap",
    "就业创业": "briefcase",
    "住房保障": "key",
    "医疗卫生": "heart-pulse",
    "设立变更": "store",
    "证件办理": "id-card",
}


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Search first, what waits for me second, moments of life third."""
    actor = actor_of(request)
    at = clock.now()
    applies = bool(actor.person_id) and not actor.is_staff
    begun = _begun(actor) if applies else []
    context = {
        "wholes": [_bundle(one) for one in bundles.offered()[:BUNDLES_AT_HOME]],
        "often": catalogue.often_wanted(limit=6),
        "themes": _themes(),
        "applies": applies,
        "drafts": [*begun, *(_draft(one) for one in cases.drafts_of(actor=actor))][:CASES_AT_HOME]
        if applies
        else [],
        "mine": _under_way(actor, clock.day_of(at)) if applies else [],
        "held": _my_licences(actor, clock.day_of(at))[:LICENCES_AT_HOME] if applies else [],
    }
    return render(request, "portal/home.html", context)


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """My space: drafts, cases, licences, messages, newest first."""
    actor = actor_of(request)
    if not actor.person_id:
        return redirect_to_login(request.get_full_path())
    today = clock.day_of(clock.now())
    after = request.GET.get("after") or None
    found = cases.my_cases(actor=actor, today=today, after=after, limit=CASES_ON_MY_PAGE + 1)
    more = len(found) > CASES_ON_MY_PAGE
    context = {
        "drafts": [*_begun(actor), *(_draft(one) for one in cases.drafts_of(actor=actor))],
        "wholes": [_whole(one) for one in bundles.applications_of(actor=actor) if one.submitted_at],
        "mine": [_case(one) for one in found[:CASES_ON_MY_PAGE]],
        "older": f"?after={found[CASES_ON_MY_PAGE - 1].id}" if more else "",
        "held": _my_licences(actor, today),
        "bodies": identity.bodies_actable_by(person_id=actor.person_id, on=today),
        "represents": any(
            one.is_legal_representative for one in identity.mandates_of(person_id=actor.person_id, on=today)
        ),
    }
    return render(request, "portal/me.html", context)


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """The server answers; for those who watch it."""
    return HttpResponse("ok", content_type="text/plain")


def _under_way(actor: Actor, today: date) -> list[dict[str, Any]]:
    """The newest cases whose clock still runs or waits; what is finished stands on the person's own page."""
    newest = cases.my_cases(actor=actor, today=today, limit=CASES_ON_MY_PAGE)
    return [_case(one) for one in newest if one.due_on][:CASES_AT_HOME]


def _case(card: cases.CaseCard) -> dict[str, Any]:
    """A case as a row of facts: its name, where it stands, until when."""
    until = f" · {_('by {day}').format(day=date_long(card.due_on))}" if card.due_on and card.light else ""
    return {
        "label": card.item_name,
        "value": card.status.text(_) + until,
        "light": card.light,
        "change": reverse("cases:case", args=[card.public_id]),
        "change_label": _("See how it stands"),
    }


def _draft(card: cases.DraftCard) -> dict[str, Any]:
    """A draft as a task that waits."""
    return {
        "label": card.item_name,
        "url": reverse("cases:draft", args=[card.public_id]),
        "status": _("Go on"),
        "hint": _("kept until {day}").format(day=date_long(card.expires_on)),
    }


def _begun(actor: Actor) -> list[dict[str, Any]]:
    """The bundles begun and not handed in, as tasks that wait."""
    return [
        {
            "label": one.bundle_name,
            "url": reverse("bundles:application", args=[one.public_id]),
            "status": _("Go on"),
            "hint": _("kept until {day}").format(day=date_long(one.expires_on)),
        }
        for one in bundles.applications_of(actor=actor)
        if one.submitted_at is None
    ]


def _whole(card: bundles.ApplicationCard) -> dict[str, Any]:
    """A bundle that was handed in, as a row of facts: all its parts stand on its own page."""
    sent = _("sent on {day}").format(day=date_long(card.submitted_at)) if card.submitted_at else ""
    return {
        "label": card.bundle_name,
        "value": sent,
        "change": reverse("bundles:application", args=[card.public_id]),
        "change_label": _("See all parts"),
    }


def _bundle(line: bundles.BundleLine) -> dict[str, Any]:
    """A bundle that is offered here, as a card to choose."""
    return {
        "title": line.name,
        "url": reverse("bundles:bundle", args=[line.code]),
        "text": _("{count} items in one go").format(count=len(line.members)),
        "icon": "layers",
    }


def _themes() -> list[dict[str, Any]]:
    """The moments of life that hold items, each name once: persons' own come before bodies'."""
    named = {one.name: one for one in reversed(catalogue.themes()) if one.name != OTHER}
    shown = list(reversed(named.values()))[:THEMES_AT_HOME]
    return [_theme(one.subject, one.name, one.number) for one in shown]


def _theme(subject: str, name: str, count: int) -> dict[str, Any]:
    return {
        "title": name,
        "url": reverse("catalogue:theme", args=[subject, name]),
        "text": _("{count} items").format(count=count),
        "icon": ICONS.get(name, "layers"),
    }


def _my_licences(actor: Actor, today: date) -> list[dict[str, Any]]:
    """The licences that are valid today, as cards to open."""
    kind, holder = actor.applicant
    held = licences.kinds_held_by(holder_kind=kind, holder_id=holder, on=today).values()
    return [
        {
            "title": card.type_name,
            "url": reverse("licences:show", args=[card.public_id]),
            "text": card.issuer_name,
            "icon": "id-card",
        }
        for card in held
    ]
