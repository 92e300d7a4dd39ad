"""Directed walks through the law: each a story that an official could tell; together they know every act.

A walk yields acts, and numbers of days to wait. A random walker starts anywhere on one of them and leaves the path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tests.cases import given
from tests.cases.given import CIVIL, HOUSING, REGISTRY, STREET, Story
from tongban.cases import rules
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.refusals import Refused

Steps = Iterator[rules.Act | int]
DEPARTMENTS = tuple(desk.id for desk in given.DESKS.values())
PROMISE = rules.Promise(("符合条件",), "撤销决定")
OWED = rules.MaterialHeld("m2", "体检表", "gap")
PROMISED = rules.MaterialHeld("m3", "场地证明", "promised")
EARLIER = rules.Earlier("renew", "1.2.156", "许可证", given.date(2026, 4, 10))
ITEM = rules.CorrectionItem("material", "m1", "收入证明", "请提供近三个月的")
CITIZEN, CLERK, HEAD, DIRECTOR = given.a_citizen(), given.the_clerk(), given.the_head(), given.the_director()
OFFICER = given.an_approver(HOUSING, 20)
PARTY = rules.Party("李邻居", "相邻权", "海棠路2号")
TWO = (rules.Official("o1", "李一"), rules.Official("o2", "李二"))
CHAIR = given.the_chair()
TRUST = {"commitment": True, "promise_limit": rules.Limit(1), "check_workdays": 20}


@dataclass(frozen=True, slots=True)
class Walk:
    """One directed walk.

    way     what sets the procedure of its item apart
    submit  what is handed in beside the ordinary application
    """

    steps: Callable[[Story], Steps]
    plan: Mapping[str, Any] = field(default_factory=lambda: given.HOUSING_PLAN)
    way: Mapping[str, Any] = field(default_factory=dict)
    submit: Mapping[str, Any] = field(default_factory=dict)

    def begun(self) -> Story:
        """The story with its application handed in."""
        return Story(self.plan).submitted(item=given.an_item(**self.way), **self.submit)

    def told(self, steps: int | None = None) -> Story:
        """The story after so many steps; to its end when not said."""
        story = self.begun()
        for step in islice(self.steps(story), steps):
            go(story, step)
        return story


def go(story: Story, step: rules.Act | int) -> None:
    if isinstance(step, int):
        story.later(step)
    else:
        story.act(step)


def opinions(story: Story) -> Steps:
    """Everyone speaks until only the decision is left."""
    while story.facts.seats and story.facts.deciding_seat is None:
        seat = story.facts.seats[0]
        who = given.an_official(seat.department, seat.permission, number=40)
        yield rules.GiveOpinion(who, story.at, seat.instance, "agree", "情况属实")


def corrected(story: Story) -> Steps:
    at = story.at
    yield rules.CorrectOnSpot(
        CLERK, at, {**story.facts.answers, "household": "4"}, story.facts.materials, "更正"
    )
    yield rules.RequestCorrection(CLERK, at, (ITEM,))
    yield rules.AnswerCorrection(CITIZEN, at, story.facts.answers, (given.a_material(file="f2"),))
    yield rules.CompareOriginals(CLERK, at, ("m1",), given.date(2026, 12, 31))
    yield rules.Accept(CLERK, at)
    yield from opinions(story)
    yield rules.Decide(HEAD, at, True, "符合条件")
    yield rules.Deliver(SYSTEM, at, "online")
    yield rules.EndPermission(DIRECTOR, at, "revoked", "以欺骗取得", "第六十九条", given.REMEDIES, True)


def unanswered(story: Story) -> Steps:
    yield rules.ProposeCorrection(given.an_approver(CIVIL, 22), story.at, (ITEM,))
    yield rules.RequestCorrection(CLERK, story.at, story.facts.proposed)
    yield 70
    yield rules.Abandon(SYSTEM, story.at)


def not_accepted(story: Story) -> Steps:
    yield rules.RefuseAcceptance(CLERK, story.at, "not_competent", "不属于职权", "市民政局", given.REMEDIES)


def silent(story: Story) -> Steps:
    yield 8
    yield rules.DeemAccepted(SYSTEM, story.at)
    yield from opinions(story)
    yield rules.Terminate(HEAD, story.at, "died", "申请人死亡")


def heard(story: Story) -> Steps:
    yield rules.Accept(CLERK, story.at)
    yield from opinions(story)
    yield rules.OfferHearing(OFFICER, story.at, "关系他人重大利益")
    yield rules.AskHearing(CITIZEN, story.at, True, "陈述")
    on = given.rules_day(story.at + given.timedelta(days=13))
    yield rules.CallHearing(OFFICER, story.at, on, "9:00", "听证室", CHAIR.staff_id, CHAIR.name)
    yield 13
    yield rules.HoldHearing(CHAIR, story.at, "笔录", "各方签字")
    yield rules.Decide(HEAD, story.at, False, "笔录所载", "第七条", given.REMEDIES, True, True)


def touched(story: Story) -> Steps:
    yield rules.Accept(CLERK, story.at)
    yield from opinions(story)
    yield rules.TellParties(OFFICER, story.at, (PARTY,), "相邻通风采光")
    yield rules.AskHearing(CITIZEN, story.at, False)
    yield rules.HearStatement(CITIZEN, story.at, "", "符合规划")
    yield rules.HearStatement(OFFICER, story.at, PARTY.name, "影响采光", True)
    on = given.rules_day(story.at + given.timedelta(days=13))
    yield rules.CallHearing(OFFICER, story.at, on, "9:00", "听证室", CHAIR.staff_id, CHAIR.name)
    yield 13
    yield rules.HoldHearing(CHAIR, story.at, "笔录", "各方签字")
    yield rules.Decide(HEAD, story.at, True, "笔录所载", on_record=True)


def announced(story: Story) -> Steps:
    yield rules.Accept(CLERK, story.at)
    yield from opinions(story)
    on = given.rules_day(story.at + given.timedelta(days=13))
    yield rules.AnnounceHearing(
        OFFICER, story.at, on, "9:00", "听证室", CHAIR.staff_id, CHAIR.name, "涉及公共利益", "政府网站"
    )
    yield 13
    yield rules.HoldHearing(CHAIR, story.at, "笔录", "各方签字")
    yield rules.Decide(HEAD, story.at, True, "笔录所载", on_record=True)


def moved(story: Story) -> Steps:
    at = story.at
    yield rules.Accept(CLERK, at)
    yield rules.AskExtension(given.an_approver(STREET, 21), at, 5, "需要核实")
    yield rules.DeclineExtension(DIRECTOR, at, "人手充足")
    yield rules.AskExtension(given.an_approver(STREET, 21), at, 5, "需要核实")
    yield rules.Extend(DIRECTOR, at, 5, "需要核实")
    yield rules.Move(DIRECTOR, at, "remind", "survey", "", "请尽快")
    yield rules.Move(
        given.an_approver(STREET, 21), at, "delegate", "survey", REGISTRY, "代为核实", "登记中心"
    )
    yield rules.Move(given.an_approver(REGISTRY, 23), at, "add_seat", "survey", CIVIL, "征求意见", "民政局")
    yield rules.StartSpecial(given.an_approver(CIVIL, 22), at, "appraisal", 5, "检测")
    yield 2
    yield rules.EndSpecial(given.an_approver(CIVIL, 22), story.at, "合格")
    while any(seat.key == "survey" for seat in story.facts.seats):
        seat = story.facts.seats[0]
        who = given.an_official(seat.department, seat.permission, number=40)
        yield rules.GiveOpinion(who, story.at, seat.instance, "agree", "属实")
    yield rules.Move(DIRECTOR, story.at, "waive", "housing", "", "本局同意")
    yield rules.GiveOpinion(given.an_approver(CIVIL, 22), story.at, "civil", "disagree", "已享受补贴")
    yield rules.Move(given.an_approver(REGISTRY, 23), story.at, "return", "registry", "survey", "材料矛盾")
    yield rules.Withdraw(CITIZEN, story.at, "不办了")


def visited(story: Story) -> Steps:
    yield rules.Accept(CLERK, story.at)
    yield rules.CallVisit(OFFICER, story.at, given.rules_day(story.at), "9:00", "现场", ("民政局",))
    yield rules.HoldVisit(OFFICER, story.at, (rules.Finding("c", "民政局", "相符"),), TWO, "二人已签字")
    yield rules.StartSpecial(OFFICER, story.at, "testing", 3, "送检", TWO)
    yield 2
    yield rules.EndSpecial(OFFICER, story.at, "不合格", False, "GB 50016-2014")
    yield from opinions(story)
    yield rules.Decide(HEAD, story.at, True, "符合条件")


def followed(story: Story) -> Steps:
    yield rules.Accept(CLERK, story.at)
    yield rules.SupplyGap(CITIZEN, story.at, (given.a_material("m2"),))
    yield from opinions(story)
    yield rules.Decide(HEAD, story.at, True, "符合条件")


def never_followed(story: Story) -> Steps:
    yield rules.Accept(CLERK, story.at)
    yield 20
    yield rules.LapseGap(SYSTEM, story.at, "《办法》第九条", given.REMEDIES)


def trusted(story: Story) -> Steps:
    yield rules.Accept(CLERK, story.at)
    yield rules.Decide(HEAD, story.at, True)
    yield rules.CheckPromise(
        OFFICER, story.at, "mend", "场地不符", given.rules_day(story.at + given.timedelta(9))
    )
    yield rules.CheckPromise(OFFICER, story.at, "broken", "未整改")
    yield rules.CheckPromise(OFFICER, story.at, "repaired", "已整改")


def mistrusted(story: Story) -> Steps:
    yield rules.Accept(CLERK, story.at)
    yield rules.WithdrawPromise(CITIZEN, story.at, (given.a_material("m3"),))
    yield from opinions(story)


def renewed(story: Story) -> Steps:
    yield rules.Accept(CLERK, story.at)
    yield 39
    yield rules.DeemRenewed(SYSTEM, story.at)


def at_once(story: Story) -> Steps:
    yield rules.DecideOnSpot(HEAD, story.at, True)
    yield rules.Deliver(CLERK, story.at, "window")


def migrated(story: Story) -> Steps:
    yield rules.Accept(CLERK, story.at)
    yield given.a_move(story, FEWER)
    yield 1
    yield given.a_way_back(story)
    yield given.a_move(story, FEWER)
    yield from opinions(story)
    yield rules.Decide(HEAD, story.at, True, "符合条件")


FEWER = {
    "kind": "steps",
    "of": [
        given.seat("survey", STREET, "survey", 5),
        given.seat("civil", CIVIL),
        given.seat("decision", HOUSING, "decide", 3),
    ],
}
GAP = {"materials": (given.a_material(), OWED), "follow_up": True}
WALKS: Mapping[str, Walk] = {
    "corrected": Walk(corrected, way={"safety": True}),
    "unanswered": Walk(unanswered, way={"joint": True, "departments": DEPARTMENTS}),
    "not accepted": Walk(not_accepted, way={"look_workdays": 1}),
    "silent": Walk(silent),
    "heard": Walk(heard, way={"safety": True, "review_first": True}),
    "touched": Walk(touched),
    "announced": Walk(announced),
    "moved": Walk(moved),
    "visited": Walk(visited),
    "followed": Walk(followed, way={"gap_workdays": 5}, submit=GAP),
    "never followed": Walk(never_followed, way={"gap_workdays": 5}, submit=GAP),
    "never followed, refused": Walk(
        never_followed, way={"gap_workdays": 5, "gap_lapse": "refused"}, submit=GAP
    ),
    "trusted": Walk(
        trusted, way=TRUST, submit={"materials": (given.a_material(), PROMISED), "promise": PROMISE}
    ),
    "mistrusted": Walk(
        mistrusted, way=TRUST, submit={"materials": (given.a_material(), PROMISED), "promise": PROMISE}
    ),
    "renewed": Walk(renewed, submit={"earlier": EARLIER}),
    "migrated": Walk(migrated),
    "at once": Walk(at_once, plan=given.DECISION_ONLY, way={"immediate": True}),
}


def right_acts(story: Story) -> list[list[rules.Act]]:
    """What the right people could do now, by kind of act: everything here is allowed by the law of the moment."""
    kinds: dict[type[rules.Act], list[rules.Act]] = {}
    for act in _thinkable(story):
        if _allowed(story, act):
            kinds.setdefault(type(act), []).append(act)
    return list(kinds.values())


def _allowed(story: Story, act: rules.Act) -> bool:
    try:
        rules.decide(story.facts, act, given.CALENDAR, story.road(act))
    except Refused:
        return False
    return True


def _thinkable(story: Story) -> Iterator[rules.Act]:
    yield from _before_acceptance(story)
    for seat in story.facts.seats:
        yield from _at(story, seat, given.an_official(seat.department, seat.permission, number=40))
    yield from _of_the_house(story)
    yield from _after_decision(story)


def _before_acceptance(story: Story) -> Iterator[rules.Act]:
    facts, at = story.facts, story.at
    yield rules.Accept(CLERK, at)
    yield rules.DeemAccepted(SYSTEM, at)
    yield rules.ProposeCorrection(given.an_approver(CIVIL, 22), at, (ITEM,))
    yield rules.CorrectOnSpot(
        CLERK, at, {**facts.answers, "household": f"{facts.version}"}, facts.materials, "更正"
    )
    yield rules.RequestCorrection(CLERK, at, facts.proposed or (ITEM,))
    yield rules.AnswerCorrection(CITIZEN, at, facts.answers, (given.a_material(file=f"f{facts.version}"),))
    yield rules.Abandon(SYSTEM, at)
    yield rules.RefuseAcceptance(CLERK, at, "false_materials", "证明系伪造", "", given.REMEDIES)
    yield rules.DecideOnSpot(HEAD, at, True)


def _at(story: Story, seat: rules.SeatOpening, who: Actor) -> Iterator[rules.Act]:
    at, name = story.at, seat.instance
    if seat.duty == "decide":
        no = {"reasons": "不符合条件", "legal_basis": "第七条", "remedies": given.REMEDIES, "on_record": True}
        yield rules.Decide(who, at, True, "符合条件", on_record=True)
        yield rules.Decide(who, at, False, **no)
        yield rules.Decide(who, at, False, fraud=True, **no)
    for verdict in ("agree", "disagree"):
        yield rules.GiveOpinion(who, at, name, verdict, "情况属实")
    for code in (CIVIL, REGISTRY):
        yield rules.Move(who, at, "delegate", name, code, "代为核实", "某部门")
        yield rules.Move(who, at, "add_seat", name, code, "征求意见", "某部门")
    for entry in story.facts.entries:
        yield rules.Move(who, at, "return", name, entry.seat, "材料矛盾")
        yield rules.Move(who, at, "recall", entry.seat)
    yield rules.Move(DIRECTOR, at, "remind", name, "", "请尽快")
    yield rules.Move(DIRECTOR, at, "stand_in", name, who.staff_id, "", who.name)
    yield rules.Move(DIRECTOR, at, "waive", name, "", "情况清楚")
    yield rules.StartSpecial(who, at, "expert_review", 5, "专家评审")
    yield rules.EndSpecial(who, at, "通过")
    yield rules.AskExtension(who, at, 5, "需要核实")
    yield rules.OfferHearing(who, at, "关系他人重大利益")
    on = given.rules_day(at + given.timedelta(days=13))
    yield rules.CallHearing(who, at, on, "9:00", "听证室", CHAIR.staff_id, CHAIR.name)
    yield rules.CallVisit(who, at, given.rules_day(at), "9:00", "现场", ("民政局",))
    yield rules.HoldVisit(who, at, (rules.Finding("c", "民政局", "相符"),), TWO, "二人已签字")


def _of_the_house(story: Story) -> Iterator[rules.Act]:
    at = story.at
    for head in (DIRECTOR, given.the_mayor()):
        yield rules.Extend(head, at, 5, "需要核实")
        yield rules.DeclineExtension(head, at, "人手充足")
    yield rules.AskHearing(CITIZEN, at, True, "陈述")
    yield rules.AskHearing(CITIZEN, at, False)
    yield rules.HoldHearing(CHAIR, at, "笔录", "各方签字")
    yield rules.SupplyGap(CITIZEN, at, (given.a_material("m2"),))
    yield rules.LapseGap(SYSTEM, at, "《办法》第九条", given.REMEDIES)
    yield rules.WithdrawPromise(CITIZEN, at, (given.a_material("m3"),))
    yield rules.DeemRenewed(SYSTEM, at)
    if story.facts.application is not None:
        yield given.a_move(story, FEWER)
    if story.facts.plan_moves:
        yield given.a_way_back(story)
    yield rules.Terminate(HEAD, at, "unnecessary", "不再需要")
    yield rules.Withdraw(CITIZEN, at, "不办了")


def _after_decision(story: Story) -> Iterator[rules.Act]:
    at = story.at
    yield rules.Deliver(SYSTEM, at, "online")
    for result in ("kept", "mend", "broken", "repaired"):
        day = given.rules_day(at + given.timedelta(days=9))
        yield rules.CheckPromise(OFFICER, at, result, "所见", day)
    yield rules.EndPermission(DIRECTOR, at, "revoked", "违反程序", "第六十九条", given.REMEDIES)
