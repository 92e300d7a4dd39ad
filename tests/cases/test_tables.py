"""Decision tables in a case: what is asked for, which way it takes, what the ledger keeps of it, and who is told why."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from tests.cases import given
from tests.cases.browsing import at_this_moment, browser, text_of  # noqa: F401
from tests.cases.town import FIELDS, Town
from tongban.cases import queries, rules, services
from tongban.catalogue.rules import TableCard, to_plain
from tongban.flow.rules.dmn.grids import Grid, GridInput, GridOutput, GridRule, dmn_of
from tongban.foundation.refusals import Refused

MATERIALS = [
    {"id": "m1", "name": "收入证明"},
    {"id": "m2", "name": "婚姻状况证明", "necessity": "optional"},
    {"id": "m3", "name": "残疾证"},
]
GRID = Grid(
    "家庭规则",
    "UNIQUE",
    (GridInput("household", "number"), GridInput("income", "number")),
    (GridOutput("m2"), GridOutput("m3"), GridOutput("审核层级")),
    (
        GridRule(("1", ""), ('"none"', '"none"', '"简易"'), "一人户"),
        GridRule(("> 1", "<= 3000"), ('"required"', '"later"', '"一般"')),
        GridRule(("> 1", "> 3000"), ('"required"', '"none"', '"一般"')),
    ),
)
PLAN: dict[str, Any] = {
    "kind": "steps",
    "of": [
        {
            "kind": "choose",
            "branches": [
                {
                    "when": {"field": "审核层级", "is": "一般"},
                    "then": {"kind": "seat", "key": "street", "name": "街道审核", "department": given.STREET},
                }
            ],
        },
        {"kind": "seat", "key": "decision", "name": "决定", "department": given.HOUSING, "permission": "case.decide", "duty": "decide"},
    ],
}  # fmt: skip


@pytest.fixture
def town(transactional_db: None) -> Town:
    tables = to_plain((TableCard("table-1", "家庭规则", dmn_of(GRID)),))
    return Town(PLAN, materials=MATERIALS, tables=tables, procedure={"gap_workdays": 10}, fields=FIELDS)


def facts(case: services.CaseResult) -> rules.CaseFacts:
    return queries.refold(case_id=queries.case_card(public_id=case.public_id).id)


def trusted(town: Town, draft: str) -> services.CaseResult:
    services.choose_later(
        draft=draft, materials=frozenset({"m3"}), follow_up=True, actor=town.citizen, at=town.at
    )
    ref = {"public_id": "f" * 26, "name": "材料.pdf", "size": 10, "sha256": "0" * 64}
    apps.get_model("cases", "Draft").objects.filter(public_id=draft).update(
        materials={"m1": [ref], "m2": [ref]}
    )
    return services.submit(draft=draft, actor=town.citizen, at=town.at, key="k-submit")


def test_the_answers_decide_what_is_asked_for_and_which_way_the_case_takes(town: Town) -> None:
    alone = town.accepted(household="1")
    assert [one.key for one in facts(alone).materials] == ["m1"]
    assert [seat.instance for seat in facts(alone).seats] == ["decision"]


def test_a_material_that_a_table_asks_for_is_missing_until_it_comes(town: Town) -> None:
    with pytest.raises(Refused) as refused:
        town.submitted(household="3", income="4000")
    assert [fault.field for fault in refused.value.faults] == ["m2"]


def test_what_may_follow_for_these_answers_follows_and_the_longer_way_is_taken(town: Town) -> None:
    case = trusted(town, town.draft(household="3", income="2000"))
    assert {one.key: one.how for one in facts(case).materials} == {"m1": "files", "m2": "files", "m3": "gap"}
    services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="k-accept")
    assert [seat.instance for seat in facts(case).seats] == ["street"]
    town.said(case, "street", given.STREET)
    assert [seat.instance for seat in facts(case).seats] == ["decision"]


def test_what_may_not_follow_for_these_answers_is_not_promised(town: Town) -> None:
    draft = town.draft(household="1")
    with pytest.raises(Refused, match="gap_not_allowed"):
        services.choose_later(
            draft=draft, materials=frozenset({"m3"}), follow_up=True, actor=town.citizen, at=town.at
        )


def test_the_ledger_keeps_which_rule_said_so(town: Town) -> None:
    (said,) = facts(town.submitted(household="1")).said
    assert (said.table, said.decision, said.rules) == ("table-1", "家庭规则", (1,))
    assert dict(said.results) == {"审核层级": "简易"}
    assert dict(said.materials) == {"m2": "none", "m3": "none"}


def test_a_correction_that_changes_the_answers_asks_the_tables_again(town: Town) -> None:
    case = trusted(town, town.draft(household="3", income="2000"))
    services.request_correction(
        public_id=case.public_id, items=(rules.CorrectionItem("field", "household", "家庭人口", "请核实"),),
        actor=town.clerk, at=town.at, key="k-ask",
    )  # fmt: skip
    services.answer_correction(
        public_id=case.public_id,
        answers={"household": "1"},
        files={},
        actor=town.citizen,
        at=town.at,
        key="k-answer",
    )
    assert [one.rules for one in facts(case).said] == [(1,)]
    assert [one.key for one in facts(case).materials] == ["m1"]
    services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="k-accept")
    assert [seat.instance for seat in facts(case).seats] == ["decision"]


def test_what_is_mended_at_the_window_asks_the_tables_again(town: Town) -> None:
    case = town.submitted(household="1")
    services.correct_on_spot(
        public_id=case.public_id,
        answers={"household": "2"},
        note="当面更正",
        actor=town.clerk,
        at=town.at,
        key="k-spot",
    )
    assert dict(facts(case).said[0].results) == {"审核层级": "一般"}


def test_a_running_case_keeps_the_tables_of_its_version(town: Town) -> None:
    case = trusted(town, town.draft(household="3", income="2000"))
    carried = apps.get_model("catalogue", "Implementation").objects.get(pk=town.item_id)
    town.version(carried, PLAN, 2, materials=MATERIALS)
    services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="k-accept")
    assert [seat.instance for seat in facts(case).seats] == ["street"]


def test_the_stored_cases_are_what_their_events_say(town: Town) -> None:
    trusted(town, town.draft(household="3", income="2000"))
    verdict = services.verify_cases(today=given.MONDAY.date())
    assert verdict.ok, verdict.sentence


@pytest.mark.usefixtures("town")
class TestPages:
    def test_the_applicant_reads_why_a_material_is_asked_for(self, town: Town, at_this_moment: Any) -> None:  # noqa: F811
        at_this_moment(town.at)
        draft = town.draft(household="3", income="2000")
        page = text_of(browser(town.citizen).get(f"/draft/{draft}/materials/"))
        assert "需要提交:“家庭规则”规则 2(家庭人口:> 1、月收入:<= 3000)" in page
        assert "可以后补:“家庭规则”规则 2" in page
        services.save_answers(draft=draft, answers={"household": "1"}, actor=town.citizen, at=town.at)
        page = text_of(browser(town.citizen).get(f"/draft/{draft}/materials/"))
        assert "按您的回答无需提交" in page
        assert "无需提交:“家庭规则”规则 1(家庭人口:1)" in page

    def test_case_pages_say_which_rule_asked(self, town: Town, at_this_moment: Any) -> None:  # noqa: F811
        at_this_moment(town.at)
        case = trusted(town, town.draft(household="3", income="2000"))
        for page in (
            browser(town.citizen).get(f"/case/{case.public_id}/"),
            browser(town.clerk).get(f"/desk/case/{case.public_id}/"),
        ):
            assert "“家庭规则”规则 2" in text_of(page)
        desk = text_of(browser(town.clerk).get(f"/desk/case/{case.public_id}/"))
        assert "审核层级" in desk
        assert "一般" in desk
