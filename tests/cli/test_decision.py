"""``tongban decision``: whether a file holds decisions, and what they say, one case a line."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.flow.test_dmn import ROWS, table
from tongban.cli.commands import run


@pytest.fixture
def dmn(tmp_path: Path) -> Path:
    path = tmp_path / "way.dmn"
    path.write_bytes(table(*ROWS))
    return path


def test_a_file_is_checked(dmn: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["decision", "check", str(dmn), "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out) == {
        "accepted": True,
        "decisions": [{"id": "d", "name": "the way"}],
        "inputs": [{"name": "age", "kind": "number"}, {"name": "kind", "kind": "string"}],
    }
    assert run(["decision", "check", str(dmn)]) == 0
    assert capfdbinary.readouterr().out.decode() == "可以采用：共有 1 个决策。\n  the way\n"


def test_reasons_are_given_when_it_is_not_taken(dmn: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    dmn.write_bytes(table(("about 18", "-", "1")))
    assert run(["decision", "check", str(dmn), "--json", "--lang", "en"]) == 1
    reason = {
        "element": "r1i0",
        "code": "dmn.expression_wrong",
        "reason": "“about 18” is not a simple expression over the inputs of this decision.",
    }
    assert json.loads(capfdbinary.readouterr().out) == {"accepted": False, "reasons": [reason]}
    assert run(["decision", "run", str(dmn), "--jsonl"]) == 1
    assert run(["decision", "check", str(dmn.parent / "none")]) == 1
    assert "没有文件" in capfdbinary.readouterr().out.decode()


def test_each_line_gets_its_answer_and_the_next_goes_on(
    dmn: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    lines = [
        {"age": 17, "kind": "own"},
        {"age": "x"},
        {"age": 61, "kind": "rent"},
        {"age": 20, "kind": "rent", "deep": [[[[[[[]]]]]]]},
    ]
    source = b"\n".join(json.dumps(line).encode() for line in lines) + b"\nno json\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(source)))
    assert run(["decision", "run", str(dmn), "--jsonl", "--lang", "zh"]) == 0
    answers = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert answers[0] == {"the way": "guardian"}
    assert answers[1]["error"]["code"] == "decision.answers_wrong"
    assert "age" in answers[1]["error"]["message"]
    assert answers[2]["error"]["code"] == "decision.rules_contradict"
    assert answers[3] == {"the way": "window"}
    assert answers[4]["error"]["code"] == "line.not_json"
