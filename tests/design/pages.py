"""Addresses for the tests of the look: its own pages and stand-ins for the rooms that the frame links to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLResolver, include, path

from tests.design.given import DemoForm


def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "design/accessibility.html")


def staff(request: HttpRequest) -> HttpResponse:
    return render(request, "design/staff.html")


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def question(request: HttpRequest) -> HttpResponse:
    form = DemoForm(request.POST or None)
    return render(request, "design/patterns.html", {"form": form}, status=422 if form.errors else 200)


def room(app: str, **views: str) -> URLResolver:
    return path("", include(([path(address, plain, name=name) for name, address in views.items()], app)))


urlpatterns = [
    path("", include("tongban.design.urls")),
    path("broken/", broken),
    path("staff/", staff),
    path("question/", question),
    room("portal", home="", me="me/"),
    room("catalogue", search="search/"),
    room("licences", wallet="wallet/", verify="verify/"),
    room("identity", sign_in="sign-in/", sign_out="sign-out/"),
    room("desk", home="desk/"),
]
handler400 = "tongban.design.views.bad_request"
handler403 = "tongban.design.views.not_found"
handler404 = "tongban.design.views.not_found"
handler500 = "tongban.design.views.server_fault"
