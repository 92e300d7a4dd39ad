"""One shape of error: every way to go wrong has a code, a sentence, and nothing of the inside."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from tongban.api import errors
from tongban.foundation.refusals import Fault, Refused

REQUEST = HttpRequest()


def told(answer: HttpResponse) -> dict[str, Any]:
    assert answer["Content-Type"].startswith("application/problem+json")
    body = json.loads(answer.content)
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:tongban:refusal:{body['code']}"
    return dict(body)


def test_a_refusal_carries_code_sentence_basis_and_fields() -> None:
    refusal = Refused(
        "cases.application_incomplete", "Please complete your application: {names}.", names="姓名",
        basis="Administrative License Law, art. 32(4)", faults=(Fault("name", "Please fill in: {label}.", {"label": "姓名"}),),
    )  # fmt: skip
    with translation.override("en"):
        body = told(errors.refused(REQUEST, refusal))
    assert body["detail"] == "Please complete your application: 姓名."
    assert body["basis"] == "Administrative License Law, art. 32(4)"
    assert body["faults"] == [{"field": "name", "detail": "Please fill in: 姓名."}]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("outbox.key_missing", 400), ("outbox.key_reused", 422), ("outbox.in_flight", 409), ("cases.moved_on", 409),
        ("cases.not_found", 404), ("catalogue.item_unknown", 404), ("files.too_large", 413),
        ("licences.too_many_checks", 429), ("cases.closed", 422),
    ],
)  # fmt: skip
def test_a_refusals_code_decides_the_status(code: str, status: int) -> None:
    assert told(errors.refused(REQUEST, Refused(code, "No.")))["status"] == status


@pytest.mark.parametrize("code", ["outbox.in_flight", "licences.too_many_checks"])
def test_who_may_come_again_is_told_when(code: str) -> None:
    assert int(errors.refused(REQUEST, Refused(code, "Later."))["Retry-After"]) > 0


def test_a_fault_of_ours_says_nothing_of_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    answer = errors.fault(REQUEST, RuntimeError("password of the database"))
    body = told(answer)
    assert (answer.status_code, body["code"]) == (500, "api.fault")
    assert "password" not in answer.content.decode()
    assert "password of the database" in caplog.text


def test_a_database_that_does_not_answer_asks_to_come_again() -> None:
    answer = errors.busy(REQUEST, OperationalError("connection to 10.0.0.1 failed"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "10.0.0.1" not in answer.content.decode()


def test_an_impossible_address_is_an_unknown_one_and_a_missing_key_is_named() -> None:
    path = {"loc": ("path", "public_id"), "type": "string_pattern_mismatch", "msg": "…"}
    key = {"loc": ("header", "Idempotency-Key"), "type": "missing", "msg": "…"}
    body = {"loc": ("body", "body", "approve"), "type": "bool_type", "msg": "must be true or false"}
    assert told(errors.wrong_shape(REQUEST, ValidationError([body, path])))["code"] == "api.not_found"
    assert told(errors.wrong_shape(REQUEST, ValidationError([body, key])))["code"] == "outbox.key_missing"
    shaped = told(errors.wrong_shape(REQUEST, ValidationError([body])))
    assert shaped["faults"] == [{"field": "body.approve", "detail": "must be true or false"}]


@pytest.mark.parametrize(
    ("handler", "error", "status"),
    [
        (errors.sign_in_first, AuthenticationError(), 401),
        (errors.not_understood, HttpError(403, "CSRF check Failed"), 403),
        (errors.not_understood, HttpError(400, "Cannot parse request body"), 400),
        (errors.not_readable, RequestDataTooBig(), 413),
        (errors.not_readable, SuspiciousOperation("x"), 400),
        (errors.too_often, Throttled(7), 429),
        (errors.not_found, None, 404),
    ],
)
def test_what_cannot_be_read_or_may_not_be_asked_has_a_code(handler: Any, error: Any, status: int) -> None:
    assert told(handler(REQUEST, error))["status"] == status
