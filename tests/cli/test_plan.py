"""``tongban plan``: whether a file holds a plan, and plans for the tools of others."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.catalogue.given import the_town
from tests.flow import given
from tongban.catalogue import queries
from tongban.cli.commands import run
from tongban.flow.rules import plan_from, plan_to
from tongban.flow.rules.bpmn import plan_from_bpmn, plan_to_bpmn
from tongban.foundation import clock

PLAN = given.rent_subsidy(2)


def ask(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str, code: int) -> dict[str, object]:
    """The one object that the command answers with, and its exit code."""
    assert run(["plan", "check", *arguments, "--json"]) == code
    [line] = capfdbinary.readouterr().out.splitlines()
    answer: dict[str, object] = json.loads(line)
    return answer


@pytest.fixture
def bpmn(tmp_path: Path) -> Path:
    path = tmp_path / "plan.bpmn"
    path.write_bytes(plan_to_bpmn(PLAN))
    return path


def test_a_bpmn_file_is_answered_with_its_plan(bpmn: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    answer = ask(capfdbinary, str(bpmn), code=0)
    assert answer == {"accepted": True, "plan": plan_to(PLAN), "notes": []}


def test_our_own_json_is_answered_alike(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "plan.json"
    path.write_text("\ufeff" + json.dumps(plan_to(PLAN)), encoding="utf-8")
    assert ask(capfdbinary, str(path), code=0)["plan"] == plan_to(PLAN)


def test_a_plan_with_faults_is_refused_with_all_of_them(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(
        '{"kind": "steps", "of": [{"kind": "seat", "key": "a"}, {"kind": "dance"}]}', encoding="utf-8"
    )
    answer = ask(capfdbinary, str(path), "--lang", "en", code=1)
    assert [(one["element"], one["code"]) for one in answer["reasons"]] == [  # type: ignore[attr-defined]
        ("/of/1/name", "plan.unsound"),
        ("/of/1/department", "plan.unsound"),
        ("/of/2", "plan.unsound"),
    ]


def test_reasons_are_said_in_the_language_asked_for(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "x.bpmn"
    path.write_bytes(b"<a/>")
    said = [ask(capfdbinary, str(path), "--lang", lang, code=1)["reasons"] for lang in ("zh", "en")]
    assert said[0][0]["reason"] == "这不是 BPMN 2.0 文件：根元素是“a”。"  # type: ignore[index]
    assert said[1][0]["reason"] == "This is no BPMN 2.0 file: the root element is “a”."  # type: ignore[index]
    assert said[0][0]["element"] is None  # type: ignore[index]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"\xef\xbb\xbf \n", "file.empty"),
        (b"{", "plan.not_json"),
        (b'{"kind": "\xff"}', "plan.not_json"),
        (b'{"kind":' * 100_000, "plan.not_json"),
        (b'{"kind": "steps", "of": [' * 90 + b"]}" * 90, "flow.plan_too_deep"),
        (b'{"kind": "each", "list": "a", "of": ' * 300 + b"1" + b"}" * 300, "flow.plan_too_deep"),
        (b"[]", "xml.not_well_formed"),
        (b"\x00\x01\x02", "xml.not_well_formed"),
        (b"<!DOCTYPE a><a/>", "xml.declares_a_type"),
        (b"<a>" * 300, "xml.too_deep"),
        (b"<" + b"a" * (50 * 1024 * 1024), "file.too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_a_file_holds_gets_one_answer(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], data: bytes, code: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    answer = ask(capfdbinary, str(path), code=1)
    assert [one["code"] for one in answer["reasons"]] == [code]  # type: ignore[attr-defined]


def test_what_is_no_file_gets_one_answer(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, code in (
        ("", "file.no_file"),
        ("pipe", "file.no_file"),
        ("none/x", "file.missing"),
        ("a\0b", "file.unreadable"),
    ):
        answer = ask(capfdbinary, str(tmp_path / name), code=1)
        assert [one["code"] for one in answer["reasons"]] == [code]  # type: ignore[attr-defined]


def test_a_number_with_a_long_exponent_is_written_back_as_it_came(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    seat = {"kind": "seat", "key": "k", "name": "n", "department": "d", "duty": "decide"}
    when = {"field": "a", "at_least": "1E+999999999"}
    plan = {"kind": "choose", "branches": [{"when": when, "then": seat}], "else": {**seat, "key": "o"}}
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    answer = ask(capfdbinary, str(path), code=0)
    assert answer["plan"]["branches"][0]["when"] == when  # type: ignore[index]


def test_a_person_reads_seats_or_reasons(bpmn: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["plan", "check", str(bpmn)]) == 0
    first, *seats = capfdbinary.readouterr().out.decode().splitlines()
    assert first == "可以采用：流程共有 6 个席位。"
    assert len(seats) == 6
    bpmn.write_bytes(bpmn.read_bytes().replace(b"userTask", b"scriptTask"))
    assert run(["plan", "check", str(bpmn), "--lang", "en"]) == 1
    assert "  seat_survey: A “scriptTask” is done by a machine" in capfdbinary.readouterr().out.decode()


def test_a_plan_is_exported_from_a_file(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    source, target = tmp_path / "rent.json", tmp_path / "rent.bpmn"
    source.write_text(json.dumps(plan_to(PLAN)), encoding="utf-8")
    assert run(["plan", "export", str(source), "--bpmn", str(target)]) == 0
    assert plan_from_bpmn(target.read_bytes()).plan == PLAN
    assert run(["plan", "export", str(source), "--bpmn", "-"]) == 0
    assert capfdbinary.readouterr().out == target.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_cannot_be_exported_says_why(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    source = tmp_path / "rent.json"
    source.write_text("{}", encoding="utf-8")
    assert run(["plan", "export", str(source), "--bpmn", str(tmp_path / "x")]) == 1
    source.write_text(json.dumps(plan_to(PLAN)), encoding="utf-8")
    assert run(["plan", "export", str(source), "--bpmn", str(tmp_path / "none" / "x")]) == 1
    assert "cannot be written" in capfdbinary.readouterr().err.decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rent.json"]


def test_arguments_that_say_nothing_are_not_understood(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for arguments in (
        ["plan"],
        ["plan", "check"],
        ["plan", "export", "x"],
        ["plan", "check", "x", "--lang", "fr"],
    ):
        with pytest.raises(SystemExit) as left:
            run(arguments)
        assert left.value.code == 2


@pytest.mark.django_db
def test_the_plan_of_an_item_is_exported_by_its_code(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    the_town()
    day = clock.day_of(clock.now())
    item = next(one for one in queries.appliable_items(on=day) if one.name.startswith("公"))
    kept = queries.item_in_force(code=item.code, on=day)
    target = tmp_path / "item.bpmn"
    assert run(["plan", "export", item.code, "--bpmn", str(target)]) == 0
    assert plan_from_bpmn(target.read_bytes()).plan == plan_from(kept.plan)
    assert f'name="{kept.name}"' in target.read_text(encoding="utf-8")
    assert run(["plan", "export", "no such item", "--bpmn", str(target)]) == 1
    assert capfdbinary.readouterr().err
