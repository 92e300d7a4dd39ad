"""Pages of choosing whom one acts for, and of the demonstration's roles."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tongban.design import links
from tongban.foundation import clock
from tongban.foundation.refusals import Refused
from tongban.identity import services as identity
from tongban.org import rules, services
from tongban.org.views.guards import actor_of

HOMES = {"public": "/", "work": "/desk/"}


@require_POST
@login_required
def choose_body(request: HttpRequest) -> HttpResponse:
    """Act for a body from now on, or for oneself again."""
    try:
        body = services.choose_body(
            body_id=request.POST.get("body", ""), actor=actor_of(request), at=clock.now()
        )
    except Refused as refusal:
        raise Http404 from refusal
    if body is None:
        request.session.pop(rules.ACTING_BODY, None)
    else:
        request.session[rules.ACTING_BODY] = body.id
    return redirect(links.onward(request))


@require_POST
def choose_role(request: HttpRequest) -> HttpResponse:
    """Step into a role of the sample town, without a password; outside a demonstration there is no such page."""
    at = clock.now()
    try:
        account = services.choose_role(
            account_id=request.POST.get("role", ""),
            demo=settings.TONGBAN.DEMO,
            actor=actor_of(request),
            at=at,
        )
    except Refused as refusal:
        raise Http404 from refusal
    identity.begin_session(request=request, account_id=account.id, at=at)
    return redirect(links.onward(request, HOMES[account.kind]))
