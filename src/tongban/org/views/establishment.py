"""Pages of the establishment: how many people a department may have, and who they are."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongban.foundation import clock
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused
from tongban.org import queries, rules, services
from tongban.org.forms import (
    EndPlaceForm,
    Establishing,
    PlaceForm,
    SetForm,
    show_refusal,
)
from tongban.org.views.guards import WRONG_INPUT, actor_of


@never_cache
@require_GET
def establishment(request: HttpRequest) -> HttpResponse:
    """How many people each department may have of each kind, who they are, and what can be changed."""
    _keeper(request)
    return _establishment_page(request)


@never_cache
@require_POST
def establish(request: HttpRequest, act: str) -> HttpResponse:
    """Set a number, count an official in, move her, or end her place; what is refused keeps what was typed."""
    actor = _keeper(request)
    if act not in ESTABLISHING:
        raise Http404
    form = _establishing(act, clock.day_of(clock.now()), request.POST)
    if form.is_valid():
        try:
            _established(act, form.cleaned_data, actor)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("org:establishment")
    return _establishment_page(request, act, form)


ESTABLISHING: dict[str, type[Establishing]] = {
    "place": PlaceForm,
    "move": PlaceForm,
    "leave": EndPlaceForm,
    "set": SetForm,
}


def _established(act: str, said: dict[str, Any], actor: Actor) -> None:
    at = clock.now()
    match act:
        case "place":
            services.place_staff(
                staff_id=said["staff"], establishment_id=said["establishment"], starts_on=said["starts_on"],
                actor=actor, at=at,
            )  # fmt: skip
        case "move":
            services.move_staff(
                staff_id=said["staff"], establishment_id=said["establishment"], on=said["starts_on"],
                actor=actor, at=at,
            )  # fmt: skip
        case "leave":
            services.end_placement(
                placement_id=said["placement"], ends_on=said["ends_on"], actor=actor, at=at
            )
        case "set":
            services.set_establishment(
                department_id=said["department"], kind=said["kind"], authorised=said["authorised"],
                document=said["document"], effective_on=said["effective_on"], actor=actor, at=at,
            )  # fmt: skip


def _establishing(act: str, today: date, typed: QueryDict | None = None) -> Establishing:
    cards = queries.establishments(on=today)
    choices = {
        "department": [(card.id, card.name) for card in queries.departments()],
        "kind": [(code, gettext(word)) for code, word in rules.ESTABLISHMENTS.items()],
        "staff": [(pk, f"{number} {name}") for pk, number, name in queries.staff_numbers()],
        "establishment": [(card.id, f"{card.department_name} · {_kind(card.kind)}") for card in cards],
        "placement": [
            (one.id, f"{one.number} {one.name} · {card.department_name}")
            for card in cards
            for one in card.people
            if one.ends_on is None
        ],
    }
    day = today.isoformat()
    first = {"starts_on": day, "effective_on": day, "ends_on": day}
    return ESTABLISHING[act](typed, choices=choices, initial=first, auto_id=f"{act}_%s")


def _kind(kind: str) -> str:
    return gettext(rules.ESTABLISHMENTS[kind])


def _establishment_page(
    request: HttpRequest, act: str = "", typed: Establishing | None = None
) -> HttpResponse:
    today = clock.day_of(clock.now())
    shown = {name: typed if typed and name == act else _establishing(name, today) for name in ESTABLISHING}
    cards = queries.establishments(on=today)
    context = {
        "establishments": [{"card": card, "kind": _kind(card.kind)} for card in cards],
        "form": typed,
        "acts": [
            {
                "url": reverse("org:establish", args=[name]),
                "form": shown[name],
                "title": gettext(ESTABLISHING_WORDS[name]),
                "open": name == act,
            }
            for name in ESTABLISHING
        ],
    }
    return render(request, "org/establishment.html", context, status=WRONG_INPUT if typed else 200)


ESTABLISHING_WORDS = {
    "place": gettext_noop("Count an official in"),
    "move": gettext_noop("Move an official to another department"),
    "leave": gettext_noop("End a place"),
    "set": gettext_noop("Set how many people"),
}


def _keeper(request: HttpRequest) -> Actor:
    """The actor, if she keeps the establishment; to everyone else this page does not exist."""
    actor = actor_of(request)
    if not actor.may("establishment.keep"):
        raise Http404
    return actor
