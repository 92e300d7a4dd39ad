"""The citizen's way through the pages: from the first press to the receipt, with every wrong turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cases import given
from tests.cases.browsing import at_this_moment, browser, hidden, text_of  # noqa: F401 - a fixture
from tests.cases.town import TASK_CODE, Town
from tongban.cases import queries, services

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(at_this_moment: Any) -> Town:  # noqa: F811
    at_this_moment(given.MONDAY)
    return Town()


@pytest.fixture
def citizen(town: Town) -> Client:
    return browser(town.citizen)


def begun(citizen: Client) -> str:
    """The public id of a fresh draft."""
    answer = citizen.post(reverse("cases:apply", args=[TASK_CODE]))
    assert answer.status_code == 302
    return str(answer.url).split("/")[2]


def filled(town: Town, citizen: Client) -> str:
    draft = begun(citizen)
    citizen.post(f"/draft/{draft}/1/", {"household": "3"})
    citizen.post(f"/draft/{draft}/2/", {"income": "2800", "remark": ""})
    town.put_file(draft)
    return draft


def send(citizen: Client, draft: str, **more: str) -> Any:
    page = citizen.get(f"/draft/{draft}/check/")
    data = {"submission_key": hidden(page, "submission_key"), "truth": "on"} | more
    return citizen.post(f"/draft/{draft}/check/", data)


def test_a_visitor_signs_in_first_and_comes_back_to_start(town: Town) -> None:
    answer = browser().post(reverse("cases:apply", args=[TASK_CODE]))
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/?next=/apply/")
    assert "以本人名义申请" in text_of(browser(town.citizen).get(f"/apply/{TASK_CODE}/"))


def test_starting_twice_goes_on_with_the_same_draft(citizen: Client) -> None:
    assert begun(citizen) == begun(citizen)


def test_what_is_known_is_shown_with_its_source_and_not_asked(citizen: Client) -> None:
    page = citizen.get(f"/draft/{begun(citizen)}/1/")
    html = page.content.decode()
    assert "王小明" in html
    assert 'name="name"' not in html
    assert 'name="household"' in html
    assert "?change=name" in html


def test_what_is_known_can_be_changed_when_it_is_wrong(citizen: Client) -> None:
    draft = begun(citizen)
    assert 'name="name"' in citizen.get(f"/draft/{draft}/1/?change=name").content.decode()
    citizen.post(f"/draft/{draft}/1/", {"household": "3", "name": "王晓明"})
    assert "王晓明" in text_of(citizen.get(f"/draft/{draft}/check/"))


def test_pages_say_where_one_is_and_lead_on_and_back(citizen: Client) -> None:
    draft = begun(citizen)
    assert "第 1 项,共 4 项" in text_of(citizen.get(f"/draft/{draft}/1/"))
    assert citizen.post(f"/draft/{draft}/1/", {"household": "3"}).url == f"/draft/{draft}/2/"
    assert citizen.post(f"/draft/{draft}/2/", {"income": "1"}).url == f"/draft/{draft}/materials/"
    assert citizen.post(f"/draft/{draft}/materials/", {}).url == f"/draft/{draft}/check/"
    assert f'href="/draft/{draft}/1/"' in citizen.get(f"/draft/{draft}/2/").content.decode()


def test_a_wrong_answer_is_kept_named_beside_the_field_and_on_top(citizen: Client) -> None:
    draft = begun(citizen)
    page = citizen.post(f"/draft/{draft}/2/", {"income": "很多", "remark": "补充说明"})
    assert page.status_code == 422
    html = page.content.decode()
    assert html.count("月收入") >= 3
    assert 'value="很多"' in html
    assert "补充说明" in html
    assert "<title>错误" in html
    again = citizen.get(f"/draft/{draft}/2/").content.decode()
    assert 'value="很多"' in again


def test_an_empty_page_names_every_question_left_out(citizen: Client) -> None:
    page = citizen.post(f"/draft/{begun(citizen)}/1/", {"household": ""})
    assert page.status_code == 422
    assert "家庭人口" in text_of(page)


def test_what_is_typed_is_saved_while_it_is_typed(citizen: Client) -> None:
    draft = begun(citizen)
    line = citizen.post(f"/draft/{draft}/save/", {"income": "28"}, headers={"HX-Request": "true"})
    assert "已保存" in text_of(line)
    assert "09:30" in text_of(line)
    assert 'value="28"' in citizen.get(f"/draft/{draft}/2/").content.decode()


def test_the_overview_says_what_is_done_and_leads_on(citizen: Client) -> None:
    draft = begun(citizen)
    citizen.post(f"/draft/{draft}/1/", {"household": "3"})
    page = citizen.get(f"/draft/{draft}/")
    assert "还没有提交" in text_of(page)
    assert f'href="/draft/{draft}/2/"' in page.content.decode()
    left = citizen.post(f"/draft/{draft}/2/", {"income": "1", "go": "leave"})
    assert left.url == f"/draft/{draft}/"


def test_a_change_from_the_check_page_comes_straight_back(citizen: Client, town: Town) -> None:
    draft = filled(town, citizen)
    assert (
        f"/draft/{draft}/2/?change=income&amp;return=check"
        in citizen.get(f"/draft/{draft}/check/").content.decode()
    )
    page = citizen.get(f"/draft/{draft}/2/?change=income&return=check")
    assert hidden(page, "return") == "check"
    assert (
        citizen.post(f"/draft/{draft}/2/", {"income": "3000", "return": "check"}).url
        == f"/draft/{draft}/check/"
    )


def test_an_incomplete_application_is_told_everything_at_once_and_not_sent(citizen: Client) -> None:
    draft = begun(citizen)
    page = send(citizen, draft)
    said = text_of(page)
    assert page.status_code == 422
    for name in ("家庭人口", "月收入", "收入证明"):
        assert name in said
    assert not apps.get_model("cases", "Case").objects.exists()


def test_the_declaration_must_be_ticked(citizen: Client, town: Town) -> None:
    draft = filled(town, citizen)
    page = send(citizen, draft, truth="")
    assert page.status_code == 422
    assert not apps.get_model("cases", "Case").objects.exists()


def test_sending_gives_the_receipt_and_pressing_twice_gives_the_same(citizen: Client, town: Town) -> None:
    draft = filled(town, citizen)
    page = citizen.get(f"/draft/{draft}/check/")
    assert "现在还没有提交" in text_of(page)
    data = {"submission_key": hidden(page, "submission_key"), "truth": "on"}
    first, second = (citizen.post(f"/draft/{draft}/check/", data) for _press in range(2))
    assert first.url.split("?")[0] == second.url.split("?")[0]
    assert apps.get_model("cases", "Case").objects.count() == 1
    receipt = citizen.get(first.url)
    assert "已收到您的申请" in text_of(receipt)
    assert "告诉您是否受理" in text_of(receipt)
    for address in (f"/draft/{draft}/", f"/draft/{draft}/1/", f"/draft/{draft}/check/"):
        assert citizen.get(address).url == first.url.split("?")[0]


def test_what_is_not_there_and_what_is_not_yours_look_the_same(town: Town, citizen: Client) -> None:
    draft, case = begun(citizen), ""
    case = town.submitted(town.person(2, "李四"), key="k2").public_id
    stranger = browser(town.person(3, "赵五"))
    pages = [
        stranger.get(address) for address in (f"/draft/{draft}/", f"/draft/{draft}/2/", f"/case/{case}/")
    ]
    pages += [stranger.get(f"/case/{'0' * 26}/"), stranger.get(f"/case/{case}/withdraw/")]
    pages += [browser(town.clerk).get(f"/draft/{draft}/"), citizen.get(f"/desk/case/{case}/")]
    assert [page.status_code for page in pages] == [404] * len(pages)
    assert len({text_of(page).split("main")[0] for page in pages[:4]}) == 1
    assert stranger.post(f"/draft/{draft}/save/", {"income": "1"}).status_code == 404


def test_an_item_that_does_not_exist_has_no_page(citizen: Client) -> None:
    assert citizen.get("/apply/NONSENSE/").status_code == 404


# -- materials ---------------------------------------------------------------------------------------------


def pdf(name: str = "收入证明.pdf", data: bytes | None = None) -> SimpleUploadedFile:
    from tongban.design import print as paper

    made = paper.render("notice", {"at": given.MONDAY, "title": "证明"}) if data is None else data
    return SimpleUploadedFile(name, made, "application/pdf")


def test_a_file_is_uploaded_shown_and_removed(citizen: Client) -> None:
    draft = begun(citizen)
    answer = citizen.post(f"/draft/{draft}/materials/m1/upload/", {"file": pdf()})
    assert answer.status_code == 302
    page = citizen.get(f"/draft/{draft}/materials/")
    assert "收入证明.pdf" in text_of(page)
    citizen.post(f"/draft/{draft}/materials/m1/remove/", {"file": hidden(page, "file")})
    assert "收入证明.pdf" not in text_of(citizen.get(f"/draft/{draft}/materials/"))


@pytest.mark.parametrize(
    ("name", "data"),
    [("空.pdf", b""), ("程序.pdf", b"MZ\x90\x00 this is no pdf"), ("脚本.html", b"<script>1</script>")],
)
def test_a_wrong_file_is_refused_with_its_reason_beside_the_material(
    citizen: Client, name: str, data: bytes
) -> None:
    draft = begun(citizen)
    page = citizen.post(f"/draft/{draft}/materials/m1/upload/", {"file": pdf(name, data)})
    assert page.status_code == 422
    assert "data-error-summary" in page.content.decode()
    assert (
        queries.draft_for(actor=citizen.defaults["tests.actor"], public_id=draft, at=given.MONDAY).materials
        == {}
    )  # type: ignore[union-attr]


def test_pressing_upload_without_a_file_says_which_one_is_missing(citizen: Client) -> None:
    page = citizen.post(f"/draft/{begun(citizen)}/materials/m1/upload/", {})
    assert page.status_code == 422
    assert "请选择文件:收入证明" in text_of(page)


def test_a_file_handed_in_before_can_be_used_again(citizen: Client, town: Town) -> None:
    draft = begun(citizen)
    citizen.post(f"/draft/{draft}/1/", {"household": "3"})
    citizen.post(f"/draft/{draft}/2/", {"income": "2800"})
    citizen.post(f"/draft/{draft}/materials/m1/upload/", {"file": pdf()})
    assert send(citizen, draft).status_code == 302
    again = begun(citizen)
    page = citizen.get(f"/draft/{again}/materials/")
    assert "直接用它" in text_of(page)
    citizen.post(f"/draft/{again}/materials/m1/reuse/", {"file": hidden(page, "file")})
    assert "收入证明.pdf" in text_of(citizen.get(f"/draft/{again}/check/"))


# -- the window helps --------------------------------------------------------------------------------------


def test_a_clerk_takes_up_a_draft_by_its_code_once_and_never_sends_it(citizen: Client, town: Town) -> None:
    draft = begun(citizen)
    shown = text_of(citizen.post(f"/draft/{draft}/code/"))
    code = "".join(shown.split("提取码告诉窗口工作人员:")[1].split("只能用一次")[0].split())
    clerk = browser(town.clerk)
    assert clerk.post("/desk/draft/", {"code": code}).url == f"/draft/{draft}/"
    assert "王小明" in text_of(clerk.get(f"/draft/{draft}/1/"))
    assert clerk.post(f"/draft/{draft}/1/", {"household": "4"}).status_code == 302
    assert "submission_key" not in clerk.get(f"/draft/{draft}/check/").content.decode()
    assert clerk.post("/desk/draft/", {"code": code}).status_code == 422


def test_a_wrong_code_is_said_and_kept(town: Town) -> None:
    page = browser(town.clerk).post("/desk/draft/", {"code": "000000"})
    assert page.status_code == 422
    assert 'value="000000"' in page.content.decode()
    assert browser(town.head).get("/desk/draft/").status_code == 404


def test_a_draft_is_deleted_after_asking(citizen: Client) -> None:
    draft = begun(citizen)
    assert "删除草稿" in text_of(citizen.get(f"/draft/{draft}/discard/"))
    citizen.post(f"/draft/{draft}/discard/")
    assert citizen.get(f"/draft/{draft}/").status_code == 404


# -- the receipt and tracker -------------------------------------------------------------------------------


def test_the_tracker_says_the_next_step_at_every_stage(town: Town, citizen: Client) -> None:
    case = town.submitted().public_id
    assert "告诉您是否受理" in text_of(citizen.get(f"/case/{case}/"))
    services.accept(public_id=case, actor=town.clerk, at=town.at, key="a")
    said = text_of(citizen.get(f"/case/{case}/"))
    assert "海棠街道办事处正在审查" in said
    assert "受理通知书" in said


def test_a_refusal_shows_reasons_basis_and_where_to_turn(town: Town, citizen: Client) -> None:
    case = town.decided(approve=False).public_id
    said = text_of(citizen.get(f"/case/{case}/"))
    for words in ("收入超过标准", "第七条", "海棠市人民政府", "60", "海棠区人民法院"):
        assert words in said


def test_the_applicant_does_not_read_what_departments_wrote_to_one_another(
    town: Town, citizen: Client
) -> None:
    case = town.heard().public_id
    assert "情况属实" not in text_of(citizen.get(f"/case/{case}/"))
    assert "情况属实" in text_of(browser(town.head).get(f"/desk/case/{case}/"))


def test_the_tracker_says_who_looked(town: Town, citizen: Client) -> None:
    case = town.submitted().public_id
    assert "还没有人打开过" in text_of(citizen.get(f"/case/{case}/"))
    browser(town.clerk).get(f"/desk/case/{case}/")
    assert "住房和城乡建设局" in text_of(citizen.get(f"/case/{case}/")).split("谁看过我的材料")[1]


def test_withdrawing_asks_first_and_happens_once(town: Town, citizen: Client) -> None:
    case = town.submitted().public_id
    page = citizen.get(f"/case/{case}/withdraw/")
    data = {"submission_key": hidden(page, "submission_key"), "reason": "填错了"}
    assert [citizen.post(f"/case/{case}/withdraw/", data).status_code for _press in range(2)] == [302, 302]
    assert "已撤回" in text_of(citizen.get(f"/case/{case}/"))


@pytest.mark.parametrize("kind", ["application", "acceptance", "decision"])
def test_papers_are_page_and_pdf(town: Town, citizen: Client, kind: str) -> None:
    case = town.decided(approve=False)
    page = citizen.get(f"/case/{case.public_id}/document/{kind}/")
    assert case.number in text_of(page).replace(" ", "")
    made = citizen.get(f"/case/{case.public_id}/document/{kind}.pdf")
    assert made.content.startswith(b"%PDF")
    assert made.content == citizen.get(f"/case/{case.public_id}/document/{kind}.pdf").content


def test_a_paper_that_does_not_exist_yet_has_no_page(town: Town, citizen: Client) -> None:
    case = town.submitted().public_id
    assert citizen.get(f"/case/{case}/document/decision/").status_code == 404
    assert citizen.get(f"/case/{case}/document/nonsense.pdf").status_code == 404


# -- correction --------------------------------------------------------------------------------------------


def in_correction(town: Town) -> str:
    case = town.submitted().public_id
    from tongban.cases import rules

    services.request_correction(
        public_id=case,
        items=[
            rules.CorrectionItem("material", "m1", "收入证明", "请盖单位公章"),
            rules.CorrectionItem("field", "income", "月收入", "与证明不一致"),
        ],
        actor=town.clerk,
        at=town.at,
        key="correct",
    )
    return case


def test_the_correction_page_lists_everything_and_takes_all_of_it(town: Town, citizen: Client) -> None:
    case = in_correction(town)
    assert "补正 2 项" in text_of(citizen.get(f"/case/{case}/"))
    page = citizen.get(f"/case/{case}/correction/")
    for words in ("请盖单位公章", "与证明不一致", "2800"):
        assert words in text_of(page)
    data = {"submission_key": hidden(page, "submission_key"), "income": "3100", "file-m1": pdf()}
    assert citizen.post(f"/case/{case}/correction/", data).url == f"/case/{case}/"
    assert town.facts(queries.case_card(public_id=case)).answers["income"] == "3100"


def test_a_half_answered_correction_keeps_the_file_and_what_was_typed(town: Town, citizen: Client) -> None:
    case = in_correction(town)
    key = hidden(citizen.get(f"/case/{case}/correction/"), "submission_key")
    page = citizen.post(f"/case/{case}/correction/", {"submission_key": key, "income": "", "file-m1": pdf()})
    assert page.status_code == 422
    assert "已上传:收入证明.pdf" in text_of(page)
    data = {"submission_key": key, "income": "3100", "kept-m1": hidden(page, "kept-m1")}
    assert citizen.post(f"/case/{case}/correction/", data).status_code == 302


def test_an_unanswered_correction_names_each_thing(town: Town, citizen: Client) -> None:
    case = in_correction(town)
    key = hidden(citizen.get(f"/case/{case}/correction/"), "submission_key")
    page = citizen.post(f"/case/{case}/correction/", {"submission_key": key})
    assert page.status_code == 422
    assert "请选择文件:收入证明" in text_of(page)


def test_without_a_notice_there_is_nothing_to_correct(town: Town, citizen: Client) -> None:
    case = town.submitted().public_id
    assert citizen.get(f"/case/{case}/correction/").url == f"/case/{case}/"


def test_a_draft_that_expired_is_gone(town: Town, citizen: Client, at_this_moment: Any) -> None:  # noqa: F811
    draft = begun(citizen)
    later = given.MONDAY + timedelta(days=91)
    services.purge_drafts(later)
    at_this_moment(later)
    assert citizen.get(f"/draft/{draft}/").status_code == 404
