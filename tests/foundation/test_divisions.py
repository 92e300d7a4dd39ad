"""Divisions: which place had a code in which year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.divisions import (
    division_of,
    divisions_in_use,
    history_of,
    is_foreign_country,
    township_name,
)


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("310108", 2014, "闸北区"),
        ("310108", 2020, None),
        ("430402", 1981, "江东区"),
        ("430402", 1983, "雨湖区"),
        ("442000", 2026, "中山市"),
        ("429004", 2026, "仙桃市"),
        ("500112", 2024, "渝北区"),
        ("500112", 2026, None),
        ("500157", 2026, "两江新区"),
        ("710000", 2026, "台湾省"),
        ("999999", 2026, None),
    ],
)
def test_a_code_names_the_place_of_the_year(code: str, year: int, name: str | None) -> None:
    place = division_of(code, year)
    assert (place.name if place else None) == name


def test_a_code_that_was_given_twice_keeps_both_places() -> None:
    assert [place.full_name for place in history_of("430402")] == [
        "湖南省衡阳市江东区",
        "湖南省湘潭市雨湖区",
        "湖南省衡阳市江东区",
    ]


def test_the_legal_divisions_of_the_newest_table_are_complete() -> None:
    in_use = list(divisions_in_use(2026))
    assert [sum(place.level == level for place in in_use) for level in (1, 2, 3)] == [34, 333, 2847]
    assert not any(place.statistical for place in in_use)


def test_townships_and_countries_are_known() -> None:
    assert township_name("431223100") == "辰阳镇"
    assert township_name("431223999") is None
    assert is_foreign_country("124")
    assert not is_foreign_country("156")
    assert not is_foreign_country("999")


@given(st.sampled_from(sorted(place.code for place in divisions_in_use(2026))), st.integers(1980, 2026))
def test_a_place_in_use_has_begun_and_not_ended(code: str, year: int) -> None:
    place = division_of(code, year)
    if place is not None:
        assert place.first_year <= year <= (place.last_year or year)
