"""A promise instead of proof, a material that follows, and a special procedure: seen from the applicant's side."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_story import PAPER, case_number, needs_file
from tests.journeys.walking import FOUR_WAYS, Visitor, Way
from tests.server import Server

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def trusting(server: Server) -> Server:
    """The town in which one item is granted on a promise and lets its photo follow."""
    environment = server.environment | {"DJANGO_SETTINGS_MODULE": "tongban.config.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.enriching"],
        env=environment, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return server


@pytest.fixture
def visitor(browser: Browser, trusting: Server, way: Way) -> Iterator[Visitor]:
    person = Visitor(browser, trusting.url, way)
    yield person
    person.picture()
    person.context.close()


@pytest.mark.parametrize("way", FOUR_WAYS, ids=lambda way: way.name)
def test_trust_first_and_the_clock_told(trusting: Server, visitor: Visitor) -> None:
    number = promises(visitor)
    case = visitor.page.url.split("?")[0].removeprefix(trusting.url)
    visitor.becomes("林晓燕").go(f"/desk/number/{number}/").presses("受理", exact=True)
    visitor.becomes("王小明").go(case).sees("容缺受理通知书").sees("补交").keeps("21-gap").fits()
    supplies(visitor, case)
    takes_back(visitor, case)
    special_procedure(visitor, case, number)
    visitor.go(f"{case}withdraw/").presses("撤回")
    visitor.leaves()


def promises(visitor: Visitor) -> str:
    visitor.becomes("王小明").go("/search/?q=侨眷身份").follows("眷").presses("开始办理")
    if "/draft/" not in visitor.page.url:
        visitor.presses("开始填写")
    visitor.sees("提交证明，还是书面承诺").sees("不会受到任何不利对待").keeps("21-way").fits()
    visitor.chooses("告知承诺").presses("继续")
    for _turn in range(12):
        if urlsplit(visitor.page.url).path.endswith("/check/"):
            break
        if "/materials" in visitor.page.url:
            hands_in(visitor)
        answers(visitor)
        visitor.presses("继续")
    visitor.sees("您的书面承诺").sees("以书面承诺代替").sees("稍后补交").keeps("21-check").fits()
    for box in visitor.page.locator("main input[type=checkbox]").all():
        box.check()
    visitor.presses("提交").sees("已收到您的申请")
    return case_number(visitor)


def answers(visitor: Visitor) -> None:
    name = visitor.page.locator("main input[name=relative_name]:visible")
    if name.count():
        name.fill("王大海")
    for key, label in (("relative_kind", "归侨"), ("relation", "子女或子女的配偶")):
        group = visitor.page.locator(f"main fieldset:has(input[name={key}])")
        if group.count():
            group.get_by_label(label).first.check()


def hands_in(visitor: Visitor) -> None:
    """Everything but the photo, which follows."""
    visitor.sees("有的材料一时交不齐").keeps("21-materials").fits()
    while True:
        boxes = visitor.page.locator("main form:has(input[type=file])").all()
        wanted = next(
            (
                box
                for box in boxes
                if "/photo/" not in (box.get_attribute("action") or "") and needs_file(visitor, box)
            ),
            None,
        )
        if wanted is None:
            break
        wanted.locator("input[type=file]").set_input_files(
            files=[{"name": "scan.png", "mimeType": "image/png", "buffer": PAPER}]
        )
        visitor.clicks(wanted.locator("button.govuk-button").first)
    for box in visitor.page.locator("main input[name=later], main input[name=follow_up]").all():
        box.check()


def uploads_owed(visitor: Visitor) -> None:
    for box in visitor.page.locator("main input[type=file]").all():
        box.set_input_files(files=[{"name": "owed.png", "mimeType": "image/png", "buffer": PAPER}])


def supplies(visitor: Visitor, case: str) -> None:
    visitor.presses("现在补交").sees("视为撤回申请").keeps("21-supply").fits()
    visitor.presses("提交补交材料").sees("错误")
    uploads_owed(visitor)
    visitor.presses("提交补交材料")
    visitor.go(case).sees("补交材料收件凭证").does_not_see("现在补交")


def takes_back(visitor: Visitor, case: str) -> None:
    visitor.follows("撤回承诺").sees("不会因此受到任何不利对待").keeps("21-take-back").fits()
    uploads_owed(visitor)
    visitor.presses("撤回承诺")
    visitor.go(case).sees("撤回承诺确认书").sees("一般程序")


def special_procedure(visitor: Visitor, case: str, number: str) -> None:
    visitor.becomes("马骏").go(f"/desk/number/{number}/").unfolds("启动特别程序")
    form = visitor.page.locator("form[action*='/start-special']").first
    form.get_by_label("专家评审").first.check()
    form.locator("input[name=days]").fill("5")
    form.locator("textarea[name=reason]").fill("亲属关系需要专家评审。")
    visitor.clicks(form.locator("button[value=do]").first)
    visitor.becomes("王小明").go(case).sees("特别程序告知书").sees("依法暂停计时").sees("专家评审")
    assert visitor.page.locator(".countdown").count() == 2
    visitor.does_not_see("超期").keeps("22-clocks").fits()
    paper = visitor.page.get_by_role("link", name="特别程序告知书", exact=True).first.get_attribute("href")
    assert paper
    visitor.go(paper).sees("不计入办理期限").keeps("22-notice").fits()
    assert visitor.fetches(paper.rstrip("/") + ".pdf").startswith(b"%PDF")
    visitor.go(case)
