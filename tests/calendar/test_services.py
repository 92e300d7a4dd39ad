"""Importing a notice: described, checked, entered once, never changed; and who hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from tests.calendar import given
from tests.org import given as org
from tongban.audit import queries as record
from tongban.calendar import queries
from tongban.calendar.models import Notice
from tongban.cli.commands import run
from tongban.foundation.refusals import Refused

pytestmark = pytest.mark.django_db
OTHER = given.text(lines=given.rows(worked=given.WORKED_2027[1:]))


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    with given.nothing_remembered():
        yield


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_an_imported_notice_counts_at_once() -> None:
    assert 2027 not in queries.known_years()
    [done] = given.imported()
    assert (done.year, done.outcome, done.edition) == (2027, "added", 1)
    assert queries.known_years() >= {2026, 2027}
    assert not queries.calendar_for().is_workday(day("2027-02-05"))
    assert not queries.calendar_for("450000000000").is_workday(day("2027-02-05"))
    assert day("2027-02-05") in {change.on for change in done.changes}, "it was estimated as worked"
    assert day("2027-02-06") not in {change.on for change in done.changes}, "a Saturday was never worked"


def test_the_same_notice_again_changes_nothing() -> None:
    given.imported()
    [again] = given.imported(given.as_json(), title="another copy")
    assert (again.outcome, again.edition) == ("known", 1)
    assert Notice.objects.count() == 1


def test_what_ships_with_the_release_is_known() -> None:
    shipped = (Path(__file__).parents[2] / "src/tongban/foundation/data/holidays.csv").read_text("utf-8")
    done = given.imported(shipped)
    assert {one.outcome for one in done} == {"known"}
    assert len(done) == 20


def test_another_content_needs_a_decision_and_a_reason() -> None:
    given.imported()
    with pytest.raises(Refused) as refusal:
        given.imported(OTHER)
    assert refusal.value.code == "calendar.year_known"
    assert "2027-01-30" in refusal.value.text()
    with pytest.raises(Refused) as refusal:
        given.imported(OTHER, replace=True)
    assert refusal.value.code == "calendar.notice_undescribed"
    [done] = given.imported(OTHER, replace=True, reason="更正")
    assert (done.outcome, done.edition) == ("replaced", 2)
    assert [change.on for change in done.changes] == [day("2027-01-30")]
    assert not queries.calendar_for().is_workday(day("2027-01-30"))
    assert [card.edition for card in queries.notices(year=2027)] == [1, 2], "the first edition stays"


def test_a_notice_is_kept_with_its_source() -> None:
    with pytest.raises(Refused) as refusal:
        given.imported(source="", title=" ")
    assert [fault.field for fault in refusal.value.faults] == ["source", "edition"]
    [done] = given.imported(given.as_json(), source="")
    assert queries.notices(year=2027)[0].source == given.SOURCE
    assert done.outcome == "added"


def test_a_file_is_entered_whole_or_not_at_all() -> None:
    wrong = given.rows(year=2028)
    with pytest.raises(Refused):
        given.imported(given.text(*wrong))
    assert not Notice.objects.exists()


def test_an_edition_is_never_changed() -> None:
    given.imported()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Notice.objects.update(title="x")
    assert Notice.objects.get().title == given.TITLE


def test_an_import_is_on_record() -> None:
    given.imported()
    [leaf] = record.page(action="calendar.notice_imported").acts
    assert leaf.detail["year"] == 2027
    assert leaf.detail["source"] == given.SOURCE


def test_a_local_holiday_needs_a_region_that_is_entered() -> None:
    lines = given.text(lines=["2026-04-20,三月三,off,2026"])
    with pytest.raises(Refused) as refusal:
        given.imported(lines, region_code=org.DISTRICT)
    assert refusal.value.code == "org.region_unknown"
    org.the_town()
    [done] = given.imported(lines, region_code=org.DISTRICT)
    assert (done.outcome, done.region_code) == ("added", org.DISTRICT)
    assert not queries.calendar_for(org.DISTRICT).is_workday(day("2026-04-20"))
    assert not queries.calendar_for(org.STREET).is_workday(day("2026-04-20"))
    assert queries.calendar_for(org.CITY).is_workday(day("2026-04-20"))


def test_regions_without_notices_of_their_own_share_one_calendar() -> None:
    assert queries.calendar_for("450000000000") is queries.calendar_for("110000000000")


def test_whoever_has_just_read_the_newest_edition_counts_by_it_without_asking_again(
    django_assert_num_queries: object,
) -> None:
    queries.calendar_for("", edition="")
    with django_assert_num_queries(0):  # type: ignore[operator]
        queries.calendar_for("", edition="")
    given.imported()
    newest = queries.edition()
    queries.calendar_for("", edition=newest)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert 2027 in queries.calendar_for("450000000000", edition=newest).years


def test_another_process_hears_of_an_import_by_the_edition_it_reads() -> None:
    """The other process is played by what it remembers: the state from before the import."""
    queries.calendar_for("")
    before = list(queries._known)
    given.imported()
    queries._known[:] = before
    assert 2027 not in queries.calendar_for("", edition="").years
    assert 2027 in queries.calendar_for("", edition=queries.edition()).years


def test_commands_import_list_and_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "2027.csv"
    file.write_text(given.text(), encoding="utf-8")
    asked = [
        "calendar",
        "import",
        str(file),
        "--source",
        given.SOURCE,
        "--edition",
        given.TITLE,
        "--lang",
        "en",
    ]
    assert run(asked) == 0
    assert "2027: entered as edition 1" in capsys.readouterr().out
    assert run(["calendar", "list", "--lang", "en"]) == 0
    assert "* 2027 -            29 days off, 6 worked  edition 1" in capsys.readouterr().out
    assert run(["calendar", "show", "2027", "--lang", "en"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[1] == "  2027-01-01 – 2027-01-03 off: 元旦"
    assert "  2027-01-30 worked" in shown
    assert run(["calendar", "due", "2026-12-31", "5", "--region", "990102000000"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "2027-01-08"


def test_commands_say_what_is_to_be_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "2027.csv"
    file.write_text(given.text("2027-03-03,x,work,2027"), encoding="utf-8")
    asked = ["calendar", "import", str(file), "--source", given.SOURCE, "--edition", given.TITLE]
    assert run([*asked, "--lang", "en"]) == 1
    assert "2027-03-03 is not a Saturday or Sunday" in capsys.readouterr().err
    assert run([*asked, "--lang", "zh"]) == 1
    assert "2027-03-03不是周六或周日" in capsys.readouterr().err
    assert run(["calendar", "import", str(tmp_path / "none.csv"), "--edition", "x"]) == 1
    assert "none.csv" in capsys.readouterr().err
    assert run(["calendar", "show", "2031", "--lang", "en"]) == 1
    assert "2031" in capsys.readouterr().err


def test_tomorrow_becomes_a_holiday() -> None:
    """A notice that moves the very next day: who counts after it counts by it."""
    today, tomorrow = day("2026-11-23"), day("2026-11-24")
    assert queries.calendar_for().after(today, 1) == tomorrow
    org.the_town()
    given.imported(given.text(lines=["2026-11-24,防台风放假,off,2026"]), region_code=org.CITY)
    assert queries.calendar_for(org.DISTRICT).after(today, 1) == tomorrow + timedelta(days=1)
    assert queries.calendar_for().after(today, 1) == tomorrow
