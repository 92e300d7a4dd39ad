"""Notices: what a file may say, what it may not, and which days a region works."""

from __future__ import annotations

from datetime import date

import pytest

from tests.calendar import given
from tongban.calendar import rules
from tongban.calendar.rules import Day, Notice
from tongban.foundation.refusals import Refused
from tongban.foundation.workdays import CalendarMissing, Period, due, national_calendar

GUANGXI, NANNING, COUNTY = "450000000000", "450100000000", "450123000000"


def day(text: str) -> date:
    return date.fromisoformat(text)


def off(*days: str, year: int = 2027, region: str = "") -> Notice:
    return Notice(year, tuple(Day(day(one), False, "local") for one in days), region)


def faults(*more: str, lines: list[str] | None = None, region: str = "") -> str:
    """The sentences with which a notice of 2027 is refused."""
    [notice] = rules.notices_in(given.text(*more, lines=lines), region_code=region)
    with pytest.raises(Refused) as refusal:
        rules.check(notice, rules.effective(rules.shipped()))
    assert refusal.value.code == "calendar.notice_wrong"
    return " ".join(fault.text() for fault in refusal.value.faults)


def test_what_ships_is_the_national_calendar() -> None:
    ours = rules.effective(rules.shipped())
    assert ours.years == national_calendar().years
    assert all(
        ours.is_workday(date.fromordinal(one)) == national_calendar().is_workday(date.fromordinal(one))
        for one in range(date(2007, 1, 1).toordinal(), date(2026, 12, 31).toordinal() + 1)
    )


def test_csv_and_json_say_the_same() -> None:
    [table] = rules.notices_in(given.text())
    [document] = rules.notices_in(given.as_json())
    assert table.said == document.said
    assert document.source == given.SOURCE


def test_a_notice_ends_the_estimate_of_its_year() -> None:
    with pytest.raises(CalendarMissing):
        rules.effective(rules.shipped()).is_workday(day("2027-02-05"))
    known = rules.effective([*rules.shipped(), *rules.notices_in(given.text())])
    assert not known.is_workday(day("2027-02-05"))
    assert known.is_workday(day("2027-01-30"))
    assert due(day("2026-12-31"), Period(5), known).on == day("2027-01-08")


def test_a_notice_may_name_the_last_days_of_the_year_before() -> None:
    [notice] = rules.notices_in(given.text("2026-12-31,元旦,off,2027", "2026-12-27,元旦,work,2027"))
    rules.check(notice, rules.effective(rules.shipped()))
    known = rules.effective([*rules.shipped(), notice])
    assert due(day("2026-12-30"), Period(1), known).on == day("2027-01-04")
    assert [change.on for change in rules.changes(national_calendar(), known, [2026])] == [
        day("2026-12-27"),
        day("2026-12-31"),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2027-03-03,调休,work,2027", "2027-03-03 is not a Saturday or Sunday"),
        ("2028-01-01,元旦,off,2027", "2028-01-01 does not belong to the notice for 2027"),
        ("2026-11-30,元旦,off,2027", "2026-11-30 does not belong to the notice for 2027"),
        ("2027-10-01,国庆节,off,2027", "2027-10-01 stands there twice"),
        ("2027-10-02,调休,work,2027", "2027-10-02 is said to be both off and worked"),
    ],
)
def test_a_notice_that_cannot_be_right_is_refused_with_the_day(line: str, words: str) -> None:
    assert words in faults(line)


def test_every_wrong_day_is_named_at_once() -> None:
    said = faults("2027-03-03,调休,work,2027", "2028-01-01,元旦,off,2027", "2027-10-01,国庆节,off,2027")
    assert "2027-03-03" in said
    assert "2028-01-01" in said
    assert "2027-10-01" in said


def test_a_file_that_was_cut_off_is_noticed_by_the_holidays_it_lacks() -> None:
    assert "2027-10-01 is a public holiday by law" in faults(lines=given.rows()[:20])


def test_notices_of_two_years_may_not_contradict_each_other() -> None:
    [first] = rules.notices_in(given.text("2026-12-27,元旦,work,2027"))
    other = rules.effective([*rules.shipped(), first])
    later = off("2026-12-27", "2027-01-01", "2027-05-01", "2027-10-01", "2027-10-02", "2027-10-03")
    with pytest.raises(Refused) as refusal:
        rules.check(later, other)
    assert "worked by the one of another year" in refusal.value.faults[0].text()


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("day,what\n2027-01-01,x\n", "calendar.columns_missing", "date, holiday, kind"),
        (given.HEAD, "calendar.file_empty", ""),
        (given.HEAD + "2027-02-30,春节,off,2027\n", "calendar.file_wrong", "Row 2: “2027-02-30”"),
        (given.HEAD + "2027-02-03,春节,free,2027\n", "calendar.file_wrong", "“off” or “work”"),
        (given.HEAD + "2027-02-03,春节,off,\n", "calendar.file_wrong", "to which year"),
        ("{", "calendar.json_wrong", ""),
        ('{"year": 2027, "days": [{"date": "2027-01-01"}]}', "calendar.json_wrong", ""),
        ('{"year": 2027, "days": 7}', "calendar.json_wrong", ""),
    ],
)
def test_a_file_that_cannot_be_read_says_how_it_should_be(text: str, code: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.notices_in(text)
    assert refusal.value.code == code
    said = refusal.value.text() + " ".join(fault.text() for fault in refusal.value.faults)
    assert words in said


def test_rows_without_a_year_belong_to_the_year_that_was_asked_for() -> None:
    [notice] = rules.notices_in("date,holiday,kind\n2027-01-01,元旦,off\n", year=2027)
    assert notice.year == 2027


def test_a_region_hears_its_own_notice_and_those_above_it() -> None:
    assert rules.reach(COUNTY) == (COUNTY, NANNING, GUANGXI, "")
    assert rules.reach("450123001002")[:2] == ("450123001002", "450123001000")
    assert rules.reach("") == ("",)
    assert rules.reach("unknown") == ("unknown", "")
    assert rules.upper(NANNING) == GUANGXI
    assert rules.upper(GUANGXI) == ""


def test_a_local_holiday_counts_in_the_region_and_below_it_only() -> None:
    """Regulation on Public Holidays, art. 4: 三月三 in Guangxi."""
    third = off("2026-04-20", "2026-04-21", year=2026, region=GUANGXI)
    notices = [*rules.shipped(), third]
    assert not rules.effective(notices, COUNTY).is_workday(day("2026-04-20"))
    assert rules.effective(notices, "440100000000").is_workday(day("2026-04-20"))
    assert rules.effective(notices).is_workday(day("2026-04-20"))
    assert due(day("2026-04-17"), Period(1), rules.effective(notices, COUNTY)).on == day("2026-04-22")


def test_where_two_regions_speak_of_one_day_the_nearer_one_is_heard() -> None:
    third = off("2026-04-20", "2026-04-21", year=2026, region=GUANGXI)
    worked = Notice(2026, (Day(day("2026-04-21"), True, "stays open"),), COUNTY)
    county = rules.effective([*rules.shipped(), third, worked], COUNTY)
    assert not county.is_workday(day("2026-04-20")), "the wider notice still counts for the other day"
    assert county.is_workday(day("2026-04-21"))
    assert not rules.effective([*rules.shipped(), third, worked], NANNING).is_workday(day("2026-04-21"))


def test_a_local_notice_needs_no_national_holidays_but_stays_within_its_year() -> None:
    above = rules.effective(rules.shipped())
    rules.check(off("2026-04-20", year=2026, region=GUANGXI), above)
    with pytest.raises(Refused) as refusal:
        rules.check(off("2027-04-20", year=2026, region=GUANGXI), above)
    assert "does not belong" in refusal.value.faults[0].text()
    open_day = Notice(2026, (Day(day("2026-04-20"), True),), GUANGXI)
    with pytest.raises(Refused) as refusal:
        rules.check(open_day, above)
    assert "a working day anyway" in refusal.value.faults[0].text()


def test_a_later_edition_takes_the_place_of_the_whole_year() -> None:
    first, second = off("2026-04-20", year=2026, region=GUANGXI), off("2026-04-22", year=2026, region=GUANGXI)
    known = rules.effective([*rules.shipped(), first, second], GUANGXI)
    assert known.is_workday(day("2026-04-20"))
    assert not known.is_workday(day("2026-04-22"))


def test_the_extended_spring_festival_of_2020_is_not_told_as_a_worked_weekend() -> None:
    found = due(day("2020-01-22"), Period(5), rules.effective(rules.shipped()))
    assert found.on == day("2020-02-06")
    assert not any("2020-02-03 falls on a weekend" in sentence.text() for sentence in found.explain)
