"""``tongban catalogue parse``: one line in, one line out, and no guesses."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.cli.commands import run


def ask(monkeypatch: pytest.MonkeyPatch, *lines: bytes) -> list[Any]:
    target = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines) + b"\n")))
    monkeypatch.setattr(sys, "stdout", out := io.TextIOWrapper(target))
    assert run(["catalogue", "parse", "--jsonl"]) == 0
    out.flush()
    return [json.loads(line) for line in target.getvalue().splitlines()]


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def test_each_kind_has_its_shape_and_order_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(
        monkeypatch,
        line(kind="time_limit", text="1个工作日"),
        line(kind="materials", text="身份证原件"),
        line(kind="process", text="申请→受理"),
        line(kind="channels", text="网上现场都可提交"),
        line(kind="office_hours", text="周五9:00-12:00"),
        line(kind="office_hours", text="看情况"),
    ) == [
        {"days": 1, "unit": "workday"},
        [{"name": "身份证", "original": 1}],
        {"steps": ["申请", "受理"]},
        ["网上", "窗口"],
        {"rules": [{"days": [5], "spans": [["09:00", "12:00"]]}], "holidays_closed": None},
        {"unparsed": True, "text": "看情况"},
    ]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (b"not json", "line.not_json"),
        (b"7", "line.not_an_object"),
        (b"{}", "catalogue.kind_unknown"),
        (line(kind="fees", text="1元"), "catalogue.kind_unknown"),
        (line(kind=["time_limit"], text="1个工作日"), "catalogue.kind_unknown"),
        (line(kind="time_limit"), "catalogue.text_missing"),
        (line(kind="time_limit", text=5), "catalogue.text_missing"),
    ],
)
def test_a_bad_line_is_an_error_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch, asked: bytes, code: str
) -> None:
    first, second = ask(monkeypatch, asked, line(kind="time_limit", text="5日"))
    assert first["error"]["code"] == code
    assert second == {"days": 5, "unit": "workday"}


@given(
    st.sampled_from(["office_hours", "time_limit", "materials", "process", "channels"]),
    st.text(st.characters(), max_size=30),
)
@settings(max_examples=100)
def test_every_line_gets_one_answer(kind: str, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        assert len(ask(patch, line(kind=kind, text=text), line(kind="channels", text="网上"))) == 2


def test_one_text_is_answered_on_the_command_line(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["catalogue", "parse", "time_limit", "二十日"]) == 0
    assert run(["catalogue", "parse", "time_limit", "视情况"]) == 1
    assert run(["catalogue", "parse", "time_limit"]) == 1
    first, second = capsysbinary.readouterr().out.decode().splitlines()
    assert json.loads(first) == {"days": 20, "unit": "workday"}
    assert json.loads(second) == {"unparsed": True, "text": "视情况"}


def test_the_command_starts_without_the_framework() -> None:
    code = (
        "import sys; from tongban.cli.commands import run; run(['catalogue', 'parse', 'channels', '网上']);"
        "print('django' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr.strip()) == ('["网上"]', "False")
