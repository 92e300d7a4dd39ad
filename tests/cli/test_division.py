"""``tongban division find``: for people and for scripts."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.cli import division, language
from tongban.cli.commands import run
from tongban.cli.lines import answer_lines


def ask(*lines: bytes, lang: str = "en") -> list[dict[str, object]]:
    """The answers of the command to some lines, in this process."""
    target = io.BytesIO()
    translate = language.translator(lang)
    source = io.BytesIO(b"\n".join(lines) + b"\n")
    answer_lines(lambda line: division._answer(line, 2026, translate), translate, source, target)
    return [json.loads(line) for line in target.getvalue().splitlines()]


def line(**values: object) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode()


def test_a_name_is_answered_with_its_candidates() -> None:
    assert ask(line(query="江苏省苏州市姑苏区平江路", as_of="2026")) == [
        {
            "candidates": [{"code12": "320508000000", "name": "姑苏区", "path": "江苏省/苏州市/姑苏区"}],
            "ambiguous": False,
            "note": None,
        }
    ]


def test_a_code_is_answered_with_what_carries_it_on() -> None:
    [answer] = ask(line(code="130103", as_of="2026"), lang="zh")
    assert answer["valid"] is False
    assert [one["code12"] for one in answer["successors"]] == ["130102000000", "130104000000"]  # type: ignore[attr-defined]
    assert answer["note"] == "1980-2013年，这个代码属于河北省石家庄市桥东区。"


def test_an_old_code_may_stand_in_a_query() -> None:
    [answer] = ask(line(query="310103", as_of=2026))
    assert [one["name"] for one in answer["candidates"]] == ["黄浦区"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("as_of", ["2014", 2014, "2014-06-30", "2012/2014"])
def test_a_year_may_be_written_in_several_ways(as_of: object) -> None:
    [answer] = ask(line(code="310108", as_of=as_of))
    assert (answer["valid"], answer["name"]) == (True, "闸北区")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (b"nonsense", "line.not_json"),
        (b"[]", "line.not_an_object"),
        (line(as_of="2026"), "division.object_without_query"),
        (line(query=None), "division.not_a_text"),
        (line(query=320508), "division.not_a_text"),
        (line(code=["320508"]), "division.not_a_text"),
        (line(code="32050"), "division.code_wrong"),
        (line(code="区"), "division.code_wrong"),
        (line(query="姑苏区", as_of="yesterday"), "division.year_wrong"),
        (line(query="姑苏区", as_of=1850), "division.year_wrong"),
        (line(query="姑苏区", as_of=True), "division.year_wrong"),
        (line(query="姑苏区", as_of={}), "division.year_wrong"),
    ],
)
def test_a_line_that_cannot_be_answered_is_an_error_and_the_next_goes_on(wrong: bytes, code: str) -> None:
    first, second = ask(wrong, line(query="姑苏区"))
    assert first["error"]["code"] == code  # type: ignore[index]
    assert second["candidates"]


ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(["query", "code", "as_of", "other"]), ANY_VALUE, max_size=4))
@settings(max_examples=100, deadline=None)
def test_any_object_gets_exactly_one_answer(value: dict[str, object]) -> None:
    [answer] = ask(json.dumps(value).encode())
    assert "error" in answer or "candidates" in answer or "valid" in answer


def test_the_command_answers_line_by_line_without_a_framework() -> None:
    program = (
        "import sys; from tongban.cli.commands import run; "
        "run(['division', 'find', '--jsonl']); assert 'django' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=line(query="即墨市") + b"\n", capture_output=True, check=True
    )
    assert json.loads(done.stdout)["candidates"][0]["code12"] == "370215000000"


def test_a_person_reads_code_path_and_note(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["division", "find", "陕西省西安市户县", "--as-of", "2026", "--lang", "zh"]) == 0
    assert (
        capsys.readouterr().out
        == "610118000000 陕西省/西安市/鄠邑区\n陕西省西安市户县用到2015年；现为：陕西省西安市鄠邑区。\n"
    )
    assert run(["division", "find", "火星市", "--lang", "zh"]) == 1
    assert capsys.readouterr().out == "1980年以来的区划表中没有这个名称。\n"


def test_nothing_to_find_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["division", "find"]) == 1
    assert "--jsonl" in capsys.readouterr().err
