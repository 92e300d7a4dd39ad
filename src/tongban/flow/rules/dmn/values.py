"""Values of decision tables and what may be done with them: FEEL's three-valued logic and decimal numbers.

``None`` is FEEL's null: what cannot be compared or computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

Value = object

# Decimal128, as the standard asks; nothing raises: what is no number any more is null.
_ARITHMETIC = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])


def value_from(answer: object, deepest: int = 20) -> Value:
    """An answer from JSON as a value: every number is decimal; true is no number; what is nested deeper is null."""
    if isinstance(answer, bool) or answer is None or isinstance(answer, str | date):
        return answer
    if isinstance(answer, int | float | Decimal):
        return _finite(_ARITHMETIC.create_decimal(str(answer)))
    if deepest == 0:
        return None
    if isinstance(answer, Mapping):
        return {str(key): value_from(one, deepest - 1) for key, one in answer.items()}
    return [value_from(one, deepest - 1) for one in answer] if isinstance(answer, list | tuple) else None


def typed(value: Value, kind: str) -> Value:
    """The value as a type of the table asks for; None when it is of another."""
    match kind:
        case "number":
            return value if isinstance(value, Decimal) else None
        case "string":
            return value if isinstance(value, str) else None
        case "boolean":
            return value if isinstance(value, bool) else None
        case "date":
            return value if isinstance(value, date) else day(value)
        case _:
            return value


def plain(value: Value) -> object:
    """The value as JSON: numbers as such while JSON can hold them, else as a text; days as YYYY-MM-DD."""
    match value:
        case Decimal():
            return _number(value)
        case date():
            return value.isoformat()
        case dict():
            return {key: plain(one) for key, one in value.items()}
        case list():
            return [plain(one) for one in value]
        case _:
            return value


def _number(value: Decimal) -> int | float | str:
    if abs(value.adjusted()) > 300:
        return str(value)
    return int(value) if value.adjusted() < 18 and value == value.to_integral_value() else float(value)


def kind_of(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    names = {Decimal: "number", str: "string", date: "date", list: "list", dict: "context"}
    return names.get(type(value), "null")


def day(text: Value) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None


def equal(one: Value, other: Value) -> bool | None:
    if one is None or other is None:
        return one is other
    return one == other if kind_of(one) == kind_of(other) else None


def _ordered(compare: Callable[[object, object], bool]) -> Callable[[Value, Value], bool | None]:
    def compared(one: Value, other: Value) -> bool | None:
        comparable = kind_of(one) == kind_of(other) and kind_of(one) in ("number", "string", "date")
        return compare(one, other) if comparable else None

    return compared


def negate(one: Value) -> bool | None:
    return not one if isinstance(one, bool) else None


def both(one: Value, other: Value) -> bool | None:
    if one is False or other is False:
        return False
    return True if one is True and other is True else None


def either(one: Value, other: Value) -> bool | None:
    if one is True or other is True:
        return True
    return False if one is False and other is False else None


def matches(asked: Value, entry: Value) -> bool | None:
    """Whether the value asked about is the entry of the cell, or one of its entries."""
    if isinstance(entry, list) and not isinstance(asked, list):
        return any(equal(asked, one) is True for one in entry)
    return equal(asked, entry)


def any_of(*tests: Value) -> bool:
    return any(test is True for test in tests)


def _computed(compute: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Value, Value], Value]:
    def computed(one: Value, other: Value) -> Value:
        if not isinstance(one, Decimal) or not isinstance(other, Decimal):
            return None
        try:
            return _finite(compute(one, other))
        except InvalidOperation:
            return None

    return computed


def _finite(number: Decimal) -> Decimal | None:
    return number if number.is_finite() else None


def add(one: Value, other: Value) -> Value:
    if isinstance(one, str) and isinstance(other, str):
        return one + other if len(one) + len(other) < 100_000 else None
    return _computed(_ARITHMETIC.add)(one, other)


def minus(one: Value) -> Value:
    return _ARITHMETIC.minus(one) if isinstance(one, Decimal) else None


def part(one: Value, name: str) -> Value:
    return one.get(name) if isinstance(one, dict) else None


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "true": lambda: True,
    "false": lambda: False,
    "null": lambda: None,
    "number": lambda text: _finite(_ARITHMETIC.create_decimal(text)),
    "text": str,
    "date": day,
    "listed": lambda *parts: list(parts),
    "equal": equal,
    "unequal": lambda one, other: negate(equal(one, other)),
    "less": _ordered(lambda one, other: one < other),  # type: ignore[operator]
    "at_most": _ordered(lambda one, other: one <= other),  # type: ignore[operator]
    "more": _ordered(lambda one, other: one > other),  # type: ignore[operator]
    "at_least": _ordered(lambda one, other: one >= other),  # type: ignore[operator]
    "negate": negate,
    "both": both,
    "either": either,
    "matches": matches,
    "any_of": any_of,
    "add": add,
    "subtract": _computed(_ARITHMETIC.subtract),
    "multiply": _computed(_ARITHMETIC.multiply),
    "divide": _computed(_ARITHMETIC.divide),
    "power": _computed(_ARITHMETIC.power),
    "minus": minus,
    "part": part,
}
