"""``tongban verify`` says in one line for each part whether everything is as it was written."""

from __future__ import annotations

import pytest
from django.apps import apps

from tests.cases import given
from tests.cases.town import Town
from tongban.cases import services
from tongban.cli.commands import run

pytestmark = pytest.mark.django_db
TODAY = given.rules_day(given.MONDAY)


def test_a_town_with_a_case_is_proved(capsys: pytest.CaptureFixture[str]) -> None:
    Town().delivered()
    assert run(["verify"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "8" in lines[0]


def test_a_row_that_was_changed_by_hand_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    case = Town().accepted()
    apps.get_model("cases.Case").objects.update(state="decided")
    assert run(["verify"]) == 1
    assert case.number in capsys.readouterr().out


BESIDE = {
    "what waits": ("cases.Matter", {"department_id": None}),
    "open seats": ("flow.OpenSeat", {"paused": True}),
    "holds against": ("cases.Mark", {"source": "某令"}),
}


@pytest.mark.parametrize("said", sorted(BESIDE))
def test_what_stands_beside_a_row_and_was_changed_by_hand_is_named(said: str) -> None:
    town = Town(procedure={"safety": True})
    case = town.accepted()
    services.ask_extension(
        public_id=case.public_id, days=5, reason="需要核实", actor=town.approvers[given.HOUSING],
        at=town.at, key="k-extension",
    )  # fmt: skip
    other = town.submitted(citizen=town.person(2, "李小红"), key="k-other")
    services.refuse_acceptance(
        public_id=other.public_id, ground="false_materials", reason="证明系伪造", remedies=given.REMEDIES,
        actor=town.clerk, at=town.at, key="k-refuse",
    )  # fmt: skip
    assert services.verify_cases(today=TODAY).ok
    model, change = BESIDE[said]
    assert apps.get_model(model).objects.update(**change) == 1
    verdict = services.verify_cases(today=TODAY)
    assert not verdict.ok
    assert said in verdict.sentence.text()
