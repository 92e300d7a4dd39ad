"""A small sample town with its year of cases: every state is there, time runs forward, and the town can grow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tongban.cases import queries as cases
from tongban.cases.models import Case, CaseEvent, Matter
from tongban.cases.services.verify import verify_cases
from tongban.flow import queries as flow
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused
from tongban.identity import queries as identity
from tongban.org import queries as org
from tongban.sample import growth, town, watching
from tongban.supervision import queries as supervision

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)
HEADS = {"liangyongkang": "hearing", "baixuemei": "extension", "gumingyuan": "extension"}
APPROVERS = ("sunlihua", "hezhiqiang", "xuwenbo", "gaomin", "dengkai", "majun", "fangyuan")


def test_a_house_without_the_town_does_not_grow() -> None:
    with pytest.raises(Refused) as refused:
        growth.grow(5, AT)
    assert refused.value.code == "sample.no_town"


def test_the_town_has_a_case_in_every_state_and_grows() -> None:
    report = town.load(AT, number=80)
    assert report.cases == 80
    _every_state_is_there()
    _time_never_runs_backwards()
    _every_light_is_there()
    _the_clerk_and_the_approvers_find_work()
    _what_waits_beside_the_seats_is_there()
    _a_seat_is_late_only_where_its_case_is()
    _somebody_is_away_and_departments_have_cards()
    with pytest.raises(Refused):
        growth.grow(0, AT)
    assert growth.grow(6, AT) == 6
    assert growth.grow(6, AT) == 6
    assert cases.how_many() == 92
    assert verify_cases(today=day_of(AT)).ok


def _every_state_is_there() -> None:
    states = set(Case.objects.values_list("state", flat=True))
    assert states == {
        "submitted", "correction", "accepted", "suspended", "decided", "delivered", "withdrawn",
        "acceptance_refused", "terminated", "ended",
    }  # fmt: skip
    assert {"approved", "refused"} <= set(Case.objects.values_list("outcome", flat=True))


def _time_never_runs_backwards() -> None:
    last: dict[object, datetime] = {}
    for event in CaseEvent.objects.order_by("case_id", "seq"):
        assert last.get(event.case_id, event.at) <= event.at <= AT
        last[event.case_id] = event.at


def _every_light_is_there() -> None:
    lights = cases.counts_by_light(today=day_of(AT))
    assert 2 <= lights.overdue <= 4
    assert min(lights.warning, lights.normal, lights.paused) >= 1


def _the_clerk_and_the_approvers_find_work() -> None:
    accounts = {card.login_name: card.id for card in identity.demo_accounts()}
    for name in APPROVERS:
        actor = org.actor_for(account_id=accounts[name], on=day_of(AT))
        assert actor is not None
        seats = flow.worklist(
            department_ids=[actor.department_id], permissions=sorted(actor.permissions), today=day_of(AT)
        )
        assert seats, name
    clerk = org.actor_for(account_id=accounts["linxiaoyan"], on=day_of(AT))
    assert clerk is not None
    assert len(cases.waiting_for(actor=clerk, states=["submitted"], today=day_of(AT))) >= 5


def _a_seat_is_late_only_where_its_case_is() -> None:
    today = day_of(AT)
    late = {seat.subject_id for seat in flow.seats_due(until=today, today=today) if seat.due_on < today}
    overdue = Case.objects.filter(closed_at__isnull=True, due_on__lt=today).values_list("pk", flat=True)
    assert late
    assert late <= set(overdue)


def _somebody_is_away_and_departments_have_cards() -> None:
    accounts = {card.login_name: card.id for card in identity.demo_accounts()}
    for name in watching.STAND_INS:
        actor = org.actor_for(account_id=accounts[name], on=day_of(AT))
        assert actor is not None
        assert actor.stands_in, name
        away = [one.staff_id for one in actor.stands_in]
        named = flow.worklist(department_ids=[], permissions=[], stands_in_for=away, today=day_of(AT))
        assert named, name
    supervisor = Actor(staff_id="s", permissions=frozenset({"supervise.read"}))
    cards = supervision.cards_for(actor=supervisor).cards
    assert {bool(card.explanation) for card in cards} == {True, False}


def _what_waits_beside_the_seats_is_there() -> None:
    accounts = {card.login_name: card.id for card in identity.demo_accounts()}
    for name, kind in HEADS.items():
        actor = org.actor_for(account_id=accounts[name], on=day_of(AT))
        assert actor is not None
        assert kind in {one.kind for one in cases.matters_for(actor=actor, today=day_of(AT))}, name
    assert set(Matter.objects.values_list("kind", flat=True)) == {"preview", "extension", "hearing", "check"}
    assert Case.objects.filter(gap_due_on__isnull=False).count() == 1
    assert cases.extended(case_ids=[str(one) for one in Case.objects.values_list("pk", flat=True)])
