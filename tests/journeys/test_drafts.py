"""A draft keeps itself: through sign-out, another device and a killed server; and nothing is sent twice."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Browser

from tests.journeys.walking import Visitor, Way
from tests.server import Server

pytestmark = pytest.mark.browser

WAY = Way("phone", "light", True)
PLAIN = Way("desk", "light", False)


def begins(visitor: Visitor) -> str:
    """李桂芳 begins to ask for a temporary identity card; the path of her draft."""
    visitor.becomes("李桂芳").go("/search/?q=临时身份证").follows("临时居民身份证申领").presses("开始办理")
    if "/draft/" not in visitor.page.url:
        visitor.presses("开始填写")
    found = re.search(r"/draft/[0-9a-z]+/", visitor.page.url)
    assert found
    return found[0]


def test_a_draft_survives_sign_out_another_device_and_a_killed_server(
    browser: Browser, server: Server
) -> None:
    phone = Visitor(browser, server.url, WAY)
    draft = begins(phone)
    phone.go(f"{draft}2/")
    with phone.page.expect_response(re.compile("/save/")):
        phone.page.fill("main input[name=receipt_no]", "L990102-TEST-77")
        phone.page.keyboard.press("Tab")
    phone.page.wait_for_selector("text=已保存")
    if not os.environ.get("TONGBAN_TEST_SERVER"):
        server.kill()
        server.start()
    phone.page.reload()
    assert phone.page.input_value("main input[name=receipt_no]") == "L990102-TEST-77"
    phone.becomes("王小明").go(draft)
    assert "L990102-TEST-77" not in phone.page.content()
    desk = Visitor(browser, server.url, PLAIN)
    desk.becomes("李桂芳").go(f"{draft}2/")
    assert desk.page.input_value("main input[name=receipt_no]") == "L990102-TEST-77"
    phone.context.close()
    desk.context.close()


def test_empty_and_wrong_answers_are_named_and_kept(browser: Browser, server: Server) -> None:
    visitor = Visitor(browser, server.url, PLAIN)
    draft = begins(visitor)
    visitor.go(f"{draft}3/")
    if not visitor.page.locator("main input[name=phone]").count():
        visitor.follows("更改")
    visitor.page.locator("main input[name=phone]").fill("12345")
    visitor.presses("继续")
    visitor.sees("错误")
    assert visitor.page.input_value("main input[name=phone]") == "12345"
    assert visitor.page.locator(".govuk-error-summary").count() == 1
    assert visitor.page.locator(".govuk-error-message").count() >= 1
    visitor.context.close()


def test_sending_twice_makes_one_case(browser: Browser, server: Server) -> None:
    visitor = Visitor(browser, server.url, PLAIN)
    begins(visitor)
    for _turn in range(8):
        if visitor.page.url.rstrip("/").endswith("/check"):
            break
        for name, text in (("receipt_no", "L9901-1"), ("phone", "15400001234")):
            box = visitor.page.locator(f"main input[name={name}]:visible")
            if box.count():
                box.fill(text)
        group = visitor.page.locator("main fieldset:has(input[name=reason])")
        if group.count():
            group.get_by_label("换领身份证", exact=True).check()
        visitor.presses("继续")
    visitor.page.locator("main input[type=checkbox]").first.check()
    fields = visitor.page.eval_on_selector_all(
        "main form input[name]", "all => Object.fromEntries(all.map(one => [one.name, one.value]))"
    )
    answers = [
        visitor.context.request.post(visitor.page.url, form=fields, headers={"Referer": visitor.page.url})
        for _again in range(2)
    ]
    assert all(answer.ok for answer in answers), [answer.status for answer in answers]
    assert answers[0].url.split("?")[0] == answers[1].url.split("?")[0]
    assert "/case/" in answers[0].url
    visitor.go(answers[0].url.split("?")[0].removeprefix(server.url) + "withdraw/").presses("撤回")
    visitor.context.close()
