"""The pages of the catalogue: that they say what the cards say, and open to whom they should."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.catalogue import given
from tests.identity import given as identity
from tests.org import given as org
from tongban.catalogue import providers, queries, services
from tongban.catalogue.models import ImportRun
from tongban.catalogue.rules import KnownMaterial
from tongban.foundation.actors import SYSTEM
from tongban.sample import items
from tongban.sample.reading import town_file

pytestmark = [pytest.mark.django_db]
NEWBORN = f"{given.POLICE.uscc}4000709105001"


@pytest.fixture(autouse=True)
def town(tmp_path: Path, settings: Any) -> None:
    settings.TONGBAN = dataclasses.replace(settings.TONGBAN, HOME=tmp_path)
    given.the_town_without_items()
    given.the_district()
    given.the_list_imported(given.DATA / "dirty_items.csv")
    services.import_guides(
        path=given.GUIDES, source="湖南省", edition="2026-07", region_code="990100000000",
        enrichment=town_file("items.yaml")["items"], licence_types=items.type_codes(), actor=SYSTEM, at=given.AT,
    )  # fmt: skip


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def an_administrator(client: Client, *permissions: str) -> Client:
    account, _card = org.an_official(org.a_post(org.a_department("service-centre"), *permissions))
    client.force_login(get_user_model().objects.get(pk=account.id))
    return client


class TestSearch:
    def test_words_of_people_lead_to_the_item(self, client: Client) -> None:
        text = page(client, "/search/?q=小孩上户口")
        assert "3周岁内国内出生新生儿上户" in text
        assert f"/item/{NEWBORN}/" in text
        assert "可网上办" in text
        assert "承诺 10 个工作日" in text

    def test_nonsense_gets_an_honest_answer_and_a_way_on(self, client: Client) -> None:
        text = page(client, "/search/?q=比特币开户")
        assert "没有找到真正对得上的事项" in text
        assert "tel:12345" in text

    def test_an_empty_search_shows_what_is_often_wanted(self, client: Client) -> None:
        assert "临时居民身份证申领" in page(client, "/search/")

    @pytest.mark.parametrize("text", ["<script>alert(1)</script>", "%00", "'" * 300, "\U0001f600"])
    def test_no_text_breaks_the_page_or_is_run(self, client: Client, text: str) -> None:
        answer = client.get("/search/", {"q": text})
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


class TestGuide:
    def test_it_answers_can_i_how_long_how_much_what_and_where(self, client: Client) -> None:
        text = page(client, f"/item/{NEWBORN}/")
        for said in (
            "我能办吗",
            "要准备什么",
            "要多久",
            "要多少钱",
            "还可以去哪里办",
            "最晚 <strong>",
            "《出生医学证明》",
        ):
            assert said in text
        assert "您不用准备材料" in text
        assert text.count("我们调取</") == 3

    def test_it_says_what_is_sample_data_and_where_the_facts_come_from(self, client: Client) -> None:
        text = page(client, f"/item/{NEWBORN}/")
        assert "演示数据" in text
        assert "湖南省一体化政务服务平台" in text

    def test_questions_tell_whether_it_is_for_me_without_a_script(self, client: Client) -> None:
        address = f"/item/{NEWBORN}/?check=1&under_three=yes&has_certificate=yes&parent_registered="
        assert "按您的回答，您可以办" in page(client, address + "yes")
        assert "请到父母户口所在地办理" in page(client, address + "no")
        assert "请回答这个问题" in page(client, address)

    def test_what_is_held_is_shown_with_its_source(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(providers, "_known", [])
        providers.register_known(
            lambda actor, item, at: [KnownMaterial("birth_certificate", "x", "出生医学证明", "2026-02-01")]
        )
        client.force_login(get_user_model().objects.get(pk=identity.an_account(identity.a_person()).id))
        text = page(client, f"/item/{NEWBORN}/")
        assert "已有，免交" in text
        assert "2026-02-01" in text

    def test_an_item_without_a_guide_says_so_and_offers_no_application(self, client: Client) -> None:
        code = "511A0138600000-511602000000-000-115113010833722043-1-01"
        text = page(client, f"/item/{code}/")
        assert "还没有录入" in text
        assert "开始办理" not in text
        assert "教师资格认定" in text

    def test_a_suspended_item_says_so(self, client: Client) -> None:
        card = queries.item_in_force(code=NEWBORN, on=given.DAY)
        services.suspend(version_id=card.version_id, actor=SYSTEM, at=given.AT)
        assert "暂停受理" in page(client, f"/item/{NEWBORN}/")

    def test_an_unknown_item_does_not_exist(self, client: Client) -> None:
        page(client, "/item/no-such-item/", 404)
        page(client, "/item/no-such-item/form.schema.json", 404)

    def test_the_form_has_a_json_schema(self, client: Client) -> None:
        schema = json.loads(page(client, f"/item/{NEWBORN}/form.schema.json"))
        assert schema["properties"]["child_born_on"]["format"] == "date"

    def test_every_guide_of_the_town_can_be_shown(self, client: Client) -> None:
        lines = queries.appliable_items(on=given.DAY)
        assert len(lines) == 6
        for line in lines:
            assert line.name in page(client, f"/item/{line.code}/")


class TestBrowsing:
    def test_departments_and_themes_lead_to_their_items(self, client: Client) -> None:
        text = page(client, "/items/")
        assert "海棠市公安局" in text
        assert "户籍办理" in text
        police = queries.item_in_force(code=NEWBORN, on=given.DAY).department_id
        assert "临时居民身份证申领" in page(client, f"/items/department/{police}/")
        assert "3周岁内国内出生新生儿上户" in page(client, "/items/theme/person/户籍办理/")

    @pytest.mark.parametrize("address", ["/items/department/nothing/", "/items/theme/person/没有/"])
    def test_where_nothing_is_offered_the_page_says_so(self, client: Client, address: str) -> None:
        assert "这里没有事项" in page(client, address)


class TestDesk:
    ADDRESSES = ("/desk/items/", "/desk/items/imports/")

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_visitors_sign_in_first(self, client: Client, address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_for_others_there_is_no_such_page(self, client: Client, address: str) -> None:
        page(an_administrator(client, "case.opinion"), address, 404)

    def test_an_administrator_filters_the_list_and_opens_a_version(self, client: Client) -> None:
        an_administrator(client, "item.edit")
        text = page(client, "/desk/items/?q=新生儿")
        assert "3周岁内国内出生新生儿上户" in text
        assert "教师资格认定" not in text
        card = queries.item_in_force(code=NEWBORN, on=given.DAY)
        text = page(client, f"/desk/items/{card.version_id}/")
        assert "检查没有发现问题" in text
        assert "户籍审查" in text
        assert "出生医学证明" in text
        page(client, "/desk/items/00000000-0000-0000-0000-000000000000/", 404)

    def test_an_import_is_shown_row_by_row_with_reasons(self, client: Client) -> None:
        an_administrator(client, "item.edit")
        assert "dirty_items.csv" in page(client, "/desk/items/imports/")
        run = ImportRun.objects.get(kind="items")
        text = page(client, f"/desk/items/imports/{run.public_id}/?outcome=refused")
        assert "引号只有开头，没有结尾" in text
        assert "残疾人证新办" not in text
        assert "残疾人证新办" in page(client, f"/desk/items/imports/{run.public_id}/?outcome=mended&start=0")
        page(client, "/desk/items/imports/unknown/", 404)


class TestInterface:
    def test_the_catalogue_is_open_to_machines(self, client: Client) -> None:
        answer = client.get("/api/v1/items", {"q": "上户", "limit": 1})
        assert answer.json()["count"] == 1
        assert answer.json()["items"][0]["code"] == NEWBORN
        assert answer["ETag"]
        found = client.get("/api/v1/items/search", {"q": "小孩上户口"}).json()
        assert found["confident"]
        assert found["hits"][0]["code"] == NEWBORN

    def test_one_item_comes_with_its_guide_and_its_form(self, client: Client) -> None:
        item = client.get(f"/api/v1/items/{NEWBORN}").json()
        assert item["promised"] == {"number": 10, "unit": "workday"}
        assert "id" not in item
        assert client.get(f"/api/v1/items/{NEWBORN}/form").json()["type"] == "object"

    @pytest.mark.parametrize("query", [{"limit": 0}, {"limit": "x"}, {"start": -1}])
    def test_a_wrong_request_is_refused_in_one_shape(self, client: Client, query: dict[str, Any]) -> None:
        answer = client.get("/api/v1/items", query)
        assert answer.status_code == 422
        assert answer.json()["code"] == "api.wrong_shape"

    def test_an_unknown_item_is_a_problem_with_a_code(self, client: Client) -> None:
        answer = client.get("/api/v1/items/unknown")
        assert answer.json()["code"] == "catalogue.item_unknown"


def test_how_an_item_is_handled_is_changed_in_its_draft(client: Client) -> None:
    admin = an_administrator(client, "item.edit")
    in_force = queries.item_in_force(code=NEWBORN, on=given.DAY).version_id
    assert admin.get(f"/desk/items/{in_force}/procedure/").status_code == 302, "read on its own page"
    draft = services.draft_from(version_id=in_force, changes={}, actor=SYSTEM, at=given.AT)
    address = f"/desk/items/{draft}/procedure/"
    assert address in page(admin, f"/desk/items/{draft}/")
    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', page(admin, address))
    asked = {"seen": seen, "review_first": "on", "look_workdays": "2", "gap_lapse": "withdrawn"}
    assert admin.post(address, asked).status_code == 302
    way = queries.version_of_any_state(version_id=draft).procedure
    assert (way.review_first, way.look_workdays, way.gap_workdays) == (True, 2, 0)
    said = page(admin, f"/desk/items/{draft}/")
    assert "须先申请行政复议" in said
    assert "网上预审工作日数: 2" in said
    stale = admin.post(address, asked | {"look_workdays": "3"})
    assert stale.status_code == 422
    assert 'value="3"' in stale.content.decode(), "what was typed stays"
