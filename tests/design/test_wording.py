"""How days, numbers and sizes are said."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.design.given import drawn, words
from tongban.design import wording

DAY = dt.date(2026, 11, 27)


def test_a_day_is_said_with_its_weekday_in_both_languages():
    with translation.override("zh-hans"):
        assert wording.date_long(DAY) == "11月27日\uff08周五\uff09"
        assert wording.date_full(DAY) == "2026年11月27日\uff08周五\uff09"
        assert wording.date_plain(DAY) == "2026年11月27日"
    with translation.override("en"):
        assert wording.date_long(DAY) == "Friday 27 November"
        assert wording.date_plain(DAY) == "27 November 2026"


def test_a_moment_is_said_in_the_time_of_the_site():
    assert wording.moment(dt.datetime(2026, 11, 20, 6, 40, tzinfo=dt.UTC)) == "2026-11-20 14:40"
    assert wording.date_plain(dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)).startswith("2026年11月21日")


@given(st.from_regex(r"[0-9A-Z]{1,40}", fullmatch=True))
def test_grouping_a_number_loses_and_adds_nothing(text):
    assert "".join(wording.groups(text)) == text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("310115199001010012", ["310115", "19900101", "0012"]),
        ("13800138000", ["138", "0013", "8000"]),
        ("91310000MA1K35XX2X", ["9131", "0000", "MA1K", "35XX", "2X"]),
        ("3101-2026-1120-004217-K", ["3101-2026-1120-004217-K"]),
    ],
)
def test_numbers_are_read_in_their_own_groups(text, pieces):
    assert wording.groups(text) == pieces


def test_a_copied_number_has_no_spaces():
    html = drawn("{% number n %}", n="310115199001010012")
    assert "310115</span><span>19900101</span><span>0012" in html


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 B"), (999, "999 B"), (1025, "2 kB"), (1024 * 1024, "1 MB"), (20 * 1024 * 1024 + 1, "20.1 MB")],
)
def test_a_size_is_never_said_smaller_than_it_is(size, said):
    assert wording.file_size(size) == said


def test_masks_cover_what_strangers_need_not_see():
    html = words(
        drawn(
            "{{ n|masked_name }} {{ i|masked_id }} {{ p|masked_phone }}",
            n="王小明",
            i="310115199001010012",
            p="13800138000",
        )
    )
    assert "小明" not in html
    assert "19900101" not in html
    assert "0013" not in html
