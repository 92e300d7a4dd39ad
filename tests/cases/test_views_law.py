"""The citizen's side of the law: clocks with their reasons, promise and gaps, hearing, renewal, bans."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases import given
from tests.cases.browsing import at_this_moment, browser, hidden, text_of  # noqa: F401 - a fixture
from tests.cases.town import TASK_CODE, Town
from tongban.cases import queries, rules, services
from tongban.design import print as paper
from tongban.foundation.ids import new_key

pytestmark = pytest.mark.django_db
MATERIALS = [
    {"id": "m1", "name": "收入证明"},
    {"id": "m2", "name": "体检表", "necessity": "gap"},
    {"id": "m3", "name": "场地证明"},
]
TRUST = {
    "commitment": {
        "terms": ["我家住房符合条件", "我家收入符合标准"],
        "consequences": "撤销决定并记入信用记录",
        "replaces": ["m3"],
        "workdays": 1,
        "check_workdays": 20,
    },
    "gap_workdays": 5,
}


@pytest.fixture
def town(at_this_moment: Any) -> Town:  # noqa: F811
    at_this_moment(given.MONDAY)
    return Town(plan=given.DECISION_ONLY, materials=MATERIALS, procedure=TRUST)


@pytest.fixture
def citizen(town: Town) -> Client:
    return browser(town.citizen)


def pdf(name: str = "体检表.pdf") -> SimpleUploadedFile:
    made = paper.render("notice", {"at": given.MONDAY, "title": "证明"})
    return SimpleUploadedFile(name, made, content_type="application/pdf")


def begun(town: Town, citizen: Client, way: str = "") -> str:
    """A draft with its answers and the first material; the way chosen when one is named."""
    draft = str(citizen.post(f"/apply/{TASK_CODE}/").url).split("/")[2]
    if way:
        citizen.post(f"/draft/{draft}/way/", {"way": way})
    citizen.post(f"/draft/{draft}/1/", {"household": "3"})
    citizen.post(f"/draft/{draft}/2/", {"income": "2800"})
    town.put_file(draft)
    return draft


def sent(town: Town, citizen: Client, way: str = "promise", **more: str) -> str:
    """The case of an application whose second material follows later."""
    draft = begun(town, citizen, way)
    if way == "ordinary":
        citizen.post(f"/draft/{draft}/materials/m3/upload/", {"file": pdf("场地证明.pdf")})
    citizen.post(f"/draft/{draft}/materials/", {"later": ["m2"], "follow_up": "on"})
    page = citizen.get(f"/draft/{draft}/check/")
    data = {"submission_key": hidden(page, "submission_key"), "truth": "on", "promise": "on"} | more
    answer = citizen.post(f"/draft/{draft}/check/", data)
    assert answer.status_code == 302, text_of(answer)
    return str(answer.url).split("/")[2]


def accepted(town: Town, citizen: Client, way: str = "promise") -> str:
    case = sent(town, citizen, way)
    services.accept(public_id=case, actor=town.clerk, at=town.at, key="a")
    return case


# -- the way ---------------------------------------------------------------------------------------------------


def test_the_way_is_the_first_question_with_terms_consequences_and_free_choice(
    town: Town, citizen: Client
) -> None:
    draft = str(citizen.post(f"/apply/{TASK_CODE}/").url)
    assert draft.endswith("/way/")
    said = text_of(citizen.get(draft))
    for words in (
        "我家收入符合标准",
        "撤销决定并记入信用记录",
        "自愿选择",
        "场地证明",
        "不会受到任何不利对待",
    ):
        assert words in said


def test_a_way_must_be_chosen(town: Town, citizen: Client) -> None:
    draft = begun(town, citizen)
    page = citizen.post(f"/draft/{draft}/way/", {})
    assert page.status_code == 422
    assert "请选择:您选择哪种方式" in text_of(page)


def test_an_item_without_a_promise_has_no_such_page(at_this_moment: Any) -> None:  # noqa: F811
    at_this_moment(given.MONDAY)
    plain = Town()
    assert browser(plain.citizen).get(f"/draft/{plain.draft()}/way/").status_code == 404


def test_the_promise_is_made_on_the_check_page_and_can_be_refused_there(town: Town, citizen: Client) -> None:
    draft = begun(town, citizen, "promise")
    citizen.post(f"/draft/{draft}/materials/", {"later": ["m2"], "follow_up": "on"})
    page = citizen.get(f"/draft/{draft}/check/")
    said = text_of(page)
    for words in ("告知承诺", "我家住房符合条件", "以书面承诺代替", "稍后补交"):
        assert words in said
    data = {"submission_key": hidden(page, "submission_key"), "truth": "on"}
    assert "请勾选后再继续:我自愿作出以上承诺" in text_of(citizen.post(f"/draft/{draft}/check/", data))


def test_whoever_broke_a_promise_is_told_why_only_the_ordinary_way_is_open(
    town: Town, citizen: Client
) -> None:
    case = queries.case_card(public_id=sent(town, citizen))
    apps.get_model("cases", "Mark").objects.create(
        case_id=case.id,
        kind="promise",
        applicant_kind=case.applicant_kind,
        applicant_id=case.applicant_id,
        implementation_id=town.item_id,
        since=date(2026, 3, 1),
    )
    citizen.post(f"/case/{case.public_id}/withdraw/", {"submission_key": "w", "reason": ""})
    draft = begun(town, citizen)
    page = citizen.get(f"/draft/{draft}/way/")
    assert case.number in text_of(page)
    assert 'name="way"' not in page.content.decode()
    assert citizen.post(f"/draft/{draft}/way/", {}).status_code == 302
    assert case.number in text_of(citizen.get(f"/draft/{draft}/materials/"))


# -- what follows later ------------------------------------------------------------------------------------------


def test_what_may_follow_is_told_with_its_day_and_consequence(town: Town, citizen: Client) -> None:
    draft = begun(town, citizen, "ordinary")
    said = text_of(citizen.get(f"/draft/{draft}/materials/"))
    for words in ("这份稍后补交", "5 个工作日内补交", "视为撤回申请", "体检表"):
        assert words in said


def test_later_needs_the_promise_and_keeps_the_tick(town: Town, citizen: Client) -> None:
    draft = begun(town, citizen, "ordinary")
    page = citizen.post(f"/draft/{draft}/materials/", {"later": ["m2"]})
    assert page.status_code == 422
    assert "请确认" in text_of(page)
    assert "checked" in page.content.decode()


def test_a_material_that_may_not_follow_is_not_offered_and_not_taken(town: Town, citizen: Client) -> None:
    draft = begun(town, citizen, "ordinary")
    assert citizen.post(f"/draft/{draft}/materials/", {"later": ["m1"], "follow_up": "on"}).status_code == 422


def test_accepted_with_gaps_the_tracker_asks_for_them_and_takes_them(town: Town, citizen: Client) -> None:
    case = accepted(town, citizen, "ordinary")
    said = text_of(citizen.get(f"/case/{case}/"))
    assert "补交:体检表" in said.replace(" ", "")
    assert "容缺受理通知书" in said
    page = citizen.get(f"/case/{case}/supply/")
    assert "视为撤回申请" in text_of(page)
    key = hidden(page, "submission_key")
    empty = citizen.post(f"/case/{case}/supply/", {"submission_key": key})
    assert empty.status_code == 422
    assert citizen.post(f"/case/{case}/supply/", {"submission_key": key, "file-m2": pdf()}).status_code == 302
    assert not town.facts(queries.case_card(public_id=case)).gaps
    assert "补交材料收件凭证" in text_of(citizen.get(f"/case/{case}/"))
    assert citizen.get(f"/case/{case}/supply/").url == f"/case/{case}/"


# -- taking the promise back ---------------------------------------------------------------------------------------


def test_the_promise_is_taken_back_with_the_materials_it_stood_for(town: Town, citizen: Client) -> None:
    case = accepted(town, citizen)
    assert "撤回承诺" in text_of(citizen.get(f"/case/{case}/"))
    page = citizen.get(f"/case/{case}/promise/")
    assert "不会因此受到任何不利对待" in text_of(page)
    key = hidden(page, "submission_key")
    short = citizen.post(f"/case/{case}/promise/", {"submission_key": key})
    assert short.status_code == 422
    assert "场地证明" in text_of(short)
    done = citizen.post(f"/case/{case}/promise/", {"submission_key": key, "file-m3": pdf("场地证明.pdf")})
    assert done.status_code == 302
    facts = town.facts(queries.case_card(public_id=case))
    assert facts.promise is None
    assert "撤回承诺确认书" in text_of(citizen.get(f"/case/{case}/"))


# -- clocks --------------------------------------------------------------------------------------------------------


def suspended(town: Town, citizen: Client) -> str:
    case = accepted(town, citizen, "ordinary")
    services.start_special(
        public_id=case,
        kind="expert_review",
        days=5,
        reason="需要专家评审",
        actor=town.clerk,
        at=town.at,
        key="s",
    )
    return case


def test_a_special_procedure_shows_two_clocks_and_is_no_lateness(town: Town, citizen: Client) -> None:
    town.clerk = town.official(
        given.HOUSING, "case.accept", "case.correct", "case.read_department", "case.decide"
    )
    page = citizen.get(f"/case/{suspended(town, citizen)}/")
    said, html = text_of(page), page.content.decode()
    for words in ("专家评审", "依法暂停计时,还剩 10 个工作日", "剩 5 个工作日", "特别程序告知书"):
        assert words in said
    assert "countdown--paused" in html
    assert "countdown--normal" in html
    assert "countdown--overdue" not in html


def test_past_its_notice_the_main_clock_runs_again(town: Town, citizen: Client, at_this_moment: Any) -> None:  # noqa: F811
    town.clerk = town.official(
        given.HOUSING, "case.accept", "case.correct", "case.read_department", "case.decide"
    )
    case = suspended(town, citizen)
    at_this_moment(given.MONDAY + timedelta(days=9))
    said = text_of(citizen.get(f"/case/{case}/"))
    assert "主时限恢复计算" in said
    assert "依法暂停计时" not in said.split("办理过程")[0]


def test_an_extension_is_told_as_lawful(town: Town, citizen: Client) -> None:
    director = town.official(given.HOUSING, "case.direct", "case.read_department")
    case = accepted(town, citizen, "ordinary")
    services.extend(public_id=case, days=5, reason="案情复杂", actor=director, at=town.at, key="e")
    said = text_of(citizen.get(f"/case/{case}/"))
    assert "依法延期 5 个工作日" in said
    assert "案情复杂" in said
    assert "超期" not in said


# -- how long it takes -----------------------------------------------------------------------------------------------


def test_percentiles_are_hidden_below_the_minimum_and_exact_above() -> None:
    today = date(2026, 3, 2)
    assert rules.pace_of({3: 19}, today) is None
    pace = rules.pace_of({1: 5, 3: 5, 6: 6, 9: 2, 20: 2}, today)
    assert pace == rules.Pace(half=3, eight_in_ten=6, nine_in_ten=9, cases=20, counted_on=today)


def test_the_tracker_says_how_long_such_cases_took_once_enough_were_decided(
    town: Town, citizen: Client
) -> None:
    case = accepted(town, citizen, "ordinary")
    row = apps.get_model("cases", "Case").objects.get(public_id=case)
    decided = given.MONDAY - timedelta(days=4)
    for number in range(20):
        row.pk, row.public_id, row.number = new_key(), f"p{number}", f"n{number}"
        row.project_no, row.object_key, row.state = f"x{number}", f"o{number}", "delivered"
        row.accepted_on, row.decided_at, row.closed_at = date(2026, 2, 24), decided, decided
        row.save(force_insert=True)
        if number == 18:
            assert services.count_paces(given.MONDAY) == 0
            assert "十件中有八件" not in text_of(citizen.get(f"/case/{case}/"))
    assert services.count_paces(given.MONDAY) == 1
    said = text_of(citizen.get(f"/case/{case}/"))
    assert "十件中有八件在受理后 2 个工作日内办结" in said
    assert "20 件" in said


# -- hearing and visit -----------------------------------------------------------------------------------------------


def test_the_applicant_answers_whether_a_hearing_is_wanted_and_sees_when_it_is(
    town: Town, citizen: Client
) -> None:
    handler = town.official(given.HOUSING, "case.accept", "case.read_department", "case.decide")
    case = accepted(town, citizen)
    services.offer_hearing(public_id=case, reason="涉及邻居利益", actor=handler, at=town.at, key="o")
    citizen_page = citizen.get(f"/case/{case}/hearing/")
    assert "涉及邻居利益" in text_of(citizen_page)
    key = hidden(citizen_page, "submission_key")
    assert citizen.post(f"/case/{case}/hearing/", {"submission_key": key}).status_code == 422
    said = {"submission_key": key, "wanted": "yes", "statement": "我要当面说明"}
    assert citizen.post(f"/case/{case}/hearing/", said).status_code == 302
    assert town.facts(queries.case_card(public_id=case)).hearing.wanted
    services.call_visit(
        public_id=case, on=date(2026, 3, 6), time="14:00", place="海棠路1号", departments=["民政局"],
        actor=handler, at=town.at, key="v",
    )  # fmt: skip
    page = text_of(citizen.get(f"/case/{case}/"))
    for words in ("现场踏勘安排", "海棠路1号", "民政局", "联合踏勘通知书", "听证权利告知书"):
        assert words in page


# -- bans ------------------------------------------------------------------------------------------------------------


def test_a_ban_is_told_with_its_day_and_basis_before_any_work(at_this_moment: Any) -> None:  # noqa: F811
    at_this_moment(given.MONDAY)
    town = Town(procedure={"safety": True})
    card = queries.case_card(public_id=town.submitted().public_id)
    apps.get_model("cases", "Mark").objects.create(
        case_id=card.id, kind="ban", applicant_kind="person", applicant_id=card.applicant_id,
        implementation_id=town.item_id, since=date(2026, 3, 1), until=date(2027, 3, 1),
        source="Administrative License Law, art. 78",
    )  # fmt: skip
    for answer in (
        browser(town.citizen).get(f"/apply/{TASK_CODE}/"),
        browser(town.citizen).post(f"/apply/{TASK_CODE}/"),
    ):
        assert answer.status_code == 409
        assert "第七十八条" in text_of(answer)
        assert "2027" in text_of(answer)
