"""Which bundles there are, and the guide of one: open to everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tongban.bundles import queries, rules
from tongban.bundles.queries import BundleLine
from tongban.bundles.views.guards import actor_of, shown
from tongban.bundles.views.showing import Row, items_named, member_rows
from tongban.bundles.work import Work, trying, whole
from tongban.catalogue.rules import MaterialCard
from tongban.foundation import clock


@require_GET
def bundles(request: HttpRequest) -> HttpResponse:
    """What is offered here, and what other lists name that is not offered here yet."""
    lines = queries.bundles()
    context = {
        "offered": [choice(one) for one in lines if one.offered],
        "national": [one for one in lines if not one.offered and one.national_no],
        "others": [one for one in lines if not one.offered and not one.national_no],
    }
    return render(request, "bundles/bundles.html", context)


def choice(line: BundleLine) -> Row:
    """A bundle as a card to choose."""
    number = len(line.members)
    names = ngettext("{number} item in one go", "{number} items in one go", number).format(number=number)
    return {
        "title": line.name,
        "url": reverse("bundles:bundle", args=[line.code]),
        "text": names if line.offered else _("not offered here yet"),
        "icon": "layers",
    }


@require_GET
@shown
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """The guide of one bundle; one that is not offered here is shown with what its lists say of it."""
    at = clock.now()
    line = queries.bundle_line(code=code)
    card = queries.bundle_in_force(code=code, on=clock.day_of(at))
    if card is None:
        return render(request, "bundles/listed.html", {"bundle": line})
    most = trying(card, actor_of(request), at, _everything(card.content))
    work = whole(card, actor_of(request), at)
    context = {
        "bundle": card,
        "content": card.content,
        "who": _who(card.content),
        "members": member_rows(work, only_if=_only_if(card.content)),
        "checks": card.content.checks,
        "materials": _materials(work),
        "known": _known(most),
        "figures": _figures(most),
        "limits": _limits(most),
    }
    return render(request, "bundles/guide.html", context)


def _everything(content: rules.Content) -> dict[str, tuple[str, ...]]:
    """The situation in which most items are needed: of each question the answer that leads to most."""
    found: dict[str, tuple[str, ...]] = {}
    for question in rules.every_question(content.questions):
        best = max(
            question.options,
            key=lambda one: len(one.items) + sum(len(o.items) for o in rules.every_option(one.questions)),
            default=None,
        )
        if best is not None:
            found[question.key] = (
                tuple(one.value for one in question.options if one.items) or (best.value,)
                if question.many
                else (best.value,)
            )
    return found


def _only_if(content: rules.Content) -> dict[str, str]:
    """By which answers a member is needed, in words, by task code; members needed by everybody are left out."""
    found: dict[str, list[str]] = {}
    for question in rules.every_question(content.questions):
        for option in question.options:
            for code in option.items:
                found.setdefault(code, []).append(f"{question.text} {option.label}")
    return {code: "；".join(dict.fromkeys(said)) for code, said in found.items()}


def _who(content: rules.Content) -> str:
    words = {"person": _("for people"), "body": _("for firms and organisations")}
    return " · ".join(words[one] for one in content.subjects if one in words)


def _materials(work: Work) -> list[Row]:
    """The materials of all items, each once, with what the reader has to do about it."""
    return [
        {
            "name": one.card.name,
            "way": _way(work, one),
            "optional": one.card.necessity != "required",
            "held": work.held[one.key].name if one.key in work.held else "",
            "for_items": items_named(work, one),
            "note": one.card.note,
        }
        for one in work.materials
    ]


def _way(work: Work, one: rules.MergedMaterial) -> str:
    if one.key in work.held:
        return "known"
    if one.comes:
        return "comes"
    card: MaterialCard = one.card
    return "fetched" if card.exempt == "licence" else "bring"


def _known(work: Work) -> int:
    """How many questions of this reader are answered already."""
    asked = {one.key for one, _card in work.questions}
    return len(asked & work.known.keys())


def _figures(work: Work) -> Row:
    """How much the one form spares; the same situation counted once together and once item by item."""
    once, singly = work.saved_questions()
    papers = sum(len(one.uses) for one in work.materials)
    return {"once": once, "singly": singly, "papers": len(work.materials), "papers_singly": papers}


def _limits(work: Work) -> dict[str, Any]:
    """The first and the last day on which an answer may come, if all is sent and accepted today."""
    days = [one for one in work.days().values() if one is not None]
    last = max((one[0] for one in days), default=None)
    return {"last": last, "provisional": any(one[1] for one in days)}
