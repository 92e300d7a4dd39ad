"""Any case under any two plans: moved, no date comes later and nothing said is lost; taken back, it is what it was."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from tests.cases import given
from tests.cases.given import Story
from tests.flow import given as plans
from tongban.cases import rules
from tongban.flow import rules as flow
from tongban.foundation.refusals import Refused

CODES = [*(f"D-s{number}" for number in range(1, 80)), "D-a", "D-b", "D-c"]
DESKS = {
    code: rules.Desk(f"00000000-0000-7000-8000-0000000{place:05d}", code) for place, code in enumerate(CODES)
}
QUESTIONS = rules.Terms(frozenset({*plans.FIELDS, *plans.NUMBERS, *plans.LISTS}), (), "")
SEEN: Counter[str] = Counter()


@st.composite
def two_plans(draw: st.DrawFn) -> tuple[flow.Plan, flow.Plan]:
    """Any two plans, which share the keys of their seats; or the same one with other times."""
    one = draw(plans.plans())
    times = st.sampled_from([1, 2, 3, 3, 3, 4])
    return one, draw(plans.plans() | st.just(_retimed(one.root, lambda: draw(times))))


def _retimed(node: flow.Node, days: object) -> flow.Plan:
    def again(one: flow.Node) -> flow.Node:
        match one:
            case flow.Seat():
                return replace(one, workdays=days())  # type: ignore[operator]
            case flow.Steps(of):
                return flow.Steps(tuple(map(again, of)))
            case flow.Together(of, need):
                return flow.Together(tuple(map(again, of)), need)
            case flow.Each(name, of_one):
                return flow.Each(name, again(of_one))
            case flow.Choose(branches, otherwise):
                kept = tuple(flow.Branch(b.when, again(b.then)) for b in branches)
                return flow.Choose(kept, None if otherwise is None else again(otherwise))

    return flow.Plan(again(node))


def begun(plan: flow.Plan, answers: dict[str, object], said: list[int]) -> Story:
    """An accepted case under a plan, on which some seats have spoken."""
    story = Story()
    story.route = story.plans[given.an_item().version_id] = rules.Route(plan, DESKS)
    story.submitted(answers=answers).act(rules.Accept(given.the_clerk(), story.at))
    for choice in said:
        speaks = [seat for seat in story.facts.seats if seat.duty != "decide"]
        if speaks:
            seat = speaks[choice % len(speaks)]
            who = replace(given.an_approver(given.HOUSING), department_id=seat.department_id)
            story.act(rules.GiveOpinion(who, story.at, seat.instance, "agree", "属实"))
    return story


def folded_again(story: Story) -> rules.CaseFacts:
    links = rules.chain("c", "", story.events)
    return rules.fold(rules.event_from(link, json.loads(link.body)) for link in links)


def row(facts: rules.CaseFacts) -> dict[str, object]:
    """The row without what counts the events, and without the name of the plan, which stays named once it was moved."""
    counted = {"version", "head", "plan_version_id", "plan_version_no"}
    return {name: value for name, value in rules.case_row("c", facts, "").items() if name not in counted}


def code_of(story: Story, act: rules.MovePlan) -> str:
    """Why the case stays on its plan: one of the reasons of a migration, and no other."""
    with pytest.raises(Refused, match=r"^cases\.plan_") as refused:
        rules.decide(story.facts, act, given.CALENDAR, story.road(act))
    return refused.value.code


@settings(max_examples=150, deadline=None)
@for_all(two_plans(), plans.answers(), st.lists(st.integers(0, 5), max_size=6), st.integers(0, 4))
def moves(both: tuple[flow.Plan, flow.Plan], answers: dict[str, object], said: list[int], later: int) -> None:
    old, new = both
    story = begun(old, answers, said)
    before = story.facts
    act = given.a_move(
        story, given.HOUSING_PLAN, road=rules.Route(new, DESKS), terms=QUESTIONS, newer=QUESTIONS
    )
    with suppress(Refused):
        story.act(act)
    if story.facts is before:
        SEEN[code_of(story, act)] += 1
        return
    SEEN["moved"] += 1
    after = story.facts
    assert (after.promised_due, after.statutory_due, after.due) == (
        before.promised_due, before.statutory_due, before.due,
    )  # fmt: skip
    assert row(after) == row(before)
    for seat in after.seats:
        was = before.seat(seat.instance)
        assert was is None or was.due == seat.due
    asked = flow.open_seats(new, after.entries, answers)
    assert {ref.instance for ref in asked} == {seat.instance for seat in after.seats}
    stands = flow.standing_opinions(old, before.entries, answers)
    assert {one: flow.standing_opinions(new, after.entries, answers).get(one) for one in stands} == stands
    assert folded_again(story) == after
    story.later(later).act(given.a_way_back(story))
    assert (story.facts.seats, story.facts.standing_still) == (before.seats, before.standing_still)
    assert story.facts.plan_version == before.plan_version
    assert row(story.facts) == row(before)
    assert folded_again(story) == story.facts


def test_moved_no_date_is_later_and_taken_back_it_is_what_it_was() -> None:
    SEEN.clear()
    moves()
    assert SEEN["moved"], "some cases can be moved"
    assert len(SEEN) > 2, f"and some cannot, for several reasons: {SEEN}"
