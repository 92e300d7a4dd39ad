"""``tongban verify`` says in one line for each part whether everything is as it was written."""

from __future__ import annotations

import pytest
from django.apps import apps

from tests.cases.town import Town
from tongban.cli.commands import run

pytestmark = pytest.mark.django_db


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
