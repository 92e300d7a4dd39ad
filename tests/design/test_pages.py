"""The frame of every page, its looks and the pages for when something goes wrong."""

from __future__ import annotations

import gzip
import re

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from tests.design.given import STATIC, without_other_rooms, words
from tongban.design import links, views
from tongban.design.looks import Look, look_of
from tongban.foundation.actors import Actor


def test_a_page_speaks_chinese_unless_asked_otherwise(pages):
    page = pages.get("/accessibility/")
    assert page.headers["Content-Language"] == "zh-Hans"
    assert '<html lang="zh-Hans">' in page.content.decode()
    pages.cookies["look_lang"] = "en"
    assert '<html lang="en">' in pages.get("/accessibility/").content.decode()


def test_a_page_has_one_heading_a_way_past_the_frame_and_a_human_to_ask(pages):
    for address in ("/accessibility/", "/design/", "/nowhere/", "/broken/"):
        html = pages.get(address).content.decode()
        assert html.count("<h1") == 1, address
        assert html.index('href="#main"') < html.index("<header")
        assert 'id="main"' in html
        assert "tel:12345" in html


def test_a_page_obeys_the_strict_content_policy_and_asks_no_other_host(pages):
    for address in ("/accessibility/", "/design/", "/nowhere/"):
        html = pages.get(address).content.decode()
        assert " style=" not in html
        assert "<style" not in html
        assert not re.search(r"<script(?![^>]* src=)", html)
        assert not re.search(r' on[a-z]+="', html)
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', html)


def test_a_whole_page_is_light(pages):
    page = pages.get("/design/")
    html = page.content.decode()
    files = set(re.findall(r'"/static/design/([^"#]+)', html))
    assert len(files) + 1 <= 8
    own = len(gzip.compress(page.content, 9))
    rest = sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in files)
    assert own <= 20_000
    assert own + rest <= 90_000


def test_forgery_tokens_reach_the_children_of_the_body(pages):
    assert 'hx-headers:inherited=\'{"X-CSRFToken"' in pages.get("/accessibility/").content.decode()


def test_errors_are_named_in_the_title_first(pages):
    html = pages.post("/design/", {"name": "x"}).content.decode()
    assert re.search(r"<title>错误\uff1a", html)
    assert "错误" not in re.search(r"<title>(.*?)</title>", pages.get("/design/").content.decode())[1]


def test_a_form_sent_wrong_answers_422_and_keeps_what_was_typed(pages):
    page = pages.post("/design/", {"name": "欧阳·阿卜杜热西提", "born_on": "昨天"})
    assert page.status_code == 422
    html = page.content.decode()
    assert 'value="欧阳·阿卜杜热西提"' in html
    assert 'value="昨天"' in html


# -- looks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "value", "mark"),
    [
        ("theme", "dark", 'data-theme="dark"'),
        ("theme", "light", 'data-theme="light"'),
        ("elder", "1", "data-elder"),
        ("contrast", "1", 'data-contrast="more"'),
        ("language", "en", 'lang="en"'),
    ],
)
def test_a_chosen_look_is_remembered(pages, choice, value, mark):
    answer = pages.post("/look/", {choice: value, "next": "/accessibility/"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accessibility/"
    assert mark in pages.get("/accessibility/").content.decode().split(">")[1] + ">"


def test_a_look_that_is_no_choice_is_ignored(pages):
    assert not pages.post("/look/", {"theme": "<script>", "elder": "2"}).cookies
    assert look_of({"look_theme": "x", "look_elder": "yes", "look_lang": "fr"}) == Look()


@pytest.mark.parametrize("target", ["https://evil.invalid/", "//evil.invalid", "javascript:alert(1)", ""])
def test_choosing_a_look_never_leads_to_another_site(pages, target):
    assert pages.post("/look/", {"elder": "1", "next": target}).headers["Location"] == "/"


def test_a_look_is_chosen_by_posting_only(pages):
    assert pages.get("/look/").status_code == 405


# -- the frame ---------------------------------------------------------------------------------------------


def framed(actor: Actor, **more: object) -> str:
    request = RequestFactory().get("/me/")
    request.actor = actor
    from django.template.loader import render_to_string

    with without_other_rooms():
        return render_to_string("design/page.html", more, request)


def test_a_visitor_is_offered_to_sign_in():
    html = framed(Actor())
    assert "/sign-in/" in html
    assert "/sign-out/" not in html


def test_a_person_finds_what_is_theirs_and_the_way_out():
    html = framed(Actor(account_id="1", name="王小明"), unread=3)
    assert "王小明" in html
    assert "/sign-out/" in html
    assert "/sign-in/" not in html
    assert "3" in words(html.split('class="count"')[1].split("</span>")[0])
    assert 'href="/me/" aria-current="page"' in html


def test_an_official_finds_the_desk():
    html = framed(Actor(account_id="1", staff_id="2", name="李红", department_name="公安局"))
    assert 'href="/desk/"' in html
    assert "公安局" in html


def test_a_place_that_no_room_shows_is_left_out():
    with without_other_rooms():
        assert links.address("nothing:here") == ""
        links.register("a place", "portal:me")
        assert links.address("a place") == "/me/"
        assert links.address("portal:me", pid="x") == ""


# -- when something goes wrong -----------------------------------------------------------------------------


def test_what_is_not_there_and_what_is_not_yours_look_the_same(pages):
    page = pages.get("/nowhere/")
    assert page.status_code == 404
    request = RequestFactory().get("/secret/")
    with without_other_rooms():
        refused = views.not_found(request, PermissionError())
    assert refused.status_code == 404


def test_our_own_fault_gives_a_number_to_name_and_needs_nothing_that_could_fail(pages, caplog):
    page = pages.get("/broken/")
    assert page.status_code == 500
    number = re.search(r"<b>([A-Z2-9]{6})</b>", page.content.decode())[1]
    assert f"fault {number} at GET /broken/" in caplog.text


def test_a_fragment_gets_a_fragment_when_something_is_wrong(pages):
    page = pages.get("/nowhere/", headers={"HX-Request": "true"})
    assert page.status_code == 404
    assert "<html" not in page.content.decode()


def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_an_old_form_from_here_can_be_sent_again_with_one_press():
    with without_other_rooms():
        client = strict()
        page = client.post(
            "/design/", {"name": '王"小', "born_on": "x"}, headers={"Origin": "http://testserver"}
        )
        html = page.content.decode()
        assert page.status_code == 403
        assert 'name="name" value="王&quot;小"' in html
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]
        again = {"name": '王"小', "born_on": "x", "csrfmiddlewaretoken": token}
        assert client.post("/design/", again, headers={"Origin": "http://testserver"}).status_code == 422


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://evil.invalid"}, {"Origin": "null"}])
def test_a_form_from_elsewhere_is_never_offered_to_be_sent_again(origin):
    with without_other_rooms():
        page = strict().post("/design/", {"name": "王小明"}, headers=origin)
    assert page.status_code == 403
    assert "王小明" not in page.content.decode()


def test_a_password_is_never_echoed():
    with without_other_rooms():
        page = strict().post(
            "/look/", {"password": "geheim", "u": "x"}, headers={"Origin": "http://testserver"}
        )
    assert page.status_code == 403
    assert "geheim" not in page.content.decode()


def test_a_request_that_cannot_be_read_is_answered_kindly():
    with without_other_rooms():
        assert views.bad_request(HttpRequestWithPath(), None).status_code == 400


class HttpRequestWithPath(HttpRequest):
    def __init__(self) -> None:
        super().__init__()
        self.method = "POST"
        self.path = "/x/"
        self.META = {"SERVER_NAME": "testserver", "SERVER_PORT": "80"}
