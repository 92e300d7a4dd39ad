"""One address for ever: the task list while a bundle is written, then the tracker of all its parts."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.bundles import queries, rules
from tongban.bundles.queries import PartCard
from tongban.bundles.rules import Stand
from tongban.bundles.views.guards import actor_of, applicant
from tongban.bundles.views.showing import Row, day_text, member_rows
from tongban.bundles.views.steps import CHECK, MATERIALS, Way
from tongban.bundles.work import work_of
from tongban.cases import queries as cases
from tongban.cases.rules import CaseFacts
from tongban.design import links
from tongban.design.wording import date_long
from tongban.foundation import clock
from tongban.licences import queries as licences


@require_GET
@applicant
def application(request: HttpRequest, public_id: str) -> HttpResponse:
    """The actor's own application: the task list, or the tracker once it was handed in."""
    actor, at = actor_of(request), clock.now()
    card = queries.application_for(actor=actor, public_id=public_id)
    if card is None:
        raise Http404
    way = Way(card, work_of(card, actor, at))
    return _tracker(request, way) if card.submitted_at else _task_list(request, way)


def _task_list(request: HttpRequest, way: Way) -> HttpResponse:
    """The sections of the job with where each stands; nothing is sent from here."""
    situated = way.is_situated
    context = {
        "application": way.card,
        "bundle": way.work.bundle,
        "situation": [_situation_task(way, place) for place in range(len(way.asked))],
        "details": [_page_task(way, step) for step in way.steps if step not in (MATERIALS, CHECK)]
        if situated
        else [],
        "materials": [_materials_task(way)] if situated and way.work.materials else [],
        "check": [_check_task(way)] if situated else [],
        "situated": situated,
        "done": _done(way),
        "next_url": way.unfinished(),
        "members": member_rows(way.work) if situated else [],
        "checks": way.work.bundle.content.checks,
        "figures": way.work.saved_questions() if situated else None,
    }
    return render(request, "bundles/task_list.html", context)


def _situation_task(way: Way, place: int) -> Row:
    question = way.asked[place]
    values = way.work.situation.get(question.key, ())
    said = "、".join(one.label for one in question.options if one.value in values)
    return _task(question.text, way.situation_address(question.key), bool(said), said)


def _page_task(way: Way, step: str) -> Row:
    page = way.page(step)
    assert page is not None
    labels = [one.label for one in page.questions]
    hint = "、".join(labels[:3]) + ("…" if len(labels) > 3 else "")
    return _task(page.title, way.address(step), way.is_filled(page), hint)


def _materials_task(way: Way) -> Row:
    brought, spared = len(way.work.to_bring), len(way.work.materials) - len(way.work.to_bring)
    hint = _("{brought} to upload, {spared} you need not hand in").format(brought=brought, spared=spared)
    return _task(_("Materials"), way.address(MATERIALS), not way.work.missing, hint)


def _check_task(way: Way) -> Row:
    if way.work.faults():
        return {
            "label": _("Check your answers and send all parts at once"),
            "status": _("Cannot start yet"),
            "kind": "quiet",
            "hint": _("First finish what stands above"),
        }
    return _task(_("Check your answers and send all parts at once"), way.address(CHECK), False, "")


def _task(label: str, url: str, done: bool, hint: str) -> Row:
    return {
        "label": label,
        "url": url,
        "status": _("Completed") if done else _("To do"),
        "done": done,
        "hint": hint,
    }


def _done(way: Way) -> tuple[int, int]:
    """How many sections are completed, of how many."""
    if not way.is_situated:
        return 0, 4
    filled = [True, all(way.is_filled(one) for one in way.pages), not way.work.missing, False]
    return sum(filled), len(filled)


def _tracker(request: HttpRequest, way: Way) -> HttpResponse:
    today = clock.day_of(way.work.at)
    parts = queries.parts_of(application_id=way.card.id, today=today)
    facts = {one.item_code: cases.refold(case_id=one.case.id) for one in parts if one.case}
    yours = [_yours(request, one, facts) for one in parts if _asks_applicant(one)]
    context = {
        "application": way.card,
        "bundle": way.work.bundle,
        "just_sent": "sent" in request.GET,
        "summary": _summary(parts, yours),
        "yours": yours,
        "parts": [_part(one, _expected(way, one, parts)) for one in parts],
        "refused": [_refused(one, facts[one.item_code]) for one in parts if one.stand == Stand.ENDED],
        "licences": _licences(parts),
        "situation": way.situation_rows(change=False),
        "sections": way.check_sections(()),
        "materials": way.material_rows(),
        "phone": way.work.bundle.content.consult_phone,
        "checks": way.work.bundle.content.checks,
    }
    return render(request, "bundles/tracker.html", context)


def _expected(way: Way, part: PartCard, parts: Sequence[PartCard]) -> str:
    """By when a waiting part may be answered, counted from the days promised for what it waits for; else nothing."""
    member = next((one for one in way.work.needed if one.item_code == part.item_code), None)
    if part.stand != Stand.WAITING or member is None:
        return ""
    cases_of = {one.item_code: one.case for one in parts}
    before = [cases_of.get(one.item_code) for one in rules.waits_for(member, way.work.needed)]
    promised = [
        (one.promised_due_on, one.due_provisional) if one and one.promised_due_on else None for one in before
    ]
    return day_text(way.work.answer_day(part.item_code, promised))


def _asks_applicant(part: PartCard) -> bool:
    return part.stand == Stand.YOURS or (part.case is not None and part.case.state == "correction")


def _yours(request: HttpRequest, part: PartCard, facts: dict[str, CaseFacts]) -> Row:
    """What the applicant is asked to do for one part, and where."""
    if part.case is not None:
        notice = facts[part.item_code].correction
        count = len(notice.items) if notice else 0
        day = date_long(notice.answer_by) if notice else ""
        return {
            "name": part.item_name,
            "sentence": _("Please correct {count} things by {day}.").format(count=count, day=day),
            "url": reverse("cases:correction", args=[part.case.public_id]),
            "action": _("Correct now"),
        }
    draft = cases.draft_for(actor=actor_of(request), public_id=part.draft, at=clock.now())
    return {
        "name": part.item_name,
        "sentence": _("It could not go in by itself: {reason}").format(
            reason=part.reason.text(_) if part.reason else ""
        ),
        "url": reverse("cases:draft", args=[part.draft])
        if draft
        else links.address("item", code=part.item_code),
        "action": _("Complete and send it"),
    }


def _summary(parts: Sequence[PartCard], yours: list[Row]) -> Row:
    """What comes next for the whole, in one sentence."""
    done = sum(one.stand == Stand.DONE for one in parts)
    ended = sum(one.stand in (Stand.ENDED, Stand.STOPPED) for one in parts)
    if yours:
        return {"kind": "warn", "title": _("It is your turn"), "sentence": ""}
    if done == len(parts):
        sentence = _("All {count} parts are approved.")
        return {"kind": "good", "title": _("All done"), "sentence": sentence.format(count=len(parts))}
    if done + ended == len(parts):
        sentence = _("{done} of {count} parts are approved, {ended} are not. Below you see which, and why.")
        return {
            "kind": "warn",
            "title": _("Finished"),
            "sentence": sentence.format(done=done, count=len(parts), ended=ended),
        }
    due = [one.case.due_on for one in parts if one.case and one.case.due_on]
    sentence = _("{done} of {count} parts are finished. You need not do anything now.")
    if due:
        sentence = _("{done} of {count} parts are finished. The next answer comes by {day} at the latest.")
    return {
        "kind": "info",
        "title": _("Next step"),
        "sentence": sentence.format(
            done=done + ended, count=len(parts), day=date_long(min(due)) if due else ""
        ),
    }


def _part(part: PartCard, planned: str) -> Row:
    """One part as a line: where it stands, its light, its number, and the way to its own page."""
    if part.case is None:
        return {
            "name": part.item_name,
            "status": _stand_text(part),
            "note": _("The result is expected by {day}").format(day=planned) if planned else "",
            "state": "bad" if part.stand == Stand.STOPPED else "todo",
        }
    until = date_long(part.case.due_on) if part.case.due_on and part.case.light else ""
    return {
        "name": part.item_name,
        "department": part.case.department_name,
        "number": part.case.number,
        "status": part.case.status.text(_),
        "light": part.case.light,
        "note": _("by {day}").format(day=until) if until else "",
        "url": reverse("cases:case", args=[part.case.public_id]),
        "state": {Stand.DONE: "done", Stand.ENDED: "bad"}.get(part.stand, "now"),
    }


def _stand_text(part: PartCard) -> str:
    names = "、".join(part.after)
    match part.stand:
        case Stand.YOURS:
            return _("Waits for you")
        case Stand.STOPPED:
            return _("Cannot go on: “{names}” was not approved").format(names=names)
    return _("Goes in by itself as soon as “{names}” is approved; you need not do anything").format(
        names=names
    )


def _refused(part: PartCard, facts: CaseFacts) -> Row:
    """Why a part ended without its result; the way to the remedies is the part's own page."""
    assert part.case is not None
    rows = []
    if facts.decision is not None:
        rows = [
            {"label": _("Reasons"), "value": facts.decision.reasons},
            {"label": _("Legal basis"), "value": facts.decision.legal_basis},
        ]
    elif facts.refusal is not None:
        rows = [{"label": _("Reasons"), "value": facts.refusal.reason}]
        if facts.refusal.competent_body:
            rows.append({"label": _("The competent body"), "value": facts.refusal.competent_body})
    return {
        "name": part.item_name,
        "status": part.case.status.text(_),
        "rows": rows,
        "url": reverse("cases:case", args=[part.case.public_id]),
    }


def _licences(parts: Sequence[PartCard]) -> list[Row]:
    """What the parts have led to so far."""
    return [
        {
            "title": card.type_name,
            "text": part.item_name,
            "url": links.address("licence", public_id=card.public_id),
            "icon": "badge-check",
        }
        for part in parts
        if part.case
        for card in licences.of_case(case_id=part.case.id)
    ]
