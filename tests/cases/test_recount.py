"""After a notice of holidays: the dates of open cases are counted again, on the ledger, and never earlier unsaid."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from tests.calendar import given as notices
from tests.cases import given
from tests.cases.town import REGION, Town
from tongban.cases import queries, rules, services
from tongban.cases.recounting import hands, storage
from tongban.cases.services import recounts
from tongban.cli.commands import run
from tongban.foundation.actors import SYSTEM
from tongban.foundation.canonical import canonical_text
from tongban.foundation.clock import LEGAL_ZONE
from tongban.foundation.refusals import Refused
from tongban.outbox import services as outbox

pytestmark = pytest.mark.django_db
# Ten workdays from this Monday end in 2027, whose notice is not there yet.
MONDAY = datetime(2026, 12, 28, 9, 30, tzinfo=LEGAL_ZONE)
TODAY = MONDAY.date()
# The notice once more, with the Saturday after New Year worked: dates come a day earlier.
EARLIER = notices.text(
    "2027-01-09,元旦,work,2027",
    lines=notices.rows(off=(("2027-01-01", "2027-01-01", "元旦"), *notices.OFF_2027[1:])),
)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    with notices.nothing_remembered():
        yield


def a_town() -> Town:
    return Town(at=MONDAY)


def again(town: Town, **more: Any) -> services.Recounted:
    return services.recount(actor=SYSTEM, at=town.at, **more)


def row(case: services.CaseResult) -> Any:
    return apps.get_model("cases", "Case").objects.get(public_id=case.public_id)


def kinds(case: services.CaseResult) -> list[str]:
    return [event.kind for event in queries.events_of(case_id=str(row(case).pk))]


def proved() -> bool:
    return services.verify_cases(today=TODAY).ok


def dates(case: services.CaseResult) -> tuple[str, str, bool]:
    found = row(case)
    return str(found.due_on), str(found.statutory_due_on), found.due_provisional


def test_a_provisional_date_becomes_sure_and_moves_with_the_holiday() -> None:
    town = a_town()
    case = town.accepted()
    assert dates(case) == ("2027-01-11", "2027-01-25", True)
    assert row(case).statutory_provisional
    notices.imported()
    done = again(town)
    assert (done.examined, done.changed, done.kept) == (1, 1, 0)
    assert dates(case) == ("2027-01-12", "2027-01-26", False)
    assert not row(case).statutory_provisional
    assert kinds(case)[-1] == "recounted"
    assert proved(), "row, chain, record and seats are what the ledger says"


def test_the_ledger_says_by_which_edition_and_why() -> None:
    town = a_town()
    case = town.accepted()
    notices.imported()
    again(town)
    what = queries.events_of(case_id=str(row(case).pk))[-1].what
    assert what.edition.endswith("/1")
    assert what.reason == notices.TITLE
    assert "2027-01-12" in str(queries.timeline(case_id=str(row(case).pk))[0].sentence)


def test_open_seats_move_too() -> None:
    town = a_town()
    case = town.accepted()
    seat = apps.get_model("flow", "OpenSeat").objects.get(subject_id=row(case).pk, closed_at=None)
    assert str(seat.due_on) == "2027-01-04"
    notices.imported()
    again(town)
    seat.refresh_from_db()
    assert str(seat.due_on) == "2027-01-05"
    assert [str(one.due.on) for one in town.facts(case).seats] == ["2027-01-05"]


def test_done_once_it_is_done() -> None:
    town = a_town()
    case = town.accepted()
    notices.imported()
    again(town)
    assert again(town).changed == 0
    assert kinds(case).count("recounted") == 1


def test_every_running_clock_is_counted_again() -> None:
    town = a_town()
    submitted = town.submitted(town.person(2, "李小二"), key="k2")
    decided = town.decided()
    town.at += timedelta(days=1)
    assert dates(submitted)[0] == "2027-01-04"
    assert dates(decided)[0] == "2027-01-11"
    notices.imported()
    assert again(town).changed == 2
    assert dates(submitted)[0] == "2027-01-05"
    assert dates(decided)[0] == "2027-01-12"
    assert str(town.facts(decided).decision.delivery_due.on) == "2027-01-12"
    assert proved()


def test_the_day_of_the_region_is_counted_again_with_the_laws() -> None:
    town = Town(at=MONDAY + timedelta(days=3), procedure={"look_workdays": 1})
    case = town.submitted()
    assert dates(case)[0] == "2027-01-01"
    notices.imported()
    assert again(town).changed == 1
    assert dates(case)[0] > "2027-01-01", "New Year's Day is no workday"
    facts = town.facts(case)
    assert facts.look_by.on < facts.review_due.on
    assert not facts.review_due.provisional
    assert proved()


def test_the_laws_day_is_counted_again_when_the_regions_day_stays() -> None:
    town = Town(at=MONDAY, procedure={"look_workdays": 1})
    case = town.submitted()
    notices.imported()
    assert again(town, dry_run=True).changed == 1
    assert again(town).changed == 1
    facts = town.facts(case)
    assert dates(case)[0] == str(facts.look_by.on) == "2026-12-29", "the region's day is before New Year"
    assert str(facts.review_due.on) == "2027-01-05", "the law's is after it"
    assert again(town).changed == 0
    assert proved()


def test_a_seat_that_stood_still_while_dates_were_counted_again_gets_its_days_back_by_the_new_calendar() -> (
    None
):
    town = a_town()
    case = town.accepted()
    who = {"public_id": case.public_id, "actor": town.approvers[given.HOUSING], "at": town.at}
    services.start_special(kind="appraisal", days=2, reason="需要检测", key="s", **who)
    notices.imported()
    again(town)
    town.at += timedelta(days=1)
    services.end_special(result="合格", key="e", **(who | {"at": town.at}))
    [seat] = town.facts(case).seats
    assert str(seat.due.on) == "2027-01-06", "five workdays and the one that did not count, without New Year"
    assert again(town).changed == 0
    assert proved()


def test_a_promise_in_another_unit_still_ends_with_the_law_when_counted_again() -> None:
    town = Town(at=MONDAY, promised=20)
    apps.get_model("catalogue", "Version").objects.update(statutory_number=20, statutory_unit="day")
    case = town.accepted()
    assert dates(case)[0] == dates(case)[1]
    notices.imported()
    again(town)
    assert dates(case)[0] == dates(case)[1]
    assert proved()


def test_what_the_applicant_was_told_to_do_by_a_day_stays() -> None:
    town = a_town()
    case = town.submitted()
    item = rules_item()
    services.request_correction(
        public_id=case.public_id,
        items=(item,),
        actor=town.clerk,
        at=town.at,
        key="c",
        answer_by=date(2027, 1, 1),
    )
    notices.imported()
    assert again(town).changed == 0
    assert dates(case)[0] == "2027-01-01"


def rules_item() -> Any:
    return rules.CorrectionItem("material", "m1", "收入证明", "请补充近三个月的流水")


def test_a_closed_case_keeps_its_dates() -> None:
    town = a_town()
    case = town.delivered()
    before = row(case).version
    notices.imported()
    assert again(town).changed == 0
    assert row(case).version == before


def test_a_date_never_comes_earlier_without_notice() -> None:
    town = a_town()
    case = town.accepted()
    notices.imported()
    again(town)
    notices.imported(EARLIER, replace=True, reason="更正")
    done = again(town)
    assert (done.changed, done.kept) == (0, 1)
    assert dates(case)[0] == "2027-01-12"


def test_a_provisional_date_that_would_come_earlier_stays_and_becomes_sure() -> None:
    town = a_town()
    case = town.accepted()
    lines = notices.rows(worked=(*notices.WORKED_2027, "2027-01-09", "2027-01-10"))
    notices.imported(notices.text(lines=lines))
    done = again(town)
    assert (done.changed, done.kept) == (1, 1)
    assert dates(case) == ("2027-01-11", "2027-01-25", False)
    assert proved()


def test_with_a_notice_it_may_come_earlier_and_the_applicant_reads_it() -> None:
    town = a_town()
    case = town.accepted()
    notices.imported()
    again(town)
    notices.imported(EARLIER, replace=True, reason="更正")
    with pytest.raises(Refused) as refusal:
        again(town, allow_earlier=True)
    assert refusal.value.code == "cases.notice_missing"
    assert again(town, allow_earlier=True, notice="元旦放假安排有更正").changed == 1
    assert dates(case)[0] == "2027-01-11"
    assert proved()
    deliver(town)
    [message] = [one for one in messages(town) if one.kind == "case.recounted_earlier"]
    assert message.values["notice"] == "元旦放假安排有更正"


def test_the_applicant_is_told_once_when_the_day_has_changed() -> None:
    town = a_town()
    town.accepted()
    notices.imported()
    again(town)
    again(town)
    deliver(town)
    deliver(town)
    [message] = [one for one in messages(town) if one.kind == "case.recounted"]
    assert message.values["due_on"] == "2027-01-12"
    assert message.values["was_on"] == "2027-01-11"


def test_nobody_is_told_when_only_the_word_provisional_goes() -> None:
    town = Town(at=datetime(2026, 12, 17, 9, tzinfo=LEGAL_ZONE))
    case = town.accepted()
    assert dates(case)[0] == "2026-12-31"
    assert row(case).statutory_provisional
    lines = notices.rows(off=notices.OFF_2027, worked=("2027-01-09", *notices.WORKED_2027))
    notices.imported(notices.text(lines=lines))
    assert again(town).changed == 1
    deliver(town)
    assert "case.recounted" not in [one.kind for one in messages(town)]


def deliver(town: Town) -> None:
    for _round in range(5):
        assert outbox.deliver_due(town.at).failed == 0


def messages(town: Town) -> list[Any]:
    return list(apps.get_model("notifications", "Message").objects.filter(person_id=town.citizen.person_id))


def test_a_dry_run_says_what_would_change_and_writes_nothing() -> None:
    town = a_town()
    case = town.accepted()
    notices.imported()
    assert again(town, dry_run=True).changed == 1
    assert dates(case)[0] == "2027-01-11"
    assert not apps.get_model("cases", "Recount").objects.exists()
    assert services.recount_is_due()


def test_a_local_holiday_moves_the_cases_of_its_region_only() -> None:
    """A notice that moves tomorrow: a day off for the storm."""
    town = Town(at=datetime(2026, 11, 23, 9, tzinfo=LEGAL_ZONE))
    case = town.accepted()
    assert dates(case)[0] == "2026-12-07"
    apps.get_model("org", "Region").objects.get_or_create(
        pk="120000000000", defaults={"name": "别处", "level": "province"}
    )
    storm = notices.text(lines=["2026-11-24,防台风放假,off,2026"])
    notices.imported(storm, region_code="120000000000")
    assert again(town).changed == 0
    notices.imported(storm, region_code=REGION)
    assert again(town).changed == 1
    assert dates(case)[0] == "2026-12-08"
    assert proved()


def test_a_recount_that_was_killed_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    town = a_town()
    cases = [town.submitted(town.person(number, "李小二"), key=f"k{number}") for number in (2, 3, 4)]
    notices.imported()
    monkeypatch.setattr(recounts, "AT_ONCE", 1)

    def killed(seen: int, _found: int) -> None:
        if seen == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(town, told=killed)
    assert services.recount_is_due()
    assert sorted(kinds(case).count("recounted") for case in cases) == [0, 1, 1]
    assert again(town).changed == 1
    assert [kinds(case).count("recounted") for case in cases] == [1, 1, 1]
    assert proved()


def test_an_act_that_was_faster_is_never_overwritten() -> None:
    town = a_town()
    case = town.accepted()
    found = row(case)
    shown = storage.Clocks(
        "accepted", str(found.version_id), REGION, TODAY, None, False, None, None, False, ()
    )
    stale = storage.Held(str(found.pk), found.version - 1, found.head, shown, False)
    link = rules.Link(found.version + 1, "recounted", town.at, rules.By(), "{}", found.head, "x" * 64)
    later = storage.Dates(date(2030, 1, 1), False, None, None, False, ())
    with pytest.raises(recounts.RecountLost), transaction.atomic():
        recounts.written([storage.Change(stale, link, later)])
    assert dates(case)[0] == "2027-01-11"


def test_the_worker_counts_again_by_itself_and_only_once() -> None:
    town = a_town()
    case = town.accepted()
    assert services.recount_due(town.at) == 0, "the first time, by what shipped"
    notices.imported()
    assert services.recount_due(town.at) == 1
    assert dates(case)[0] == "2027-01-12"
    assert kinds(case).count("recounted") == 1


def test_an_act_that_was_under_way_during_a_recount_is_found_the_second_time() -> None:
    town = a_town()
    notices.imported()
    assert services.recount_due(town.at) == 0
    case = counted_by_the_older(town)
    assert services.recount_due(town.at) == 1
    assert dates(case)[0] == "2027-01-12"
    assert services.recount_due(town.at + timedelta(hours=1)) == 0
    assert apps.get_model("cases", "Recount").objects.count() == 2


def counted_by_the_older(town: Town) -> services.CaseResult:
    """A case as an act leaves it that had read the calendar before the import."""
    case = town.accepted()
    found = row(case)
    shown = storage.Clocks(
        "accepted", str(found.version_id), REGION, TODAY, found.due_on, False, None, None, False, ()
    )
    held = storage.Held(str(found.pk), found.version, found.head, shown, False)
    older = rules.Recounted(
        "",
        "older",
        "",
        None,
        rules.Deadline(date(2027, 1, 11), True),
        rules.Deadline(date(2027, 1, 25), True),
    )
    body = canonical_text(rules.to_plain(older))
    link = rules.Link(found.version + 1, older.KIND, town.at, rules.By(), body, found.head)
    link = replace(link, hash=rules.link_hash(str(found.pk), link))
    later = storage.Dates(date(2027, 1, 11), True, date(2027, 1, 11), date(2027, 1, 25), True, ())
    recounts.written([storage.Change(held, link, later)])
    return case


def test_a_case_in_a_special_procedure_is_counted_from_its_ledger() -> None:
    town = a_town()
    case = town.accepted()
    services.start_special(
        public_id=case.public_id, kind="appraisal", days=2, reason="需要检测", actor=town.approvers[given.HOUSING],
        at=town.at, key="s",
    )  # fmt: skip
    assert dates(case)[0] == "2027-01-13"
    notices.imported()
    assert again(town).changed == 1
    assert dates(case) == ("2027-01-14", "2027-01-28", False)
    assert again(town).changed == 0
    assert proved()


def test_work_goes_on_after_a_recount() -> None:
    town = a_town()
    case = town.accepted()
    notices.imported()
    again(town)
    town.said(case, "survey", given.STREET, "")
    assert proved()


def test_a_clock_set_back_changes_no_date() -> None:
    town = a_town()
    case = town.accepted()
    notices.imported()
    services.recount(actor=SYSTEM, at=town.at - timedelta(days=400))
    assert dates(case)[0] == "2027-01-12"
    assert again(town).changed == 0
    assert proved()


def test_the_commands_import_and_recount(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    town = a_town()
    case = town.accepted()
    file = tmp_path / "2027.csv"
    file.write_text(notices.text(), encoding="utf-8")
    asked = [str(file), "--source", notices.SOURCE, "--edition", notices.TITLE, "--lang", "en"]
    assert run(["calendar", "import", *asked]) == 0
    assert "1 open cases were counted again; 1 have new dates." in capsys.readouterr().out
    assert dates(case)[0] == "2027-01-12"
    assert run(["cases", "recount", "--dry-run", "--lang", "en"]) == 0
    assert "0 would have new dates" in capsys.readouterr().out
    assert run(["cases", "recount", "--allow-earlier"]) == 1
    assert capsys.readouterr().err


PROMISE = {"terms": ["收入证明属实"], "consequences": "撤销", "replaces": ["m1"], "workdays": 5}


def test_whoever_promised_is_counted_by_the_promise_and_whoever_did_not_by_the_law() -> None:
    town = Town(at=MONDAY, procedure={"commitment": PROMISE})
    trusted = town.draft()
    services.choose_promise(draft=trusted, promise=True, actor=town.citizen, at=town.at)
    trusted = services.submit(draft=trusted, actor=town.citizen, at=town.at, key="trusted")
    ordinary = town.submitted(town.person(2, "李小二"), key="ordinary")
    for case in (trusted, ordinary):
        services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key=f"a-{case.public_id}")
    assert (row(trusted).by_promise, row(ordinary).by_promise) == (True, False)
    assert dates(trusted)[0] < dates(ordinary)[0]
    notices.imported()
    assert again(town).changed == 2
    assert dates(trusted)[0] < dates(ordinary)[0]
    assert proved()


@pytest.mark.django_db(transaction=True)
def test_several_hands_count_every_case_once(monkeypatch: pytest.MonkeyPatch) -> None:
    town = a_town()
    cases = [town.submitted(town.person(number, "李小二"), key=f"k{number}") for number in range(2, 9)]
    notices.imported()
    monkeypatch.setattr(recounts, "AT_ONCE", 1)
    monkeypatch.setattr(hands, "MOST", 3)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert again(town).changed == len(cases)
    assert {kinds(case).count("recounted") for case in cases} == {1}
    assert again(town).changed == 0
    assert proved()


def test_hands_do_each_part_once_and_a_fault_stops_them_all() -> None:
    before = threading.active_count()
    assert sorted(hands._spread(iter(range(50)), lambda part: part * 2, 3)) == list(range(0, 100, 2))
    done: list[int] = []

    def work(part: int) -> None:
        if part == 3:
            raise ValueError(part)
        done.append(part)

    with pytest.raises(ValueError, match="3"):
        list(hands._spread(iter(range(1000)), work, 2))
    assert len(done) < 20, "what was not begun is not begun any more"
    assert threading.active_count() == before
