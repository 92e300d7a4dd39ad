"""The description of the interface says the truth, all of it, and machines can read it."""

from __future__ import annotations

import jsonschema_rs
import pytest

from tests.api import given
from tests.api.given import Operation

OPERATIONS = given.operations()
ACTS_ONCE = [
    one
    for one in OPERATIONS
    if one.method == "post"
    and "/cases" in one.path
    and not one.path.endswith("correction/materials/{material_id}")
]


def test_every_shape_is_a_valid_schema_and_every_reference_leads_somewhere() -> None:
    told = given.description()
    assert told["openapi"].startswith("3.1")
    shapes = told["components"]["schemas"]
    for shape in shapes.values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **shape})
    assert {one.rsplit("/", 1)[-1] for one in given.references(told)} <= set(shapes)


def test_operations_have_names_of_their_own() -> None:
    names = [one.told["operationId"] for one in OPERATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_an_operation_says_what_it_is_for_and_what_it_may_answer(operation: Operation) -> None:
    assert operation.told.get("summary")
    assert "200" in operation.statuses
    assert {"400", "404", "422", "500"} <= operation.statuses
    assert ("401" in operation.statuses) == bool(operation.told.get("security"))
    named = {one["name"] for one in operation.parameters("path")}
    assert named == {part[1:-1] for part in operation.path.split("/") if part.startswith("{")}


@pytest.mark.parametrize("operation", ACTS_ONCE, ids=str)
def test_what_changes_a_case_asks_for_a_key(operation: Operation) -> None:
    keys = [one for one in operation.parameters("header") if one["name"] == "Idempotency-Key"]
    assert [one["required"] for one in keys] == [True]


def test_only_the_open_catalogue_and_the_check_of_a_licence_need_no_session() -> None:
    is_open = {str(one) for one in OPERATIONS if not one.told.get("security")}
    assert is_open == {
        "GET /api/v1/items",
        "GET /api/v1/items/search",
        "GET /api/v1/items/{code}",
        "GET /api/v1/items/{code}/form",
        "GET /api/v1/licences/verify",
    }
