"""What an expert clerk would try first: given, when, then, through the services, on a real database.

The dates are the worked examples of the law: make-up workdays count, the holidays of the State Council do not.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from pypdf import PdfReader

from tests.cases import given
from tests.cases.given import CIVIL, HOUSING, REGISTRY, STREET, on
from tests.cases.town import MATERIALS, TASK_CODE, Town
from tests.files.given import a_png
from tests.licences.platform import Platform, a_platform
from tongban.audit import queries as record
from tongban.cases import queries, rules, services
from tongban.cases.views import papers
from tongban.catalogue import rules as items
from tongban.flow import queries as flow
from tongban.foundation.identifiers.check_characters import mod11_2
from tongban.foundation.refusals import Refused
from tongban.foundation.workdays import CalendarMissing, national_calendar
from tongban.identity import queries as identity
from tongban.identity import services as people
from tongban.licences import queries as licences
from tongban.licences import services as licensing
from tongban.licences.adapters import elsewhere
from tongban.outbox import services as outbox
from tongban.supervision import queries as supervision
from tongban.supervision import services as reminding

pytestmark = pytest.mark.django_db
TYPE = "11990000000000019A001"
FRIDAY = date(2025, 9, 26)
ALONE = given.seat("decision", HOUSING, "decide", 3)
AT_ONCE: dict[str, Any] = {
    "kind": "steps",
    "of": [
        {
            "kind": "together",
            "need": "all",
            "of": [
                given.seat("street", STREET, workdays=2),
                given.seat("housing", HOUSING, workdays=8),
                given.seat("civil", CIVIL, workdays=8),
                given.seat("registry", REGISTRY, workdays=8),
            ],
        },
        ALONE,
    ],
}
REFUSAL = {"reasons": "收入超过标准", "legal_basis": "《公共租赁住房管理办法》第七条"}
_keys = count(1)


class Office(Town):
    """The town with its clock: acts happen at ``at``, each under a key of its own."""

    def __init__(self, plan: Any = ALONE, day: date = FRIDAY, **content: Any) -> None:
        super().__init__(plan, on(day), **content)
        self.director = self.official(HOUSING, "case.direct", "case.revoke", "case.read_department")

    def on(self, day: date, hour: int = 9) -> Office:
        self.at = on(day, hour)
        return self

    def do(self, act: Any, case: services.CaseResult, who: Any, **said: Any) -> services.CaseResult:
        return act(public_id=case.public_id, actor=who, at=self.at, key=f"k{next(_keys)}", **said)

    def applied(self, who: Any = None, **answers: str) -> services.CaseResult:
        return self.submitted(who, key=f"k{next(_keys)}", **answers)

    def taken_on(self, **more: Any) -> services.CaseResult:
        return self.do(services.accept, self.applied(**more), self.clerk)

    def due(self, case: services.CaseResult) -> date:
        return queries.case_card(public_id=case.public_id).due_on

    def light(self, case: services.CaseResult) -> str:
        card = queries.case_card(public_id=case.public_id, today=given.rules_day(self.at))
        assert card.light is not None
        return card.light.light.value

    def refusal(self, act: Any, case: services.CaseResult, who: Any, **said: Any) -> Refused:
        with pytest.raises(Refused) as caught:
            self.do(act, case, who, **said)
        return caught.value


@pytest.fixture(autouse=True)
def everything_agrees_in_the_end() -> Iterator[None]:
    """Whatever a scenario did: every ledger is whole and every row its fold."""
    yield
    verdict = services.verify_cases(today=date(2026, 3, 2))
    assert verdict.ok, str(verdict.sentence)


def letter_of(office: Office, case: services.CaseResult, kind: str) -> str:
    """The paper as it is printed, without its spaces."""
    view = queries.case_for_applicant(
        actor=office.citizen, public_id=case.public_id, today=given.rules_day(office.at)
    )
    paper = papers.paper(view, kind) if view else None
    assert paper is not None
    pages = PdfReader(io.BytesIO(papers.pdf(paper, "https://town.example/case/"))).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def two_items() -> tuple[rules.CorrectionItem, ...]:
    return (
        rules.CorrectionItem("material", "m1", "收入证明", "请提供近三个月的"),
        rules.CorrectionItem("field", "remark", "备注", "请说明家庭情况"),
    )


def test_01_one_notice_lists_everything_and_there_is_no_second() -> None:
    """Given two things missing, when the clerk sends the notice, then it lists both and a second one is refused."""
    office = Office()
    case = office.applied()
    office.do(services.request_correction, case, office.clerk, items=two_items())
    facts = office.facts(case)
    assert [item.name for item in facts.correction.items] == ["收入证明", "备注"]
    again = services.attach_correction(
        public_id=case.public_id, material_id="m1", data=a_png(), name="新证明.png", declared_type="image/png",
        actor=office.citizen, at=office.at,
    )  # fmt: skip
    office.do(
        services.answer_correction, case, office.citizen,
        answers={"remark": "三口之家"}, files={"m1": [again.public_id]},
    )  # fmt: skip
    refusal = office.refusal(services.request_correction, case, office.clerk, items=two_items())
    assert refusal.code == "cases.corrected_once"
    assert "art. 32(4)" in refusal.basis


def test_02_five_workdays_of_silence_accept_from_the_day_of_receipt() -> None:
    """Given receipt on 2025-09-28, when 2025-10-11 ends without a word, then accepted as of 09-28, due 10-31."""
    office = Office(day=date(2025, 9, 28), promised=20)
    case = office.applied()
    assert office.due(case) == date(2025, 10, 11), "a Saturday that is worked"
    assert services.deem_accepted_due(on(date(2025, 10, 11), 23)) == 0
    assert services.deem_accepted_due(on(date(2025, 10, 12), 0)) == 1
    facts = office.facts(case)
    assert facts.acceptance.deemed
    assert facts.acceptance.accepted_on == date(2025, 9, 28)
    assert office.due(case) == date(2025, 10, 31)
    told = apps.get_model("outbox", "Event").objects.filter(kind__endswith="CaseAccepted").get()
    assert json.loads(told.body)["deemed"] is True, "which supervision is told"
    while outbox.deliver_due(on(date(2025, 10, 12), 1)).n:
        pass
    [card] = supervision.cards_for(actor=office.official(CIVIL, "supervise.read")).cards
    assert (card.number, card.card, card.due_on) == (case.number, "yellow", date(2025, 10, 11))
    assert card.department_id == str(office.desks[HOUSING].pk)


def test_03_make_up_days_count_and_the_national_day_does_not() -> None:
    """Given acceptance on 2025-09-26 with twenty workdays, when the due date is asked, then it is 2025-10-30."""
    office = Office(promised=20)
    assert office.due(office.taken_on()) == date(2025, 10, 30)


def test_04_only_the_head_extends_and_the_applicant_is_told_why() -> None:
    """Given that case, when ten more days are asked, then not without the head; with her, 2025-11-13, with the reason."""
    office = Office(promised=20)
    case = office.taken_on()
    office.do(services.ask_extension, case, office.head, days=10, reason="需要补充核实")
    for who in (office.clerk, office.head):
        refusal = office.refusal(services.extend, case, who, days=10, reason="需要补充核实")
        assert refusal.code == "cases.not_found"
    assert (
        office.refusal(services.extend, case, office.director, days=11, reason="x").code
        == "cases.extension_wrong"
    )
    office.do(services.extend, case, office.director, days=10, reason="需要补充核实")
    assert office.due(case) == date(2025, 11, 13)
    told = [line.text() for line in clock_of(office, case, "statutory").explain]
    assert any("需要补充核实" in line for line in told)


def clock_of(office: Office, case: services.CaseResult, name: str) -> rules.Clock:
    clocks = rules.clocks(office.facts(case), national_calendar())
    return next(clock for clock in clocks if clock.name == name)


def test_05_there_is_no_second_extension() -> None:
    """Given an extended case, when a second extension is tried, then it is refused."""
    office = Office(promised=20)
    case = office.taken_on()
    office.do(services.extend, case, office.director, days=5, reason="需要补充核实")
    again = office.refusal(services.extend, case, office.director, days=5, reason="还需要")
    assert again.code == "cases.extended_once"


def test_06_no_pause_without_the_written_notice_of_days() -> None:
    """Given an expert review without the days it needs, when it is to stop the clock, then that is refused."""
    office = Office()
    case = office.taken_on()
    refusal = office.refusal(
        services.start_special, case, office.head, kind="expert_review", days=0, reason="专家评审"
    )
    assert refusal.code == "cases.special_without_notice"
    assert office.due(case) == date(2025, 10, 16), "the clock ran on"


def test_07_the_days_of_an_expert_review_do_not_count() -> None:
    """Given a review 2025-09-29 to 10-10 on a case due 10-10, when it ends, then due 10-14, both clocks in the history."""
    office = Office(promised=5)
    case = office.taken_on()
    assert office.due(case) == date(2025, 10, 10)
    office.on(date(2025, 9, 29))
    office.do(services.start_special, case, office.head, kind="expert_review", days=10, reason="专家评审")
    office.on(date(2025, 10, 10))
    office.do(services.end_special, case, office.head, result="通过")
    assert office.due(case) == date(2025, 10, 14)
    names = [clock.name for clock in rules.clocks(office.facts(case), national_calendar())]
    assert {"promised", "statutory", "special"} <= set(names)
    told = " ".join(line.text() for line in clock_of(office, case, "promised").explain)
    assert "2025-09-30 to 2025-10-10 do not count" in told


def test_08_past_its_limit_a_special_procedure_stops_nothing() -> None:
    """Given a special procedure of five days, when day six comes and it is open, then the main clock runs again."""
    office = Office(promised=5)
    case = office.taken_on()
    office.on(date(2025, 9, 28))
    office.do(services.start_special, case, office.head, kind="appraisal", days=5, reason="检测")
    assert office.facts(case).paused_until == date(2025, 10, 11)
    assert office.due(case) == date(2025, 10, 16), "four days were left when it began"
    assert office.on(date(2025, 10, 11)).light(case) == "paused"
    assert office.on(date(2025, 10, 13)).light(case) != "paused"
    assert office.on(date(2025, 10, 17)).light(case) == "overdue"
    office.on(date(2025, 10, 20))
    office.do(services.end_special, case, office.head, result="合格")
    assert office.due(case) == date(2025, 10, 16), "what was late stays late"


@pytest.mark.parametrize("empty", ["reasons", "legal_basis", "review_body", "court", "channel"])
def test_09_no_refusal_without_reasons_basis_and_remedies(empty: str) -> None:
    """Given a refusal, when reason, basis, or a remedy with its online channel is empty, then it is not decided."""
    office = Office()
    case = office.taken_on()
    told = dict(REFUSAL) | {name: "" for name in REFUSAL if name == empty}
    remedies = rules.Remedies(
        *("" if name == empty else "某处" for name in ("review_body", "court", "channel"))
    )
    refusal = office.refusal(services.decide, case, office.head, approve=False, remedies=remedies, **told)
    assert refusal.code == "cases.grounds_missing"
    assert [fault.field for fault in refusal.faults] == [empty]
    assert office.facts(case).state == rules.State.ACCEPTED


def test_10_where_reconsideration_comes_first_the_refusal_says_so() -> None:
    """Given a refusal to disclose, when the letter is written, then it says that reconsideration must come first."""
    office = Office(procedure={"review_first": True})
    case = office.taken_on()
    office.do(services.decide, case, office.head, approve=False, remedies=given.REMEDIES, **REFUSAL)
    decision = office.facts(case).decision
    lines = [line.text() for line in rules.remedy_lines(decision.remedies, decision.decided_on)]
    assert "Within 60 days" in lines[0]
    assert lines[-1].startswith("Reconsideration must come first")
    assert "within 15 days" in lines[-1]
    assert not any("6 months" in line for line in lines)
    letter = letter_of(office, case, "decision")
    assert "应当先申请行政复议" in letter
    assert "6个月" not in letter


def test_10_an_ordinary_refusal_leaves_the_choice() -> None:
    """Given an ordinary refusal, when the letter is written, then a suit is open for six months without reconsideration."""
    office = Office()
    case = office.taken_on()
    office.do(services.decide, case, office.head, approve=False, remedies=given.REMEDIES, **REFUSAL)
    decision = office.facts(case).decision
    assert "6 months" in rules.remedy_lines(decision.remedies, decision.decided_on)[-1].text()


def test_11_who_is_competent_is_named() -> None:
    """Given an item of another body, when the clerk refuses to accept, then the body is named and the day is kept."""
    office = Office()
    case = office.applied()
    said = {"ground": "not_competent", "reason": "不属于本机关职权范围", "remedies": given.REMEDIES}
    refusal = office.refusal(services.refuse_acceptance, case, office.clerk, **said)
    assert [fault.field for fault in refusal.faults] == ["competent_body"]
    office.do(services.refuse_acceptance, case, office.clerk, competent_body="市民政局", **said)
    facts = office.facts(case)
    assert facts.refusal.competent_body == "市民政局"
    assert given.rules_day(facts.closed_at) == FRIDAY
    letter = letter_of(office, case, "not-accepted")
    for words in ("市民政局", "2025年9月26日", "印章位置", "住房和城乡建设局专用印章", "60日内"):
        assert words in letter


def test_12_delivery_is_late_though_the_decision_was_not() -> None:
    """Given a yes on 2025-10-30, when 2025-11-13 passes without delivery, then delivery is overdue, the decision is not."""
    office = Office(promised=20)
    case = office.taken_on()
    office.on(date(2025, 10, 30))
    office.do(services.decide, case, office.head, approve=True)
    assert office.due(case) == date(2025, 11, 13)
    assert office.on(date(2025, 11, 13)).light(case) != "overdue"
    assert office.on(date(2025, 11, 14)).light(case) == "overdue"
    facts = office.facts(case)
    assert facts.decision.decided_on <= facts.promised_due.on


RESULT = {
    "name": "许可证",
    "kind": "licence",
    "type_code": TYPE,
    "face": {"holder": "applicant.name"},
    "valid_months": 12,
}


def a_licence(office: Office, valid_to: date | None = None, case_id: str | None = None) -> Any:
    apps.get_model("catalogue", "LicenceType").objects.get_or_create(
        type_code=TYPE,
        defaults={
            "name": "许可证", "definer": "住房和城乡建设部", "definer_uscc": TYPE[:18],
            "face_fields": [["holder", "持证人"]], "single_instance": True,
        },
    )  # fmt: skip
    holder = identity.person(person_id=office.citizen.person_id)
    return licensing.issue(
        holder_kind="person", holder_id=holder.id, holder_name=holder.name, type_code=TYPE,
        face={"holder": holder.name}, case_id=case_id, item_code="x", issuer_uscc=TYPE[:18],
        issuer_name="住房和城乡建设局", at=office.at, valid_from=given.rules_day(office.at), valid_to=valid_to,
        actor=office.head,
    )  # fmt: skip


@pytest.mark.parametrize(("filed_on", "deemed"), [(date(2025, 10, 28), True), (date(2025, 10, 29), False)])
def test_13_a_renewal_asked_for_in_time_and_not_decided_is_granted_by_silence(
    filed_on: date, deemed: bool
) -> None:
    """Given a licence to 2025-11-27 and a renewal filed 30 days before, when that day comes undecided, then it is renewed."""
    office = Office(day=filed_on, result=RESULT)
    ends_on = date(2025, 11, 27)
    card = a_licence(office, ends_on)
    draft = office.draft()
    services.choose_earlier(
        draft=draft, purpose="renew", licence=card.public_id, actor=office.citizen, at=office.at
    )
    case = services.submit(draft=draft, actor=office.citizen, at=office.at, key="renew")
    office.do(services.accept, case, office.clerk)
    assert services.deem_renewed_due(on(date(2025, 11, 26), 23)) == 0
    assert services.deem_renewed_due(on(ends_on)) == int(deemed)
    facts = office.facts(case)
    assert facts.approved is deemed
    if deemed:
        assert facts.decision.deemed
        assert "第五十条" in facts.decision.legal_basis


def test_14_deceit_bars_for_a_year_and_the_earlier_case_is_named() -> None:
    """Given false materials in a safety item, when applied for again within a year, then the ban and its case are told."""
    office = Office(procedure={"safety": True})
    case = office.taken_on()
    office.do(
        services.decide, case, office.head, approve=False, fraud=True, remedies=given.REMEDIES, **REFUSAL
    )
    for last in (date(2025, 9, 27), date(2026, 9, 25)):
        with pytest.raises(Refused) as caught:
            office.on(last).applied(income="1")
        assert caught.value.code == "cases.banned"
        assert case.number in caught.value.text()
        assert "2026-09-27" in caught.value.text(), "a year is over with the end of its last day"
    office.on(date(2026, 9, 27)).applied(income="1")


def test_14_deceit_in_an_ordinary_item_bars_nobody() -> None:
    """Given false materials in an item that touches nobody's safety, when applied for again, then nothing bars."""
    office = Office()
    case = office.taken_on()
    office.do(
        services.decide, case, office.head, approve=False, fraud=True, remedies=given.REMEDIES, **REFUSAL
    )
    office.on(date(2025, 9, 28)).applied(income="1")


def test_15_what_two_departments_need_is_one_notice() -> None:
    """Given four departments, when two need a correction, then the applicant gets one notice with both."""
    office = Office(AT_ONCE, procedure={"joint": True})
    case = office.applied()
    first, second = two_items()
    office.do(services.propose_correction, case, office.approvers[CIVIL], items=(first,))
    office.do(services.propose_correction, case, office.approvers[REGISTRY], items=(second,))
    short = office.refusal(services.request_correction, case, office.clerk, items=(first,))
    assert short.code == "cases.notice_not_merged"
    assert "备注" in short.text()
    office.do(services.request_correction, case, office.clerk, items=office.facts(case).proposed)
    notice = office.facts(case).correction
    assert {(item.department, item.name) for item in notice.items} == {
        ("民政局", "收入证明"),
        ("不动产登记中心", "备注"),
    }


def test_16_a_late_branch_lights_its_own_department() -> None:
    """Given departments side by side, when the lead has spoken and a branch is late, then the branch has the light."""
    office = Office(AT_ONCE)
    case = office.taken_on()
    office.said(case, "housing", HOUSING)
    today = date(2025, 9, 30)
    late = {
        code: flow.counts_by_light(
            department_ids=[str(desk.pk)], permissions=["case.opinion", "case.decide"], today=today
        ).overdue
        for code, desk in office.desks.items()
    }
    assert late == {STREET: 1, HOUSING: 0, CIVIL: 0, REGISTRY: 0}
    assert office.on(today).light(case) == "normal", "the case itself is in time"
    for day in (date(2025, 9, 30), date(2025, 10, 9), date(2025, 10, 10)):
        reminding.climb(on(day))
    given_cards = supervision.cards_for(actor=office.official(CIVIL, "supervise.read")).cards
    assert {one.department_id for one in given_cards} == {str(office.desks[STREET].pk)}, (
        "and the card; not the lead"
    )
    head = office.official(STREET, "case.direct")
    reminding.explain(
        card_id=given_cards[0].id, reason="人手不足，已调配", actor=head, at=on(date(2025, 10, 11))
    )
    assert supervision.unexplained(department_id=head.department_id) == len(given_cards) - 1


def exempt(**more: Any) -> list[dict[str, Any]]:
    one = {"id": "m1", "name": "许可证", "source": "government", "licence_type": TYPE, "exempt": "licence"}
    return [one | more]


def test_17_what_the_department_before_has_issued_is_not_asked_again() -> None:
    """Given the licence of an earlier case, when the next item is applied for, then it is there and not asked for."""
    office = Office(materials=exempt())
    card = a_licence(office)
    draft = services.open_draft(item_code=TASK_CODE, actor=office.citizen, at=office.at)
    answers = {"household": "3", "income": "2800"}
    services.save_answers(draft=draft.public_id, answers=answers, actor=office.citizen, at=office.at)
    case = services.submit(draft=draft.public_id, actor=office.citizen, at=office.at, key="k")
    (held,) = office.facts(case).materials
    assert (held.how, held.identifier) == ("licence", card.identifier)


def test_17_what_another_department_issues_meanwhile_goes_into_the_case_that_waits_for_it() -> None:
    """Given a case that waits for a licence, when that is issued, then the case has it without anybody handing it in."""
    office = Office(materials=exempt(necessity="gap"), procedure={"gap_workdays": 20})
    draft = services.open_draft(item_code=TASK_CODE, actor=office.citizen, at=office.at).public_id
    answers = {"household": "3", "income": "2800"}
    services.save_answers(draft=draft, answers=answers, actor=office.citizen, at=office.at)
    services.choose_later(
        draft=draft, materials=frozenset({"m1"}), follow_up=True, actor=office.citizen, at=office.at
    )
    case = services.submit(draft=draft, actor=office.citizen, at=office.at, key="k")
    office.do(services.accept, case, office.clerk)
    card = a_licence(office)
    told = {"type_code": TYPE, "identifier": card.identifier, "at": office.at}
    stranger = office.person(2, "李四")
    assert services.supply_from_store(holder_kind="person", holder_id=stranger.person_id, **told) == 0
    holder = {"holder_kind": "person", "holder_id": office.citizen.person_id}
    assert services.supply_from_store(**holder, **told) == 1
    (held,) = office.facts(case).materials
    assert (held.how, held.identifier) == ("licence", card.identifier)
    assert not office.facts(case).gaps
    assert services.supply_from_store(**holder, **told) == 0, "told twice, done once"


def test_18_a_guide_may_not_demand_what_is_an_electronic_licence() -> None:
    """Given an electronic licence, when a guide still demands its upload, then publishing is blocked."""
    from tests.catalogue.given import an_item

    material = items.MaterialCard("m1", "许可证", source="government", licence_type=TYPE)
    assert "m1" in {fault.field for fault in items.content_faults(an_item(materials=(material,)))}


def test_19_without_an_answer_of_the_licence_store_a_scan_is_enough() -> None:
    """Given no licence found, when the applicant uploads a scan, then the case goes on with the scan."""
    office = Office(materials=exempt())
    case = office.taken_on()
    (held,) = office.facts(case).materials
    assert (held.how, held.files[0].name) == ("files", "收入证明.pdf")


def test_20_what_the_window_has_seen_is_not_asked_for_again() -> None:
    """Given an uploaded scan, when the window sees the original, then grade B with its mark, and used the next time."""
    office = Office()
    case = office.taken_on()
    facts = office.facts(case)
    (held,) = facts.materials
    assert rules.grade_of(facts, held) == "C"
    until = date(2026, 3, 31)
    refusal = office.refusal(services.compare_originals, case, office.head, keys=["m1"], until=until)
    assert refusal.code == "cases.not_found", "not the window"
    office.do(services.compare_originals, case, office.clerk, keys=["m1"], until=until)
    facts = office.facts(case)
    (held,) = facts.materials
    assert rules.grade_of(facts, held) == "B"
    assert [line.text() for line in rules.watermark(facts, held)] == [
        "This copy has been compared with the original and is the same",
        "Only to be used for “公共租赁住房租赁补贴资格确认”",
        "Valid until 2026-03-31",
    ]
    office.do(services.withdraw, case, office.citizen)
    again = without_files(office, income="1")
    (copy,) = office.facts(again).materials
    assert (copy.how, copy.files) == ("copy", held.files)
    assert copy.snapshot["case"] == case.number
    assert rules.grade_of(office.facts(again), copy) == "B"
    with pytest.raises(Refused) as caught:
        without_files(office, office.person(2, "李四"), income="2")
    assert [fault.field for fault in caught.value.faults] == ["m1"], "another's copy serves nobody else"
    with pytest.raises(Refused):
        without_files(office.on(date(2026, 4, 1)), income="3")


def without_files(office: Office, who: Any = None, **answers: str) -> services.CaseResult:
    citizen = who or office.citizen
    draft = services.open_draft(item_code=TASK_CODE, actor=citizen, at=office.at).public_id
    given_answers = {"household": "3", "income": "2800"} | answers
    services.save_answers(draft=draft, answers=given_answers, actor=citizen, at=office.at)
    return services.submit(draft=draft, actor=citizen, at=office.at, key=f"k{next(_keys)}")


def test_20_another_file_is_no_longer_what_was_seen_and_a_lie_ends_every_copy() -> None:
    """Given a compared copy, when the file is replaced it is grade C again; found false, it serves no other case."""
    office = Office(procedure={"safety": True})
    case = office.applied()
    office.do(services.compare_originals, case, office.clerk, keys=["m1"], until=date(2026, 3, 31))
    again = office.refusal(services.compare_originals, case, office.clerk, keys=["m1"])
    assert again.code == "cases.nothing_to_compare"
    copies = apps.get_model("cases", "VerifiedCopy")
    assert copies.objects.count() == 1
    office.do(
        services.refuse_acceptance, case, office.clerk,
        ground="false_materials", reason="原件系伪造", remedies=given.REMEDIES,
    )  # fmt: skip
    assert copies.objects.count() == 0


@pytest.fixture
def platform(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The licence platform of the province, which this house asks."""
    elsewhere.forget()
    monkeypatch.setattr(elsewhere, "SECONDS", 0.2)
    with a_platform() as found:
        settings.TONGBAN = given.replace(settings.TONGBAN, LICENCE_PLATFORM=found.address)
        yield found
    elsewhere.forget()


def begun(office: Office) -> str:
    draft = services.open_draft(item_code=TASK_CODE, actor=office.citizen, at=office.at).public_id
    answers = {"household": "3", "income": "2800"}
    services.save_answers(draft=draft, answers=answers, actor=office.citizen, at=office.at)
    return draft


def test_19_what_the_platform_of_the_province_holds_is_not_asked_for(platform: Platform) -> None:
    """Given a licence issued elsewhere, when it is looked up, then with purpose and item, and it answers the material."""
    office = Office(materials=exempt())
    identifier = "1.2.156.3005.2.11990000000000019A001.11990000000000019A.2025000001.001.E"
    platform.has(typeCode=TYPE, identifier=identifier, name="许可证", issuer="省住房和城乡建设厅")
    case = services.submit(draft=begun(office), actor=office.citizen, at=office.at, key="k")
    (held,) = office.facts(case).materials
    assert (held.how, held.identifier) == ("licence", identifier)
    (asked,) = platform.asked
    assert asked["useCause"] == "公共租赁住房租赁补贴资格确认"
    assert (asked["holderTypeCode"], asked["itemCode"]) == ("111", TASK_CODE)


@pytest.mark.parametrize("trouble", ["hangs", "lies", "floods", "forges"])
def test_19_when_the_lookup_gives_no_answer_a_scan_goes_on_as_grade_c(
    platform: Platform, trouble: str
) -> None:
    """Given a lookup that times out, when a scan is uploaded, then the case goes on and the clerk must see the original."""
    office = Office(materials=exempt())
    forged = "1.2.156.3005.2.11990000000000019A001.11990000000000019A.2025000001.001.F"
    match trouble:
        case "hangs":
            platform.hangs()
        case "lies":
            platform.answer = b"<html>busy</html>"
        case "floods":
            platform.answer = b" " * (elsewhere.MOST_BYTES + 1)
        case "forges":
            platform.has(typeCode=TYPE, identifier=forged, name="许可证", issuer="某厅")
    draft = begun(office)
    with pytest.raises(Refused) as caught:
        services.submit(draft=draft, actor=office.citizen, at=office.at, key="none")
    assert [fault.field for fault in caught.value.faults] == ["m1"]
    office.put_file(draft)
    case = office.do(
        services.accept,
        services.submit(draft=draft, actor=office.citizen, at=office.at, key="scan"),
        office.clerk,
    )
    facts = office.facts(case)
    (held,) = facts.materials
    assert (held.how, rules.grade_of(facts, held)) == ("files", "C")
    assert held.snapshot == ({} if trouble == "forges" else {"lookup": "no_answer"})


def test_19_a_platform_that_fails_again_and_again_is_left_alone(platform: Platform) -> None:
    """Given three failures, when it is looked up again, then nobody waits for it."""
    office = Office(materials=exempt())
    platform.answer = b"{}"
    draft = begun(office)
    for number in range(elsewhere.FAILURES + 2):
        with pytest.raises(Refused):
            services.submit(draft=draft, actor=office.citizen, at=office.at, key=f"k{number}")
    assert len(platform.asked) == elsewhere.FAILURES


def two_officials(office: Office) -> list[str]:
    return [office.in_office(HOUSING, number).staff_id for number in (601, 602)]


NEIGHBOUR = rules.Party("李邻居", "相邻采光", "海棠路2号")


def test_whom_the_decision_touches_is_told_heard_and_may_ask_for_a_hearing() -> None:
    """Given a neighbour's important interest, when she is told, then nothing is decided before she is heard (arts. 36, 47)."""
    office = Office(promised=20)
    case = office.taken_on()
    nobody = office.refusal(services.tell_parties, case, office.head, parties=[], reason="")
    assert {fault.field for fault in nobody.faults} == {"parties", "reason"}
    office.do(services.tell_parties, case, office.head, parties=[NEIGHBOUR], reason="影响相邻采光")
    letter = letter_of(office, case, "parties")
    for words in ("利害关系人权利告知书", "李邻居", "陈述、申辩", "2025年10月10日", "要求听证", "不承担"):
        assert words in letter, words
    office.do(services.ask_hearing, case, office.citizen, wanted=False)
    waits = office.refusal(services.decide, case, office.head, approve=True)
    assert waits.code == "cases.parties_may_ask"
    assert "李邻居" in waits.text()
    office.do(
        services.hear_statement, case, office.head, party="李邻居", text="我家采光受影响", wants_hearing=True
    )
    assert (
        office.refusal(services.decide, case, office.head, approve=True).code == "cases.hearing_outstanding"
    )
    assert office.facts(case).hearing.asked.hold_by.on == date(2025, 10, 30), "within twenty workdays"


def test_what_was_stated_and_argued_is_weighed_in_the_decision() -> None:
    """Given the applicant's statement, when the case is decided, then the reasons say how it was weighed (art. 36)."""
    office = Office()
    case = office.taken_on()
    stranger = office.person(2, "李四")
    assert office.refusal(services.hear_statement, case, stranger, text="反对").code == "cases.not_found"
    office.do(services.hear_statement, case, office.citizen, text="我家情况有变化")
    assert "我家情况有变化" in letter_of(office, case, "statement")
    assert (
        office.refusal(services.decide, case, office.head, approve=True).code == "cases.statements_unweighed"
    )
    office.do(services.decide, case, office.head, approve=True, reasons="采纳申请人意见")


def test_a_hearing_in_the_public_interest_is_announced_and_nobody_has_to_ask_for_it() -> None:
    """Given a matter of public interest, when the hearing is announced, then seven workdays before, and decided on its record."""
    office = Office(promised=20)
    case = office.taken_on()
    chair = office.in_office(CIVIL)
    said = {
        "time": "9:00", "place": "听证室", "chair": chair.staff_id, "reason": "涉及公共利益", "where": "政府门户网站",
    }  # fmt: skip
    early = office.refusal(services.announce_hearing, case, office.head, on=date(2025, 9, 30), **said)
    assert early.code == "cases.hearing_wrong"
    office.do(services.announce_hearing, case, office.head, on=date(2025, 10, 14), **said)
    assert "听证公告" in letter_of(office, case, "hearing-announced")
    assert office.facts(case).state == rules.State.SUSPENDED
    office.on(date(2025, 10, 14), 12).do(services.hold_hearing, case, chair, record="笔录", signed="各方签字")
    assert (
        office.refusal(services.decide, case, office.head, approve=True).code
        == "cases.decision_without_record"
    )
    office.do(services.decide, case, office.head, approve=True, reasons="依据笔录", on_record=True)


def test_where_only_so_many_may_be_granted_who_was_accepted_first_comes_first() -> None:
    """Given a quota of one and two applicants, when the later is granted first, then refused; and no second is granted."""
    office = Office(procedure={"quota": 1})
    first = office.taken_on()
    second = office.on(FRIDAY, 10).taken_on(who=office.person(2, "李四"))
    refusal = office.refusal(services.decide, second, office.head, approve=True)
    assert refusal.code == "cases.others_before"
    assert first.number in refusal.text()
    assert "art. 57" in refusal.basis
    office.do(services.decide, first, office.head, approve=True)
    assert office.refusal(services.decide, second, office.head, approve=True).code == "cases.quota_used_up"
    office.do(services.decide, second, office.head, approve=False, remedies=given.REMEDIES, **REFUSAL)


@pytest.mark.parametrize("safety", [True, False])
def test_deceit_is_refused_with_a_warning_and_bars_for_a_year_where_safety_is_concerned(safety: bool) -> None:
    """Given concealed facts, when the case is refused, then a warning in any item, a ban in one of safety (art. 78)."""
    office = Office(procedure={"safety": safety})
    case = office.taken_on()
    office.do(
        services.decide, case, office.head, approve=False, fraud=True, remedies=given.REMEDIES, **REFUSAL
    )
    letter = letter_of(office, case, "decision")
    assert "给予警告" in letter
    assert "第七十八条" in letter
    assert ("不得再次申请" in letter) is safety
    assert (office.facts(case).ban is not None) is safety


def test_verification_on_the_spot_is_made_by_two_officials_who_sign() -> None:
    """Given a visit, when one official alone writes down what was found, then refused; two of them sign a record (art. 34(3))."""
    office = Office()
    case = office.taken_on()
    called = {"on": FRIDAY, "time": "14:00", "place": "海棠路1号", "departments": ["住房和城乡建设局"]}
    office.do(services.call_visit, case, office.head, **called)
    found = {"findings": [rules.Finding("", "住房和城乡建设局", "与申请一致")], "signed": "二人已签字"}
    there = two_officials(office)
    for officials in ([], there[:1], there[:1] * 2):
        refusal = office.refusal(services.hold_visit, case, office.head, officials=officials, **found)
        assert refusal.code == "cases.visit_not_signed"
        assert "art. 34(3)" in refusal.basis
    office.do(services.hold_visit, case, office.head, officials=there, **found)
    assert "二人已签字" in letter_of(office, case, "visit-record")


def test_a_refusal_after_testing_names_the_technical_standard() -> None:
    """Given a test by two officials that fails, when the case is refused, then the letter names the standard (art. 55)."""
    office = Office(promised=20)
    case = office.taken_on()
    begin = {"kind": "testing", "days": 5, "reason": "送检"}
    assert office.refusal(services.start_special, case, office.head, **begin).faults[0].field == "officials"
    office.do(services.start_special, case, office.head, officials=two_officials(office), **begin)
    over = {"result": "大肠菌群超标"}
    assert {fault.field for fault in office.refusal(services.end_special, case, office.head, **over).faults} == {
        "conforms", "standard",
    }  # fmt: skip
    office.do(services.end_special, case, office.head, conforms=False, standard="GB 5749-2022", **over)
    assert (
        office.refusal(services.decide, case, office.head, approve=True).code
        == "cases.reasons_against_result"
    )
    office.do(services.decide, case, office.head, approve=False, remedies=given.REMEDIES, **REFUSAL)
    letter = letter_of(office, case, "decision")
    assert "GB5749-2022" in letter
    assert "第五十五条" in letter


def test_21_a_licence_that_was_ended_serves_no_new_case_and_old_ones_keep_their_picture() -> None:
    """Given a licence that was deregistered, when it is relied on again, then it is asked for; the old case shows it."""
    office = Office(materials=exempt())
    card = a_licence(office)
    draft = services.open_draft(item_code=TASK_CODE, actor=office.citizen, at=office.at).public_id
    services.save_answers(
        draft=draft, answers={"household": "3", "income": "1"}, actor=office.citizen, at=office.at
    )
    old = services.submit(draft=draft, actor=office.citizen, at=office.at, key="old")
    licensing.deregister(public_id=card.public_id, reason="主体注销", actor=office.head, at=office.at)
    again = services.open_draft(item_code=TASK_CODE, actor=office.citizen, at=office.at).public_id
    services.save_answers(
        draft=again, answers={"household": "3", "income": "2"}, actor=office.citizen, at=office.at
    )
    with pytest.raises(Refused) as caught:
        services.submit(draft=again, actor=office.citizen, at=office.at, key="new")
    assert [fault.field for fault in caught.value.faults] == ["m1"]
    (kept,) = office.facts(old).materials
    assert kept.snapshot["standing"] == "valid"
    assert licences.licence(public_id=card.public_id).state.name == "DEREGISTERED"


COMMITMENT = {
    "terms": ["符合条件"], "consequences": "撤销决定", "replaces": ["m1"], "workdays": 1, "check_workdays": 20,
}  # fmt: skip


def promised(office: Office, **answers: str) -> services.CaseResult:
    draft = services.open_draft(item_code=TASK_CODE, actor=office.citizen, at=office.at).public_id
    services.choose_promise(draft=draft, promise=True, actor=office.citizen, at=office.at)
    given_answers = {"household": "3", "income": "2800"} | answers
    services.save_answers(draft=draft, answers=given_answers, actor=office.citizen, at=office.at)
    return services.submit(draft=draft, actor=office.citizen, at=office.at, key=f"k{next(_keys)}")


def test_27_after_a_broken_promise_only_the_ordinary_way_is_open() -> None:
    """Given a broken promise, when the next application is made, then only the ordinary way; mended, the promise again."""
    office = Office(procedure={"commitment": COMMITMENT})
    case = promised(office)
    office.do(services.accept, case, office.clerk)
    office.do(services.decide, case, office.head, approve=True)
    office.do(services.check_promise, case, office.head, result="broken", note="现场不符")
    with pytest.raises(Refused) as caught:
        promised(office, income="1")
    assert caught.value.code == "cases.promise_barred"
    assert case.number in caught.value.text()
    ordinary = office.applied(income="2")
    assert office.facts(ordinary).promise is None
    office.do(services.check_promise, case, office.head, result="repaired", note="已整改")
    assert office.facts(promised(office, income="3")).promise is not None


GAP = [*MATERIALS, {"id": "m2", "name": "体检表", "necessity": "gap"}]


def with_a_gap(office: Office) -> services.CaseResult:
    draft = office.draft()
    services.choose_later(
        draft=draft, materials=frozenset({"m2"}), follow_up=True, actor=office.citizen, at=office.at
    )
    return services.submit(draft=draft, actor=office.citizen, at=office.at, key=f"k{next(_keys)}")


@pytest.mark.parametrize(("lapse", "outcome"), [("withdrawn", "withdrawn"), ("refused", "refused")])
def test_28_what_does_not_follow_in_time_ends_the_case_as_the_region_has_it(lapse: str, outcome: str) -> None:
    """Given acceptance with a gap, when the day passes, then the rule of the region; no yes was possible before."""
    way = {"gap_workdays": 5, "gap_lapse": lapse, "gap_rule": "《办法》第九条"}
    office = Office(materials=GAP, procedure=way)
    case = with_a_gap(office)
    office.do(services.accept, case, office.clerk)
    assert office.facts(case).gap_due_on == date(2025, 10, 10)
    assert office.refusal(services.decide, case, office.head, approve=True).code == "cases.gap_open"
    assert services.lapse_gaps_due(on(date(2025, 10, 10), 23)) == 0
    assert services.lapse_gaps_due(on(date(2025, 10, 11))) == 1
    assert queries.case_card(public_id=case.public_id).outcome == outcome
    assert not apps.get_model("licences", "Licence").objects.exists()


def test_29_what_is_not_on_the_list_cannot_follow_later() -> None:
    """Given a material that is not on the list of gaps, when it is to follow later, then that is blocked."""
    office = Office(materials=GAP, procedure={"gap_workdays": 5})
    with pytest.raises(Refused) as caught:
        services.choose_later(
            draft=office.draft(),
            materials=frozenset({"m1"}),
            follow_up=True,
            actor=office.citizen,
            at=office.at,
        )
    assert caught.value.code == "cases.gap_not_allowed"
    assert "收入证明" in caught.value.text()


@pytest.mark.parametrize(
    ("received", "due"),
    [(date(2025, 9, 26), date(2025, 9, 28)), (date(2025, 9, 30), date(2025, 10, 9))],
)
def test_30_the_region_has_an_application_looked_through_in_one_workday(received: date, due: date) -> None:
    """Given one workday to look through, when it comes at 18:00, then due the next workday; the receipt is there at once."""
    office = Office(day=received, procedure={"look_workdays": 1}).on(received, 18)
    case = office.applied()
    assert rules.is_case_number(case.number)
    assert office.due(case) == due
    facts = office.facts(case)
    assert facts.received_on == received
    assert facts.review_due.on > due
    assert clock_of(office, case, "look").due.on == due
    after = due + given.timedelta(days=1)
    assert office.on(after).light(case) == "overdue"
    assert services.deem_accepted_due(on(after)) == 0, (
        "missing it accepts nothing; the law's five workdays do"
    )
    assert services.deem_accepted_due(on(facts.review_due.on + given.timedelta(days=1))) == 1


def test_31_a_running_case_keeps_its_version_and_a_draft_is_told_of_the_new_one() -> None:
    """Given a new version at night, when work goes on, then the case keeps its own and the draft is told."""
    office = Office()
    case = office.applied()
    waiting = office.draft(office.person(2, "李四"))
    carried = apps.get_model("catalogue", "Implementation").objects.get()
    office.version(carried, AT_ONCE, 2)
    apps.get_model("catalogue", "Version").objects.filter(version_no=1).update(state="replaced")
    office.do(services.accept, case, office.clerk)
    assert [seat.instance for seat in office.facts(case).seats] == ["decision"]
    owner = apps.get_model("cases", "Draft").objects.get(public_id=waiting)
    other = given.replace(office.citizen, account_id=owner.account_id, person_id=str(owner.applicant_id))
    with pytest.raises(Refused) as caught:
        services.submit(draft=waiting, actor=other, at=office.at, key="late")
    assert caught.value.code == "cases.item_changed"


def test_40_without_the_population_register_the_window_checks_by_hand_and_work_goes_on() -> None:
    """Given no answer of the population register, when a document is checked by hand, then it is recorded and cases go on."""
    office = Office()
    number = "990001199003150" + "17"
    checked = {
        "name": "陈新来",
        "id_number": number + mod11_2(number),
        "document": "card",
        "reason": "no_answer",
    }
    with pytest.raises(Refused) as caught:
        people.check_by_hand(**checked | {"document": "", "reason": ""}, actor=office.clerk, at=office.at)
    assert {fault.field for fault in caught.value.faults} == {"document", "reason"}
    person = people.check_by_hand(**checked, actor=office.clerk, at=office.at)
    assert (person.level, person.name) == (5, "陈新来")
    leaf = next(act for act in record.acts_about(person.id)
                if act.action == "identity.checked_by_hand")  # fmt: skip
    assert leaf.detail == {"document": "card", "reason": "no_answer"}
    assert leaf.actor_name == office.clerk.name
    citizen = given.replace(office.citizen, person_id=person.id, name=person.name, level=person.level)
    assert office.facts(office.applied(citizen)).state == rules.State.SUBMITTED


def test_40_a_year_without_its_calendar_is_never_guessed() -> None:
    """Given no list for 2027, when work goes on, then dates are provisional, nothing lapses by them, and asking raises."""
    office = Office(AT_ONCE, day=date(2026, 12, 28))
    case = office.taken_on()
    facts = office.facts(case)
    assert facts.statutory_due.provisional
    assert queries.case_card(public_id=case.public_id).due_provisional
    second = office.applied(office.person(2, "李四"))
    assert office.facts(second).review_due.provisional
    assert services.deem_accepted_due(datetime(2027, 2, 1, 9, tzinfo=office.at.tzinfo)) == 0
    with pytest.raises(CalendarMissing) as caught:
        national_calendar().after(date(2026, 12, 31), 1)
    assert "2027" in caught.value.text()
    office.said(case, "street", STREET)
    assert office.facts(case).version == 3, "tickets and cases still work"
