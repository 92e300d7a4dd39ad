"""The door itself: sessions, form tokens, unknown addresses and methods, and requests of every kind of wrongness."""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api import given as api
from tests.api.given import Operation
from tests.cases import given as cases
from tests.cases.browsing import at_this_moment, browser  # noqa: F401 - a fixture
from tests.cases.town import PDF, TASK_CODE, Town
from tests.licences import town as licences
from tongban.foundation.ids import new_public_id

pytestmark = pytest.mark.django_db
EXAMPLES = 300 if os.environ.get("TONGBAN_DEEP") else 30
MINE = "/api/v1/cases/mine"
OPERATIONS = api.operations()
SHAPES = api.description()["components"]["schemas"]


def test_nobody_reads_cases_without_a_session() -> None:
    answer = Client().get(MINE)
    assert (answer.status_code, answer.json()["code"]) == (401, "api.sign_in_first")
    stale = Client()
    stale.cookies["sessionid"] = "not a session"
    assert stale.get(MINE).status_code == 401


def test_a_session_opens_the_door_and_a_write_needs_the_form_token() -> None:
    person = licences.a_person()
    known = licences.signed_in(person)
    assert known.get(MINE).json() == {"cases": [], "older": ""}
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = known.cookies
    body: dict[str, Any] = {"data": {"item_code": "none"}, "content_type": "application/json"}
    headers = {"Idempotency-Key": "k"}
    refused = strict.post("/api/v1/cases/drafts", headers=headers, **body)
    assert (refused.status_code, refused.json()["code"]) == (403, "api.form_token")
    token = "t" * 32
    strict.cookies["csrftoken"] = token
    let_in = strict.post("/api/v1/cases/drafts", headers={**headers, "X-CSRFToken": token}, **body)
    assert (let_in.status_code, let_in.json()["code"]) == (404, "catalogue.item_unknown")


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", "/api/v1/nothing", 404, "api.not_found"),
        ("post", "/api/v1/nothing", 404, "api.not_found"),
        ("get", "/api/v1/", 404, "api.not_found"),
        ("get", "/api/v2/cases", 404, "api.not_found"),
        ("delete", "/api/v1/items", 405, "api.wrong_method"),
        ("get", "/api/v1/items/no-such-code", 404, "catalogue.item_unknown"),
        ("get", "/api/v1/items?limit=many", 422, "api.wrong_shape"),
        ("get", "/api/v1/items/%00", 404, "api.not_found"),
        ("get", "/api/v1/items?q=%00", 400, "api.not_readable"),
        ("get", "/api/v1/items?%00=q", 400, "api.not_readable"),
    ],
)
def test_wrong_addresses_and_methods_are_told_in_the_same_shape(
    client: Client, method: str, address: str, status: int, code: str
) -> None:
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"].startswith("application/problem+json")


def test_the_description_and_its_page_are_served_by_the_house_itself(client: Client) -> None:
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "http://" not in page.content.decode()
    assert "https://" not in page.content.decode()
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "Tongban 通办"


@pytest.fixture
def world(at_this_moment: Any) -> dict[str, Any]:  # noqa: F811
    """A case in every reach, a draft, and everybody who could ask."""
    at_this_moment(cases.MONDAY)
    town = Town()
    case = town.accepted(citizen=town.person(2, "李四"))
    draft = town.draft()
    asking = [town.citizen, town.clerk, town.head, town.approvers[cases.STREET]]
    return {"clients": [Client(), *map(_machine, asking)], "ids": [case.public_id, draft, new_public_id()]}


def _machine(actor: Any) -> Client:
    client = browser(actor)
    client.cookies["sessionid"] = "known to the test only"
    return client


def _address(operation: Operation, world: dict[str, Any], draw: Any) -> str:
    """The address with parameters that exist, could exist, or never could."""
    path = operation.path
    for one in operation.parameters("path"):
        known = [*world["ids"]] if one["name"] == "public_id" else [TASK_CODE, "m1", "survey"]
        value = draw(
            st.sampled_from(known)
            | st.text(st.characters(exclude_characters="/", codec="utf-8"), min_size=1, max_size=30)
        )
        path = path.replace("{" + one["name"] + "}", quote(value, safe=""))
    return path


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_no_request_whatever_finds_a_fault_in_the_house(operation: Operation, world: dict[str, Any]) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def asked(data: st.DataObject) -> None:
        draw = data.draw
        client = draw(st.sampled_from(world["clients"]))
        options: dict[str, Any] = {
            "headers": {"Idempotency-Key": draw(st.sampled_from(["", "a", "b", "x" * 300]))}
        }
        query = {
            one["name"]: draw(
                st.integers(-2, 300).map(str) | st.text(st.characters(codec="utf-8"), max_size=20)
            )
            for one in operation.parameters("query")
        }
        if operation.takes_file:
            options["data"] = {
                "file": _file(
                    draw(st.sampled_from(["a.pdf", "b.exe", "证明.PDF"])),
                    draw(st.sampled_from([PDF, b"MZ", b""])),
                )
            }
        elif operation.body is not None:
            shape = api.fitting(operation.body, SHAPES)
            options |= {"data": draw(_body(shape)), "content_type": "application/json"}
        if operation.method == "get":
            options["data"] = query
        answer = getattr(client, operation.method)(_address(operation, world, draw), **options)
        assert answer.status_code < 500, answer.content
        assert str(answer.status_code) in operation.statuses
        if answer.status_code != 200:
            assert answer.json()["code"]

    asked()


def _body(shape: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    return (shape | api.WILD).map(json.dumps) | st.sampled_from(
        ["", "{", "null", '{"item_code": "\\ud800"}', "[" * 200]
    )


def _file(name: str, data: bytes) -> Any:
    return SimpleUploadedFile(name, data)
