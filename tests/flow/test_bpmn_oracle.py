"""Exported plans are played by others, step by step: they open the seats that our rules open.

SpiffWorkflow plays every construct but one: a list among the members of a group that some answers end. That one is
played, like all others, by the token game of ``tests.flow.tokens``, a second reading of the standard.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from tests.flow import given
from tests.flow.spiff import Played
from tests.flow.tokens import Game
from tongban.flow import rules
from tongban.flow.rules.bpmn import plan_to_bpmn
from tongban.flow.rules.plan import Choose, Each, Node, Plan, Seat, Steps, Together, children

PLANS = int(os.environ.get("TONGBAN_PLANS", "500"))


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from nodes(child)


def counts_copies(plan: Plan) -> bool:
    """Whether some answers of a list and of others beside it end a group; SpiffWorkflow cannot count these."""
    return any(
        isinstance(node, Together)
        and node.need != "all"
        and len(node.of) > 1
        and any(isinstance(one, Each) for one in node.of)
        for node in nodes(plan.root)
    )


def without_counted_copies(node: Node) -> Node:
    """The same plan, but such groups wait for all: what is left can be played by SpiffWorkflow."""
    match node:
        case Seat():
            return node
        case Steps(of):
            return Steps(tuple(without_counted_copies(one) for one in of))
        case Together(of, need):
            read = tuple(without_counted_copies(one) for one in of)
            return Together(read, "all" if counts_copies(Plan(Together(read, need))) else need)
        case Choose(branches, otherwise):
            chosen = tuple(rules.Branch(one.when, without_counted_copies(one.then)) for one in branches)
            return Choose(chosen, None if otherwise is None else without_counted_copies(otherwise))
        case Each(name, of_one):
            return Each(name, without_counted_copies(of_one))


def played_to_the_end(
    player: Played | Game, plan: Plan, answers: dict[str, object], data: st.DataObject
) -> int:
    """Answer one open seat after the other, in any order; both must open the same seats at every step."""
    entries: list[rules.Entry] = []
    while True:
        expected = {ref.instance for ref in rules.open_seats(plan, entries, answers)}
        assert set(player.waiting()) == expected
        if not expected:
            break
        instance = data.draw(st.sampled_from(sorted(expected)))
        player.answer(instance)
        entries.append(given.opinion(instance))
    assert player.ended
    return len(entries)


@pytest.mark.timeout(1200)
def test_spiffworkflow_opens_the_same_seats_at_every_step() -> None:
    seen: Counter[str] = Counter()

    @example(given.plans(max_leaves=8, parts=2), given.answers(), st.data())
    @settings(max_examples=PLANS)
    def play(plan: Plan, answers: dict[str, object], data: st.DataObject) -> None:
        plan = Plan(without_counted_copies(plan.root))
        seen["plans"] += 1
        seen["steps"] += played_to_the_end(Played(plan_to_bpmn(plan), answers), plan, answers, data)
        seen.update(type(node).__name__ for node in nodes(plan.root))

    play()
    print(dict(seen))
    assert seen["plans"] >= PLANS
    assert seen["steps"] > PLANS


def seats(*keys: str) -> tuple[Node, ...]:
    return tuple(given.seat(key) for key in keys)


TWO = Steps(seats("a", "b"))
ANSWERS: dict[str, object] = {
    "sites": ["x", "y", "z"],
    "departments": ["p", "q"],
    "income": "yes",
    "amount": 2,
}


@pytest.mark.parametrize(
    ("construct", "node"),
    [
        ("a row within a row", Steps((TWO, *seats("c")))),
        ("a group of one", Together(seats("a"))),
        ("all of a group", Together((TWO, *seats("c")))),
        ("any of a group", Together((TWO, *seats("c")), "any")),
        ("two of three", Together((TWO, *seats("c", "d")), 2)),
        ("two of three within any of two", Together((Together(seats("a", "b", "c"), 2), *seats("d")), "any")),
        ("one copy for each entry", Each("sites", given.seat("a"))),
        ("a row for each entry", Each("sites", TWO)),
        ("any of a list", Together((Each("sites", given.seat("a")),), "any")),
        ("two of a list, each a row", Together((Each("sites", TWO),), 2)),
        ("lists within lists", Each("sites", Each("departments", given.seat("a")))),
        ("two of a group for each entry", Each("sites", Together(seats("a", "b", "c"), 2))),
        ("no entry", Each("nobody", given.seat("a"))),
        ("a choice", Choose((rules.Branch(rules.Is("income", "yes"), TWO),), given.seat("c"))),
        ("the other of a choice", Choose((rules.Branch(rules.Is("income", "no"), TWO),), given.seat("c"))),
        ("a choice of nothing", Choose((rules.Branch(rules.Is("nobody", 1), TWO),))),
        (
            "a choice among members",
            Together((Choose((rules.Branch(rules.Is("x", 1), TWO),)), *seats("c", "d")), 2),
        ),
    ],
)
@pytest.mark.parametrize("player", [Played, Game])
def test_each_construct_is_played_in_every_order(
    construct: str, node: Node, player: type[Played | Game]
) -> None:
    plan = Plan(Steps((node, given.seat("decision", duty="decide"))))
    bpmn = plan_to_bpmn(plan)

    @example(st.data())
    @settings(max_examples=8)
    def play(data: st.DataObject) -> None:
        played_to_the_end(player(bpmn, ANSWERS), plan, ANSWERS, data)

    play()


@pytest.mark.timeout(1200)
def test_a_second_reading_of_the_standard_opens_the_same_seats_at_every_step() -> None:
    seen: Counter[str] = Counter()

    @example(given.plans(parts=2) | given.counting_copies(), given.answers(), st.data())
    @settings(max_examples=PLANS)
    def play(plan: Plan, answers: dict[str, object], data: st.DataObject) -> None:
        seen["plans"] += 1
        seen["counted copies"] += counts_copies(plan)
        seen["steps"] += played_to_the_end(Game(plan_to_bpmn(plan), answers), plan, answers, data)

    play()
    print(dict(seen))
    assert seen["plans"] >= PLANS
    assert seen["counted copies"] > PLANS // 10


def test_a_list_among_the_members_of_a_group_counts_each_copy() -> None:
    group = Together((Each("sites", given.seat("site")), given.seat("desk"), given.seat("street")), 2)
    plan = Plan(Steps((group, given.seat("decision", duty="decide"))))
    bpmn, answers = plan_to_bpmn(plan), {"sites": ["a", "b", "c"]}
    for said in (["site#1", "site#3"], ["site#2", "desk"], ["desk", "street"]):
        game = Game(bpmn, answers)
        for instance in said:
            game.answer(instance)
        assert set(game.waiting()) == {"decision"}


def test_a_group_never_waits_for_more_answers_than_it_can_get() -> None:
    group = Together((Each("sites", given.seat("site")), given.seat("desk")), 3)
    plan = Plan(Steps((group, given.seat("decision", duty="decide"))))
    game = Game(plan_to_bpmn(plan), {"sites": ["a"]})
    game.answer("site#1")
    game.answer("desk")
    assert set(game.waiting()) == {"decision"}
