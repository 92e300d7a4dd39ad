"""The rarer acts on the desk: only what the law allows now is offered, the page tells what follows, nothing typed is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases import given
from tests.cases.browsing import at_this_moment, browser, hidden, text_of  # noqa: F401 - a fixture
from tests.cases.town import Town
from tongban.cases import queries, rules, services
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.refusals import Refused
from tongban.org import services as org

pytestmark = pytest.mark.django_db
JOINT = {"joint": True}
PROMISE = {"commitment": {"terms": ["收入证明属实"], "consequences": "撤销", "replaces": ["m1"]}}


class Walker:
    """The town with a clock that can be moved on, and pages that are posted as they stand."""

    def __init__(self, set_clock: Any, **procedure: Any) -> None:
        self.set_clock = set_clock
        set_clock(given.MONDAY)
        self.town = Town(procedure=procedure) if procedure else Town()
        self.director = self.official(given.HOUSING, "case.direct", "case.revoke", "case.read_department")

    def official(self, department: str, *permissions: str) -> Actor:
        return self.town.official(department, *permissions)

    def later(self, days: int) -> None:
        self.town.at = given.MONDAY + timedelta(days=days)
        self.set_clock(self.town.at)

    def page(self, actor: Actor, case: str) -> str:
        return text_of(browser(actor).get(f"/desk/case/{case}/"))

    def posts(self, actor: Actor, case: str, act: str, **typed: Any) -> Any:
        """The form of one act as it stands on the page, with what is typed."""
        client = browser(actor)
        page = client.get(f"/desk/case/{case}/")
        key, version = hidden(page, "submission_key"), hidden(page, "version")
        data = {"submission_key": f"{key}{act}", "version": version} | typed
        return client.post(f"/desk/case/{case}/{act}/", data)

    def facts(self, case: str) -> Any:
        return queries.refold(case_id=queries.case_card(public_id=case).id)


@pytest.fixture
def walk(at_this_moment: Any) -> Walker:  # noqa: F811
    return Walker(at_this_moment)


def test_a_special_procedure_stops_the_clock_with_a_notice_of_days_and_ends_with_its_result(
    walk: Walker,
) -> None:
    case, approver = walk.town.accepted().public_id, walk.town.approvers[given.HOUSING]
    assert "启动特别程序" in walk.page(approver, case)
    wrong = walk.posts(approver, case, "start-special", kind="appraisal", days="5", reason="")
    assert wrong.status_code == 422
    assert 'value="5"' in wrong.content.decode()
    typed = {"kind": "appraisal", "days": "5", "reason": "送检水样"}
    shown = text_of(walk.posts(approver, case, "start-special", go="preview", **typed))
    assert "暂停计时到 2026年3月9日(周一)" in shown
    assert walk.facts(case).state == rules.State.ACCEPTED
    assert walk.posts(approver, case, "start-special", **typed).status_code == 302
    assert walk.facts(case).state == rules.State.SUSPENDED
    said = walk.page(approver, case)
    assert "结束特别程序" in said
    assert "启动特别程序" not in said
    walk.later(2)
    assert walk.posts(approver, case, "end-special", result="水样合格").status_code == 302
    assert walk.facts(case).pauses[0].ended.result == "水样合格"


def test_testing_is_for_two_officials_by_a_standard_that_a_refusal_names(walk: Walker) -> None:
    case, approver = walk.town.accepted().public_id, walk.town.approvers[given.HOUSING]
    assert "应当在2026年3月9日(周一)前指派" in walk.page(approver, case)
    typed = {"kind": "testing", "days": "5", "reason": "送检水样"}
    assert "两名" in text_of(walk.posts(approver, case, "start-special", **typed))
    sent = [walk.town.in_office(given.HOUSING, number).staff_id for number in (601, 602)]
    assert walk.posts(approver, case, "start-special", officials=sent, **typed).status_code == 302
    assert len(walk.facts(case).pauses[0].began.officials) == 2
    half = walk.posts(approver, case, "end-special", result="大肠菌群超标")
    assert "请写明依据的技术标准" in text_of(half)
    done = walk.posts(
        approver, case, "end-special", result="大肠菌群超标", conforms="no", standard="GB 5749-2022"
    )
    assert done.status_code == 302
    assert rules.measured(walk.facts(case)).standard == "GB 5749-2022"


def test_a_hearing_is_no_special_procedure_to_begin_by_hand(walk: Walker) -> None:
    case, approver = walk.town.accepted().public_id, walk.town.approvers[given.HOUSING]
    refused = walk.posts(approver, case, "start-special", kind="hearing", days="5", reason="听证")
    assert refused.status_code == 422
    with pytest.raises(Refused) as told:
        services.start_special(
            public_id=case, kind="hearing", days=5, reason="听证", actor=approver, at=walk.town.at, key="h"
        )
    assert told.value.code == "cases.special_without_notice"


def test_only_the_head_extends_and_reads_the_most_and_the_new_date_before_pressing(walk: Walker) -> None:
    case, approver = walk.town.accepted().public_id, walk.town.approvers[given.HOUSING]
    assert walk.posts(approver, case, "extend", days="3", reason="忙").status_code == 404
    assert walk.posts(approver, case, "ask-extension", days="5", reason="需要外省核查").status_code == 302
    said = walk.page(walk.director, case)
    for words in ("法律允许的上限 10 个工作日", "5 个工作日:需要外省核查", "延长 5 个工作日后 2026年3月23日"):
        assert words in said
    too_long = walk.posts(walk.director, case, "extend", days="11", reason="需要外省核查")
    assert too_long.status_code == 422
    assert 'value="11"' in too_long.content.decode()
    assert walk.posts(walk.director, case, "extend", days="5", reason="需要外省核查").status_code == 302
    assert walk.facts(case).promised_due.on == date(2026, 3, 23)
    assert "批准延长期限" not in walk.page(walk.director, case)


def test_a_head_who_does_not_extend_says_why(walk: Walker) -> None:
    case, approver = walk.town.accepted().public_id, walk.town.approvers[given.HOUSING]
    walk.posts(approver, case, "ask-extension", days="5", reason="需要外省核查")
    assert walk.posts(walk.director, case, "decline-extension", reason="").status_code == 422
    assert walk.posts(walk.director, case, "decline-extension", reason="期限足够").status_code == 302
    assert walk.facts(case).extension_asked is None


def a_chair(walk: Walker) -> Actor:
    """An official in office who has not looked at the case."""
    desk = walk.town.desks[given.HOUSING]
    post = org.create_post(
        department_id=str(desk.pk), name="法制岗", permissions=["case.read_department"],
        actor=SYSTEM, at=walk.town.at,
    )  # fmt: skip
    person = walk.town.person(7, "郑公")
    staff = org.register_staff(
        number="H7", person_id=person.person_id, account_id="", actor=SYSTEM, at=walk.town.at
    )
    org.appoint(staff_id=staff, post_id=post.id, starts_on=date(2020, 1, 1), actor=SYSTEM, at=walk.town.at)
    return Actor(
        account_id=staff, person_id=person.person_id, staff_id=staff, name="郑公", role="staff",
        department_id=str(desk.pk), department_name=desk.name, permissions=frozenset({"case.read_department"}),
    )  # fmt: skip


def test_a_hearing_is_offered_called_on_a_lawful_day_held_by_its_chair_and_decided_on_its_record(
    walk: Walker,
) -> None:
    chair, case = a_chair(walk), walk.town.heard().public_id
    approver = walk.town.approvers[given.HOUSING]
    assert walk.posts(approver, case, "offer-hearing", reason="涉及邻里重大利益").status_code == 302
    services.ask_hearing(
        public_id=case, wanted=True, actor=walk.town.citizen, at=walk.town.at, key="ask", statement="要听证"
    )
    page = browser(approver).get(f"/desk/case/{case}/").content.decode()
    days = re.findall(r'<option value="(2026-\d\d-\d\d)"', page)
    assert days[0] == "2026-03-11"
    assert chair.name in page
    early = walk.posts(
        approver, case, "call-hearing", on="2026-03-10", time="9:30", place="三楼", chair=chair.staff_id
    )
    assert early.status_code == 422
    typed = {"on": days[0], "time": "9:30", "place": "三楼会议室", "chair": chair.staff_id}
    assert walk.posts(approver, case, "call-hearing", **typed).status_code == 302
    assert "提交听证笔录" not in walk.page(chair, case)
    walk.later(9)
    assert "提交听证笔录" in walk.page(chair, case)
    assert walk.posts(chair, case, "hold-hearing", record="双方陈述", signed="").status_code == 422
    assert (
        walk.posts(chair, case, "hold-hearing", record="双方陈述", signed="王小明、郑公").status_code == 302
    )
    no_record = walk.posts(walk.town.head, case, "decide", decision="yes", reasons="依据笔录")
    assert no_record.status_code == 422
    assert "依据听证笔录作出" in text_of(no_record)
    done = walk.posts(walk.town.head, case, "decide", decision="yes", reasons="依据笔录", on_record="on")
    assert done.status_code == 302
    assert walk.facts(case).state == rules.State.DECIDED


def test_a_joint_visit_writes_down_what_every_department_found(walk: Walker) -> None:
    case, approver = walk.town.accepted().public_id, walk.town.approvers[given.HOUSING]
    names = [walk.town.desks[code].name for code in (given.HOUSING, given.STREET)]
    typed = {"on": "20260304", "time": "14:00", "place": "梧桐路8号", "departments": names}
    assert walk.posts(approver, case, "call-visit", **typed).status_code == 302
    assert "填写踏勘意见" not in walk.page(approver, case)
    walk.later(2)
    half = walk.posts(approver, case, "hold-visit", **{"found-0": "与申请一致"})
    assert half.status_code == 422
    assert "与申请一致" in half.content.decode()
    there = [walk.town.in_office(given.HOUSING, number).staff_id for number in (601, 602)]
    found = {"found-0": "与申请一致", "absent-1": "on"}
    alone = walk.posts(approver, case, "hold-visit", officials=there[:1], signed="李办", **found)
    assert "不得少于两人" in text_of(alone)
    whole = walk.posts(approver, case, "hold-visit", officials=there, signed="二人已签字", **found)
    assert whole.status_code == 302
    assert [one.absent for one in walk.facts(case).visits[0].findings] == [False, True]


def test_a_case_returns_only_to_seats_that_have_spoken(walk: Walker) -> None:
    case = walk.town.accepted()
    street, housing = walk.town.approvers[given.STREET], walk.town.approvers[given.HOUSING]
    assert "退回前一环节" not in walk.page(street, case.public_id)
    walk.town.said(case, "survey", given.STREET, "")
    assert "从“housing”退回“survey”" in walk.page(housing, case.public_id)
    back = walk.posts(housing, case.public_id, "return", place="housing>survey", reason="请再核实人口")
    assert back.status_code == 302
    assert [seat.instance for seat in walk.facts(case.public_id).seats] == ["survey"]


def test_the_decision_is_not_offered_to_be_passed_on(walk: Walker) -> None:
    case = walk.town.heard()
    deciding = replace(walk.town.head, permissions=frozenset({"case.decide", "case.read_department"}))
    page = walk.page(deciding, case.public_id)
    assert "加请其他部门会办" in page
    assert "转交其他部门" not in page
    refused = walk.posts(
        deciding, case.public_id, "delegate", place="decision", target=given.STREET, reason="代为决定"
    )
    assert refused.status_code in (404, 422)
    assert walk.facts(case.public_id).deciding_seat.department == given.HOUSING


def test_a_seat_is_passed_on_added_to_reminded_and_waived(walk: Walker) -> None:
    case = walk.town.accepted()
    walk.town.said(case, "survey", given.STREET, "")
    public_id, civil = case.public_id, walk.town.approvers[given.CIVIL]
    registry = walk.town.approvers[given.REGISTRY]
    passed = walk.posts(civil, public_id, "delegate", place="civil", target=given.STREET, reason="由街道掌握")
    assert passed.status_code == 302
    added = walk.posts(
        registry, public_id, "add-seat", place="registry", target=given.CIVIL, reason="涉及婚姻"
    )
    assert added.status_code == 302
    assert walk.posts(walk.director, public_id, "remind", place="housing", reason="快到期").status_code == 302
    assert walk.posts(walk.director, public_id, "waive", place="housing", reason="").status_code == 422
    assert (
        walk.posts(walk.director, public_id, "waive", place="housing", reason="已有记录").status_code == 302
    )
    held = {seat.instance: seat.department for seat in walk.facts(public_id).seats}
    assert held["civil"] == given.STREET
    assert "housing" not in held
    assert "registry+1" in held


def test_an_opinion_can_be_taken_back_until_the_next_seat_has_spoken(walk: Walker) -> None:
    case = walk.town.accepted()
    walk.town.said(case, "survey", given.STREET, "")
    street = walk.town.approvers[given.STREET]
    assert "撤回意见" in walk.page(street, case.public_id)
    assert walk.posts(street, case.public_id, "recall", place="survey", reason="").status_code == 302
    assert [seat.instance for seat in walk.facts(case.public_id).seats] == ["survey"]


def test_a_stand_in_is_named_by_the_head_and_alone_speaks_then(walk: Walker) -> None:
    chair, case = a_chair(walk), walk.town.heard().public_id
    said = walk.posts(walk.director, case, "stand-in", place=f"decision>{chair.staff_id}", reason="")
    assert said.status_code == 302
    head = browser(walk.town.head)
    assert f"/desk/case/{case}/decide/" not in head.get(f"/desk/case/{case}/").content.decode()
    assert walk.facts(case).deciding_seat.stand_in == chair.staff_id


def test_the_lead_merges_what_all_departments_need_into_one_notice(at_this_moment: Any) -> None:  # noqa: F811
    walk = Walker(at_this_moment, **JOINT)
    case = walk.town.submitted().public_id
    for code, needed in ((given.CIVIL, "补充低保证明"), (given.REGISTRY, "补充房产查询")):
        proposal = {"ask-material-m1": "on", "needed-material-m1": needed}
        assert walk.posts(walk.town.approvers[code], case, "propose", **proposal).status_code == 302
    page = browser(walk.town.clerk).get(f"/desk/case/{case}/").content.decode()
    assert "民政局：补充低保证明；不动产登记中心：补充房产查询" in page
    left_out = {"ask-field-income": "on", "needed-field-income": "请核对"}
    assert walk.posts(walk.town.clerk, case, "correct", **left_out).status_code == 422
    whole = left_out | {"ask-material-m1": "on", "needed-material-m1": "低保证明和房产查询"}
    assert walk.posts(walk.town.clerk, case, "correct", **whole).status_code == 302
    [material, _field] = walk.facts(case).correction.items
    assert set(material.department.split("、")) == {"民政局", "不动产登记中心"}


def test_what_can_be_mended_at_the_window_needs_no_notice(walk: Walker) -> None:
    case = walk.town.submitted().public_id
    page = browser(walk.town.clerk).get(f"/desk/case/{case}/").content.decode()
    assert "99000119900" not in page
    whole = {"name": "王小明", "household": "4", "income": "2800", "note": "人数改为四人"}
    assert walk.posts(walk.town.clerk, case, "mend", **whole).status_code == 302
    assert walk.facts(case).answers["household"] == "4"
    assert walk.facts(case).answers["id_number"]


def test_false_materials_are_not_accepted_and_bar_where_safety_hangs_on_it(at_this_moment: Any) -> None:  # noqa: F811
    walk = Walker(at_this_moment, safety=True)
    case = walk.town.submitted().public_id
    typed = {"ground": "false_materials", "reason": "证明系伪造", "review_body": "区政府", "court": "区法院"}
    assert walk.posts(walk.town.clerk, case, "refuse", **typed, channel="网上").status_code == 302
    assert walk.facts(case).ban.until == date(2027, 3, 3)


def test_an_ordinary_item_is_not_decided_on_the_spot(at_this_moment: Any) -> None:  # noqa: F811
    ordinary = Walker(at_this_moment)
    case = ordinary.town.submitted().public_id
    assert "当场决定" not in ordinary.page(ordinary.town.head, case)


def test_an_immediate_item_is_accepted_and_decided_in_one(at_this_moment: Any) -> None:  # noqa: F811
    walk = Walker(at_this_moment, immediate=True)
    case = walk.town.submitted().public_id
    assert "即办件" in walk.page(walk.town.head, case)
    assert walk.posts(walk.town.head, case, "decide-now", decision="no").status_code == 422
    assert walk.posts(walk.town.head, case, "decide-now", decision="yes").status_code == 302
    assert walk.facts(case).state == rules.State.DECIDED


def test_a_case_without_an_object_is_terminated(walk: Walker) -> None:
    case = walk.town.accepted().public_id
    assert walk.posts(walk.town.head, case, "terminate", ground="died", reason="").status_code == 422
    assert walk.posts(walk.town.head, case, "terminate", ground="died", reason="死亡证明").status_code == 302
    assert walk.facts(case).state == rules.State.TERMINATED


def test_a_permission_is_ended_by_whoever_may_with_a_preview_of_what_follows(walk: Walker) -> None:
    case = walk.town.delivered().public_id
    assert "终止这项许可" not in walk.page(walk.town.head, case)
    typed = {
        "kind": "revoked", "reason": "收入材料虚假", "legal_basis": "《行政许可法》第六十九条",
        "review_body": "区政府", "court": "区法院", "channel": "网上",
    }  # fmt: skip
    shown = text_of(walk.posts(walk.director, case, "end-permission", go="preview", **typed))
    assert "证照同时失效" in shown
    assert walk.facts(case).state == rules.State.DELIVERED
    assert walk.posts(walk.director, case, "end-permission", **typed).status_code == 302
    assert walk.facts(case).state == rules.State.ENDED


def test_a_promise_is_checked_mended_and_found_kept(at_this_moment: Any) -> None:  # noqa: F811
    walk = Walker(at_this_moment, **PROMISE)
    draft = walk.town.draft()
    services.choose_promise(draft=draft, promise=True, actor=walk.town.citizen, at=walk.town.at)
    case = services.submit(draft=draft, actor=walk.town.citizen, at=walk.town.at, key="s").public_id
    services.accept(public_id=case, actor=walk.town.clerk, at=walk.town.at, key="a")
    services.decide(public_id=case, approve=True, actor=walk.town.head, at=walk.town.at, key="d")
    said = walk.page(walk.town.head, case)
    assert "收入证明属实" in said
    assert walk.posts(walk.town.head, case, "check-promise", result="mend", note="缺一项").status_code == 422
    mend = {"result": "mend", "note": "缺一项", "mend_by": "20260401"}
    assert walk.posts(walk.town.head, case, "check-promise", **mend).status_code == 302
    assert "限期整改" not in walk.page(walk.town.head, case).split("核查承诺")[-1].split("核查情况")[0]
    assert walk.posts(walk.town.head, case, "check-promise", result="kept").status_code == 302
    assert walk.facts(case).promise_check.result == "kept"


def test_strangers_to_an_act_find_no_such_case(walk: Walker) -> None:
    case = walk.town.accepted().public_id
    other = walk.official(given.CIVIL, "case.opinion")
    for act in ("extend", "end-permission", "terminate", "waive"):
        answer = browser(other).post(f"/desk/case/{case}/{act}/", {"submission_key": "k", "version": "2"})
        assert answer.status_code == 404


def test_interested_parties_are_told_line_by_line_and_heard_at_the_desk(walk: Walker) -> None:
    case, approver = walk.town.accepted().public_id, walk.town.approvers[given.HOUSING]
    half = walk.posts(approver, case, "tell-parties", parties="李邻居；相邻采光", reason="影响采光")
    assert half.status_code == 422
    assert "李邻居；相邻采光" in half.content.decode()
    typed = {"parties": "李邻居；相邻采光；海棠路2号\n赵邻居;通行;13800000000", "reason": "影响采光"}
    assert walk.posts(approver, case, "tell-parties", **typed).status_code == 302
    assert rules.party_names(walk.facts(case)) == {"李邻居", "赵邻居"}
    heard = {"party": "李邻居", "text": "影响我家采光", "wants_hearing": "yes"}
    assert walk.posts(approver, case, "hear-statement", **heard).status_code == 302
    assert walk.facts(case).hearing.wanted
    assert "要求听证" in walk.page(approver, case)


def test_the_applicant_states_and_argues_on_a_page_of_her_own(walk: Walker) -> None:
    case = walk.town.accepted().public_id
    citizen = browser(walk.town.citizen)
    page = citizen.get(f"/case/{case}/statement/")
    assert (
        citizen.post(
            f"/case/{case}/statement/", {"submission_key": hidden(page, "submission_key")}
        ).status_code
        == 422
    )
    sent = {"submission_key": hidden(page, "submission_key"), "text": "我家情况有变化"}
    assert citizen.post(f"/case/{case}/statement/", sent).status_code == 302
    said = text_of(citizen.get(f"/case/{case}/"))
    assert "申请人已陈述申辩" in said
    assert "陈述申辩记录" in said


def test_a_public_hearing_is_announced_with_its_rule_and_where_it_stands(walk: Walker) -> None:
    case, approver = walk.town.accepted().public_id, walk.town.approvers[given.HOUSING]
    typed = {"on": "20260316", "time": "9:00", "place": "听证室", "chair": a_chair(walk).staff_id}
    assert walk.posts(approver, case, "announce-hearing", **typed).status_code == 422
    told = {"reason": "涉及公共利益", "where": "政府门户网站"}
    assert walk.posts(approver, case, "announce-hearing", **typed, **told).status_code == 302
    assert "公开听证" in walk.page(approver, case)
