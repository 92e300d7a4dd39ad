"""Money: yuan with two places, exact, and in the capitals that Chinese receipts and notices carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from tongban.foundation.refusals import Refused, _

CENT = Decimal("0.01")
LARGEST = Decimal("9999999999999999.99")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "兆")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in yuan. Raises ValueError for more than two places: rounding is a decision, see ``rounded``."""

    yuan: Decimal

    def __post_init__(self) -> None:
        if not isinstance(self.yuan, Decimal) or not self.yuan.is_finite():
            raise ValueError("money is a finite Decimal")
        if self.yuan != self.yuan.quantize(CENT) or abs(self.yuan) > LARGEST:
            raise ValueError("money has two places and fewer than seventeen digits before them")
        object.__setattr__(self, "yuan", self.yuan.quantize(CENT) + Decimal(0))

    @classmethod
    def of(cls, text: str) -> Money:
        """The amount that a person typed, "1,234.50" or "￥5". Raises Refused when it is none."""
        plain = text.strip().lstrip("¥￥").removesuffix("元").replace(",", "").replace("，", "").strip()
        try:
            amount = Decimal(plain) if plain.isascii() and "_" not in plain else Decimal("NaN")
            return cls(amount)
        except (InvalidOperation, ValueError):
            raise Refused(
                "money.not_an_amount", _("Give an amount in yuan with at most two decimal places.")
            ) from None

    @classmethod
    def rounded(cls, yuan: Decimal) -> Money:
        """The amount rounded to the cent, halves up, as invoices do."""
        return cls(yuan.quantize(CENT, ROUND_HALF_UP))

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        return cls(sum((amount.yuan for amount in amounts), Decimal(0)))

    def __add__(self, other: Money) -> Money:
        return Money(self.yuan + other.yuan)

    def __sub__(self, other: Money) -> Money:
        return Money(self.yuan - other.yuan)

    def __mul__(self, times: int) -> Money:
        return Money(self.yuan * times)

    def __neg__(self) -> Money:
        return Money(-self.yuan)

    def __bool__(self) -> bool:
        return self.yuan != 0

    def __str__(self) -> str:
        return f"{self.yuan:.2f}"

    @property
    def shown(self) -> str:
        """With thousands set apart: 1,234.50."""
        return f"{self.yuan:,.2f}"

    @property
    def in_capitals(self) -> str:
        """The amount as forms of payment write it: 壹仟贰佰叁拾肆元伍角整.

        Source: 《支付结算办法》 annex, "正确填写票据和结算凭证的基本规定"
        """
        cents = int(abs(self.yuan) * 100)
        whole, ten, one = cents // 100, cents // 10 % 10, cents % 10
        text = f"{_whole_in_capitals(whole)}元" if whole or not cents else ""
        if ten:
            text += f"{_DIGITS[ten]}角"
        elif one and whole:
            text += "零"
        text += f"{_DIGITS[one]}分" if one else "整"
        return ("负" if self.yuan < 0 else "") + text


def _whole_in_capitals(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    text, gap = "", False
    for group in range(len(_GROUPS) - 1, -1, -1):
        part = number // 10_000**group % 10_000
        if part == 0:
            gap = bool(text)
            continue
        if text and (gap or part < 1000):
            text += _DIGITS[0]
        text += _four_in_capitals(part) + _GROUPS[group]
        gap = False
    return text


def _four_in_capitals(number: int) -> str:
    """Four digits at most, without a leading zero; zeros inside are said once."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
