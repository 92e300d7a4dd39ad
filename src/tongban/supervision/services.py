"""What supervision does: take the steps that a day has reached, each once, and keep what departments explain."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.calendar import queries as calendar
from tongban.cases import queries as cases
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.ids import new_key
from tongban.foundation.refusals import Fault, Refused, _
from tongban.org import queries as org
from tongban.org.rules import CLOCKS
from tongban.outbox import services as outbox
from tongban.supervision import queries, rules, storage, waiting
from tongban.supervision.events import CardExplained, StepTaken
from tongban.supervision.models import Look, Taken
from tongban.supervision.waiting import Waiting

_log = logging.getLogger(__name__)
_Read = Callable[[date, date, waiting.Keyset | None], waiting.Page]
LOOKS: dict[str, _Read] = {"seats": waiting.seats, "cases": waiting.own_clocks, "gaps": waiting.gaps}
LOCAL_HOLIDAYS = timedelta(days=10)
"""By how much the working days of a region may lie behind the national ones."""
LONGEST_EXPLANATION = 2_000


def climb(at: datetime) -> int:
    """Take the steps of the ladders that today has reached; how many. Several workers may do so at once.

    One page of open seats and one of open cases at a time, from where the last look ended: the work of one call has a
    bound however much there is, and is done again from the beginning when everything has been seen.
    """
    return sum(_look(name, read, at) for name, read in LOOKS.items())


def _look(name: str, read: _Read, at: datetime) -> int:
    today = day_of(at)
    begun = Look.objects.filter(pk=name).first()
    page = read(_horizon(today), today, (begun.due_on, str(begun.last)) if begun else None)
    taken = sum(_take_reached(page.waiting, at))
    if page.following is None:
        Look.objects.filter(pk=name).delete()
    else:
        due_on, last = page.following
        Look.objects.update_or_create(name=name, defaults={"due_on": due_on, "last": UUID(last)})
    return taken


def _horizon(today: date) -> date:
    """The last due date that any ladder of this house looks at today."""
    ahead = rules.furthest_ahead(tuple(ladder for clock in CLOCKS for ladder in org.every_ladder(clock)))
    years = calendar.calendar_for().estimating(today.year, today.year + 1)
    return years.after(today, ahead + 1) + LOCAL_HOLIDAYS


def _take_reached(found: Iterable[Waiting], at: datetime) -> Iterable[bool]:
    found, today = list(found), day_of(at)
    known = queries.taken_of(case_ids={one.case_id for one in found})
    for one in found:
        for step in _reached(one, today):
            if (one.case_id, one.clock, one.seat, one.department_id, step.name, one.due_on) not in known:
                yield _take_safely(one, step, at)


def _reached(one: Waiting, today: date) -> tuple[rules.Step, ...]:
    thresholds = org.thresholds_for(region_code=one.region_code, department_id=one.department_id)
    return rules.reached(
        thresholds.ladders[one.clock],
        one.clock,
        due_on=one.due_on,
        today=today,
        calendar=calendar.calendar_for(one.region_code),
        started_on=one.started_on,
        provisional=one.provisional,
    )


def _take_safely(one: Waiting, step: rules.Step, at: datetime) -> bool:
    try:
        with transaction.atomic():
            return waiting.still(one, day_of(at)) and _take(one, step, at)
    except Exception:  # noqa: BLE001 - logged as the fault it is; the ladders of the others go on
        _log.exception("step %s of case %s could not be taken", step.name, one.number)
        return False


def _take(one: Waiting, step: rules.Step, at: datetime) -> bool:
    """Take one step with its announcement, both or neither; False when it was taken before."""
    row = Taken(
        id=new_key(),
        case_id=UUID(one.case_id),
        public_id=one.public_id,
        number=one.number,
        item_name=one.item_name[:500],
        clock=one.clock,
        seat=one.seat,
        seat_name=one.seat_name,
        department_id=UUID(one.department_id),
        department_name=one.department_name,
        region_code=one.region_code,
        step=step.name,
        audience=step.audience,
        card=step.card,
        due_on=one.due_on,
        at=at,
    )
    if not storage.insert(row):
        return False
    told = {key: value for key, value in asdict(one).items() if key in StepTaken.__dataclass_fields__}
    told |= {"id": str(row.pk), "step": step.name, "audience": step.audience, "card": step.card}
    outbox.announce(StepTaken(**told | {"due_on": one.due_on.isoformat()}), one.case_id, at)
    return True


def note_deemed(*, case_id: str, at: datetime) -> bool:
    """Give the card for an application that counts as accepted because nobody looked through it; once (art. 32(4))."""
    facts, card = cases.refold(case_id=case_id), cases.case_of(case_id=case_id)
    if card is None or facts.review_due is None:
        return False
    silent = Waiting(
        id="",
        case_id=case_id,
        public_id=card.public_id,
        number=card.number,
        item_name=card.item_name,
        clock="acceptance",
        seat="",
        seat_name="",
        permission="case.accept",
        stand_in="",
        department_id=card.department_id,
        department_name=card.department_name,
        region_code=card.region_code,
        person_id=card.applicant_person_id,
        started_on=None,
        due_on=facts.review_due.on,
    )
    with transaction.atomic():
        return _take(silent, rules.Step(rules.DEEMED, rules.SUPERVISOR, rules.YELLOW), at)


def explain(*, card_id: str, reason: str, actor: Actor, at: datetime) -> queries.CardGiven:
    """Explain, as the head of the department, why it was late (说明). The same explanation again changes nothing.

    Refuses an empty one, a second one in other words, and everybody but the head of that department.
    """
    words = reason.strip()
    if not words or len(words) > LONGEST_EXPLANATION:
        sentence = _("Say why the department was late and what it does about it, in at most 2000 characters.")
        raise Refused("supervision.unexplained", sentence, faults=(Fault("reason", sentence),))
    with transaction.atomic():
        row = queries.locked(card_id=card_id)
        if row is None or not queries.heads(actor, str(row.department_id)):
            raise queries.not_found()
        if row.explained_at is not None and row.explanation != words:
            raise Refused("supervision.explained_already", _("This card has been explained already."))
        if row.explained_at is None:
            row.explanation, row.explained_by, row.explained_at = words, actor.name, at
            row.save(update_fields=["explanation", "explained_by", "explained_at"])
            act = Act(
                actor=actor,
                action="supervision.explained",
                subject_kind="card",
                subject_id=str(row.pk),
                case_id=str(row.case_id),
            )
            audit.record(act, at)
            done = CardExplained(str(row.pk), str(row.case_id), str(row.department_id))
            outbox.announce(done, str(row.case_id), at)
    return queries.card_of(row)
