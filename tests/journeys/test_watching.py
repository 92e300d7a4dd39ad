"""Watching over time: a stand-in works for two, a leave is entered, supervisors read the cards and set the lights."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.walking import FOUR_WAYS, Visitor, Way
from tests.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def visitor(browser: Browser, server: Server, way: Way) -> Iterator[Visitor]:
    person = Visitor(browser, server.url, way)
    yield person
    person.picture()
    person.context.close()


@pytest.mark.parametrize("way", FOUR_WAYS, ids=lambda way: way.name)
def test_a_stand_in_works_for_two_and_supervisors_watch(visitor: Visitor, way: Way) -> None:
    the_stand_in_sees_for_whom(visitor)
    the_head_enters_a_leave_and_is_told_what_is_missing(visitor)
    the_supervisor_reads_the_cards(visitor)
    the_supervisor_sets_the_lights(visitor)
    visitor.leaves()


def the_stand_in_sees_for_whom(visitor: Visitor) -> None:
    visitor.becomes("徐文博").go("/desk/").sees("您代").sees("办理至").fits().keeps("stand-in")


def the_head_enters_a_leave_and_is_told_what_is_missing(visitor: Visitor) -> None:
    visitor.becomes("梁永康").go("/desk/leave/").sees("休假中")
    official = visitor.page.locator("select[name=staff] option", has_text="徐文博")
    visitor.page.select_option("select[name=staff]", value=official.get_attribute("value"))
    visitor.presses("登记", exact=True).sees("请选择代办人。").sees("请选择休假类别。").keeps("leave-refused")
    visitor.fits()


def the_supervisor_reads_the_cards(visitor: Visitor) -> None:
    visitor.becomes("沈国栋").go("/desk/cards/").sees("▲ 黄牌").fits().keeps("cards")
    visitor.page.select_option("select[name=state]", "open")
    visitor.presses("查看", exact=True)
    visitor.follows("^尚未说明").sees("部门负责人尚未说明。").fits()


def the_supervisor_sets_the_lights(visitor: Visitor) -> None:
    visitor.go("/desk/thresholds/").fits().keeps("thresholds")
    visitor.page.fill("input[name=yellow]", "早一点")
    visitor.presses("设定", exact=True).sees("请填剩余工作日")
    assert visitor.page.input_value("input[name=yellow]") == "早一点"
    visitor.page.fill("input[name=yellow]", "2")
    visitor.presses("设定", exact=True).sees("已设定，即时生效。")
    visitor.presses("恢复为上级的设定").sees("本处没有单独设定")
