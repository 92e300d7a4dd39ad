"""Links up: a page may point to a room on a higher floor without knowing it.

The upper room registers which view shows a noun; the page below asks for the address. A noun that nobody
shows has no address, and the page shows plain text instead.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme

_views: dict[str, str] = {}


def register(noun: str, view_name: str) -> None:
    """Say which view shows this noun: ``register("case", "cases:case")``. The last word counts."""
    _views[noun] = view_name


def address(noun: str, **kwargs: object) -> str:
    """The address of the page about this noun, or "" when no room shows it.

    noun  a registered noun, or the full name of a view
    """
    try:
        return reverse(_views.get(noun, noun), kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def onward(request: HttpRequest, otherwise: str = "/") -> str:
    """Where the request asks to go ``next``, when that is a path of this house; otherwise, ``otherwise``."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else otherwise
