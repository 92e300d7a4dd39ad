"""A list question from the form to the seats: rows come and go without a script, and one branch opens for each entry."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.cases import given
from tests.cases.browsing import at_this_moment, browser, text_of  # noqa: F401
from tests.cases.town import FIELDS, TASK_CODE, Town
from tongban.cases import queries, rules, services
from tongban.foundation.refusals import Refused

SITES: dict[str, Any] = {
    "key": "sites", "label": "经营场所", "kind": "list", "page": 3, "least": 1, "most": 3,
    "of": [
        {"key": "address", "label": "地址", "kind": "address"},
        {"key": "department", "label": "所在地主管部门", "kind": "choice",
         "choices": [{"value": given.STREET, "label": "街道"}, {"value": given.CIVIL, "label": "民政"}]},
        {"key": "area", "label": "面积", "kind": "number", "required": False},
    ],
}  # fmt: skip
PLAN: dict[str, Any] = {
    "kind": "steps",
    "of": [
        {"kind": "each", "list": "sites", "of": {"kind": "seat", "key": "visit", "name": "现场核查", "department": "@each"}},
        {"kind": "seat", "key": "decision", "name": "决定", "department": given.HOUSING, "permission": "case.decide", "duty": "decide"},
    ],
}  # fmt: skip
TWO = [
    {"address": "梧桐路1号", "department": given.STREET},
    {"address": "港前街2号", "department": given.CIVIL, "area": "80"},
]


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town(PLAN, fields=[*FIELDS, SITES])


def handed_in(town: Town, sites: Any) -> services.CaseResult:
    draft = town.draft()
    services.save_answers(draft=draft, answers={"sites": sites}, actor=town.citizen, at=town.at)
    return services.submit(draft=draft, actor=town.citizen, at=town.at, key="k-submit")


def facts(case: services.CaseResult) -> rules.CaseFacts:
    return queries.refold(case_id=queries.case_card(public_id=case.public_id).id)


class TestServices:
    def test_one_branch_opens_for_each_entry_and_the_case_goes_to_its_end(self, town: Town) -> None:
        case = handed_in(town, TWO)
        services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="k-accept")
        seats = [(seat.instance, seat.department) for seat in facts(case).seats]
        assert seats == [("visit#1", given.STREET), ("visit#2", given.CIVIL)]
        town.said(case, "visit#1", given.STREET)
        assert [seat.instance for seat in facts(case).seats] == ["visit#2"]
        town.said(case, "visit#2", given.CIVIL)
        services.decide(public_id=case.public_id, approve=True, actor=town.head, at=town.at, key="k-decide")
        services.deliver(
            public_id=case.public_id, method="window", actor=town.clerk, at=town.at, key="k-deliver"
        )
        assert facts(case).state == rules.State.DELIVERED
        verdict = services.verify_cases(today=given.MONDAY.date())
        assert verdict.ok, verdict.sentence

    @pytest.mark.parametrize(
        ("sites", "fields"),
        [
            ([], ["sites"]),
            ("梧桐路", ["sites"]),
            ([TWO[0]] * 4, ["sites"]),
            ([{"address": "梧桐路1号"}], ["sites-1-department"]),
            ([TWO[0], {"address": "港前街2号", "department": "moon", "area": "很大"}], ["sites-2-department", "sites-2-area"]),
        ],
    )  # fmt: skip
    def test_what_is_missing_or_wrong_in_an_entry_is_named_at_it(
        self, town: Town, sites: Any, fields: list[str]
    ) -> None:
        with pytest.raises(Refused) as refused:
            handed_in(town, sites)
        assert [fault.field for fault in refused.value.faults] == fields

    def test_what_nobody_asks_and_entries_that_say_nothing_are_dropped(self, town: Town) -> None:
        case = handed_in(town, [{"moon": "x", "address": " "}, TWO[0] | {"moon": "x"}, "text", None])
        assert facts(case).answers["sites"] == [TWO[0]]

    def test_a_correction_asks_for_other_entries(self, town: Town) -> None:
        case = handed_in(town, TWO)
        services.request_correction(
            public_id=case.public_id, items=(rules.CorrectionItem("field", "sites", "经营场所", "请核对"),),
            actor=town.clerk, at=town.at, key="k-ask",
        )  # fmt: skip
        services.answer_correction(
            public_id=case.public_id, answers={"sites": TWO[:1]}, files={}, actor=town.citizen, at=town.at, key="k-answer"
        )  # fmt: skip
        services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="k-accept")
        assert [seat.instance for seat in facts(case).seats] == ["visit#1"]


def filled(page: Any) -> dict[str, str]:
    """The form of questions as a browser would send it."""
    html = next(
        one
        for one in re.findall(r'(?s)<form method="post".*?</form>', page.content.decode())
        if 'name="go"' in one
    )
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = unescape(value[1]) if value else ""
    for name, inside in re.findall(r'(?s)<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', html):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


class TestPages:
    @pytest.fixture(autouse=True)
    def at_the_page(self, town: Town, at_this_moment: Any) -> None:  # noqa: F811
        at_this_moment(town.at)
        self.town, self.draft = town, town.draft()
        self.browser: Client = browser(town.citizen)
        self.address = f"/draft/{self.draft}/3/"

    def sends(self, **typed: str) -> Any:
        page = self.browser.get(self.address)
        return self.browser.post(
            self.address, filled(page) | {key.replace("__", "-"): text for key, text in typed.items()}
        )

    def kept(self) -> Any:
        card = queries.draft_for(actor=self.town.citizen, public_id=self.draft, at=self.town.at)
        assert card is not None
        return card.answers.get("sites")

    def test_the_first_row_is_there_to_begin_with(self) -> None:
        html = self.browser.get(self.address).content.decode()
        assert 'name="sites-1-address"' in html
        assert 'name="sites-2-address"' not in html
        assert "再增加一项" in text_of(self.browser.get(self.address))

    def test_rows_are_added_and_dropped_without_a_script_and_what_was_typed_stays(self) -> None:
        answer = self.sends(row="add:sites", sites__1__address="梧桐路1号", sites__1__area="很大")
        assert answer.status_code == 302
        assert answer["Location"].endswith("?add=sites#id_sites")
        page = self.browser.get(answer["Location"])
        html = unescape(page.content.decode())
        assert 'value="梧桐路1号"' in html
        assert 'value="很大"' in html, "wrong, and kept until it is mended"
        assert 'name="sites-2-address"' in html
        typed = filled(page) | {"sites-2-address": "港前街2号", "row": "drop:sites:1"}
        assert self.browser.post(self.address, typed).status_code == 302
        assert self.kept() == [{"address": "港前街2号"}]

    def test_no_more_rows_are_offered_than_the_list_may_have(self) -> None:
        services.save_answers(
            draft=self.draft, answers={"sites": [TWO[0]] * 3}, actor=self.town.citizen, at=self.town.at
        )
        html = self.browser.get(f"{self.address}?add=sites").content.decode()
        assert 'name="sites-4-address"' not in html
        assert 'value="add:sites"' not in html

    def test_what_is_wrong_stands_beside_its_input_and_on_top(self) -> None:
        answer = self.sends(go="next", sites__1__address="梧桐路1号", sites__1__area="很大")
        html = unescape(answer.content.decode())
        assert answer.status_code == 422
        assert 'id="id_sites-1-area-error"' in html
        assert 'id="id_sites-1-department-error"' in html
        assert 'href="#id_sites-1-department"' in html
        assert 'value="梧桐路1号"' in html

    def test_a_filled_list_goes_on_and_is_read_back_everywhere(self) -> None:
        typed = {
            "sites__1__address": "梧桐路1号",
            "sites__1__department": given.STREET,
            "sites__1__area": "８０",
        }
        assert self.sends(go="next", **typed).status_code == 302
        assert self.kept() == [{"address": "梧桐路1号", "department": given.STREET, "area": "80"}]
        self.town.put_file(self.draft)
        check = text_of(self.browser.get(f"/draft/{self.draft}/check/"))
        assert "1. 地址:梧桐路1号;所在地主管部门:街道;面积:80" in check
        case = services.submit(draft=self.draft, actor=self.town.citizen, at=self.town.at, key="k")
        for who, address in (
            (self.town.citizen, f"/case/{case.public_id}/"),
            (self.town.clerk, f"/desk/case/{case.public_id}/"),
        ):
            assert "地址:梧桐路1号" in text_of(browser(who).get(address))

    def test_the_check_leads_to_the_list_when_it_is_missing(self) -> None:
        html = self.browser.post(f"/draft/{self.draft}/check/", {"truth": "on"}).content.decode()
        assert f"/draft/{self.draft}/3/?change=sites" in unescape(html)

    @pytest.mark.parametrize(
        "row", ["dance:sites", "add:moon", "drop:", "add:household", "\x00", "drop:sites:x"]
    )
    def test_a_button_that_is_not_there_loses_nothing(self, row: str) -> None:
        answer = self.sends(row=row, sites__1__address="梧桐路1号")
        assert answer.status_code in (302, 404)

    @pytest.mark.parametrize("count", ["", "-1", "99999999999", "x", "٣"])
    def test_no_number_of_rows_makes_the_page_fail(self, count: str) -> None:
        assert self.sends(go="next", sites__rows=count).status_code == 422


def test_a_machine_reads_what_a_list_asks_and_hands_one_in(town: Town) -> None:
    schema = browser().get(f"/item/{TASK_CODE}/form.schema.json")
    shape = schema.json()["properties"]["sites"]
    assert (shape["type"], shape["minItems"], shape["maxItems"]) == ("array", 1, 3)
    assert shape["items"]["required"] == ["address", "department"]
