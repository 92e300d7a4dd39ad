"""The story of the house: a newborn is registered, and a family is granted the rent subsidy."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.walking import EVERY_WAY, Visitor, Way
from tests.server import Server

pytestmark = pytest.mark.browser

SEATS = (
    ("孙丽华", "社区调查核实", "已上门核实，家庭居住和人口情况与申请一致。"),
    ("何志强", "街道初审", "初审并公示七日，没有收到异议。"),
    ("徐文博", "住房情况复核", "系统内没有该家庭的自有住房。"),
    ("高敏", "收入财产核对", "收入和财产在规定标准以内。"),
    ("邓凯", "房产登记核对", "没有该家庭的不动产登记信息。"),
)


@pytest.fixture
def visitor(browser: Browser, server: Server, way: Way) -> Iterator[Visitor]:
    person = Visitor(browser, server.url, way)
    yield person
    person.picture()
    person.context.close()


@pytest.mark.parametrize("way", EVERY_WAY, ids=lambda way: way.name)
def test_a_newborn_is_registered_without_a_paper(browser: Browser, server: Server, visitor: Visitor) -> None:
    finds_the_item(visitor)
    number = applies_for_the_newborn(visitor)
    case = visitor.page.url.split("?")[0].removeprefix(server.url)
    clerk_accepts(visitor, number)
    approves(visitor, number, "马骏", "户籍审查", "与出生医学证明、户口簿、结婚证核对一致。")
    decides(visitor, number, "马骏")
    licence_stands_in_the_wallet(visitor, case)
    is_not_asked_for_what_is_held(visitor)
    is_watched(visitor, number)
    visitor.leaves()


@pytest.mark.parametrize("way", EVERY_WAY, ids=lambda way: way.name)
def test_a_subsidy_passes_all_its_seats(browser: Browser, server: Server, visitor: Visitor, way: Way) -> None:
    number = applies_for_the_subsidy(visitor)
    case = visitor.page.url.split("?")[0].removeprefix(server.url)
    clerk_asks_for_a_correction(visitor, number)
    applicant_corrects(visitor, case)
    clerk_accepts(visitor, number)
    for official, seat, words in SEATS:
        approves(visitor, number, official, seat, words)
        visitor.keeps("09-parallel") if seat == "住房情况复核" else None
    refused = way.colours == "dark" and way.size == "desk"
    decides(visitor, number, "徐文博", approve=not refused)
    visitor.becomes("赵海燕").go(case)
    if refused:
        visitor.sees("不予").sees("行政复议").keeps("12-refused")
    else:
        waits_until(visitor, case, "公共租赁住房保障准予资格单")
    visitor.leaves()


def finds_the_item(visitor: Visitor) -> None:
    visitor.becomes("王小明").go("/").sees("您要办什么事").keeps("01-home").fits()
    visitor.searches("开诊所")
    first = visitor.page.locator("main .card").first.inner_text()
    assert "中医诊所备案" in first, first
    visitor.searches("小孩上户口").keeps("02-search").fits().follows("新生儿上户")
    visitor.sees("我能办吗").sees("要多久").sees("要多少钱").sees("要准备什么").sees("还可以去哪里办")
    visitor.sees("最晚").sees("免交").keeps("03-guide").fits()


def applies_for_the_newborn(visitor: Visitor) -> str:
    visitor.presses("开始办理")
    if "/draft/" not in visitor.page.url:
        visitor.presses("开始填写")
    fills_in(
        visitor,
        {"child_ethnic": "汉族"},
        {"follow": "随父亲", "relation": "儿子", "parents_married": "是"},
        "04-question",
    )
    visitor.sees("核对您填的内容").sees("现在还没有提交").keeps("04-check").fits()
    visitor.page.locator("main input[type=checkbox]").first.check()
    visitor.presses("提交")
    visitor.sees("已收到您的申请").sees("下一步").keeps("05-tracker").fits()
    return case_number(visitor)


def applies_for_the_subsidy(visitor: Visitor) -> str:
    visitor.becomes("赵海燕").go("/search/?q=公租房补贴").follows("公共租赁住房").presses("开始办理")
    if "/draft/" not in visitor.page.url:
        visitor.presses("开始填写")
    texts = {"household_size": "2", "monthly_income": "4200", "rent": "900"}
    fills_in(visitor, texts, {"applicant_kind": "本市城镇住房困难家庭", "own_home": "否"})
    visitor.page.locator("main input[type=checkbox]").first.check()
    visitor.presses("提交").sees("已收到您的申请")
    return case_number(visitor)


def fills_in(visitor: Visitor, texts: dict[str, str], picks: dict[str, str], screen: str = "") -> None:
    """One page after the other; what is known stands there already, what is held is not asked for."""
    for turn in range(20):
        visitor.page.wait_for_load_state("load")
        path = urlsplit(visitor.page.url).path
        if path.rstrip("/").endswith("/check"):
            return
        if "/materials" in path:
            uploads(visitor)
        for key, text in texts.items():
            box = visitor.page.locator(f"main input[name={key}]:visible")
            if box.count():
                box.fill(text)
        for key, label in picks.items():
            group = visitor.page.locator(f"main fieldset:has(input[name={key}])")
            if group.count():
                group.get_by_label(label, exact=True).check()
        if turn == 0 and screen:
            visitor.sees("来自").keeps(screen).fits()
        visitor.presses("继续")
        # Keeping what is typed may still be under way: the next page is there when its address is.
        visitor.page.wait_for_url(lambda url, before=path: urlsplit(url).path != before)
    raise AssertionError(f"the questions have no end: {visitor.page.url}")


def uploads(visitor: Visitor) -> None:
    """A file for each material that nobody else has."""
    while True:
        boxes = visitor.page.locator("main form:has(input[type=file])").all()
        wanted = next((box for box in boxes if needs_file(visitor, box)), None)
        if wanted is None:
            return
        wanted.locator("input[type=file]").set_input_files(
            files=[{"name": "scan.png", "mimeType": "image/png", "buffer": PAPER}]
        )
        visitor.clicks(wanted.locator("button.govuk-button").first)


def needs_file(visitor: Visitor, box: object) -> bool:
    action = box.get_attribute("action") or ""  # type: ignore[attr-defined]
    material = action.rstrip("/").split("/")[-2] if "/upload" in action else ""
    return bool(material) and visitor.page.locator(f"form[action*='/{material}/remove/']").count() == 0


PAPER = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x1b\xb6\xeeV\x00\x00\x00\x00IEND\xaeB`\x82"
)


def case_number(visitor: Visitor) -> str:
    found = re.search(
        r"\d{6}-\d{4}-\d{4}-\d{6}-[0-9A-Z]", visitor.page.locator("main").inner_text().replace(" ", "")
    )
    assert found, visitor.page.url
    return found[0]


def opens(visitor: Visitor, official: str, number: str) -> None:
    visitor.becomes(official).go(f"/desk/number/{number}/")
    visitor.sees(number)


def clerk_accepts(visitor: Visitor, number: str) -> None:
    opens(visitor, "林晓燕", number)
    visitor.keeps("06-clerk").fits().presses("受理", exact=True)
    visitor.go(f"/desk/number/{number}/").sees("受理通知书").keeps("07-accepted")
    address = visitor.page.get_by_role("link", name="受理通知书", exact=True).first.get_attribute("href")
    assert address
    visitor.go(address).sees("承诺").sees("法定").keeps("07-notice").fits()
    assert visitor.fetches(address.rstrip("/") + ".pdf").startswith(b"%PDF")


def clerk_asks_for_a_correction(visitor: Visitor, number: str) -> None:
    opens(visitor, "林晓燕", number)
    visitor.unfolds("补正")
    form = visitor.page.locator("form[action*='/correct']").first
    form.get_by_label("全家每月总收入（元）", exact=True).check()
    visitor.clicks(form.locator("button.govuk-button").first)
    visitor.sees("错误")
    form = visitor.page.locator("form[action*='/correct']").first
    form.get_by_label(re.compile("^需要怎样补正：全家每月总收入")).fill("请按税后收入填写，并算上兼职收入。")
    visitor.clicks(form.locator("button.govuk-button").first)
    visitor.go(f"/desk/number/{number}/").sees("补正").keeps("08-correction-sent")


def applicant_corrects(visitor: Visitor, case: str) -> None:
    visitor.becomes("赵海燕").go(case).sees("补正").keeps("08-correction").go(f"{case}correction/")
    visitor.sees("请按税后收入填写").keeps("08-correct").fits()
    form = visitor.page.locator("main form").first
    for box in form.locator("input[type=text]:visible").all():
        box.fill("4600")
    for box in form.locator("input[type=file]").all():
        box.set_input_files(files=[{"name": "again.png", "mimeType": "image/png", "buffer": PAPER}])
    visitor.clicks(form.locator("button.govuk-button").first)
    visitor.go(case).sees("补正")


def approves(visitor: Visitor, number: str, official: str, seat: str, words: str) -> None:
    visitor.becomes(official).go("/desk/").sees(number).sees(seat)
    opens(visitor, official, number)
    form = visitor.page.locator("form[action*='/opinion']").first
    form.get_by_label("同意", exact=True).check()
    form.locator("textarea").first.fill(words)
    visitor.clicks(form.locator("button.govuk-button").first)
    visitor.go(f"/desk/number/{number}/").sees(words)


def decides(visitor: Visitor, number: str, official: str, *, approve: bool = True) -> None:
    opens(visitor, official, number)
    form = visitor.page.locator("form[action*='/decide']").first
    visitor.keeps("10-decide").fits()
    if approve:
        form.get_by_label(re.compile("^准予|^同意|^批准|^予以")).first.check()
    else:
        form.get_by_label(re.compile("^不予|^不同意")).first.check()
        form.locator("textarea[name=reasons]").fill("收入核对结果超过本市规定标准。")
        form.locator("textarea[name=legal_basis]").fill("《公共租赁住房管理办法》第七条")
    visitor.clicks(form.get_by_role("button", name=re.compile("决定")).first)
    visitor.go(f"/desk/number/{number}/").sees("决定书")


def waits_until(visitor: Visitor, path: str, text: str, seconds: float = 25) -> None:
    """Reactions follow a decision by themselves, within moments."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        visitor.go(path)
        if text in visitor.page.locator("main").inner_text():
            return
        visitor.page.wait_for_timeout(300)
    visitor.sees(text)


def licence_stands_in_the_wallet(visitor: Visitor, case: str) -> None:
    visitor.becomes("王小明")
    waits_until(visitor, case, "网上送达")
    visitor.keeps("11-done").fits()
    waits_until(visitor, "/wallet/", "居民户口簿")
    visitor.keeps("11-wallet").fits().follows("居民户口簿")
    visitor.sees("居民户口簿").keeps("11-licence").fits()
    path = visitor.page.url.removeprefix(visitor.base).rstrip("/")
    identifier = re.search(
        r"1\.2\.156\.3005\.2\.[0-9A-Z.]+", visitor.page.locator("main").inner_text().replace(" ", "")
    )
    assert identifier
    paper = visitor.fetches(f"{path}/pdf")
    assert paper.startswith(b"%PDF")
    verifies(visitor, identifier[0], paper)


def verifies(visitor: Visitor, identifier: str, paper: bytes) -> None:
    """Anyone may ask, without signing in; a changed byte and a changed character are told."""
    visitor.go("/verify/").keeps("13-verify").fits()
    box = visitor.page.locator("main input[type=text], main textarea").first
    box.fill(identifier)
    visitor.clicks(box.locator("xpath=ancestor::form").locator("button.govuk-button").first)
    visitor.sees("真实有效").keeps("13-valid")
    altered = identifier[:-1] + ("A" if identifier[-1] != "A" else "B")
    visitor.go("/verify/")
    box = visitor.page.locator("main input[type=text], main textarea").first
    box.fill(altered)
    visitor.clicks(box.locator("xpath=ancestor::form").locator("button.govuk-button").first)
    visitor.does_not_see("真实有效")
    for name, data, verdict in (("licence.pdf", paper, True), ("changed.pdf", paper + b"\n%changed", False)):
        visitor.go("/verify/")
        picker = visitor.page.locator("main input[type=file]").first
        picker.set_input_files(files=[{"name": name, "mimeType": "application/pdf", "buffer": data}])
        visitor.clicks(picker.locator("xpath=ancestor::form").locator("button.govuk-button").first)
        visitor.sees("真实有效") if verdict else visitor.does_not_see("真实有效").keeps("13-changed")


def is_not_asked_for_what_is_held(visitor: Visitor) -> None:
    """The next item that needs the household register does not ask for it."""
    visitor.go("/search/?q=临时身份证").follows("临时居民身份证申领").sees("免交")
    visitor.sees("居民户口簿").keeps("14-next-item")


def is_watched(visitor: Visitor, number: str) -> None:
    visitor.becomes("沈国栋").go("/desk/supervise/").sees("全部在办").keeps("15-supervisor").fits()
    visitor.go(f"/desk/audit/?number={number}").sees("cases.").keeps("16-audit").fits()
