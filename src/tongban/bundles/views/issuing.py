"""The desk of the window that hands over the results of all departments together."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.bundles import forms, queries, services
from tongban.bundles.views.guards import actor_of
from tongban.bundles.views.writing import WRONG
from tongban.cases.rules import State
from tongban.design import links
from tongban.foundation import clock
from tongban.foundation.ids import new_public_id
from tongban.foundation.refusals import Refused


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is decided, refused and still going on; and one form for everything that is decided."""
    actor, at = actor_of(request), clock.now()
    if not actor.is_signed_in:
        return redirect_to_login(request.get_full_path())
    parts = queries.deliverable_parts(actor=actor, application=public_id, today=clock.day_of(at))
    if parts is None:
        raise Http404
    form = forms.HandOverForm(
        request.POST if request.method == "POST" else None, initial={"submission_key": new_public_id()}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.hand_over(
                application=public_id, method=said["method"], to=said["to"], note=said["note"],
                actor=actor, at=at, key=said["submission_key"],
            )  # fmt: skip
            return redirect("bundles:hand-over", public_id=public_id)
        except Refused as refused:
            form.add_error(None, refused.text(_))
    decided = [one for one in parts if one.state == State.DECIDED]
    rows = [
        {
            "name": one.item_name,
            "number": one.number,
            "department": one.department_name,
            "status": one.status.text(_),
            "url": links.address("desk-case", public_id=one.public_id),
        }
        for one in parts
    ]
    context = {"parts": rows, "decided": bool(decided), "form": form}
    return render(request, "bundles/desk/hand_over.html", context, status=WRONG if form.errors else 200)
