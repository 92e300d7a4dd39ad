"""A compared copy as a sheet: across every page stands for what it may be used, and until when."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.cases import queries, rules, services
from tongban.cases.views.guards import actor_of, signed_in
from tongban.cases.views.papers import OFFICIAL
from tongban.design import print as paper_room
from tongban.design.wording import said
from tongban.files import queries as stored
from tongban.files import services as files
from tongban.foundation import clock


@require_GET
@signed_in
def copy(request: HttpRequest, public_id: str, file: str) -> HttpResponse:
    """A copy whose original a window has seen, for the applicant and for officials who may read this case.

    A kind of file that no sheet can show goes out as it was uploaded.
    """
    view, lines = _found(request, public_id, file)
    card = stored.file_or_none(file)
    if card is None:
        raise Http404
    with transaction.atomic():
        services.copy_opened(card=view.card, actor=actor_of(request), file=card, at=clock.now())
        data = files.open_file(file)
    marked = paper_room.marked(data, card.media_type, card.pages, lines)
    response = HttpResponse(marked or data, content_type="application/pdf" if marked else card.media_type)
    shown = "inline" if marked else "attachment"
    response["Content-Disposition"] = (
        f'{shown}; filename="{view.card.number}-{file}{".pdf" if marked else ""}"'
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _found(request: HttpRequest, public_id: str, file: str) -> tuple[queries.CaseView, tuple[str, ...]]:
    """The case, and what stands across the copy; a file that was not compared is none."""
    actor, at = actor_of(request), clock.now()
    find = queries.case_for_staff if actor.is_staff else queries.case_for_applicant
    view = find(actor=actor, public_id=public_id, today=clock.day_of(at))
    if view is None:
        raise Http404
    for one in view.facts.materials:
        if any(held.public_id == file for held in one.files):
            lines = rules.watermark(view.facts, one)
            if lines:
                with translation.override(OFFICIAL):
                    return view, tuple(line.text(_, said) for line in lines)
    raise Http404
