"""The plan's editor as pure functions: every move, what is found, what has changed, and where it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import given as example
from hypothesis import strategies as st

from tests.flow import given
from tongban.catalogue.rules import Choice, FieldCard
from tongban.flow import rules
from tongban.flow.rules import (
    EACH,
    All,
    AnyOf,
    AtLeast,
    Branch,
    Choose,
    Each,
    In,
    Is,
    Not,
    Plan,
    Register,
    Seat,
    Steps,
    Surroundings,
    Together,
    comparing,
    drawing,
    editing,
    outline,
    told,
    tree,
)
from tongban.flow.rules.plan import children
from tongban.foundation.refusals import Refused
from tongban.foundation.workdays import Period

KIND = FieldCard("kind", "情况", "choice", choices=(Choice("rent", "租房"), Choice("own", "自有")))
SIZE = FieldCard("size", "人数", "number")
HOME = FieldCard("home", "有房吗", "yes_no")
SITES = FieldCard("sites", "涉及部门", "list")
FIELDS = (KIND, SIZE, HOME, SITES)
NAMES = {"D-survey": "社区", "D-street": "街道", "D-housing": "住建局", "D-civil": "民政局"}
NAMES |= {"D-registry": "登记中心", "D-decision": "住建局"}
AROUND = Surroundings(
    FIELDS, NAMES, dict.fromkeys(NAMES, ("case.opinion", "case.decide")), Period(20, "workday")
)


def keys(plan: Plan) -> list[str]:
    """The outline with the seats' keys, for reading in a test."""
    return [
        f"{line.number} {line.node.key if isinstance(line.node, Seat) else type(line.node).__name__}"
        for line in outline(plan)
    ]


def words(before: Plan, after: Plan) -> list[str]:
    names = Register(NAMES, {one.key: one for one in FIELDS})
    return [told(one) for one in rules.changes(before, after, names)]


def found(plan: Plan, around: Surroundings = AROUND) -> list[tuple[str, str, bool]]:
    return [(one.number, told(one.sentence), one.grave) for one in rules.findings(plan, around)]


class TestMoves:
    def test_a_new_step_stands_before_or_after_another(self) -> None:
        plan, focus = editing.insert(given.rent_subsidy(), (2,), given.seat("new"))
        assert keys(plan)[:3] == ["1 survey", "2 street", "3 new"]
        assert focus == (3,)
        plan, focus = editing.insert(plan, (1,), given.seat("first"), before=True)
        assert keys(plan)[0] == "1 first"
        assert focus == (1,)

    def test_a_step_before_a_member_of_a_group_makes_a_row_of_it(self) -> None:
        plan, focus = editing.insert(given.rent_subsidy(), (3, 2), given.seat("new"), before=True)
        assert keys(plan)[2:8] == [
            "3 Together", "3.1 housing", "3.2 Steps", "3.2.1 new", "3.2.2 civil", "3.3 registry",
        ]  # fmt: skip
        assert focus == (3, 2, 1)

    def test_a_member_is_added_to_a_group_and_a_step_to_the_plan(self) -> None:
        plan, focus = editing.append(given.rent_subsidy(), (3,), given.seat("fire"))
        assert "3.4 fire" in keys(plan)
        assert focus == (3, 4)
        plan, focus = editing.append(plan, (), given.seat("last"))
        assert (keys(plan)[-1], focus) == ("5 last", (5,))

    def test_removing_takes_everything_below_along(self) -> None:
        plan, focus = editing.remove(given.rent_subsidy(), (3,))
        assert keys(plan) == ["1 survey", "2 street", "3 decision"]
        assert focus == (2,)

    def test_the_last_member_leaves_an_empty_group_behind_which_is_found(self) -> None:
        plan = Plan(Steps((Together((given.seat("housing"),)), given.seat("decision", duty="decide"))))
        plan, _focus = editing.remove(plan, (1, 1))
        assert keys(plan) == ["1 Together", "2 decision"]
        assert ("1", "A group holds no seat.", True) in found(plan)

    def test_steps_change_places_and_the_ends_do_not_move_on(self) -> None:
        plan, focus = editing.move(given.rent_subsidy(), (1,), 1)
        assert keys(plan)[:2] == ["1 street", "2 survey"]
        assert focus == (2,)
        with pytest.raises(Refused, match=r"flow\.move_not_possible"):
            editing.move(plan, (1,), -1)

    def test_branches_change_places_with_their_conditions(self) -> None:
        plan = a_choice()
        turned, _focus = editing.move(plan, (1, 2), -1)
        choose = rules.node_at(turned, (1,))
        assert isinstance(choose, Choose)
        assert [branch.when for branch in choose.branches] == [Is("kind", "own"), Is("kind", "rent")]

    def test_a_step_joins_the_one_before_it_and_leaves_again(self) -> None:
        plan, focus = editing.join(given.rent_subsidy(), (2,))
        assert keys(plan)[:3] == ["1 Together", "1.1 survey", "1.2 street"]
        assert focus == (1, 2)
        back, focus = editing.leave(plan, (1, 2))
        assert back == given.rent_subsidy()
        assert focus == (2,)

    def test_a_step_joins_the_group_before_it(self) -> None:
        plan, focus = editing.join(given.rent_subsidy(), (4,))
        assert keys(plan)[-1] == "3.4 decision"
        assert focus == (3, 4)

    def test_the_first_step_has_nothing_to_join_and_a_free_step_nothing_to_leave(self) -> None:
        for impossible in (
            lambda: editing.join(given.rent_subsidy(), (1,)),
            lambda: editing.leave(given.rent_subsidy(), (1,)),
            lambda: editing.append(given.rent_subsidy(), (1,), given.seat("x")),
            lambda: editing.remove(given.rent_subsidy(), (9, 9)),
            lambda: editing.remove(given.rent_subsidy(), ()),
            lambda: editing.regroup(given.rent_subsidy(), (1,)),
            lambda: editing.set_seat(given.rent_subsidy(), (3,), name="x"),
            lambda: editing.set_when(given.rent_subsidy(), (3,), Is("kind", "rent")),
        ):
            with pytest.raises(Refused, match=r"flow\.move_not_possible"):
                impossible()

    def test_a_list_that_loses_its_part_is_gone(self) -> None:
        plan = Plan(Steps((Each("sites", given.seat("site", EACH)), given.seat("decision", duty="decide"))))
        assert keys(editing.remove(plan, (1, 1))[0]) == ["1 decision"]
        assert keys(editing.leave(plan, (1, 1))[0]) == ["1 site", "2 decision"]

    def test_a_group_becomes_steps_and_steps_within_a_group_become_a_group(self) -> None:
        plan, _focus = editing.regroup(given.rent_subsidy(), (3,))
        assert keys(plan) == ["1 survey", "2 street", "3 housing", "4 civil", "5 registry", "6 decision"]

    def test_a_choice_takes_branches_and_one_otherwise(self) -> None:
        plan, focus = editing.add_branch(a_choice(), (1,), Is("home", "yes"), given.seat("third"))
        assert focus == (1, 3)
        plan, focus = editing.add_otherwise(plan, (1,), given.seat("other"))
        assert [line.slot for line in outline(plan)][1:5] == ["branch", "branch", "branch", "otherwise"]
        with pytest.raises(Refused):
            editing.add_otherwise(plan, (1,), given.seat("again"))

    def test_a_new_key_is_none_that_was_ever_used(self) -> None:
        assert editing.fresh_key({"seat-1", "seat-2", "survey"}) == "seat-3"


def a_choice() -> Plan:
    branches = (
        Branch(Is("kind", "rent"), given.seat("housing")),
        Branch(Is("kind", "own"), given.seat("civil")),
    )
    return Plan(Steps((Choose(branches), given.seat("decision", duty="decide"))))


class TestFindings:
    def test_a_sound_plan_of_known_departments_has_none(self) -> None:
        assert found(given.rent_subsidy()) == []

    def test_the_longest_way_is_counted_and_compared_with_the_promise(self) -> None:
        plan = editing.set_seat(given.rent_subsidy(), (3, 2), workdays=18)
        ((number, sentence, grave),) = found(plan)
        assert (number, grave) == ("", False)
        assert "27 workdays" in sentence
        assert "seat civil 18" in sentence
        assert "20 workdays promised" in sentence
        assert "housing" not in sentence

    @pytest.mark.parametrize(("need", "days"), [("all", 9), ("any", 2), (1, 2), (2, 5), (7, 9)])
    def test_a_group_lasts_as_long_as_the_answers_it_waits_for(self, need: Any, days: int) -> None:
        group = Together(tuple(given.seat(f"s{n}", workdays=n) for n in (5, 2, 9)), need)
        assert rules.longest_way(group)[0] == days

    def test_of_a_choice_the_slowest_branch_counts_and_of_nothing_nothing(self) -> None:
        plan = editing.set_seat(a_choice(), (1, 2), workdays=11)
        assert rules.longest_way(plan.root)[0] == 14
        assert rules.longest_way(Steps(())) == (0, ())
        assert rules.longest_way(Together(())) == (0, ())

    def test_an_empty_plan_is_told_to_be_empty(self) -> None:
        assert found(Plan(Steps(()))) == [("", "The plan holds no step yet.", True)]

    def test_a_department_that_is_not_there_and_one_that_may_not_speak_are_named(self) -> None:
        plan = editing.set_seat(given.rent_subsidy(), (1,), department="moon")
        assert ("1", "There is no department with the code “moon”.", True) in found(plan)
        nobody = replace(AROUND, permitted={**AROUND.permitted, "D-street": ("item.edit",)})
        ((number, sentence, grave),) = found(given.rent_subsidy(), nobody)
        assert (number, grave) == ("2", True)
        assert "街道" in sentence

    @pytest.mark.parametrize(
        ("when", "sentence"),
        [
            (Is("nothing", "x"), "The form has no field “nothing”."),
            (AtLeast("nothing", Decimal(2)), "The form has no field “nothing”."),
            (Is("kind", "moon"), "“moon” is no answer to “情况”."),
            (Is("home", "maybe"), "“maybe” is no answer to “有房吗”."),
            (Is("size", ""), "The condition does not say which answer to “人数” is meant."),
            (In("kind", ()), "The condition offers nothing to choose: 情况."),
            (AtLeast("kind", Decimal(2)), "The answer to “情况” is no number."),
            (AnyOf(()), "The condition is empty."),
            (All((Is("kind", "rent"), Not(Is("kind", "moon")))), "“moon” is no answer to “情况”."),
        ],
    )
    def test_a_condition_asks_only_what_the_form_asks(self, when: Any, sentence: str) -> None:
        plan = editing.set_when(a_choice(), (1, 1), when)
        assert ("1.1", sentence, True) in found(plan)

    def test_only_a_list_can_be_gone_through(self) -> None:
        for name, sentence in (
            ("sites", None),
            ("kind", "The answer to “情况” is no list."),
            ("moon", "The form has no field “moon”."),
        ):
            plan = Plan(Steps((Each(name, given.seat("s", EACH)), given.seat("decision", duty="decide"))))
            assert [one[1] for one in found(plan)] == ([sentence] if sentence else [])

    def test_faults_of_the_tree_name_the_step_and_not_its_key(self) -> None:
        plan = editing.set_seat(given.rent_subsidy(), (3, 1), name=" ", department="")
        assert [one[0] for one in found(plan)] == ["3.1", "3.1"]
        assert "3.1" in found(plan)[0][1]
        assert "housing" not in found(plan)[0][1]
        twice = editing.set_seat(given.rent_subsidy(), (3, 1), department="D-civil")
        assert found(twice) == [
            ("3", "The department 民政局 has 2 seats in one group; it answers once.", True)
        ]

    @example(given.plans())
    def test_what_a_plan_says_by_itself_is_all_that_is_found_in_known_surroundings(self, plan: Plan) -> None:
        assume(not any(map(empty, conditions_of(plan.root))))
        seats = {seat.department: seat.department for seat in rules.seats_of(plan)}
        fields = tuple(FieldCard(name, name) for name in given.FIELDS)
        numbers = tuple(FieldCard(name, name, "number") for name in given.NUMBERS)
        lists = tuple(FieldCard(name, name, "list") for name in given.LISTS)
        permitted = dict.fromkeys(seats, ("case.opinion", "case.decide"))
        assert rules.findings(plan, Surroundings((*fields, *numbers, *lists), seats, permitted)) == ()


def conditions_of(node: rules.Node) -> Iterator[rules.When]:
    """Every condition of a choice below a node."""
    if isinstance(node, rules.Choose):
        yield from (branch.when for branch in node.branches)
    for child in children(node):
        yield from conditions_of(child)


def empty(when: rules.When) -> bool:
    """Whether a condition, or a part of it, asks nothing: the engine reads it, the editor asks to fill it in."""
    match when:
        case rules.All(parts) | rules.AnyOf(parts):
            return not parts or any(map(empty, parts))
        case rules.Not(part):
            return empty(part)
        case rules.In(_field, values):
            return not values
        case _:
            return False


class TestComparison:
    @example(given.plans())
    def test_a_plan_compared_with_itself_says_nothing(self, plan: Plan) -> None:
        assert rules.changes(plan, plan) == ()
        assert rules.changes(plan, rules.rooted(plan)) == ()
        assert rules.touched(plan, plan) == frozenset()

    def test_a_time_limit_is_told_with_both_values(self) -> None:
        plan = editing.set_seat(given.rent_subsidy(), (3, 1), workdays=5)
        assert words(given.rent_subsidy(), plan) == [
            "“seat housing” (住建局): the time limit changes from 3 workdays to 5 workdays."
        ]

    @pytest.mark.parametrize(
        ("changed", "old", "new"),
        [
            ({"name": "核对"}, "seat housing", "核对"),
            ({"department": "D-street"}, "住建局", "街道"),
            ({"duty": rules.Duty.SURVEY}, "gives an opinion", "checks on the spot"),
            ({"workdays": 0}, "3 workdays", "the same day"),
            ({"permission": "case.decide"}, "case.opinion", "case.decide"),
            ({"shows": ("m1",)}, "all", "m1"),
        ],
    )
    def test_every_particular_is_told_with_both_values(self, changed: Any, old: str, new: str) -> None:
        (sentence,) = words(given.rent_subsidy(), editing.set_seat(given.rent_subsidy(), (3, 1), **changed))
        assert old in sentence
        assert new in sentence
        assert sentence.index(old) < sentence.index(new)

    def test_new_seats_say_where_they_stand(self) -> None:
        plan = given.rent_subsidy()
        fresh = given.seat("fire")
        (after,) = words(plan, editing.insert(plan, (2,), fresh)[0])
        assert "3 workdays, after “seat street” (街道)" in after
        (first,) = words(plan, editing.insert(plan, (1,), fresh, before=True)[0])
        assert "before “seat survey” (社区)" in first
        (member,) = words(plan, editing.append(plan, (3,), fresh)[0])
        assert "at the same time as “seat housing” (住建局), “seat civil” (民政局)" in member
        (alone,) = words(Plan(Steps(())), Plan(fresh))
        assert "as the only step" in alone
        (branch,) = words(a_choice(), editing.add_branch(a_choice(), (1,), Is("home", "yes"), fresh)[0])
        assert "before “seat decision” (住建局), if 有房吗 is Yes" in branch
        (other,) = words(a_choice(), editing.add_otherwise(a_choice(), (1,), fresh)[0])
        assert "when nothing else applies" in other

    def test_moves_between_turns_and_groups_are_told(self) -> None:
        plan = given.rent_subsidy()
        assert words(plan, editing.move(plan, (2,), -1)[0]) == [
            "“seat street” (街道) moves before “seat survey” (社区)."
        ]
        assert words(plan, editing.join(plan, (2,))[0]) == [
            "“seat survey” (社区), “seat street” (街道): from one after the other to all at once."
        ]
        together, _focus = editing.regroup(plan, (3,))
        assert words(plan, together) == [
            "“seat housing” (住建局), “seat civil” (民政局), “seat registry” (登记中心): "
            "from all at once to one after the other."
        ]
        assert words(plan, editing.move(plan, (3, 1), 1)[0]) == [
            "“seat civil” (民政局) now stands before “seat housing” (住建局) in the same group."
        ]

    def test_rules_of_groups_conditions_and_lists_are_told_with_both_values(self) -> None:
        plan = given.rent_subsidy()
        (waits,) = words(plan, editing.set_need(plan, (3,), 2))
        assert "at least 2 answers instead of all answers" in waits
        (when,) = words(a_choice(), editing.set_when(a_choice(), (1, 1), AtLeast("size", Decimal(3))))
        assert "from “if 情况 is 租房” to “if 人数 is at least 3”" in when
        listed = Plan(Steps((Each("sites", given.seat("street")), given.seat("decision", duty="decide"))))
        (each,) = words(listed, editing.set_list(listed, (1,), "kind"))
        assert "for each entry of “情况” instead of for each entry of “涉及部门”" in each

    @example(given.plans(), st.data())
    def test_every_single_edit_yields_a_sentence(self, plan: Plan, data: st.DataObject) -> None:
        plan = rules.tree.tidied(plan)
        edited = data.draw(st.sampled_from(single_edits(plan)))()
        said = rules.changes(plan, edited)
        same = comparing._side(plan).plan == comparing._side(edited).plan
        assert bool(said) != same
        assert all(told(one) for one in said)
        assert rules.changes(edited, edited) == ()
        assert bool(rules.changes(edited, plan)) == bool(said)

    @example(given.plans(), given.answers(), st.data())
    def test_what_is_told_to_be_the_same_asks_the_same(
        self, plan: Plan, answers: dict[str, object], data: st.DataObject
    ) -> None:
        edited = data.draw(st.sampled_from(single_edits(rules.tree.tidied(plan))))()
        if not rules.changes(plan, edited):
            assert asked(plan, answers) == asked(edited, answers)


def asked(plan: Plan, answers: dict[str, object]) -> list[set[str]]:
    """Who is asked, round by round, when everybody who is asked answers."""
    entries: list[rules.Entry] = []
    rounds = []
    while refs := rules.open_seats(plan, entries, answers):
        rounds.append({ref.instance for ref in refs})
        entries.append(given.opinion(refs[0]))
    return rounds


def single_edits(plan: Plan) -> list[Callable[[], Plan]]:
    """Every move that this plan allows, each not yet made."""
    moves: list[Callable[[], Plan]] = [lambda: editing.append(plan, (), given.seat("new"))[0]]
    for line in outline(plan):
        at, node = line.path, line.node
        tries: list[Callable[[], Plan]] = [
            lambda at=at: editing.insert(plan, at, given.seat("new"))[0],
            lambda at=at: editing.insert(plan, at, given.seat("new"), before=True)[0],
            lambda at=at: editing.append(plan, at, given.seat("new"))[0],
            lambda at=at: editing.remove(plan, at)[0],
            lambda at=at: editing.move(plan, at, 1)[0],
            lambda at=at: editing.move(plan, at, -1)[0],
            lambda at=at: editing.join(plan, at)[0],
            lambda at=at: editing.leave(plan, at)[0],
            lambda at=at: editing.regroup(plan, at)[0],
            lambda at=at: editing.set_when(plan, at, Is("new", "x")),
            lambda at=at: editing.set_need(plan, at, 9),
            lambda at=at: editing.set_list(plan, at, "new"),
            lambda at=at: editing.add_otherwise(plan, at, given.seat("new"))[0],
            lambda at=at: editing.add_branch(plan, at, Is("new", "x"), given.seat("new"))[0],
        ]
        if isinstance(node, Seat):
            for changed in ({"name": "n"}, {"workdays": 99}, {"department": "x"}, {"permission": "x"}):
                tries.append(lambda at=at, changed=changed: editing.set_seat(plan, at, **changed))
        moves += [one for one in tries if possible(one)]
    return moves


def possible(move: Callable[[], Plan]) -> bool:
    try:
        move()
    except Refused:
        return False
    return True


class TestWords:
    @pytest.mark.parametrize(
        ("when", "said"),
        [
            (Is("home", "yes"), "有房吗 is Yes"),
            (In("kind", ("rent", "own")), "情况 is one of 租房, 自有"),
            (Not(Is("kind", "rent")), "情况 is not 租房"),
            (Not(In("kind", ("rent",))), "情况 is none of 租房"),
            (Not(AtLeast("size", Decimal(3))), "人数 is less than 3"),
            (All((Is("home", "no"), AtLeast("size", Decimal(3)))), "有房吗 is No, and 人数 is at least 3"),
            (AnyOf((Is("home", "no"), Is("x", 1))), "有房吗 is No, or x is 1"),
            (Not(All((Is("x", 1), Is("y", 2)))), "not so: x is 1, and y is 2"),
            (All(()), "in every case"),
            (AnyOf(()), "in no case"),
        ],
    )
    def test_a_condition_reads_as_a_clause(self, when: Any, said: str) -> None:
        assert told(rules.when_words(when, Register(fields={one.key: one for one in FIELDS}))) == said

    def test_braces_in_a_name_are_only_letters(self) -> None:
        plan = editing.set_seat(given.rent_subsidy(), (1,), name="{0} {name} {x}")
        assert "{0} {name} {x}" in words(given.rent_subsidy(), plan)[0]


class TestDrawing:
    @example(given.plans(14))
    def test_nothing_overlaps_and_everything_is_inside(self, plan: Plan) -> None:
        drawn = draw(plan)
        solid = [box for box in drawn.boxes if box.kind != "frame"]
        for number, one in enumerate(solid):
            assert one.x >= 0
            assert one.x + one.width <= drawn.width
            assert one.y >= 0
            assert one.y + one.height <= drawn.height
            for other in solid[number + 1 :]:
                assert not overlap(one, other), (one, other)

    @example(given.plans(14))
    def test_every_seat_has_one_box_and_its_text_stays_in_it(self, plan: Plan) -> None:
        plan = rules.rooted(plan)
        drawn = draw(plan)
        boxes = [box.number for box in drawn.boxes if box.kind == "seat"]
        assert sorted(boxes) == sorted(line.number for line in outline(plan) if isinstance(line.node, Seat))
        for box in drawn.boxes:
            for line in box.lines:
                half = drawing.wide(line.text) * drawing.EM / 2
                assert box.x <= line.x - half + 1
                assert line.x + half <= box.x + box.width + 1
                assert box.y < line.y < box.y + box.height

    @example(given.plans(14))
    def test_lines_go_straight_down_and_run_through_no_box(self, plan: Plan) -> None:
        drawn = draw(plan)
        solid = [box for box in drawn.boxes if box.kind in {"seat", "pill", "empty"}]
        for link in drawn.links:
            (x, top), (same, bottom) = link.points
            assert x == same
            assert top < bottom
            crossed = [b for b in solid if b.x < x < b.x + b.width and top < b.y + b.height and b.y < bottom]
            assert crossed == []

    @example(given.plans(14))
    def test_conditions_stand_beside_each_other_and_on_no_box(self, plan: Plan) -> None:
        drawn = draw(plan)
        labels = [
            drawing.Box(
                int(text.x - drawing.wide(text.text) * 6) + 1, text.y - 11,
                int(drawing.wide(text.text) * 12) - 2, 12, "seat",
            )
            for text in drawn.texts
        ]  # fmt: skip
        solid = [box for box in drawn.boxes if box.kind in {"seat", "pill", "empty", "bar"}]
        for number, label in enumerate(labels):
            assert not any(overlap(label, other) for other in (*labels[number + 1 :], *solid)), drawn.texts[
                number
            ]

    def test_a_plan_without_a_step_is_drawn_as_an_empty_place(self) -> None:
        assert [box.kind for box in draw(Plan(Steps(()))).boxes] == ["pill", "empty", "pill"]

    def test_a_long_name_is_broken_and_cut(self) -> None:
        lines = drawing.broken("海棠市人民政府办公室公共资源交易监督管理委员会办公室综合协调处", 9)
        assert len(lines) == 3
        assert lines[-1].endswith("…")
        assert drawing.broken("", 9) == [""]


def draw(plan: Plan) -> drawing.Drawing:
    names = Register(fields={one.key: one for one in FIELDS})
    words = drawing.Words(
        seat=lambda seat: (seat.name * 2, (seat.department, f"{seat.workdays} workdays")),
        need=lambda need: told(rules.need_words(need)),
        when=lambda when: told(rules.when_words(when, names)) if when else "otherwise",
        each=lambda each: told(rules.list_words(each, names)),
        start="start",
        end="end",
        nothing="no step yet",
    )
    return drawing.draw(plan, words)


def overlap(one: drawing.Box, other: drawing.Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


class TestReading:
    def test_a_draft_half_done_is_read_as_it_stands(self) -> None:
        plan = editing.set_seat(given.rent_subsidy(), (1,), name="", department="")
        assert rules.plan_as_it_stands(rules.plan_to(plan)) == plan
        assert rules.plan_as_it_stands({}) == Plan(Steps(()))
        with pytest.raises(Refused, match=r"flow\.plan_unreadable"):
            rules.plan_as_it_stands({"kind": "loop"})

    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("1", (1,)),
            ("3.12", (3, 12)),
            ("", None),
            ("x", None),
            ("1..2", None),
            ("٣", None),
            ("9999", None),
        ],
    )
    def test_a_path_is_read_or_is_none(self, text: str, path: Any) -> None:
        assert tree.path_from(text) == path
