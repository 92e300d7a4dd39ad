"""The page of thresholds: from when lights show and who is reminded."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.foundation import clock
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused
from tongban.org import queries, rules, services
from tongban.org.forms import (
    STEPS,
    ThresholdForm,
    show_refusal,
)
from tongban.org.views.guards import WRONG_INPUT, actor_of


@never_cache
@require_http_methods(["GET", "POST"])
def thresholds(request: HttpRequest) -> HttpResponse:
    """From when lights show and who is reminded: of the region, of one below it, or of a department."""
    actor = actor_of(request)
    if not actor.may("supervise.set"):
        raise Http404
    place = _place(request, actor)
    form = ThresholdForm(request.POST if request.method == "POST" else None, initial=_typed(place))
    if request.method == "POST" and _set(request, place, form, actor):
        return redirect(f"{reverse('org:thresholds')}?{urlencode({**place, 'done': '1'})}")
    context = {
        "form": form,
        "columns": [gettext(label) for label in STEPS.values()],
        "chosen": place["department"] or place["region"],
        "places": _places(actor),
        "own": queries.own_thresholds(region_code=place["region"], department_id=place["department"]),
        "done": request.GET.get("done") == "1" and not form.is_bound,
    }
    return render(request, "org/thresholds.html", context, status=WRONG_INPUT if form.is_bound else 200)


def _set(request: HttpRequest, place: dict[str, str], form: ThresholdForm, actor: Actor) -> bool:
    """Whether what was posted is set now; what was wrong stands in the form."""
    where = {"region_code": place["region"], "department_id": place["department"]}
    try:
        if "unset" in request.POST:
            services.unset_thresholds(**where, actor=actor, at=clock.now())
            return True
        wanted = form.thresholds() if form.is_valid() else None
        if wanted is not None:
            services.set_thresholds(**where, wanted=wanted, actor=actor, at=clock.now())
            return True
    except Refused as refusal:
        show_refusal(form, refusal)
    return False


def _place(request: HttpRequest, actor: Actor) -> dict[str, str]:
    """The region or department chosen in the address; one's own region when none is. Another region's: no such page."""
    known = {key for _title, places in _places(actor) for key, _name in places}
    chosen = (
        request.GET.get("place", "") or request.GET.get("department", "") or request.GET.get("region", "")
    )
    chosen = chosen or actor.region_code
    if chosen not in known:
        raise Http404
    is_region = len(chosen) == 12
    return {"region": chosen if is_region else "", "department": "" if is_region else chosen}


def _places(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """What this official may set, divisions before departments."""
    regions = [one for one in queries.regions() if actor.region_code in rules.reach(one.code)]
    codes = {one.code for one in regions}
    own = [one for one in queries.departments() if one.region_code in codes]
    return [
        (gettext("Divisions"), [(one.code, one.name) for one in regions]),
        (gettext("Departments there"), [(one.id, one.name) for one in own]),
    ]


def _typed(place: dict[str, str]) -> dict[str, str]:
    """What counts there now, its own or what is inherited, as it would be typed."""
    department = place["department"]
    region = queries.department(department_id=department).region_code if department else place["region"]
    return ThresholdForm.typed(queries.thresholds_for(region_code=region, department_id=department))
