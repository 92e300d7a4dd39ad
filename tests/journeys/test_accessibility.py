"""Every kind of page, looked over by axe-core (WCAG 2.1 A and AA), at 400 % zoom, and walked through by keyboard.

Each tour is walked in the normal and in the elder edition; each page is looked over on a phone and on a desk, once in
light and once in dark, so that every pair of looks is seen. Where people make mistakes, the page that tells them is
looked over too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import resources

import pytest
from playwright.sync_api import Browser

from tests.journeys.walking import Visitor, Way
from tests.server import Server

pytestmark = pytest.mark.browser

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
LOOKS = {"normal": (("phone", "light"), ("desk", "dark")), "elder": (("phone", "dark"), ("desk", "light"))}
# A window of 1280 by 1024 pixels at 400 % (WCAG 1.4.10).
ZOOMED = {"width": 320, "height": 256}
# What axe finds and we leave, each with its reason: rule and a part of the page's address.
SWAGGER = "the description of the interface is drawn by Swagger UI as django-ninja ships it; the file it draws is beside it"
LEFT = {(rule, "/api/v1/docs"): SWAGGER for rule in ("color-contrast", "html-has-lang", "nested-interactive")}

Tour = Callable[[Visitor], Iterator[str]]


def of_a_stranger(visitor: Visitor) -> Iterator[str]:
    yield from pages(
        visitor, "/", "/items/", "/search/?q=临时身份证", "/search/?q=没有这样的事", "/accessibility/",
        "/design/", "/verify/", "/verify/?identifier=1.2.156.3005.2.1", "/sign-up/", "/sign-in/",
    )  # fmt: skip
    visitor.presses("登录")
    yield "sign-in refused"
    visitor.go("/verify/").presses("核验")
    yield "verify refused"
    visitor.go("/search/?q=临时身份证").follows("临时居民身份证申领")
    yield "guide"
    yield from pages(visitor, "/no/such/page/", "/case/0123456789abcdefghjkmnpqrs/", "/api/v1/docs")


def of_a_person_at_home(visitor: Visitor) -> Iterator[str]:
    visitor.becomes("王小明")
    yield from pages(
        visitor,
        "/",
        "/me/",
        "/me/data/",
        "/me/contact/",
        "/me/password/",
        "/me/mandates/",
        "/messages/",
        "/wallet/",
    )
    visitor.follows("身份证")
    yield "licence"
    visitor.go("/me/password/").presses("修改|保存|更改")
    yield "password refused"
    visitor.becomes("周立新")
    yield from pages(visitor, "/me/", "/wallet/")


def of_an_application(visitor: Visitor) -> Iterator[str]:
    """From the draft over its mistakes to the tracker; then the window, a correction, and the withdrawal."""
    visitor.becomes("李桂芳").go("/search/?q=临时身份证").follows("临时居民身份证申领").presses("开始办理")
    yield "apply"
    if "/draft/" not in visitor.page.url:
        visitor.presses("开始填写")
    yield "draft"
    yield from questions(visitor)
    yield "check"
    visitor.presses("提交")
    yield "check refused"
    visitor.page.locator("main input[type=checkbox]").first.check()
    visitor.presses("提交")
    yield "receipt"
    case = visitor.page.url.split("?")[0].removeprefix(visitor.base)
    yield from at_the_window(visitor, case)
    visitor.becomes("李桂芳")
    yield from pages(visitor, case, f"{case}correction/", "/messages/", "/me/", f"{case}withdraw/")
    visitor.presses("撤回")
    yield "withdrawn"


def questions(visitor: Visitor) -> Iterator[str]:
    """One page after the other, each first without an answer."""
    for _turn in range(12):
        if visitor.page.url.split("?")[0].rstrip("/").endswith("/check"):
            return
        for box in visitor.page.locator("main input[type=text]:visible").all():
            box.fill("")
        visitor.presses("继续")
        if visitor.page.locator(".govuk-error-summary").count():
            yield "question refused"
        for name, text in (("receipt_no", "L9901-AXE"), ("phone", "15400001234")):
            box = visitor.page.locator(f"main input[name={name}]:visible")
            if box.count():
                box.fill(text)
        group = visitor.page.locator("main fieldset:has(input[name=reason])")
        if group.count():
            group.get_by_label("换领身份证", exact=True).check()
        if visitor.page.locator(".govuk-error-summary").count():
            visitor.presses("继续")
    raise AssertionError(f"the questions have no end: {visitor.page.url}")


def at_the_window(visitor: Visitor, case: str) -> Iterator[str]:
    """The clerk asks for a correction, first without saying what is needed."""
    number = re.search(
        r"\d{6}-\d{4}-\d{4}-\d{6}-[0-9A-Z]", visitor.page.locator("main").inner_text().replace(" ", "")
    )
    assert number, visitor.page.url
    visitor.becomes("林晓燕").go(f"/desk/number/{number[0]}/")
    yield "desk case"
    visitor.unfolds("补正")
    form = visitor.page.locator("form[action*='/correct']").first
    form.locator("input[type=checkbox]").first.check()
    visitor.clicks(form.locator("button.govuk-button").first)
    yield "correction refused"
    form = visitor.page.locator("form[action*='/correct']").first
    form.locator("textarea:visible, input[type=text]:visible").first.fill("请写清楚。")
    visitor.clicks(form.locator("button.govuk-button").first)
    yield "correction sent"


def of_materials(visitor: Visitor) -> Iterator[str]:
    visitor.becomes("赵海燕").go("/search/?q=公租房补贴").follows("公共租赁住房").presses("开始办理")
    if "/draft/" not in visitor.page.url:
        visitor.presses("开始填写")
    draft = re.search(r"/draft/[0-9a-z]+/", visitor.page.url)
    assert draft
    yield from pages(visitor, draft[0], f"{draft[0]}1/", f"{draft[0]}2/", f"{draft[0]}materials/")
    visitor.presses("上传")
    yield "material refused"
    yield from pages(visitor, f"{draft[0]}check/")
    visitor.go(draft[0]).follows("删除")
    yield "discard"
    visitor.presses("删除")
    yield "discarded"


def of_the_offices(visitor: Visitor) -> Iterator[str]:
    visitor.becomes("林晓燕")
    yield from pages(visitor, "/desk/", "/desk/intake/", "/desk/leave/", "/desk/draft/")
    visitor.presses("打开|取出|查找|继续")
    yield "draft code refused"
    visitor.becomes("马骏").go("/desk/")
    yield "desk"
    visitor.clicks(visitor.page.locator("main a[href*='/desk/case/'], main a[href*='/desk/number/']").first)
    yield "case to review"
    visitor.presses("作出决定|提交意见|出具意见")
    yield "act refused"
    visitor.becomes("沈国栋")
    yield from pages(visitor, "/desk/supervise/", "/desk/audit/", "/desk/cards/", "/desk/thresholds/")
    visitor.becomes("江涛")
    yield from pages(visitor, "/desk/", "/desk/deliveries/")
    visitor.becomes("曹芸")
    yield from pages(visitor, "/desk/staff/")
    visitor.becomes("罗佳美")
    yield from pages(visitor, "/desk/items/", "/desk/items/imports/")
    visitor.go("/desk/items/")
    visitor.clicks(visitor.page.locator("main a[href*='/desk/items/']:not([href$='imports/'])").first)
    yield "item version"


TOURS = (of_a_stranger, of_a_person_at_home, of_an_application, of_materials, of_the_offices)


def pages(visitor: Visitor, *paths: str) -> Iterator[str]:
    for path in paths:
        visitor.go(path)
        yield path


@pytest.mark.parametrize("edition", LOOKS)
@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.__name__)
def test_a_tour_meets_no_barrier(browser: Browser, server: Server, tour: Tour, edition: str) -> None:
    visitor = Visitor(browser, server.url, Way("desk", "light", True))
    visitor.page.emulate_media(reduced_motion="reduce")
    if edition == "elder":
        visitor.context.add_cookies([{"name": "look_elder", "value": "1", "url": server.url}])
    barriers = [
        f"{place}: {barrier}" for place in tour(visitor) for barrier in looked_over(visitor, LOOKS[edition])
    ]
    assert not barriers, "\n".join(dict.fromkeys(barriers))
    visitor.context.close()


def looked_over(visitor: Visitor, looks: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """What keeps someone from using the page as it stands now."""
    page = visitor.page
    if not page.evaluate("typeof window.axe !== 'undefined'"):
        page.evaluate(AXE)
    for size, colours in looks:
        page.set_viewport_size(Way(size, colours, True).viewport)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        for rule, impact, what, where in page.evaluate(RUN, STANDARD):
            if not any(rule == left and part in page.url for left, part in LEFT):
                yield f"{size}, {colours}: {impact} {rule}: {what}: {where}"
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > ZOOMED["width"]:
        yield f"at 400 % the page is {width} pixels wide"
    page.set_viewport_size(Way("desk", "light", True).viewport)  # type: ignore[arg-type]


RUN = """async (tags) => {
    const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
    return found.violations.flatMap(one => one.nodes.map(node => [
        one.id, one.impact, one.help, node.target.join(' ') + ' ' + node.html.slice(0, 160)
            + ' ' + node.any.map(check => check.message).join('; ').slice(0, 200)]));
}"""


def test_a_form_is_filled_in_and_sent_by_keyboard_alone(browser: Browser, server: Server) -> None:
    visitor = Visitor(browser, server.url, Way("desk", "light", True))
    page = visitor.go("/sign-in/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#"), (
        "no way past the header"
    )
    page.keyboard.press("Enter")
    seen = []
    for words in ("liguifang", "haitang-2026"):
        tabs_to(visitor, "input:not([type=hidden])")
        seen.append(outline(visitor))
        page.keyboard.type(words)
    tabs_to(visitor, "button")
    seen.append(outline(visitor))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert all(seen), f"the focus cannot be seen: {seen}"
    visitor.sees("李桂芳").leaves()
    visitor.context.close()


def tabs_to(visitor: Visitor, selector: str) -> None:
    """Press Tab until something of this kind in the main part has the focus."""
    for _turn in range(20):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("s => document.activeElement.matches('main ' + s)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def outline(visitor: Visitor) -> bool:
    """Whether the thing in focus looks different: an outline or a shadow around it."""
    return bool(
        visitor.page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 1) || s.boxShadow !== 'none'; }"
        )
    )
