"""What waits on the desk: beside the seats, as a stand-in, in bulk; and whose turn it is, for supervisors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from tests.cases import given
from tests.cases.browsing import at_this_moment, browser, text_of  # noqa: F401 - a fixture
from tests.cases.town import Town
from tongban.cases import queries, rules, services
from tongban.flow import queries as flow
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(at_this_moment: Any) -> Any:  # noqa: F811
    at_this_moment(given.MONDAY)
    return at_this_moment


def home_of(actor: Actor) -> str:
    return text_of(browser(actor).get("/desk/"))


def key_of(case: services.CaseResult) -> str:
    return queries.case_card(public_id=case.public_id).id


def test_a_request_for_extension_waits_for_the_head_until_it_is_answered(clock: Any) -> None:
    town = Town()
    case = town.accepted()
    head = town.official(given.HOUSING, "case.direct")
    other = town.official(given.CIVIL, "case.direct")
    approver = town.approvers[given.HOUSING]
    services.ask_extension(
        public_id=case.public_id, days=3, reason="外省核查", actor=approver, at=town.at, key="x"
    )
    assert "等您批准的延期申请" in home_of(head)
    assert "等您批准的延期申请" not in home_of(other)
    services.decline_extension(public_id=case.public_id, reason="够用", actor=head, at=town.at, key="y")
    assert "等您批准的延期申请" not in home_of(head)


def test_the_departments_of_a_joint_item_look_through_it_before_acceptance(clock: Any) -> None:
    town = Town(procedure={"joint": True})
    case = town.submitted()
    civil = town.approvers[given.CIVIL]
    assert "需要预审" in home_of(civil)
    item = {"kind": "material", "key": "m1", "name": "收入证明"}
    for key, needed in (("p1", "盖章"), ("p2", "请盖章")):
        services.propose_correction(
            public_id=case.public_id, items=[rules.CorrectionItem(**item, needed=needed)],
            actor=civil, at=town.at, key=key,
        )  # fmt: skip
    assert [one.needed for one in town.facts(case).proposed] == ["请盖章"]
    assert "需要预审" not in home_of(civil)
    assert "需要预审" in home_of(town.approvers[given.REGISTRY])
    services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="a")
    assert "需要预审" not in home_of(town.approvers[given.REGISTRY])


def test_a_promise_waits_for_its_check_at_the_department(clock: Any) -> None:
    terms = {"terms": ["收入证明属实"], "consequences": "撤销", "replaces": ["m1"]}
    town = Town(procedure={"commitment": terms})
    draft = town.draft()
    services.choose_promise(draft=draft, promise=True, actor=town.citizen, at=town.at)
    case = services.submit(draft=draft, actor=town.citizen, at=town.at, key="s").public_id
    services.accept(public_id=case, actor=town.clerk, at=town.at, key="a")
    services.decide(public_id=case, approve=True, actor=town.head, at=town.at, key="d")
    assert "待核查的承诺" in home_of(town.head)
    services.check_promise(public_id=case, result="kept", actor=town.head, at=town.at, key="c")
    assert "待核查的承诺" not in home_of(town.head)


def test_a_paused_seat_shows_both_its_dates_and_no_lateness(clock: Any) -> None:
    town = Town()
    case = town.accepted()
    services.start_special(
        public_id=case.public_id, kind="appraisal", days=5, reason="送检",
        actor=town.approvers[given.HOUSING], at=town.at, key="t",
    )  # fmt: skip
    said = home_of(town.approvers[given.STREET])
    assert "特别程序到3月9日(周一);主时限3月23日(周一)" in said
    assert "计时暂停" in said or "暂停" in said


def test_a_seat_waits_for_its_stand_in_alone(clock: Any) -> None:
    town = Town()
    case = town.accepted()
    street = str(town.desks[given.STREET].pk)
    stand_in = town.official(given.STREET)
    apps.get_model("flow", "OpenSeat").objects.filter(subject_id=key_of(case)).update(
        stand_in=stand_in.staff_id
    )
    asked = {"department_ids": [street], "permissions": ["case.opinion"], "today": day_of(town.at)}
    assert flow.worklist(**asked, staff_id=town.approvers[given.STREET].staff_id) == ()
    assert len(flow.worklist(**asked, staff_id=stand_in.staff_id)) == 1
    assert flow.counts_by_light(**asked, staff_id=stand_in.staff_id).total == 1


def seats_of(town: Town, actor: Actor) -> list[str]:
    found = flow.worklist(
        department_ids=[actor.department_id], permissions=["case.opinion"], today=day_of(town.at)
    )
    return [str(seat.id) for seat in found]


def test_one_opinion_for_several_cases_is_given_case_by_case_and_reported(clock: Any) -> None:
    town = Town()
    street = town.approvers[given.STREET]
    first = town.accepted()
    second = services.accept(
        public_id=town.submitted(town.person(2, "李四"), key="k2").public_id,
        actor=town.clerk, at=town.at, key="a2",
    )  # fmt: skip
    seats = seats_of(town, street)
    client = browser(street)
    page = client.get("/desk/opinions/", {"seat": seats})
    assert "对 2 件给出意见" in text_of(page)
    typed = {"seat": seats, "submission_key": "bulk-1", "verdict": "agree", "reason": "已走访"}
    assert client.post("/desk/opinions/", typed | {"verdict": "maybe"}).status_code == 422
    services.terminate(
        public_id=second.public_id, ground="died", reason="死亡", actor=town.head, at=town.at, key="t"
    )
    seats_now = seats_of(town, street)
    assert len(seats_now) == 1
    report = text_of(client.post("/desk/opinions/", typed | {f"reason-{seats_now[0]}": "住户三人"}))
    assert "1 件全部已记录" in report
    [entry] = town.facts(first).entries
    assert entry.reason == "已走访\n住户三人"


def test_a_case_that_refuses_its_opinion_is_named_with_the_reason_and_the_others_stand(clock: Any) -> None:
    town = Town()
    case = town.accepted()
    town.said(case, "survey", given.STREET, "")
    civil = town.approvers[given.CIVIL]
    typed = {"seat": seats_of(town, civil), "submission_key": "bulk-2", "verdict": "disagree", "reason": ""}
    report = text_of(browser(civil).post("/desk/opinions/", typed))
    assert "0 件已记录,1 件没有记录" in report
    assert "请写明理由" in report or "理由" in report


def test_strangers_have_nothing_to_tick(clock: Any) -> None:
    town = Town()
    town.accepted()
    seats = seats_of(town, town.approvers[given.STREET])
    said = text_of(browser(town.approvers[given.CIVIL]).get("/desk/opinions/", {"seat": seats}))
    assert "没有勾选" in said
    assert browser(town.citizen).get("/desk/opinions/").status_code == 404
    assert browser(town.clerk).get("/desk/opinions/").status_code == 404


def test_lateness_lights_the_department_of_the_seat_and_a_pause_is_none(clock: Any) -> None:
    town = Town()
    case = town.accepted()
    supervisor = town.official(given.REGISTRY, "supervise.read")
    later = given.MONDAY + timedelta(days=9)
    clock(later)
    said = text_of(browser(supervisor).get("/desk/supervise/"))
    street, lead = town.desks[given.STREET].name, town.desks[given.HOUSING].name
    turns = flow.counts_by_department(today=day_of(later))
    assert turns[str(town.desks[given.STREET].pk)].overdue == 1
    assert str(town.desks[given.HOUSING].pk) not in turns
    assert f"{street} · survey 超期" in said
    assert f"{lead} · " not in said
    services.extend(
        public_id=case.public_id, days=5, reason="核查", at=later, key="e",
        actor=town.official(given.HOUSING, "case.direct"),
    )  # fmt: skip
    assert "已依法延期" in text_of(browser(supervisor).get("/desk/supervise/"))
    holder = str(town.desks[given.STREET].pk)
    assert f"{street}的席位" in text_of(browser(supervisor).get(f"/desk/supervise/?holder={holder}"))
