"""The official's screen of one case: everything seen at once, each act beside it, and the next case after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.cases import forms, providers, queries, rules, services
from tongban.cases.views import panels, papers, showing
from tongban.cases.views.guards import actor_of, official
from tongban.cases.views.showing import Row
from tongban.catalogue import queries as catalogue
from tongban.design import links
from tongban.design.wording import date_full, moment
from tongban.flow import queries as flow
from tongban.foundation import clock
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused
from tongban.licences import queries as licences

WRONG, STALE = 422, 409
SEATED = frozenset({"case.opinion", "case.decide"})
MOVED_ON = frozenset(
    {
        "cases.moved_on",
        "cases.already_accepted",
        "cases.already_decided",
        "cases.waits_for_correction",
        "cases.not_accepted_yet",
        "cases.closed",
        "cases.seat_not_open",
        "flow.seat_not_open",
        "flow.ended",
    }
)


@require_GET
@official
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """One case on the desk."""
    view, desk = _open(request, public_id)
    numbers = "numbers" in request.GET
    if numbers:
        services.numbers_shown(card=view.card, actor=desk.actor, at=desk.at)
    return _page(request, view, desk, done=_done(request, public_id), numbers=numbers)


def _done(request: HttpRequest, public_id: str) -> Row | None:
    """What was just done, and the way back to the case to which it was done."""
    acting = panels.ACTS.get(request.GET.get("done", ""))
    if acting is None:
        return None
    done_to = request.GET.get("to", "")
    other = done_to != public_id and re.fullmatch(r"[-\w]+", done_to, re.ASCII)
    return {
        "sentence": acting.done(),
        "url": reverse("cases:desk_case", args=[done_to]) if other else "",
    }


@require_POST
@official
def act(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Do one act. What is refused keeps what was typed, also when the case has moved on meanwhile."""
    acting = panels.ACTS.get(name)
    if acting is None:
        raise Http404
    view, desk = _open(request, public_id)
    form = acting.form(desk, request.POST.get("seat", ""), request.POST)
    if not form.is_valid():
        return _page(request, view, desk, typed=(name, form), status=WRONG)
    if acting.preview is not None and request.POST.get("go") == "preview":
        return _page(request, view, desk, typed=(name, form), preview=acting.preview(desk, form))
    try:
        acting.act(desk, form)
    except Refused as refused:
        if refused.code == "cases.not_found":
            raise
        if refused.code in MOVED_ON:
            form = acting.form(desk, request.POST.get("seat", ""), _of_now(request, desk))
            return _page(request, view, desk, typed=(name, form), stale=refused, status=STALE)
        form.take(refused)
        return _page(request, view, desk, typed=(name, form), status=WRONG)
    return _after(desk, view.card.id, name)


def _of_now(request: HttpRequest, desk: panels.Desk) -> QueryDict:
    """What was typed, on the case as it stands now: pressing once more is meant."""
    typed = request.POST.copy()
    typed["version"] = str(desk.facts.version)
    return typed


def _open(request: HttpRequest, public_id: str) -> tuple[queries.CaseView, panels.Desk]:
    """The case, for officials who may read it; the look is recorded."""
    actor, at = actor_of(request), clock.now()
    view = services.open_case(public_id=public_id, actor=actor, at=at)
    if view is None:
        raise Http404
    item = catalogue.version(version_id=view.card.version_id)
    desk = panels.Desk(actor, view.facts, item, public_id, at, clock.day_of(at), view.answers)
    return view, desk


def _after(desk: panels.Desk, case_id: str, name: str) -> HttpResponse:
    """The next case of the worklist; the same one when it was the last."""
    following = next_case(desk.actor, case_id, desk)
    target = following or desk.public_id
    return redirect(f"{reverse('cases:desk_case', args=[target])}?done={name}&to={desk.public_id}")


def next_case(actor: Actor, case_id: str, desk: panels.Desk) -> str:
    """The public id of the next case this official has to do with, the earliest due first; empty when none waits."""
    seats = flow.worklist(
        department_ids=[actor.department_id],
        permissions=actor.permissions & SEATED,
        staff_id=actor.staff_id,
        stands_in_for=[one.staff_id for one in actor.stands_in],
        today=desk.today,
        limit=5,
    )
    for seat in seats:
        if str(seat.subject_id) != case_id:
            card = queries.case_of(case_id=str(seat.subject_id))
            return card.public_id if card else ""
    if actor.may("case.accept"):
        waiting = queries.waiting_for(actor=actor, states=("submitted",), today=desk.today, limit=2)
        return next((card.public_id for card in waiting if card.id != case_id), "")
    return ""


def _page(
    request: HttpRequest,
    view: queries.CaseView,
    desk: panels.Desk,
    *,
    typed: tuple[str, Any] | None = None,
    preview: Sequence[Row] | None = None,
    stale: Refused | None = None,
    done: Row | None = None,
    numbers: bool = False,
    status: int = 200,
) -> HttpResponse:
    shown = panels.panels(desk, typed)
    for panel in shown:
        panel.url = reverse("cases:desk_act", args=[desk.public_id, panel.name])
        panel.preview = preview if panel.kept else None
    following = next_case(desk.actor, view.card.id, desk)
    context = {
        "case": view.card,
        "applicant": view.facts.of.applicant.name,
        "form": typed[1] if typed else None,
        "stale": _stale(stale),
        "done": done,
        "reading": view.card.light,
        "status": view.card.status.text(_),
        "stages": showing.stages(view.facts),
        "facts": _facts(view, desk, numbers),
        "covered": not numbers and _facts(view, desk, True) != _facts(view, desk, False),
        "materials": [_material(view, one, desk) for one in view.facts.materials],
        "accept_standards": _standards(desk),
        "tables": showing.table_rows(desk.item, view.facts),
        "seats": _seats(view, desk),
        "timeline": showing.timeline(_lines(view.card.id), view.facts),
        "dates": _dates(view),
        "documents": papers.links_of(view),
        "licences": showing.licence_choices(view.card.id),
        "groups": panels.grouped(shown),
        "belongs": providers.belonging(actor=desk.actor, case=view.card, today=desk.today),
        "next_url": reverse("cases:desk_case", args=[following]) if following else "",
    }
    return render(request, "cases/desk/case.html", context, status=status)


def _lines(case_id: str) -> list[rules.Line]:
    """What happened and who was reminded, the newest first."""
    told = queries.timeline(case_id=case_id, inside=True)
    return sorted([*told, *providers.more_lines(case_id=case_id)], key=lambda line: line.at, reverse=True)


def _stale(refused: Refused | None) -> Row | None:
    if refused is None:
        return None
    return {
        "title": _("The case has moved on; nothing was done"),
        "sentence": refused.text(_) + " " + _("What you typed is still in the form below."),
    }


def _facts(view: queries.CaseView, desk: panels.Desk, numbers: bool) -> list[Row]:
    """What was answered; identity and phone numbers are covered until the official asks for them."""
    rows = [
        {"label": _("Applicant"), "value": view.facts.of.applicant.name},
        {"label": _("Submitted"), "value": moment(view.card.submitted_at)},
    ]
    return rows + showing.answer_rows(desk.item, view.answers, masked=not numbers)


def _material(view: queries.CaseView, material: rules.MaterialHeld, desk: panels.Desk) -> Row:
    grade = rules.grade_of(view.facts, material)
    return {
        "name": material.name,
        "why": showing.why(desk.item, desk.facts.said, material.key),
        "how": _how(material),
        "grade": showing.grade_text(view.facts, material),
        "grade_kind": GRADE_KINDS.get(grade, "quiet") if grade else "",
        "files": [
            {"name": one.name, "size": one.size, "url": _file_url(view, one, grade)} for one in material.files
        ],
        "licence_url": _licence_url(material.identifier) if material.how == "licence" else "",
    }


GRADE_KINDS = {rules.Grade.ISSUED: "good", rules.Grade.COMPARED: "good", rules.Grade.UPLOADED: "warn"}


def _file_url(view: queries.CaseView, file: rules.FileRef, grade: rules.Grade | None) -> str:
    """A compared copy is opened with its watermark, any other file as it was uploaded."""
    if grade == rules.Grade.COMPARED:
        return reverse("cases:copy", args=[view.card.public_id, file.public_id])
    return links.address("files:download", public_id=file.public_id)


def _how(material: rules.MaterialHeld) -> str:
    """Where a material comes from, without the long identifier: the link beside it leads to the licence."""
    if material.how == "files" and material.snapshot.get("lookup"):
        return _("uploaded by the applicant: the licence platform gave no answer")
    if material.how == "files":
        return _("uploaded by the applicant")
    return showing.how_held(replace(material, identifier=""))


def _licence_url(identifier: str) -> str:
    """The public check of the licence: what an official needs to see is that it is true."""
    card = licences.by_identifier(identifier=identifier)
    verify = links.address("verify")
    return f"{verify}?q={identifier}" if card and verify else ""


def _standards(desk: panels.Desk) -> list[Row]:
    return [
        {"label": one.name, "value": one.accept_standard}
        for one in desk.item.materials
        if one.accept_standard
    ]


def _seats(view: queries.CaseView, desk: panels.Desk) -> list[Row]:
    """The map of the plan: every seat that was opened, with what was said there or how long it has."""
    said = {entry.seat: entry for entry in view.facts.entries}
    rows = []
    for seat in flow.seats_of(subject_id=view.card.id, today=desk.today):
        entry = said.get(seat.instance) if seat.closed_at else None
        rows.append(
            {
                "name": seat.name,
                "department": _department_of(view, seat.instance, entry),
                "reading": None if seat.closed_at else seat.light,
                "state": _("Spoken") if entry else _("Closed"),
                "kind": "good" if entry else "quiet",
                "verdict": showing.verdict_text(entry.verdict or "") if entry else "",
                "reason": entry.reason if entry else "",
                "by": entry.by_name if entry else "",
                "at": entry.at if entry else None,
            }
        )
    return rows


def _department_of(view: queries.CaseView, instance: str, entry: Any) -> str:
    if entry is not None and entry.department_name:
        return str(entry.department_name)
    opening = view.facts.seat(instance)
    return opening.department_name if opening else ""


def _dates(view: queries.CaseView) -> list[Row]:
    rows = []
    for one in view.clocks:
        day = date_full(one.due.on) + (_(" (provisional)") if one.due.provisional else "")
        rows.append({"label": _(one.title), "value": day + (" " + _("(ended)") if one.ended else "")})
    return rows


@require_http_methods(["GET", "POST"])
@official
def pick_up(request: HttpRequest) -> HttpResponse:
    """Take up a draft at the window by the code that its applicant reads out."""
    actor = actor_of(request)
    if not actor.may("case.accept"):
        raise Http404
    form = forms.PickUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = services.pick_up(code=form.cleaned_data["code"], actor=actor, at=clock.now())
            return redirect("cases:draft", public_id=draft.public_id)
        except Refused as refused:
            form.add_error("code", refused.text(_))
    status = WRONG if form.is_bound and form.errors else 200
    return render(request, "cases/desk/pick_up.html", {"form": form}, status=status)
