"""``tongban catalogue search``: the door calls the search and translates; the engine has its own tests."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.catalogue import given
from tongban.cli import catalogue_search, language
from tongban.cli.commands import run
from tongban.cli.lines import answer_lines

TODAY = given.AT.date()


@pytest.fixture(autouse=True)
def no_index_of_others(settings: Any, tmp_path: Path) -> None:
    """Search what stands in the test's own database, not an index that another test has left on disk."""
    settings.TONGBAN = SimpleNamespace(INDEX=tmp_path / "search", HOME=tmp_path, DEMO=True)


def ask(*lines: bytes) -> list[dict[str, object]]:
    """The answers of the command to some lines, in this process."""
    target = io.BytesIO()
    source = io.BytesIO(b"\n".join(lines) + b"\n")
    answer_lines(
        lambda line: catalogue_search._answer(line, TODAY), language.translator("en"), source, target
    )
    return [json.loads(line) for line in target.getvalue().splitlines()]


def line(**values: object) -> bytes:
    return json.dumps(values, ensure_ascii=True).encode()


@pytest.mark.django_db
def test_the_real_list_is_searched_line_by_line() -> None:
    given.the_district()
    given.the_list_imported()
    found, nothing, few = ask(
        line(query="护照"), line(query="比特币开户", limit=5), line(query="身份证", limit=2)
    )
    assert found["confident"]
    [first, *_rest] = found["hits"]  # type: ignore[misc]
    assert (first["item_code"], first["name"]) == (
        "511A0116400001-511602000000-000-11511300008778693M-1-00",
        "普通护照签发",
    )
    assert not nothing["confident"]
    assert len(few["hits"]) == 2  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (b"?", "line.not_json"),
        (b"{}", "catalogue.object_without_query"),
        (line(query=1), "catalogue.object_without_query"),
        (line(query="护照", limit=0), "catalogue.limit_wrong"),
        (line(query="护照", limit="5"), "catalogue.limit_wrong"),
        (line(query="护照", limit=True), "catalogue.limit_wrong"),
        (line(query="护照", limit=10**6), "catalogue.limit_wrong"),
    ],
)
def test_a_line_that_cannot_be_answered_is_an_error_and_the_next_goes_on(wrong: bytes, code: str) -> None:
    first, second = ask(wrong, line(query="\ud800 护照"))
    assert first["error"]["code"] == code  # type: ignore[index]
    assert second["hits"] == []


@pytest.mark.django_db
def test_a_person_is_told_when_nothing_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "search", "火星移民", "--lang", "zh"]) == 1
    assert capsys.readouterr().out == "没有真正符合的事项。\n"


@pytest.mark.django_db
def test_nothing_to_search_for_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "search"]) == 1
    assert "--jsonl" in capsys.readouterr().err
