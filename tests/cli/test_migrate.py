"""The command that brings running cases to a newer plan: foreseen, done, listed, taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cases.given import STREET
from tests.cases.test_migrating import Office, row
from tests.cases.town import TASK_CODE
from tongban.cli.commands import run
from tongban.foundation import clock

pytestmark = pytest.mark.django_db
TO = ["cases", "migrate", "--item", TASK_CODE, "--to", "2", "--lang", "en"]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    """One case that can be moved and one that cannot."""
    office = Office()
    monkeypatch.setattr(clock, "now", lambda: office.at)
    office.waiting, office.passed = office.case(1), office.case(2)
    office.said(office.passed, "survey", STREET, "")
    office.newer()
    return office


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def told(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    return [json.loads(line) for line in said(capsys)]


def test_a_dry_run_tells_every_case_and_writes_nothing(
    office: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*TO, "--dry-run"]) == 0
    first, second, last = said(capsys)
    assert first.startswith(f"{office.waiting.number}: version 1 → 2; 海棠街道办事处 survey 2026-03-09 → ")
    assert "promised 2026-03-16 → 2026-03-16; by law 2026-03-30 → 2026-03-30" in first
    assert second.startswith(f"{office.passed.number}: The newer plan does not ask again")
    assert last == "1 running cases would follow the newer plan; 1 would stay as they are."
    assert row(office.waiting).plan_version_no is None
    assert run([*TO, "--dry-run", "--json"]) == 0
    first, second, last = told(capsys)
    assert (first["moves"], first["version_after"], first["due_after"]) == (True, 2, "2026-03-16")
    assert (second["moves"], second["code"]) == (False, "cases.plan_loses_opinion")
    assert last == {"dry_run": True, "moves": 1, "stays": 1}


def test_it_is_done_listed_shown_and_taken_back(office: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*TO, "--json", "--reason", "少一步", "--key", "k"]) == 0
    first, second, done = told(capsys)
    assert (first["result"], second["result"]) == ("moved", "stays")
    assert done["cases"] == {"moved": 1, "stays": 1}
    assert row(office.waiting).plan_version_no == 2
    assert run([*TO, "--json", "--key", "k"]) == 0
    assert told(capsys)[-1] == done, "the same key does nothing again"
    assert run(["cases", "migrate", "--list", "--lang", "en"]) == 0
    [listed] = said(capsys)
    assert listed.startswith(f"Run {done['run']}: 公共租赁住房租赁补贴资格确认, version 2; done.")
    assert run(["cases", "migrate", "--undo", done["run"], "--lang", "en"]) == 0
    lines = said(capsys)
    assert lines[0].endswith("[follows its former plan again]")
    assert lines[1].endswith("[stays on its version]")
    assert "taken back" in lines[2]
    assert row(office.waiting).plan_version_no == 1
    assert run(["cases", "migrate", "--show", done["run"], "--json"]) == 0
    assert told(capsys)[-1]["state"] == "undone"


def test_what_cannot_be_done_is_said(office: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for asked in (
        ["--item", TASK_CODE, "--to", "9"],
        ["--item", "none", "--to", "2"],
        ["--undo", "none"],
        ["--show", "none"],
    ):
        assert run(["cases", "migrate", *asked]) == 1
        assert capsys.readouterr().err.strip()
