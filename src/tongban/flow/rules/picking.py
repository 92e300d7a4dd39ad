"""Conditions as an editor picks them: a few plain comparisons that must all be true, or of which one is enough."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tongban.flow.rules.conditions import All, AnyOf, AtLeast, In, Is, Not, When

Join = Literal["all", "any"]
Comparison = Literal["is", "is_not", "in", "not_in", "at_least", "less_than"]
_NEGATED: dict[Comparison, Comparison] = {"is": "is_not", "in": "not_in", "at_least": "less_than"}


@dataclass(frozen=True, slots=True)
class Pick:
    """One comparison: a question of the form, how it is compared, with which answers."""

    field: str
    how: Comparison
    values: tuple[str | int | bool | Decimal, ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """A condition that can be picked. A single comparison is joined by all."""

    picks: tuple[Pick, ...]
    join: Join = "all"


def picked(when: When) -> Picked | None:
    """The condition as it can be picked; None for one that is nested deeper, which only words can show."""
    join: Join = "any" if isinstance(when, AnyOf) else "all"
    picks = [_pick(one) for one in (when.of if isinstance(when, All | AnyOf) else (when,))]
    kept = tuple(one for one in picks if one is not None)
    return Picked(kept, join) if len(kept) == len(picks) else None


def condition(chosen: Picked) -> When:
    """The condition that was picked; a single comparison stands alone."""
    parts = tuple(_when(one) for one in chosen.picks)
    if len(parts) == 1:
        return parts[0]
    return AnyOf(parts) if chosen.join == "any" else All(parts)


def _pick(when: When) -> Pick | None:
    match when:
        case Is(field, value):
            return Pick(field, "is", (value,))
        case In(field, values):
            return Pick(field, "in", values)
        case AtLeast(field, number):
            return Pick(field, "at_least", (number,))
        case Not(of):
            plain = _pick(of)
            if plain is not None and plain.how in _NEGATED:
                return Pick(plain.field, _NEGATED[plain.how], plain.values)
    return None


def _when(pick: Pick) -> When:
    match pick.how:
        case "is" | "is_not":
            plain: When = Is(pick.field, _plain(pick.values))
        case "in" | "not_in":
            plain = In(pick.field, tuple(one for one in pick.values if not isinstance(one, Decimal)))
        case _:
            plain = AtLeast(pick.field, Decimal(str(_plain(pick.values))))
    return plain if pick.how in _NEGATED else Not(plain)


def _plain(values: tuple[str | int | bool | Decimal, ...]) -> str | int | bool:
    first = values[0] if values else ""
    return str(first) if isinstance(first, Decimal) else first
