"""The law of the case, told in tables: who may do what, when, until when, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.cases import given
from tests.cases.given import CIVIL, HOUSING, MONDAY, REGISTRY, STREET, Story
from tongban.cases import rules
from tongban.foundation.actors import SYSTEM, VISITOR
from tongban.foundation.refusals import Refused

ITEM = rules.CorrectionItem("material", "m1", "收入证明", "请提供近三个月的")


def refused(story: Story, act: rules.Act) -> Refused:
    before = story.facts
    with pytest.raises(Refused) as caught:
        story.act(act)
    assert story.facts is before, "a refusal changes nothing"
    return caught.value


def test_a_full_case_goes_from_application_to_delivery() -> None:
    story = Story().delivered()
    assert [event.kind for event in story.events] == [
        "submitted", "accepted", "opinion_given", "opinion_given", "opinion_given", "opinion_given", "decided", "delivered",
    ]  # fmt: skip
    assert story.facts.state == rules.State.DELIVERED
    assert story.facts.outcome == "approved"
    assert not story.facts.seats


def test_receipt_never_starts_the_decision_clock() -> None:
    story = Story().submitted()
    assert story.facts.acceptance is None
    assert [clock.name for clock in rules.clocks(story.facts, given.CALENDAR)] == ["completeness"]


def test_the_promise_and_the_law_run_side_by_side_from_the_day_after_acceptance() -> None:
    facts = Story().accepted().facts
    assert facts.acceptance is not None
    assert facts.acceptance.accepted_on == date(2026, 3, 2)
    assert facts.acceptance.promised_due == rules.Deadline(date(2026, 3, 16))
    assert facts.acceptance.statutory_due == rules.Deadline(date(2026, 3, 30))
    assert facts.due == facts.acceptance.promised_due


@pytest.mark.parametrize(
    ("reason", "promised", "statutory", "unit", "promised_due", "statutory_due"),
    [
        ("a promise is never longer than the law", 30, 20, "workday", date(2026, 3, 30), date(2026, 3, 30)),
        ("without a stated period the law gives twenty workdays", None, None, "workday", date(2026, 3, 30), date(2026, 3, 30)),
        ("without a promise the law's period counts", None, 5, "workday", date(2026, 3, 9), date(2026, 3, 9)),
        ("calendar days count every day and end on a workday", 5, 20, "day", date(2026, 3, 9), date(2026, 3, 23)),
        ("a promise of nothing is the same day", 0, 20, "workday", date(2026, 3, 2), date(2026, 3, 30)),
    ],
)  # fmt: skip
def test_periods(
    reason: str,
    promised: int | None,
    statutory: int | None,
    unit: str,
    promised_due: date,
    statutory_due: date,
) -> None:
    story = Story().submitted(item=given.an_item(promised, statutory, unit))
    story.act(rules.Accept(given.the_clerk(), story.at))
    assert story.facts.acceptance is not None
    assert story.facts.acceptance.promised_due.on == promised_due, reason
    assert story.facts.acceptance.statutory_due.on == statutory_due, reason


def test_dates_in_a_year_without_a_published_calendar_are_provisional_and_never_a_fault() -> None:
    story = Story(at=given.on(date(2026, 12, 29)))
    story.accepted()
    accepted = story.facts.acceptance
    assert accepted is not None
    assert story.facts.review_due is not None
    assert story.facts.review_due.provisional
    assert accepted.promised_due.provisional
    assert accepted.statutory_due.provisional
    explained = [str(line) for line in rules.clocks(story.facts, given.CALENDAR)[1].explain]
    assert any("2027" in line and "not published" in line for line in explained)


def test_silence_beyond_a_provisional_date_proves_nothing() -> None:
    story = Story(at=given.on(date(2026, 12, 29))).submitted()
    refusal = refused(story.later(60), rules.DeemAccepted(SYSTEM, story.at))
    assert refusal.code == "cases.review_still_runs"


def test_after_five_workdays_of_silence_the_case_counts_as_accepted_from_its_receipt() -> None:
    story = Story().submitted()
    assert story.facts.review_due == rules.Deadline(date(2026, 3, 9))
    assert refused(story.later(7), rules.DeemAccepted(SYSTEM, story.at)).code == "cases.review_still_runs"
    story.later(1).act(rules.DeemAccepted(SYSTEM, story.at))
    assert story.facts.acceptance is not None
    assert story.facts.acceptance.deemed
    assert story.facts.acceptance.accepted_on == date(2026, 3, 2)
    assert [seat.instance for seat in story.facts.seats] == ["survey"]


def test_a_clerk_who_accepts_too_late_accepts_from_the_day_of_receipt() -> None:
    story = Story().submitted().later(10)
    story.act(rules.Accept(given.the_clerk(), story.at))
    assert story.facts.acceptance is not None
    assert story.facts.acceptance.deemed
    assert story.facts.acceptance.accepted_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    "act",
    [
        lambda at: rules.RequestCorrection(given.the_clerk(), at, (ITEM,)),
        lambda at: rules.RefuseAcceptance(given.the_clerk(), at, "not_required", "无须许可"),
    ],
)
def test_after_the_five_workdays_nothing_but_acceptance_can_be_said(act: Any) -> None:
    story = Story().submitted().later(8)
    refusal = refused(story, act(story.at))
    assert refusal.code == "cases.deemed_accepted"
    assert "art. 32(4)" in refusal.basis


def test_one_notice_lists_everything_and_a_second_is_refused() -> None:
    story = Story().submitted().act(rules.RequestCorrection(given.the_clerk(), MONDAY, (ITEM,)))
    assert story.facts.state == rules.State.CORRECTION
    answer = rules.AnswerCorrection(
        given.a_citizen(), MONDAY, story.facts.answers, (given.a_material(file="f2"),)
    )
    story.act(answer)
    assert story.facts.state == rules.State.SUBMITTED
    refusal = refused(story, rules.RequestCorrection(given.the_clerk(), MONDAY, (ITEM,)))
    assert refusal.code == "cases.corrected_once"


def test_the_days_to_look_through_start_again_when_the_correction_is_answered() -> None:
    story = Story().submitted().act(rules.RequestCorrection(given.the_clerk(), MONDAY, (ITEM,))).later(20)
    answer = rules.AnswerCorrection(
        given.a_citizen(), story.at, story.facts.answers, (given.a_material(file="f2"),)
    )
    story.act(answer)
    assert story.facts.received_on == date(2026, 3, 22)
    assert story.facts.review_due == rules.Deadline(date(2026, 3, 27))


@pytest.mark.parametrize(
    ("reason", "answers", "materials"),
    [
        ("the material is the same as before", {"household": "3", "income": "2800"}, (given.a_material(),)),
        ("the material is gone", {"household": "3", "income": "2800"}, ()),
    ],
)
def test_an_answer_that_leaves_something_out_names_it(reason: str, answers: Any, materials: Any) -> None:
    story = Story().submitted().act(rules.RequestCorrection(given.the_clerk(), MONDAY, (ITEM,)))
    refusal = refused(story, rules.AnswerCorrection(given.a_citizen(), MONDAY, answers, materials))
    assert refusal.code == "cases.correction_incomplete", reason
    assert "收入证明" in refusal.text()
    assert [fault.field for fault in refusal.faults] == ["m1"]


def test_a_field_to_be_corrected_must_be_answered_anew() -> None:
    field = rules.CorrectionItem("field", "income", "月收入", "与证明不符")
    story = Story().submitted().act(rules.RequestCorrection(given.the_clerk(), MONDAY, (field,)))
    same = rules.AnswerCorrection(given.a_citizen(), MONDAY, story.facts.answers, story.facts.materials)
    assert refused(story, same).code == "cases.correction_incomplete"
    story.act(replace(same, answers={**story.facts.answers, "income": "3100"}))
    assert story.facts.answers["income"] == "3100"


@pytest.mark.parametrize("items", [(), (rules.CorrectionItem("material", "m1", "收入证明", "  "),)])
def test_a_notice_without_content_is_refused(items: tuple[rules.CorrectionItem, ...]) -> None:
    story = Story().submitted()
    assert (
        refused(story, rules.RequestCorrection(given.the_clerk(), MONDAY, items)).code
        == "cases.correction_empty"
    )


def test_the_applicant_has_at_least_until_tomorrow_to_answer() -> None:
    story = Story().submitted()
    act = rules.RequestCorrection(given.the_clerk(), MONDAY, (ITEM,), answer_by=date(2026, 3, 2))
    assert refused(story, act).code == "cases.answer_day_past"


def test_a_correction_notice_stops_no_clock_because_none_has_started() -> None:
    story = Story().submitted().act(rules.RequestCorrection(given.the_clerk(), MONDAY, (ITEM,)))
    assert story.facts.due is not None
    shown = rules.light_of(story.facts.state, story.facts.due.on, date(2026, 3, 3), given.CALENDAR)
    assert shown.light.value == "paused"


@pytest.mark.parametrize(
    ("missing", "act"),
    [
        ({"reason"}, {"ground": "not_required", "reason": " "}),
        ({"ground"}, {"ground": "bad_mood", "reason": "x"}),
        ({"competent_body", "review_body", "court", "channel"}, {"ground": "not_competent", "reason": "x"}),
        ({"competent_body"}, {"ground": "not_competent", "reason": "x", "remedies": given.REMEDIES}),
    ],
)
def test_a_refusal_to_accept_says_why_and_who_is_competent(missing: set[str], act: dict[str, Any]) -> None:
    story = Story().submitted()
    refusal = refused(story, rules.RefuseAcceptance(given.the_clerk(), MONDAY, **act))
    assert refusal.code == "cases.refusal_incomplete"
    assert {fault.field for fault in refusal.faults} == missing


def test_a_refusal_to_accept_ends_the_case() -> None:
    story = Story().submitted()
    refuse = rules.RefuseAcceptance(
        given.the_clerk(), MONDAY, "not_competent", "不属本机关职权", "市民政局", given.REMEDIES
    )
    story.act(refuse)
    assert story.facts.outcome == "acceptance_refused"
    assert story.facts.closed_at == MONDAY
    assert story.facts.due is None
    assert refused(story, rules.Accept(given.the_clerk(), MONDAY)).code == "cases.closed"


def test_seats_open_as_the_plan_says_each_with_its_own_date() -> None:
    story = Story().accepted()
    assert [(seat.instance, seat.due.on) for seat in story.facts.seats] == [("survey", date(2026, 3, 9))]
    story.said("survey", STREET, "", "情况属实")
    assert [seat.instance for seat in story.facts.seats] == ["housing", "civil", "registry"]
    assert {seat.due.on for seat in story.facts.seats} == {date(2026, 3, 4)}


def test_parallel_opinions_lead_to_the_same_place_in_any_order() -> None:
    def ends(order: list[tuple[str, str]]) -> set[str]:
        story = Story().accepted().said("survey", STREET, "", "x")
        for seat, department in order:
            story.said(seat, department)
        return {seat.instance for seat in story.facts.seats}

    parts = [("housing", HOUSING), ("civil", CIVIL), ("registry", REGISTRY)]
    assert ends(parts) == ends(parts[::-1]) == {"decision"}


def test_a_department_cannot_speak_before_its_turn() -> None:
    story = Story().accepted()
    act = rules.GiveOpinion(given.an_approver(CIVIL), MONDAY, "civil", "agree")
    assert refused(story, act).code == "cases.not_found", "it is not concerned yet, so there is no such case"


def test_a_department_cannot_speak_twice() -> None:
    story = Story().accepted().said("survey", STREET, "", "x").said("civil", CIVIL)
    again = rules.GiveOpinion(given.an_approver(CIVIL), MONDAY, "civil", "disagree", "y")
    assert refused(story, again).code == "cases.seat_not_open"


def test_an_opinion_against_needs_its_reason() -> None:
    story = Story().accepted().said("survey", STREET, "", "x")
    against = rules.GiveOpinion(given.an_approver(CIVIL), MONDAY, "civil", "disagree", " ")
    assert refused(story, against).code == "flow.reason_missing"


def test_an_opinion_is_yes_or_no() -> None:
    story = Story().accepted().said("survey", STREET, "", "x")
    perhaps = rules.GiveOpinion(given.an_approver(CIVIL), MONDAY, "civil", "perhaps")
    assert refused(story, perhaps).code == "cases.verdict_unknown"


def test_nobody_decides_while_someone_has_to_be_heard() -> None:
    story = Story().accepted()
    refusal = refused(story, rules.Decide(given.the_head(), MONDAY, approve=True))
    assert refusal.code == "cases.opinions_outstanding"
    assert "海棠街道办事处" in refusal.text()


def test_the_deciding_seat_does_not_advise() -> None:
    story = Story().heard()
    assert (
        refused(story, rules.GiveOpinion(given.the_head(), MONDAY, "decision", "agree")).code
        == "cases.seat_decides"
    )


@pytest.mark.parametrize(
    ("missing", "more"),
    [
        ({"reasons", "legal_basis", "review_body", "court", "channel"}, {}),
        ({"legal_basis"}, {"reasons": "x", "remedies": given.REMEDIES}),
        ({"channel"}, {"reasons": "x", "legal_basis": "y", "remedies": replace(given.REMEDIES, channel="")}),
    ],
)
def test_a_no_needs_reasons_basis_and_remedies(missing: set[str], more: dict[str, Any]) -> None:
    story = Story().heard()
    refusal = refused(story, rules.Decide(given.the_head(), MONDAY, approve=False, **more))
    assert refusal.code == "cases.grounds_missing"
    assert {fault.field for fault in refusal.faults} == missing
    assert "art. 38" in refusal.basis


def test_a_no_is_decided_with_its_grounds() -> None:
    facts = Story().decided(approve=False).facts
    assert facts.outcome == "refused"
    assert facts.decision is not None
    assert facts.decision.remedies == given.REMEDIES


def test_a_yes_against_an_opinion_gives_its_reasons() -> None:
    story = (
        Story().accepted().said("survey", STREET, "", "x").said("housing", HOUSING).said("registry", REGISTRY)
    )
    story.said("civil", CIVIL, "disagree", "已享受其他补贴")
    assert (
        refused(story, rules.Decide(given.the_head(), MONDAY, True)).code == "cases.reasons_against_opinion"
    )
    story.act(rules.Decide(given.the_head(), MONDAY, True, reasons="补贴已于上月终止"))
    assert story.facts.outcome == "approved"


def test_delivery_has_its_own_ten_workdays_after_the_decision() -> None:
    story = Story().decided()
    assert story.facts.due == rules.Deadline(date(2026, 3, 16))
    clock = rules.clocks(story.facts, given.CALENDAR)[-1]
    assert clock.name == "delivery"
    assert "art. 44" in clock.source
    assert not clock.ended


def test_the_clocks_explain_themselves() -> None:
    story = Story().accepted()
    lines = [str(line) for clock in rules.clocks(story.facts, given.CALENDAR) for line in clock.explain]
    assert "Received on 2026-03-02; counting starts the day after." in lines
    assert "Accepted on 2026-03-02; counting starts the day after." in lines
    assert "Working day 10 is 2026-03-16." in lines


@pytest.mark.parametrize("steps", ["submitted", "accepted", "heard"])
def test_an_applicant_may_withdraw_before_the_decision(steps: str) -> None:
    story = getattr(Story(), steps)()
    story.act(rules.Withdraw(given.a_citizen(), MONDAY, "不办了"))
    assert story.facts.state == rules.State.WITHDRAWN
    assert not story.facts.seats


def test_nobody_withdraws_what_is_decided() -> None:
    story = Story().decided()
    assert refused(story, rules.Withdraw(given.a_citizen(), MONDAY)).code == "cases.already_decided"


def test_a_result_is_handed_over_in_one_of_three_ways() -> None:
    story = Story().decided()
    assert (
        refused(story, rules.Deliver(given.the_clerk(), MONDAY, "by_bird")).code == "cases.delivery_unknown"
    )
    story.act(rules.Deliver(given.the_clerk(), MONDAY, "window", "王小1"))
    assert story.facts.delivery is not None


def test_an_item_asks_for_its_level_of_identity() -> None:
    refusal = refused(Story(), given.a_submission(given.a_citizen(level=1)))
    assert refusal.code == "cases.level_too_low"


def test_a_plan_that_names_an_unknown_department_is_told_at_acceptance() -> None:
    story = Story(given.seat("decision", "D-NOWHERE", "decide")).submitted()
    refusal = refused(story, rules.Accept(given.the_clerk(), MONDAY))
    assert refusal.code == "cases.department_unknown"


STRANGERS = [
    ("a visitor", VISITOR),
    ("another citizen", given.a_citizen(7)),
    ("an official without the permission", given.an_official(HOUSING)),
    (
        "an official of another department",
        given.an_official(CIVIL, "case.accept", "case.correct", "case.decide"),
    ),
    ("the citizen acting for a body", given.as_body(given.a_citizen(), "b1")),
]


@pytest.mark.parametrize(("who", "actor"), STRANGERS)
@pytest.mark.parametrize(
    ("stage", "act"),
    [
        ("submitted", lambda who: rules.Accept(who, MONDAY)),
        ("submitted", lambda who: rules.DeemAccepted(who, MONDAY)),
        ("submitted", lambda who: rules.RequestCorrection(who, MONDAY, (ITEM,))),
        ("submitted", lambda who: rules.RefuseAcceptance(who, MONDAY, "not_required", "x")),
        ("submitted", lambda who: rules.Withdraw(who, MONDAY)),
        ("accepted", lambda who: rules.GiveOpinion(who, MONDAY, "survey", "agree")),
        ("heard", lambda who: rules.Decide(who, MONDAY, True)),
        ("decided", lambda who: rules.Deliver(who, MONDAY, "window")),
    ],
)
def test_whoever_may_not_is_told_there_is_no_such_case(who: str, actor: Any, stage: str, act: Any) -> None:
    story = getattr(Story(), stage)()
    assert refused(story, act(actor)).code == "cases.not_found", who


def test_nobody_submits_for_someone_else() -> None:
    someone = given.an_applicant(given.a_citizen(2))
    assert refused(Story(), given.a_submission(applicant=someone)).code == "cases.not_found"


@pytest.mark.parametrize(
    ("stage", "act", "code"),
    [
        ("submitted", lambda: rules.GiveOpinion(given.an_approver(HOUSING), MONDAY, "survey", "agree"), "cases.not_accepted_yet"),
        ("submitted", lambda: rules.AnswerCorrection(given.a_citizen(), MONDAY, {}, ()), "cases.nothing_to_correct"),
        ("accepted", lambda: rules.Accept(given.the_clerk(), MONDAY), "cases.already_accepted"),
        ("accepted", lambda: rules.RequestCorrection(given.the_clerk(), MONDAY, (ITEM,)), "cases.already_accepted"),
        ("accepted", lambda: rules.Deliver(given.the_clerk(), MONDAY, "window"), "cases.not_decided_yet"),
        ("decided", lambda: rules.Decide(given.the_head(), MONDAY, True), "cases.already_decided"),
        ("delivered", lambda: rules.Deliver(given.the_clerk(), MONDAY, "window"), "cases.closed"),
        ("delivered", lambda: rules.Withdraw(given.a_citizen(), MONDAY), "cases.closed"),
    ],
)  # fmt: skip
def test_an_act_out_of_order_is_refused_with_what_is_true_now(stage: str, act: Any, code: str) -> None:
    assert refused(getattr(Story(), stage)(), act()).code == code


def test_an_official_with_a_seat_may_read_the_case_and_a_stranger_may_not() -> None:
    facts = Story().accepted().facts
    assert rules.may_read(given.an_approver(STREET), facts)
    assert rules.may_read(given.the_clerk(), facts)
    assert rules.may_read(given.an_official(CIVIL, "supervise.read"), facts)
    assert not rules.may_read(given.an_approver(CIVIL), facts)
    assert not rules.may_read(given.a_citizen(), facts)


def test_who_spoke_may_go_on_reading() -> None:
    facts = Story().heard().facts
    assert rules.may_read(given.an_approver(CIVIL), facts)


def test_every_act_has_a_rule_a_state_and_an_actor() -> None:
    from tongban.cases.rules import decider, permissions

    assert set(rules.POSSIBLE) == set(decider._DECIDE) == set(permissions._MAY)


# The ledger


def test_events_are_read_back_as_they_were_written() -> None:
    import json

    story = Story().decided(approve=False)
    links = rules.chain("c1", "", story.events)
    again = [rules.event_from(link, json.loads(link.body)) for link in links]
    assert rules.fold(again) == story.facts


def test_the_chain_breaks_where_an_event_was_changed() -> None:
    story = Story().accepted()
    links = rules.chain("c1", "", story.events)
    assert links[1].prev_hash == links[0].hash
    forged = replace(links[0], body=links[0].body.replace("2800", "1800"))
    assert rules.link_hash("c1", forged) != links[0].hash
    assert rules.link_hash("c2", links[0]) != links[0].hash


def test_an_event_written_before_a_field_was_known_is_still_read() -> None:
    from tongban.cases.rules import ledger

    old = {"ground": "not_required", "reason": "x"}
    assert ledger.read(rules.AcceptanceRefused, old) == rules.AcceptanceRefused("not_required", "x")


# Numbers


def test_the_number_people_read_out_carries_its_check_character() -> None:
    number = rules.case_number("990001000000", date(2026, 11, 21), 42)
    assert number.startswith("990001-2026-1121-000042-")
    assert rules.is_case_number(number)
    assert rules.is_case_number(number.replace("-", "").lower())
    assert not rules.is_case_number(number.replace("42", "43"))


@pytest.mark.parametrize(
    "text", ["", "abc", "990001-2026-1121-000042", "９９0001-2026-1121-000042-X", "-" * 30]
)
def test_what_is_no_case_number_is_refused(text: str) -> None:
    assert not rules.is_case_number(text)
    with pytest.raises(Refused):
        rules.normalised_case_number(text)


def test_a_number_is_stored_in_one_form() -> None:
    number = rules.case_number("990001000000", date(2026, 11, 21), 42)
    assert rules.normalised_case_number(" " + number.replace("-", "").lower()) == number


def test_a_task_code_of_31_gives_a_project_number_of_43() -> None:
    number = rules.project_number("11990000000000019A4990100001000", date(2025, 9, 26), 1)
    assert number == "11990000000000019A4990100001000202509260001"
    assert len(number) == 43
    assert rules.project_number("LOCAL-7", date(2025, 9, 26), 12) == "LOCAL-7202509260012"
