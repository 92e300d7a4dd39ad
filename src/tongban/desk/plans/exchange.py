"""The plan of a version as a BPMN 2.0 file: taken away with its drawing, and brought into a draft or refused whole."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.catalogue import queries, services
from tongban.catalogue.rules import VersionState
from tongban.desk.plans import showing
from tongban.desk.plans.files import FileForm, attachment
from tongban.desk.plans.page import STALE, WRONG, administrator, no_draft, plan_file, refusal, shown
from tongban.desk.plans.showing import Row
from tongban.desk.views import actor_of
from tongban.flow import rules
from tongban.flow.rules.bpmn import Imported, plan_to_bpmn
from tongban.flow.rules.exchange import plan_from_file
from tongban.flow.rules.reasons import Reason
from tongban.foundation import clock
from tongban.foundation.refusals import Refused

MOST_REASONS = 200


@require_GET
@administrator
def download(request: HttpRequest, version_id: str) -> HttpResponse:
    """The plan of a version as a file that modellers open; a draft as it stands now."""
    item = queries.version_of_any_state(version_id=version_id)
    if not item.plan:
        raise Http404
    try:
        bpmn = plan_to_bpmn(rules.plan_as_it_stands(item.plan), item.name)
    except Refused as refused:
        return shown(request, version_id, told=refusal(refused), status=WRONG)
    return attachment(bpmn, f"{item.name[:60]} {item.version_no}.bpmn")


@require_POST
@administrator
def take_in(request: HttpRequest, version_id: str) -> HttpResponse:
    """Bring a file into the draft: whole, and told in words what it changes; or not at all, with every reason."""
    item = queries.version_of_any_state(version_id=version_id)
    if item.state != VersionState.DRAFT:
        return shown(request, version_id, told=no_draft(), status=STALE)
    form = plan_file(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, version_id, exchange=form, status=WRONG)
    data: bytes = form.cleaned_data["file"]
    found = plan_from_file(data)
    if found.plan is None:
        form.add_error("file", _("The file was not taken: nothing of the draft has changed."))
        outcome = _refused(found, str(request.FILES["file"]))
        return shown(request, version_id, exchange=form, outcome=outcome, status=WRONG)
    return _taken(request, version_id, form, data, found)


def _taken(
    request: HttpRequest, version_id: str, form: FileForm, data: bytes, found: Imported
) -> HttpResponse:
    assert found.plan is not None
    before = queries.draft_plans(version_id=version_id, newest=1)[0]
    expected: int = form.cleaned_data["expected"]
    try:
        services.change_plan(
            version_id=version_id,
            plan=rules.plan_to(rules.rooted(found.plan)),
            expected=expected,
            key=hashlib.sha256(b"bpmn %d " % expected + data).hexdigest()[:40],
            actor=actor_of(request),
            at=clock.now(),
        )
    except Refused as refused:
        return shown(request, version_id, told=refusal(refused), status=STALE)
    item = queries.version_of_any_state(version_id=version_id)
    page = showing.sheet(item, item.plan)
    outcome = {
        "taken": True,
        "lines": showing.compared(rules.plan_as_it_stands(before.plan), page.plan, page.names),
        "notes": reasons_told(found.notes),
    }
    return shown(request, version_id, outcome=outcome)


def _refused(found: Imported, name: str) -> Row:
    """What a file was refused for, element by element."""
    return {"taken": False, "file": name[:200], "reasons": reasons_told(found.reasons)}


def reasons_told(reasons: tuple[Reason, ...]) -> list[Row]:
    """Reasons as lines, each with the element of the file that it is about."""
    return [{"element": one.element, "text": one.text(_)} for one in reasons[:MOST_REASONS]]
