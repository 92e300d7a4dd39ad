"""One application of the sample year, lived through the services step by step."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.cases import queries as case_queries
from tongban.cases import rules
from tongban.cases import services as cases
from tongban.catalogue.rules import ItemCard
from tongban.flow import queries as flow
from tongban.flow import rules as flow_rules
from tongban.flow.queries import SeatCard
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.workdays import national_calendar
from tongban.sample.answers import answers_for
from tongban.sample.people import Loaded
from tongban.sample.plan import Fate

PAPER = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x1b\xb6\xeeV\x00\x00\x00\x00IEND\xaeB`\x82"
)
OPINIONS = {
    "agree": "经核对，情况属实，材料与登记信息一致。",
    "disagree": "核对时发现所填情况与登记信息不一致。",
}
MORE_TIME = "需要向外省发函核查，复函还没有收到。"
Script = Iterator[float]


@dataclass
class World:
    """Who can act in the town, found once."""

    loaded: Loaded
    hand: random.Random
    now: datetime
    officials: dict[tuple[str, str], list[Actor]]
    items: dict[str, ItemCard]

    def official(self, department_id: str, permission: str) -> Actor:
        return self.hand.choice(self.officials[department_id, permission])


@dataclass
class Story:
    """One application from draft to where it stands; each step says how many days pass before the next.

    pace  for one that is not over: about how many days lie between two steps
    """

    world: World
    applicant: Actor
    item: ItemCard
    fate: Fate
    pace: float
    moment: datetime
    case: str = ""
    steps: int = field(default=0, init=False)

    def key(self) -> str:
        self.steps += 1
        return f"sample-{self.applicant.person_id}-{self.item.code}-{self.steps}"

    def told(self) -> Script:
        fate = self.fate
        self._submit()
        if fate.end == "waiting":
            return
        # One that is not over is looked at on the day it comes in: from then on its due date counts.
        yield self.world.hand.uniform(0.05, 1.2) if fate.is_over or fate.end == "correction" else 0.0
        if fate.end == "withdrawn":
            cases.withdraw(
                public_id=self.case, actor=self.applicant, at=self.moment, key=self.key(), reason="暂时不办了"
            )
            return
        if fate.end == "not_accepted":
            self._turn_away()
            return
        if fate.corrected or fate.end == "correction":
            self._ask_correction()
            if fate.end == "correction":
                return
            yield self._while(1, 12)
            self._correct()
            yield self._while(0.1, 1)
        clerk = self._window("case.accept")
        cases.accept(public_id=self.case, actor=clerk, at=self.moment, key=self.key())
        if fate.end == "terminated":
            yield self._while(0.1, 0.5)
            self._terminate()
            return
        yield from self._review()
        yield from self._afterwards()

    def _while(self, least: float, most: float) -> float:
        """Days until the next step: at random when it is over, at its pace when it is not."""
        return self.world.hand.uniform(least, most) if self.fate.is_over else self.pace

    def _submit(self) -> None:
        draft = cases.open_draft(item_code=self.item.code, actor=self.applicant, at=self.moment)
        answers = answers_for(self.item, draft.answers, self.world.hand)
        cases.save_answers(draft=draft.public_id, answers=answers, actor=self.applicant, at=self.moment)
        needed = flow_rules.needed_so_far(self.item, {**draft.answers, **answers})
        held = cases.known_materials(needed=needed, actor=self.applicant, at=self.moment)
        owed = self._choose(draft.public_id)
        for material in needed:
            if (
                material.id not in held
                and material.necessity in ("required", "gap")
                and material.exempt != "commitment"
                and material.id not in owed
            ):
                cases.attach_file(
                    draft=draft.public_id, material_id=material.id, data=PAPER, name=f"{material.id}.png",
                    declared_type="image/png", actor=self.applicant, at=self.moment,
                )  # fmt: skip
        done = cases.submit(draft=draft.public_id, actor=self.applicant, at=self.moment, key=self.key())
        self.case = done.public_id

    def _choose(self, draft: str) -> frozenset[str]:
        """The way of trust, where the fate has it; which materials are not handed in then."""
        if self.fate.on_promise and self.item.procedure.commitment is not None:
            cases.choose_promise(draft=draft, promise=True, actor=self.applicant, at=self.moment)
            return frozenset(self.item.procedure.commitment.replaces)
        if self.fate.twist != "gap":
            return frozenset()
        later = frozenset(one.id for one in self.item.materials if one.necessity == "gap")
        cases.choose_later(draft=draft, materials=later, follow_up=True, actor=self.applicant, at=self.moment)
        return later

    def _window(self, permission: str) -> Actor:
        own = self.world.officials.get((self.item.department_id, permission))
        return self.world.hand.choice(own or self.world.officials["window", permission])

    def _turn_away(self) -> None:
        cases.refuse_acceptance(
            public_id=self.case, ground="not_required", reason="您所办的事情依法不需要申请，直接办理即可。",
            actor=self._window("case.accept"), at=self.moment, key=self.key(),
        )  # fmt: skip

    def _ask_correction(self) -> None:
        field = next(one for one in self.item.fields if one.kind == "phone")
        item = rules.CorrectionItem(
            kind="field", key=field.key, name=field.label, needed="号码少了一位，请重新填写。"
        )
        cases.request_correction(
            public_id=self.case,
            items=[item],
            actor=self._window("case.correct"),
            at=self.moment,
            key=self.key(),
        )

    def _correct(self) -> None:
        field = next(one for one in self.item.fields if one.kind == "phone")
        cases.answer_correction(
            public_id=self.case, answers={field.key: f"1540000{self.world.hand.randint(0, 9999):04d}"}, files={},
            actor=self.applicant, at=self.moment, key=self.key(),
        )  # fmt: skip

    def _review(self) -> Script:
        """Every open seat answers in its turn, until the one that decides has spoken or the one where it stands is left."""
        hand = self.world.hand
        case_id = case_queries.case_card(public_id=self.case).id
        refuse = self.fate.end == "refused"
        while True:
            yield hand.choice((self._while(0.1, 1.5), self._while(0.5, 4)))
            seats = self._seats_to_answer(case_id)
            if not seats:
                return
            seat = hand.choice(seats)
            official = self.world.official(str(seat.department_id), seat.permission)
            if seat.duty == "decide":
                self._decide(official, refuse)
                return
            verdict = "disagree" if refuse and hand.random() < 0.5 else "agree"
            cases.record_opinion(
                public_id=self.case, seat=seat.instance, verdict=verdict, reason=OPINIONS[verdict],
                actor=official, at=self.moment, key=self.key(),
            )  # fmt: skip

    def _own(self, permission: str) -> Actor:
        """An official of the department whose item it is."""
        return self.world.official(self.item.department_id, permission)

    def _now(self) -> dict[str, Any]:
        return {"public_id": self.case, "at": self.moment, "key": self.key()}

    def _terminate(self) -> None:
        reason = "申请人书面说明店铺已经转让，不再需要登记。"
        cases.terminate(ground="unnecessary", reason=reason, actor=self._own("case.decide"), **self._now())

    def _afterwards(self) -> Script:
        """What is found out after a decision: a promise that is kept, a permission that should not have been."""
        if self.fate.end == "checked":
            yield self._while(6, 12)
            cases.check_promise(
                result="kept",
                note="现场核查，场所与承诺一致。",
                actor=self._own("case.opinion"),
                **self._now(),
            )
        if self.fate.end == "revoked":
            yield self._while(8, 14)
            cases.end_permission(
                kind="revoked", reason="核查发现负责人执业年限的证明不实，不符合备案条件。",
                legal_basis="《中华人民共和国行政许可法》第六十九条第二款", fraud=True,
                remedies=cases.usual_remedies(region_code=self.item.region_code),
                actor=self._own("case.revoke"), **self._now(),
            )  # fmt: skip

    def twist_now(self) -> None:
        """What happens today at the seat where the case stands."""
        match self.fate.twist:
            case "special":
                cases.start_special(
                    kind="expert_review", days=10, reason="诊疗科目需要请专家评审。",
                    actor=self._own("case.opinion"), **self._now(),
                )  # fmt: skip
            case "asked":
                self._ask_extension()
            case "extended":
                self._ask_extension()
                cases.extend(days=5, reason=MORE_TIME, actor=self._own("case.direct"), **self._now())
            case "hearing":
                self._call_hearing()

    def _ask_extension(self) -> None:
        cases.ask_extension(days=5, reason=MORE_TIME, actor=self._own("case.opinion"), **self._now())

    def _call_hearing(self) -> None:
        cases.offer_hearing(
            reason="拟不予确认资格，直接关系申请人家庭的重大利益。",
            actor=self._own("case.decide"),
            **self._now(),
        )
        cases.ask_hearing(
            wanted=True, statement="我家的收入情况有变化，想当面说明。", actor=self.applicant, **self._now()
        )
        view = case_queries.case_for_applicant(
            actor=self.applicant, public_id=self.case, today=day_of(self.moment)
        )
        assert view is not None
        days = rules.hearing_days(view.facts, day_of(self.moment), national_calendar())
        cases.call_hearing(
            on=days[len(days) // 2], time="09:30", place="海棠市政务服务大厅三楼听证室",
            chair=self._own("case.direct").staff_id, actor=self._own("case.decide"), **self._now(),
        )  # fmt: skip

    def _seats_to_answer(self, case_id: str) -> Sequence[SeatCard]:
        seats = flow.open_seats_of(subject_id=case_id, today=day_of(self.moment))
        stays_at = "decide" if self.fate.end == "decided" else self.fate.seat
        return [seat for seat in seats if seat.key != stays_at]

    def decide_now(self) -> None:
        """The decision of a case that was held back for it."""
        case_id = case_queries.case_card(public_id=self.case).id
        [seat] = flow.open_seats_of(subject_id=case_id, today=day_of(self.moment))
        self._decide(self.world.official(str(seat.department_id), seat.permission), refuse=False)

    def _decide(self, official: Actor, refuse: bool) -> None:
        if not refuse:
            cases.decide(
                public_id=self.case, approve=True, actor=official, at=self.moment, key=self.key(),
                legal_basis=self.item.legal_basis,
            )  # fmt: skip
            return
        cases.decide(
            public_id=self.case, approve=False, actor=official, at=self.moment, key=self.key(),
            reasons="经核对，所填情况与登记信息不一致，不符合办理条件。", legal_basis=self.item.legal_basis or "办理条件",
            remedies=cases.usual_remedies(region_code=self.item.region_code),
        )  # fmt: skip
