"""The law on the desk: a clinic whose clock is stopped and extended, and a subsidy that five departments decide together."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator

from tests.journeys.test_story import (
    PAPER,
    SEATS,
    approves,
    case_number,
    fills_in,
    opens,
)
from tests.journeys.walking import FOUR_WAYS, Visitor, Way
from tests.server import Server

pytestmark = pytest.mark.browser

NEEDS = (("高敏", "请补充低保或者低收入证明"), ("邓凯", "请补充收入所得税记录"))


@pytest.fixture
def visitor(browser: Browser, server: Server, way: Way) -> Iterator[Visitor]:
    person = Visitor(browser, server.url, way)
    yield person
    person.picture()
    person.context.close()


@pytest.mark.parametrize("way", FOUR_WAYS, ids=lambda way: way.name)
def test_a_clock_is_stopped_and_extended_by_the_law(visitor: Visitor, way: Way) -> None:
    number = applies_for_the_clinic(visitor, way)
    the_window_accepts(visitor, number)
    expert_review_stops_the_clock(visitor, number)
    the_head_extends(visitor, number)
    is_no_lateness(visitor, number)
    visitor.leaves()


@pytest.mark.parametrize("way", FOUR_WAYS, ids=lambda way: way.name)
def test_five_departments_decide_a_subsidy_together(visitor: Visitor, way: Way) -> None:
    number = applies_for_the_subsidy(visitor, way)
    case = visitor.page.url.split("?")[0].removeprefix(visitor.base)
    departments_say_what_they_need(visitor, number)
    the_lead_sends_one_notice(visitor, number)
    the_applicant_answers(visitor, case)
    the_window_accepts(visitor, number)
    for official, seat, words in SEATS[:-1]:
        approves(visitor, number, official, seat, words)
    one_does_not_agree(visitor, number)
    the_lead_decides_with_reasons(visitor, number)
    visitor.leaves()


def form_of(visitor: Visitor, act: str) -> Locator:
    return visitor.page.locator(f"form[action$='/{act}/']").first


def press(visitor: Visitor, form: Locator, name: str) -> None:
    visitor.clicks(form.get_by_role("button", name=name, exact=True))


def the_window_accepts(visitor: Visitor, number: str) -> None:
    opens(visitor, "林晓燕", number)
    visitor.presses("受理", exact=True).go(f"/desk/number/{number}/").sees("受理通知书")


# -- the clinic ----------------------------------------------------------------------------------------------


def applies_for_the_clinic(visitor: Visitor, way: Way) -> str:
    visitor.becomes("王小明").go("/search/?q=中医诊所备案").follows("中医诊所备案").presses("开始办理")
    if "/draft/" not in visitor.page.url:
        visitor.presses("开始填写")
    texts = {
        "clinic_name": f"海棠{FOUR_WAYS.index(way) + 1}{time.monotonic_ns() % 9973}号中医诊所", "clinic_address": "海棠市听雨区书院街18号",
        "head_name": "王小明", "head_certificate_no": "110990000012345", "floor_area": "88",
    }  # fmt: skip
    fills_in(visitor, texts, {"scope": "针灸科", "has_other_staff": "否", "by_agent": "否"})
    visitor.page.locator("main input[type=checkbox]").first.check()
    visitor.presses("提交").sees("已收到您的申请")
    return case_number(visitor)


def expert_review_stops_the_clock(visitor: Visitor, number: str) -> None:
    opens(visitor, "方圆", number)
    visitor.unfolds("启动特别程序")
    form = form_of(visitor, "start-special")
    form.get_by_label("专家评审", exact=True).check()
    form.locator("input[name=days]").fill("5")
    press(visitor, form, "预览")
    visitor.sees("这样会被退回").sees("请写明理由")
    form = form_of(visitor, "start-special")
    assert form.locator("input[name=days]").input_value() == "5"
    form.locator("textarea[name=reason]").fill("诊疗方案需要专家评审。")
    press(visitor, form, "预览")
    visitor.sees("暂停计时到").keeps("17-special-preview").fits()
    press(visitor, form_of(visitor, "start-special"), "启动并发出告知书")
    visitor.go("/desk/").sees(number).sees("特别程序到").keeps("17-worklist").fits()
    visitor.go(f"/desk/number/{number}/").sees("结束特别程序").keeps("17-special").fits()
    form = form_of(visitor, "end-special")
    form.locator("textarea[name=result]").fill("专家组评审通过。")
    press(visitor, form, "记录结果并结束")
    visitor.go(f"/desk/number/{number}/").sees("专家组评审通过").sees("启动特别程序")


def the_head_extends(visitor: Visitor, number: str) -> None:
    visitor.unfolds("申请延长期限")
    form = form_of(visitor, "ask-extension")
    form.locator("input[name=days]").fill("5")
    form.locator("textarea[name=reason]").fill("需要向外省核查医师执业记录。")
    press(visitor, form, "提交申请")
    visitor.becomes("白雪梅").go("/desk/").sees("等您批准的延期申请").sees(number).keeps(
        "18-head-desk"
    ).fits()
    visitor.go(f"/desk/number/{number}/").sees("法律允许的上限").sees("延长 5 个工作日后")
    form = form_of(visitor, "extend")
    form.locator("input[name=days]").fill("11")
    press(visitor, form, "批准延长")
    visitor.sees("至多10个工作日")
    form = form_of(visitor, "extend")
    assert form.locator("input[name=days]").input_value() == "11"
    form.locator("input[name=days]").fill("5")
    press(visitor, form, "预览")
    visitor.sees("之后的承诺期限").keeps("18-extend").fits()
    press(visitor, form_of(visitor, "extend"), "批准延长")
    visitor.go(f"/desk/number/{number}/").sees("依法延长").does_not_see("批准延长期限")


def is_no_lateness(visitor: Visitor, number: str) -> None:
    visitor.becomes("沈国栋").go("/desk/supervise/").sees("现在轮到哪个部门").sees("特别程序")
    visitor.keeps("20-supervisor-law").fits()
    visitor.go(f"/desk/audit/?number={number}").sees("启动特别程序").sees("批准延长期限")


# -- the subsidy ---------------------------------------------------------------------------------------------


def applies_for_the_subsidy(visitor: Visitor, way: Way) -> str:
    visitor.becomes("赵海燕").go("/search/?q=公租房补贴").follows("公共租赁住房").presses("开始办理")
    if "/draft/" not in visitor.page.url:
        visitor.presses("开始填写")
    texts = {"household_size": "2", "monthly_income": "4100", "rent": str(800 + time.monotonic_ns() % 997)}
    fills_in(visitor, texts, {"applicant_kind": "本市城镇住房困难家庭", "own_home": "否"})
    visitor.page.locator("main input[type=checkbox]").first.check()
    visitor.presses("提交").sees("已收到您的申请")
    return case_number(visitor)


def departments_say_what_they_need(visitor: Visitor, number: str) -> None:
    for official, words in NEEDS:
        visitor.becomes(official).go("/desk/").sees("需要预审").sees(number)
        visitor.go(f"/desk/number/{number}/")
        form = form_of(visitor, "propose")
        form.locator("input[name=ask-material-income_proof]").check()
        form.locator("[name=needed-material-income_proof]").fill(words)
        visitor.keeps("19-propose").fits() if official == "高敏" else None
        press(visitor, form, "交给牵头部门")


def the_lead_sends_one_notice(visitor: Visitor, number: str) -> None:
    opens(visitor, "林晓燕", number)
    visitor.unfolds("补正")
    form = form_of(visitor, "correct")
    merged = form.locator("[name=needed-material-income_proof]").input_value()
    assert all(words in merged for _official, words in NEEDS), merged
    visitor.keeps("19-merged").fits()
    press(visitor, form, "发出补正通知")
    visitor.go(f"/desk/number/{number}/").sees("补正")


def the_applicant_answers(visitor: Visitor, case: str) -> None:
    visitor.becomes("赵海燕").go(f"{case}correction/")
    for _official, words in NEEDS:
        visitor.sees(words)
    form = visitor.page.locator("main form").first
    for box in form.locator("input[type=file]").all():
        box.set_input_files(files=[{"name": "again.png", "mimeType": "image/png", "buffer": PAPER}])
    visitor.clicks(form.locator("button.govuk-button").first)


def one_does_not_agree(visitor: Visitor, number: str) -> None:
    opens(visitor, "邓凯", number)
    form = form_of(visitor, "opinion")
    form.get_by_label("不同意", exact=True).check()
    form.locator("textarea").first.fill("申请人名下有一处正在过户的房产。")
    visitor.clicks(form.locator("button.govuk-button").first)
    visitor.go(f"/desk/number/{number}/").sees("正在过户的房产").keeps("19-disagrees")


def the_lead_decides_with_reasons(visitor: Visitor, number: str) -> None:
    opens(visitor, "徐文博", number)
    form = form_of(visitor, "decide")
    form.get_by_label(re.compile("^准予|^同意|^批准|^予以")).first.check()
    visitor.clicks(form.get_by_role("button", name=re.compile("决定")).first)
    visitor.sees("请写明理由") if visitor.page.get_by_text("请写明您的理由").count() else visitor.sees("理由")
    form = form_of(visitor, "decide")
    form.locator("textarea[name=reasons]").fill("该房产在申请之前已经出售，过户完成后无自有住房。")
    visitor.keeps("19-decide").fits()
    visitor.clicks(form.get_by_role("button", name=re.compile("决定")).first)
    visitor.go(f"/desk/number/{number}/").sees("决定书")
