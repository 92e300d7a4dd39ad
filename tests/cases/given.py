"""Builders: people, items, plans and cases in the words of the trade; no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tongban.cases import rules
from tongban.flow.rules import plan_from
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.clock import LEGAL_ZONE
from tongban.foundation.workdays import national_calendar

CALENDAR = national_calendar()
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=LEGAL_ZONE)
HOUSING, STREET, CIVIL, REGISTRY = "D-HOUSING", "D-STREET", "D-CIVIL", "D-REGISTRY"
DESKS = {
    code: rules.Desk(f"00000000-0000-7000-8000-00000000000{place}", name)
    for place, (code, name) in enumerate(
        [
            (HOUSING, "住房和城乡建设局"),
            (STREET, "海棠街道办事处"),
            (CIVIL, "民政局"),
            (REGISTRY, "不动产登记中心"),
        ],
        1,
    )
}
REMEDIES = rules.Remedies("海棠市人民政府", "海棠区人民法院", "https://xzfy.moj.gov.cn")


def seat(key: str, department: str, duty: str = "review", workdays: int = 2) -> dict[str, Any]:
    permission = "case.decide" if duty == "decide" else "case.opinion"
    return {
        "kind": "seat", "key": key, "name": key, "department": department,
        "duty": duty, "permission": permission, "workdays": workdays,
    }  # fmt: skip


DECISION_ONLY = seat("decision", HOUSING, "decide")
HOUSING_PLAN: dict[str, Any] = {
    "kind": "steps",
    "of": [
        seat("survey", STREET, "survey", 5),
        {
            "kind": "together",
            "need": "all",
            "of": [seat("housing", HOUSING), seat("civil", CIVIL), seat("registry", REGISTRY)],
        },
        seat("decision", HOUSING, "decide", 3),
    ],
}


def a_route(plan: Mapping[str, Any] = HOUSING_PLAN) -> rules.Route:
    return rules.Route(plan_from(plan), DESKS)


def a_citizen(number: int = 1, level: int = 3) -> Actor:
    key = f"00000000-0000-7000-8000-0000000001{number:02d}"
    return Actor(account_id=key, person_id=key, name=f"王小{number}", role="citizen", level=level)


def an_official(department: str, *permissions: str, number: int = 1) -> Actor:
    key = f"00000000-0000-7000-8000-0000000002{number:02d}"
    return Actor(
        account_id=key,
        person_id=key,
        staff_id=key,
        name=f"李办{number}",
        department_id=DESKS[department].id,
        department_name=DESKS[department].name,
        role="staff",
        permissions=frozenset(permissions),
        level=5,
    )


def the_clerk() -> Actor:
    return an_official(
        HOUSING, "case.accept", "case.correct", "case.deliver", "case.read_department", number=1
    )


def an_approver(department: str, number: int = 2) -> Actor:
    return an_official(department, "case.opinion", "case.read_department", number=number)


def the_head() -> Actor:
    return an_official(HOUSING, "case.decide", "case.read_department", number=9)


def the_director() -> Actor:
    """The head of the department: extends, waives, names a stand-in, ends permissions."""
    return an_official(HOUSING, "case.direct", "case.revoke", "case.read_department", number=10)


def the_mayor() -> Actor:
    """The head of the government, who alone extends joint handling."""
    return replace(an_official(REGISTRY, "case.direct_joint", number=11), region_code="990000000000")


def the_chair() -> Actor:
    return an_official(CIVIL, "case.read_department", number=12)


def an_item(
    promised: int | None = 10, statutory: int | None = 20, unit: str = "workday", **way: Any
) -> rules.ItemRef:
    """The item of the housing subsidy; ``way``: what sets its procedure apart."""
    return rules.ItemRef(
        implementation_id="00000000-0000-7000-8000-000000000301",
        version_id="00000000-0000-7000-8000-000000000302",
        version_no=3,
        code="11990000000000019A4990100001000",
        name="公共租赁住房租赁补贴资格确认",
        department_id=DESKS[HOUSING].id,
        department_name=DESKS[HOUSING].name,
        region_code="990001000000",
        statutory=None if statutory is None else rules.Limit(statutory, unit),
        promised=None if promised is None else rules.Limit(promised, unit),
        procedure=rules.Procedure(**way) if way else None,
    )


def a_material(key: str = "m1", name: str = "收入证明", file: str = "f1") -> rules.MaterialHeld:
    return rules.MaterialHeld(key, name, "files", (rules.FileRef(file, f"{name}.pdf", 1200, "0" * 64),))


def an_applicant(actor: Actor) -> rules.Applicant:
    kind, key = actor.applicant
    return rules.Applicant(kind, key, actor.name, "*" + actor.name[1:], actor.person_id)


def a_submission(actor: Actor | None = None, at: datetime = MONDAY, **more: Any) -> rules.Submit:
    who = actor or a_citizen()
    given: dict[str, Any] = {
        "public_id": "0123456789abcdefghjkmnpqrs",
        "number": "990001-2026-0302-000001-X",
        "project_no": "11990000000000019A4990100001000202603020001",
        "item": an_item(),
        "min_level": 2,
        "applicant": an_applicant(who),
        "answers": {"household": "3", "income": "2800"},
        "materials": (a_material(),),
    }
    return rules.Submit(actor=who, at=at, **(given | more))


TERMS = rules.Terms(frozenset({"household", "income"}), (("m1", "收入证明"),), "10")
"""What the item asks of its applicant."""


def a_move(story: Story, plan: Mapping[str, Any], **more: Any) -> rules.MovePlan:
    """The case of a story is to go on by the plan of the next version, which differs in nothing else."""
    number = story.facts.of.item.version_no + 1 + sum(event.kind == "plan_moved" for event in story.events)
    to = rules.PlanVersion(f"00000000-0000-7000-8000-0000000009{number:02d}", number)
    said = {
        "run": f"run-{number}",
        "to": to,
        "road": a_route(plan),
        "item": replace(story.facts.of.item, version_id=to.id, version_no=to.no),
        "terms": TERMS,
        "newer": TERMS,
    }
    return rules.MovePlan(actor=SYSTEM, at=story.at, **(said | more))


def a_way_back(story: Story) -> rules.RestorePlan:
    """The last move of a story's case is to be taken back."""
    last = story.facts.plan_moves[-1].moved
    return rules.RestorePlan(SYSTEM, story.at, last.run, story.plans[last.from_version.id])


class Story:
    """A case told act by act: each is decided on the facts so far, and its events are kept."""

    def __init__(self, plan: Mapping[str, Any] = HOUSING_PLAN, at: datetime = MONDAY) -> None:
        self.route = a_route(plan)
        self.plans = {an_item().version_id: self.route}
        self.at = at
        self.events: tuple[rules.CaseEvent, ...] = ()
        self.facts = rules.CaseFacts()

    def act(self, act: rules.Act) -> Story:
        happened = rules.decide(self.facts, act, CALENDAR, self.road(act))
        self.events += happened
        for event in happened:
            self.facts = rules.evolve(self.facts, event)
        if isinstance(act, rules.MovePlan | rules.RestorePlan):
            self.route = self.plans[self.facts.plan_version.id] = act.road
        return self

    def road(self, act: rules.Act) -> rules.Route:
        known = self.facts.application is not None
        return rules.route_for(self.route, self.facts, act) if known else self.route

    def later(self, days: int) -> Story:
        self.at += timedelta(days=days)
        return self

    def submitted(self, **more: Any) -> Story:
        return self.act(a_submission(at=self.at, **more))

    def accepted(self) -> Story:
        return self.submitted().act(rules.Accept(the_clerk(), self.at))

    def said(self, seat: str, department: str, verdict: str = "agree", reason: str = "") -> Story:
        return self.act(rules.GiveOpinion(an_approver(department), self.at, seat, verdict, reason))

    def heard(self) -> Story:
        """Everyone has spoken; only the decision is left."""
        self.accepted().said("survey", STREET, "", "情况属实")
        return self.said("housing", HOUSING).said("civil", CIVIL).said("registry", REGISTRY)

    def decided(self, approve: bool = True) -> Story:
        self.heard()
        no = {
            "reasons": "收入超过标准",
            "legal_basis": "《公共租赁住房管理办法》第七条",
            "remedies": REMEDIES,
        }
        return self.act(rules.Decide(the_head(), self.at, approve, **({} if approve else no)))

    def delivered(self) -> Story:
        return self.decided().act(rules.Deliver(SYSTEM, self.at, "online"))


def on(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LEGAL_ZONE)


def as_body(actor: Actor, body_id: str) -> Actor:
    return replace(actor, body_id=body_id, body_name="海棠诊所有限公司", role="agent")


def rules_day(at: datetime) -> date:
    """The legal day of a moment."""
    return at.astimezone(LEGAL_ZONE).date()
