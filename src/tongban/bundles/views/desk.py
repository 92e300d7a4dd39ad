"""The desk of item administrators: all bundles, the versions of one, its members and questions in a plain table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.bundles import forms, queries, rules, services
from tongban.bundles.queries import BundleCard
from tongban.bundles.views.guards import actor_of, administrator
from tongban.bundles.views.showing import Row
from tongban.foundation import clock
from tongban.foundation.refusals import Refused

WRONG = 422


@require_GET
@administrator
def bundles(request: HttpRequest) -> HttpResponse:
    """All bundles that any list names, those offered here first."""
    return render(request, "bundles/desk/bundles.html", {"lines": queries.bundles()})


@require_GET
@administrator
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """One bundle: what the lists say of it, and its versions."""
    line = queries.bundle_line(code=code)
    context = {"bundle": line, "versions": queries.versions_of(code=code)}
    return render(request, "bundles/desk/bundle.html", context)


@require_POST
@administrator
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a new version, or go on with the draft in hand."""
    version_id = services.draft(code=code, actor=actor_of(request), at=clock.now())
    return redirect("bundles:desk-version", version_id=version_id)


@require_POST
@administrator
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take no more applications for a bundle."""
    services.withdraw(code=code, actor=actor_of(request), at=clock.now())
    return redirect("bundles:desk-bundle", code=code)


@require_http_methods(["GET", "POST"])
@administrator
def version(request: HttpRequest, version_id: str) -> HttpResponse:
    """One version: a draft to be edited, any other to be read, with what the checks find."""
    at = clock.now()
    card = queries.version(version_id=version_id, on=clock.day_of(at))
    if card.state != "draft":
        return _version(request, card, None)
    if request.method == "GET":
        return _version(request, card, forms.DesignForm(card.content))
    form = forms.DesignForm(card.content, request.POST)
    if not form.is_valid():
        return _version(request, card, form, WRONG)
    try:
        services.save_draft(version_id=version_id, content=form.edited(), actor=actor_of(request), at=at)
    except Refused as refused:
        form.take(refused)
        return _version(request, card, form, WRONG)
    return redirect("bundles:desk-version", version_id=version_id)


@require_POST
@administrator
def publish(request: HttpRequest, version_id: str) -> HttpResponse:
    """Offer a draft; a refusal stands on top of the draft's own page."""
    at = clock.now()
    card = queries.version(version_id=version_id, on=clock.day_of(at))
    try:
        seen = request.POST.get("seen", "")
        services.publish(version_id=version_id, seen=seen, actor=actor_of(request), at=at)
    except Refused as refused:
        if refused.code == "bundles.not_found":
            raise
        form = forms.DesignForm(card.content) if card.state == "draft" else None
        return _version(request, card, form, WRONG, refused.text(_))
    return redirect("bundles:desk-bundle", code=card.code)


def _version(
    request: HttpRequest,
    card: BundleCard,
    form: forms.DesignForm | None,
    status: int = 200,
    refused: str = "",
) -> HttpResponse:
    faults = rules.content_faults(card.content, card.items)
    context = {
        "bundle": card,
        "content": card.content,
        "form": form,
        "refused": refused,
        "problems": [fault.text(_) for fault in faults],
        "members": [_member(card, one) for one in card.content.members],
        "merged": [_merged(card, one) for one in card.form if len(one.uses) > 1],
        "questions": [
            {"text": one.text, "options": one.options} for one in rules.every_question(card.content.questions)
        ],
        "names": {code: item.name for code, item in card.items.items()},
    }
    return render(request, "bundles/desk/version.html", context, status=status)


def _member(card: BundleCard, one: rules.Member) -> Row:
    item = card.items.get(one.item_code)
    return {
        "name": one.name,
        "item": item.name if item else "",
        "code": one.item_code,
        "check": one.role == rules.CHECK,
        "department": item.department_name if item else one.department,
        "after": [card.items[code].name if code in card.items else code for code in one.after],
        "appliable": bool(item and item.appliable),
    }


def _merged(card: BundleCard, one: rules.Merged) -> Row:
    first = one.uses[0].field
    return {
        "label": first.label,
        "items": [f"{card.items[use.item].name}（{use.field.label}）" for use in one.uses],
    }
