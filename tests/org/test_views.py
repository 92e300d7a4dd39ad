"""The doors of roles, bodies acted for and the staff list."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.identity import given as identity
from tests.org import given
from tongban.foundation.actors import VISITOR
from tongban.identity.models import Account
from tongban.org import context, queries
from tongban.org.middleware import ActorMiddleware

pytestmark = pytest.mark.django_db


def actor_of(client: Client) -> tuple[Any, int]:
    """The actor that a request of this browser carries, and how many statements finding it cost."""
    from importlib import import_module

    from django.conf import settings

    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    with CaptureQueriesContext(connection) as asked:
        ActorMiddleware(lambda r: r)(request)
    return request.actor, len(asked)


def test_a_visitor_costs_no_statement(client: Client) -> None:
    assert actor_of(client) == (VISITOR, 0)


def test_a_signed_in_request_costs_one_statement(client: Client) -> None:
    account = identity.an_account(identity.a_person())
    client.force_login(Account.objects.get(pk=account.id))
    actor, statements = actor_of(client)
    assert (actor.account_id, actor.role, statements) == (account.id, "citizen", 1)


def test_a_session_of_an_earlier_password_opens_nothing(client: Client) -> None:
    row = Account.objects.get(pk=identity.an_account(identity.a_person()).id)
    client.force_login(row)
    row.set_password("three white cranes")
    row.save()
    assert actor_of(client)[0] == VISITOR


def test_the_role_bar_steps_into_a_role_and_leads_to_its_desk(client: Client, settings: Any) -> None:
    settings.TONGBAN = dataclasses.replace(settings.TONGBAN, DEMO=True)
    person = identity.a_person()
    citizen = identity.an_account(person, label="市民 王小明", order=1)
    official = identity.an_account(person, "wang.work", kind="work", label="住建局审批", order=2)
    assert client.post("/demo/role/", {"role": citizen.id}).url == "/"
    assert actor_of(client)[0].account_id == citizen.id
    assert client.post("/demo/role/", {"role": official.id}).url == "/desk/"
    assert client.post("/demo/role/", {"role": citizen.id, "next": "/me/data/"}).url == "/me/data/"
    assert client.post("/demo/role/", {"role": citizen.id, "next": "//evil.example/"}).url == "/"


def test_outside_a_demonstration_there_is_no_role_bar(client: Client, settings: Any) -> None:
    settings.TONGBAN = dataclasses.replace(settings.TONGBAN, DEMO=False)
    role = identity.an_account(identity.a_person(), label="市民 王小明", order=1)
    assert client.post("/demo/role/", {"role": role.id}).status_code == 404
    assert context.role_bar(RequestFactory().get("/")) == {"role_bar": None}
    assert actor_of(client)[0] == VISITOR


def test_the_role_bar_names_the_present_role(settings: Any) -> None:
    settings.TONGBAN = dataclasses.replace(settings.TONGBAN, DEMO=True)
    role = identity.an_account(identity.a_person(), label="市民 王小明", order=1)
    request = RequestFactory().get("/")
    request.actor = queries.actor_for(account_id=role.id, on=given.TODAY)
    bar: Any = context.role_bar(request)["role_bar"]
    assert bar.current == "市民 王小明"
    assert bar.choices == ((role.id, "市民 王小明"),)


def test_acting_for_a_body_is_chosen_and_left_again(client: Client) -> None:
    head = identity.a_person()
    body = identity.a_body(head)
    client.force_login(Account.objects.get(pk=identity.an_account(head).id))
    client.post("/acting-for/", {"body": body.id})
    assert (actor_of(client)[0].role, actor_of(client)[0].body_id) == ("agent", body.id)
    client.post("/acting-for/", {"body": ""})
    assert actor_of(client)[0].role == "citizen"


def test_acting_for_a_strange_body_is_as_if_it_did_not_exist(client: Client) -> None:
    body = identity.a_body(identity.a_person())
    stranger = identity.an_account(identity.a_person("周立新", sequence=2), "zhou")
    client.force_login(Account.objects.get(pk=stranger.id))
    assert client.post("/acting-for/", {"body": body.id}).status_code == 404


def test_the_staff_list_exists_only_for_who_manages_staff(client: Client) -> None:
    account, _card = given.an_official(given.a_post(given.a_department(), "case.decide"))
    assert client.get("/desk/staff/").status_code == 404
    client.force_login(Account.objects.get(pk=account.id))
    assert client.get("/desk/staff/").status_code == 404


def test_a_manager_appoints_and_ends_by_page(client: Client) -> None:
    department = given.a_department()
    account, card = given.an_official(given.a_post(department, "staff.manage", name="人员管理岗"))
    accepts = given.a_post(department, "case.accept", name="受理岗")
    decides = given.a_post(department, "case.decide")
    client.force_login(Account.objects.get(pk=account.id))
    page = client.get("/desk/staff/").content.decode()
    assert "作出办理决定" in page
    typed = {"staff": card.id, "post": accepts.id, "starts_on": "2026-01-01"}
    assert client.post("/desk/staff/", {**typed, "starts_on": "soon"}).status_code == 422
    assert client.post("/desk/staff/", typed).url == "/desk/staff/"
    refused = client.post("/desk/staff/", {**typed, "post": decides.id})
    assert refused.status_code == 422
    assert "受理的人不能作决定" in refused.content.decode()
    held = next(
        c for c in queries.staff_of(department_id=department.id, on=given.TODAY) if c.post_id == accepts.id
    )
    assert client.get(f"/desk/staff/{held.appointment_id}/end/").status_code == 200
    client.post(f"/desk/staff/{held.appointment_id}/end/", {"ends_on": "2026-02-01"})
    assert accepts.id not in {
        c.post_id for c in queries.staff_of(department_id=department.id, on=given.TODAY)
    }
