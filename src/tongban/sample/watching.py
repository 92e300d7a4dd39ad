"""Who is away in the sample town and who stands in; who was reminded in the last weeks, and a card that was explained."""

from __future__ import annotations

from datetime import datetime, timedelta

from tongban.cases import queries as case_queries
from tongban.cases import services as cases
from tongban.flow import queries as flow
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.clock import day_of
from tongban.foundation.workdays import national_calendar
from tongban.org import queries as org
from tongban.org import services as offices
from tongban.org.queries import StaffCard
from tongban.sample.people import Loaded
from tongban.supervision import queries, services

STAND_INS = ("xuwenbo", "majun")
"""Roles of the demonstration whose colleagues are away."""
LOOKED_BACK = 30
EXPLAINED = "经办人员临时调整，交接不及时。已明确代办人，并安排专人每日核对期限。"


def load(loaded: Loaded, at: datetime) -> None:
    """Two colleagues away, the reminders of the last weeks, and one card with its explanation."""
    for number, login in enumerate(STAND_INS):
        _send_away(loaded.accounts[login], number, at)
    today = day_of(at)
    for ago in range(LOOKED_BACK, -1, -1):
        if national_calendar().is_workday(today - timedelta(days=ago)):
            services.climb(at - timedelta(days=ago))
    # Who is to be told is told when the town opens its doors, with everything else that waits to be delivered.
    _explain_one(at)


def _send_away(account_id: str, number: int, at: datetime) -> None:
    """A colleague in the same post goes on leave from yesterday; a seat that was named to that one goes over."""
    stand_in = org.actor_for(account_id=account_id, on=day_of(at))
    assert stand_in is not None
    here = org.staff_of(department_id=stand_in.department_id, on=day_of(at))
    post = next(card.post_id for card in here if card.id == stand_in.staff_id)
    away = next((card for card in here if card.post_id == post and card.id != stand_in.staff_id), None)
    if away is None:
        return
    _name_to(away, stand_in, at)
    offices.enter_leave(
        staff_id=away.id,
        stand_in_id=stand_in.staff_id,
        kind=("annual", "training")[number % 2],
        starts_on=day_of(at) - timedelta(days=1),
        ends_on=day_of(at) + timedelta(days=6 + number),
        actor=SYSTEM,
        at=at,
    )


def _name_to(away: StaffCard, stand_in: Actor, at: datetime) -> None:
    """The head of the department has named one official to a seat."""
    head = _head_of(stand_in.department_id, at)
    seats = flow.worklist(
        department_ids=[stand_in.department_id],
        permissions=sorted(stand_in.permissions),
        today=day_of(at),
        limit=1,
    )
    if head is None or not seats:
        return
    case = case_queries.case_of(case_id=str(seats[0].subject_id))
    assert case is not None
    cases.move_seat(
        public_id=case.public_id,
        kind="stand_in",
        seat=seats[0].instance,
        target=away.id,
        actor=head,
        at=at,
        key=f"sample-named-{away.id}",
    )


def _explain_one(at: datetime) -> None:
    """The first card whose department has a head is explained."""
    everything = Actor(staff_id="sample", role="system", permissions=frozenset({"supervise.read"}))
    for card in queries.cards_for(actor=everything).cards:
        head = _head_of(card.department_id, at)
        if head is not None:
            services.explain(card_id=card.id, reason=EXPLAINED, actor=head, at=at)
            return


def _head_of(department_id: str, at: datetime) -> Actor | None:
    """The head of a department as an actor."""
    found = org.on_duty(permission="case.direct", department_id=department_id, on=day_of(at))
    if not found:
        return None
    card = found[0]
    return Actor(
        account_id=card.account_id,
        person_id=card.person_id,
        name=card.name,
        staff_id=card.id,
        department_id=card.department_id,
        department_name=card.department_name,
        role="staff",
        permissions=card.permissions,
        region_code=org.department(department_id=department_id).region_code,
    )
