"""A plan goes to another authority and comes back: drawn there, checked here, the same case takes the new way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.flow import given
from tongban.cli.commands import run
from tongban.flow import rules

TOWN = Path(rules.__file__).parents[2] / "sample" / "town" / "items.yaml"


def checked(path: Path, capfdbinary: pytest.CaptureFixture[bytes], code: int = 0) -> dict[str, object]:
    assert run(["plan", "check", str(path), "--json"]) == code
    answer: dict[str, object] = json.loads(capfdbinary.readouterr().out)
    return answer


def test_a_plan_travels_is_changed_and_comes_back(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    kept = yaml.safe_load(TOWN.read_text(encoding="utf-8"))["items"]["000717007000-01"]["plan"]
    ours, theirs = tmp_path / "plan.json", tmp_path / "plan.bpmn"
    ours.write_text(json.dumps(kept), encoding="utf-8")

    assert run(["plan", "export", str(ours), "--bpmn", str(theirs)]) == 0
    assert checked(theirs, capfdbinary)["plan"] == rules.plan_to(rules.plan_from(kept))

    # Over there a script is drawn in: refused by name, and nothing of it is taken.
    drawn = theirs.read_bytes()
    theirs.write_bytes(
        drawn.replace(b'<bpmn:userTask id="seat_street"', b'<bpmn:scriptTask id="seat_street"', 1)
        .replace(b"</bpmn:userTask>", b"</bpmn:scriptTask>", 2)
        .replace(b"</bpmn:scriptTask>", b"</bpmn:userTask>", 1)
    )
    refused = checked(theirs, capfdbinary, code=1)
    assert {"element": "seat_street", "code": "bpmn.task_kind"}.items() <= refused["reasons"][0].items()  # type: ignore[index]

    # They mend it, rename a task, give it two more days.
    mended = drawn.replace("街道初审".encode(), "街道联审".encode()).replace(
        b'duty="review" workdays="10"', b'duty="review" workdays="12"'
    )
    theirs.write_bytes(mended)
    plan = rules.plan_from(checked(theirs, capfdbinary)["plan"])  # type: ignore[arg-type]
    street = next(seat for seat in rules.seats_of(plan) if seat.key == "street")
    assert (street.name, street.workdays) == ("街道联审", 12)

    # A case takes the way that came back.
    entries = [given.opinion(seat) for seat in ("survey", "street")]
    assert [ref.instance for ref in rules.open_seats(plan, entries, {})] == ["housing", "income", "property"]
