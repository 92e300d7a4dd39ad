"""The look and the language of each request, and what its page may load."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from tongban.design.looks import look_of


class LookMiddleware:
    """Reads the look from cookies, sets ``request.look`` and speaks the chosen language while answering."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        look = look_of(request.COOKIES, settings.LANGUAGE_CODE)
        request.look = look  # type: ignore[attr-defined]
        with translation.override(look.language):
            response = self.get_response(request)
        response.headers.setdefault(
            "Content-Language", "zh-Hans" if look.language == "zh-hans" else look.language
        )
        return response


class PolicyMiddleware:
    """Tells the browser to load nothing from elsewhere and to run nothing that stands in a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        return response


class ReadableMiddleware:
    """Turns away addresses that no page of ours has: PostgreSQL keeps no NUL in a text, so nothing has one.

    The interface for machines answers for itself, in its own shape.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            return self.get_response(request)
        if "\x00" in request.path:
            raise Http404
        if nul_in_query(request):
            raise BadRequest
        return self.get_response(request)


def nul_in_query(request: HttpRequest) -> bool:
    """Whether a name or a value behind the question mark holds a NUL, which PostgreSQL keeps in no text."""
    return any("\x00" in text for name, values in request.GET.lists() for text in (name, *values))
