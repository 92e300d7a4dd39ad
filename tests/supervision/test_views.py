"""The pages of cards: supervisors filter them, the head of the late department explains its own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from tests.org import given
from tongban.foundation.ids import new_key
from tongban.identity.models import Account
from tongban.supervision.models import Taken

pytestmark = pytest.mark.django_db


def signed_in(*permissions: str, sequence: int = 7, code: str = "housing") -> tuple[Client, str]:
    department = given.a_department(code, f"海棠市{code}局")
    post = given.a_post(department, *permissions, name=f"岗位{sequence}")
    account, _card = given.an_official(post, sequence=sequence, login=f"official{sequence}")
    client = Client()
    client.force_login(Account.objects.get(pk=account.id))
    return client, department.id


def a_card(department: str, card: str = "yellow", **more: object) -> str:
    row = Taken.objects.create(
        case_id=new_key(), public_id="0" * 26, number="990101-2026-0302-000001-8", item_name="公共租赁住房租赁补贴",
        clock="branch", seat="civil", seat_name="核对婚姻登记", department_id=UUID(department),
        department_name="海棠市民政局", region_code=given.CITY, step=card, audience="supervisor", card=card,
        due_on=date(2026, 3, 9), at=given.AT, **more,
    )  # fmt: skip
    return str(row.pk)


def test_a_supervisor_filters_by_department_colour_and_explanation() -> None:
    client, department = signed_in("supervise.read")
    a_card(department)
    a_card(department, "red", explanation="已处理", explained_by="张局", explained_at=given.AT)

    def shown(**query: str) -> int:
        return client.get("/desk/cards/", query).content.decode().count("核对婚姻登记")

    assert shown() == 2
    assert shown(card="red") == 1
    assert shown(state="open") == 1
    assert shown(department=department) == 2
    assert shown(department=str(new_key())) == 0
    assert shown(card="blue", after="x") == 0


def test_the_head_explains_and_an_empty_explanation_is_not_kept() -> None:
    client, department = signed_in("case.direct")
    card = a_card(department)
    page = client.get("/desk/cards/").content.decode()
    assert f"/desk/cards/{card}/" in page
    empty = client.post(f"/desk/cards/{card}/", {"reason": "  "})
    assert empty.status_code == 422
    assert 'id="error-summary"' in empty.content.decode() or "error-summary" in empty.content.decode()
    done = client.post(f"/desk/cards/{card}/", {"reason": "系统升级期间无法核对，已补办。"})
    assert done.status_code == 302
    assert "系统升级期间无法核对" in client.get(f"/desk/cards/{card}/").content.decode()
    other = client.post(f"/desk/cards/{card}/", {"reason": "又一个理由"})
    assert other.status_code == 422
    assert "又一个理由" in other.content.decode(), "what was typed is kept"


def test_a_card_of_another_department_is_no_page() -> None:
    _client, department = signed_in("case.direct")
    card = a_card(department)
    stranger, _own = signed_in("case.direct", sequence=8, code="civil")
    assert stranger.get(f"/desk/cards/{card}/").status_code == 404
    assert stranger.post(f"/desk/cards/{card}/", {"reason": "说明"}).status_code == 404
    assert "核对婚姻登记" not in stranger.get("/desk/cards/").content.decode()
    supervisor, _own = signed_in("supervise.read", sequence=9, code="audit")
    assert supervisor.get(f"/desk/cards/{card}/").status_code == 200
    assert supervisor.post(f"/desk/cards/{card}/", {"reason": "说明"}).status_code == 404


def test_others_find_no_such_page_and_visitors_sign_in() -> None:
    client, department = signed_in("case.opinion")
    assert client.get("/desk/cards/").status_code == 404
    assert client.get(f"/desk/cards/{a_card(department)}/").status_code == 404
    assert Client().get("/desk/cards/").status_code == 302
