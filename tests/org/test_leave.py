"""Leave and stand-ins: who may stand in for whom, when not, and what it lets her do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.org import given
from tongban.foundation.actors import SYSTEM, Actor, StandsIn
from tongban.foundation.refusals import Refused
from tongban.identity.models import Account
from tongban.org import queries, rules, services
from tongban.org.models import Leave

AT, TODAY = given.AT, given.TODAY
ANNA, BERT, CORA = "a", "b", "c"
REVIEWS = rules.Held("housing", frozenset({"case.opinion", "case.read_department"}))


def days(first: int, last: int) -> tuple[date, date]:
    return TODAY + timedelta(days=first), TODAY + timedelta(days=last)


def asked(
    away: str = ANNA, stand_in: str = BERT, first: int = 1, last: int = 5, kind: str = "annual"
) -> rules.Leave:
    return rules.Leave(away, stand_in, kind, *days(first, last))


def wrong(leave: rules.Leave, *known: rules.Leave, stand_in: rules.Held | None = REVIEWS) -> list[str]:
    return [fault.field for fault in rules.leave_faults(leave, TODAY, REVIEWS, stand_in, known)]


@pytest.mark.parametrize(
    ("leave", "known", "fields", "why"),
    [
        (asked(), [], [], "an ordinary leave"),
        (asked(first=0, last=0), [], [], "today alone"),
        (asked(first=-3, last=2), [], [], "begun, and not over"),
        (asked(first=-3, last=-1), [], ["ends_on"], "over already"),
        (asked(first=5, last=1), [], ["ends_on"], "ends before it begins"),
        (asked(first=0, last=400), [], ["ends_on"], "longer than a year"),
        (asked(kind="holiday"), [], ["kind"], "no kind of leave"),
        (asked(stand_in=ANNA), [], ["stand_in"], "herself"),
        (asked(), [asked(first=5, last=9)], ["starts_on"], "overlaps her own on one day"),
        (asked(), [asked(first=6, last=9)], [], "follows on her own"),
        (asked(), [asked(BERT, CORA, 3, 4)], ["stand_in"], "the stand-in is away in between"),
        (asked(), [asked(BERT, CORA, 6, 9)], [], "the stand-in goes afterwards"),
        (
            asked(),
            [asked(CORA, ANNA, 4, 9)],
            ["starts_on"],
            "she stands in for another in that time: a chain",
        ),
        (asked(), [asked(CORA, BERT, 1, 5)], [], "one stand-in for two is no chain"),
    ],
)
def test_what_keeps_a_leave_out_of_the_register(
    leave: rules.Leave, known: list[rules.Leave], fields: list[str], why: str
) -> None:
    assert wrong(leave, *known) == fields, why


@pytest.mark.parametrize(
    ("away", "stand_in", "may"),
    [
        ({"case.opinion"}, {"case.opinion", "case.decide"}, True),
        ({"case.opinion", "item.edit"}, {"case.opinion"}, True),
        ({"case.decide"}, {"case.opinion"}, False),
        ({"case.decide"}, {"case.accept"}, False),
        ({"case.accept"}, {"case.decide"}, False),
    ],
)
def test_standing_in_gives_no_new_power(away: set[str], stand_in: set[str], may: bool) -> None:
    first, second = (rules.Held("housing", frozenset(one)) for one in (away, stand_in))
    assert rules.may_stand_in(first, second) is may
    assert not rules.may_stand_in(first, rules.Held("civil", second.permissions)), (
        "nor does another department"
    )


POWERS = st.frozensets(st.sampled_from(sorted(rules.PERMISSIONS)))


@drawn(POWERS, POWERS)
def test_nobody_comes_to_accept_and_decide_by_standing_in(
    away: frozenset[str], stand_in: frozenset[str]
) -> None:
    """Posts never permit both; so the two together never do, whoever stands in for whom."""
    posts = [rules.Held("housing", one) for one in (away, stand_in)]
    if not any(rules.permission_faults(one.permissions) for one in posts) and rules.may_stand_in(*posts):
        assert not rules.permission_faults(rules.powers(away) | stand_in)


def test_whose_turn_it_is_at_a_seat() -> None:
    away = StandsIn("staff-a", "周敏", frozenset({"case.decide"}), TODAY)
    actor = Actor(staff_id="staff-b", department_id="d", stands_in=(away,))
    assert actor.on_behalf_of("staff-a", "elsewhere", "case.opinion") == "周敏", "she was named to it"
    assert actor.on_behalf_of("", "d", "case.decide") == "周敏", "nobody else is there to decide"
    assert actor.on_behalf_of("", "d", "case.opinion") == "", "others are there to review"
    assert actor.on_behalf_of("staff-c", "d", "case.decide") == "", "a third one was named"
    assert actor.on_behalf_of("", "elsewhere", "case.decide") == ""


# -- in the register ---------------------------------------------------------------------------------------


class Office:
    """Three who decide in one department, one of them its head, and one who reviews."""

    def __init__(self) -> None:
        self.department = given.a_department()
        decides = given.a_post(self.department, "case.decide", "case.opinion", name="审批岗")
        head = given.a_post(self.department, "case.direct", "case.decide", "case.opinion", name="负责人岗")
        reviews = given.a_post(self.department, "case.opinion", name="审查岗")
        self.people = {
            name: given.an_official(post, name=name, sequence=number, login=f"login{number}")
            for number, (name, post) in enumerate(
                [("周敏", decides), ("陈刚", decides), ("张局", head), ("李新", reviews)], 11
            )
        }

    def id(self, name: str) -> str:
        return self.people[name][1].id

    def actor(self, name: str, on: date = TODAY) -> Actor:
        found = queries.actor_for(account_id=self.people[name][0].id, on=on)
        assert found is not None
        return found

    def away(
        self, name: str = "周敏", stand_in: str = "陈刚", first: int = 1, last: int = 5, by: str = ""
    ) -> queries.LeaveCard:
        starts_on, ends_on = days(first, last)
        return services.enter_leave(
            staff_id=self.id(name), stand_in_id=self.id(stand_in), kind="annual", starts_on=starts_on, ends_on=ends_on,
            actor=self.actor(by or name), at=AT,
        )  # fmt: skip

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(pk=self.people[name][0].id))
        return client


@pytest.mark.django_db
def test_the_stand_in_stands_in_from_the_first_to_the_last_day_and_not_after() -> None:
    office = Office()
    office.away(first=1, last=3)
    found = [bool(office.actor("陈刚", TODAY + timedelta(days=day)).stands_in) for day in range(5)]
    assert found == [False, True, True, True, False]
    [one] = office.actor("陈刚", TODAY + timedelta(days=2)).stands_in
    assert (one.name, one.staff_id, one.ends_on) == ("周敏", office.id("周敏"), TODAY + timedelta(days=3))


@pytest.mark.django_db
def test_what_is_hers_alone_is_what_nobody_else_there_may_do() -> None:
    """The head may decide as well while he is there; when he has left the post, only the stand-in is."""
    office = Office()
    office.away("周敏", first=0, last=5)
    assert office.actor("陈刚").stands_in[0].alone == frozenset()
    post = office.people["张局"][1].appointment_id
    services.end_appointment(appointment_id=post, ends_on=TODAY, actor=SYSTEM, at=AT)
    [zhou] = office.actor("陈刚", TODAY + timedelta(days=1)).stands_in
    assert zhou.alone == {"case.decide"}, "the one who reviews is there for opinions"


@pytest.mark.django_db
def test_the_head_of_the_department_has_no_stand_in_who_directs_less() -> None:
    office = Office()
    with pytest.raises(Refused) as refused:
        office.away("张局", "陈刚")
    assert [fault.field for fault in refused.value.faults] == ["stand_in"]


@pytest.mark.django_db
def test_a_leave_entered_again_is_the_one_there_is() -> None:
    office = Office()
    assert office.away().id == office.away().id
    assert Leave.objects.count() == 1


@pytest.mark.django_db
def test_a_chain_and_an_overlap_are_refused_from_both_sides() -> None:
    office = Office()
    office.away("周敏", "陈刚", 1, 5)
    for name, stand_in in (("陈刚", "张局"), ("张局", "周敏"), ("周敏", "张局")):
        with pytest.raises(Refused):
            office.away(name, stand_in, 5, 8, by="张局")
    assert Leave.objects.count() == 1


@pytest.mark.django_db
def test_her_own_head_and_who_manages_posts_keep_it_and_nobody_else() -> None:
    office = Office()
    leave = office.away("周敏", by="张局")
    assert leave.entered_by == "张局"
    with pytest.raises(Refused) as refused:
        office.away("陈刚", "张局", by="李新")
    assert refused.value.code == "org.leave_unknown"
    with pytest.raises(Refused):
        services.end_leave(leave_id=leave.id, actor=office.actor("李新"), at=AT)
    services.end_leave(leave_id=leave.id, actor=office.actor("周敏"), at=AT)
    services.end_leave(leave_id=leave.id, actor=SYSTEM, at=AT)
    assert queries.leave(leave_id=leave.id) is None
    assert office.actor("陈刚", TODAY + timedelta(days=2)).stands_in == ()


@pytest.mark.django_db
def test_whoever_is_away_is_not_on_duty() -> None:
    office = Office()
    office.away("周敏", first=0)
    there = queries.on_duty(permission="case.decide", department_id=office.department.id, on=TODAY)
    assert {card.name for card in there} == {"陈刚", "张局"}
    assert queries.stand_ins_of(staff_id=office.id("周敏"), on=TODAY) == office.id("陈刚")
    assert queries.stand_ins_of(staff_id=office.id("陈刚"), on=TODAY) == ""


@pytest.mark.django_db
def test_only_a_stand_in_costs_more_than_one_statement() -> None:
    office = Office()
    office.away("周敏", first=0)
    for name, statements in (("李新", 1), ("周敏", 1), ("陈刚", 3)):
        with CaptureQueriesContext(connection) as asked_for:
            office.actor(name)
        assert len(asked_for) == statements


@pytest.mark.django_db
def test_the_database_keeps_out_what_cannot_be() -> None:
    office = Office()
    office.away()
    row = Leave.objects.all()[0]
    for change in (
        {"stand_in_id": row.staff_id},
        {"ends_on": row.starts_on - timedelta(days=1)},
        {"kind": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Leave.objects.filter(pk=row.pk).update(**change)


# -- the page ----------------------------------------------------------------------------------------------


def typed(office: Office, **changed: str) -> dict[str, str]:
    plain = {
        "staff": office.id("周敏"), "stand_in": office.id("陈刚"), "kind": "annual",
        "starts_on": "2099-01-04", "ends_on": "2099-01-09",
    }  # fmt: skip
    return plain | changed


@pytest.mark.django_db
def test_an_official_enters_her_own_leave_and_ends_it() -> None:
    office = Office()
    client = office.client("周敏")
    page = client.get("/desk/leave/").content.decode()
    assert "陈刚" in page
    assert "李新 (审查岗)" not in page, "who reviews cannot stand in for who decides"
    assert client.post("/desk/leave/", typed(office)).status_code == 302
    leave = Leave.objects.get()
    assert f"/desk/leave/{leave.pk}/end/" in client.get("/desk/leave/").content.decode()
    assert client.post(f"/desk/leave/{leave.pk}/end/").status_code == 302
    assert Leave.objects.get().ended_at is not None


@pytest.mark.django_db
def test_what_cannot_be_is_said_beside_its_field_and_kept() -> None:
    office = Office()
    answer = office.client("周敏").post("/desk/leave/", typed(office, ends_on="2099-01-01"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="2099-01-01"' in page
    assert 'href="#id_ends_on"' in page


@pytest.mark.django_db
def test_nobody_enters_a_colleagues_leave_and_strangers_find_no_page() -> None:
    office = Office()
    assert office.client("陈刚").post("/desk/leave/", typed(office)).status_code == 422
    assert office.client("张局").post("/desk/leave/", typed(office)).status_code == 302
    leave = Leave.objects.get()
    assert office.client("陈刚").post(f"/desk/leave/{leave.pk}/end/").status_code == 404
    assert Client().get("/desk/leave/").status_code == 404
