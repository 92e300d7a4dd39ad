"""Conditions over the answers of a case, for the branches of a choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class Is:
    field: str
    value: str | int | bool


@dataclass(frozen=True, slots=True)
class In:
    field: str
    values: tuple[str | int | bool, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    field: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class All:
    of: tuple[When, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple[When, ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: When


When = Is | In | AtLeast | All | AnyOf | Not


def holds(when: When, answers: Mapping[str, object]) -> bool:
    """Whether the condition is true of the answers; a field that was not answered makes it false."""
    match when:
        case Is(field, value):
            return field in answers and _same(answers[field], value)
        case In(field, values):
            return field in answers and any(_same(answers[field], value) for value in values)
        case AtLeast(field, value):
            number = number_from(answers.get(field))
            return number is not None and number >= value
        case All(of):
            return all(holds(one, answers) for one in of)
        case AnyOf(of):
            return any(holds(one, answers) for one in of)
        case Not(of):
            return not holds(of, answers)


def fields_of(when: When) -> Iterator[str]:
    """The fields a condition asks about."""
    match when:
        case Is(field) | In(field) | AtLeast(field):
            yield field
        case All(of) | AnyOf(of):
            for one in of:
                yield from fields_of(one)
        case Not(of):
            yield from fields_of(of)


def number_from(value: object) -> Decimal | None:
    """The number written in an answer; None for what is not a finite number (true is not the number one)."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _same(answer: object, value: object) -> bool:
    return answer == value and isinstance(answer, bool) == isinstance(value, bool)
