"""Whatever people do, in whatever order: the law of the case holds. The decider and the plan as a state machine."""

from __future__ import annotations

import json
import os
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.cases import given
from tests.cases.walks import PARTY, TWO, WALKS, Steps, right_acts
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
KINDS_OF_MOVE = {kind.value for kind in flow.EntryKind} - {"opinion"}
ACTORS = [
    VISITOR,
    SYSTEM,
    given.a_citizen(1),
    given.a_citizen(2),
    given.the_clerk(),
    given.the_head(),
    given.an_official(given.HOUSING),
    given.the_director(),
    given.the_mayor(),
    given.the_chair(),
    *(given.an_approver(code, place) for place, code in enumerate(given.DESKS, 20)),
]
HANDLERS = [given.an_approver(given.HOUSING, 20), given.an_approver(given.CIVIL, 22), given.a_citizen(1)]
SEATS = ["survey", "housing", "civil", "registry", "decision", "nonsense"]
ITEM = rules.CorrectionItem("material", "m1", "收入证明", "请提供近三个月的")
DEPARTMENTS = tuple(desk.id for desk in given.DESKS.values())
WAYS: list[dict[str, Any]] = [
    {},
    {"joint": True, "departments": DEPARTMENTS},
    {"immediate": True},
    {"safety": True, "extension": rules.Limit(3)},
    {"commitment": True, "promise_limit": rules.Limit(1), "check_workdays": 20},
    {"gap_workdays": 5},
    {"gap_workdays": 5, "gap_lapse": "refused"},
]
PROMISE = rules.Promise(("符合条件",), "撤销决定")
OWED = rules.MaterialHeld("m2", "体检表", "gap")
PROMISED = rules.MaterialHeld("m3", "场地证明", "promised")
EARLIER = rules.Earlier("renew", "1.2.156", "许可证", given.date(2026, 4, 10))
AFTER_THE_END = (rules.CheckPromise, rules.EndPermission)
actors = st.sampled_from(ACTORS)
texts = st.sampled_from(["", " ", "理由"])
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"


def when(act: type[rules.Act]) -> Any:
    """Tried where the law knows the act; ``out_of_order`` tries it everywhere else."""
    return precondition(lambda self: self.story.facts.state in rules.POSSIBLE[act])


def mostly(right: Any, *others: Any) -> Any:
    """The right one three times out of four."""
    return st.sampled_from([right, right, right, *(others or (given.a_citizen(2),))])


OFFICER = given.an_approver(given.HOUSING, 20)
CITIZEN = given.a_citizen(1)
BARE_ACTS = [
    lambda at: rules.Accept(given.the_clerk(), at),
    lambda at: rules.DeemAccepted(SYSTEM, at),
    lambda at: rules.Abandon(SYSTEM, at),
    lambda at: rules.RequestCorrection(given.the_clerk(), at, (ITEM,)),
    lambda at: rules.AnswerCorrection(CITIZEN, at, {}, ()),
    lambda at: rules.ProposeCorrection(OFFICER, at, (ITEM,)),
    lambda at: rules.Move(given.the_director(), at, "remind", "survey", "", "理由"),
    lambda at: rules.StartSpecial(OFFICER, at, "appraisal", 3, "理由"),
    lambda at: rules.EndSpecial(OFFICER, at, "合格"),
    lambda at: rules.AskExtension(OFFICER, at, 3, "理由"),
    lambda at: rules.Extend(given.the_director(), at, 3, "理由"),
    lambda at: rules.DeclineExtension(given.the_director(), at, "理由"),
    lambda at: rules.OfferHearing(OFFICER, at, "理由"),
    lambda at: rules.AskHearing(CITIZEN, at, True),
    lambda at: rules.CompareOriginals(given.the_clerk(), at, ("m1",)),
    lambda at: rules.TellParties(OFFICER, at, (PARTY,), "理由"),
    lambda at: rules.HearStatement(CITIZEN, at, "", "陈述"),
    lambda at: rules.AnnounceHearing(OFFICER, at, at.date(), "9:00", "厅", "x", "陈", "理由", "网站"),
    lambda at: rules.HoldVisit(OFFICER, at, ()),
    lambda at: rules.Decide(given.the_head(), at, True),
    lambda at: rules.DecideOnSpot(given.the_head(), at, True),
    lambda at: rules.DeemRenewed(SYSTEM, at),
    lambda at: rules.Deliver(SYSTEM, at, "online"),
    lambda at: rules.Terminate(given.the_head(), at, "died", "理由"),
    lambda at: rules.SupplyGap(CITIZEN, at, ()),
    lambda at: rules.LapseGap(SYSTEM, at),
    lambda at: rules.WithdrawPromise(CITIZEN, at, ()),
    lambda at: rules.CheckPromise(OFFICER, at, "kept"),
    lambda at: rules.EndPermission(given.the_director(), at, "deregistered", "理由", "第七十条"),
]


class CaseMachine(RuleBasedStateMachine):
    """Every act by anyone at any time; what is refused changes nothing, what happens keeps the law."""

    @initialize(
        plan=st.sampled_from(PLANS),
        day=st.sampled_from([given.MONDAY, given.on(given.date(2026, 12, 28))]),
        way=st.sampled_from(WAYS),
        begun=st.sampled_from(["", "submitted", "accepted", "accepted", "heard", "granted"]),
        path=st.sampled_from(["", "", *WALKS]),
        steps=st.sampled_from([0, 2, 5, 8, 11, 99]),
        seed=st.integers(0, 2**32),
    )
    def begin(
        self,
        plan: dict[str, Any],
        day: Any,
        way: dict[str, Any],
        begun: str,
        path: str,
        steps: int,
        seed: int,
    ) -> None:
        """Some way along a directed walk, or from the first page under any plan."""
        self.fate = Random(seed)
        self.path: Steps | None = None
        self.first = 0
        if path:
            self.proved = None
            self.story = WALKS[path].begun()
            self.item = self.story.facts.of.item
            self.path = WALKS[path].steps(self.story)
            for _step in range(steps):
                self.the_walk_goes_on()
            self.first = len(self.story.events)
            return
        self.story = given.Story(plan, day)
        self.proved: rules.CaseFacts | None = None
        self.item = given.an_item(**way)
        if begun:
            promise, gap = bool(way.get("commitment")), bool(way.get("gap_workdays"))
            self.submitted_in_trust(promise, gap, True, EARLIER, "", None)
        if begun in ("accepted", "heard", "granted"):
            self.do(rules.Accept(given.the_clerk(), self.story.at))
        while begun in ("heard", "granted") and self.everyone_speaks(begun):
            pass

    @precondition(lambda self: self.path)
    @rule()
    def the_walk_goes_on(self) -> None:
        """The next step of the walk, on whatever the case has become meanwhile."""
        step = next(self.path, None) if self.path else None
        if isinstance(step, int):
            self.story.later(step)
        elif step is not None:
            self.do(step)

    def someone_goes_on(self) -> None:
        """After a refusal, now and then, somebody who may and knows how acts; ends are chosen last."""
        if self.fate.random() < 0.75:
            return
        possible = right_acts(self.story)
        going_on = [acts for acts in possible if not isinstance(acts[0], ENDS)]
        kinds = possible if self.fate.random() < 0.1 else going_on
        if kinds:
            self.do(self.fate.choice(self.fate.choice(kinds)))
        if self.fate.random() < 0.2:
            self.the_day_comes_next()

    def teardown(self) -> None:
        ON_THE_WAY.update(event.kind for event in self.story.events[: self.first])
        BY_CHANCE.update(event.kind for event in self.story.events[self.first :])

    def everyone_speaks(self, begun: str) -> bool:
        """One more seat has spoken; whether the next may."""
        before = self.story.facts
        if not before.seats or (before.seats[0].duty == "decide" and begun == "heard"):
            return False
        self.the_right_one_speaks(0, "agree")
        return self.story.facts is not before

    @rule(days=st.integers(0, 1))
    def the_day_comes(self, days: int) -> None:
        """The last day of a clock that runs, the day of a hearing or a visit, or the day after."""
        self.the_day_comes_next(days)

    def the_day_comes_next(self, days: int = 1) -> None:
        facts = self.story.facts
        coming = [clock.due.on for clock in rules.clocks(facts, given.CALENDAR) if not clock.ended]
        coming += [facts.hearing.called.on] if facts.hearing and facts.hearing.called else []
        coming += [facts.visit.on] if facts.visit else []
        ahead = [(day - given.rules_day(self.story.at)).days + days for day in coming]
        self.story.later(min([day for day in ahead if day > 0], default=0))

    @precondition(lambda self: self.story.facts.hearing and not self.story.facts.hearing.held)
    @rule()
    def the_hearing_goes_on(self) -> None:
        hearing, at = self.story.facts.hearing, self.story.at
        assert hearing is not None
        if hearing.asked is None:
            self.do(rules.AskHearing(CITIZEN, at, True, "陈述"))
        elif hearing.called is None:
            on = given.rules_day(at + given.timedelta(days=13))
            chair = given.the_chair()
            self.do(rules.CallHearing(OFFICER, at, on, "9:00", "听证室", chair.staff_id, chair.name))
        else:
            self.do(rules.HoldHearing(given.the_chair(), at, "笔录", "各方签字"))

    @rule(act=st.sampled_from(BARE_ACTS))
    def out_of_order(self, act: Any) -> None:
        self.do(act(self.story.at))

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
            self.someone_goes_on()
            return
        assert not ended or isinstance(act, AFTER_THE_END), "nothing happens after the end"
        assert self.story.facts.version > before.version

    @rule(days=st.integers(0, 12))
    def time_passes(self, days: int) -> None:
        self.story.later(days)

    @when(rules.Submit)
    @rule(actor=mostly(CITIZEN), income=st.sampled_from(["2800", "4000"]))
    def submit(self, actor: Any, income: str) -> None:
        answers = {"household": "3", "income": income}
        applicant = given.an_applicant(given.a_citizen(1))
        self.do(
            given.a_submission(actor, self.story.at, applicant=applicant, answers=answers, item=self.item)
        )

    @when(rules.Submit)
    @rule()
    def submitted(self) -> None:
        self.do(given.a_submission(at=self.story.at, item=self.item))

    @when(rules.Submit)
    @rule(
        promise=st.booleans(), gap=st.booleans(), follow_up=st.booleans(),
        earlier=st.sampled_from([None, EARLIER]), barred=st.sampled_from(["", "", "990001-2025"]),
        banned=st.sampled_from([None, None, rules.Ban(given.date(2026, 9, 1), "art. 78")]),
    )  # fmt: skip
    def submitted_in_trust(
        self, promise: bool, gap: bool, follow_up: bool, earlier: Any, barred: str, banned: Any
    ) -> None:
        materials = [given.a_material(), *([OWED] if gap else []), *([PROMISED] if promise else [])]
        self.do(
            given.a_submission(
                at=self.story.at, item=self.item, materials=tuple(materials), follow_up=follow_up,
                promise=PROMISE if promise else None, earlier=earlier, barred=barred, banned=banned,
            )
        )  # fmt: skip

    @when(rules.ProposeCorrection)
    @rule(actor=mostly(OFFICER), items=st.sampled_from([(), (ITEM,)]))
    def propose_correction(self, actor: Any, items: Any) -> None:
        self.do(rules.ProposeCorrection(actor, self.story.at, items))

    @when(rules.CorrectOnSpot)
    @rule(actor=st.sampled_from([given.the_clerk(), given.a_citizen(1)]), note=texts)
    def mend_at_once(self, actor: Any, note: str) -> None:
        answers = {**self.story.facts.answers, "household": "4"}
        self.do(rules.CorrectOnSpot(actor, self.story.at, answers, self.story.facts.materials, note))

    @when(rules.Abandon)
    @rule(actor=mostly(SYSTEM))
    def abandon(self, actor: Any) -> None:
        self.do(rules.Abandon(actor, self.story.at))

    @when(rules.Move)
    @rule(
        actor=actors, kind=st.sampled_from([*sorted(KINDS_OF_MOVE), "dance"]), seat=st.sampled_from(SEATS),
        whom=st.sampled_from(["", "survey", "housing", given.CIVIL, given.STREET, given.the_chair().staff_id]),
        reason=texts,
    )  # fmt: skip
    def move(self, actor: Any, kind: str, seat: str, whom: str, reason: str) -> None:
        self.do(rules.Move(actor, self.story.at, kind, seat, whom, reason, whom))

    @precondition(lambda self: self.story.facts.seats)
    @rule(
        place=st.integers(0, 3), kind=st.sampled_from(["delegate", "add_seat", "return"]),
        whom=st.sampled_from(["survey", "housing", given.CIVIL, given.STREET, given.REGISTRY]),
    )  # fmt: skip
    def the_holder_moves(self, place: int, kind: str, whom: str) -> None:
        seat = self.story.facts.seats[place % len(self.story.facts.seats)]
        who = given.an_official(seat.department, seat.permission, number=41)
        self.do(rules.Move(who, self.story.at, kind, seat.instance, whom, "理由", whom))

    @precondition(lambda self: self.story.facts.seats)
    @rule(
        place=st.integers(0, 3), kind=st.sampled_from(["remind", "waive", "stand_in"]),
        whom=st.sampled_from(["", given.the_chair().staff_id]),
    )  # fmt: skip
    def the_head_moves(self, place: int, kind: str, whom: str) -> None:
        seat = self.story.facts.seats[place % len(self.story.facts.seats)]
        self.do(rules.Move(given.the_director(), self.story.at, kind, seat.instance, whom, "理由", whom))

    @precondition(lambda self: self.story.facts.entries)
    @rule(place=st.integers(0, 5))
    def someone_takes_back(self, place: int) -> None:
        said = self.story.facts.entries[place % len(self.story.facts.entries)]
        who = given.an_official(said.department or given.HOUSING, "case.opinion", "case.read_department")
        self.do(rules.Move(who, self.story.at, "recall", said.seat))

    @when(rules.StartSpecial)
    @rule(
        actor=mostly(OFFICER),
        kind=st.sampled_from(["appraisal", "testing", "hearing", "nap"]),
        days=st.integers(-1, 9),
    )
    def special_starts(self, actor: Any, kind: str, days: int) -> None:
        self.do(rules.StartSpecial(actor, self.story.at, kind, days, "理由"))

    @when(rules.EndSpecial)
    @rule(actor=mostly(OFFICER), result=texts)
    def special_ends(self, actor: Any, result: str) -> None:
        self.do(rules.EndSpecial(actor, self.story.at, result))

    @when(rules.AskExtension)
    @rule(actor=mostly(OFFICER), days=st.integers(0, 16), reason=texts)
    def more_time_is_asked(self, actor: Any, days: int, reason: str) -> None:
        self.do(rules.AskExtension(actor, self.story.at, days, reason))

    @when(rules.Extend)
    @rule(
        actor=st.sampled_from([given.the_director(), given.the_mayor(), given.the_clerk()]),
        days=st.integers(0, 16),
        reason=texts,
    )
    def more_time_is_given(self, actor: Any, days: int, reason: str) -> None:
        self.do(rules.Extend(actor, self.story.at, days, reason))

    @when(rules.DeclineExtension)
    @rule(actor=st.sampled_from([given.the_director(), given.the_mayor()]), reason=texts)
    def more_time_is_not_given(self, actor: Any, reason: str) -> None:
        self.do(rules.DeclineExtension(actor, self.story.at, reason))

    @when(rules.OfferHearing)
    @rule(actor=mostly(OFFICER), reason=texts)
    def hearing_is_offered(self, actor: Any, reason: str) -> None:
        self.do(rules.OfferHearing(actor, self.story.at, reason))

    @when(rules.AskHearing)
    @rule(actor=mostly(CITIZEN), wanted=st.booleans())
    def hearing_is_asked(self, actor: Any, wanted: bool) -> None:
        self.do(rules.AskHearing(actor, self.story.at, wanted, "陈述"))

    @when(rules.CallHearing)
    @rule(
        actor=mostly(OFFICER),
        days=st.integers(0, 30),
        chair=st.sampled_from([given.the_chair(), given.an_approver(given.HOUSING, 20)]),
    )
    def hearing_is_called(self, actor: Any, days: int, chair: Any) -> None:
        on = given.rules_day(self.story.at + given.timedelta(days=days))
        self.do(rules.CallHearing(actor, self.story.at, on, "9:00", "听证室", chair.staff_id, chair.name))

    @when(rules.HoldHearing)
    @rule(actor=mostly(given.the_chair()), record=texts)
    def hearing_is_held(self, actor: Any, record: str) -> None:
        self.do(rules.HoldHearing(actor, self.story.at, record, "各方签字"))

    @when(rules.CallVisit)
    @rule(actor=mostly(OFFICER), days=st.integers(-1, 5))
    def visit_is_called(self, actor: Any, days: int) -> None:
        on = given.rules_day(self.story.at + given.timedelta(days=days))
        self.do(rules.CallVisit(actor, self.story.at, on, "9:00", "现场", ("民政局",)))

    @when(rules.TellParties)
    @rule(actor=mostly(OFFICER), reason=texts)
    def parties_are_told(self, actor: Any, reason: str) -> None:
        self.do(rules.TellParties(actor, self.story.at, (PARTY,), reason))

    @when(rules.HearStatement)
    @rule(wants=st.sampled_from([None, True, False]), who=st.sampled_from(["", PARTY.name]), text=texts)
    def a_statement_is_heard(self, wants: Any, who: str, text: str) -> None:
        self.do(rules.HearStatement(OFFICER, self.story.at, who, text, wants))

    @when(rules.CompareOriginals)
    @rule(actor=mostly(given.the_clerk()), days=st.integers(-1, 400))
    def originals_are_seen(self, actor: Any, days: int) -> None:
        until = given.rules_day(self.story.at + given.timedelta(days=days))
        self.do(rules.CompareOriginals(actor, self.story.at, ("m1",), until))

    @when(rules.HoldVisit)
    @rule(actor=mostly(OFFICER), absent=st.booleans(), who=st.sampled_from(["民政局", "公安局"]))
    def visit_is_made(self, actor: Any, absent: bool, who: str) -> None:
        self.do(
            rules.HoldVisit(actor, self.story.at, (rules.Finding("c", who, "相符", absent),), TWO, "已签字")
        )

    @when(rules.DecideOnSpot)
    @rule(actor=mostly(given.the_head()), approve=st.booleans(), reasons=texts)
    def decide_on_spot(self, actor: Any, approve: bool, reasons: str) -> None:
        self.do(rules.DecideOnSpot(actor, self.story.at, approve, reasons, "第七条", given.REMEDIES))

    @when(rules.DeemRenewed)
    @rule(actor=mostly(SYSTEM))
    def renew_by_silence(self, actor: Any) -> None:
        self.do(rules.DeemRenewed(actor, self.story.at))

    @when(rules.SupplyGap)
    @rule(actor=mostly(CITIZEN), key=st.sampled_from(["m1", "m2"]))
    def supply_what_was_to_follow(self, actor: Any, key: str) -> None:
        self.do(rules.SupplyGap(actor, self.story.at, (given.a_material(key),)))

    @when(rules.LapseGap)
    @rule(actor=mostly(SYSTEM))
    def what_was_to_follow_lapses(self, actor: Any) -> None:
        self.do(rules.LapseGap(actor, self.story.at, "《办法》第九条", given.REMEDIES))

    @when(rules.WithdrawPromise)
    @rule(actor=mostly(CITIZEN), given_too=st.booleans())
    def take_the_promise_back(self, actor: Any, given_too: bool) -> None:
        materials = (given.a_material("m3"),) if given_too else ()
        self.do(rules.WithdrawPromise(actor, self.story.at, materials))

    @when(rules.CheckPromise)
    @rule(
        actor=mostly(OFFICER),
        result=st.sampled_from(["kept", "mend", "broken", "repaired", "x"]),
        note=texts,
    )
    def check_the_promise(self, actor: Any, result: str, note: str) -> None:
        mend_by = given.rules_day(self.story.at + given.timedelta(days=9))
        self.do(rules.CheckPromise(actor, self.story.at, result, note, mend_by))

    @when(rules.Terminate)
    @rule(
        actor=mostly(given.the_head()),
        ground=st.sampled_from(["died", "bored"]),
        reason=texts,
        sure=st.integers(0, 3),
    )
    def terminate(self, actor: Any, ground: str, reason: str, sure: int) -> None:
        if sure == 3:
            self.do(rules.Terminate(actor, self.story.at, ground, reason))

    @when(rules.EndPermission)
    @rule(
        actor=mostly(given.the_director()),
        kind=st.sampled_from(["revoked", "recalled", "deregistered", "forfeited", "lost"]),
        fraud=st.booleans(),
    )
    def end_the_permission(self, actor: Any, kind: str, fraud: bool) -> None:
        act = rules.EndPermission(actor, self.story.at, kind, "理由", "第六十九条", given.REMEDIES, fraud)
        self.do(act)

    @when(rules.Accept)
    @rule(actor=actors)
    def accept(self, actor: Any) -> None:
        self.do(rules.Accept(actor, self.story.at))

    @when(rules.Accept)
    @rule()
    def clerk_accepts(self) -> None:
        self.do(rules.Accept(given.the_clerk(), self.story.at))

    @when(rules.DeemAccepted)
    @rule(actor=mostly(SYSTEM))
    def deem(self, actor: Any) -> None:
        self.do(rules.DeemAccepted(actor, self.story.at))

    @when(rules.RefuseAcceptance)
    @rule(
        actor=mostly(given.the_clerk()),
        ground=st.sampled_from(["not_required", "not_competent", "false_materials", "x"]),
        reason=texts,
        body=texts,
    )
    def refuse_acceptance(self, actor: Any, ground: str, reason: str, body: str) -> None:
        self.do(rules.RefuseAcceptance(actor, self.story.at, ground, reason, body, given.REMEDIES))

    @when(rules.RequestCorrection)
    @rule(
        actor=st.sampled_from([given.the_clerk(), given.a_citizen(1)]), items=st.sampled_from([(), (ITEM,)])
    )
    def ask_correction(self, actor: Any, items: Any) -> None:
        self.do(rules.RequestCorrection(actor, self.story.at, items))

    @when(rules.AnswerCorrection)
    @rule(
        actor=st.sampled_from([given.a_citizen(1), given.a_citizen(2)]),
        file=st.sampled_from(["f1", "f2", "f3"]),
    )
    def answer_correction(self, actor: Any, file: str) -> None:
        material = (given.a_material(file=file),)
        self.do(rules.AnswerCorrection(actor, self.story.at, self.story.facts.answers, material))

    @when(rules.GiveOpinion)
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
            basis = "第七条" if no else ""
            held = self.story.facts.hearing is not None
            self.do(rules.Decide(who, self.story.at, not no, "理由", basis, given.REMEDIES, False, held))
        else:
            self.do(rules.GiveOpinion(who, self.story.at, seat.instance, verdict, "理由"))

    @when(rules.Decide)
    @rule(
        actor=actors,
        approve=st.booleans(),
        reasons=texts,
        basis=texts,
        remedies=st.sampled_from([None, given.REMEDIES]),
    )
    def decide(self, actor: Any, approve: bool, reasons: str, basis: str, remedies: Any) -> None:
        self.do(rules.Decide(actor, self.story.at, approve, reasons, basis, remedies))

    @when(rules.Deliver)
    @rule(actor=mostly(SYSTEM), method=st.sampled_from(["online", "window", "x"]))
    def deliver(self, actor: Any, method: str) -> None:
        self.do(rules.Deliver(actor, self.story.at, method))

    @when(rules.Withdraw)
    @rule(
        actor=st.sampled_from([given.a_citizen(1), given.a_citizen(2), given.the_clerk()]),
        sure=st.integers(0, 5),
    )
    def withdraw(self, actor: Any, sure: int) -> None:
        if sure == 5:
            self.do(rules.Withdraw(actor, self.story.at))

    @when(rules.MovePlan)
    @rule(plan=st.sampled_from(PLANS), sure=st.integers(0, 3))
    def move_plan(self, plan: dict[str, Any], sure: int) -> None:
        """Whatever plan comes next: no date moves, no seat that stays gets less or more time, nothing said is lost."""
        before = self.story.facts
        if sure == 3:
            self.do(given.a_move(self.story, plan))
        after = self.story.facts
        if after.plan_moves != before.plan_moves:
            assert (after.promised_due, after.statutory_due) == (before.promised_due, before.statutory_due)
            stay = [(one, before.seat(one.instance)) for one in after.seats if before.seat(one.instance)]
            assert all(now.due == was.due for now, was in stay)
            assert after.entries == before.entries

    @precondition(lambda self: bool(self.story.facts.plan_moves))
    @rule()
    def take_a_move_back(self) -> None:
        """Nothing that was said since is lost; a case on which nothing was said stands as it stood."""
        before = self.story.facts
        self.do(given.a_way_back(self.story))
        after = self.story.facts
        if after.plan_moves != before.plan_moves:
            assert (after.promised_due, after.statutory_due) == (before.promised_due, before.statutory_due)
            assert after.plan_version == before.plan_moves[-1].moved.from_version

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
        if facts.state in rules.UNDER_REVIEW:
            assert facts.seats
            assert any(
                seat.stand_in or rules.sits_at(given.an_official(seat.department, seat.permission), seat)
                for seat in facts.seats
            )

    @invariant()
    def the_open_seats_are_those_of_the_plan(self) -> None:
        facts = self.story.facts
        if facts.state in rules.UNDER_REVIEW and facts.promise is None:
            asked = flow.open_seats(self.story.route.plan, facts.entries, facts.answers)
            assert {ref.instance for ref in asked} == {seat.instance for seat in facts.seats}

    @invariant()
    def there_is_one_notice_and_one_end(self) -> None:
        kinds = [event.kind for event in self.story.events]
        assert all(kinds.count(kind) <= 1 for kind in ONCE)
        ends = ("delivered", "withdrawn", "acceptance_refused", "abandoned", "terminated", "gap_lapsed")
        assert sum(kinds.count(kind) for kind in ends) <= 1
        assert [event.seq for event in self.story.events] == list(range(1, len(kinds) + 1))

    @invariant()
    def no_clock_ends_before_it_starts_and_the_promise_keeps_the_law(self) -> None:
        facts = self.story.facts
        if facts.acceptance is not None and facts.promised_due and facts.statutory_due:
            assert facts.promised_due.on <= facts.statutory_due.on
            assert facts.acceptance.accepted_on <= given.rules_day(self.story.at)
            assert facts.promised_due.on >= facts.acceptance.promised_due.on or facts.promise is not None
        for clock in rules.clocks(facts, given.CALENDAR):
            assert clock.due.on >= clock.started_on
            assert all(sentence.text() for sentence in clock.explain)

    @invariant()
    def nothing_is_granted_while_something_is_owed(self) -> None:
        facts = self.story.facts
        assert not (facts.approved and facts.gaps and not (facts.decision and facts.decision.deemed))

    @invariant()
    def a_hearing_that_was_asked_for_comes_before_the_decision(self) -> None:
        facts = self.story.facts
        if facts.hearing and facts.hearing.wanted and facts.decision and not facts.decision.deemed:
            lapsed = facts.decision.spoken.seat == ""
            assert facts.hearing.held is not None or lapsed


ENDS = (rules.Withdraw, rules.Terminate, rules.EndPermission, rules.RefuseAcceptance)
ONCE = (
    "submitted",
    "accepted",
    "correction_requested",
    "decided",
    "extended",
    "permission_ended",
    "hearing_held",
)

OF_ACTS = set(rules.KINDS) - {rules.Recounted.KIND}
"""The events that acts bring; a recount is no act on a case, its own tests know it."""
ON_THE_WAY: Counter[str] = Counter()
BY_CHANCE: Counter[str] = Counter()
"""How often each event happened in a run: on the directed way in, and after it."""


def table() -> str:
    """The events of a run, the rarest first: by chance, and on the way in."""
    seldom = sorted(OF_ACTS, key=lambda kind: (BY_CHANCE[kind], kind))
    return "\n".join(f"{BY_CHANCE[kind]:6} {ON_THE_WAY[kind]:6} {kind}" for kind in seldom)


@pytest.mark.timeout(0 if DEEP else 300)
def test_the_law_of_the_case_holds_whatever_people_do() -> None:
    BY_CHANCE.clear()
    ON_THE_WAY.clear()
    often = settings(
        max_examples=10_000 if DEEP else 300, stateful_step_count=50, deadline=None, print_blob=True
    )
    run_state_machine_as_test(CaseMachine, settings=often)
    print(table())
    # Chance promises no single event; that each is known is proved by the directed walks themselves.
    assert len(set(BY_CHANCE + ON_THE_WAY)) >= 20, table()
    assert set(BY_CHANCE + ON_THE_WAY) <= OF_ACTS
