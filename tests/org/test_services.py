"""One test per promise and per refusal of departments, posts and appointments."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.identity import given as identity
from tests.org import given
from tongban.foundation.actors import SYSTEM
from tongban.foundation.refusals import Refused
from tongban.identity import services as registers
from tongban.org import queries, services

pytestmark = pytest.mark.django_db
AT, TODAY = given.AT, given.TODAY


def test_a_region_is_written_from_the_top_down() -> None:
    given.the_town()
    assert queries.region_path(code=given.STREET) == "海棠市听雨区柳荫街道"
    assert queries.region_path(code="990199000000") == ""
    assert [r.name for r in queries.regions(parent_code=given.CITY)] == ["听雨区"]


def test_a_region_under_an_unknown_one_is_refused() -> None:
    with pytest.raises(Refused):
        services.register_region(
            code=given.STREET, name="柳荫街道", parent_code=given.DISTRICT, actor=SYSTEM, at=AT
        )


def test_a_department_is_entered_once_and_what_is_left_empty_stays() -> None:
    first = given.a_department()
    again = services.register_department(
        code="housing",
        name="海棠市住房和城乡建设局",
        phone="0990-8000103",
        region_code=given.CITY,
        actor=SYSTEM,
        at=AT,
    )
    assert again.id == first.id
    assert (again.short_name, again.phone) == ("住房和城乡建设局", "0990-8000103")


@pytest.mark.parametrize(
    ("uscc", "region"),
    [("11990000000000019B", given.CITY), ("", "990900000000")],
    ids=["wrong check", "no region"],
)
def test_a_department_with_a_wrong_code_or_nowhere_is_refused(uscc: str, region: str) -> None:
    given.the_town()
    with pytest.raises(Refused):
        services.register_department(code="x", name="局", uscc=uscc, region_code=region, actor=SYSTEM, at=AT)


def test_a_department_is_found_by_its_name_unless_two_have_it() -> None:
    housing = given.a_department()
    assert queries.department_by_name(name="住房和城乡建设局") == housing
    given.a_department("housing-2", "海棠市住房和城乡建设局")
    assert queries.department_by_name(name="海棠市住房和城乡建设局") is None


def test_a_post_cannot_permit_accepting_and_deciding() -> None:
    department = given.a_department()
    with pytest.raises(Refused) as refused:
        given.a_post(department, "case.accept", "case.decide")
    assert refused.value.code == "org.permissions_wrong"


def test_nobody_accepts_in_one_post_and_decides_in_another() -> None:
    department = given.a_department()
    _account, card = given.an_official(given.a_post(department, "case.accept", name="受理岗"))
    decides = given.a_post(department, "case.decide")
    with pytest.raises(Refused):
        services.appoint(staff_id=card.id, post_id=decides.id, starts_on=TODAY, actor=SYSTEM, at=AT)
    services.end_appointment(appointment_id=card.appointment_id, ends_on=TODAY, actor=SYSTEM, at=AT)
    tomorrow = TODAY + timedelta(days=1)
    assert services.appoint(staff_id=card.id, post_id=decides.id, starts_on=tomorrow, actor=SYSTEM, at=AT)


def test_a_post_permits_nothing_before_its_first_and_after_its_last_day() -> None:
    account, card = given.an_official(given.a_post(given.a_department(), "case.decide"), starts_on=TODAY)
    last = TODAY + timedelta(days=3)
    services.end_appointment(appointment_id=card.appointment_id, ends_on=last, actor=SYSTEM, at=AT)

    def may(days: int) -> bool:
        actor = queries.actor_for(account_id=account.id, on=TODAY + timedelta(days=days))
        assert actor is not None
        return actor.may("case.decide")

    assert [may(days) for days in (-1, 0, 3, 4)] == [False, True, True, False]


def test_an_actor_costs_one_statement_and_carries_her_department() -> None:
    department = given.a_department()
    account, card = given.an_official(given.a_post(department, "case.decide", "case.opinion"))
    services.appoint(
        staff_id=card.id,
        post_id=given.a_post(department, "case.read_department", name="查询岗").id,
        starts_on=TODAY,
        actor=SYSTEM,
        at=AT,
    )
    with CaptureQueriesContext(connection) as asked:
        actor = queries.actor_for(account_id=account.id, on=TODAY)
    assert len(asked) == 1
    assert actor is not None
    assert (actor.role, actor.department_id, actor.region_code) == ("staff", department.id, given.CITY)
    assert actor.permissions == {"case.decide", "case.opinion", "case.read_department"}


def test_a_post_in_another_department_permits_nothing_here() -> None:
    account, card = given.an_official(given.a_post(given.a_department(), "case.opinion"))
    elsewhere = given.a_post(given.a_department("police", "海棠市公安局"), "case.decide")
    services.appoint(staff_id=card.id, post_id=elsewhere.id, starts_on=TODAY, actor=SYSTEM, at=AT)
    actor = queries.actor_for(account_id=account.id, on=TODAY)
    assert actor is not None
    assert actor.permissions == {"case.opinion"}


def test_a_private_account_of_an_official_has_no_permissions() -> None:
    _account, card = given.an_official(given.a_post(given.a_department(), "case.decide"))
    private = registers.open_account(
        person_id=card.person_id, login_name="xu.private", password=identity.PASSWORD, actor=SYSTEM, at=AT
    )
    actor = queries.actor_for(account_id=private.id, on=TODAY)
    assert actor is not None
    assert (actor.role, actor.staff_id, actor.permissions) == ("citizen", "", frozenset())


def test_staff_sign_in_with_a_work_account_of_their_own() -> None:
    person, other = identity.a_person(), identity.a_person("陈静怡", sequence=2)
    private, foreign = identity.an_account(person, "a11"), identity.an_account(other, "b11", kind="work")
    for account in (private, foreign):
        with pytest.raises(Refused):
            services.register_staff(
                number="HT1", person_id=person.id, account_id=account.id, actor=SYSTEM, at=AT
            )


def test_acting_for_a_body_ends_when_the_mandate_does() -> None:
    head, agent = identity.a_person(), identity.a_person("周立新", sequence=2)
    account, body = identity.an_account(agent, "zhou"), identity.a_body(head)
    mandate = registers.grant_mandate(
        body_id=body.id, person_id=agent.id, valid_from=TODAY, actor=identity.herself(head), at=AT
    )

    def acting() -> str:
        actor = queries.actor_for(account_id=account.id, body_id=body.id, on=TODAY)
        assert actor is not None
        return actor.body_name

    assert acting() == body.name
    registers.revoke_mandate(mandate_id=mandate.id, actor=identity.herself(head), at=AT)
    assert acting() == ""


@pytest.mark.parametrize(
    ("granted", "limited_to"),
    [
        ([["item-a"]], {"item-a"}),
        ([["item-a"], ["item-b", "item-c"]], {"item-a", "item-b", "item-c"}),
        ([["item-a"], []], None),
        ([[]], None),
    ],
)
def test_an_agent_knows_to_which_items_her_mandates_are_limited(
    granted: list[list[str]], limited_to: set[str] | None
) -> None:
    head, agent = identity.a_person(), identity.a_person("周立新", sequence=2)
    account, own = identity.an_account(agent, "zhou"), identity.an_account(head, "head")
    body = identity.a_body(head)
    for items in granted:
        registers.grant_mandate(
            body_id=body.id, person_id=agent.id, item_codes=items, valid_from=TODAY,
            actor=identity.herself(head), at=AT,
        )  # fmt: skip
    actor = queries.actor_for(account_id=account.id, body_id=body.id, on=TODAY)
    assert actor is not None
    assert actor.items == limited_to
    for account_id, body_id in ((account.id, ""), (own.id, body.id)):
        unlimited = queries.actor_for(account_id=account_id, body_id=body_id, on=TODAY)
        assert unlimited is not None
        assert unlimited.items is None, "for oneself, and for the body one represents"


def test_nobody_chooses_a_body_without_a_mandate() -> None:
    body = identity.a_body(identity.a_person())
    stranger = identity.herself(identity.a_person("周立新", sequence=2))
    with pytest.raises(Refused):
        services.choose_body(body_id=body.id, actor=stranger, at=AT)
    assert services.choose_body(body_id="", actor=stranger, at=AT) is None


def test_an_official_on_duty_acts_for_no_body() -> None:
    head = identity.a_person()
    body = identity.a_body(head)
    with pytest.raises(Refused):
        services.choose_body(body_id=body.id, actor=identity.an_official(head.id), at=AT)


def test_staff_are_found_by_what_they_may_do() -> None:
    department = given.a_department()
    given.an_official(given.a_post(department, "case.decide"))
    given.an_official(
        given.a_post(department, "case.opinion", name="审查岗"), name="何志强", sequence=8, login="he1"
    )
    found = queries.staff_with(permission="case.decide", department_id=department.id, on=TODAY)
    assert [card.name for card in found] == ["徐文博"]
    assert len(queries.all_staff(on=TODAY)) == 2


def test_a_role_is_stepped_into_only_in_a_demonstration() -> None:
    role = identity.an_account(identity.a_person(), label="市民 王小明", order=1)
    ordinary = identity.an_account(identity.a_person("陈静怡", sequence=2), "chen")
    assert services.choose_role(account_id=role.id, demo=True, actor=SYSTEM, at=AT).id == role.id
    for account, demo in ((role, False), (ordinary, True)):
        with pytest.raises(Refused):
            services.choose_role(account_id=account.id, demo=demo, actor=SYSTEM, at=AT)
