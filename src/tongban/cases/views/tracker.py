"""One address for ever: receipt, progress, correction, withdrawal."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.audit import queries as audit
from tongban.cases import forms, providers, queries, rules, services
from tongban.cases.views import countdowns, papers, showing, standing, uploads
from tongban.cases.views.guards import actor_of, citizen, signed_in
from tongban.cases.views.showing import Row
from tongban.catalogue import queries as catalogue
from tongban.design.wording import moment
from tongban.foundation import clock
from tongban.foundation.ids import new_public_id
from tongban.foundation.refusals import Refused
from tongban.org import queries as org

WRONG = 422
LOOKS = frozenset({"cases.read", "cases.file_opened", "cases.numbers_shown"})


@require_GET
@signed_in
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """The receipt and tracker of the applicant's own case; officials are led to their own page of it."""
    if actor_of(request).is_staff:
        return redirect("cases:desk_case", public_id=public_id)
    view = own_case(request, public_id)
    item = catalogue.version(version_id=view.card.version_id)
    refused = showing.refusal_rows(view.facts)
    today = clock.day_of(clock.now())
    expected, expected_lines = countdowns.expected_rows(view)
    context = {
        "case": view.card,
        "just_sent": "sent" in request.GET,
        "next_step": standing.next_step(view.facts, public_id),
        "provisional": showing.provisional_sentence(view.facts),
        "stages": showing.stages(view.facts),
        "refusal": {"title": _("Why, and where you may turn"), "rows": refused} if refused else None,
        "licences": showing.licence_choices(view.card.id),
        "belongs": providers.belonging(
            actor=actor_of(request), case=view.card, today=clock.day_of(clock.now())
        ),
        "documents": papers.links_of(view),
        "timeline": showing.timeline(view.lines, view.facts),
        "clocks": countdowns.clock_rows(view.clocks),
        "moved": bool(view.facts.pauses or view.facts.extension),
        "countdowns": countdowns.countdowns(view, today),
        "expected": expected,
        "expected_lines": expected_lines,
        "invitations": standing.invitations(view.facts, today),
        "may_take_promise_back": standing.may_take_promise_back(view.facts),
        "looks": look_rows(view.card.id),
        "answers": showing.answer_rows(item, view.answers),
        "materials": showing.material_rows(item, view.facts),
        "phone": item.consult_phone,
        "may_state": view.facts.state in rules.UNDER_REVIEW,
        "may_withdraw": view.facts.state in standing.WITHDRAWABLE,
    }
    return render(request, "cases/case.html", context)


def own_case(request: HttpRequest, public_id: str) -> queries.CaseView:
    """The applicant's own case; the page for unknown things for everybody else."""
    today = clock.day_of(clock.now())
    view = queries.case_for_applicant(actor=actor_of(request), public_id=public_id, today=today)
    if view is None:
        raise Http404
    return view


def look_rows(case_id: str) -> list[Row]:
    """Which departments have looked at the case, when and what for; looks of one minute are one line."""
    acts = [act for act in audit.acts_on_case(case_id) if act.actor_staff and act.action in LOOKS]
    names = org.department_names(department_ids={act.actor_department for act in acts})
    lines = [(moment(act.at), names.get(act.actor_department, ""), act) for act in acts]
    rows = []
    for (at, department), group in groupby(lines, key=lambda line: line[:2]):
        looked = list(group)
        files = sum(act.action == "cases.file_opened" for _at, _department, act in looked)
        value = _("{department}: {purpose}").format(department=department, purpose=_(looked[0][2].purpose))
        if any(act.action == "cases.numbers_shown" for _at, _department, act in looked):
            value += " " + _("(had the full numbers shown)")
        if files:
            value += " " + _("(opened {count} files)").format(count=files)
        rows.append({"label": at, "value": value})
    return rows


@require_http_methods(["GET", "POST"])
@citizen
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the application back, after asking once."""
    view = own_case(request, public_id)
    form = forms.WithdrawForm(request.POST or None, initial={"submission_key": new_public_id()})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(
                public_id=public_id,
                actor=actor_of(request),
                at=clock.now(),
                key=form.cleaned_data["submission_key"],
                reason=form.cleaned_data["reason"],
            )
            return redirect("cases:case", public_id=public_id)
        except Refused as refused:
            form.take(refused)
    if form.errors:
        status = WRONG
    return render(request, "cases/withdraw.html", {"case": view.card, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@citizen
def correction(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer the correction notice: everything it lists, on one page."""
    view = own_case(request, public_id)
    notice = view.facts.correction
    if view.facts.state != rules.State.CORRECTION or notice is None:
        return redirect("cases:case", public_id=public_id)
    item = catalogue.version(version_id=view.card.version_id)
    if request.method == "POST":
        form = forms.AnswerCorrectionForm(notice.items, item, request.POST, request.FILES)
        kept = uploads.kept(request, public_id, form, services.attach_correction)
        if form.is_valid() and _handed_in(request, public_id, form, kept):
            return redirect("cases:case", public_id=public_id)
        return _correction_page(request, view, item, form, kept, WRONG)
    form = forms.AnswerCorrectionForm(notice.items, item, initial={"submission_key": new_public_id()})
    return _correction_page(request, view, item, form, {})


def _handed_in(
    request: HttpRequest,
    public_id: str,
    form: forms.AnswerCorrectionForm,
    kept: dict[str, list[rules.FileRef]],
) -> bool:
    try:
        services.answer_correction(
            public_id=public_id,
            answers=form.answers(),
            files={material: [ref.public_id for ref in refs] for material, refs in kept.items()},
            actor=actor_of(request),
            at=clock.now(),
            key=form.cleaned_data["submission_key"],
        )
    except Refused as refused:
        form.take_named(refused)
        return False
    return True


def _correction_page(
    request: HttpRequest,
    view: queries.CaseView,
    item: catalogue.ItemCard,
    form: forms.AnswerCorrectionForm,
    kept: dict[str, list[rules.FileRef]],
    status: int = 200,
) -> HttpResponse:
    notice = view.facts.correction
    assert notice is not None
    rows = [
        {
            "name": one.name,
            "needed": one.needed,
            "department": one.department,
            "before": showing.answer_text(item.field(one.key), view.answers.get(one.key))
            if one.kind == "field"
            else "",
            "bound": form[form.name_of(one)],
            "kept": kept.get(one.key, []) if one.kind == "material" else [],
            "kept_name": form.kept_name(one.key),
        }
        for one in notice.items
    ]
    context = {
        "case": view.card,
        "form": form,
        "department": view.card.department_name,
        "items": rows,
        "answer_by": notice.answer_by,
        "note": notice.note,
    }
    return render(request, "cases/correction.html", context, status=status)


@require_GET
@signed_in
def document(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """An official paper of the case as a page."""
    paper = _paper(request, public_id, kind)
    context = {
        "document": paper,
        "case": paper.case,
        "back_url": reverse("cases:case", args=[public_id]),
        "pdf_url": reverse("cases:document_pdf", args=[public_id, kind]),
        "code": _address_of(request, public_id),
    }
    return render(request, "cases/document.html", context)


@require_GET
@signed_in
def document_pdf(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """The same paper as PDF, with the case number and its code on every sheet."""
    paper = _paper(request, public_id, kind)
    response = HttpResponse(
        papers.pdf(paper, _address_of(request, public_id)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{paper.case.number}-{kind}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _address_of(request: HttpRequest, public_id: str) -> str:
    """What the code on a paper leads to: the page of the case, for whoever may read it."""
    return request.build_absolute_uri(reverse("cases:case", args=[public_id]))


def _paper(request: HttpRequest, public_id: str, kind: str) -> papers.Paper:
    """The paper, for the applicant and for officials who may read the case; their look is recorded."""
    actor, at = actor_of(request), clock.now()
    if actor.is_staff:
        view = services.open_case(public_id=public_id, actor=actor, at=at)
    else:
        view = queries.case_for_applicant(actor=actor, public_id=public_id, today=clock.day_of(at))
    paper = papers.paper(view, kind) if view is not None else None
    if paper is None:
        raise Http404
    return paper
