"""Days as people type them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.design.dates import parse_day
from tongban.foundation.refusals import Refused

WAYS = [
    "{d.year}{d.month:02}{d.day:02}",
    "{d.year}-{d.month}-{d.day}",
    "{d.year}-{d.month:02}-{d.day:02}",
    "{d.year}/{d.month}/{d.day}",
    "{d.year}.{d.month}.{d.day}",
    "{d.year}年{d.month}月{d.day}日",
    "{d.year} 年 {d.month} 月 {d.day} 日",
    "{d.year}年{d.month}月{d.day}号",
    "{d.year} {d.month} {d.day}",
    "  {d.year}-{d.month}-{d.day} ",
]
DIGITS = "〇一二三四五六七八九"


def in_chinese(number: int) -> str:
    if number < 10:
        return DIGITS[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


@given(st.dates(min_value=dt.date(1000, 1, 1)), st.sampled_from(WAYS))
def test_every_way_of_writing_a_day_names_that_day(day, way):
    assert parse_day(way.format(d=day)) == day


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_full_width_digits_count_as_digits(day):
    wide = f"{day:%Y%m%d}".rjust(8, "0").translate({48 + n: 0xFF10 + n for n in range(10)})
    assert parse_day(wide) == day


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_chinese_numerals_name_the_same_day(day):
    year = "".join(DIGITS[int(mark)] for mark in f"{day.year:04}")
    assert parse_day(f"{year}年{in_chinese(day.month)}月{in_chinese(day.day)}日") == day


def said(text: str) -> str:
    """The day of a text, or the code of its refusal."""
    try:
        return parse_day(text).isoformat()
    except Refused as refused:
        return refused.code


@given(st.text(max_size=30))
def test_any_other_text_is_refused_and_never_breaks(text):
    assert (
        said(text) in {"design.lunar_date", "design.date_unclear", "design.no_such_day"}
        or said(text)[4] == "-"
    )


@pytest.mark.parametrize("text", ["农历八月十五", "正月初一", "2026年腊月廿三", "闰六月", "丙午年八月"])
def test_the_lunar_calendar_is_refused_with_the_way_out(text):
    with pytest.raises(Refused) as refused:
        parse_day(text)
    assert refused.value.code == "design.lunar_date"


@pytest.mark.parametrize("text", ["26-11-1", "1/11/2026", "2026", "2026-11", "20261", "明天", "2026-11-1-2"])
def test_a_day_that_could_mean_two_is_refused(text):
    with pytest.raises(Refused) as refused:
        parse_day(text)
    assert refused.value.code == "design.date_unclear"


@pytest.mark.parametrize("text", ["2026-02-30", "20261301", "2025年2月29日", "2026-0-1"])
def test_a_day_that_no_calendar_has_is_refused(text):
    with pytest.raises(Refused) as refused:
        parse_day(text)
    assert refused.value.code == "design.no_such_day"
