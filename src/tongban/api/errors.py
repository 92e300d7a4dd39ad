"""One shape of error for machines: problem JSON (RFC 9457) with the refusal's code."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from tongban.foundation.refusals import Refused

_log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
STATUS = {
    "outbox.key_missing": 400,
    "outbox.key_wrong": 400,
    "outbox.key_reused": 422,
    "outbox.in_flight": 409,
    "cases.moved_on": 409,
    "catalogue.item_unknown": 404,
    "identity.person_unknown": 404,
    "files.too_large": 413,
    "licences.too_many_checks": 429,
}
WAIT_SECONDS = {"outbox.in_flight": 1, "licences.too_many_checks": 60, "api.busy": 2}
KEY_HEADER = ("header", "Idempotency-Key")


class FaultOut(Schema):
    """One field to mend, and what is needed."""

    field: str
    detail: str


class Problem(Schema):
    """Why a request was not answered: machines read the code, people the detail.

    basis   the legal basis of a refusal, when there is one
    faults  the fields concerned, all at once
    """

    type: str
    status: int
    code: str
    detail: str
    basis: str | None = None
    faults: list[FaultOut] | None = None


def register(api: NinjaAPI) -> None:
    """Translate refusals, wrong requests and faults of our own, each once."""
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)


def refused(_request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The rules say no."""
    status = STATUS.get(refusal.code, 404 if refusal.code.endswith(".not_found") else 422)
    faults = [{"field": fault.field, "detail": fault.text(_)} for fault in refusal.faults]
    return problem(status, refusal.code, refusal.text(_), _(refusal.basis) if refusal.basis else "", faults)


def wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A missing key is a missing key, an address that cannot be is unknown, everything else is named field by field."""
    places = [tuple(map(str, one["loc"])) for one in error.errors]
    if any(place[0] == "path" for place in places):
        return not_found(request)
    if any(
        place == KEY_HEADER and one["type"] == "missing"
        for place, one in zip(places, error.errors, strict=True)
    ):
        return problem(400, "outbox.key_missing", _("Send an Idempotency-Key with this request."))
    faults = [
        {"field": ".".join(place[1:]), "detail": str(one["msg"])}
        for place, one in zip(places, error.errors, strict=True)
    ]
    return problem(422, "api.wrong_shape", _("The request does not have the shape asked for."), "", faults)


def sign_in_first(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Nobody is signed in."""
    return problem(401, "api.sign_in_first", _("Sign in first."))


def not_found(_request: HttpRequest, _error: Http404 | None = None) -> HttpResponse:
    """Nothing here, or nothing for this caller."""
    return problem(404, "api.not_found", _("There is nothing at this address."))


def wrong_method(allowed: str) -> HttpResponse:
    """The address is known, the method is not."""
    answer = problem(405, "api.wrong_method", _("This address is not used in this way."))
    answer["Allow"] = allowed
    return answer


def too_often(_request: HttpRequest, error: Throttled) -> HttpResponse:
    """Too many requests."""
    answer = problem(429, "api.too_often", _("Too many requests. Please wait a moment."))
    answer["Retry-After"] = str(error.wait or 1)
    return answer


def not_understood(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """The form token is missing, or the body cannot be read."""
    if error.status_code == 403:
        return problem(403, "api.form_token", _("Send the cookie csrftoken again as the header X-CSRFToken."))
    return problem(error.status_code, "api.not_readable", _("The request cannot be read."))


def not_readable(_request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """The body is too large, broken off or not what it says it is."""
    if isinstance(error, RequestDataTooBig):
        return problem(413, "api.too_large", _("The request is too large."))
    return problem(400, "api.not_readable", _("The request cannot be read."))


def busy(_request: HttpRequest, error: OperationalError) -> HttpResponse:
    """The database cannot be asked now; the same request with the same key may be sent again."""
    _log.error("the database does not answer", exc_info=error)
    return problem(
        503, "api.busy", _("This cannot be done at the moment. Please send the same request again.")
    )


def fault(_request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of our own: the log has the details, the caller has none of them."""
    _log.error("a fault in the interface", exc_info=error)
    return problem(
        500, "api.fault", _("Something went wrong on our side. Please send the same request again.")
    )


_HANDLERS: dict[type[Exception], Any] = {
    Refused: refused,
    ValidationError: wrong_shape,
    AuthenticationError: sign_in_first,
    Http404: not_found,
    Throttled: too_often,
    HttpError: not_understood,
    SuspiciousOperation: not_readable,
    UnreadablePostError: not_readable,
    OperationalError: busy,
    Exception: fault,
}


def problem(
    status: int, code: str, detail: str, basis: str = "", faults: list[dict[str, str]] | None = None
) -> HttpResponse:
    """The one shape: type, status, code, detail, basis, faults."""
    told = Problem(
        type=f"urn:tongban:refusal:{code}",
        status=status,
        code=code,
        detail=detail,
        basis=basis or None,
        faults=[FaultOut(**one) for one in faults] if faults else None,
    )
    answer = HttpResponse(
        told.model_dump_json(exclude_none=True), status=status, content_type=f"{CONTENT_TYPE}; charset=utf-8"
    )
    if code in WAIT_SECONDS:
        answer["Retry-After"] = str(WAIT_SECONDS[code])
    return answer
