"""The pages of an item's plan: what every button does, what is kept of wrong input, who gets in, who was faster."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from tests.cases.browsing import at_this_moment, browser, hidden, text_of  # noqa: F401
from tests.catalogue import given
from tests.catalogue.given import ADMINISTRATOR, AT, CITIZEN, COLLEAGUE, DAY
from tests.flow import given as plans
from tongban.catalogue import queries, services
from tongban.catalogue.models import Version
from tongban.catalogue.rules import Choice, FieldCard
from tongban.desk.plans import moves, posted
from tongban.flow import rules
from tongban.foundation.actors import SYSTEM
from tongban.foundation.refusals import Refused
from tongban.sample import items
from tongban.sample.plan import HOUSING
from tongban.sample.reading import town_file

FIELDS = (
    FieldCard("kind", "情况", "choice", choices=(Choice("rent", "租房"), Choice("own", "自有"))),
    FieldCard("size", "人数", "number"),
    FieldCard("home", "有房吗", "yes_no"),
    FieldCard("note", "备注"),
    FieldCard("sites", "涉及部门", "list"),
)
OFFERED = posted.Offered({"fire": "消防", "D-survey": "社区"}, ("case.opinion", "case.decide"), FIELDS)


def read(plan: rules.Plan, **typed: Any) -> tuple[rules.Plan, dict[str, str]]:
    """The plan after what was typed, and what could not be kept."""
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    result = posted.read(plan, data, OFFERED)
    return result.made(plan), dict(result.errors)


def seat_at(plan: rules.Plan, *path: int) -> rules.Seat:
    node = rules.node_at(plan, path)
    assert isinstance(node, rules.Seat)
    return node


class TestTyping:
    """What the table's inputs mean; no database."""

    def test_every_particular_of_a_seat_is_read(self) -> None:
        plan, errors = read(
            plans.rent_subsidy(),
            n1__name=" 消防\u200b核查 ", n1__department="fire", n1__duty="decide", n1__workdays="７", n1__permission="case.opinion",
        )  # fmt: skip
        seat = seat_at(plan, 1)
        assert errors == {}
        assert (seat.name, seat.department, seat.workdays) == ("消防核查", "fire", 7)
        assert (seat.duty, seat.permission) == ("decide", "case.decide")

    def test_a_permission_chosen_by_itself_stays(self) -> None:
        plan, _errors = read(plans.rent_subsidy(), n1__permission="case.decide")
        assert seat_at(plan, 1).permission == "case.decide"
        plan, _errors = read(plan, n1__duty="review")
        assert seat_at(plan, 1).permission == "case.decide"

    @pytest.mark.parametrize("text", ["", "很多", "-1", "1000", "2.5", "９９９９", "1e3", "٣"])
    def test_workdays_that_are_no_number_are_named_and_the_rest_is_kept(self, text: str) -> None:
        plan, errors = read(plans.rent_subsidy(), n1__workdays=text, n2__workdays="5")
        assert errors == {"n1-workdays": "请填写 0 到 999 之间的整数。"}
        assert (seat_at(plan, 1).workdays, seat_at(plan, 2).workdays) == (3, 5)

    def test_a_name_that_is_too_long_is_named(self) -> None:
        plan, errors = read(plans.rent_subsidy(), n1__name="很" * 61)
        assert "60" in errors["n1-name"]
        assert seat_at(plan, 1).name == "seat survey"

    def test_what_no_picker_offers_changes_nothing(self) -> None:
        typed = {
            "n1__department": "moon",
            "n1__duty": "rule",
            "n1__permission": "staff.manage",
            "n3__need": "none",
        }
        assert read(plans.rent_subsidy(), **typed) == (plans.rent_subsidy(), {})

    @pytest.mark.parametrize(
        ("typed", "need"),
        [
            ({"n3__need": "any"}, "any"),
            ({"n3__need": "some"}, 1),
            ({"n3__need": "some", "n3__least": "2"}, 2),
        ],
    )
    def test_a_group_waits_for_what_was_chosen(self, typed: dict[str, str], need: Any) -> None:
        group = rules.node_at(read(plans.rent_subsidy(), **typed)[0], (3,))
        assert isinstance(group, rules.Together)
        assert group.need == need

    def test_a_number_of_answers_that_is_none_is_named(self) -> None:
        _plan, errors = read(plans.rent_subsidy("any"), n3__need="some", n3__least="零")
        assert list(errors) == ["n3-least"]

    @pytest.mark.parametrize(
        ("typed", "when"),
        [
            ({"field": "size"}, rules.AtLeast("size", 1)),  # type: ignore[arg-type]
            ({"field": "home"}, rules.Is("home", "yes")),
            ({"field": "note"}, rules.Is("note", "")),
            ({"field": "moon"}, rules.Is("kind", "rent")),
            ({"value": "own"}, rules.Is("kind", "own")),
            ({"how": "is_not"}, rules.Not(rules.Is("kind", "rent"))),
            ({"how": "in", "value": ["rent", "own"]}, rules.In("kind", ("rent", "own"))),
            ({"how": "not_in", "value": ["own"]}, rules.Not(rules.In("kind", ("own",)))),
            ({"how": "sideways"}, rules.Is("kind", "rent")),
        ],
    )
    def test_conditions_are_picked(self, typed: dict[str, Any], when: rules.When) -> None:
        plan, errors = read(
            a_choice(),
            **{
                f"n1-1-w0-{key}": value
                for key, value in {"field": "kind", "how": "is", "value": "rent", **typed}.items()
            },
        )
        assert errors == {}
        choose = rules.node_at(plan, (1,))
        assert isinstance(choose, rules.Choose)
        assert choose.branches[0].when == when

    def test_a_number_to_compare_with_that_is_none_is_named(self) -> None:
        base = rules.editing.set_when(a_choice(), (1, 1), rules.AtLeast("size", 3))  # type: ignore[arg-type]
        plan, errors = read(
            base, **{"n1-1-w0-field": "size", "n1-1-w0-how": "less_than", "n1-1-w0-value": "几个"}
        )
        assert list(errors) == ["n1-1-w0-value"]
        plan, errors = read(
            base, **{"n1-1-w0-field": "size", "n1-1-w0-how": "less_than", "n1-1-w0-value": "5"}
        )
        assert rules.node_at(plan, (1,)) != rules.node_at(base, (1,))
        assert errors == {}

    def test_words_for_an_open_question_are_split(self) -> None:
        base = rules.editing.set_when(a_choice(), (1, 1), rules.In("note", ("a",)))
        plan, _errors = read(
            base, **{"n1-1-w0-field": "note", "n1-1-w0-how": "in", "n1-1-w0-value": "甲，乙、丙, "}
        )
        choose = rules.node_at(plan, (1,))
        assert isinstance(choose, rules.Choose)
        assert choose.branches[0].when == rules.In("note", ("甲", "乙", "丙"))

    def test_a_list_is_chosen_among_the_questions(self) -> None:
        base = rules.Plan(rules.Steps((rules.Each("sites", plans.seat("s", rules.EACH)),)))
        assert read(base, n1__list="kind")[0] != base
        assert read(base, n1__list="moon")[0] == base


def a_choice() -> rules.Plan:
    branch = rules.Branch(rules.Is("kind", "rent"), plans.seat("rent"))
    return rules.Plan(rules.Steps((rules.Choose((branch,)), plans.seat("decision", duty="decide"))))


class TestButtons:
    """What the table's buttons do; no database."""

    MAKING = moves.Making(OFFERED, frozenset({"seat-1", "survey"}))

    def press(self, plan: rules.Plan, pressed: str) -> tuple[list[str], str]:
        edited, focus = moves.made(plan, pressed, self.MAKING)
        kinds = [type(line.node).__name__ for line in rules.outline(edited)]
        return kinds, rules.path_text(focus)

    @pytest.mark.parametrize(
        ("pressed", "focus", "rows"),
        [
            ("before:1", "1", 8), ("after:1", "2", 8), ("last:", "5", 8), ("beside:1", "1.2", 9), ("beside:3.1", "3.4", 8),
            ("group:1", "2.1", 10), ("choice:1", "2.1", 9), ("each:1", "2.1", 9), ("member:3", "3.4", 8), ("up:2", "1", 7),
            ("down:2", "3", 7), ("join:2", "1.2", 8), ("leave:3.1", "4", 7), ("regroup:3", "3", 6), ("remove:3", "2", 3),
        ],
    )  # fmt: skip
    def test_each_button_changes_the_plan_and_says_where_the_eye_goes(
        self, pressed: str, focus: str, rows: int
    ) -> None:
        kinds, seen = self.press(plans.rent_subsidy(), pressed)
        assert (len(kinds), seen) == (rows, focus)

    def test_new_seats_have_keys_that_were_never_used(self) -> None:
        plan, _focus = moves.made(plans.rent_subsidy(), "group:1", self.MAKING)
        keys = [seat.key for seat in rules.seats_of(plan)]
        assert keys[1:3] == ["seat-2", "seat-3"]
        assert len(set(keys)) == len(keys)

    @pytest.mark.parametrize(
        ("pressed", "parts"), [("more:1.1", 2), ("branch:1", 1), ("otherwise:1", 1), ("anew:1.1", 1)]
    )
    def test_a_choice_grows(self, pressed: str, parts: int) -> None:
        plan, _focus = moves.made(a_choice(), pressed, self.MAKING)
        choose = rules.node_at(plan, (1,))
        assert isinstance(choose, rules.Choose)
        assert len(list(rules.fields_of(choose.branches[0].when))) == parts

    def test_a_comparison_is_taken_away_but_never_the_last(self) -> None:
        plan, _focus = moves.made(a_choice(), "more:1.1", self.MAKING)
        again, _focus = moves.made(plan, "fewer:1.1/1", self.MAKING)
        assert again == a_choice()
        with pytest.raises(Refused):
            moves.made(again, "fewer:1.1/0", self.MAKING)

    @pytest.mark.parametrize(
        "pressed",
        ["", "up", "up:", "up:1", "up:99", "down:4", "join:1", "leave:1", "each:9", "dance:1", "remove:x",
         "fewer:1/0", "more:1", "remove:1.1.1.1", "member:1", "fewer:3.1/٣", "up:\x00"],
    )  # fmt: skip
    def test_a_button_that_is_not_there_is_refused(self, pressed: str) -> None:
        with pytest.raises(Refused, match=r"flow\.move_not_possible"):
            moves.made(plans.rent_subsidy(), pressed, self.MAKING)

    def test_without_a_list_in_the_form_nothing_is_offered_entry_by_entry(self) -> None:
        bare = moves.Making(posted.Offered({}, (), ()), frozenset())
        offered = [
            one["value"]
            for one in moves.buttons(rules.outline(plans.rent_subsidy())[0], bare, in_steps=False, free=True)
        ]
        assert not [one for one in offered if one.startswith(("each", "choice", "join", "leave"))]
        with pytest.raises(Refused):
            moves.made(plans.rent_subsidy(), "each:1", bare)


@pytest.fixture
def town(tmp_path: Path, settings: Any, at_this_moment: Any) -> None:  # noqa: F811
    settings.TONGBAN = dataclasses.replace(settings.TONGBAN, HOME=tmp_path)
    given.the_town_without_items()
    services.import_guides(
        path=given.GUIDES, source="湖南省", edition="2026-07", region_code="990100000000",
        enrichment=town_file("items.yaml")["items"], licence_types=items.type_codes(), actor=SYSTEM, at=AT,
    )  # fmt: skip
    at_this_moment(AT)


def in_force() -> queries.ItemCard:
    return queries.version(version_id=queries.items(on=DAY, text=HOUSING)[0][0].version_id)


class Desk:
    """An administrator at the editor of the housing item's draft."""

    def __init__(self, actor: Any = ADMINISTRATOR, draft: str = "") -> None:
        self.browser: Client = browser(actor)
        if not draft:
            answer = self.browser.post(f"/desk/plans/{in_force().version_id}/begin/")
            draft = answer["Location"].rstrip("/").split("/")[-1]
        self.draft = draft
        self.look()

    @property
    def address(self) -> str:
        return f"/desk/plans/{self.draft}/"

    def look(self) -> str:
        self.page = self.browser.get(self.address)
        assert self.page.status_code == 200
        return text_of(self.page)

    def sends(self, act: str = "", script: bool = False, **typed: Any) -> Any:
        data = {
            "expected": hidden(self.page, "expected"),
            "key": hidden(self.page, "key"),
            **{name.replace("__", "-"): value for name, value in typed.items()},
        }
        if act:
            data["act"] = act
        headers = {"HX-Request": "true"} if script else {}
        answer = self.browser.post(f"{self.address}change/", data, headers=headers)
        if answer.status_code == 302:
            self.look()
        return answer

    @property
    def plan(self) -> rules.Plan:
        return rules.plan_as_it_stands(queries.version_of_any_state(version_id=self.draft).plan)


@pytest.mark.django_db
@pytest.mark.usefixtures("town")
class TestPages:
    def test_the_plan_in_force_is_shown_as_table_and_drawing(self) -> None:
        page = browser(ADMINISTRATOR).get(f"/desk/plans/{in_force().version_id}/")
        text = text_of(page)
        for said in (
            "社区调查核实",
            "晴川社区居委会",
            "同时办理",
            "15个工作日",
            "最长路线 60 个工作日",
            "修改流程",
        ):
            assert said in text
        html = page.content.decode()
        assert html.count('class="diagram-seat') == 6
        assert 'role="img"' in html

    def test_beginning_twice_leads_to_the_one_draft(self) -> None:
        first, second = Desk(), Desk(COLLEAGUE)
        assert first.draft == second.draft
        assert "草稿" in first.look()

    def test_a_changed_time_limit_is_kept_and_told_beside_the_drawing(self) -> None:
        desk = Desk()
        assert desk.sends(n1__workdays="15").status_code == 302
        assert "“社区调查核实”(晴川社区居委会):时限由20个工作日改为15个工作日" in desk.look().replace(
            "。", ""
        )
        assert "已保存" in desk.look()
        assert in_force().plan["of"][0]["workdays"] == 20

    def test_a_script_gets_only_the_part_that_changes_and_where_the_eye_goes(self) -> None:
        desk = Desk()
        answer = desk.sends("after:1", script=True)
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "<html" not in html
        assert html.lstrip().startswith('<div id="plan-editor"')
        assert 'data-focus="n2-name"' in html
        assert 'id="n2-name"' in html

    def test_a_step_at_the_top_is_moved_on_by_the_button_that_still_works(self) -> None:
        desk = Desk()
        assert 'data-focus="n1-down"' in desk.sends("up:2", script=True).content.decode()
        desk.look()
        assert 'data-focus="n2-down"' in desk.sends("down:1", script=True).content.decode()

    def test_without_a_script_the_browser_is_led_to_the_row(self) -> None:
        desk = Desk()
        assert desk.sends("after:1")["Location"].endswith(f"{desk.address}#n2")

    def test_a_new_step_wants_its_department_and_cannot_be_reviewed_before(self) -> None:
        desk = Desk()
        desk.sends("after:1")
        assert "席位“2 新环节”没有写明部门" in desk.look()
        refused = desk.browser.post(f"{desk.address}send/")
        assert refused.status_code == 422
        assert "没有写明部门" in text_of(refused)
        desk.sends(n2__department="civil-affairs", n2__name="救助核查")
        assert desk.browser.post(f"{desk.address}send/").status_code == 302
        assert "复核中" in desk.look()

    def test_undo_and_going_back_are_pressed_in_the_same_form(self) -> None:
        desk = Desk()
        desk.sends("remove:1")
        desk.sends("remove:1")
        assert len(rules.outline(desk.plan)) == 5
        desk.sends("undo")
        assert len(rules.outline(desk.plan)) == 6
        desk.sends("back:0")
        assert rules.changes(rules.plan_from(in_force().plan), desk.plan) == ()
        assert desk.sends("back:77").status_code == 422

    def test_wrong_input_is_named_beside_it_and_on_top_and_the_rest_is_kept(self) -> None:
        desk = Desk()
        answer = desk.sends(n1__workdays="很多", n2__name="街道审核")
        html = unescape(answer.content.decode())
        assert answer.status_code == 422
        assert 'value="很多"' in html
        assert 'aria-describedby="n1-workdays-error"' in html
        assert re.search(r'data-error-summary[^§]*href="#n1-workdays"', html)
        assert "街道审核" in [seat.name for seat in rules.seats_of(desk.plan)]

    def test_what_a_button_cannot_do_is_said_and_what_was_typed_is_kept(self) -> None:
        desk = Desk()
        answer = desk.sends("up:1", n1__name="社区核实")
        assert answer.status_code == 422
        assert "这个环节不能这样调整" in text_of(answer)
        assert seat_at(desk.plan, 1).name == "社区核实"

    def test_somebody_faster_makes_the_page_stale_and_nothing_typed_is_lost(self) -> None:
        mine = Desk()
        theirs = Desk(COLLEAGUE, mine.draft)
        theirs.sends("before:1", n2__workdays="8")
        answer = mine.sends("remove:4", n1__workdays="12", n2__name="街道审核")
        assert answer.status_code == 409
        text = text_of(answer)
        assert "草稿已被别人改过" in text
        assert "时限由20个工作日改为12个工作日" in text
        assert "“街道初审”改名为“街道审核”" in text
        assert "您按的按钮没有执行" in text
        html = unescape(answer.content.decode())
        assert re.search(r'id="n2-workdays"[^>]*value="12"', html), "in the row where the step stands now"
        assert re.search(r'id="n3-name"[^>]*value="街道审核"', html)
        assert len(rules.outline(mine.plan)) == 8
        mine.page = answer
        mine.sends(n2__workdays="12", n3__name="街道审核")
        assert seat_at(mine.plan, 2).workdays == 12

    def test_nobody_is_overtaken_by_herself(self) -> None:
        desk = Desk()
        page = desk.page
        desk.sends(n1__workdays="12", script=True)
        desk.page = page
        assert desk.sends("up:2", n1__workdays="12", n2__workdays="6").status_code == 302
        assert [(seat.key, seat.workdays) for seat in rules.seats_of(desk.plan)][:2] == [
            ("street", 6),
            ("survey", 12),
        ]
        desk.page = page
        assert desk.sends(n1__workdays="30").status_code == 409, "the rows have moved since"

    def test_a_version_that_is_no_draft_is_not_changed(self) -> None:
        version = in_force().version_id
        answer = browser(ADMINISTRATOR).post(f"/desk/plans/{version}/change/", {"n1-workdays": "1"})
        assert answer.status_code == 409
        assert "已经不是草稿" in text_of(answer)

    def test_a_condition_is_set_by_pickers(self) -> None:
        desk = Desk()
        desk.sends("choice:1")
        names = {"n2-1-w0-field": "household_size", "n2-1-department": "civil-affairs"}
        assert (
            desk.browser.post(
                f"{desk.address}change/", {"expected": hidden(desk.page, "expected"), **names}
            ).status_code
            == 302
        )
        assert "一起住的家庭人数不小于 1" in desk.look()
        names = {"n2-1-w0-field": "household_size", "n2-1-w0-how": "less_than", "n2-1-w0-value": "4"}
        desk.browser.post(f"{desk.address}change/", {"expected": hidden(desk.page, "expected"), **names})
        assert "一起住的家庭人数小于 4" in desk.look()
        assert "其他情况" in desk.look()

    def test_a_plan_longer_than_the_promise_is_warned_of_and_can_still_be_published(self) -> None:
        desk = Desk()
        desk.sends(n1__workdays="60")
        assert "最长的一条路线要 100 个工作日" in desk.look()
        assert "超过承诺的 74 个工作日" in desk.look()
        assert desk.browser.post(f"{desk.address}send/").status_code == 302

    def test_a_draft_is_given_up_only_when_it_is_meant(self) -> None:
        desk = Desk()
        assert desk.browser.post(f"{desk.address}discard/").status_code == 422
        assert Version.objects.get(pk=desk.draft).state == "draft"
        gone = desk.browser.post(f"{desk.address}discard/", {"sure": "yes"})
        assert gone["Location"] == f"/desk/plans/{in_force().version_id}/"
        assert "已放弃" in text_of(browser(ADMINISTRATOR).get(gone["Location"]))

    def test_a_second_person_publishes_and_the_history_says_who(self) -> None:
        desk = Desk()
        desk.sends(n1__workdays="15")
        desk.browser.post(f"{desk.address}send/")
        assert "请由另一位同事发布" in desk.look()
        own = desk.browser.post(f"{desk.address}publish/", {"effective_on": DAY.isoformat()})
        assert own.status_code == 422
        second = browser(dataclasses.replace(COLLEAGUE, name="秦海波"))
        assert "时限由20个工作日改为15个工作日" in text_of(second.get(desk.address))
        wrong = second.post(f"{desk.address}publish/", {"effective_on": "昨天"})
        assert wrong.status_code == 422
        assert 'value="昨天"' in wrong.content.decode()
        late = second.post(f"{desk.address}publish/", {"effective_on": (DAY - timedelta(days=1)).isoformat()})
        assert late.status_code == 422
        unseen = second.post(f"{desk.address}publish/", {"effective_on": "20260302"})
        assert unseen.status_code == 422
        assert "自您打开之后已有改动" in text_of(unseen)
        [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', unseen.content.decode())
        asked = {"effective_on": "20260302", "seen": seen}
        assert second.post(f"{desk.address}publish/", asked).status_code == 302
        text = text_of(second.get(f"{desk.address}?done=published"))
        for said in ("新流程已发布", "秦海波", "2026年3月2日", "与第 1 版相比"):
            assert said in text
        assert in_force().version_id == desk.draft
        assert in_force().plan["of"][0]["workdays"] == 15

    def test_a_version_under_review_is_given_back(self) -> None:
        desk = Desk()
        desk.browser.post(f"{desk.address}send/")
        assert browser(COLLEAGUE).post(f"{desk.address}return/").status_code == 302
        assert "撤销上一步" in desk.look()
        assert desk.browser.post(f"{desk.address}return/").status_code == 422

    @pytest.mark.parametrize("path", ["", "begin/", "change/", "send/", "return/", "publish/", "discard/"])
    def test_for_everybody_else_there_is_no_such_page(self, path: str) -> None:
        desk = Desk()
        officials = dataclasses.replace(ADMINISTRATOR, permissions=frozenset({"case.decide", "staff.manage"}))
        for actor in (CITIZEN, officials):
            assert self.tried(browser(actor), desk.address, path) == 404
        assert self.tried(browser(), desk.address, path) == 302
        assert self.tried(browser(ADMINISTRATOR), "/desk/plans/nothing/", path) == 404
        assert Version.objects.get(pk=desk.draft).state == "draft"

    def tried(self, client: Client, address: str, path: str) -> int:
        answer = client.post(address + path, {"sure": "yes"}) if path else client.get(address)
        return answer.status_code

    def test_the_page_of_a_version_leads_to_its_plan(self) -> None:
        page = browser(ADMINISTRATOR).get(f"/desk/items/{in_force().version_id}/")
        assert f'href="/desk/plans/{in_force().version_id}/"' in page.content.decode()

    def test_a_drawing_is_made_of_shapes_that_the_content_policy_allows(self) -> None:
        html = Desk().page.content.decode()
        assert " style=" not in html
        assert not re.search(r' on[a-z]+="', html)
        assert not re.search(r"<script(?![^>]* src=)", html)
