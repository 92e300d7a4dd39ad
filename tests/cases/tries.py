"""What people may try in a case through the services: the right people, with what the law asks of them.

A try is offered where the law knows its act at all; whether it is done now, the service says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tests.cases import given
from tests.cases.given import CIVIL, HOUSING, REGISTRY
from tests.cases.town import MATERIALS, Town
from tests.files.given import a_png
from tongban.cases import rules, services
from tongban.foundation.actors import Actor

Said = Mapping[str, Any]
COMMITMENT = {
    "terms": ["符合条件"], "consequences": "撤销决定", "replaces": ["m3"], "workdays": 1, "check_workdays": 20,
}  # fmt: skip
TWO = [*MATERIALS, {"id": "m2", "name": "体检表", "necessity": "gap"}]
THREE = [*MATERIALS, {"id": "m3", "name": "场地证明"}]
SPOT = {"procedure": {"immediate": True}}
LOOKED_AT = {"procedure": {"safety": True, "look_workdays": 1}}
REFUSED = {"gap_workdays": 5, "gap_lapse": "refused", "gap_rule": "第九条"}
WAYS: Mapping[str, dict[str, Any]] = {
    "ordinary": {},
    "joint": {"procedure": {"joint": True}},
    "on the spot": SPOT,
    "safety": LOOKED_AT,
    "gap": {"procedure": {"gap_workdays": 5}, "materials": TWO},
    "gap refused": {"procedure": REFUSED, "materials": TWO},
    "promise": {"procedure": {"commitment": COMMITMENT, "safety": True}, "materials": THREE},
    "renewal": {},
}
"""By what the procedure of its item is set apart."""
NO = {"reasons": "不符合条件", "legal_basis": "第七条", "remedies": given.REMEDIES, "on_record": True}
ITEM = rules.CorrectionItem("material", "m1", "收入证明", "请提供近三个月的")
ENDING = {"reason": "以欺骗取得", "legal_basis": "第六十九条", "remedies": given.REMEDIES}
FORGED = {"ground": "false_materials", "reason": "证明系伪造", "remedies": given.REMEDIES}
NEIGHBOUR = rules.Party("李邻居", "相邻采光", "海棠路2号")
BY_CLOCK = ("DeemAccepted", "Abandon", "LapseGap", "DeemRenewed", "Recount")
BY_OFFICE = ("MovePlan", "RestorePlan")
MOVES = ("return", "delegate", "add_seat", "recall", "remind", "waive", "stand_in")
KINDS = frozenset(
    {act.__name__ for act in rules.POSSIBLE} - {"Move"} | {f"Move: {move}" for move in MOVES} | {"Recount"}
)
"""Every kind of act there is; a move at a seat counts by what it is."""


@dataclass(frozen=True, slots=True)
class Try:
    """One act that somebody tries.

    kind     the act; a move with its own name
    prepare  what must be said that has to be made first: a file that is uploaded
    """

    kind: str
    service: Callable[..., services.CaseResult]
    who: Actor
    said: Said
    prepare: Callable[[], Said] | None = None

    @property
    def act(self) -> str:
        return self.kind.partition(":")[0]


@dataclass(frozen=True, slots=True)
class People:
    """Who acts in the town beside those whom every town has."""

    director: Actor
    mayor: Actor
    chair: Actor
    deputies: Mapping[str, Actor]
    wrong: tuple[Actor, ...]

    @classmethod
    def of(cls, town: Town) -> People:
        """``wrong``: none of them may do anything with anybody's case."""
        desk_without_rights = replace(town.clerk, staff_id=town.citizen.account_id, permissions=frozenset())
        return cls(
            director=town.official(HOUSING, "case.direct", "case.revoke", "case.read_department"),
            mayor=town.official(HOUSING, "case.direct_joint"),
            chair=town.in_office(CIVIL),
            deputies={code: town.in_office(code, 600 + place) for place, code in enumerate(town.desks)},
            wrong=(
                town.person(9, "路人甲"),
                town.official(REGISTRY),
                desk_without_rights,
                given.as_body(town.citizen, "00000000-0000-7000-8000-00000000abcd"),
            ),
        )


@dataclass(frozen=True, slots=True)
class Tries:
    """What may be tried in a case as it stands."""

    town: Town
    people: People
    case: str
    facts: rules.CaseFacts

    def all(self) -> list[Try]:
        """Every try whose act the law knows in this state."""
        groups = (
            self.at_the_window(),
            self.before_acceptance(),
            self.under_review(),
            self.in_trust(),
            self.afterwards(),
        )
        return [one for group in groups for one in group if self.facts.state in rules.POSSIBLE[ACTS[one.act]]]

    def at_the_window(self) -> Iterator[Try]:
        until = given.rules_day(self.town.at) + timedelta(days=30)
        for again in (None, until):
            said = {"keys": ["m1"], "until": again}
            yield Try("CompareOriginals", services.compare_originals, self.town.clerk, said)

    def before_acceptance(self) -> Iterator[Try]:
        town, facts = self.town, self.facts
        if facts.state not in (rules.State.SUBMITTED, rules.State.CORRECTION):
            return
        yield Try("Accept", services.accept, town.clerk, {})
        yield Try("ProposeCorrection", services.propose_correction, town.approvers[CIVIL], {"items": (ITEM,)})
        yield Try(
            "RequestCorrection",
            services.request_correction,
            town.clerk,
            {"items": facts.proposed or (ITEM,)},
        )
        mended = {"answers": {"remark": f"更正{facts.version}"}, "note": "当场更正"}
        yield Try("CorrectOnSpot", services.correct_on_spot, town.clerk, mended)
        yield Try("DecideOnSpot", services.decide_on_spot, town.head, {"approve": True})
        yield Try("DecideOnSpot", services.decide_on_spot, town.head, {"approve": False, **_plain(NO)})
        yield Try("RefuseAcceptance", services.refuse_acceptance, town.clerk, FORGED)
        if facts.state == rules.State.CORRECTION:
            yield Try(
                "AnswerCorrection",
                services.answer_correction,
                town.citizen,
                {"answers": {}},
                lambda: {"files": self.uploaded(services.attach_correction, "m1")},
            )

    def under_review(self) -> Iterator[Try]:
        facts, people, town = self.facts, self.people, self.town
        yield Try("Withdraw", services.withdraw, town.citizen, {"reason": "不办了"})
        if facts.state not in rules.UNDER_REVIEW:
            return
        for seat in facts.seats:
            yield from self.at_seat(seat)
        head = people.mayor if facts.of.item.way.joint else people.director
        yield Try("Extend", services.extend, head, {"days": 5, "reason": "需要核实"})
        yield Try("DeclineExtension", services.decline_extension, head, {"reason": "人手充足"})
        yield Try("HearStatement", services.hear_statement, town.citizen, {"text": "我家情况有变化"})
        yield Try("AskHearing", services.ask_hearing, town.citizen, {"wanted": True})
        yield Try("AskHearing", services.ask_hearing, town.citizen, {"wanted": False})
        yield Try(
            "HoldHearing", services.hold_hearing, people.chair, {"record": "笔录", "signed": "各方签字"}
        )
        yield Try("Terminate", services.terminate, town.head, {"ground": "died", "reason": "申请人死亡"})
        for entry in facts.entries[-2:]:
            who = self.sitting(entry.department, "case.opinion")
            if who is not None:
                yield self.moved("recall", entry.seat, who)

    def in_trust(self) -> Iterator[Try]:
        owed = {one.key: one.how for one in self.facts.materials}
        if owed.get("m2") == "gap":
            yield self.handed_in("SupplyGap", services.supply_gap, "m2")
        if owed.get("m3") == "promised" and self.facts.is_open:
            yield self.handed_in("WithdrawPromise", services.withdraw_promise, "m3")

    def handed_in(self, kind: str, service: Callable[..., services.CaseResult], material: str) -> Try:
        return Try(
            kind,
            service,
            self.town.citizen,
            {},
            lambda: {"files": self.uploaded(services.attach_later, material)},
        )

    def at_seat(self, seat: rules.SeatOpening) -> Iterator[Try]:
        who, key = self.holder(seat), seat.instance
        on = given.rules_day(self.town.at) + timedelta(days=13)
        for target in (CIVIL, REGISTRY):
            yield self.moved("delegate", key, who, target, "代为核实")
            yield self.moved("add_seat", key, who, target, "征求意见")
        for entry in self.facts.entries[-3:]:
            yield self.moved("return", key, who, entry.seat, "矛盾")
        director = replace(self.people.director, department_id=seat.department_id)
        yield self.moved("remind", key, director, reason="请尽快")
        yield self.moved("waive", key, director, reason="情况清楚")
        deputy = self.people.deputies.get(seat.department)
        if deputy is not None and deputy.staff_id != seat.stand_in:
            yield self.moved("stand_in", key, director, deputy.staff_id)
        tested = {"kind": "testing", "organisation": "市检测中心"}
        for special in (tested, {"kind": "appraisal"}):
            begin = {"days": 5, "reason": "需要鉴别", **special}
            yield Try("StartSpecial", services.start_special, who, begin)
        for standard in ({}, {"conforms": True, "standard": "GB 5749-2022"}):
            yield Try("EndSpecial", services.end_special, who, {"result": "合格", **standard})
        yield Try("AskExtension", services.ask_extension, who, {"days": 5, "reason": "需要核实"})
        yield Try("OfferHearing", services.offer_hearing, who, {"reason": "关系他人重大利益"})
        called = {"on": on, "time": "9:00", "place": "听证室", "chair": self.people.chair.staff_id}
        yield Try("CallHearing", services.call_hearing, who, called)
        visit = {"time": "9:00", "place": "现场", "departments": ["民政局"]}
        yield Try("CallVisit", services.call_visit, who, {"on": given.rules_day(self.town.at), **visit})
        there = [one.staff_id for one in self.people.deputies.values()][:2]
        found = {
            "findings": (rules.Finding("c", "民政局", "相符"),),
            "officials": there,
            "signed": "二人已签字",
        }
        yield Try("HoldVisit", services.hold_visit, who, found)
        yield Try(
            "TellParties", services.tell_parties, who, {"parties": [NEIGHBOUR], "reason": "影响相邻采光"}
        )
        for wanted in (True, False, None):
            stated = {"party": NEIGHBOUR.name, "text": "我家采光受影响", "wants_hearing": wanted}
            yield Try("HearStatement", services.hear_statement, who, stated)
        told = {**called, "reason": "涉及公共利益", "where": "政府网站"}
        yield Try("AnnounceHearing", services.announce_hearing, who, told)
        if seat.duty == "decide":
            yes = {"approve": True, "reasons": "符合条件", "on_record": True}
            yield Try("Decide", services.decide, who, yes)
            yield Try("Decide", services.decide, who, {"approve": False, "fraud": True, **NO})
        else:
            for verdict in ("agree", "agree", "disagree"):
                said = {"seat": key, "verdict": verdict, "reason": "情况属实"}
                yield Try("GiveOpinion", services.record_opinion, who, said)

    def moved(self, kind: str, seat: str, who: Actor, target: str = "", reason: str = "") -> Try:
        said = {"kind": kind, "seat": seat, "target": target, "reason": reason}
        return Try(f"Move: {kind}", services.move_seat, who, said)

    def holder(self, seat: rules.SeatOpening) -> Actor:
        """Who sits at an open seat: an official of its department, or the one who stands in."""
        who = self.sitting(seat.department, seat.permission) or self.town.head
        return replace(who, staff_id=seat.stand_in or who.staff_id)

    def sitting(self, department: str, permission: str) -> Actor | None:
        found = self.town.approvers.get(department)
        return found and replace(found, permissions=frozenset({permission, "case.read_department"}))

    def afterwards(self) -> Iterator[Try]:
        if self.facts.state not in (rules.State.DECIDED, rules.State.DELIVERED):
            return
        mend_by = given.rules_day(self.town.at) + timedelta(days=9)
        if self.facts.promise is not None:
            for result in ("kept", "mend", "broken", "repaired"):
                said = {"result": result, "note": "所见", "mend_by": mend_by if result == "mend" else None}
                yield Try("CheckPromise", services.check_promise, self.town.head, said)
        yield Try("Deliver", services.deliver, self.town.clerk, {"method": "window"})
        for kind, fraud in (("revoked", True), ("revoked", False), ("deregistered", False)):
            said = {"kind": kind, "fraud": fraud, **ENDING}
            yield Try("EndPermission", services.end_permission, self.people.director, said)

    def someone_may(self) -> bool:
        """Whether somebody in the town is the one who goes on with the case."""
        town, at, facts = self.town, self.town.at, self.facts
        match facts.state:
            case rules.State.SUBMITTED:
                return rules.may(town.clerk, rules.Accept(town.clerk, at), facts)
            case rules.State.CORRECTION:
                return rules.may(town.citizen, rules.AnswerCorrection(town.citizen, at, {}, ()), facts)
            case rules.State.DECIDED:
                return rules.may(town.clerk, rules.Deliver(town.clerk, at, "window"), facts)
            case _:
                return any(rules.sits_at(self.holder(seat), seat) for seat in facts.seats)

    def uploaded(self, attach: Callable[..., rules.FileRef], material: str) -> dict[str, list[str]]:
        ref = attach(
            public_id=self.case, material_id=material, data=a_png(), name="材料.png",
            declared_type="image/png", actor=self.town.citizen, at=self.town.at,
        )  # fmt: skip
        return {material: [ref.public_id]}


ACTS = {act.__name__: act for act in rules.POSSIBLE}


def _plain(no: Said) -> Said:
    """What an on-the-spot refusal says: there is no record of a hearing."""
    return {name: value for name, value in no.items() if name != "on_record"}
