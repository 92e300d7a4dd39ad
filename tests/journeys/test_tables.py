"""The story of a table: an administrator fills it in and brings files, an applicant reads which rule asks for her paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.walking import FOUR_WAYS, Visitor, Way
from tests.server import Server

pytestmark = pytest.mark.browser

ITEM = "侨眷身份认定"


@pytest.fixture
def visitor(browser: Browser, server: Server, way: Way) -> Iterator[Visitor]:
    person = Visitor(browser, server.url, way)
    yield person
    person.picture()
    person.context.close()


@pytest.mark.parametrize("way", FOUR_WAYS, ids=lambda way: way.name)
def test_a_plan_and_a_table_travel_as_files_and_come_back(visitor: Visitor) -> None:
    opens_a_draft(visitor)
    the_plan_comes_back_from_another_tool(visitor)
    a_table_is_filled_in(visitor)
    the_table_comes_back_from_another_tool(visitor)
    goes_back(visitor)
    goes_back(visitor)
    visitor.sees("“亲属身份材料”增加规则")
    visitor.page.get_by_label("我确认：这份草稿不再需要").check()
    visitor.presses("放弃草稿").sees("已放弃")
    visitor.leaves()


def opens_a_draft(visitor: Visitor) -> None:
    visitor.becomes("罗佳美").go("/desk/items/?guide=on").follows(ITEM)
    visitor.clicks(visitor.page.locator("main a[href*='/desk/plans/']").first)
    visitor.presses("修改流程")


def the_plan_comes_back_from_another_tool(visitor: Visitor) -> None:
    visitor.unfolds("流程文件（BPMN 2.0）")
    address = visitor.page.get_by_role("link", name="下载为 BPMN 2.0").get_attribute("href") or ""
    drawn = visitor.fetches(address)
    sends(visitor, "plan.bpmn", drawn.replace(b"userTask", b"scriptTask", 2), "导入草稿")
    visitor.sees("文件未被采用").sees("scriptTask").keeps("24-plan-file-refused").fits()
    visitor.unfolds("流程文件（BPMN 2.0）")
    # Another story may have given the item another plan before.
    step = re.search(r'userTask [^>]*name="([^"]+)"', drawn.decode())
    assert step, "a step of the plan"
    name = step[1]
    sends(visitor, "plan.bpmn", drawn.replace(f'"{name}"'.encode(), f'"{name}二"'.encode()), "导入草稿")
    visitor.sees("文件已导入草稿").sees(f"“{name}”改名为“{name}二”").keeps("24-plan-file-taken").fits()


def a_table_is_filled_in(visitor: Visitor) -> None:
    visitor.follows("决策表 1 张").sees("亲属身份材料").keeps("25-tables").fits()
    visitor.follows("亲属身份材料").sees("检查没有发现问题")
    visitor.page.locator("#r3-in1").fill("归侨")
    visitor.page.locator("#r3-in1").press("Enter")
    visitor.page.get_by_text("规则 2 和规则 3 同时适用于").wait_for()
    visitor.keeps("26-table-contradicts").fits()
    visitor.page.locator("#r3-in1").fill("外籍华人")
    visitor.presses("增加规则")
    visitor.page.locator("#r4-in1").fill("外星人")
    visitor.presses("保存")
    visitor.sees("处需要修改").sees("外星人").keeps("26-table-slip").fits()
    visitor.clicks(visitor.page.locator("#rule4").get_by_role("button", name="删除"))
    visitor.sees("检查没有发现问题")
    visitor.page.locator("main select[name=relative_kind], main input[name=relative_kind]").first.wait_for()
    visitor.page.get_by_label("华侨", exact=False).last.check()
    visitor.presses("试算").sees("符合的规则").keeps("26-table-tried").fits()


def the_table_comes_back_from_another_tool(visitor: Visitor) -> None:
    address = visitor.page.get_by_role("link", name="下载为 DMN").get_attribute("href") or ""
    dmn = visitor.fetches(address)
    sends(visitor, "table.dmn", b"<definitions/>", "用文件替换")
    visitor.sees("文件未被采用")
    visitor.follows("亲属身份材料")
    sends(visitor, "table.dmn", dmn.replace(b'"none"', b'"optional"', 1), "用文件替换")
    visitor.sees("文件已导入草稿").sees("“亲属身份材料”增加规则").fits()
    visitor.follows("亲属身份材料")


def goes_back(visitor: Visitor) -> None:
    visitor.clicks(visitor.page.locator(".govuk-back-link"))


def sends(visitor: Visitor, name: str, data: bytes, button: str) -> None:
    form = visitor.page.locator("form:has(input[type=file])").last
    form.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/xml", "buffer": data}
    )
    visitor.presses(button)


@pytest.mark.parametrize("way", FOUR_WAYS, ids=lambda way: way.name)
def test_a_list_grows_and_a_rule_says_which_paper_is_asked_for(visitor: Visitor) -> None:
    visitor.becomes("王小明").go(f"/search/?q={ITEM}").follows(ITEM).presses("开始办理")
    if "/draft/" not in visitor.page.url:
        visitor.presses("开始填写")
    draft = visitor.page.url.split("/draft/")[1].split("/")[0]
    visitor.go(f"/draft/{draft}/2/")
    visitor.page.locator("main fieldset:has(input[name=relative_kind])").get_by_label("归侨").first.check()
    visitor.page.locator("main input[name=relative_name]").fill("陈嘉华")
    visitor.page.locator("main fieldset:has(input[name=relation])").get_by_label("配偶", exact=True).check()
    visitor.page.locator("main input[name=other_relatives-1-name]").fill("陈嘉明")
    visitor.presses("再增加一项").sees("其他侨务亲属 2")
    assert visitor.page.locator("main input[name=other_relatives-1-name]").input_value() == "陈嘉明"
    visitor.page.locator("main input[name=other_relatives-2-name]").fill("陈嘉丽")
    visitor.page.locator("main select[name=other_relatives-2-kind]").select_option(label="华侨")
    visitor.presses("继续").sees("其他侨务亲属 1 · 身份").keeps("27-list-slip").fits()
    visitor.presses("删除其他侨务亲属 1")
    assert visitor.page.locator("main input[name=other_relatives-1-name]").input_value() == "陈嘉丽"
    visitor.keeps("27-list").fits().presses("继续")
    visitor.go(f"/draft/{draft}/materials/").sees("“亲属身份材料”规则 2（您的亲属是：归侨）")
    visitor.unfolds("按您的回答无需提交").keeps("27-materials-why").fits()
    visitor.go(f"/draft/{draft}/check/").sees("1. 姓名：陈嘉丽；身份：华侨").fits()
    visitor.go(f"/draft/{draft}/discard/").presses("删除")
    visitor.leaves()
