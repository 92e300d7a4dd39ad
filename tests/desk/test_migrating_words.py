"""What the pages of a migration say, without a database: every state and result in words, a line from any text."""

from __future__ import annotations

import pytest

from tongban.cases import queries as cases
from tongban.desk.plans.migrating import TAGS, _count, fate_row

FATE = cases.Fate("990001-1", "x" * 26, "submitted", 1, 2, (), (), "", "2026-03-16")


@pytest.mark.parametrize("name", [*cases.STATES, *cases.RESULTS])
def test_every_state_and_result_has_its_tag(name: str) -> None:
    assert TAGS[name] in ("good", "bad", "warn", "info", "quiet")


@pytest.mark.parametrize("text", ["", "-1", "x", "٣", "1.5", "9" * 18, "1 ", "\x00", "１"])
def test_a_text_that_is_no_line_begins_at_the_first(text: str) -> None:
    assert _count(text) == 0


def test_the_number_of_a_line_is_read() -> None:
    assert _count("42") == 42


def test_a_case_that_moves_shows_both_versions_and_where_it_stands() -> None:
    row = fate_row(FATE)
    assert (row["versions"], row["due"], row["why"]) == ("1 → 2", "2026-03-16", "")


def test_a_case_that_stays_says_why() -> None:
    told = FATE.plain() | {"code": "c", "sentence": "It takes {after} workdays.", "values": {"after": 9}}
    row = fate_row(cases.Fate(**told))
    assert (row["versions"], row["moves"], row["why"]) == ("1", False, "It takes 9 workdays.")
