"""The statutes against the rules, article by article: what an independent reading of the texts found."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.cases import given
from tests.cases.given import CALENDAR, CIVIL, HOUSING, MONDAY, STREET, Story, on
from tests.cases.walks import WALKS, go
from tongban.cases import rules
from tongban.foundation.refusals import Refused

OFFICER = given.an_approver(HOUSING)


def refused(story: Story, act: rules.Act) -> Refused:
    with pytest.raises(Refused) as caught:
        story.act(act)
    return caught.value


def accepted(plan: Any = given.DECISION_ONLY, at: Any = MONDAY, **item: Any) -> Story:
    story = Story(plan, at).submitted(item=given.an_item(**item))
    return story.act(rules.Accept(given.the_clerk(), story.at))


# Article 42


def test_joint_handling_never_takes_longer_than_45_workdays_whatever_an_item_states() -> None:
    facts = accepted(promised=None, statutory=60, joint=True).facts
    assert facts.statutory_due == accepted(promised=None, statutory=None, joint=True).facts.statutory_due


def test_a_law_of_its_own_may_give_an_ordinary_item_more_than_twenty() -> None:
    facts = accepted(promised=None, statutory=30).facts
    assert facts.statutory_due == rules.Deadline(CALENDAR.after(MONDAY.date(), 30))


def test_a_promise_in_workdays_ends_no_later_than_a_law_in_calendar_days() -> None:
    item = given.replace(given.an_item(promised=20), statutory=rules.Limit(20, "day"))
    story = Story(given.DECISION_ONLY).submitted(item=item)
    facts = story.act(rules.Accept(given.the_clerk(), story.at)).facts
    assert facts.promised_due == facts.statutory_due
    promised = next(clock for clock in rules.clocks(facts, CALENDAR) if clock.name == "promised")
    assert len(promised.explain) > 1, "and it says how the date came about"


@pytest.mark.parametrize(
    ("most", "joint", "who"), [(10, False, given.the_director()), (15, True, given.the_mayor())]
)
def test_the_longest_extension_and_its_end(most: int, joint: bool, who: Any) -> None:
    story = accepted(at=on(date(2025, 9, 26)), promised=None, statutory=None, joint=joint)
    assert refused(story, rules.Extend(who, story.at, most + 1, "x")).code == "cases.extension_wrong"
    story.act(rules.Extend(who, story.at, most, "需要补充核实"))
    assert story.facts.statutory_due == rules.Deadline(date(2025, 12, 25) if joint else date(2025, 11, 13))


def test_the_head_of_the_department_does_not_extend_joint_handling() -> None:
    story = accepted(joint=True)
    assert refused(story, rules.Extend(given.the_director(), story.at, 5, "x")).code == "cases.not_found"


def test_a_provisional_date_bars_no_extension() -> None:
    story = accepted(at=on(date(2026, 12, 28)), promised=5)
    assert story.facts.promised_due is not None
    assert story.facts.promised_due.provisional
    story.at = on(date(2027, 1, 15))
    story.act(rules.Extend(given.the_director(), story.at, 5, "需要补充核实"))
    assert story.facts.extension is not None


def test_both_clocks_tell_the_whole_ledger() -> None:
    story = accepted()
    story.act(rules.Extend(given.the_director(), story.at, 5, "需要补充核实"))
    for name in ("promised", "statutory"):
        clock = next(one for one in rules.clocks(story.facts, CALENDAR) if one.name == name)
        lines = [line.text() for line in clock.explain]
        assert lines[0].startswith("Accepted on 2026-03-02"), name
        assert any("需要补充核实" in line for line in lines), name


# Article 45 and the seats


def test_a_seat_asked_anew_during_a_pause_keeps_its_own_time() -> None:
    story = accepted(given.HOUSING_PLAN)
    survey = story.facts.seats[0]
    story.act(rules.StartSpecial(OFFICER_OF_STREET, story.at, "appraisal", 20, "检测"))
    assert story.facts.standing_still == {"survey"}
    story.said("survey", STREET, "", "情况属实")
    story.later(21).act(rules.Move(given.an_approver(STREET), story.at, "recall", "survey", "", "理由"))
    again = story.facts.seats[0]
    assert again.due.on > survey.due.on
    assert story.facts.standing_still == frozenset()
    story.act(rules.EndSpecial(OFFICER_OF_STREET, story.at, "合格"))
    assert story.facts.seats[0].due == again.due


OFFICER_OF_STREET = given.an_approver(STREET)


def test_a_seat_that_changes_hands_during_a_pause_still_stands_still() -> None:
    story = accepted(given.HOUSING_PLAN)
    story.act(rules.StartSpecial(OFFICER_OF_STREET, story.at, "appraisal", 20, "检测"))
    before = story.facts
    story.act(rules.Move(OFFICER_OF_STREET, story.at, "delegate", "survey", CIVIL, "理由", "民政局"))
    assert story.facts.seats[0].department == CIVIL
    assert story.facts.standing_still == {"survey"}
    (row,) = rules.seat_rows("00000000-0000-7000-8000-000000000001", story.facts, before, story.at)
    assert row["paused"] is True
    assert row["due_on"] == story.facts.seats[0].due.on


def test_what_is_decided_on_the_spot_has_no_hearing_that_would_stop_it() -> None:
    story = accepted(immediate=True)
    offer = rules.OfferHearing(given.the_head(), story.at, "直接关系他人重大利益")
    assert refused(story, offer).code == "cases.no_pause_on_the_spot"


# Articles 22 and 24


def test_the_decision_is_not_passed_on_to_another_department() -> None:
    story = Story().heard()
    act = rules.Move(given.the_head(), story.at, "delegate", "decision", CIVIL, "理由", "民政局")
    refusal = refused(story, act)
    assert refusal.code == "cases.decision_not_delegated"
    assert "24" in refusal.basis


# Articles 32 and 34


def test_the_day_to_answer_a_notice_is_never_a_holiday() -> None:
    story = Story().submitted()
    story.act(rules.RequestCorrection(given.the_clerk(), story.at, (ITEM,)))
    assert story.facts.correction is not None
    assert story.facts.correction.answer_by == date(2026, 5, 6), "sixty days end on the first of May"


ITEM = rules.CorrectionItem("material", "m1", "收入证明", "请提供近三个月的")


def test_what_is_decided_on_the_spot_too_late_counts_from_its_receipt() -> None:
    story = Story(given.DECISION_ONLY).submitted(item=given.an_item(immediate=True)).later(10)
    story.act(rules.DecideOnSpot(given.the_head(), story.at, True))
    assert story.facts.acceptance is not None
    assert story.facts.acceptance.deemed
    assert story.facts.acceptance.accepted_on == MONDAY.date()


# Articles 69, 78, 79


@pytest.mark.parametrize(
    ("revoked_on", "free_on"),
    [(date(2026, 3, 2), date(2029, 3, 3)), (date(2028, 2, 29), date(2031, 3, 1))],
)
def test_fraud_bars_for_three_years_with_their_last_day(revoked_on: date, free_on: date) -> None:
    story = accepted(safety=True)
    story.act(rules.Decide(given.the_head(), story.at, True))
    story.at = on(revoked_on)
    story.act(
        rules.EndPermission(
            given.the_director(), story.at, "revoked", "以欺骗手段取得", "第六十九条", given.REMEDIES, True
        )
    )
    assert story.facts.ban is not None
    assert story.facts.ban.until == free_on
    barred = given.replace(story.facts.ban, case="990001-1")
    day_before = given.a_submission(at=on(free_on - given.timedelta(days=1)), banned=barred)
    assert refused(Story(), day_before).code == "cases.banned"
    Story().act(given.a_submission(at=on(free_on), banned=barred))


def test_deceit_is_revoked_and_nothing_else() -> None:
    story = accepted(safety=True)
    story.act(rules.Decide(given.the_head(), story.at, True))
    act = rules.EndPermission(
        given.the_director(), story.at, "recalled", "x", "第八条", given.REMEDIES, fraud=True
    )
    assert [fault.field for fault in refused(story, act).faults] == ["kind"]


# Reconsideration Law, article 23


def test_whether_reconsideration_comes_first_is_the_items_law_not_the_officials_choice() -> None:
    story = accepted(review_first=True)
    story.act(rules.Decide(given.the_head(), story.at, False, "理由", "第七条", given.REMEDIES))
    assert story.facts.decision is not None
    assert story.facts.decision.remedies == given.replace(given.REMEDIES, review_first=True)


# The rule of a region


@pytest.mark.parametrize("workdays", [1, 5, 9])
def test_a_region_never_gives_more_time_than_the_law(workdays: int) -> None:
    facts = Story().submitted(item=given.an_item(look_workdays=workdays)).facts
    assert facts.look_by is not None
    assert facts.review_due is not None
    assert facts.look_by.on <= facts.review_due.on
    assert facts.due == facts.look_by


@pytest.mark.parametrize(
    "today", [date(2025, 10, 12), date(2026, 3, 9), date(2026, 3, 10), date(2026, 12, 28)]
)
def test_the_last_day_of_receipt_that_is_too_long_ago(today: date) -> None:
    from tongban.cases.rules import deadlines

    last = rules.received_too_long_ago(today, CALENDAR)
    assert deadlines.review_deadline(last, CALENDAR).on < today
    assert deadlines.review_deadline(last + given.timedelta(days=1), CALENDAR).on >= today


# Articles 46 to 48


def test_a_hearing_is_held_once_and_its_record_ends_no_other_procedure() -> None:
    walk = WALKS["heard"]
    story = walk.begun()
    for step in walk.steps(story):
        if isinstance(step, rules.Decide):
            break
        go(story, step)
    story.act(rules.StartSpecial(given.the_head(), story.at, "appraisal", 5, "检测"))
    again = rules.HoldHearing(given.the_chair(), story.at, "笔录", "各方签字")
    assert refused(story, again).code == "cases.hearing_held"
    assert story.facts.state == rules.State.SUSPENDED


def test_a_hearing_begins_when_it_is_called_and_not_as_a_bare_pause() -> None:
    begin = rules.StartSpecial(given.the_head(), MONDAY, "hearing", 20, "依法应当听证")
    assert [fault.field for fault in refused(accepted(), begin).faults] == ["kind"]


# Articles 34 and 48, and who may decide at all


def test_who_calls_the_hearing_does_not_preside_over_it() -> None:
    story = accepted().act(rules.OfferHearing(OFFICER, MONDAY, "涉及邻居"))
    story.act(rules.AskHearing(given.a_citizen(), MONDAY, True))
    day = rules.hearing_days(story.facts, MONDAY.date(), CALENDAR)[0]
    own = rules.CallHearing(OFFICER, MONDAY, day, "9:00", "听证室", OFFICER.staff_id, OFFICER.name)
    assert refused(story, own).code == "cases.hearing_wrong"


def test_a_window_for_all_departments_receives_and_does_not_end_permissions() -> None:
    window = given.replace(
        given.an_official(CIVIL, "case.window", "case.revoke", "case.decide"), region_code="990000000000"
    )
    end = rules.Terminate(window, MONDAY, "died", "死亡证明")
    assert refused(accepted(), end).code == "cases.not_found"


def test_the_head_of_the_government_reads_joint_cases_only() -> None:
    assert rules.may_read(given.the_mayor(), accepted(joint=True).facts)
    assert not rules.may_read(given.the_mayor(), accepted().facts)
