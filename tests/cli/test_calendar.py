"""``tongban calendar due``: for people and for scripts."""

from __future__ import annotations

import io
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.cli.commands import run


def ask(monkeypatch: pytest.MonkeyPatch, *lines: bytes, lang: str = "en") -> list[dict[str, object]]:
    """The answers of the command to some lines, in this process."""
    target = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines) + b"\n")))
    monkeypatch.setattr(sys, "stdout", out := io.TextIOWrapper(target))
    assert run(["calendar", "due", "--jsonl", "--lang", lang]) == 0
    out.flush()
    return [json.loads(line) for line in target.getvalue().splitlines()]


def line(
    accepted_on: object = "2025-09-26", days: object = 5, unit: object = "workday", **more: object
) -> bytes:
    return json.dumps({"accepted_on": accepted_on, "days": days, "unit": unit, **more}).encode()


def test_a_due_date_comes_with_its_ledger_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    [answer] = ask(monkeypatch, line(), lang="zh")
    assert answer == {
        "due": "2025-10-10",
        "provisional": False,
        "explain": [
            "2025-09-26受理，从次日起算。",
            "2025-10-01至2025-10-08放假（国庆节、中秋节）。",
            "2025-09-28是周末，按放假通知调休上班。",
            "第5个工作日是2025-10-10。",
        ],
    }


@pytest.mark.parametrize(
    ("asked", "due", "why"),
    [
        (line(excluded_from="", excluded_to=""), "2025-10-10", "blank stops"),
        (line(excluded_from=None, excluded_to=None), "2025-10-10", "null stops"),
        (
            line(excluded_from="2025-09-30", excluded_to="2025-10-10"),
            "2025-10-14",
            "a stop of three working days",
        ),
        (line(days="5"), "2025-10-10", "the number as a text"),
        (line(days=5.0), "2025-10-10", "the number with a point"),
        (line(" 2025-09-26 "), "2025-10-10", "blanks around the day"),
        (line("2024-01-30", 30, "day"), "2024-02-29", "calendar days"),
        (line("2025-08-03", 60, "day"), "2025-10-09", "rolled over the holidays"),
        (line("2025-03-07", 0), "2025-03-07", "on the spot"),
    ],
)
def test_fields_are_read_as_they_come(
    monkeypatch: pytest.MonkeyPatch, asked: bytes, due: str, why: str
) -> None:
    [answer] = ask(monkeypatch, asked)
    assert answer.get("due") == due, why


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        (line("2026-12-28", 20), "calendar.year_missing", "2027"),
        (line("2006-12-20", 5), "calendar.year_missing", "2006"),
        (line("2099-01-01", 5, "day"), "calendar.year_missing", "2099"),
        (line(days=-1), "calendar.days_negative", "negative"),
        (line(days=99_999_999, unit="day"), "calendar.period_too_long", "36500"),
        (line(days="99999999999999999999"), "calendar.field_wrong", "whole number"),
        (line(days=5.5), "calendar.field_wrong", "whole number"),
        (line(days=True), "calendar.field_wrong", "whole number"),
        (line(days=None), "calendar.field_wrong", "whole number"),
        (line(days="five"), "calendar.field_wrong", "whole number"),
        (line(unit="week"), "calendar.field_wrong", "workday"),
        (line(unit=None), "calendar.field_wrong", "workday"),
        (line(unit=["workday"]), "calendar.field_wrong", "workday"),
        (line("2025-02-30"), "calendar.field_wrong", "no such day in accepted_on"),
        (line("26.9.2025"), "calendar.field_wrong", "YYYY-MM-DD"),
        (line("20250926"), "calendar.field_wrong", "YYYY-MM-DD"),
        (line("２０２５-09-26"), "calendar.field_wrong", "YYYY-MM-DD"),
        (line(None), "calendar.field_wrong", "accepted_on"),
        (line(""), "calendar.field_wrong", "accepted_on"),
        (line(20250926), "calendar.field_wrong", "accepted_on"),
        (line(excluded_from="2025-10-10"), "calendar.field_wrong", "neither"),
        (
            line(excluded_from="2025-10-10", excluded_to="2025-09-30"),
            "calendar.stop_backwards",
            "before they end",
        ),
        (line(excluded_from="x", excluded_to="2025-09-30"), "calendar.field_wrong", "excluded_from"),
        (line(provisional="yes"), "calendar.field_wrong", "true or false"),
        (line("9999-12-31", 5, provisional=True), "calendar.period_too_long", ""),
        (b"{}", "calendar.field_wrong", "accepted_on"),
        (b"not json", "line.not_json", "JSON"),
        (b"7", "line.not_an_object", "JSON"),
    ],
)
def test_what_cannot_be_computed_is_an_error_with_its_code(
    monkeypatch: pytest.MonkeyPatch, asked: bytes, code: str, words: str
) -> None:
    first, second = ask(monkeypatch, asked, line())
    assert first["error"]["code"] == code  # type: ignore[index]
    assert words in first["error"]["message"]  # type: ignore[index]
    assert second["due"] == "2025-10-10"


def test_every_wrong_field_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    [answer] = ask(monkeypatch, line("2025-02-30", 5.5, "week"))
    message = answer["error"]["message"]  # type: ignore[index]
    assert message == (
        "There is no such day in accepted_on: 2025-02-30. Give days as a whole number. "
        "Say “workday” or “day” for the unit."
    )


def test_a_provisional_date_is_given_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    [answer] = ask(monkeypatch, line("2026-12-28", 5, provisional=True))
    assert (answer["due"], answer["provisional"]) == ("2027-01-04", True)
    assert "not published yet" in str(answer["explain"])


@given(
    st.dictionaries(
        st.sampled_from(["accepted_on", "days", "unit", "excluded_from", "excluded_to", "provisional"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=12)
        | st.dates().map(str)
        | st.sampled_from(["workday", "day"]),
    )
)
@settings(max_examples=150)
def test_any_object_gets_one_answer(fields: dict[str, object]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        [answer] = ask(patch, json.dumps(fields).encode())
    assert set(answer) in ({"error"}, {"due", "provisional", "explain"})


def test_a_person_reads_the_day_and_the_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calendar", "due", "2025-09-26", "20", "--lang", "zh"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "2025-10-30"
    assert run(["calendar", "due", "2025-09-26", "5", "--excluded", "2025-09-30", "2025-10-10"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "2025-10-14"


def test_a_person_is_told_which_year_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calendar", "due", "2026-12-28", "20"]) == 1
    assert "2027" in capsys.readouterr().err
