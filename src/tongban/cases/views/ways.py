"""Which way an application goes: proof or promise, and the licence that it renews or changes."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tongban.cases import forms, queries, rules, services
from tongban.cases.views import asking
from tongban.cases.views.asking import CHECK, WAY, Writing
from tongban.cases.views.guards import actor_of, signed_in
from tongban.cases.views.showing import Row
from tongban.catalogue.rules import CommitmentCard
from tongban.design.wording import date_full
from tongban.foundation import clock
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused
from tongban.licences import queries as licences

WRONG = 422


@require_http_methods(["GET", "POST"])
@signed_in
def way(request: HttpRequest, public_id: str) -> HttpResponse:
    """The ordinary way or the written promise: terms and consequences first, then a free choice (CMT-1)."""
    actor, at = actor_of(request), clock.now()
    draft = queries.draft_for(actor=actor, public_id=public_id, at=at)
    if draft is None:
        raise Http404
    work = asking.writing(draft=draft, actor=actor, at=at)
    offer = work.item.procedure.commitment
    if offer is None:
        raise Http404
    barred = work.barred()
    chosen = draft.choice.get("promise")
    initial = {} if chosen is None else {"way": "promise" if chosen else "ordinary"}
    form = forms.WayForm(
        request.POST if request.method == "POST" else None, initial=initial, barred=bool(barred)
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_promise(draft=public_id, promise=form.promised, actor=actor, at=at)
            return redirect(_onwards(request, work))
        except Refused as refused:
            form.take(refused)
    return_to = request.POST.get("return") or request.GET.get("return", "")
    context = {
        "draft": draft,
        "item": work.item,
        "form": form,
        "offer": offer,
        "rows": _consequences(work, offer),
        "barred": barred,
        "number": work.steps.index(WAY) + 1,
        "of": len(work.steps),
        "back": asking.overview(work),
        "return_to": CHECK if return_to == CHECK else "",
    }
    return render(request, "cases/way.html", context, status=WRONG if form.errors else 200)


def _onwards(request: HttpRequest, work: Writing) -> str:
    if request.POST.get("go") == "leave":
        return asking.overview(work)
    step = CHECK if request.POST.get("return") == CHECK else asking.next_step(work, WAY)
    return asking.address_of(work.draft.public_id, step)


def _consequences(work: Writing, offer: CommitmentCard) -> list[Row]:
    names = [one.name for one in work.item.materials if one.id in offer.replaces]
    days = ngettext("{days} workday", "{days} workdays", offer.workdays).format(days=offer.workdays)
    check = ngettext("within {days} workday", "within {days} workdays", offer.check_workdays)
    rows = [
        {"label": _("You need not hand in"), "value": "、".join(names)} if names else None,
        {"label": _("Decided within"), "value": days},
        {"label": _("Looked at afterwards"), "value": check.format(days=offer.check_workdays)},
        {"label": _("If it is not true or not kept"), "value": offer.consequences},
        {"label": _("If you change your mind"), "value": _("Until the decision you can take it back.")},
    ]
    return [row for row in rows if row is not None]


def earlier_rows(request: HttpRequest, actor: Actor, today: date) -> Row | None:
    """The licence that one comes from to renew or change it, with what the law says about the day; None without one."""
    purpose = "renew" if "renew" in request.GET else "change"
    wanted = request.GET.get(purpose, "")
    if not wanted:
        return None
    kind, holder = actor.applicant
    card = licences.licence_held_by(public_id=wanted, holder_kind=kind, holder_id=holder)
    label = _("Renews") if purpose == "renew" else _("Changes")
    rows = [{"label": label, "value": f"{card.type_name}\n{card.identifier}"}]
    late = told = ""
    if card.valid_to is not None:
        rows.append({"label": _("Valid until"), "value": date_full(card.valid_to)})
    if card.valid_to is not None and purpose == "renew":
        last = rules.last_day_to_renew(card.valid_to, today)
        if today > last:
            late = _(
                "A renewal is to be applied for by {last}. It is still received now, but silence until {end} does not renew."
            ).format(last=date_full(last), end=date_full(card.valid_to))
        else:
            told = _("In time: if nobody decides by {end}, the licence counts as renewed.").format(
                end=date_full(card.valid_to)
            )
    return {"rows": rows, "late": late, "told": told, "licence": card.public_id, "purpose": purpose}
