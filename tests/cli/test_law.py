"""``tongban law``: one line in, one line out, whatever the line holds."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.cli.commands import run


def ask(monkeypatch: pytest.MonkeyPatch, *lines: bytes, lang: str = "en") -> list[dict[str, object]]:
    target = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines) + b"\n")))
    monkeypatch.setattr(sys, "stdout", out := io.TextIOWrapper(target))
    assert run(["law", "resolve", "--jsonl", "--on", "2026-11-21", "--lang", lang]) == 0
    out.flush()
    return [json.loads(line) for line in target.getvalue().splitlines()]


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def test_a_citation_comes_back_with_its_law_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    [answer] = ask(monkeypatch, line(citation="行政许可法第42条第1款"))
    assert str(answer.pop("text")).startswith("除可以当场作出行政许可决定的外")
    assert answer == {
        "status": "已解析",
        "law_id": "4cab0c5f40f1",
        "law_title": "中华人民共和国行政许可法",
        "articles": [42],
        "corpus_version": "2019-04-23",
        "paragraphs": [1],
        "items": [],
    }


def test_several_laws_are_one_line_and_notes_are_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    [answer] = ask(monkeypatch, line(citation="《档案法实施办法》第十九条；国发〔2010〕21号"), lang="zh")
    assert answer["note"] == "自2024-03-01起由《中华人民共和国档案法实施条例》取代。"
    assert answer["superseded_by"] == "中华人民共和国档案法实施条例"
    [other] = answer["also"]  # type: ignore[misc]
    assert other == {
        "status": "仅文号",
        "law_id": None,
        "law_title": None,
        "articles": [],
        "text": "",
        "document": "国发〔2010〕21号",
    }


def test_an_inserted_article_keeps_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    [answer] = ask(monkeypatch, line(citation="刑法第120条之一"))
    assert answer["articles"] == ["120之一"]


def test_the_day_and_the_item_may_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    early, item = ask(
        monkeypatch,
        line(citation="《环境保护法》第二十四条", as_of="2025-01-01"),
        line(citation="《军人抚恤优待条例》第三十三条", item="义务兵家庭优待金给付"),
    )
    assert (early["status"], item["status"], item["better"]) == ("已解析", "条文已变或不符", [42])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (b"not json", "line.not_json"),
        (b"[]", "line.not_an_object"),
        (b"{}", "law.object_without_citation"),
        (line(citation=""), "law.object_without_citation"),
        (line(citation=7), "law.field_not_text"),
        (line(citation="无"), "law.nothing_cited"),
        (line(citation="行政许可法第1条", as_of="2026/1/1"), "law.day_wrong"),
        (line(citation="行政许可法第1条", as_of="2026-02-30"), "law.day_wrong"),
        (line(citation="行政许可法第1条", item=[]), "law.field_not_text"),
        (b'{"citation": "\\ud800"}', "law.nothing_cited"),
        (b"\xff\xfe", "line.not_json"),
    ],
)
def test_a_bad_line_is_an_error_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch, asked: bytes, code: str
) -> None:
    first, second = ask(monkeypatch, asked, line(citation="国令716"))
    assert first["error"]["code"] == code  # type: ignore[index]
    assert second["law_title"] == "国务院关于在线政务服务的若干规定"


@given(
    st.binary(max_size=60).filter(lambda raw: b"\n" not in raw)
    | st.text(max_size=40).map(lambda t: line(citation=t))
)
@settings(max_examples=80)
def test_every_line_gets_one_answer(raw: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        answers = ask(patch, raw, line(citation="国令716"))
    assert len(answers) == 2
    assert all(set(answer) & {"status", "error"} for answer in answers)


def test_the_command_starts_without_the_framework() -> None:
    code = (
        "import sys; from tongban.cli.commands import run; run(['law', 'resolve', '国令716']);"
        "print('django' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == "False"
    assert json.loads(done.stdout)["law_title"] == "国务院关于在线政务服务的若干规定"


def test_an_imported_corpus_is_used_when_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    from tests.law import given as laws
    from tongban.law import queries

    laws.a_source(tmp_path, (laws.a_law("a" * 12, "海棠市办事条例"), [("第一条", "甲。")]))
    target = tmp_path / "own.tbl"
    monkeypatch.setenv("TONGBAN_LAWS", str(target))
    assert (
        run(["law", "import", str(tmp_path), "--source", "市司法局", "--edition", "2026", "--lang", "en"])
        == 0
    )
    queries.forget()
    try:
        assert run(["law", "about", "--lang", "en"]) == 0
        assert run(["law", "resolve", "《海棠市办事条例》第一条"]) == 0
    finally:
        monkeypatch.delenv("TONGBAN_LAWS")
        queries.forget()
    said = capsysbinary.readouterr().out.decode()
    assert "市司法局" in said
    assert "甲。" in said
