"""Whatever people do through the services: what is stored is what the ledgers say, once for each request.

The same law as the pure machine, told on the real database: seats, marks, worklists, repeated keys, stale pages and
strangers.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.cases import given
from tests.cases.given import CIVIL, HOUSING, REGISTRY
from tests.cases.town import MATERIALS, Town
from tests.files.given import a_png
from tongban.cases import queries, rules, services
from tongban.flow import queries as flow
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
COMMITMENT = {
    "terms": ["符合条件"], "consequences": "撤销决定", "replaces": ["m3"], "workdays": 1, "check_workdays": 20,
}  # fmt: skip
TWO = [*MATERIALS, {"id": "m2", "name": "体检表", "necessity": "gap"}]
THREE = [*MATERIALS, {"id": "m3", "name": "场地证明"}]
WAYS: Mapping[str, dict[str, Any]] = {
    "ordinary": {},
    "joint": {"procedure": {"joint": True}},
    "on the spot": {"procedure": {"immediate": True}},
    "safety": {"procedure": {"safety": True, "look_workdays": 1}},
    "gap": {"procedure": {"gap_workdays": 5}, "materials": TWO},
    "gap refused": {
        "procedure": {"gap_workdays": 5, "gap_lapse": "refused", "gap_rule": "第九条"}, "materials": TWO,
    },
    "promise": {"procedure": {"commitment": COMMITMENT}, "materials": THREE},
    "renewal": {},
}  # fmt: skip
NO = {"reasons": "不符合条件", "legal_basis": "第七条", "remedies": given.REMEDIES}
ITEM = rules.CorrectionItem("material", "m1", "收入证明", "请提供近三个月的")
ENDS = ("Withdraw", "Terminate", "RefuseAcceptance", "EndPermission")
ACTED: Counter[str] = Counter()
Act = tuple[str, Callable[..., services.CaseResult], Actor, dict[str, Any]]


class ServicesMachine(RuleBasedStateMachine):
    """One case in a town of its own, rolled back at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.keys = 0

    @initialize(way=st.sampled_from(sorted(WAYS)))
    def begin(self, way: str) -> None:
        town = self.town = Town(**WAYS[way])
        self.director = town.official(HOUSING, "case.direct", "case.revoke", "case.read_department")
        self.mayor = town.official(HOUSING, "case.direct_joint")
        self.chair, self.second = town.in_office(CIVIL), town.in_office(CIVIL, 501)
        self.stranger, self.nobody = town.person(9, "路人甲"), town.official(REGISTRY)
        draft = town.draft()
        if way.startswith("gap"):
            services.choose_later(
                draft=draft, materials=frozenset({"m2"}), follow_up=True, actor=town.citizen, at=town.at
            )
        if way == "promise":
            services.choose_promise(draft=draft, promise=True, actor=town.citizen, at=town.at)
        if way == "renewal":
            ends_on = (given.rules_day(town.at) + timedelta(days=40)).isoformat()
            earlier = {"purpose": "renew", "identifier": "x", "name": "许可证", "ends_on": ends_on}
            apps.get_model("cases", "Draft").objects.filter(public_id=draft).update(
                choice={"earlier": earlier}
            )
        case = services.submit(draft=draft, actor=town.citizen, at=town.at, key="k-submit")
        assert services.submit(draft=draft, actor=town.citizen, at=town.at, key="k-submit") == case
        self.case = case.public_id

    def teardown(self) -> None:
        try:
            verdict = services.verify_cases(today=self.today)
            assert verdict.ok, str(verdict.sentence)
        finally:
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    @property
    def today(self) -> date:
        return given.rules_day(self.town.at)

    @property
    def facts(self) -> rules.CaseFacts:
        return queries.refold(case_id=queries.case_card(public_id=self.case).id)

    # What people do

    # One rule, because Hypothesis leaves some rules out of each run: here every run is to move.
    @rule(
        days=st.sampled_from([0, 0, 0, 0, 1, 7, 13, 40]), choice=st.integers(0, 999), ends=st.integers(0, 19)
    )
    def the_day_goes_on(self, days: int, choice: int, ends: int) -> None:
        self.town.at += timedelta(days=days)
        if days > 1:
            self.the_clock_works()
        self.someone_acts(choice, ends == 19)

    def the_clock_works(self) -> None:
        """Every chore once, and once more: the second time there is nothing left to do."""
        chores = (
            services.deem_accepted_due, services.abandon_due, services.lapse_gaps_due, services.deem_renewed_due,
        )  # fmt: skip
        for chore in chores:
            ACTED[chore.__name__] += chore(self.town.at)
            before = self.everything()
            assert chore(self.town.at) == 0
            assert self.everything() == before

    def someone_acts(self, choice: int, ends: bool) -> None:
        """The first of these acts that the law allows now; a stranger and a stale page are refused it."""
        acts = [act for act in self.possible() if (act[0] in ENDS) == ends]
        names = sorted({act[0] for act in acts})
        place = choice % max(1, len(names))
        for name in [*names[place:], *names[:place]]:
            alike = [act for act in acts if act[0] == name]
            _name, service, who, said = alike[choice % len(alike)]
            if self.done(name, service, who, {"public_id": self.case, "at": self.town.at, **said}):
                return

    def done(
        self, name: str, service: Callable[..., services.CaseResult], who: Actor, ask: dict[str, Any]
    ) -> bool:
        """Whether it was done; then it was done once, and nobody else could have."""
        before, page = self.everything(), self.facts.version
        for other in (self.stranger, self.nobody):
            assert self.refused(service, **ask, actor=other) == "cases.not_found", name
        assert self.refused(service, **ask, actor=who, expected_version=page + 1) != "done", name
        assert self.everything() == before, "a refusal changes nothing"
        self.keys += 1
        now = ask | {"actor": who, "key": f"k{self.keys}"}
        try:
            answer = service(**now)
        except Refused:
            assert self.everything() == before, name
            return False
        ACTED[name] += 1
        after = self.everything()
        assert after != before
        assert service(**now) == answer, name
        assert self.refused(service, **ask, actor=who, expected_version=page) != "done", (
            f"{name}: a stale page"
        )
        assert self.everything() == after, "the same request is done once"
        return True

    def refused(self, service: Callable[..., Any], **ask: Any) -> str:
        self.keys += 1
        try:
            service(**ask, key=f"k{self.keys}")
        except Refused as refused:
            return refused.code
        return "done"

    def everything(self) -> tuple[Any, ...]:
        """All that an act could have changed."""

        def rows(label: str, *order: str) -> list[Any]:
            return list(apps.get_model(label).objects.order_by(*order).values_list())

        return (
            rows("cases.Case", "pk"),
            rows("cases.CaseEvent", "case_id", "seq"),
            rows("cases.Mark", "pk"),
            rows("flow.OpenSeat", "pk"),
            rows("flow.Entry", "subject_id", "seq"),
            apps.get_model("outbox.Event").objects.count(),
        )

    def file(self, attach: Callable[..., rules.FileRef], material: str) -> dict[str, list[str]]:
        self.keys += 1
        ref = attach(
            public_id=self.case, material_id=material, data=a_png(), name=f"材料{self.keys}.png",
            declared_type="image/png", actor=self.town.citizen, at=self.town.at,
        )  # fmt: skip
        return {material: [ref.public_id]}

    def possible(self) -> list[Act]:
        """What the right people may try in this state, whether or not it is refused then."""
        facts = self.facts
        acts = [*self._before_acceptance(facts), *self._under_review(facts), *self._after(facts)]
        return [act for act in acts if facts.state in rules.POSSIBLE[ACTS[act[0]]]]

    def _before_acceptance(self, facts: rules.CaseFacts) -> list[Act]:
        town = self.town
        acts: list[Act] = [
            ("Accept", services.accept, town.clerk, {}),
            ("Accept", services.accept, town.clerk, {}),
            ("ProposeCorrection", services.propose_correction, town.approvers[CIVIL], {"items": (ITEM,)}),
            ("RequestCorrection", services.request_correction, town.clerk, {"items": facts.proposed or (ITEM,)}),
            ("CorrectOnSpot", services.correct_on_spot, town.clerk,
             {"answers": {"remark": f"更正{facts.version}"}, "note": "当场更正"}),
            ("DecideOnSpot", services.decide_on_spot, town.head, {"approve": True}),
            ("Withdraw", services.withdraw, town.citizen, {"reason": "不办了"}),
            ("RefuseAcceptance", services.refuse_acceptance, town.clerk,
             {"ground": "false_materials", "reason": "证明系伪造", "remedies": given.REMEDIES}),
        ]  # fmt: skip
        if facts.state == rules.State.CORRECTION:
            given_files = self.file(services.attach_correction, "m1")
            acts.append(
                (
                    "AnswerCorrection",
                    services.answer_correction,
                    town.citizen,
                    {"answers": {}, "files": given_files},
                )
            )
        return acts

    def _under_review(self, facts: rules.CaseFacts) -> list[Act]:
        acts: list[Act] = []
        for seat in facts.seats:
            acts += self._at_seat(facts, seat)
        head = self.mayor if facts.of.item.way.joint else self.director
        acts += [
            ("Extend", services.extend, head, {"days": 5, "reason": "需要核实"}),
            ("DeclineExtension", services.decline_extension, head, {"reason": "人手充足"}),
            ("AskHearing", services.ask_hearing, self.town.citizen, {"wanted": True}),
            ("HoldHearing", services.hold_hearing, self.chair, {"record": "笔录", "signed": "各方签字"}),
            ("Terminate", services.terminate, self.town.head, {"ground": "died", "reason": "申请人死亡"}),
        ]
        owed = {one.key: one.how for one in facts.materials}
        if facts.state in rules.UNDER_REVIEW and owed.get("m2") == "gap":
            files = self.file(services.attach_later, "m2")
            acts.append(("SupplyGap", services.supply_gap, self.town.citizen, {"files": files}))
        if facts.is_open and owed.get("m3") == "promised":
            files = self.file(services.attach_later, "m3")
            acts.append(("WithdrawPromise", services.withdraw_promise, self.town.citizen, {"files": files}))
        return acts

    def _at_seat(self, facts: rules.CaseFacts, seat: rules.SeatOpening) -> list[Act]:
        town, key = self.town, seat.instance
        who = given.replace(
            town.approvers[seat.department],
            staff_id=seat.stand_in or town.approvers[seat.department].staff_id,
            permissions=frozenset({seat.permission, "case.read_department"}),
        )
        on = self.today + timedelta(days=13)
        move = services.move_seat
        acts: list[Act] = [
            ("Move", move, who, {"kind": "delegate", "seat": key, "target": CIVIL, "reason": "代为核实"}),
            ("Move", move, who, {"kind": "add_seat", "seat": key, "target": REGISTRY, "reason": "征求意见"}),
            ("Move", move, self.director, {"kind": "remind", "seat": key, "reason": "请尽快"}),
            ("Move", move, self.director, {"kind": "waive", "seat": key, "reason": "情况清楚"}),
            ("StartSpecial", services.start_special, who, {"kind": "appraisal", "days": 5, "reason": "检测"}),
            ("EndSpecial", services.end_special, who, {"result": "合格"}),
            ("AskExtension", services.ask_extension, who, {"days": 5, "reason": "需要核实"}),
            ("OfferHearing", services.offer_hearing, who, {"reason": "关系他人重大利益"}),
            ("CallHearing", services.call_hearing, who,
             {"on": on, "time": "9:00", "place": "听证室", "chair": self.chair.staff_id}),
            ("CallVisit", services.call_visit, who,
             {"on": self.today, "time": "9:00", "place": "现场", "departments": ["民政局"]}),
            ("HoldVisit", services.hold_visit, who, {"findings": (rules.Finding("c", "民政局", "相符"),),
              "officials": [one.staff_id for one in (self.chair, self.second)], "signed": "已签字"}),
        ]  # fmt: skip
        for entry in facts.entries[-1:]:
            acts.append(
                ("Move", move, who, {"kind": "return", "seat": key, "target": entry.seat, "reason": "矛盾"})
            )
        if seat.duty == "decide":
            yes = {"approve": True, "reasons": "符合条件", "on_record": True}
            no = {"approve": False, "fraud": True, "on_record": True, **NO}
            acts += [("Decide", services.decide, who, yes), ("Decide", services.decide, who, no)]
        else:
            say = {"seat": key, "verdict": "agree", "reason": "情况属实"}
            acts += [("GiveOpinion", services.record_opinion, who, say)]
        return acts

    def _after(self, facts: rules.CaseFacts) -> list[Act]:
        town = self.town
        checks: list[Act] = [
            ("CheckPromise", services.check_promise, town.head, {"result": result, "note": "所见", **more})
            for result, more in (
                ("kept", {}), ("mend", {"mend_by": self.today + timedelta(days=9)}), ("broken", {}), ("repaired", {}),
            )
        ]  # fmt: skip
        ending = {
            "kind": "revoked",
            "reason": "以欺骗取得",
            "legal_basis": "第六十九条",
            "remedies": given.REMEDIES,
        }
        return [
            *checks,
            ("Deliver", services.deliver, town.clerk, {"method": "window"}),
            ("EndPermission", services.end_permission, self.director, {"fraud": True, **ending}),
        ]

    # What is true at any time

    @invariant()
    def the_seats_stored_are_the_seats_folded(self) -> None:
        facts, card = self.facts, queries.case_card(public_id=self.case)
        stored = apps.get_model("flow", "OpenSeat").objects.filter(subject_id=card.id, closed_at__isnull=True)
        assert {
            (row.instance, str(row.department_id), row.stand_in, row.due_on, row.paused) for row in stored
        } == {
            (
                seat.instance,
                seat.department_id,
                seat.stand_in,
                seat.due.on,
                seat.instance in facts.standing_still,
            )
            for seat in facts.seats
        }
        assert len(flow.entries_of(subject_id=card.id)) == len(facts.entries)

    @invariant()
    def every_worklist_shows_its_seats(self) -> None:
        facts = self.facts
        for desk in self.town.desks.values():
            for permission in ("case.opinion", "case.decide"):
                lines = flow.worklist(department_ids=[desk.pk], permissions=[permission], today=self.today)
                asked = {
                    seat.instance
                    for seat in facts.seats
                    if (seat.department_id, seat.permission) == (str(desk.pk), permission)
                }
                assert {line.instance for line in lines} == asked

    @invariant()
    def the_marks_say_what_the_case_found(self) -> None:
        facts = self.facts
        marks = apps.get_model("cases", "Mark").objects.filter(mended_at=None)
        kinds = set(marks.values_list("kind", flat=True))
        assert ("ban" in kinds) == (facts.ban is not None)
        assert ("promise" in kinds) == rules.promise_broken(facts)


ACTS = {act.__name__: act for act in rules.POSSIBLE}


@pytest.mark.django_db
@pytest.mark.timeout(0 if DEEP else 300)
def test_what_is_stored_is_what_the_ledgers_say_whatever_people_do() -> None:
    ACTED.clear()
    often = settings(
        max_examples=10_000 if DEEP else 12,
        stateful_step_count=50 if DEEP else 20,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(ServicesMachine, settings=often)
    print("\n".join(f"{times:6} {name}" for name, times in ACTED.most_common()))
    assert sum(ACTED.values()) >= 50, ACTED
