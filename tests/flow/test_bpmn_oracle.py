"""Exported plans are played by others, step by step: they open the seats that our rules open.

SpiffWorkflow plays every construct but one: a list among the members of a group that some answers end. That one is
played, like all others, by the token game of ``tests.flow.tokens``, a second reading of the standard.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

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


def test_spiffworkflow_opens_the_same_seats_at_every_step() -> None:
    seen: Counter[str] = Counter()

    @example(given.plans(max_leaves=8, parts=2), given.answers(), st.data())
    @settings(max_examples=PLANS)
    def play(plan: Plan, answers: dict[str, object], data: st.DataObject) -> None:
        plan = Plan(without_counted_copies(plan.root))
        seen["plans"] += 1
        seen["steps"] += played_to_the_end(Played(plan_to_bpmn(plan), answers), plan, answers, data)
        seen.update(type(node).__name__ for node in nodes(plan.root))
        seen.update(f"need {node.need}" for node in nodes(plan.root) if isinstance(node, Together))

    play()
    print(dict(seen))
    assert seen["plans"] >= PLANS
    assert all(seen[kind] for kind in ("Seat", "Steps", "Together", "Choose", "Each", "need any", "need 2"))


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
