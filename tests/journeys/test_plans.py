"""The story of a changed plan: an administrator changes it, a second one publishes, new cases follow it, old ones do not."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator

from tests.journeys.test_story import case_number, fills_in
from tests.journeys.walking import FOUR_WAYS, Visitor, Way
from tests.server import Server

pytestmark = pytest.mark.browser

ITEM = "公共租赁住房租赁补贴资格确认"


@pytest.fixture
def visitor(browser: Browser, server: Server, way: Way) -> Iterator[Visitor]:
    person = Visitor(browser, server.url, way)
    yield person
    person.picture()
    person.context.close()


@pytest.mark.parametrize("way", FOUR_WAYS, ids=lambda way: way.name)
def test_a_plan_is_changed_compared_published_and_followed(visitor: Visitor) -> None:
    running, its_page = applies(visitor, "赵海燕")
    days = an_administrator_changes_the_plan(visitor)
    a_colleague_publishes(visitor, days)
    fresh, other_page = applies(visitor, "王小明")
    visitor.becomes("何志强").go("/desk/").sees(fresh).does_not_see(running)
    visitor.becomes("孙丽华").go("/desk/").sees(running).does_not_see(fresh)
    the_plan_becomes_what_it_was(visitor)
    for who, page in (("赵海燕", its_page), ("王小明", other_page)):
        visitor.becomes(who).go(f"{page}withdraw/").presses("撤回")
    visitor.leaves()


def test_a_draft_of_a_plan_survives_sign_out_and_a_killed_server(browser: Browser, server: Server) -> None:
    visitor = Visitor(browser, server.url, FOUR_WAYS[0])
    opens_the_plan(visitor, "罗佳美")
    visitor.presses("修改流程")
    sets(visitor, "街道初审", "工作日", "4")
    visitor.page.locator(".plan-compared li").first.wait_for()
    if not os.environ.get("TONGBAN_TEST_SERVER"):
        server.kill()
        server.start()
    visitor.becomes("王小明")
    opens_the_plan(visitor, "罗佳美")
    assert field(visitor, "街道初审", "工作日").input_value() == "4"
    visitor.page.get_by_label("我确认：这份草稿不再需要").check()
    visitor.presses("放弃草稿").sees("已放弃").sees("修改流程")
    visitor.context.close()


def applies(visitor: Visitor, who: str) -> tuple[str, str]:
    """Somebody asks for the subsidy and is accepted: the number of the case and its page."""
    visitor.becomes(who).go("/search/?q=公租房补贴").follows("公共租赁住房").presses("开始办理")
    if "/draft/" not in visitor.page.url:
        visitor.presses("开始填写")
    texts = {"household_size": "2", "monthly_income": "4200", "rent": "900"}
    fills_in(visitor, texts, {"applicant_kind": "本市城镇住房困难家庭", "own_home": "否"})
    visitor.page.locator("main input[type=checkbox]").first.check()
    visitor.presses("提交").sees("已收到您的申请")
    number, page = case_number(visitor), visitor.page.url.split("?")[0].removeprefix(visitor.base)
    clerk_accepts_quietly(visitor, number)
    return number, page


def clerk_accepts_quietly(visitor: Visitor, number: str) -> None:
    visitor.becomes("林晓燕").go(f"/desk/number/{number}/").presses("受理", exact=True)


def opens_the_plan(visitor: Visitor, who: str) -> None:
    visitor.becomes(who).go("/desk/items/?guide=on").follows(ITEM)
    visitor.clicks(visitor.page.locator("main a[href*='/desk/plans/']").first)
    visitor.sees("流程图").sees("社区调查核实")
    going_on = visitor.page.get_by_role("link", name="去看正在修改的版本")
    if going_on.count():
        visitor.clicks(going_on)


def field(visitor: Visitor, step: str, name: str) -> Locator:
    """An input of the row whose step has this name."""
    row = visitor.page.locator("tr.plan-row", has=visitor.page.locator(f"input[value='{step}']")).first
    return row.get_by_label(name, exact=True)


def sets(visitor: Visitor, step: str, name: str, text: str) -> None:
    """Type into the table; without scripts the update button keeps it, with them it keeps itself."""
    box = field(visitor, step, name)
    if visitor.way.scripts:
        with visitor.page.expect_response(re.compile("/change/")):
            box.fill(text)
            box.press("Tab")
    else:
        box.fill(text)
        visitor.presses("更新")


def presses_in(visitor: Visitor, step: str, button: str, *, folded: bool = False) -> None:
    """A button of a step's row."""
    row = visitor.page.locator("tr.plan-row", has=visitor.page.locator(f"input[value='{step}']")).first
    if folded:
        row.locator("summary").click()
    wanted = row.get_by_role("button", name=re.compile(f"^{button}"))
    if visitor.way.scripts:
        with visitor.page.expect_response(re.compile("/change/")):
            wanted.click()
        visitor.page.wait_for_timeout(200)
    else:
        visitor.clicks(wanted)


def drawn(visitor: Visitor) -> list[str]:
    """The names of the steps in the drawing, from top to bottom."""
    return visitor.page.locator(".diagram-seat text.diagram-title").all_text_contents()


def an_administrator_changes_the_plan(visitor: Visitor) -> str:
    """The street looks first and faster, the community after it; the change is drawn and told while it is made."""
    opens_the_plan(visitor, "罗佳美")
    visitor.keeps("17-plan").fits().presses("修改流程")
    sets(visitor, "街道初审", "工作日", "6")
    presses_in(visitor, "街道初审", "上移")
    visitor.page.locator(".plan-compared li", has_text="移到").wait_for()
    assert drawn(visitor)[:2] == ["街道初审", "社区调查核实"]
    told = visitor.page.locator(".plan-compared").inner_text()
    assert "“街道初审”（柳荫街道办）：时限由10个工作日改为6个工作日。" in told
    assert "“街道初审”（柳荫街道办）移到“社区调查核实”（晴川社区居委会）之前。" in told
    a_slip_is_named_and_taken_back(visitor)
    visitor.keeps("18-plan-editor").fits()
    visitor.becomes("王小明")
    opens_the_plan(visitor, "罗佳美")
    visitor.sees("时限由10个工作日改为6个工作日").presses("提请复核").sees("请由另一位同事发布")
    return "6"


def a_slip_is_named_and_taken_back(visitor: Visitor) -> None:
    presses_in(visitor, "资格确认", "在前面加一步", folded=True)
    visitor.page.locator(".plan-said--bad").first.wait_for()
    visitor.sees("没有写明部门").keeps("18-plan-slip").fits()
    assert "新环节" in drawn(visitor)
    undo = visitor.page.locator("#plan-undo")
    if visitor.way.scripts:
        with visitor.page.expect_response(re.compile("/change/")):
            undo.click()
    else:
        visitor.clicks(undo)
    visitor.page.get_by_text("检查没有发现问题。").wait_for()
    assert "新环节" not in drawn(visitor)


def a_colleague_publishes(visitor: Visitor, days: str) -> None:
    opens_the_plan(visitor, "秦海波")
    visitor.sees(f"时限由10个工作日改为{days}个工作日").keeps("19-plan-review").fits()
    visitor.presses("发布", exact=True).sees("新流程已发布").sees("秦海波").keeps("19-plan-published").fits()


def the_plan_becomes_what_it_was(visitor: Visitor) -> None:
    """Everybody after this story finds the plan as it was: the change is taken back in the same way it was made."""
    opens_the_plan(visitor, "罗佳美")
    visitor.presses("修改流程")
    sets(visitor, "街道初审", "工作日", "10")
    presses_in(visitor, "街道初审", "下移")
    visitor.page.locator(".plan-compared li", has_text="移到").wait_for()
    visitor.presses("提请复核")
    opens_the_plan(visitor, "秦海波")
    visitor.presses("发布", exact=True).sees("新流程已发布")
