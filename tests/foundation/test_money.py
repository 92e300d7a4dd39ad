"""Money: exact yuan, and capitals as forms of payment write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.money import LARGEST, Money
from tongban.foundation.refusals import Refused

AMOUNTS = st.decimals(min_value=0, max_value=LARGEST, places=2)


@pytest.mark.parametrize(
    ("yuan", "capitals"),
    [
        ("0", "零元整"),
        ("0.01", "壹分"),
        ("0.10", "壹角整"),
        ("0.56", "伍角陆分"),
        ("10", "壹拾元整"),
        ("101", "壹佰零壹元整"),
        ("110", "壹佰壹拾元整"),
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("10001", "壹万零壹元整"),
        ("100010", "壹拾万零壹拾元整"),
        ("1000000", "壹佰万元整"),
        ("100010001", "壹亿零壹万零壹元整"),
        ("100001000", "壹亿零壹仟元整"),
        ("1000000000000", "壹兆元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("-5.5", "负伍元伍角整"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖兆玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_an_amount_is_written_in_capitals(yuan: str, capitals: str) -> None:
    assert Money(Decimal(yuan)).in_capitals == capitals


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("5", "5.00"), ("1,234.5", "1,234.50"), ("￥0.10", "0.10"), (" 12 元", "12.00"), ("-3", "-3.00")],
)
def test_an_amount_is_read_as_people_type_it(typed: str, shown: str) -> None:
    assert Money.of(typed).shown == shown


@pytest.mark.parametrize(
    "typed", ["", "x", "1.234", "NaN", "Infinity", "1e999", "1_0", "１２", "99999999999999999"]
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        Money.of(typed)
    assert refusal.value.code == "money.not_an_amount"


@pytest.mark.parametrize("yuan", [Decimal("0.001"), Decimal("NaN"), Decimal("1E17"), 1.5])
def test_money_is_never_rounded_in_silence(yuan: object) -> None:
    with pytest.raises(ValueError, match="money"):
        Money(yuan)  # type: ignore[arg-type]


def test_rounding_is_asked_for_and_goes_up_at_half() -> None:
    assert str(Money.rounded(Decimal("0.005"))) == "0.01"


def test_amounts_add_up() -> None:
    total = Money.total([Money.of("0.10")] * 3) - Money.of("0.30")
    assert not total
    assert Money.of("0.10") * 3 == Money.of("0.3")
    assert -Money.of("1") < Money.of("0")


@given(AMOUNTS)
def test_an_amount_reads_back_as_it_was_written(yuan: Decimal) -> None:
    assert Money.of(Money(yuan).shown) == Money(yuan)


@given(AMOUNTS)
def test_capitals_tell_the_amount_again(yuan: Decimal) -> None:
    assert _read(Money(yuan).in_capitals) == yuan


@given(AMOUNTS)
def test_capitals_never_repeat_or_end_in_a_zero(yuan: Decimal) -> None:
    text = Money(yuan).in_capitals
    assert "零零" not in text
    assert "零元" not in text or text == "零元整"


def _read(text: str) -> Decimal:
    """The amount that capitals tell, digit word by digit word; written apart from the writer."""
    digits = {word: number for number, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
    units = {"拾": 10, "佰": 100, "仟": 1000}
    groups = {"万": 10**4, "亿": 10**8, "兆": 10**12}
    cents = total = group = digit = 0
    for word in text:
        if word in digits:
            digit = digits[word]
        elif word in units:
            group, digit = group + digit * units[word], 0
        elif word in groups:
            total, group, digit = total + (group + digit) * groups[word], 0, 0
        elif word == "元":
            total, group, digit = total + group + digit, 0, 0
        elif word in "角分":
            cents, digit = cents + digit * (10 if word == "角" else 1), 0
    return Decimal(total) + Decimal(cents) / 100
