"""What the applicant does while a case is under way: answer about a hearing, hand in what follows, take a promise back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tongban.cases import forms, queries, rules, services
from tongban.cases.views import standing, uploads
from tongban.cases.views.guards import actor_of, citizen
from tongban.cases.views.tracker import WRONG, own_case
from tongban.foundation import clock
from tongban.foundation.ids import new_public_id
from tongban.foundation.refusals import Refused


@require_http_methods(["GET", "POST"])
@citizen
def hearing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say whether one wants to be heard before the decision, or does without."""
    view = own_case(request, public_id)
    told = view.facts.hearing
    if told is None or told.answered or view.facts.state not in rules.UNDER_REVIEW:
        return redirect("cases:case", public_id=public_id)
    form = forms.HearingForm(
        request.POST if request.method == "POST" else None, initial={"submission_key": new_public_id()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_hearing(
                public_id=public_id,
                wanted=form.cleaned_data["wanted"] == "yes",
                statement=form.cleaned_data["statement"],
                actor=actor_of(request),
                at=clock.now(),
                key=form.cleaned_data["submission_key"],
            )
            return redirect("cases:case", public_id=public_id)
        except Refused as refused:
            form.take(refused)
    context = {"case": view.card, "form": form, "offered": told.offered}
    return render(request, "cases/hearing.html", context, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "POST"])
@citizen
def statement(request: HttpRequest, public_id: str) -> HttpResponse:
    """State and argue before the decision, as often as there is something to say."""
    view = own_case(request, public_id)
    if view.facts.state not in rules.UNDER_REVIEW:
        return redirect("cases:case", public_id=public_id)
    form = forms.StatementForm(
        request.POST if request.method == "POST" else None, initial={"submission_key": new_public_id()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.hear_statement(
                public_id=public_id,
                text=form.cleaned_data["text"],
                actor=actor_of(request),
                at=clock.now(),
                key=form.cleaned_data["submission_key"],
            )
            return redirect("cases:case", public_id=public_id)
        except Refused as refused:
            form.take(refused)
    context = {"case": view.card, "form": form}
    return render(request, "cases/statement.html", context, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "POST"])
@citizen
def supply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand in materials that were to follow; some now and others later is fine."""
    view = own_case(request, public_id)
    if not view.facts.gaps or view.facts.state not in rules.UNDER_REVIEW:
        return redirect("cases:case", public_id=public_id)
    return _owed(request, view, view.facts.gaps, services.supply_gap, "cases/supply.html")


@require_http_methods(["GET", "POST"])
@citizen
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the promise back, with the materials that it stood for."""
    view = own_case(request, public_id)
    if not standing.may_take_promise_back(view.facts):
        return redirect("cases:case", public_id=public_id)
    promised = tuple(one for one in view.facts.materials if one.how == "promised")
    return _owed(request, view, promised, services.withdraw_promise, "cases/take_back.html")


def _owed(
    request: HttpRequest,
    view: queries.CaseView,
    owed: tuple[rules.MaterialHeld, ...],
    act: Callable[..., object],
    template: str,
) -> HttpResponse:
    """A page that takes files for these materials and hands them in; what arrived is kept when something is wrong."""
    public_id = view.card.public_id
    form = forms.OwedForm(owed, initial={"submission_key": new_public_id()})
    files: uploads.Kept = {}
    if request.method == "POST":
        form = forms.OwedForm(owed, request.POST, request.FILES)
        files = uploads.kept(request, public_id, form, services.attach_later)
        if form.is_valid() and _done(request, public_id, form, files, act):
            return redirect("cases:case", public_id=public_id)
    accepted = view.facts.acceptance
    context: dict[str, Any] = {
        "case": view.card,
        "form": form,
        "materials": [
            {
                "name": one.name,
                "bound": form[form.file_name(one.key)],
                "kept": files.get(one.key, []),
                "kept_name": form.kept_name(one.key),
            }
            for one in owed
        ],
        "until": accepted.gap_due.on if accepted and accepted.gap_due else None,
        "refused": view.facts.of.item.way.gap_lapse == "refused",
    }
    return render(request, template, context, status=WRONG if form.errors else 200)


def _done(
    request: HttpRequest,
    public_id: str,
    form: forms.OwedForm,
    files: uploads.Kept,
    act: Callable[..., object],
) -> bool:
    try:
        act(
            public_id=public_id,
            files=uploads.ids_of(files),
            actor=actor_of(request),
            at=clock.now(),
            key=form.cleaned_data["submission_key"],
        )
    except Refused as refused:
        form.take_named(refused)
        return False
    return True
