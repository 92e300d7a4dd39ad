"""The pages of licences: what a holder sees, what a stranger sees, and that nobody sees another's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from tests.licences import given, town
from tongban.foundation import clock
from tongban.foundation.actors import SYSTEM
from tongban.licences import budget, queries, services

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_fresh_budget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test checks from a network of its own, on the day of the small world."""
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: given.AT)
    with translation.override("zh-hans"):
        yield


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


# -- wallet and licence --------------------------------------------------------------------------------------


def test_the_wallet_shows_the_holders_licences_and_no_others() -> None:
    person, other = town.a_person(), town.a_person(2, "王小明")
    card, foreign = town.issue(person), town.issue(other)
    shown = page(town.signed_in(person), "/wallet/")
    assert card.public_id in shown
    assert "居住证" in shown
    assert foreign.public_id not in shown


def test_the_wallet_asks_to_sign_in_and_comes_back() -> None:
    response = Client().get("/wallet/")
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/wallet/")


def test_a_replaced_licence_stands_apart() -> None:
    person = town.a_person()
    town.issue(person)
    town.issue(person)
    shown = page(town.signed_in(person), "/wallet/")
    assert "已失去效力" in shown
    assert "已由新证照代替" in shown


def test_the_holder_shows_the_least_first_and_all_only_when_she_chooses() -> None:
    person = town.a_person()
    card = town.issue(person)
    client = town.signed_in(person)
    least = page(client, f"/licence/{card.public_id}/")
    assert "欧阳·明" in least
    assert "梧桐路" not in least
    full = page(client, f"/licence/{card.public_id}/?show=full")
    assert "海棠市东城区梧桐路1号" in full
    assert "<svg" in full


def test_the_code_on_the_screen_opens_what_was_chosen() -> None:
    person = town.a_person()
    card = town.issue(person)
    shown = page(town.signed_in(person), f"/licence/{card.public_id}/?show=full")
    address = re.search(r"/verify/\?s=[\w:=-]+", shown)
    assert address
    seen = page(Client(), address.group())
    assert "欧阳·明" in seen
    assert "海棠市东城区梧桐路1号" in seen
    assert "真实有效" in seen


def test_the_holder_sees_who_used_her_licence() -> None:
    person = town.a_person()
    card = town.issue(person)
    services.log_use(
        actor=town.OFFICER, licence=card, purpose="受理公租房补贴", item_code="", case_id="c", at=given.AT
    )
    page(Client(), f"/verify/?q={card.identifier}")
    shown = page(town.signed_in(person), f"/licence/{card.public_id}/")
    assert "海棠市公安局 周警官" in shown
    assert "受理公租房补贴" in shown
    assert "有人在核验页" in shown


def test_a_licence_that_ended_has_no_code_to_show() -> None:
    person = town.a_person()
    card = town.issue(person)
    services.revoke(public_id=card.public_id, reason="材料虚假", actor=town.OFFICER, at=given.AT)
    shown = page(town.signed_in(person), f"/licence/{card.public_id}/")
    assert "/verify/?s=" not in shown
    assert "材料虚假" in shown


@pytest.mark.parametrize("where", ["", "pdf", "record.json"])
def test_anothers_licence_and_no_licence_get_the_same_answer(where: str) -> None:
    person, other = town.a_person(), town.a_person(2, "王小明")
    foreign = town.issue(other)
    client = town.signed_in(person)
    one = client.get(f"/licence/{foreign.public_id}/{where}")
    two = client.get(f"/licence/{'0' * 26}/{where}")
    assert (one.status_code, two.status_code) == (404, 404)
    strip = re.compile(rb"csrfmiddlewaretoken\" value=\"[^\"]+\"|X-CSRFToken\": \"[^\"]+|/licence/[0-9a-z]+")
    assert strip.sub(b"", one.content) == strip.sub(b"", two.content)


def test_the_document_comes_as_an_attachment_and_verifies() -> None:
    person = town.a_person()
    card = town.issue(person)
    response = town.signed_in(person).get(f"/licence/{card.public_id}/pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    upload = SimpleUploadedFile("a.pdf", response.content, "application/pdf")
    answer = Client().post("/verify/", {"document": upload}).content.decode()
    assert "真实有效" in answer
    assert "欧阳·明" not in answer


def test_one_changed_character_is_found_in_front_of_the_visitor() -> None:
    person = town.a_person()
    card = town.issue(person)
    client = town.signed_in(person)
    for what in ("pdf", "json"):
        shown = client.post(f"/licence/{card.public_id}/tamper/", {"what": what}).content.decode()
        assert "不要采信" in shown
        assert "[朋]" in shown
    taken = client.post(f"/licence/{card.public_id}/tamper/", {"what": "pdf", "take": "1"})
    upload = SimpleUploadedFile("a.pdf", taken.content, "application/pdf")
    assert "不要采信" in Client().post("/verify/", {"document": upload}).content.decode()


def test_a_stopped_document_says_so_and_sends_nothing() -> None:
    person = town.a_person()
    card = town.issue(person)
    from tongban.licences.models import Licence

    Licence.objects.filter(pk=card.id).update(record_hash="00" * 32)
    response = town.signed_in(person).get(f"/licence/{card.public_id}/pdf")
    assert response.status_code == 409
    assert not response.content.startswith(b"%PDF")


# -- verify page ---------------------------------------------------------------------------------------------


def test_anyone_may_check_an_identifier_and_sees_the_holder_masked() -> None:
    card = town.issue(town.a_person())
    shown = Client().post("/verify/", {"text": card.identifier}).content.decode()
    assert "✔" in shown
    assert "真实有效" in shown
    assert "海棠市公安局" in shown
    assert "欧阳·明" not in shown


def test_the_printed_code_leads_to_the_verdict() -> None:
    card = town.issue(town.a_person())
    record = services.record_download(public_id=card.public_id, actor=SYSTEM, at=given.AT)
    assert "真实有效" in page(Client(), f"/verify/?q={json.loads(record.data)['code']}")


def test_a_revoked_licence_is_said_to_be_revoked() -> None:
    card = town.issue(town.a_person())
    services.revoke(public_id=card.public_id, reason="材料虚假", actor=town.OFFICER, at=given.AT)
    shown = page(Client(), f"/verify/?q={card.identifier}")
    assert "✖" in shown
    assert "已撤销" in shown
    assert "材料虚假" not in shown


def test_an_empty_form_says_what_to_do_and_stays() -> None:
    response = Client().post("/verify/", {})
    assert response.status_code == 422
    assert "填写证照标识" in response.content.decode()


def test_what_was_typed_wrong_is_kept() -> None:
    card = town.issue(town.a_person())
    wrong = card.identifier[:-1] + ("A" if card.identifier[-1] != "A" else "B")
    shown = Client().post("/verify/", {"text": wrong}).content.decode()
    assert wrong in shown
    assert "请核对证照标识" in shown


def test_an_empty_file_is_refused_with_the_reason() -> None:
    response = Client().post("/verify/", {"document": SimpleUploadedFile("a.pdf", b"")})
    assert response.status_code == 422
    assert "这是空文件" in response.content.decode()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "TB1." * 300, "' OR 1=1 --", "\x00", "𠮷" * 50]
)
def test_hostile_text_is_answered_calmly(text: str) -> None:
    response = Client().post("/verify/", {"text": text})
    assert response.status_code in {200, 422}
    assert b"<script>alert" not in response.content


def test_too_many_checks_in_a_minute_have_to_wait() -> None:
    client = Client()
    for _turn in range(budget.CHECKS_A_MINUTE):
        assert client.post("/verify/", {"text": "x"}).status_code == 200
    assert client.post("/verify/", {"text": "x"}).status_code == 429
    assert client.get("/verify/").status_code == 200


def test_the_keys_and_the_offline_program_are_there_for_everyone() -> None:
    client = Client()
    published = client.get("/verify/keys.json").json()["keys"]
    assert {key["purpose"] for key in published} == {"licence"}
    assert "def sm3_in_python" in client.get("/verify/offline_verify.py").content.decode()


def test_the_offline_program_agrees_with_the_house() -> None:
    from tongban.licences import offline_verify

    person = town.a_person()
    card = town.issue(person)
    client = town.signed_in(person)
    keys = offline_verify.read_keys(client.get("/verify/keys.json").content.decode())
    record = client.get(f"/licence/{card.public_id}/record.json").content.decode()
    assert offline_verify.record_faults(record, keys) == []
    assert offline_verify.record_faults(record.replace("欧阳·明", "欧阳·朋"), keys)


def test_the_page_is_whole_in_english_too() -> None:
    card = town.issue(town.a_person())
    client = Client()
    client.cookies["look_lang"] = "en"
    assert "Genuine and valid." in page(client, f"/verify/?q={card.identifier}")


# -- machines ------------------------------------------------------------------------------------------------


def test_the_machines_door_gives_the_same_verdict(rf: object) -> None:
    from ninja.testing import TestClient

    from tongban.licences.api import router

    card = town.issue(town.a_person())
    answer = TestClient(router).get(f"/verify?text={card.identifier}", META={"REMOTE_ADDR": "::1"}).json()
    assert (answer["kind"], answer["licence"]["identifier"]) == ("valid", card.identifier)
    assert "明" not in answer["licence"]["holder"]


def test_machines_list_ones_own_licences_only() -> None:
    from ninja.testing import TestClient

    from tongban.licences.api import router

    person, other = town.a_person(), town.a_person(2, "王小明")
    card = town.issue(person)
    town.issue(other)
    answer = TestClient(router).get("", actor=town.actor_of(person)).json()
    assert [line["public_id"] for line in answer] == [card.public_id]
    assert TestClient(router).get("").status_code == 401


def test_the_cards_of_a_case_are_those_it_led_to() -> None:
    card = town.issue(town.a_person(), case_id="c-1")
    assert queries.of_case(case_id="c-1") == (card,)
