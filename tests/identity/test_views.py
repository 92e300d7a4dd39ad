"""The doors of signing in, registering and of one's own data: that they call, translate and tell nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.identity import given
from tests.org import given as org
from tongban.foundation.actors import SYSTEM
from tongban.identity import queries, rules, services
from tongban.identity.models import Account, EndedSession

pytestmark = pytest.mark.django_db
HOME = "/me/data/"


def sign_in(
    client: Client, login: str = "wang", password: str = given.PASSWORD, onward: str = HOME
) -> object:
    return client.post("/sign-in/", {"login_name": login, "password": password, "next": onward})


@pytest.fixture
def wang() -> queries.AccountCard:
    return given.an_account(given.a_person(phone="13800001234"))


def test_signing_in_leads_to_the_page_that_was_asked_for(client: Client, wang: queries.AccountCard) -> None:
    assert client.get(HOME).url == f"/sign-in/?next={HOME}"
    assert sign_in(client, " WANG ").url == HOME
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_signing_in_never_leads_off_the_house(
    client: Client, wang: queries.AccountCard, elsewhere: str
) -> None:
    assert sign_in(client, onward=elsewhere).url == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    client: Client, wang: queries.AccountCard
) -> None:
    known, unknown = sign_in(client, password="wrong"), sign_in(Client(), login="nobody", password="wrong")
    assert known.status_code == unknown.status_code == 422
    sentence = "登录名或密码不对"
    assert sentence in known.content.decode()
    assert sentence in unknown.content.decode()
    assert 'value="wang"' in known.content.decode()
    assert "wrong" not in known.content.decode()


def test_after_five_wrong_passwords_a_page_says_how_long_to_wait(
    client: Client, wang: queries.AccountCard
) -> None:
    answers = [sign_in(client, password="wrong") for _attempt in range(5)]
    assert answers[-1].status_code == 429
    assert "15" in answers[-1].content.decode()
    assert sign_in(client).status_code == 429
    other = given.an_account(given.a_person("陈静怡", sequence=2), "chen")
    assert sign_in(Client(), other.login_name).url == HOME


def test_a_closed_account_opens_nothing(client: Client, wang: queries.AccountCard) -> None:
    sign_in(client)
    services.close_account(account_id=wang.id, actor=SYSTEM, at=given.AT)
    assert client.get(HOME).status_code == 302
    assert sign_in(client).status_code == 422


def test_a_copied_cookie_is_dead_after_signing_out(client: Client, wang: queries.AccountCard) -> None:
    sign_in(client)
    copy = Client()
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    assert copy.get(HOME).status_code == 200
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    client.post("/sign-out/")
    assert EndedSession.objects.count() == 1
    assert copy.get(HOME).status_code == 302


def test_signing_out_is_never_done_by_a_link(client: Client, wang: queries.AccountCard) -> None:
    sign_in(client)
    assert client.get("/sign-out/").status_code == 405


def test_my_data_shows_the_number_masked_and_who_looked(client: Client, wang: queries.AccountCard) -> None:
    person = queries.person(person_id=wang.person_id)
    queries.person_for(
        actor=given.an_official(), person_id=person.id, purpose="核对申请人", case_id=None, at=given.AT
    )
    sign_in(client)
    page = client.get(HOME).content.decode()
    assert person.id_masked in page
    assert person.id_number not in page
    assert "13800001234" not in page
    assert "林晓燕" in page
    assert "核对申请人" in page


def test_a_wrong_contact_keeps_what_was_typed(client: Client, wang: queries.AccountCard) -> None:
    sign_in(client)
    answer = client.post("/me/contact/", {"phone": "123", "email": "x", "address": "海棠市"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="123"' in page
    assert "11 位手机号" in page
    assert client.post("/me/contact/", {"phone": "13800005678", "email": "", "address": ""}).url == HOME


def test_changing_the_password_ends_every_other_session(client: Client, wang: queries.AccountCard) -> None:
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    client.post("/me/password/", {"old": given.PASSWORD, "new": "three white cranes"})
    assert client.get(HOME).status_code == 200
    assert elsewhere.get(HOME).status_code == 302


def test_registering_gets_the_same_answer_whether_or_not_one_is_known(client: Client) -> None:
    given.a_person()
    known = {
        "name": "王小明",
        "id_number": given.number(),
        "phone": "13800000001",
        "password": given.PASSWORD,
    }
    fresh = {**known, "id_number": given.number(sequence=5), "phone": "13800000002"}
    answers = [client.post("/sign-up/", typed) for typed in (known, fresh)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert _without_token(answers[0]) == _without_token(answers[1])
    assert sign_in(client, "13800000002").url == HOME
    assert sign_in(Client(), "13800000001").status_code == 422


def _without_token(answer: object) -> str:
    return re.sub(
        r"(csrfmiddlewaretoken\" value=\"|X-CSRFToken\": \")[A-Za-z0-9]+", "", answer.content.decode()
    )


def test_a_dot_put_right_in_a_name_is_told(client: Client) -> None:
    typed = {
        "name": "古丽・买买提",
        "id_number": given.number(),
        "phone": "13800000001",
        "password": given.PASSWORD,
    }
    assert "·" in client.post("/sign-up/", typed).content.decode()


def test_a_legal_representative_grants_and_takes_back_by_page(
    client: Client, wang: queries.AccountCard
) -> None:
    agent = given.a_person("周立新", sequence=2)
    sign_in(client)
    assert client.get("/me/mandates/").status_code == 404
    body = given.a_body(queries.person(person_id=wang.person_id))
    typed = {"body": body.id, "name": "周立新", "id_number": agent.id_number, "item_codes": "A1 A2"}
    wrong = client.post("/me/mandates/", {**typed, "name": "周立心"})
    assert wrong.status_code == 422
    assert client.post("/me/mandates/", typed).url == "/me/mandates/"
    mandate = queries.mandates_by(body_id=body.id)[0]
    assert mandate.scope.item_codes == {"A1", "A2"}
    client.post(f"/me/mandates/{mandate.id}/revoke/")
    assert queries.mandate(mandate_id=mandate.id).scope.revoked


def test_a_stranger_cannot_take_a_mandate_back(client: Client, wang: queries.AccountCard) -> None:
    head, agent = given.a_person("陈静怡", sequence=2), given.a_person("周立新", sequence=3)
    body = given.a_body(head)
    mandate = services.grant_mandate(
        body_id=body.id, person_id=agent.id, valid_from=given.TODAY, actor=given.herself(head), at=given.AT
    )
    sign_in(client)
    assert client.post(f"/me/mandates/{mandate.id}/revoke/").status_code == 404
    assert not queries.mandate(mandate_id=mandate.id).scope.revoked


def test_a_window_checks_a_document_by_hand_and_nobody_else_does(client: Client) -> None:
    person = given.a_person("赵六", sequence=31)
    department = org.a_department()
    clerk, _card = org.an_official(org.a_post(department, "case.accept", name="窗口岗"), sequence=41)
    client.force_login(Account.objects.get(pk=clerk.id))
    page = "/desk/identity/"
    typed = {
        "name": "赵六",
        "id_number": given.number(sequence=31),
        "document": "card",
        "reason": "no_answer",
    }
    wrong = client.post(page, typed | {"name": "赵七"})
    assert wrong.status_code == 422
    assert "赵七" in wrong.content.decode()
    assert "赵" in client.post(page, typed).content.decode()
    assert queries.person(person_id=person.id).level == rules.Level.WINDOW_OR_CERTIFICATE
    other, _card = org.an_official(
        org.a_post(department, "staff.manage", name="人事岗"), name="孙八", sequence=42, login="sunba"
    )
    client.force_login(Account.objects.get(pk=other.id))
    assert client.get(page).status_code == 404
