"""From the first press to the last question: one thing a page, everything saved, nothing sent."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.bundles import forms, queries, rules, services
from tongban.bundles.views.guards import actor_of, applicant
from tongban.bundles.views.showing import source_text
from tongban.bundles.views.steps import CHECK, KNOWN, Page, Way
from tongban.bundles.work import work_of
from tongban.foundation import clock
from tongban.foundation.refusals import Refused

WRONG = 422


def way_of(request: HttpRequest, public_id: str) -> Way | HttpResponse:
    """The actor's own application at work; its tracker when it was handed in; unknown for everybody else."""
    actor, at = actor_of(request), clock.now()
    card = queries.application_for(actor=actor, public_id=public_id)
    if card is None:
        raise Http404
    if card.submitted_at is not None:
        return redirect("bundles:application", public_id=public_id)
    return Way(card, work_of(card, actor, at))


@require_http_methods(["GET", "POST"])
@applicant
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an application, or go on with the one begun."""
    actor, at = actor_of(request), clock.now()
    bundle = queries.bundle_in_force(code=code, on=clock.day_of(at))
    if bundle is None:
        raise rules.not_found()
    services.check_may_apply(bundle=bundle, actor=actor, at=at)
    if request.method == "GET":
        return render(request, "bundles/start.html", {"bundle": bundle})
    card = services.start(code=code, actor=actor, at=at)
    if card.situation:
        return redirect("bundles:application", public_id=card.public_id)
    return redirect(Way(card, work_of(card, actor, at)).unfinished())


@require_http_methods(["GET", "POST"])
@applicant
def situation(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """One question of the situation. What would be lost by another answer is named before it goes."""
    way = way_of(request, public_id)
    if isinstance(way, HttpResponse):
        return way
    question = next((one for one in way.asked if one.key == key), None)
    if question is None:
        raise Http404
    if request.method == "GET":
        form = forms.SituationForm(question, initial={key: _first_choice(way, question)})
        return _situation(request, way, question, form)
    form = forms.SituationForm(question, request.POST)
    if not form.is_valid():
        return _situation(request, way, question, form, status=WRONG)
    try:
        services.answer_situation(
            application=public_id,
            question=key,
            values=form.values(),
            actor=actor_of(request),
            at=clock.now(),
            discard=form.cleaned_data["discard"],
        )
    except Refused as refused:
        if refused.code == "bundles.would_be_lost":
            return _would_be_lost(request, way, question, form, refused)
        if refused.code == "bundles.not_found":
            raise
        form.add_error(key, refused.text(_))
        return _situation(request, way, question, form, status=WRONG)
    return _after_situation(request, public_id, key)


def _first_choice(way: Way, question: rules.Question) -> object:
    """What was answered; else what a licence that the applicant holds says."""
    given = way.work.situation.get(question.key)
    if not given and question.known_by and question.options:
        held = queries.holds(actor=way.work.applicant, kind=question.known_by, on=clock.day_of(way.work.at))
        given = (question.options[0].value,) if held else ()
    values = list(given or ())
    return values if question.many else (values[0] if values else "")


def _after_situation(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """The next question of the situation that is open; the task list when there is none."""
    way = way_of(request, public_id)
    if isinstance(way, HttpResponse):
        return way
    if way.work.open_questions and request.POST.get("go") != "leave":
        return redirect(way.situation_address(way.work.open_questions[0].key))
    if request.POST.get("return") == CHECK and way.is_situated:
        return redirect(way.address(CHECK))
    return redirect(way.home)


def _situation(
    request: HttpRequest, way: Way, question: rules.Question, form: forms.SituationForm, status: int = 200
) -> HttpResponse:
    asked = [one.key for one in way.asked]
    place = asked.index(question.key)
    context = {
        "application": way.card,
        "bundle": way.work.bundle,
        "form": form,
        "question": form[question.key],
        "number": place + 1,
        "back": way.situation_address(asked[place - 1]) if place else way.home,
        "return_to": _return_to(request),
    }
    return render(request, "bundles/situation.html", context, status=status)


def _would_be_lost(
    request: HttpRequest, way: Way, question: rules.Question, form: forms.SituationForm, refused: Refused
) -> HttpResponse:
    context = {
        "application": way.card,
        "bundle": way.work.bundle,
        "question": question,
        "values": form.values(),
        "names": [one.values["label"] for one in refused.faults],
        "back": way.situation_address(question.key),
        "return_to": _return_to(request),
    }
    return render(request, "bundles/would_be_lost.html", context, status=409)


@require_http_methods(["GET", "POST"])
@applicant
def page(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """One page of the one form."""
    way = way_of(request, public_id)
    if isinstance(way, HttpResponse):
        return way
    if not way.is_situated:
        return redirect(way.home)
    shown = way.page(step)
    if shown is None:
        raise Http404
    if request.method == "GET":
        return _page(request, way, shown, _form(way, shown, request.GET.get("change", "")))
    typed = [one for one in shown.questions if step != KNOWN or one.key in request.POST]
    form = forms.AnswersForm(typed, request.POST)
    answers = form.answers()
    faults = services.save_answers(
        application=public_id, answers=answers, actor=actor_of(request), at=clock.now()
    )
    for fault in faults:
        if fault.field in form.fields and fault.field not in form.errors:
            form.add_error(fault.field, fault.text(_))
    if form.errors:
        return _page(request, way, shown, form, WRONG)
    return _onwards(request, public_id, step, {one.key for one in typed})


def _form(way: Way, page: Page, change: str) -> forms.AnswersForm:
    """The questions of a page that have an input: not those that are known, unless they are being changed."""
    asked = [one for one in page.questions if not way.work.is_known(one.key) or one.key == change]
    return forms.AnswersForm(asked, initial=way.work.filled)


def _onwards(request: HttpRequest, public_id: str, step: str, shown: set[str]) -> HttpResponse:
    """The next page; the same one when an answer has opened another question on it."""
    way = way_of(request, public_id)
    if isinstance(way, HttpResponse):
        return way
    if request.POST.get("go") == "leave":
        return redirect(way.home)
    page = way.page(step)
    if page and step != KNOWN and any(one.key not in shown and way.is_missing(one) for one in page.questions):
        return redirect(way.address(step))
    if request.POST.get("return") == CHECK:
        return redirect(way.address(CHECK))
    return redirect(way.after(step))


def _page(
    request: HttpRequest, way: Way, page: Page, form: forms.AnswersForm, status: int = 200
) -> HttpResponse:
    work = way.work
    inputs = [one for one in page.questions if one.key in form.fields]
    known = [one for one in page.questions if one.key not in form.fields]
    alone = len(inputs) == 1 and not known
    context = {
        "application": way.card,
        "bundle": work.bundle,
        "form": form,
        "title": inputs[0].label if alone else page.title,
        "hint": page.hint,
        "heading_in_field": alone,
        "number": way.steps.index(page.step) + 1,
        "of": len(way.steps),
        "known": [way.known_row(one, page.step) for one in known],
        "questions": [
            {
                "bound": form[one.key],
                "source": source_text(work.known[one.key]) if work.is_known(one.key) else "",
                "heading": alone,
                "why": "\n".join(part for part in (one.purpose, one.basis) if part),
            }
            for one in inputs
        ],
        "save_url": way.home + "save/",
        "back": way.address(CHECK) if _return_to(request) else way.before(page.step),
        "return_to": _return_to(request),
    }
    return render(request, "bundles/questions.html", context, status=status)


def _return_to(request: HttpRequest) -> str:
    wanted = request.POST.get("return") or request.GET.get("return", "")
    return CHECK if wanted == CHECK else ""


@require_POST
@applicant
def save(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep what is typed while it is typed; answers with the line that says so."""
    way = way_of(request, public_id)
    if isinstance(way, HttpResponse):
        raise Http404
    typed = [card for one, card in way.work.questions if one.key in request.POST]
    at = clock.now()
    services.save_answers(
        application=public_id,
        answers=forms.AnswersForm(typed, request.POST).answers(),
        actor=actor_of(request),
        at=at,
    )
    return render(request, "design/parts/saved.html", {"at": at})
