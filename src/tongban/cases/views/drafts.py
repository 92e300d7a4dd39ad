"""From the first press to the submission: one thing a page, everything saved, nothing sent before the check."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.calendar import queries as calendar
from tongban.cases import forms, queries, services
from tongban.cases.views import asking, ways
from tongban.cases.views.asking import CHECK, Writing
from tongban.cases.views.guards import actor_of, refusal_page, signed_in
from tongban.catalogue import queries as catalogue
from tongban.design.wording import date_full
from tongban.foundation import clock
from tongban.foundation.refusals import Fault, Refused
from tongban.foundation.workdays import Period, due

WRONG = 422


@require_http_methods(["GET", "POST"])
@signed_in
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an application, or go on with the one begun."""
    actor, at = actor_of(request), clock.now()
    item = catalogue.item_in_force(code=code, on=clock.day_of(at))
    services.check_may_apply(item=item, actor=actor, at=at)
    services.check_not_banned(item=item, actor=actor, at=at)
    if request.method == "GET":
        context = {
            "item": item,
            "earlier": ways.earlier_rows(request, actor, clock.day_of(at)),
            "for_body": actor.body_name if actor.body_id else "",
            "for_person": actor.name,
        }
        return render(request, "cases/start.html", context)
    draft = services.open_draft(item_code=code, actor=actor, at=at)
    if request.POST.get("licence"):
        services.choose_earlier(
            draft=draft.public_id,
            purpose=request.POST.get("purpose", ""),
            licence=request.POST["licence"],
            actor=actor,
            at=at,
        )
    work = asking.writing(draft=draft, actor=actor, at=at)
    step = asking.first_unfinished(work) if draft.page else work.steps[0]
    return redirect(asking.address_of(draft.public_id, step))


@require_GET
@signed_in
def overview(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where the draft stands, where to go on, and the way to a window."""
    work = work_of(request, public_id)
    return work if isinstance(work, HttpResponse) else _overview(request, work)


def _overview(request: HttpRequest, work: Writing, **more: object) -> HttpResponse:
    go_on = asking.first_unfinished(work)
    tasks = [_task(work, step, done=_is_before(work, step, go_on)) for step in work.steps]
    context = {
        "draft": work.draft,
        "item": work.item,
        "tasks": tasks,
        "next_url": asking.address_of(work.draft.public_id, go_on),
        "helped": actor_of(request).is_staff,
        **more,
    }
    return render(request, "cases/draft.html", context)


def _is_before(work: Writing, step: str, other: str) -> bool:
    return work.steps.index(step) < work.steps.index(other)


def _task(work: Writing, step: str, done: bool) -> dict[str, object]:
    return {
        "label": asking.page_title(work, step),
        "url": asking.address_of(work.draft.public_id, step),
        "status": _("Filled in") if done else _("To do"),
        "done": done,
    }


@require_POST
@signed_in
def code(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the code by which a clerk takes up the draft."""
    actor, at = actor_of(request), clock.now()
    if actor.is_staff:
        raise Http404
    shown, until = services.pickup_code(draft=public_id, actor=actor, at=at)
    work = work_of(request, public_id)
    return work if isinstance(work, HttpResponse) else _overview(request, work, code=shown, code_until=until)


@require_http_methods(["GET", "POST"])
@signed_in
def discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete a draft, after asking once."""
    work = work_of(request, public_id)
    if isinstance(work, HttpResponse):
        return work
    if request.method == "POST":
        services.discard_draft(draft=public_id, actor=actor_of(request), at=clock.now())
        return redirect("/")
    return render(request, "cases/discard.html", {"draft": work.draft, "item": work.item})


@require_http_methods(["GET", "POST"])
@signed_in
def page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """One page of questions."""
    work = work_of(request, public_id)
    if isinstance(work, HttpResponse):
        return work
    step = str(number)
    if step not in work.steps:
        raise Http404
    if request.method == "GET":
        shown = asking.shown_questions(work, step, None, request.GET.get("change", ""))
        form = forms.AnswersForm(shown, initial=work.draft.answers, rows=True)
        if (longer := request.GET.get("add", "")) in form.lists():
            form.lists()[longer].entries.blank = 1
        return _page(request, work, step, form)
    shown = asking.shown_questions(work, step, request.POST, "")
    form = forms.AnswersForm(shown, request.POST, rows=True)
    if request.POST.get("row"):
        return _rows(request, work, step, form)
    if not _saved(request, work, form, step):
        return _page(request, work, step, form, status=WRONG)
    return _onwards(request, public_id, step, {one.key for one in shown})


def _rows(request: HttpRequest, work: Writing, step: str, form: forms.AnswersForm) -> HttpResponse:
    """Keep what was typed, right or wrong, and show one row of a list more or less."""
    act, _colon, where = request.POST["row"].partition(":")
    key, _colon, number = where.partition(":")
    asked = form.lists().get(key)
    if asked is None or act not in ("add", "drop"):
        raise Http404
    answers = form.answers()
    if act == "drop":
        rows = asked.entries.rows_in(request.POST, key)
        answers[key] = [one for at, one in enumerate(rows, 1) if one and str(at) != number]
    services.save_answers(
        draft=work.draft.public_id, answers=answers, actor=actor_of(request), at=clock.now(), page=step
    )
    query = {"add": key} if act == "add" else {}
    if request.POST.get("return") == CHECK:
        query["return"] = CHECK
    return redirect(f"{asking.address_of(work.draft.public_id, step)}?{urlencode(query)}#id_{key}")


def _saved(request: HttpRequest, work: Writing, form: forms.AnswersForm, step: str) -> bool:
    """Keep what was typed, right or wrong; whether it was all right."""
    answers = form.answers()
    faults = services.save_answers(
        draft=work.draft.public_id, answers=answers, actor=actor_of(request), at=clock.now(), page=step
    )
    for fault in faults:
        form.place(fault.field, fault.text(_))
    return not form.errors


def _onwards(request: HttpRequest, public_id: str, step: str, shown: set[str]) -> HttpResponse:
    """The next page; the same one when an answer has opened another question on it."""
    work = work_of(request, public_id)
    if isinstance(work, HttpResponse):
        return work
    if request.POST.get("go") == "leave":
        return redirect(asking.overview(work))
    opened = [one for one in work.on_page(step) if one.key not in shown and work.is_missing(one)]
    if opened:
        return redirect(asking.address_of(public_id, step))
    if request.POST.get("return") == CHECK:
        return redirect(asking.address_of(public_id, CHECK))
    return redirect(asking.address_of(public_id, asking.next_step(work, step)))


def _page(
    request: HttpRequest, work: Writing, step: str, form: forms.AnswersForm, status: int = 200
) -> HttpResponse:
    shown = [one for one in work.on_page(step) if one.key in form.fields]
    return_to = request.POST.get("return") or request.GET.get("return", "")
    known = asking.known_rows(work, step, shown)
    alone = len(shown) == 1 and not known
    described = next((one for one in work.item.pages if str(one.number) == step), None)
    context = {
        "draft": work.draft,
        "item": work.item,
        "form": form,
        "title": shown[0].label if alone else asking.page_title(work, step),
        "hint": described.hint if described else "",
        "heading_in_field": alone,
        "number": work.steps.index(step) + 1,
        "of": len(work.steps),
        "known": known,
        "questions": asking.question_rows(work, form, alone),
        "lists": bool(form.lists()),
        "save_url": asking.overview(work) + "save/",
        "back": asking.address_of(work.draft.public_id, CHECK)
        if return_to == CHECK
        else asking.back_address(work, step),
        "return_to": CHECK if return_to == CHECK else "",
    }
    return render(request, "cases/questions.html", context, status=status)


@require_POST
@signed_in
def save(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep what is typed while it is typed; answers with the line that says so."""
    work = work_of(request, public_id)
    if isinstance(work, HttpResponse):
        raise Http404
    typed = [one for one in work.questions if {one.key, f"{one.key}-rows"} & request.POST.keys()]
    at = clock.now()
    answers = forms.AnswersForm(typed, request.POST).answers()
    services.save_answers(draft=public_id, answers=answers, actor=actor_of(request), at=at)
    return render(request, "design/parts/saved.html", {"at": at})


@require_http_methods(["GET", "POST"])
@signed_in
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything once more, then the one button that sends it."""
    actor, at = actor_of(request), clock.now()
    work = work_of(request, public_id)
    if isinstance(work, HttpResponse):
        return work
    if request.method == "GET":
        asked = {"submission_key": work.draft.submission_key}
        return _check(request, work, forms.DeclarationForm(initial=asked, promised=_promised(work)))
    form = forms.DeclarationForm(request.POST, promised=_promised(work))
    if actor.is_staff:
        raise Http404
    faults = work.faults()
    if not form.is_valid() or faults:
        return _check(request, work, form, faults, WRONG)
    try:
        key = form.cleaned_data["submission_key"]
        sent = services.submit(draft=public_id, actor=actor, at=at, key=key)
    except Refused as refused:
        if refused.code == "cases.already_open":
            return refusal_page(request, refused, go_url="/me/", go_label=_("My cases"))
        form.take(refused)
        return _check(request, work, form, [], WRONG)
    return redirect(reverse("cases:case", args=[sent.public_id]) + "?sent=1")


def _check(
    request: HttpRequest,
    work: Writing,
    form: forms.DeclarationForm,
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HttpResponse:
    held = work.held()
    found = faults or []
    context = {
        "draft": work.draft,
        "item": work.item,
        "form": form,
        "faults": found,
        "problems": asking.fault_links(work, found),
        "number": len(work.steps),
        "of": len(work.steps),
        "back": asking.back_address(work, CHECK),
        "way": asking.way_rows(work),
        "terms": work.choice.promise,
        "sections": asking.check_rows(work, found),
        "materials": asking.material_check_rows(work, held),
        "promise": _promise(work),
        "helped": actor_of(request).is_staff,
    }
    return render(request, "cases/check.html", context, status=status)


def _promised(work: Writing) -> bool:
    return work.choice.promise is not None


def _promise(work: Writing) -> str:
    """By when one hears at the latest, if it were sent today and accepted at once."""
    promised = work.item.procedure.commitment if work.choice.promise else None
    period = Period(promised.workdays, "workday") if promised else work.item.promised or work.item.statutory
    if period is None:
        return ""
    workdays = calendar.calendar_for(work.item.region_code)
    day = due(clock.day_of(work.at), period, workdays, provisional=True).on
    sentence = _("If you send it today and it is accepted today, {agency} decides by {day}.")
    return sentence.format(agency=work.item.department_name, day=date_full(day))


def work_of(request: HttpRequest, public_id: str) -> Writing | HttpResponse:
    """The draft at work; the case it became, when it was sent; the page for unknown things otherwise."""
    actor, at = actor_of(request), clock.now()
    draft = queries.draft_for(actor=actor, public_id=public_id, at=at)
    if draft is not None:
        return asking.writing(draft=draft, actor=actor, at=at)
    case = queries.case_of_draft(actor=actor, public_id=public_id) if not actor.is_staff else ""
    if not case:
        raise Http404
    return redirect("cases:case", public_id=case)
