"""From a draft to what is in force: handed to a second person, given back, published, or given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.catalogue import queries, services
from tongban.desk.plans.page import STALE, UNKNOWN, WRONG, PublishForm, administrator, refusal, shown
from tongban.desk.views import actor_of
from tongban.foundation import clock
from tongban.foundation.refusals import Refused


@require_POST
@administrator
def send(request: HttpRequest, version_id: str) -> HttpResponse:
    """Hand the draft to a second person; what still has to be mended is named."""
    return _step(request, version_id, lambda at: services.send_to_review(
        version_id=version_id, actor=actor_of(request), at=at))  # fmt: skip


@require_POST
@administrator
def give_back(request: HttpRequest, version_id: str) -> HttpResponse:
    """Give a version under review back to those who draft it."""
    return _step(request, version_id, lambda at: services.return_to_draft(
        version_id=version_id, actor=actor_of(request), at=at))  # fmt: skip


@require_POST
@administrator
def discard(request: HttpRequest, version_id: str) -> HttpResponse:
    """Give a draft up, when it was meant; the page then shows what is in force."""
    if request.POST.get("sure") != "yes":
        told = {"title": _("Nothing was discarded"), "text": _("Tick the box to say that you mean it.")}
        return shown(request, version_id, told=told, status=WRONG)
    try:
        services.discard_draft(version_id=version_id, actor=actor_of(request), at=clock.now())
    except Refused as refused:
        if refused.code in UNKNOWN:
            raise
        return shown(request, version_id, told=refusal(refused), status=STALE)
    before = queries.published_before(version_id=version_id)
    return redirect("desk:plan", before.version_id) if before else redirect("catalogue:desk-items")


@require_POST
@administrator
def publish(request: HttpRequest, version_id: str) -> HttpResponse:
    """Publish a reviewed version from a day on."""
    at = clock.now()
    form = PublishForm(clock.day_of(at), request.POST)
    if not form.is_valid():
        return shown(request, version_id, form=form, status=WRONG)
    try:
        services.publish(
            version_id=version_id,
            effective_on=form.cleaned_data["effective_on"],
            seen=request.POST.get("seen", ""),
            actor=actor_of(request),
            at=at,
        )
    except Refused as refused:
        if refused.code in UNKNOWN:
            raise
        form.take(refused)
        return shown(request, version_id, form=form, status=WRONG)
    return redirect(f"{reverse('desk:plan', args=[version_id])}?done=published")


def _step(request: HttpRequest, version_id: str, act: Callable[[datetime], object]) -> HttpResponse:
    try:
        act(clock.now())
    except Refused as refused:
        if refused.code in UNKNOWN:
            raise
        return shown(request, version_id, told=refusal(refused), status=WRONG)
    return redirect("desk:plan", version_id)
