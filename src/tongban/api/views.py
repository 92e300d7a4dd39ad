"""The interface of version 1: the rooms' routers under one roof."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyCookie

from tongban.api import errors
from tongban.cases.api import router as cases
from tongban.catalogue.api import router as catalogue
from tongban.design.middleware import nul_in_query
from tongban.foundation.actors import Actor
from tongban.licences.api import router as licences
from tongban.notifications.api import router as notifications

DESCRIPTION = """\
Service items, cases, licences and messages of this house, for the pages of others and for scripts.
办事项目、办件、证照和消息。

**Who asks.** Items and the check of a licence are open to everybody. Everything else needs a session: sign in on
the page `/sign-in/` and keep its cookies; every write repeats the cookie `csrftoken` in the header `X-CSRFToken`.
What you may do is what you may do on the pages. Keys of their own for machines (`Authorization: Bearer`) are not
there yet.

**Once.** Every POST that changes a case carries `Idempotency-Key`. The same key with the same request gives the
same answer and does it once, also after a broken connection; with another request it is refused
(`outbox.key_reused`). Answers are kept for 30 days.

**Errors** are problem JSON (RFC 9457) with a stable `code`. What you may not see does not exist (404).
"""
ERRORS = {
    "400": "The request cannot be read, or has no Idempotency-Key",
    "401": "Sign in first",
    "403": "The form token is missing",
    "404": "There is no such thing, or not for you",
    "405": "This address does not know this method",
    "409": "The case has moved on, or the same request is being worked on",
    "413": "Too large",
    "422": "Refused: the code says why, the faults name the fields",
    "429": "Too many requests",
    "500": "A fault of our own",
    "503": "The database does not answer at the moment",
}
SECURED = frozenset({"401", "403"})
WRITES = frozenset({"post", "put", "patch", "delete"})


class SignedIn(APIKeyCookie):
    """Who is signed in, by the session's cookie; writes need the form token in ``X-CSRFToken`` as pages do."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor if actor.is_signed_in else None


class House(NinjaAPI):
    """Ninja's interface whose description also says what every operation may answer when it does not."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        shapes = schema["components"]["schemas"]
        told = errors.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        shapes |= told.pop("$defs") | {"Problem": told}
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                operation["responses"] |= _problems(method, bool(operation.get("security")))
        return schema


def _problems(method: str, secured: bool) -> dict[str, Any]:
    """What this operation may answer when it does not do what was asked."""
    left_out = set() if secured else SECURED
    left_out = left_out | (set() if method in WRITES else {"403", "409", "413"})
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": text, "content": {errors.CONTENT_TYPE: shape}}
        for status, text in ERRORS.items()
        if status not in left_out
    }


api = House(
    title="Tongban 通办",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    auth=SignedIn(),
    docs_url="/docs",
)
errors.register(api)
api.add_router("/items", catalogue, tags=["items 事项"])
api.add_router("/cases", cases, tags=["cases 办件"])
api.add_router("/licences", licences, tags=["licences 证照"])
api.add_router("/messages", notifications, tags=["messages 消息"])


def addresses() -> Any:
    """The addresses of the interface, each answering a method it does not know in the interface's own shape."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if pattern.callback is not None:
            pattern.callback = _in_one_shape(pattern.callback)
    return patterns, app_name, namespace


def _in_one_shape(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "\x00" in request.path:
            return errors.not_found(request)
        if nul_in_query(request):
            return errors.not_readable(request)
        try:
            answer = view(request, *args, **kwargs)
        except Http404:
            return errors.not_found(request)
        return errors.wrong_method(answer["Allow"]) if isinstance(answer, HttpResponseNotAllowed) else answer

    return answered


@csrf_exempt
def elsewhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address below the interface: nothing there, said in the interface's own shape."""
    return errors.not_found(request)
