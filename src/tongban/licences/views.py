"""Pages of licences: the wallet, one licence and how it is shown, and the verify page that asks nobody to sign in."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.foundation import clock
from tongban.foundation.actors import VISITOR, Actor
from tongban.foundation.refusals import Refused
from tongban.licences import budget, offline_verify, pages, queries, rules, sealing, services
from tongban.licences.forms import ShowForm, VerifyForm
from tongban.licences.queries import LicenceCard
from tongban.licences.services.documents import Document

WRONG_INPUT, STOPPED, TOO_MANY = 422, 409, 429


@never_cache
@login_required
@require_GET
def wallet(request: HttpRequest) -> HttpResponse:
    """The licences of the person, or of the body she acts for."""
    actor, today = _actor(request), clock.day_of(clock.now())
    kind, holder = actor.applicant
    cards = queries.licences_of(holder_kind=kind, holder_id=holder)
    counting = [card for card in cards if card.standing(today) in pages.LIVE]
    ended = [card for card in cards if card not in counting]
    context = {
        "holder": actor.body_name or actor.name,
        "counting": [pages.entry_of(card, today) for card in counting],
        "ended": [pages.entry_of(card, today) for card in ended],
    }
    return render(request, "licences/wallet.html", context)


@never_cache
@login_required
@require_GET
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """One licence for its holder: a code that others may scan, what it says, what happened, who used it."""
    now = clock.now()
    card = _held(request, public_id)
    form = (
        ShowForm(request.GET)
        if "show" in request.GET
        else ShowForm(initial={"show": rules.Extent.LEAST.value})
    )
    chosen = form.is_bound and form.is_valid()
    extent = rules.Extent(form.cleaned_data["show"]) if chosen else rules.Extent.LEAST
    context = {
        "licence": card,
        "form": form,
        "extent": extent.value,
        "showing": services.show(licence=card, extent=extent, at=now),
        "rows": pages.rows_of(card, extent=extent),
        "about": pages.about(card),
        "standing": pages.standing_tag(card.standing(clock.day_of(now))),
        "counts": card.standing(clock.day_of(now)) is rules.Standing.VALID,
        "events": pages.timeline_of(queries.events_of(licence=card)),
        "uses": pages.uses_of(queries.uses_of(licence=card), _actor(request)),
        "again": pages.again(card, clock.day_of(now)),
        "demo": settings.TONGBAN.DEMO,
    }
    return render(request, "licences/show.html", context)


@never_cache
@login_required
@require_GET
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """The PDF of a licence for its holder."""
    return _given(request, services.render_pdf, public_id)


@never_cache
@login_required
@require_GET
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """The signed record of a licence for its holder."""
    return _given(request, services.record_download, public_id)


@never_cache
@login_required
@require_POST
def tamper(request: HttpRequest, public_id: str) -> HttpResponse:
    """For the demonstration: change one character of a copy, and see that it is found."""
    card = _held(request, public_id)
    what = "json" if request.POST.get("what") == "json" else "pdf"
    now = clock.now()
    try:
        copy = services.tampered_copy(public_id=public_id, what=what, actor=_actor(request), at=now)
    except Refused as refusal:
        return _refused(request, refusal)
    if request.POST.get("take"):
        return _attachment(copy)
    verdict = services.verify_file(data=copy.data, at=now)
    context = {"licence": card, "what": what, "verdict": pages.shown_verdict(verdict)}
    return render(request, "licences/tampered.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Is this licence genuine? By identifier, by code or by file; nobody needs to sign in."""
    scanned = request.GET.get("q") or request.GET.get("s")
    if request.method == "GET" and not scanned:
        return _verify_page(request, VerifyForm())
    now = clock.now()
    if budget.spent(request.META.get("REMOTE_ADDR", ""), now):
        return render(request, "licences/too_many.html", status=TOO_MANY)
    if request.method == "GET":
        verdict = services.verify_text(text=_scanned_text(request), at=now)
        return _verdict_page(request, verdict, VerifyForm())
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _verify_page(request, form, status=WRONG_INPUT)
    upload = form.cleaned_data["document"]
    if upload is not None:
        try:
            verdict = services.verify_file(data=upload.read(), at=now)
        except Refused as refusal:
            form.add_error("document", refusal.text(_))
            return _verify_page(request, form, status=WRONG_INPUT)
        return _verdict_page(request, verdict, VerifyForm())
    return _verdict_page(request, services.verify_text(text=form.cleaned_data["text"], at=now), form)


@cache_control(public=True, max_age=3600)
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys that sign licences."""
    published = [key.plain() for key in sealing.published_keys().values()]
    document = {
        "keys": published,
        "issuer": settings.TONGBAN.BASE_URL,
        "sm2_user_id": offline_verify.SIGNER.decode(),
    }
    return JsonResponse(document, json_dumps_params={"indent": 1})


@cache_control(public=True, max_age=3600)
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The program that checks a licence without a network, to take along."""
    source = Path(offline_verify.__file__).read_bytes()
    return _attachment(Document("offline_verify.py", "text/x-python; charset=utf-8", source))


def _actor(request: HttpRequest) -> Actor:
    return getattr(request, "actor", VISITOR)


def _held(request: HttpRequest, public_id: str) -> LicenceCard:
    kind, holder = _actor(request).applicant
    try:
        return queries.licence_held_by(public_id=public_id, holder_kind=kind, holder_id=holder)
    except Refused:
        raise Http404 from None


def _given(request: HttpRequest, service: services.Giver, public_id: str) -> HttpResponse:
    try:
        return _attachment(service(public_id=public_id, actor=_actor(request), at=clock.now()))
    except Refused as refusal:
        return _refused(request, refusal)


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    if refusal.code == "licences.not_found":
        raise Http404 from None
    return render(request, "licences/stopped.html", {"sentence": refusal.text(_)}, status=STOPPED)


def _attachment(document: Document) -> HttpResponse:
    response = HttpResponse(document.data, content_type=document.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.name)}"
    return response


def _scanned_text(request: HttpRequest) -> str:
    shown = request.GET.get("s")
    return f"{settings.TONGBAN.BASE_URL}/verify/?s={shown}" if shown else request.GET.get("q", "")


def _verify_page(request: HttpRequest, form: VerifyForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "address": settings.TONGBAN.BASE_URL}
    return render(request, "licences/verify.html", context, status=status)


def _verdict_page(request: HttpRequest, verdict: rules.Verdict, form: VerifyForm) -> HttpResponse:
    services.log_verdict(verdict=verdict, actor=_actor(request))
    context = {"form": form, "verdict": pages.shown_verdict(verdict), "address": settings.TONGBAN.BASE_URL}
    return render(request, "licences/verify.html", context)
