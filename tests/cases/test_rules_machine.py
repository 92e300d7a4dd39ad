"""Whatever people do, in whatever order: the law of the case holds. The decider and the plan as a state machine."""

from __future__ import annotations

import json
import os
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.cases import given
from tongban.cases import rules
from tongban.flow import rules as flow
from tongban.foundation.actors import SYSTEM, VISITOR
from tongban.foundation.refusals import Refused

TWO_OF_THREE: dict[str, Any] = {
    "kind": "steps",
    "of": [
        {
            "kind": "together",
            "need": 2,
            "of": [
                given.seat("housing", given.HOUSING),
                given.seat("civil", given.CIVIL),
                given.seat("registry", given.REGISTRY),
            ],
        },
        given.seat("decision", given.HOUSING, "decide"),
    ],
}
BY_INCOME: dict[str, Any] = {
    "kind": "steps",
    "of": [
        {
            "kind": "choose",
            "branches": [
                {"when": {"field": "income", "at_least": 3000}, "then": given.seat("civil", given.CIVIL)}
            ],
            "else": given.seat("survey", given.STREET, "survey"),
        },
        given.seat("decision", given.HOUSING, "decide", 0),
    ],
}
PLANS = [given.HOUSING_PLAN, given.DECISION_ONLY, TWO_OF_THREE, BY_INCOME]
ACTORS = [
    VISITOR,
    SYSTEM,
    given.a_citizen(1),
    given.a_citizen(2),
    given.the_clerk(),
    given.the_head(),
    given.an_official(given.HOUSING),
    *(given.an_approver(code, place) for place, code in enumerate(given.DESKS, 20)),
]
SEATS = ["survey", "housing", "civil", "registry", "decision", "nonsense"]
ITEM = rules.CorrectionItem("material", "m1", "收入证明", "请提供近三个月的")
actors = st.sampled_from(ACTORS)
texts = st.sampled_from(["", " ", "理由"])
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"


class CaseMachine(RuleBasedStateMachine):
    """Every act by anyone at any time; what is refused changes nothing, what happens keeps the law."""

    @initialize(
        plan=st.sampled_from(PLANS), day=st.sampled_from([given.MONDAY, given.on(given.date(2026, 12, 28))])
    )
    def begin(self, plan: dict[str, Any], day: Any) -> None:
        self.story = given.Story(plan, day)
        self.proved: rules.CaseFacts | None = None

    def refused(self, refusal: Refused, before: rules.CaseFacts) -> None:
        assert refusal.code.split(".")[0] in {"cases", "flow"}
        assert refusal.text()
        assert self.story.facts is before, "a refusal changes nothing"

    def do(self, act: rules.Act) -> None:
        before, ended = self.story.facts, self.story.facts.state in rules.CLOSED
        try:
            self.story.act(act)
        except Refused as refused:
            self.refused(refused, before)
            return
        assert not ended, "nothing happens after the end"
        assert self.story.facts.version > before.version

    @rule(days=st.integers(0, 12))
    def time_passes(self, days: int) -> None:
        self.story.later(days)

    @rule(actor=actors, income=st.sampled_from(["2800", "4000"]))
    def submit(self, actor: Any, income: str) -> None:
        answers = {"household": "3", "income": income}
        applicant = given.an_applicant(given.a_citizen(1))
        self.do(given.a_submission(actor, self.story.at, applicant=applicant, answers=answers))

    @rule()
    def submitted(self) -> None:
        self.do(given.a_submission(at=self.story.at))

    @rule(actor=actors)
    def accept(self, actor: Any) -> None:
        self.do(rules.Accept(actor, self.story.at))

    @rule()
    def clerk_accepts(self) -> None:
        self.do(rules.Accept(given.the_clerk(), self.story.at))

    @rule(actor=st.sampled_from([SYSTEM, VISITOR]))
    def deem(self, actor: Any) -> None:
        self.do(rules.DeemAccepted(actor, self.story.at))

    @rule(
        actor=actors, ground=st.sampled_from(["not_required", "not_competent", "x"]), reason=texts, body=texts
    )
    def refuse_acceptance(self, actor: Any, ground: str, reason: str, body: str) -> None:
        self.do(rules.RefuseAcceptance(actor, self.story.at, ground, reason, body, given.REMEDIES))

    @rule(
        actor=st.sampled_from([given.the_clerk(), given.a_citizen(1)]), items=st.sampled_from([(), (ITEM,)])
    )
    def ask_correction(self, actor: Any, items: Any) -> None:
        self.do(rules.RequestCorrection(actor, self.story.at, items))

    @rule(
        actor=st.sampled_from([given.a_citizen(1), given.a_citizen(2)]),
        file=st.sampled_from(["f1", "f2", "f3"]),
    )
    def answer_correction(self, actor: Any, file: str) -> None:
        material = (given.a_material(file=file),)
        self.do(rules.AnswerCorrection(actor, self.story.at, self.story.facts.answers, material))

    @rule(
        actor=actors,
        seat=st.sampled_from(SEATS),
        verdict=st.sampled_from(["", "agree", "disagree", "x"]),
        reason=texts,
    )
    def speak(self, actor: Any, seat: str, verdict: str, reason: str) -> None:
        self.do(rules.GiveOpinion(actor, self.story.at, seat, verdict, reason))

    @precondition(lambda self: self.story.facts.seats)
    @rule(place=st.integers(0, 3), verdict=st.sampled_from(["agree", "disagree"]))
    def the_right_one_speaks(self, place: int, verdict: str) -> None:
        seat = self.story.facts.seats[place % len(self.story.facts.seats)]
        who = given.an_official(seat.department, seat.permission, number=40)
        if seat.duty == "decide":
            no = verdict == "disagree"
            self.do(rules.Decide(who, self.story.at, not no, "理由", "第七条" if no else "", given.REMEDIES))
        else:
            self.do(rules.GiveOpinion(who, self.story.at, seat.instance, verdict, "理由"))

    @rule(
        actor=actors,
        approve=st.booleans(),
        reasons=texts,
        basis=texts,
        remedies=st.sampled_from([None, given.REMEDIES]),
    )
    def decide(self, actor: Any, approve: bool, reasons: str, basis: str, remedies: Any) -> None:
        self.do(rules.Decide(actor, self.story.at, approve, reasons, basis, remedies))

    @rule(actor=actors, method=st.sampled_from(["online", "window", "x"]))
    def deliver(self, actor: Any, method: str) -> None:
        self.do(rules.Deliver(actor, self.story.at, method))

    @rule(
        actor=st.sampled_from([given.a_citizen(1), given.a_citizen(2), given.the_clerk()]),
        sure=st.integers(0, 5),
    )
    def withdraw(self, actor: Any, sure: int) -> None:
        if sure == 5:
            self.do(rules.Withdraw(actor, self.story.at))

    @invariant()
    def the_ledger_gives_the_facts(self) -> None:
        if self.proved is self.story.facts:
            return
        self.proved = self.story.facts
        links = rules.chain("c", "", self.story.events)
        again = rules.fold(rules.event_from(link, json.loads(link.body)) for link in links)
        assert again == self.story.facts
        if self.story.events:
            assert rules.case_row("c", again, links[-1].hash) == rules.case_row(
                "c", self.story.facts, links[-1].hash
            )

    @invariant()
    def an_open_case_waits_for_someone_or_a_clock(self) -> None:
        facts = self.story.facts
        if facts.state not in rules.OPEN:
            assert not facts.seats
            return
        assert facts.due is not None
        if facts.state == rules.State.ACCEPTED:
            assert facts.seats
            assert any(
                rules.sits_at(given.an_official(seat.department, seat.permission), seat)
                for seat in facts.seats
            )

    @invariant()
    def the_open_seats_are_those_of_the_plan(self) -> None:
        facts = self.story.facts
        if facts.state == rules.State.ACCEPTED:
            asked = flow.open_seats(self.story.route.plan, facts.entries, facts.answers)
            assert {ref.instance for ref in asked} == {seat.instance for seat in facts.seats}

    @invariant()
    def there_is_one_notice_and_one_end(self) -> None:
        kinds = [event.kind for event in self.story.events]
        assert all(
            kinds.count(kind) <= 1 for kind in ("submitted", "accepted", "correction_requested", "decided")
        )
        assert sum(kinds.count(kind) for kind in ("delivered", "withdrawn", "acceptance_refused")) <= 1
        assert [event.seq for event in self.story.events] == list(range(1, len(kinds) + 1))

    @invariant()
    def no_clock_ends_before_it_starts_and_the_promise_keeps_the_law(self) -> None:
        accepted = self.story.facts.acceptance
        if accepted is not None:
            assert accepted.promised_due.on <= accepted.statutory_due.on
            assert accepted.accepted_on <= given.rules_day(self.story.at)
        for clock in rules.clocks(self.story.facts, given.CALENDAR):
            assert clock.due.on >= clock.started_on


TestTheCase = CaseMachine.TestCase
TestTheCase.settings = settings(
    max_examples=10_000 if DEEP else 300, stateful_step_count=50, deadline=None, print_blob=True
)
