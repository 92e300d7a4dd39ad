"""Counting a case again, without a database: by the same calendar nothing moves; by another one what must."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import settings
from hypothesis.stateful import invariant

from tests.calendar import given as notices
from tests.cases import given
from tests.cases.test_rules_machine import OFFICER, CaseMachine
from tongban.calendar import rules as calendars
from tongban.cases import rules
from tongban.cases.rules import recounting
from tongban.cases.rules.recounting import Cause
from tongban.flow import rules as flow
from tongban.foundation.actors import SYSTEM
from tongban.foundation.clock import LEGAL_ZONE
from tongban.foundation.workdays import WorkCalendar

CAUSE = Cause("2026-x/1", notices.TITLE)
WITH_NOTICE = replace(CAUSE, notice="提前")
KNOWN = calendars.effective([*calendars.shipped(), *calendars.notices_in(notices.text())])
MONDAY = datetime(2026, 12, 28, 9, 30, tzinfo=LEGAL_ZONE)
STORM = given.CALENDAR.with_holidays({date(2026, 3, 4): "storm"})


def again(story: given.Story, calendar: WorkCalendar, cause: Cause = CAUSE) -> rules.Recounted | None:
    """What counting the story's case again gives."""

    def workdays(version_id: str) -> dict[str, int]:
        return {seat.key: seat.workdays for seat in flow.seats_of(story.plans[version_id].plan)}

    standing = recounting.standing_of(story.facts, story.events, workdays)
    if standing is None:
        return None
    counted = recounting.counted_again(standing, calendar)
    return recounting.again(standing, counted, calendar, cause).what


def told(story: given.Story, what: rules.Recounted | None) -> given.Story:
    """The story with its dates counted again."""
    assert what is not None
    event = rules.CaseEvent(story.facts.version + 1, story.at, rules.by(SYSTEM), what)
    story.events += (event,)
    story.facts = rules.evolve(story.facts, event)
    return story


def under_test(story: given.Story) -> given.Story:
    return story.act(rules.StartSpecial(OFFICER, story.at, "appraisal", 5, "需要检测"))


def test_by_the_same_calendar_nothing_changes() -> None:
    for story in (given.Story().submitted(), given.Story().accepted(), given.Story().decided()):
        assert again(story, given.CALENDAR) is None


def test_a_closed_case_and_one_that_waits_for_its_applicant_are_not_counted() -> None:
    assert again(given.Story(at=MONDAY).delivered(), KNOWN) is None


def test_a_new_holiday_moves_the_promise_the_law_and_the_seats() -> None:
    story = given.Story().accepted()
    before = story.facts
    after = told(story, again(story, STORM)).facts
    assert before.promised_due is not None
    assert after.promised_due is not None
    assert after.promised_due.on == before.promised_due.on + timedelta(days=1)
    assert after.due == after.promised_due
    assert [seat.due.on for seat in after.seats] == [
        given.CALENDAR.after(seat.due.on, 1) for seat in before.seats
    ]


def test_a_day_that_comes_back_moves_nothing_earlier_without_notice() -> None:
    story = given.Story().accepted()
    told(story, again(story, STORM))
    assert again(story, given.CALENDAR) is None
    what = again(story, given.CALENDAR, WITH_NOTICE)
    assert what is not None
    assert what.notice == "提前"
    assert told(story, what).facts.promised_due == given.Story().accepted().facts.promised_due


def test_a_provisional_date_that_would_come_earlier_becomes_sure_where_it_stands() -> None:
    story = given.Story(at=MONDAY).accepted()
    shown = story.facts.promised_due
    assert shown is not None
    assert shown.provisional
    days = [row for row in notices.rows() if "2027-01-01" not in row]
    worked = [f"2027-01-0{number},x,work,2027" for number in (2, 3)]
    short = calendars.effective(
        [*calendars.shipped(), *calendars.notices_in(notices.text(lines=[*days, *worked]))]
    )
    facts = told(story, again(story, short)).facts
    assert facts.promised_due == replace(shown, provisional=False)


def test_a_holiday_among_days_that_do_not_count_moves_nothing() -> None:
    story = under_test(given.Story(at=MONDAY).accepted())
    started = story.facts.promised_due
    assert started is not None
    assert started.provisional
    facts = told(story, again(story, KNOWN)).facts
    assert facts.promised_due == replace(started, provisional=False)
    assert facts.paused_until == story.facts.paused_until, "what was told in writing stays"


def test_a_holiday_after_a_special_procedure_moves_the_day() -> None:
    story = under_test(given.Story().accepted())
    started = story.facts.promised_due
    assert started is not None
    later = given.CALENDAR.with_holidays({started.on: "storm"})
    facts = told(story, again(story, later)).facts
    assert facts.promised_due is not None
    assert facts.promised_due.on == given.CALENDAR.after(started.on, 1)


def test_a_seat_that_opened_during_a_special_procedure_is_not_stopped_by_it() -> None:
    story = under_test(given.Story().accepted())
    story.said("survey", given.STREET, "", "情况属实")
    assert again(story, given.CALENDAR) is None


def test_the_laws_day_never_comes_earlier_unsaid_beside_the_day_of_the_region() -> None:
    story = given.Story().submitted(item=given.an_item(look_workdays=1))
    moved = told(story, again(story, STORM))
    shown = moved.facts.review_due
    assert shown is not None
    assert again(moved, given.CALENDAR) is None
    what = again(moved, given.CALENDAR, WITH_NOTICE)
    assert what is not None
    assert what.review_due is not None
    assert what.review_due.on < shown.on


def test_the_dates_before_a_special_procedure_are_counted_again_with_it() -> None:
    story = under_test(given.Story().accepted())
    [was] = story.facts.pauses[-1].seats
    told(story, again(story, STORM))
    [now] = story.facts.pauses[-1].seats
    assert now.due.on == given.CALENDAR.after(was.due.on, 1)


def test_an_extension_stays_an_extension() -> None:
    story = given.Story().accepted()
    story.act(rules.Extend(given.the_director(), story.at, 5, "案情复杂"))
    extended = story.facts.promised_due
    assert again(story, given.CALENDAR) is None
    facts = told(story, again(story, STORM)).facts
    assert facts.promised_due is not None
    assert extended is not None
    assert facts.promised_due.on == given.CALENDAR.after(extended.on, 1)


def test_a_seat_that_only_changed_hands_keeps_its_beginning() -> None:
    story = given.Story().accepted()
    holder = given.an_official(given.STREET, "case.opinion", "case.read_department", number=41)
    story.later(1).act(rules.Move(holder, story.at, "delegate", "survey", given.CIVIL, "转办", given.CIVIL))
    assert again(story, given.CALENDAR) is None
    assert again(story, STORM) is not None


class CountedAgain(CaseMachine):
    """Whatever happens to a case: counting it again by the calendar it was counted by moves no date of a clock."""

    @invariant()
    def counting_again_changes_nothing(self) -> None:
        what = again(self.story, given.CALENDAR)
        assert what is None, what


TestCountedAgain = CountedAgain.TestCase
TestCountedAgain.settings = settings(max_examples=60, stateful_step_count=40, deadline=None, print_blob=True)
