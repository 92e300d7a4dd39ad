"""Reading: one's own cases, one case, and what waits on the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Router

from tongban.cases import queries, rules, services
from tongban.cases.api import schemas
from tongban.cases.api.asking import actor_of, line
from tongban.cases.api.schemas import MOST, PublicId
from tongban.flow import queries as flow
from tongban.foundation import clock

router = Router()
SEATED = frozenset({"case.opinion", "case.decide"})


@router.get("/mine", response=schemas.LinesOut, summary="My cases 我的办件")
def my_cases(
    request: HttpRequest, after: PublicId | None = None, limit: int = Query(20, ge=1, le=MOST)
) -> dict[str, Any]:
    """The cases of whom you apply for, newest first; ``after`` is the public id of the last line you have."""
    actor, today = actor_of(request), clock.day_of(clock.now())
    last = None
    if after:
        view = queries.case_for_applicant(actor=actor, public_id=after, today=today)
        if view is None:
            raise rules.not_found()
        last = view.card.id
    cards = queries.my_cases(actor=actor, today=today, after=last, limit=limit)
    return {
        "cases": [line(card) for card in cards],
        "older": cards[-1].public_id if len(cards) == limit else "",
    }


@router.get("/worklist", response=schemas.WorklistOut, summary="What waits for me 待办")
def worklist(request: HttpRequest, limit: int = Query(50, ge=1, le=MOST)) -> dict[str, Any]:
    """For officials: what your posts let you do, the earliest due first. Handle it and ask again for more."""
    actor, today = actor_of(request), clock.day_of(clock.now())
    if not actor.is_staff:
        raise rules.not_found()
    seats = flow.worklist(
        department_ids=[actor.department_id],
        permissions=actor.permissions & SEATED,
        staff_id=actor.staff_id,
        stands_in_for=[one.staff_id for one in actor.stands_in],
        today=today,
        limit=limit,
    )
    received = (
        queries.waiting_for(actor=actor, states=("submitted",), today=today, limit=limit)
        if actor.may("case.accept")
        else ()
    )
    ids = queries.public_ids(case_ids=[str(seat.subject_id) for seat in seats])
    return {
        "intake": [line(card) for card in received],
        "seats": [
            {
                "case": ids[str(seat.subject_id)],
                "instance": seat.instance,
                "name": seat.name,
                "duty": seat.duty,
                "number": seat.number,
                "title": seat.title,
                "applicant": seat.applicant,
                "due_on": seat.due_on,
                "light": seat.light.light.value,
            }
            for seat in seats
            if str(seat.subject_id) in ids
        ],
    }


@router.get("/{public_id}", response=schemas.CaseOut, summary="One case 一个办件")
def case(request: HttpRequest, public_id: PublicId) -> dict[str, Any]:
    """One's own case, or one that an official may read; the official's look is recorded."""
    actor, at = actor_of(request), clock.now()
    if actor.is_staff:
        view = services.open_case(public_id=public_id, actor=actor, at=at)
        if view is not None:
            services.numbers_shown(card=view.card, actor=actor, at=at)
    else:
        view = queries.case_for_applicant(actor=actor, public_id=public_id, today=clock.day_of(at))
    if view is None:
        raise rules.not_found()
    return line(view.card) | _opened(view, inside=actor.is_staff)


def _opened(view: queries.CaseView, *, inside: bool) -> dict[str, Any]:
    facts = view.facts
    waits = facts.state == rules.State.CORRECTION and facts.correction is not None
    return {
        "answers": view.answers,
        "materials": [rules.to_plain(one) for one in facts.materials],
        "seats": [
            {
                "instance": seat.instance,
                "name": seat.name,
                "duty": seat.duty,
                "department_name": seat.department_name,
                "due_on": seat.due.on,
            }
            for seat in facts.seats
        ],
        "correction": [rules.to_plain(one) for one in facts.correction.items]
        if waits and facts.correction
        else [],
        "timeline": [
            {
                "at": one.at,
                "kind": one.kind,
                "sentence": one.sentence.text(gettext),
                "by_name": one.by_name if inside else "",
                "department_name": one.department_name,
                "detail": one.detail,
            }
            for one in queries.timeline(case_id=view.card.id, inside=inside)
        ],
    }
