"""``tongban code check``: for people and for scripts."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.cli import code, language
from tongban.cli.commands import run
from tongban.cli.lines import answer_lines
from tongban.foundation.clock import day_of, now


def ask(kind: str, *lines: bytes, lang: str = "en") -> list[dict[str, object]]:
    """The answers of the command to some lines, in this process."""
    target = io.BytesIO()
    translate = language.translator(lang)
    source = io.BytesIO(b"\n".join(lines) + b"\n")
    today = day_of(now())
    answer_lines(lambda line: code._answer(kind, line, None, today, translate), translate, source, target)
    return [json.loads(line) for line in target.getvalue().splitlines()]


def value(text: object, **more: object) -> bytes:
    return json.dumps({"value": text, **more}).encode()


def test_a_valid_code_is_answered_with_its_normal_form_and_no_reason() -> None:
    assert ask("uscc", value(" 11511301008778183n ")) == [
        {"valid": True, "normalised": "11511301008778183N", "reason": None}
    ]


def test_a_wrong_code_is_answered_with_the_reason_in_chinese() -> None:
    [answer] = ask("uscc", value("91990000MA0000015A"), lang="zh")
    assert answer == {"valid": False, "normalised": None, "reason": "校验位应为Q，现为A。"}


def test_a_note_stands_in_the_reason_of_a_valid_code() -> None:
    [answer] = ask("resident-id", value("310108185003150032"), lang="zh")
    assert answer["valid"]
    assert answer["reason"] == "310108（上海市闸北区）是历史区划代码，使用到2014年。"


def test_a_day_may_be_given() -> None:
    answers = ask("division", value("310108", on="2014-01-01"), value("310108", on="2020-01-01"))
    assert [answer["valid"] for answer in answers] == [True, False]
    [birth] = ask("resident-id", value("990000188001010005", on="1879-12-31"))
    assert "future" in str(birth["reason"])


@pytest.mark.parametrize("odd", [None, 5, 440524188001010014, 1.5, True, [], {}, ["11511301008778183N"]])
def test_a_value_that_is_no_text_is_not_valid(odd: object) -> None:
    [answer] = ask("uscc", value(odd))
    assert (answer["valid"], answer["normalised"]) == (False, None)
    assert "quotation marks" in str(answer["reason"])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"nonsense", "line.not_json"),
        (b"", "line.not_json"),
        (b"\xff\xfe", "line.not_json"),
        (b"[" * 100_000, "line.not_json"),
        (b'{"value": ' + b"1" * 5000 + b"}", "line.not_json"),
        (b"[]", "line.not_an_object"),
        (b'"11511301008778183N"', "line.not_an_object"),
        (b"{}", "code.object_without_value"),
        (b'{"value": "x", "on": "yesterday"}', "code.day_wrong"),
        (b'{"value": "x", "on": "2025-02-30"}', "code.day_wrong"),
    ],
)
def test_a_line_that_cannot_be_answered_is_an_error_and_the_next_goes_on(line: bytes, expected: str) -> None:
    first, second = ask("uscc", line, value("11511301008778183N"))
    assert first["error"]["code"] == expected  # type: ignore[index]
    assert second["valid"]


def test_half_a_surrogate_pair_does_not_stop_the_answers() -> None:
    first, second = ask("item", b'{"value": "\\ud800"}', value("990100001000"))
    assert not first["valid"]
    assert second["valid"]


@given(
    st.binary(max_size=80).filter(lambda line: b"\n" not in line),
    st.sampled_from(["uscc", "division", "item"]),
)
@settings(max_examples=50)
def test_any_line_gets_exactly_one_answer(line: bytes, kind: str) -> None:
    [answer] = ask(kind, line)
    assert set(answer) in ({"error"}, {"valid", "normalised", "reason"})


@given(st.text(max_size=40), st.sampled_from(["resident-id", "org-code", "licence-id"]))
@settings(max_examples=50)
def test_any_text_is_judged(text: str, kind: str) -> None:
    [answer] = ask(kind, value(text))
    assert set(answer) == {"valid", "normalised", "reason"}


def test_each_line_is_answered_before_the_next_is_sent_and_without_a_framework() -> None:
    program = (
        "import sys; from tongban.cli.commands import run; "
        "run(['code', 'check', 'uscc', '--jsonl']); assert 'django' not in sys.modules"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin
        assert child.stdout
        for text, valid in (("11511301008778183N", True), ("11511301008778183M", False)):
            child.stdin.write(value(text) + b"\n")
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["valid"] is valid
        child.stdin.close()
        assert child.wait() == 0


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    lines = (value("11511301008778183N") + b"\n") * 20_000
    command = [
        sys.executable,
        "-c",
        "from tongban.cli.commands import run; run(['code', 'check', 'uscc', '--jsonl'])",
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdin.write(lines[: 40 * 50])
        child.stdin.flush()
        child.stdout.readline()
        child.stdout.close()
        try:
            child.stdin.write(lines)
            child.stdin.close()
        except BrokenPipeError:
            child.stdin = None
        assert child.wait() == 0
        assert child.stderr.read() == b""


def test_a_person_reads_the_normal_form_or_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["code", "check", "org-code", "32334539-6"]) == 0
    assert capsys.readouterr().out == "323345396\n"
    assert run(["code", "check", "org-code", "32334539-7", "--lang", "zh"]) == 1
    assert capsys.readouterr().out == "无效。\n校验位应为6，现为7。\n"


def test_nothing_to_check_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["code", "check", "uscc"]) == 1
    assert "--jsonl" in capsys.readouterr().err


def test_a_kind_that_does_not_exist_is_not_understood() -> None:
    with pytest.raises(SystemExit) as leaving:
        run(["code", "check", "postcode", "100000"])
    assert leaving.value.code == 2
