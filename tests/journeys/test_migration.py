"""The story of a running case whose office goes over to a newer plan: nothing gets later for her, and it can be undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_plans import (
    a_colleague_publishes,
    an_administrator_changes_the_plan,
    applies,
    opens_the_plan,
    the_plan_becomes_what_it_was,
)
from tests.journeys.walking import FOUR_WAYS, Visitor, Way
from tests.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def visitor(browser: Browser, server: Server, way: Way) -> Iterator[Visitor]:
    person = Visitor(browser, server.url, way)
    yield person
    person.picture()
    person.context.close()


@pytest.mark.parametrize("way", [FOUR_WAYS[0], FOUR_WAYS[3]], ids=lambda way: way.name)
def test_a_running_case_goes_over_to_a_newer_plan_and_back(visitor: Visitor) -> None:
    number, page = given_a_case_that_waits_for_the_community(visitor)
    given_a_newer_plan_in_which_the_street_looks_first(visitor)
    run = when_an_administrator_proposes_to_bring_the_running_cases_to_it(visitor, number)
    when_a_colleague_confirms_it(visitor, run, number)
    then_the_street_looks_first_and_no_date_is_later(visitor, number, page)
    when_the_colleague_takes_it_back(visitor, run)
    then_the_community_is_asked_again(visitor, number, page)
    visitor.becomes("赵海燕").go(f"{page}withdraw/").presses("撤回")
    the_plan_becomes_what_it_was(visitor)
    visitor.leaves()


def given_a_case_that_waits_for_the_community(visitor: Visitor) -> tuple[str, str]:
    number, page = applies(visitor, "赵海燕")
    visitor.becomes("孙丽华").go("/desk/").sees(number)
    return number, page


def given_a_newer_plan_in_which_the_street_looks_first(visitor: Visitor) -> None:
    a_colleague_publishes(visitor, an_administrator_changes_the_plan(visitor))


def when_an_administrator_proposes_to_bring_the_running_cases_to_it(visitor: Visitor, number: str) -> str:
    opens_the_plan(visitor, "罗佳美")
    visitor.follows("将在办件迁移到此流程").sees("在办件将会怎样").sees(number)
    visitor.keeps("21-migration-foreseen").fits()
    visitor.presses("提请确认").sees("请填写")
    visitor.page.get_by_label("为什么").fill("街道先审，群众少跑一次")
    visitor.presses("提请确认").sees("等待另一人确认").sees("由您提出的迁移须由另一位同事确认")
    return visitor.page.url.removeprefix(visitor.base)


def when_a_colleague_confirms_it(visitor: Visitor, run: str, number: str) -> None:
    visitor.becomes("秦海波").go(run).sees("街道先审，群众少跑一次").sees(number)
    visitor.presses("确认并开始").sees("已完成").sees("已按新流程办理")
    visitor.keeps("21-migration-done").fits()


def then_the_street_looks_first_and_no_date_is_later(visitor: Visitor, number: str, page: str) -> None:
    visitor.becomes("何志强").go("/desk/").sees(number)
    visitor.becomes("孙丽华").go("/desk/").does_not_see(number)
    visitor.becomes("赵海燕").go(page).sees("期限不会因此推迟，仍于").fits()


def when_the_colleague_takes_it_back(visitor: Visitor, run: str) -> None:
    visitor.becomes("秦海波").go(run)
    visitor.page.get_by_label("为什么").fill("社区已经走访过")
    visitor.presses("撤回迁移").sees("已撤回").sees("社区已经走访过").sees("已恢复原流程")
    visitor.keeps("21-migration-undone").fits()


def then_the_community_is_asked_again(visitor: Visitor, number: str, page: str) -> None:
    visitor.becomes("孙丽华").go("/desk/").sees(number)
    visitor.becomes("何志强").go("/desk/").does_not_see(number)
    visitor.becomes("赵海燕").go(page).sees("各项期限不变")
