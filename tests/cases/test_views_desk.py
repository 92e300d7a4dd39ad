"""The official's screen: what is offered to whom, what each act does, and that nothing typed is lost."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from tests.cases import given
from tests.cases.browsing import at_this_moment, browser, hidden, text_of  # noqa: F401 - a fixture
from tests.cases.town import TASK_CODE, Town
from tests.files.given import a_png
from tongban.cases import queries, rules, services

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(at_this_moment: Any) -> Town:  # noqa: F811
    at_this_moment(given.MONDAY)
    return Town()


@pytest.fixture
def clerk(town: Town) -> Client:
    return browser(town.clerk)


def state_of(town: Town, case: str) -> rules.State:
    return town.facts(queries.case_card(public_id=case)).state


def typed(client: Client, case: str, **more: str) -> dict[str, str]:
    """The hidden fields of the page as it stands, and what is typed."""
    page = client.get(f"/desk/case/{case}/")
    return {"submission_key": hidden(page, "submission_key"), "version": hidden(page, "version")} | more


def test_one_screen_shows_answers_materials_dates_and_what_may_be_done(town: Town, clerk: Client) -> None:
    case = town.submitted().public_id
    said = text_of(clerk.get(f"/desk/case/{case}/"))
    for words in (
        "王小明",
        "2800",
        "收入证明.pdf",
        "受理这份申请",
        "一次性告知补正",
        "不予受理",
        "显示完整号码",
    ):
        assert words in said


def test_full_numbers_are_shown_on_request_only_and_the_applicant_reads_who_asked(
    town: Town, clerk: Client
) -> None:
    case = town.submitted().public_id
    assert "9900011990" not in text_of(clerk.get(f"/desk/case/{case}/"))
    said = text_of(clerk.get(f"/desk/case/{case}/?numbers=1"))
    assert "9900011990" in said
    assert "显示完整号码" not in said
    assert "看了完整号码" in text_of(browser(town.citizen).get(f"/case/{case}/"))


def test_only_what_the_official_may_do_is_offered(town: Town) -> None:
    case = town.accepted().public_id
    assert "您的意见" in text_of(browser(town.approvers[given.STREET]).get(f"/desk/case/{case}/"))
    said = text_of(browser(town.head).get(f"/desk/case/{case}/"))
    assert "不需要您办理" in said
    assert "受理这份申请" not in said


def test_the_clerk_accepts_and_is_led_to_the_next_case(town: Town, clerk: Client) -> None:
    case = town.submitted().public_id
    other = town.submitted(town.person(2, "李四"), key="k2").public_id
    answer = clerk.post(f"/desk/case/{case}/accept/", typed(clerk, case))
    assert answer.url == f"/desk/case/{other}/?done=accept&to={case}"
    assert "受理通知书已生成" in text_of(clerk.get(answer.url))
    assert state_of(town, case) == rules.State.ACCEPTED


def test_the_correction_notice_lists_materials_and_fields_at_once(town: Town, clerk: Client) -> None:
    case = town.submitted().public_id
    data = typed(clerk, case) | {
        "ask-material-m1": "on",
        "needed-material-m1": "请盖章",
        "needed-field-income": "请核对",
    }
    assert clerk.post(f"/desk/case/{case}/correct/", data).status_code == 302
    notice = town.facts(queries.case_card(public_id=case)).correction
    assert [(item.kind, item.key, item.needed) for item in notice.items] == [
        ("material", "m1", "请盖章"),
        ("field", "income", "请核对"),
    ]


def test_a_correction_half_written_is_kept_and_named(town: Town, clerk: Client) -> None:
    case = town.submitted().public_id
    data = typed(clerk, case) | {"ask-material-m1": "on", "needed-field-income": "请核对收入", "note": "尽快"}
    page = clerk.post(f"/desk/case/{case}/correct/", data)
    assert page.status_code == 422
    html = page.content.decode()
    assert "请核对收入" in html
    assert "尽快" in html
    assert "请写明需要怎样补正:收入证明" in text_of(page)
    assert state_of(town, case) == rules.State.SUBMITTED


def test_not_accepting_needs_the_body_that_is_competent(town: Town, clerk: Client) -> None:
    case = town.submitted().public_id
    data = typed(clerk, case, ground="not_competent", reason="由市级办理")
    page = clerk.post(f"/desk/case/{case}/refuse/", data)
    assert page.status_code == 422
    assert "由市级办理" in page.content.decode()
    whole = {
        "competent_body": "海棠市住房保障中心",
        "review_body": "区政府",
        "court": "区法院",
        "channel": "网上",
    }
    assert clerk.post(f"/desk/case/{case}/refuse/", data | whole).status_code == 302
    said = text_of(browser(town.citizen).get(f"/case/{case}/"))
    assert "海棠市住房保障中心" in said
    assert browser(town.citizen).get(f"/case/{case}/document/not-accepted/").status_code == 200


def test_an_opinion_takes_stock_sentences_and_own_words(town: Town) -> None:
    case = town.accepted().public_id
    street = browser(town.approvers[given.STREET])
    page = street.get(f"/desk/case/{case}/")
    data = typed(
        street, case, seat=hidden(page, "seat"), reason="住户三人", clauses="已实地走访,情况与申请一致。"
    )
    data["clauses"] = hidden(page, "clauses")
    assert street.post(f"/desk/case/{case}/opinion/", data).status_code == 302
    said = town.facts(queries.case_card(public_id=case)).entries[0]
    assert said.reason.endswith("\n住户三人")
    assert said.reason.startswith("已实地走访")


def test_an_opinion_without_a_verdict_is_sent_back_with_what_was_written(town: Town) -> None:
    case = town.accepted()
    town.said(case, "survey", given.STREET, "")
    housing = browser(town.approvers[given.HOUSING])
    page = housing.post(
        f"/desk/case/{case.public_id}/opinion/", typed(housing, case.public_id, seat="housing", reason="看过")
    )
    assert page.status_code == 422
    assert "看过" in page.content.decode()


def test_departments_that_are_asked_together_do_not_make_each_others_page_stale(town: Town) -> None:
    case = town.accepted()
    town.said(case, "survey", given.STREET, "")
    civil = browser(town.approvers[given.CIVIL])
    data = typed(civil, case.public_id, seat="civil", verdict="agree")
    town.said(case, "registry", given.REGISTRY)
    assert civil.post(f"/desk/case/{case.public_id}/opinion/", data).status_code == 302


def test_a_stale_page_is_refused_and_keeps_what_was_typed(town: Town, clerk: Client) -> None:
    case = town.submitted().public_id
    data = typed(clerk, case) | {"ask-material-m1": "on", "needed-material-m1": "请盖章"}
    services.withdraw(public_id=case, actor=town.citizen, at=town.at, key="w")
    page = clerk.post(f"/desk/case/{case}/correct/", data)
    assert page.status_code == 409
    assert "您的操作没有执行" in text_of(page)
    assert "请盖章" in page.content.decode()


def test_a_decision_is_previewed_then_made(town: Town) -> None:
    case = town.heard().public_id
    head = browser(town.head)
    no = {"decision": "no", "reasons": "收入超过标准", "legal_basis": "办法第七条", "review_body": "区政府"}
    data = typed(head, case) | no | {"court": "区法院", "channel": "网上"}
    page = head.post(f"/desk/case/{case}/decide/", data | {"go": "preview"})
    assert "预览,还没有作出决定" in text_of(page)
    assert "60" in text_of(page)
    assert state_of(town, case) == rules.State.ACCEPTED
    assert head.post(f"/desk/case/{case}/decide/", data | {"go": "decide"}).status_code == 302
    assert state_of(town, case) == rules.State.DECIDED


def test_a_no_without_grounds_names_each_of_them(town: Town) -> None:
    case = town.heard().public_id
    head = browser(town.head)
    page = head.post(f"/desk/case/{case}/decide/", typed(head, case, decision="no"))
    assert page.status_code == 422
    assert page.content.decode().count("govuk-error-message") >= 3
    assert state_of(town, case) == rules.State.ACCEPTED


def test_pressing_decide_twice_decides_once(town: Town) -> None:
    case = town.heard().public_id
    head = browser(town.head)
    data = typed(head, case, decision="yes")
    assert [head.post(f"/desk/case/{case}/decide/", data).status_code for _press in range(2)] == [302, 302]


def test_results_on_paper_are_recorded_at_the_window(town: Town, clerk: Client) -> None:
    case = town.decided().public_id
    data = typed(clerk, case, method="post", to="王小明", note="EMS 1234")
    assert clerk.post(f"/desk/case/{case}/deliver/", data).status_code == 302
    assert "EMS 1234" in text_of(browser(town.citizen).get(f"/case/{case}/"))


def test_wrong_roles_and_unknown_cases_look_the_same(town: Town, clerk: Client) -> None:
    case = town.submitted().public_id
    stranger = browser(town.official(given.REGISTRY, "case.decide"))
    answers = [
        stranger.get(f"/desk/case/{case}/"),
        clerk.get(f"/desk/case/{'0' * 26}/"),
        clerk.post(f"/desk/case/{case}/nonsense/", {}),
        browser(town.citizen).get(f"/desk/case/{case}/"),
        browser(town.head).post(f"/desk/case/{case}/accept/", typed(clerk, case)),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert state_of(town, case) == rules.State.SUBMITTED


def test_officials_who_open_the_citizens_address_come_to_their_own_screen(town: Town, clerk: Client) -> None:
    case = town.submitted().public_id
    assert clerk.get(f"/case/{case}/").url == f"/desk/case/{case}/"


def uploaded(town: Town, citizen: Client) -> str:
    """A case whose one material is a real picture."""
    draft = services.open_draft(item_code=TASK_CODE, actor=town.citizen, at=town.at).public_id
    answers = {"household": "3", "income": "2800"}
    services.save_answers(draft=draft, answers=answers, actor=town.citizen, at=town.at)
    services.attach_file(
        draft=draft, material_id="m1", data=a_png(), name="收入证明.png", declared_type="image/png",
        actor=town.citizen, at=town.at,
    )  # fmt: skip
    return services.submit(draft=draft, actor=town.citizen, at=town.at, key="k-real").public_id


def test_a_scan_is_grade_c_until_the_window_has_seen_the_original(town: Town, clerk: Client) -> None:
    citizen = browser(town.citizen)
    case = uploaded(town, citizen)
    page = clerk.get(f"/desk/case/{case}/")
    assert "C级 · 须核验原件" in text_of(page)
    file = town.facts(queries.case_card(public_id=case)).materials[0].files[0].public_id
    assert clerk.get(f"/case/{case}/copy/{file}/").status_code == 404
    empty = clerk.post(f"/desk/case/{case}/originals/", typed(clerk, case, until="20260430"))
    assert empty.status_code == 422
    assert "2026" in hidden(empty, "until")
    late = clerk.post(f"/desk/case/{case}/originals/", typed(clerk, case, keys="m1", until="20290430"))
    assert "最迟至" in text_of(late)
    done = clerk.post(f"/desk/case/{case}/originals/", typed(clerk, case, keys="m1", until="20260430"))
    assert done.status_code == 302
    assert "B级 · 已与原件核对" in text_of(clerk.get(f"/desk/case/{case}/"))
    for who in (clerk, citizen):
        sheet = who.get(f"/case/{case}/copy/{file}/")
        assert sheet["Content-Type"] == "application/pdf"
        said = "".join(PdfReader(io.BytesIO(sheet.content)).pages[0].extract_text().split())
        for words in (
            "此件经与原件核对无误",
            "仅供办理“公共租赁住房租赁补贴资格确认”时使用",
            "有效期至2026年4月30日",
        ):
            assert words in said
    assert browser(town.person(3, "张三")).get(f"/case/{case}/copy/{file}/").status_code == 404
    assert "原件核验记录" in text_of(citizen.get(f"/case/{case}/"))


def test_the_next_application_of_the_same_person_has_the_copy_already(town: Town, clerk: Client) -> None:
    citizen = browser(town.citizen)
    case = uploaded(town, citizen)
    clerk.post(f"/desk/case/{case}/originals/", typed(clerk, case, keys="m1", until="20260430"))
    services.withdraw(public_id=case, actor=town.citizen, at=town.at, key="k-back")
    draft = str(citizen.post(f"/apply/{TASK_CODE}/").url).split("/")[2]
    said = text_of(citizen.get(f"/draft/{draft}/materials/"))
    assert "核验件,可使用至2026年4月30日" in said
    assert "核验件有变化" in said
    assert "请上传" not in said
    answer = citizen.post(
        f"/draft/{draft}/materials/m1/upload/",
        {"file": SimpleUploadedFile("新.png", a_png(), content_type="image/png")},
    )
    assert answer.status_code == 302
    assert "核验件,可使用至" not in text_of(citizen.get(f"/draft/{draft}/materials/")), (
        "the new one takes its place"
    )
