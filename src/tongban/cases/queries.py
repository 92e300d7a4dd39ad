"""Reading cases and drafts: for the applicant, for officials, for worklists and supervisors. Returns cards.

Nothing personal is opened here for officials: they read through ``services.open_case``, which records the look.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tongban.calendar import queries as calendar
from tongban.cases import rules, sealing, shining, storage
from tongban.cases.about import About
from tongban.cases.cards import (
    CaseCard,
    CaseView,
    DraftCard,
    Keyset,
    LightCounts,
    MatterCard,
    card_of,
    draft_card,
    lights_of,
)
from tongban.cases.models import Case, CaseEvent, Draft, Matter, Pace
from tongban.cases.plan_runs import (
    RESULTS,
    STATES,
    Fate,
    RunCard,
    RunLine,
    plan_run,
    plan_run_lines,
    plan_runs,
)
from tongban.cases.rules.results import LicenceOrder, face_of, valid_to
from tongban.cases.rules.rows import link_from
from tongban.cases.running import RunningClock as RunningClock
from tongban.cases.running import clocks_due as clocks_due
from tongban.cases.running import clocks_of as clocks_of
from tongban.cases.running import gaps_due as gaps_due
from tongban.catalogue import queries as catalogue
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.lights import light

__all__ = [
    "RESULTS",
    "STATES",
    "CaseCard",
    "CaseView",
    "DraftCard",
    "Fate",
    "Keyset",
    "LicenceOrder",
    "LightCounts",
    "MatterCard",
    "RunCard",
    "RunLine",
    "draft_card",
    "lights_of",
    "plan_run",
    "plan_run_lines",
    "plan_runs",
]

SOON = 3
AT_ONCE = 500


def case_card(*, public_id: str, today: date | None = None) -> CaseCard:
    """The line of a case, for the system. Refuses an unknown one."""
    row = Case.objects.filter(public_id=public_id).first()
    if row is None:
        raise rules.not_found()
    return card_of(row, today)


def case_by_number(*, number: str) -> CaseCard | None:
    """The case of a number people read out, for those who may open it anyway; None when there is none."""
    if not rules.is_case_number(number):
        return None
    row = Case.objects.filter(number=rules.normalised_case_number(number)).first()
    return card_of(row, None) if row else None


def case_of(*, case_id: str) -> CaseCard | None:
    """The case of a key, for the system; None when there is none."""
    row = Case.objects.filter(pk=_key(case_id)).first()
    return card_of(row, None) if row else None


def public_ids(*, case_ids: Iterable[str]) -> dict[str, str]:
    """The public ids of cases by their keys, for the system; unknown keys are left out."""
    rows = Case.objects.filter(pk__in=[_key(one) for one in case_ids]).values_list("pk", "public_id")
    return {str(pk): public_id for pk, public_id in rows}


def abouts(*, case_ids: Iterable[str]) -> tuple[About, ...]:
    """What announcements say of these cases, for the system; unknown keys are left out."""
    rows = Case.objects.filter(pk__in=[_key(one) for one in case_ids])
    return tuple(
        About(
            case_id=str(row.pk),
            public_id=row.public_id,
            number=row.number,
            item_code=row.item_code,
            item_name=row.item_name,
            version_id=str(row.version_id),
            department_id=str(row.department_id),
            region_code=row.region_code,
            applicant_kind=row.applicant_kind,
            applicant_id=str(row.applicant_id),
            person_id=str(row.applicant_person_id),
        )
        for row in rows.order_by("pk")
    )


def numbers(*, case_ids: Iterable[str]) -> dict[str, str]:
    """The numbers of cases by their keys, for officials who read the record; unknown keys are left out."""
    rows = Case.objects.filter(pk__in=[_key(one) for one in case_ids]).values_list("pk", "number")
    return {str(pk): number for pk, number in rows}


def case_for_applicant(*, actor: Actor, public_id: str, today: date) -> CaseView | None:
    """The applicant's own case with its answers; None for everybody else, and when there is none."""
    found = _opened(public_id, today)
    if found is None or not rules.is_applicant(actor, found.facts):
        return None
    return replace(found, answers=sealing.unseal(found.answers))


def case_for_staff(*, actor: Actor, public_id: str, today: date) -> CaseView | None:
    """The case for an official who may read it, personal numbers sealed; None for others, and when there is none."""
    found = _opened(public_id, today)
    return found if found is not None and rules.may_read(actor, found.facts) else None


def pace_of(*, implementation_id: str) -> rules.Pace | None:
    """How long cases of an item took, as last counted; None while too few have been decided."""
    row = Pace.objects.filter(pk=_key(implementation_id)).first()
    if row is None:
        return None
    return rules.Pace(row.half, row.eight_in_ten, row.nine_in_ten, row.cases, row.counted_on)


def _opened(public_id: str, today: date) -> CaseView | None:
    row = Case.objects.filter(public_id=public_id).first()
    if row is None:
        return None
    events = events_of(case_id=str(row.pk))
    facts = rules.fold(events)
    clocks = rules.clocks(facts, calendar.calendar_for(row.region_code))
    return CaseView(card_of(row, today), facts, dict(facts.answers), clocks, events)


def events_of(*, case_id: str) -> tuple[rules.CaseEvent, ...]:
    """The ledger of a case, in order."""
    rows = CaseEvent.objects.filter(case_id=_key(case_id)).order_by("seq").values()
    return tuple(rules.event_from(link_from(row), json.loads(row["body"])) for row in rows)


def refold(*, case_id: str) -> rules.CaseFacts:
    """The facts of a case, from its events alone; who did what is not needed for them."""
    told = storage.events_told(case_id=case_id)
    return rules.fold(
        tuple(
            rules.CaseEvent(one.seq, one.at, rules.By(), rules.read(rules.KINDS[one.kind], one.body))
            for one in told
        )
    )


def licence_order(*, case_id: str) -> LicenceOrder | None:
    """What the licence of an approved case is issued from, for the system; None when it leads to none."""
    facts = refold(case_id=case_id)
    item = catalogue.version(version_id=facts.of.item.version_id)
    if (
        facts.decision is None
        or not facts.decision.approved
        or item.result is None
        or not item.result.type_code
    ):
        return None
    answers, fields = sealing.unseal(facts.answers), {one.key: one for one in item.fields}
    return LicenceOrder(
        holder_kind=facts.of.applicant.kind,
        holder_id=facts.of.applicant.id,
        holder_name=facts.of.applicant.name,
        type_code=item.result.type_code,
        face=face_of(item.result, fields, answers, facts),
        case_id=case_id,
        item_code=facts.of.item.code,
        issuer_uscc=item.department_uscc,
        issuer_name=facts.of.item.department_name,
        valid_from=facts.decision.decided_on,
        valid_to=valid_to(facts.decision.decided_on, item.result.valid_months),
    )


def timeline(*, case_id: str, inside: bool = False) -> tuple[rules.Line, ...]:
    """What happened, the newest first. ``inside``: with what departments said to one another."""
    return tuple(rules.line(event, inside) for event in reversed(events_of(case_id=case_id)))


def my_cases(*, actor: Actor, today: date, after: str | None = None, limit: int = 20) -> tuple[CaseCard, ...]:
    """The cases of whom the actor applies for, the newest first. ``after``: the id of the last line shown."""
    rows = Case.objects.filter(own(actor)).order_by("-id")
    if after is not None:
        rows = rows.filter(id__lt=_key(after))
    return _cards(rows[:limit], today)


def drafts_of(*, actor: Actor) -> tuple[DraftCard, ...]:
    """The unfinished applications of whom the actor applies for, the last saved first."""
    rows = Draft.objects.filter(own(actor), submitted_case="")
    return tuple(draft_card(row) for row in rows.order_by("-updated_at"))


def draft_for(*, actor: Actor, public_id: str, at: datetime) -> DraftCard | None:
    """The draft for its applicant, or for the clerk who took it up; None for everybody else."""
    row = Draft.objects.filter(public_id=public_id, submitted_case="").first()
    return draft_card(row) if row is not None and may_write(row, actor, at) else None


def case_of_draft(*, actor: Actor, public_id: str) -> str:
    """The public id of the case that the actor's own draft became; empty when it became none."""
    row = Draft.objects.filter(own(actor), public_id=public_id).first()
    return row.submitted_case if row else ""


def own(actor: Actor) -> Q:
    """What is of whom the actor applies for, in the items that are the actor's business."""
    kind, key = actor.applicant
    own = Q(applicant_kind=kind, applicant_id=_key(key))
    return own if actor.items is None else own & Q(item_code__in=actor.items)


def _is_of(actor: Actor, row: Draft) -> bool:
    own = (row.applicant_kind, str(row.applicant_id)) == actor.applicant
    return actor.is_signed_in and own and actor.covers(row.item_code)


def submitted_as(*, drafts: Iterable[str]) -> dict[str, str]:
    """The public ids of the cases that drafts became, for the system; those that became none are left out."""
    rows = Draft.objects.filter(public_id__in=list(drafts)).exclude(submitted_case="")
    return dict(rows.values_list("public_id", "submitted_case"))


def may_write(row: Draft, actor: Actor, at: datetime) -> bool:
    """Whether the actor is the draft's applicant, or the clerk who took it up and still has time."""
    if actor.is_staff:
        return (
            bool(row.helper)
            and row.helper == actor.staff_id
            and bool(row.pickup_until and at <= row.pickup_until)
        )
    return _is_of(actor, row)


def case_of_file(*, owner_kind: str, owner_id: str) -> CaseCard | None:
    """The case to which a file of an application belongs; None for a draft that was not handed in."""
    public_id = owner_id
    if owner_kind == "draft":
        public_id = (
            Draft.objects.filter(public_id=owner_id).values_list("submitted_case", flat=True).first() or ""
        )
    row = Case.objects.filter(public_id=public_id).first() if public_id else None
    return card_of(row, None) if row else None


def may_have_draft_file(actor: Actor, draft: str) -> bool:
    """Whether the actor may have a file of this draft: its applicant, its helper, or who may read its case."""
    row = Draft.objects.filter(public_id=draft).first()
    if row is None:
        return False
    if not actor.is_staff:
        return _is_of(actor, row)
    if row.submitted_case:
        return may_have_case_file(actor, row.submitted_case)
    return bool(row.helper) and row.helper == actor.staff_id


def may_have_case_file(actor: Actor, case: str) -> bool:
    """Whether the actor may have a file of this case: its applicant, or an official who may read it."""
    row = Case.objects.filter(public_id=case).values_list("id", flat=True).first()
    if row is None:
        return False
    facts = refold(case_id=str(row))
    return rules.is_applicant(actor, facts) or rules.may_read(actor, facts)


def intake(
    *, department_id: str, today: date, after: Keyset | None = None, limit: int = 50
) -> tuple[CaseCard, ...]:
    """The applications of a department that wait to be looked through, the earliest due first."""
    return waiting(department_id=department_id, states=("submitted",), today=today, after=after, limit=limit)


def waiting(
    *,
    department_id: str,
    states: Iterable[str],
    today: date,
    after: Keyset | None = None,
    limit: int = 50,
) -> tuple[CaseCard, ...]:
    """The open cases of a department in these states, the earliest due first."""
    rows = Case.objects.filter(
        closed_at__isnull=True, department_id=_key(department_id), state__in=list(states)
    )
    return _cards(_page(rows, after, limit), today)


def waiting_for(
    *, actor: Actor, states: Iterable[str], today: date, after: Keyset | None = None, limit: int = 50
) -> tuple[CaseCard, ...]:
    """The open cases in these states that this official receives: of the department, or of a window's whole region."""
    rows = Case.objects.filter(closed_at__isnull=True, state__in=list(states))
    if actor.may("case.window"):
        rows = rows.filter(region_code__startswith=rules.significant(actor.region_code))
    else:
        rows = rows.filter(department_id=_key(actor.department_id))
    return _cards(_page(rows, after, limit), today)


def open_cases(
    *, today: date, department_id: str = "", light: str = "", after: Keyset | None = None, limit: int = 50
) -> tuple[CaseCard, ...]:
    """All open cases by due date, or those of one department or one light: for supervisors.

    light  overdue, urgent, warning, normal, paused, or which pause: waiting, special; anything else shows all
    """
    rows = Case.objects.filter(closed_at__isnull=True)
    if department_id:
        rows = rows.filter(department_id=_key(department_id))
    return _cards(_page(shining.showing(rows, light, today), after, limit), today)


def counts_by_light(*, today: date, department_id: str = "", states: Iterable[str] = ()) -> LightCounts:
    """How many open cases are overdue, close to it, in time, or waiting for the applicant."""
    rows = Case.objects.filter(closed_at__isnull=True)
    if department_id:
        rows = rows.filter(department_id=_key(department_id))
    if states:
        rows = rows.filter(state__in=list(states))
    return LightCounts(**shining.counted(rows, today))


def matters_for(*, actor: Actor, today: date, limit: int = 50) -> tuple[MatterCard, ...]:
    """What waits for this official beside the seats, the earliest due first; one line for a case and kind."""
    mine = Q(department_id=_key(actor.department_id), permission__in=actor.permissions)
    mine |= Q(department_id=None, staff_id=actor.staff_id)
    if actor.may("case.direct_joint"):
        region = rules.significant(actor.region_code) if actor.region_code else "-"
        mine |= Q(department_id=None, permission="case.direct_joint", region_code__startswith=region)
    rows = Matter.objects.filter(mine).select_related("case").order_by("due_on", "id")[: 2 * limit]
    found = {(row.case_id, row.kind): _matter(row.kind, row.due_on, row.case, today) for row in rows}
    return tuple(found.values())[:limit]


def gaps_of(*, actor: Actor, today: date, limit: int = 50) -> tuple[MatterCard, ...]:
    """The open cases of the department whose missing materials are still to come, the earliest due first."""
    rows = Case.objects.filter(
        closed_at__isnull=True, department_id=_key(actor.department_id), gap_due_on__isnull=False
    ).order_by("gap_due_on", "id")[:limit]
    return tuple(_matter("gap", row.gap_due_on, row, today) for row in rows if row.gap_due_on)


def corrections_of(*, actor: Actor, today: date, limit: int = 20) -> tuple[MatterCard, ...]:
    """The applications of the department whose time to answer the correction notice is over soon."""
    years = calendar.calendar_for(actor.region_code).estimating(today.year, today.year + 1)
    soon_on = years.after(today, SOON)
    rows = Case.objects.filter(
        closed_at__isnull=True,
        department_id=_key(actor.department_id),
        state="correction",
        due_on__lte=soon_on,
    ).order_by("due_on", "id")[:limit]
    return tuple(_matter("correction", row.due_on, row, today) for row in rows if row.due_on)


def _matter(kind: str, due_on: date, row: Case, today: date) -> MatterCard:
    lights = lights_of(row.region_code, str(row.department_id))
    shown = light(due_on, today, calendar.calendar_for(row.region_code), lights)
    return MatterCard(kind, due_on, shown, card_of(row, today))


def extended(*, case_ids: Iterable[str]) -> frozenset[str]:
    """Those of these cases whose period was lawfully extended: the few of a page, found by their ledgers."""
    rows = CaseEvent.objects.filter(
        case_id__in=[_key(one) for one in case_ids], kind=rules.Extended.KIND
    ).values_list("case_id", flat=True)
    return frozenset(str(one) for one in rows)


def paused_until(*, case_ids: Iterable[str]) -> dict[str, tuple[date | None, date | None]]:
    """Until when a special procedure stops the clock of these cases, and when their main clock ends."""
    rows = Case.objects.filter(pk__in=[_key(one) for one in case_ids], state="suspended")
    return {
        str(pk): (until, due_on) for pk, until, due_on in rows.values_list("pk", "paused_until", "due_on")
    }


def how_many() -> int:
    """How many cases there are."""
    return Case.objects.count()


def review_overdue(*, today: date) -> Iterator[str]:
    """The public ids of applications on which nobody said anything in time: they count as accepted."""
    rows = Case.objects.filter(
        closed_at__isnull=True,
        state="submitted",
        due_on__lt=today,
        due_provisional=False,
        received_on__lte=rules.received_too_long_ago(today, calendar.calendar_for()),
    )
    return (row.public_id for row in _one_by_one(rows, "due_on"))


def corrections_overdue(*, today: date) -> Iterator[str]:
    """The public ids of applications whose correction notice was not answered in time."""
    rows = Case.objects.filter(closed_at__isnull=True, state="correction", due_on__lt=today)
    return (row.public_id for row in _one_by_one(rows, "due_on"))


def waiting_for_gaps(*, applicant_kind: str, applicant_id: str) -> tuple[str, ...]:
    """The public ids of an applicant's open cases in which materials are still to follow, for the system."""
    rows = Case.objects.filter(
        applicant_kind=applicant_kind,
        applicant_id=_key(applicant_id),
        closed_at__isnull=True,
        gap_due_on__isnull=False,
    )
    return tuple(rows.order_by("id").values_list("public_id", flat=True))


def gaps_overdue(*, today: date) -> Iterator[str]:
    """The public ids of cases whose missing materials did not follow in time."""
    rows = Case.objects.filter(closed_at__isnull=True, gap_due_on__lt=today)
    return (row.public_id for row in _one_by_one(rows, "gap_due_on"))


def renewals_overdue(*, today: date) -> Iterator[str]:
    """The public ids of undecided renewals whose licence ends today or has ended, if applied for in time."""
    rows = Case.objects.filter(closed_at__isnull=True, renew_by__lte=today)
    for row in _one_by_one(rows, "renew_by"):
        on = day_of(row.submitted_at)
        if row.renew_by is not None and on <= rules.last_day_to_renew(row.renew_by, on):
            yield row.public_id


def _one_by_one(rows: QuerySet[Case], due: str) -> Iterator[Case]:
    """The cases in the order of a date, read some hundred at a time; who takes long meets nobody twice.

    What becomes of those that were given out does not move the others.
    """
    found = rows.order_by(due, "id").only("public_id", due, "submitted_at")
    page = list(found[:AT_ONCE])
    while page:
        yield from page
        last, day = page[-1].pk, getattr(page[-1], due)
        page = list(found.filter(Q(**{f"{due}__gt": day}) | Q(**{due: day, "id__gt": last}))[:AT_ONCE])


def _page(rows: QuerySet[Case], after: Keyset | None, limit: int) -> QuerySet[Case]:
    if after is not None:
        due_on, last = after
        rows = rows.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, id__gt=_key(last)), due_on__gte=due_on)
    return rows.order_by("due_on", "id")[:limit]


def _cards(rows: Iterable[Case], today: date) -> tuple[CaseCard, ...]:
    return tuple(card_of(row, today) for row in rows)


def _key(text: str) -> uuid.UUID:
    """The key in an id; a text that is none is the key of nothing."""
    try:
        return uuid.UUID(text)
    except (ValueError, AttributeError):
        return uuid.UUID(int=0)
