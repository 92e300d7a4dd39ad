"""The doors to a person's messages: they call and translate, little more."""

from __future__ import annotations

import pytest
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from tests.notifications import given
from tests.notifications.given import WANG, ZHAO
from tongban.design.looks import Look
from tongban.foundation.actors import VISITOR, Actor
from tongban.notifications import api, context, queries, views

pytestmark = pytest.mark.django_db


def a_request(actor: Actor, path: str = "/messages/", data: dict[str, str] | None = None) -> HttpRequest:
    factory = RequestFactory()
    request = factory.get(path) if data is None else factory.post(path, data)
    request.actor, request.look, request.session = actor, Look(), {}  # type: ignore[attr-defined, assignment]
    return request


def test_the_inbox_names_every_message_and_what_is_new() -> None:
    given.a_message()
    page = views.inbox(a_request(given.actor())).content.decode()  # type: ignore[attr-defined]
    assert "您的申请已受理：居住证申领" in page
    assert "全部标为已读" in page
    assert 'action="/messages/channels/"' in page


def test_an_empty_inbox_says_what_will_come() -> None:
    page = views.inbox(a_request(given.actor())).content.decode()  # type: ignore[attr-defined]
    assert "您还没有消息" in page
    assert "全部标为已读" not in page


def test_a_message_shows_its_lines_and_the_way_on() -> None:
    given.a_message()
    public_id = queries.messages_of(WANG)[0].public_id
    page = views.open_message(a_request(given.actor()), public_id).content.decode()  # type: ignore[attr-defined]
    assert "2026年11月27日（周五）" in page
    assert 'href="/case/x/"' in page
    assert queries.unread_count(WANG) == 0


def test_another_person_s_message_is_not_found() -> None:
    given.a_message(person_id=ZHAO)
    public_id = queries.messages_of(ZHAO)[0].public_id
    for unknown in (public_id, "0" * 26):
        with pytest.raises(Http404):
            views.open_message(a_request(given.actor()), unknown)


def test_visitors_are_asked_to_sign_in() -> None:
    for response in (
        views.inbox(a_request(VISITOR)),
        views.open_message(a_request(VISITOR), "0" * 26),
        views.choose(a_request(VISITOR, data={})),
    ):
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/")


def test_a_choice_is_kept() -> None:
    views.choose(a_request(given.actor(), data={}))
    assert not queries.wants_email(WANG)
    views.choose(a_request(given.actor(), data={"email": "on"}))
    assert queries.wants_email(WANG)


def test_marking_all_as_read_leads_back() -> None:
    given.a_message()
    response = views.read_all(a_request(given.actor(), data={}))
    assert (response.status_code, response["Location"]) == (302, "/messages/")
    assert queries.unread_count(WANG) == 0


def test_the_header_counts_only_when_it_is_asked(django_assert_num_queries: object) -> None:
    given.a_message()
    with django_assert_num_queries(0):  # type: ignore[operator]
        found = context.unread(a_request(given.actor()))
    assert found["unread"] == 1
    assert context.unread(a_request(VISITOR)) == {"unread": 0, "unread_messages": 0}
    assert context.unread(RequestFactory().get("/")) == {"unread": 0, "unread_messages": 0}


def test_machines_read_the_same_messages() -> None:
    given.a_message()
    request = a_request(given.actor())
    page = api.my_messages(request, after="", limit=20)
    assert (len(page.messages), page.unread, page.older) == (1, 1, "")
    public_id = page.messages[0].public_id
    assert api.one_message(request, public_id).read is False
    assert api.read_message(request, public_id).read is True
    assert api.read_message(request, public_id).read is True
