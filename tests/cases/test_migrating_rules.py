"""A running case under a newer plan: where it stands then, what it never costs its applicant, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tests.cases import given
from tests.cases.given import CIVIL, HOUSING, HOUSING_PLAN, REGISTRY, STREET, Story, seat
from tongban.cases import rules
from tongban.flow import rules as flow
from tongban.foundation.actors import SYSTEM
from tongban.foundation.refusals import Refused

NEWER = rules.PlanVersion("00000000-0000-7000-8000-000000000399", 4)
TERMS = rules.Terms(frozenset({"household", "income"}), (("m1", "收入证明"),), "10")


def steps(*of: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": "steps", "of": list(of)}


def together(*of: Mapping[str, Any], need: str | int = "all") -> dict[str, Any]:
    return {"kind": "together", "need": need, "of": list(of)}


DECISION = seat("decision", HOUSING, "decide", 3)
SURVEY = seat("survey", STREET, "survey", 5)
GROUP = together(seat("housing", HOUSING), seat("civil", CIVIL), seat("registry", REGISTRY))


def move(plan: Mapping[str, Any], at: datetime = given.MONDAY, **more: Any) -> rules.MovePlan:
    said = {
        "run": "run-1",
        "to": NEWER,
        "road": given.a_route(plan),
        "item": replace(given.an_item(), version_no=NEWER.no, version_id=NEWER.id),
        "terms": TERMS,
        "newer": TERMS,
    }
    return rules.MovePlan(actor=SYSTEM, at=at, **(said | more))


def moved(story: Story, plan: Mapping[str, Any], **more: Any) -> Story:
    """The case under the newer plan; what comes after is decided by it."""
    story.act(move(plan, story.at, **more))
    story.route = given.a_route(plan)
    return story


def restored(story: Story, plan: Mapping[str, Any] = HOUSING_PLAN, run: str = "run-1") -> Story:
    story.act(rules.RestorePlan(SYSTEM, story.at, run, given.a_route(plan)))
    story.route = given.a_route(plan)
    return story


def open_at(story: Story) -> list[str]:
    return [one.instance for one in story.facts.seats]


def refusal(story: Story, plan: Mapping[str, Any], **more: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        moved(story, plan, **more)
    return refused.value


def told(story: Story, inside: bool = False) -> str:
    return str(rules.line(story.events[-1], inside).sentence)


WHERE = [
    ("an open seat of both plans stays open", steps(SURVEY, GROUP, DECISION), ["survey"], []),
    ("a step taken out before it was asked is not asked", steps(SURVEY, DECISION), ["survey"], []),
    ("an open step taken out opens the next", steps(GROUP, DECISION), ["housing", "civil", "registry"], ["survey"]),
    (
        "a step in front that makes the way no longer is asked now",
        steps(seat("check", CIVIL, "review", 2), SURVEY, DECISION),
        ["check"],
        ["survey"],
    ),
    (
        "a step may come beside the open one",
        steps(together(SURVEY, seat("check", CIVIL, "review", 5)), GROUP, DECISION),
        ["survey", "check"],
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("why", "plan", "opens", "closes"), WHERE, ids=[one[0] for one in WHERE])
def test_where_a_case_that_waits_for_the_survey_stands_under_the_newer_plan(
    why: str, plan: Mapping[str, Any], opens: list[str], closes: list[str]
) -> None:
    story = moved(Story().accepted(), plan)
    assert open_at(story) == opens, why
    [what] = [event.what for event in story.events if event.kind == "plan_moved"]
    assert list(what.closed) == closes
    assert (what.from_version.no, what.to_version.no) == (3, 4)
    assert story.facts.plan_version == NEWER
    assert story.facts.of.item.version_no == 3, "what was applied for stays what it was"


def test_a_seat_that_stays_open_keeps_the_time_it_was_given() -> None:
    story = Story().accepted()
    due = story.facts.seats[0].due
    longer_here = steps(seat("survey", STREET, "survey", 1), DECISION)
    assert [one.due for one in moved(story.later(2), longer_here).facts.seats] == [due]


def test_a_seat_that_passes_to_another_department_passes_with_its_date() -> None:
    story = Story().accepted()
    due = story.facts.seats[0].due
    moved(story.later(1), steps(seat("survey", CIVIL, "survey", 5), GROUP, DECISION))
    [now] = story.facts.seats
    assert (now.department, now.due) == (CIVIL, due)
    assert story.events[-1].what.closed == ("survey",)


def test_a_newly_opened_seat_has_its_time_from_the_day_of_the_move() -> None:
    story = moved(Story().accepted().later(1), steps(GROUP, DECISION))
    assert {one.due.on for one in story.facts.seats} == {date(2026, 3, 5)}


def test_no_date_moves_and_the_timeline_says_so() -> None:
    story = Story().accepted()
    before = story.facts.promised_due, story.facts.statutory_due
    moved(story, steps(SURVEY, DECISION))
    assert (story.facts.promised_due, story.facts.statutory_due) == before
    assert told(story) == (
        "The office goes on by version 4 of its procedure; no date gets later, it stays due by 2026-03-16"
    )


def test_a_case_that_is_not_accepted_yet_is_accepted_into_the_newer_plan() -> None:
    story = moved(Story().submitted(), steps(GROUP, DECISION))
    assert open_at(story) == []
    assert "no date gets later" in told(story)
    story.act(rules.Accept(given.the_clerk(), story.at))
    assert open_at(story) == ["housing", "civil", "registry"]


def test_what_was_said_stays_said_and_the_case_ends_by_the_newer_plan() -> None:
    story = Story().accepted().said("survey", STREET, "", "情况属实").said("civil", CIVIL)
    moved(story, steps(SURVEY, together(seat("civil", CIVIL), seat("registry", REGISTRY)), DECISION))
    assert open_at(story) == ["registry"]
    story.said("registry", REGISTRY).act(rules.Decide(given.the_head(), story.at, True))
    assert story.facts.approved


def surveyed() -> Story:
    return Story().accepted().said("survey", STREET, "", "情况属实")


WORSE = [
    ("cases.plan_loses_opinion", "survey", lambda: surveyed(), steps(GROUP, DECISION)),
    ("cases.plan_loses_opinion", "survey", lambda: surveyed(), steps(seat("survey", CIVIL, "survey", 5), GROUP, DECISION)),
    ("cases.plan_loses_opinion", "survey", lambda: surveyed(), steps(seat("survey", STREET, "review", 5), GROUP, DECISION)),
    ("cases.plan_longer", "12", lambda: Story().accepted(), steps(SURVEY, seat("more", CIVIL, "review", 4), DECISION)),
    ("cases.plan_longer", "10", lambda: surveyed(), steps(SURVEY, seat("more", CIVIL, "review", 7), DECISION)),
    ("cases.plan_step_behind", "before", lambda: surveyed(), steps(seat("before", CIVIL), SURVEY, GROUP, DECISION)),
    (
        "cases.plan_asks_more",
        "rent",
        lambda: Story().accepted(),
        steps({"kind": "choose", "branches": [{"when": {"field": "rent", "is": "yes"}, "then": SURVEY}], "else": GROUP}, DECISION),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "named", "story", "plan"), WORSE)
def test_a_plan_that_worsens_the_applicants_position_is_refused_with_its_reason(
    code: str, named: str, story: Any, plan: Mapping[str, Any]
) -> None:
    case = story()
    before = case.facts
    why = refusal(case, plan)
    assert why.code == code
    assert named in why.text()
    assert case.facts is before


def test_a_newer_plan_goes_by_what_the_tables_said_when_it_was_handed_in() -> None:
    by_table = steps(
        {
            "kind": "choose",
            "branches": [{"when": {"field": "path", "is": "short"}, "then": seat("short", CIVIL)}],
            "else": GROUP,
        },
        DECISION,
    )
    said = (flow.Said("t1", "路径", "path", results={"path": "short"}),)
    story = Story().submitted(said=said).act(rules.Accept(given.the_clerk(), given.MONDAY))
    assert open_at(moved(story, by_table)) == ["short"]
    assert refusal(Story().accepted(), by_table).code == "cases.plan_asks_more"


def test_the_same_step_may_come_first_where_the_case_has_not_passed_it() -> None:
    story = moved(Story().accepted(), steps(seat("before", CIVIL, "review", 0), SURVEY, GROUP, DECISION))
    assert open_at(story) == ["before"]


def test_nothing_new_is_asked_of_the_applicant() -> None:
    plan = steps(SURVEY, DECISION)
    more = replace(TERMS, materials=(*TERMS.materials, ("m2", "租赁合同")))
    why = refusal(Story().accepted(), plan, newer=more)
    assert (why.code, "租赁合同" in why.text()) == ("cases.plan_needs_material", True)
    fewer = replace(TERMS, materials=())
    assert moved(Story().accepted(), plan, newer=fewer).facts.plan_version == NEWER


@pytest.mark.parametrize(
    ("was", "fee", "more"),
    [("10", "10.00", False), ("10", "9", False), ("", "0", False), ("0", "", False), ("", "5", True),
     ("10", "10.5", True), ("10", "面议", True), ("面议", "面议", False), ("", "", False),
     ("0", "0.00", False), (" 10 ", "10", False), ("9.99", "10", True), ("100", "99", False)],
)  # fmt: skip
def test_no_fee_is_added(was: str, fee: str, more: bool) -> None:
    terms, newer = replace(TERMS, fee=was), replace(TERMS, fee=fee)
    plan = steps(SURVEY, DECISION)
    if more:
        assert refusal(Story().accepted(), plan, terms=terms, newer=newer).code == "cases.plan_costs_more"
    else:
        assert moved(Story().accepted(), plan, terms=terms, newer=newer).facts.plan_version == NEWER


def test_a_plan_made_for_a_longer_period_is_not_run_against_a_shorter_promise() -> None:
    plan = steps(SURVEY, DECISION)
    later = refusal(Story().accepted(), plan, item=given.an_item(promised=15))
    assert (later.code, "2026-03-16" in later.text()) == ("cases.plan_promises_later", True)
    lawfully = refusal(Story().accepted(), plan, item=given.an_item(statutory=30))
    assert lawfully.code == "cases.plan_lawfully_later"
    before = Story().accepted().facts.promised_due
    assert moved(Story().accepted(), plan, item=given.an_item(promised=5)).facts.promised_due == before


def test_what_was_returned_does_not_come_to_life_again() -> None:
    """The survey was returned by the group: under a plan without an order between them its old word would count again."""
    story = surveyed()
    back = rules.Move(given.an_approver(CIVIL), story.at, "return", "civil", "survey", "请补充走访")
    story.said("housing", HOUSING).act(back)
    assert open_at(story) == ["survey"]
    beside = steps(together(SURVEY, seat("housing", HOUSING), seat("civil", CIVIL)), DECISION)
    why = refusal(story, beside)
    assert (why.code, "housing" in why.text()) == ("cases.plan_counts_otherwise", True)


def test_a_case_is_moved_to_newer_plans_only_and_by_who_publishes_them() -> None:
    plan = steps(SURVEY, DECISION)
    assert refusal(Story().accepted(), plan, to=replace(NEWER, no=3)).code == "cases.plan_not_newer"
    for stranger in (given.the_clerk(), given.a_citizen(), given.the_director()):
        with pytest.raises(Refused) as refused:
            Story().accepted().act(replace(move(plan), actor=stranger))
        assert refused.value.code == "cases.not_found"
    publisher = given.an_official(HOUSING, "item.publish", number=8)
    assert Story().accepted().act(replace(move(plan), actor=publisher)).facts.plan_version == NEWER


@pytest.mark.parametrize("story", [Story().decided(), Story().delivered()], ids=["decided", "delivered"])
def test_a_decided_case_stays_where_it_is(story: Story) -> None:
    assert refusal(story, steps(SURVEY, DECISION)).code in ("cases.already_decided", "cases.closed")


def test_taking_back_gives_the_same_plan_seats_and_dates() -> None:
    story = Story().accepted()
    before = story.facts
    restored(moved(story.later(1), steps(GROUP, DECISION)).later(3))
    after = story.facts
    assert after.seats == before.seats
    assert (after.promised_due, after.statutory_due) == (before.promised_due, before.statutory_due)
    assert after.plan_version == before.plan_version
    assert told(story) == "The office goes back to version 3 of its procedure; every date stays as it is"
    story.said("survey", STREET, "", "情况属实")
    assert open_at(story) == ["housing", "civil", "registry"]


def test_a_case_in_a_special_procedure_stands_still_after_both() -> None:
    story = Story().accepted()
    story.act(rules.StartSpecial(given.the_head(), story.at, "expert_review", 4, "专家评审"))
    before = story.facts
    moved(story, steps(seat("survey", CIVIL, "survey", 5), DECISION))
    assert story.facts.standing_still == {"survey"}
    restored(story)
    assert (story.facts.seats, story.facts.standing_still) == (before.seats, before.standing_still)


def test_a_case_that_went_on_where_the_plans_differ_is_not_taken_back() -> None:
    story = moved(Story().accepted(), steps(GROUP, DECISION)).said("civil", CIVIL)
    with pytest.raises(Refused) as refused:
        restored(story)
    assert refused.value.code == "cases.plan_went_on"
    assert story.facts.plan_version == NEWER


def test_a_case_that_went_on_where_the_plans_are_alike_is_taken_back_exactly() -> None:
    shorter_end = steps(SURVEY, GROUP, seat("decision", HOUSING, "decide", 2))
    story = moved(Story().accepted(), shorter_end).said("survey", STREET, "", "情况属实").said("civil", CIVIL)
    seats = story.facts.seats
    restored(story)
    assert story.facts.seats == seats
    assert story.facts.plan_version.no == 3


def test_the_later_move_is_taken_back_first() -> None:
    story = moved(Story().accepted(), steps(SURVEY, GROUP, DECISION))
    fifth = rules.PlanVersion("00000000-0000-7000-8000-000000000400", 5)
    moved(story, steps(SURVEY, DECISION), run="run-2", to=fifth)
    with pytest.raises(Refused) as refused:
        restored(story)
    assert refused.value.code == "cases.plan_moved_again"
    restored(story, steps(SURVEY, GROUP, DECISION), "run-2")
    assert story.facts.plan_version == NEWER
    restored(story)
    assert story.facts.plan_version.no == 3
    with pytest.raises(Refused) as refused:
        restored(story)
    assert refused.value.code == "cases.plan_not_moved"


def test_the_row_says_which_plan_is_followed_and_what_was_applied_for() -> None:
    story = moved(Story().accepted(), steps(SURVEY, DECISION))
    row = rules.case_row("00000000-0000-7000-8000-000000000001", story.facts, "h")
    assert (row["version_no"], row["plan_version_no"]) == (3, 4)
    restored(story)
    row = rules.case_row("00000000-0000-7000-8000-000000000001", story.facts, "h")
    assert (row["version_no"], row["plan_version_no"]) == (3, 3)


def test_a_promise_case_keeps_its_one_seat() -> None:
    story = Story()
    promise = rules.Promise(("如实申报",), "撤销")
    story.submitted(item=given.an_item(commitment=True, promise_limit=rules.Limit(2)), promise=promise)
    story.act(rules.Accept(given.the_clerk(), story.at))
    assert open_at(story) == ["decision"]
    item = given.an_item(commitment=True, promise_limit=rules.Limit(2))
    story.act(move(steps(seat("fresh", CIVIL), DECISION), item=item))
    assert open_at(story) == ["decision"]
    assert story.facts.plan_version == NEWER
