"""Downloads: only for whom the owner's room permits, never shown inside a page of ours."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from tongban.files import queries, services
from tongban.foundation import clock
from tongban.foundation.actors import VISITOR, Actor


@require_GET
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The bytes of a file as they were stored. What is not there and what is not yours look the same."""
    actor: Actor = getattr(request, "actor", VISITOR)
    if not actor.is_signed_in:
        return redirect_to_login(request.get_full_path())
    card = queries.file_or_none(public_id)
    if card is None or not services.may_open(actor, card):
        raise Http404
    with transaction.atomic():
        services.seen(actor, card, clock.now())
        data = services.open_file(public_id)
    return _as_attachment(card, data)


def _as_attachment(card: queries.FileCard, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type=card.media_type)
    response["Content-Disposition"] = (
        f"attachment; filename=\"file\"; filename*=UTF-8''{quote(card.name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
