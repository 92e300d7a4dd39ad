"""Sending, carrying out, reading and choosing, on the database at hand."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.utils.translation import override

from tests.notifications import given
from tests.notifications.given import AT, WANG, ZHAO, Postman
from tongban.foundation.actors import VISITOR
from tongban.foundation.refusals import Refused
from tongban.notifications import queries, rules, services
from tongban.notifications.models import Letter, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def addressed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        services, "_address_of", lambda person_id: "wang@example.org" if person_id == WANG else ""
    )


def test_a_message_is_read_in_the_reader_s_language() -> None:
    given.a_message()
    with override("en"):
        (card,) = queries.messages_of(WANG)
    assert card.subject == "Your application is accepted: 居住证申领"
    assert "Friday 27 November 2026" in card.text
    with override("zh-hans"):
        (card,) = queries.messages_of(WANG)
    assert card.subject == "您的申请已受理：居住证申领"
    assert "2026年11月27日（周五）" in card.text
    assert card.button == "查看办件"


def test_the_same_occasion_makes_one_message() -> None:
    assert given.a_message("1")
    assert not given.a_message("1")
    assert given.a_message("2")
    assert given.a_message("1", person_id=ZHAO)
    assert given.a_message("1", kind="account.password_changed", values={})
    assert Message.objects.count() == 4
    assert Letter.objects.count() == 4


def test_a_message_that_cannot_be_worded_is_never_sent() -> None:
    with pytest.raises(rules.UnknownKind):
        given.a_message(values={})
    with pytest.raises(ValueError, match="page of this site"):
        given.a_message(link="https://elsewhere.example/")
    assert not Message.objects.exists()


def test_the_inbox_is_paged_newest_first() -> None:
    for number in range(5):
        given.a_message(str(number), at=AT + timedelta(minutes=number))
    first = queries.inbox(person_id=WANG, limit=2)
    second = queries.inbox(person_id=WANG, limit=2, after=first.older)
    third = queries.inbox(person_id=WANG, limit=2, after=second.older)
    moments = [card.at for page in (first, second, third) for card in page.messages]
    assert moments == sorted(moments, reverse=True)
    assert len(moments) == 5
    assert third.older == ""


@pytest.mark.parametrize("nobody", ["", "nobody", "0"])
def test_nobody_has_no_messages(nobody: str) -> None:
    given.a_message()
    assert queries.messages_of(nobody) == ()
    assert queries.unread_count(nobody) == 0
    assert queries.inbox(person_id=WANG, after="no mark").messages


def test_opening_a_message_is_reading_it() -> None:
    given.a_message()
    (card,) = queries.messages_of(WANG)
    assert (card.read, queries.unread_count(WANG)) == (False, 1)
    services.open_message(actor=given.actor(), public_id=card.public_id, at=AT)
    services.open_message(actor=given.actor(), public_id=card.public_id, at=AT + timedelta(days=1))
    assert queries.unread_count(WANG) == 0
    assert Message.objects.get().read_at == AT


def test_another_person_s_message_does_not_exist() -> None:
    given.a_message()
    (card,) = queries.messages_of(WANG)
    for stranger in (given.actor(ZHAO), VISITOR):
        with pytest.raises(Refused, match=r"notifications\.not_found"):
            services.open_message(actor=stranger, public_id=card.public_id, at=AT)
    assert queries.unread_count(WANG) == 1


def test_everything_is_marked_as_read_at_once() -> None:
    given.a_message("1")
    given.a_message("2")
    given.a_message("1", person_id=ZHAO)
    assert services.read_all(actor=given.actor(), at=AT) == 2
    assert services.read_all(actor=VISITOR, at=AT) == 0
    assert (queries.unread_count(WANG), queries.unread_count(ZHAO)) == (0, 1)


def test_a_letter_leaves_once_with_a_name_of_its_own(addressed: None) -> None:
    given.a_message()
    postman = Postman()
    assert services.carry_letters(AT, postman) == 1
    assert services.carry_letters(AT + timedelta(days=1), postman) == 0
    (letter,) = postman.carried
    message = Message.objects.get()
    assert letter.address == "wang@example.org"
    assert letter.subject == "您的申请已受理：居住证申领"
    assert "查看办件: http://127.0.0.1:8000/case/x/" in letter.text
    assert letter.message_id == f"<{message.public_id}@127.0.0.1>"


def test_a_letter_to_a_person_without_an_address_is_dropped(addressed: None) -> None:
    given.a_message(person_id=ZHAO)
    assert services.carry_letters(AT, Postman()) == 0
    assert not Letter.objects.exists()
    assert queries.unread_count(ZHAO) == 1


def test_a_person_the_register_does_not_know_gets_no_letter() -> None:
    given.a_message(person_id=str(uuid.UUID(int=77)))
    assert services.carry_letters(AT, Postman()) == 0
    assert not Letter.objects.exists()


def test_who_chose_no_e_mail_gets_none() -> None:
    services.choose(actor=given.actor(), email=False, at=AT)
    given.a_message("1")
    assert not Letter.objects.exists()
    services.choose(actor=given.actor(), email=True, at=AT)
    given.a_message("2")
    assert Letter.objects.count() == 1
    with pytest.raises(Refused):
        services.choose(actor=VISITOR, email=True, at=AT)


def test_a_letter_that_fails_is_sent_again_later(addressed: None) -> None:
    given.a_message()
    postman = Postman(broken=True)
    assert services.carry_letters(AT, postman) == 0
    letter = Letter.objects.get()
    assert (letter.attempts, letter.next_at) == (1, AT + timedelta(seconds=30))
    assert letter.last_error == "ConnectionRefusedError: no mail server"
    postman.broken = False
    assert services.carry_letters(AT + timedelta(seconds=29), postman) == 0
    assert services.carry_letters(AT + timedelta(seconds=30), postman) == 1


def test_a_letter_that_fails_ten_times_is_stuck_and_visible(addressed: None) -> None:
    given.a_message()
    at = AT
    for _ in range(rules.ATTEMPTS_UNTIL_STUCK):
        services.carry_letters(at, Postman(broken=True))
        at += timedelta(hours=2)
    (stuck,) = queries.stuck_letters()
    assert (stuck.kind, stuck.attempts) == ("case.accepted", 10)
    assert services.carry_letters(at, Postman()) == 0


def test_a_letter_in_another_worker_s_hand_is_left_to_it_for_five_minutes(addressed: None) -> None:
    given.a_message()
    Letter.objects.update(in_hand_until=AT + rules.IN_HAND)
    assert services.carry_letters(AT + timedelta(minutes=4), Postman()) == 0
    assert services.carry_letters(AT + timedelta(minutes=5), Postman()) == 1


def test_letters_leave_through_the_mail_backend_of_the_settings(addressed: None, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    given.a_message()
    assert services.carry_letters(AT) == 1
    (sent,) = mail.outbox
    assert sent.to == ["wang@example.org"]
    assert sent.extra_headers["Message-ID"].endswith("@127.0.0.1>")
