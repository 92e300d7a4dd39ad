"""A case wanders through any plan with every move officials make; some things are never lost."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.flow import given
from tongban.flow import rules
from tongban.foundation.refusals import Refused


class PlanMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[rules.Entry] = []
        self.open: set[tuple[str, str, str]] = set()

    @initialize(plan=given.plans(), answers=given.answers())
    def begin(self, plan: rules.Plan, answers: dict[str, object]) -> None:
        self.plan, self.answers = plan, answers
        self.open = {(r.instance, r.department, r.stand_in) for r in rules.started(plan, answers).opened}

    def refs(self) -> tuple[rules.SeatRef, ...]:
        return rules.open_seats(self.plan, self.entries, self.answers)

    def enter(self, entry: rules.Entry) -> rules.Movement:
        movement = rules.moved(self.plan, self.entries, entry, self.answers)
        self.entries.append(entry)
        self.open = {held for held in self.open if held[0] not in movement.closed}
        self.open |= {(r.instance, r.department, r.stand_in) for r in movement.opened}
        return movement

    @precondition(lambda self: self.open)
    @rule(data=st.data(), verdict=st.sampled_from(["agree", "disagree"]))
    def give_an_opinion(self, data: st.DataObject, verdict: str) -> None:
        ref = data.draw(st.sampled_from(self.refs()))
        assert ref.instance in self.enter(given.opinion(ref, verdict)).closed

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def return_the_case(self, data: st.DataObject) -> None:
        ref = data.draw(st.sampled_from(self.refs()))
        targets = rules.return_targets(self.plan, self.entries, self.answers, ref.instance)
        if targets:
            target = data.draw(st.sampled_from(targets))
            self.enter(given.move("return", ref.instance, target.instance))

    @precondition(lambda self: self.open)
    @rule(
        data=st.data(),
        kind=st.sampled_from(["delegate", "add_seat", "stand_in", "remind", "waive", "recall"]),
    )
    def move(self, data: st.DataObject, kind: str) -> None:
        seat = data.draw(st.sampled_from(self.refs())).instance
        if kind == "recall" and self.entries:
            seat = data.draw(st.sampled_from(self.entries)).seat
        with suppress(Refused):
            self.enter(given.move(kind, seat, data.draw(st.sampled_from(["D-1", "D-2"]))))

    @precondition(lambda self: not self.open)
    @rule()
    def say_more_after_the_end(self) -> None:
        with pytest.raises(Refused, match=r"flow\.ended"):
            rules.moved(self.plan, self.entries, given.opinion(self.entries[-1].seat), self.answers)

    @invariant()
    def either_someone_is_asked_or_it_has_ended(self) -> None:
        if hasattr(self, "plan"):
            ended = rules.outcome(self.plan, self.entries, self.answers)
            assert bool(self.refs()) != (ended is not None)

    @invariant()
    def the_movements_add_up_to_the_open_seats(self) -> None:
        if hasattr(self, "plan"):
            refs = self.refs()
            assert {(r.instance, r.department, r.stand_in) for r in refs} == self.open
            assert len({ref.instance for ref in refs}) == len(refs)

    @invariant()
    def nobody_is_asked_who_has_a_standing_opinion(self) -> None:
        if hasattr(self, "plan"):
            said = rules.standing_opinions(self.plan, self.entries, self.answers)
            assert not said.keys() & {ref.instance for ref in self.refs()}

    def teardown(self) -> None:
        if hasattr(self, "plan"):
            for _turn in range(200):
                refs = self.refs()
                if not refs:
                    return
                self.enter(given.opinion(refs[0]))
            raise AssertionError("the plan did not end")


PlanMachine.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
TestPlanMachine = PlanMachine.TestCase
