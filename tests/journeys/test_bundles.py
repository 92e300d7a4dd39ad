"""The story of a restaurant: one matter, one form, one submission; each department answers on its own day."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.walking import FOUR_WAYS, Visitor, Way
from tests.server import Server

pytestmark = pytest.mark.browser

PAPER = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x1b\xb6\xeeV\x00\x00\x00\x00IEND\xaeB`\x82"
)
TRADE, FOOD, SIGN = "个体工商户设立登记", "食品经营许可证新办", "户外招牌设施规范管理"
PICKS = {"premises_right": "租的", "food_kinds": "热菜、面食、火锅", "sells_online": "否", "sign_lit": "否"}


@pytest.fixture
def visitor(browser: Browser, server: Server, way: Way) -> Iterator[Visitor]:
    person = Visitor(browser, server.url, way)
    yield person
    person.picture()
    person.context.close()


@pytest.mark.parametrize("way", FOUR_WAYS, ids=lambda way: way.name)
def test_a_restaurant_is_opened_in_one_go(
    browser: Browser, server: Server, visitor: Visitor, way: Way
) -> None:
    finds_the_bundle(visitor)
    application = answers_the_situation(visitor)
    fills_in(
        visitor, f"海棠市听雨区{way.name}小馆{time.monotonic_ns() % 100_000}", 4 if way.size == "phone" else 6
    )
    trade = sends_it(visitor)
    visitor.go(application).sees("办好后自动提交")
    approves(visitor, trade, "登记审查", "登记核准")
    waits_until(visitor, application, lambda text: len(numbers(text)) == 3)
    food, sign = (number_of(visitor, name) for name in (FOOD, SIGN))
    visitor.keeps("19-parts").fits()
    clerk_sees_the_siblings(visitor, food)
    approves(visitor, food, "食品经营审查", "许可审批", grant=False)
    visitor.becomes("王小明").go(application).sees("未批准").sees("其他部分照常办理").keeps(
        "19-refused"
    ).fits()
    withdraws(visitor, sign)
    visitor.go(application).sees("没有通过")
    visitor.leaves()


def finds_the_bundle(visitor: Visitor) -> None:
    visitor.becomes("王小明").go("/").sees("一件事").searches("开餐馆")
    visitor.sees("一件事一次办").keeps("17-bundle-search").fits().follows("开办餐饮店一件事")
    visitor.sees("包含哪些事项").sees("最晚").sees("一套材料").keeps("17-bundle-guide").fits()
    visitor.go("/search/?q=开办餐饮店").follows("开办餐饮店一件事").presses("开始")


def answers_the_situation(visitor: Visitor) -> str:
    """A few questions; the address of the application."""
    if "/start/" in visitor.page.url:
        visitor.presses("开始")
    for label in ("还没有", "餐馆、饭店", "不是", "要挂"):
        visitor.page.locator("main label.pick").filter(has_text=re.compile(f"^\\s*{label}")).first.click()
        visitor.keeps("18-situation").fits() if label == "餐馆、饭店" else None
        visitor.presses("保存并继续")
    visitor.sees("一、您的情况").sees("三、交一套材料").keeps("18-task-list").fits()
    return urlsplit(visitor.page.url).path


def fills_in(visitor: Visitor, name: str, storey: int) -> None:
    """One page after the other; each question stands once, whatever department asks it."""
    texts = {
        "trade_name": name,
        "premises_address": f"海棠市听雨区梧桐路{storey}号",
        "floor_area": "120",
        "food_manager": "王小明",
        "sign_words": name,
    }
    asked: list[str] = []
    visitor.presses("^(接着办|继续)")
    for _turn in range(25):
        path = urlsplit(visitor.page.url).path
        if path.endswith("/check/"):
            break
        if "/materials/" in path:
            uploads(visitor)
        asked += [
            box.get_attribute("name") or ""
            for box in visitor.page.locator("main input[type=text]:visible").all()
        ]
        for key, text in texts.items():
            box = visitor.page.locator(f"main input[name='{key}']:visible")
            if box.count():
                box.fill(text)
        scope = visitor.page.locator("main textarea[name=business_scope]")
        if scope.count():
            scope.fill("餐饮服务")
        for key, label in PICKS.items():
            group = visitor.page.locator(f"main fieldset:has(input[name='{key}'])")
            if group.count():
                group.get_by_label(label, exact=True).check()
        visitor.fits().presses("保存并继续|^继续")
        # Keeping what is typed may still be under way: the next page is there when its address is.
        visitor.page.wait_for_url(lambda url, before=path: urlsplit(url).path != before)
    assert sorted(asked) == sorted(set(asked)), "a question was asked twice"


def uploads(visitor: Visitor) -> None:
    """Each paper once."""
    visitor.sees("每份材料只交一次").keeps("18-materials").fits()
    wanted = visitor.page.locator("main h3:not(:has(.optional))").count()
    for _turn in range(wanted):
        empty = visitor.page.locator("main form:has(input[type=file])").filter(
            has=visitor.page.get_by_role("button", name="上传", exact=True)
        )
        if not empty.count():
            break
        empty.first.locator("input[type=file]").set_input_files(
            files=[{"name": "scan.png", "mimeType": "image/png", "buffer": PAPER}]
        )
        visitor.clicks(empty.first.locator("button.govuk-button").first)


def sends_it(visitor: Visitor) -> str:
    """The number of the one case that can begin now."""
    visitor.sees("核对您填的内容").sees("提交后分成这几件").keeps("18-check").fits()
    visitor.presses("一起提交").sees("请勾选")
    visitor.page.locator("main input[type=checkbox]").first.check()
    visitor.presses("一起提交").sees("已收到您的申请").sees(TRADE).sees("办好后自动提交")
    visitor.keeps("19-tracker").fits()
    return number_of(visitor, TRADE)


def numbers(text: str) -> list[str]:
    return re.findall(r"\d{6}-\d{4}-\d{4}-\d{6}-[0-9A-Z]", text.replace(" ", ""))


def number_of(visitor: Visitor, name: str) -> str:
    [line] = visitor.page.locator("main .timeline li").filter(has_text=name).all_inner_texts()[:1]
    found = numbers(line)
    assert found, line
    return found[0]


def waits_until(visitor: Visitor, path: str, stands: object, seconds: float = 25) -> None:
    visitor.becomes("王小明")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        visitor.go(path)
        if stands(visitor.page.locator("main").inner_text()):  # type: ignore[operator]
            return
        visitor.page.wait_for_timeout(300)
    raise AssertionError(visitor.page.locator("main").inner_text())


def approves(visitor: Visitor, number: str, review: str, decide: str, *, grant: bool = True) -> None:
    """The window accepts, the department reviews and decides: as for every other case."""
    visitor.becomes("林晓燕").go(f"/desk/number/{number}/").presses("受理", exact=True)
    visitor.becomes("唐宁").go(f"/desk/number/{number}/").sees(review)
    form = visitor.page.locator("form[action*='/opinion']").first
    form.get_by_label("同意", exact=True).check()
    form.locator("textarea").first.fill("材料齐全，符合规定。")
    visitor.clicks(form.locator("button.govuk-button").first)
    visitor.go(f"/desk/number/{number}/").sees(decide)
    form = visitor.page.locator("form[action*='/decide']").first
    if grant:
        form.get_by_label(re.compile("^准予|^同意|^批准|^予以")).first.check()
    else:
        form.get_by_label(re.compile("^不予|^不同意")).first.check()
        form.locator("textarea[name=reasons]").fill("现场没有独立的洗消水池。")
        form.locator("textarea[name=legal_basis]").fill("《食品安全法》第三十三条")
    visitor.clicks(form.get_by_role("button", name=re.compile("决定")).first)


def clerk_sees_the_siblings(visitor: Visitor, number: str) -> None:
    visitor.becomes("唐宁").go(f"/desk/number/{number}/").sees("属于“开办餐饮店一件事”").sees(TRADE)
    visitor.unfolds("申请人填的情况").sees("餐馆、饭店").keeps("19-siblings").fits()


def withdraws(visitor: Visitor, number: str) -> None:
    """Each part can be withdrawn by itself."""
    visitor.clicks(visitor.page.locator("main .timeline").get_by_role("link", name=SIGN))
    visitor.sees(number).sees("开办餐饮店一件事").follows("撤回").presses("撤回")
