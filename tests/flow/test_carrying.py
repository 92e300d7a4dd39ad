"""One ledger under two plans: which seats are open, what is lost, how far it is still to go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.flow.given import move, opinion, rent_subsidy, seat
from tongban.flow.rules import (
    Branch,
    Choose,
    Each,
    Entry,
    Is,
    Plan,
    Steps,
    Together,
    asked_about,
    carried,
)

DECISION = seat("decision", duty="decide")
SURVEY, STREET = seat("survey", duty="survey"), seat("street")
OLD = rent_subsidy()


def steps(*of: Any) -> Plan:
    return Plan(Steps(of))


def open_after(other: Plan, *entries: Entry, answers: dict[str, object] | None = None) -> list[str]:
    return [ref.instance for ref in carried(OLD, other, entries, answers or {}).after]


def test_the_same_plan_changes_nothing() -> None:
    said = (opinion("survey"), opinion("street"), opinion("civil"))
    found = carried(OLD, OLD, said, {})
    assert found.before == found.after
    assert found.keeps_what_was_said
    assert (found.behind, found.days_before, found.days_after) == ((), 6, 6)


@pytest.mark.parametrize(
    ("need", "said", "days"),
    [("all", 0, 3), ("any", 0, 3), (2, 0, 3), ("all", 2, 3), (2, 2, 0), ("any", 1, 0), ("all", 3, 0)],
)
def test_a_group_is_as_far_as_the_slowest_of_those_it_still_waits_for(
    need: Any, said: int, days: int
) -> None:
    plan = rent_subsidy(need)
    heard = [opinion("survey"), opinion("street")]
    heard += [opinion(one) for one in ("housing", "civil", "registry")[:said]]
    assert carried(plan, plan, heard, {}).days_before == days + 3


def test_a_step_in_front_of_what_was_said_is_named_and_opens() -> None:
    fresh = steps(SURVEY, seat("check"), STREET, DECISION)
    found = carried(OLD, fresh, (opinion("survey"), opinion("street")), {})
    assert [ref.instance for ref in found.behind] == ["check"]
    assert [ref.instance for ref in found.after] == ["check"]


def test_a_step_after_the_place_reached_is_not_behind() -> None:
    fresh = steps(SURVEY, STREET, seat("check"), DECISION)
    assert carried(OLD, fresh, (opinion("survey"), opinion("street")), {}).behind == ()


@pytest.mark.parametrize(
    "other",
    [
        steps(STREET, DECISION),
        steps(replace(SURVEY, department="D-civil"), STREET, DECISION),
        steps(seat("survey"), STREET, DECISION),
    ],
    ids=["the seat is gone", "another department", "another duty"],
)
def test_what_another_plan_does_not_ask_of_the_same_office_is_lost(other: Plan) -> None:
    found = carried(OLD, other, (opinion("survey"),), {})
    assert [entry.seat for entry in found.lost] == ["survey"]
    assert not found.keeps_what_was_said


def test_what_was_returned_is_not_lost_and_must_not_count_again() -> None:
    said = (opinion("survey"), opinion("street"), opinion("civil"), move("return", "housing", "street"))
    assert carried(OLD, OLD, said, {}).lost == ()
    beside = steps(SURVEY, Together((STREET, seat("housing"), seat("civil"))), DECISION)
    assert carried(OLD, beside, said, {}).differing == ("civil",)


def test_a_seat_that_was_passed_on_stays_where_it_was_passed_to() -> None:
    found = carried(OLD, steps(SURVEY, DECISION), (move("delegate", "survey", "D-street"),), {})
    assert [(ref.instance, ref.department) for ref in found.after] == [("survey", "D-street")]


def test_a_seat_that_was_added_goes_with_the_one_it_was_added_to() -> None:
    added = (move("add_seat", "survey", "D-civil"), opinion("survey+1"))
    assert carried(OLD, steps(SURVEY, DECISION), added, {}).keeps_what_was_said
    assert [one.seat for one in carried(OLD, steps(STREET, DECISION), added, {}).lost] == ["survey+1"]


def test_copies_for_a_list_go_with_the_list() -> None:
    inspect = Each("sites", seat("inspect"))
    one, other = steps(inspect, STREET, DECISION), steps(inspect, DECISION)
    answers: dict[str, object] = {"sites": ["a", "b"]}
    found = carried(one, other, (opinion("inspect#1"),), answers)
    assert [ref.instance for ref in found.after] == ["inspect#2"]
    assert (found.days_before, found.days_after) == (9, 6)


def test_a_plan_goes_by_the_answers_of_its_choices_and_lists() -> None:
    branch = Choose((Branch(Is("renting", "yes"), Each("sites", SURVEY)),), STREET)
    assert asked_about(steps(branch, DECISION)) == {"renting", "sites"}
    assert asked_about(OLD) == frozenset()


def test_a_case_on_which_nobody_has_spoken_begins_like_any_other() -> None:
    assert open_after(steps(STREET, DECISION)) == ["street"]
