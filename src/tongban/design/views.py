"""The look of pages, and the pages for when something goes wrong."""

from __future__ import annotations

import logging
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.design import links
from tongban.design import patterns as samples
from tongban.design.frame import frame
from tongban.design.looks import A_YEAR, CHOICES, COOKIES, look_of

logger = logging.getLogger(__name__)
_READABLE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@require_POST
def choose_look(request: HttpRequest) -> HttpResponse:
    """Remember how this person likes pages, then go back to the page they came from."""
    response = HttpResponseRedirect(links.onward(request))
    for choice, cookie in COOKIES.items():
        value = request.POST.get(choice, "")
        if value in CHOICES[choice]:
            response.set_cookie(
                cookie,
                value,
                max_age=A_YEAR,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
    return response


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "design/accessibility.html")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(static("design/favicon.svg"))


def patterns(request: HttpRequest) -> HttpResponse:
    """Every part in every state; only where the demonstration runs."""
    form = samples.SampleForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form.is_valid()
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "design/patterns.html", samples.context() | {"form": form}, status=status)


# -- when something goes wrong -----------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _wrong(
        request,
        400,
        title=_("We could not read what was sent"),
        sentence=_("Go back and send it again. What you typed is still on that page."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Also for pages that exist but are not this person's: telling the two apart would tell too much."""
    return _wrong(
        request,
        404,
        title=_("There is no such page, or it is not yours to see"),
        sentence=_(
            "Check the address. If you came here from a message, sign in with the account it was sent to."
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's own seal was missing or old. What was typed can be sent again with one press."""
    again = list(_typed(request)) if _came_from_here(request) else []
    return _wrong(
        request,
        403,
        title=_("This page was open too long, so nothing was sent yet"),
        sentence=_("For your safety we ask you to send it once more.")
        if again
        else _(
            "Go back, reload the page and send it again. Allow cookies for this site if that does not help."
        ),
        again=again,
    )


def server_fault(request: HttpRequest) -> HttpResponse:
    """Our own fault: an apology, a number to name, nothing that could fail again."""
    number = "".join(secrets.choice(_READABLE) for _place in range(6))
    logger.error("fault %s at %s %s", number, request.method, request.path)
    context = frame(look_of(request.COOKIES, settings.LANGUAGE_CODE)) | {"number": number, "bare": True}
    return HttpResponse(render_to_string("design/fault.html", context), status=500)


def _wrong(
    request: HttpRequest,
    status: int,
    *,
    title: str,
    sentence: str,
    again: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    context = {"title": title, "sentence": sentence, "again": again, "again_path": request.get_full_path()}
    part = "design/wrong_part.html" if request.headers.get("HX-Request") else "design/wrong.html"
    return render(request, part, context, status=status)


def _came_from_here(request: HttpRequest) -> bool:
    """The browser itself says that the form stood on a page of ours; without its word, assume not."""
    origin = urlsplit(request.headers.get("Origin", ""))
    return bool(origin.netloc) and origin.netloc == request.get_host() and request.scheme == origin.scheme


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The answers to send again; none when they hold a password or files, which are never echoed."""
    if request.FILES or any("password" in key.lower() for key in request.POST):
        return []
    return [
        (key, value)
        for key, values in request.POST.lists()
        if key != "csrfmiddlewaretoken"
        for value in values
    ]
