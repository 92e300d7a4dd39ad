"""What follows what: the table of reactions and the list of chores, set once when the house starts."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from tongban.outbox.rules import Chore, Reaction, kind_of


@dataclass(frozen=True)
class Table:
    """The reactions by kind of event, each under its stable name, and the class of each kind."""

    types: Mapping[str, type] = field(default_factory=dict)
    reactions: Mapping[str, Mapping[str, Reaction]] = field(default_factory=dict)


class _House:
    """The one table of this process; replaced as a whole, never changed."""

    table = Table()
    chores: tuple[Chore, ...] = ()


def register(reactions: Mapping[type, Sequence[Reaction]]) -> None:
    """Take this table in place of the one before.

    Raises when an event's annotations cannot be read, when two kinds share a name, or two reactions to one kind do.
    """
    types: dict[str, type] = {}
    table: dict[str, Mapping[str, Reaction]] = {}
    for event_type, listed in reactions.items():
        typing.get_type_hints(event_type)
        kind = kind_of(event_type)
        named = {reaction.__name__: reaction for reaction in listed}
        if kind in types or len(named) != len(listed):
            raise ValueError(f"{kind}: each kind and each reaction to it needs a name of its own")
        types[kind], table[kind] = event_type, MappingProxyType(named)
    _House.table = Table(MappingProxyType(types), MappingProxyType(table))


def register_chores(chores: Sequence[Chore]) -> None:
    """Take these chores in place of the ones before. Raises when two share a name."""
    if len({chore.name for chore in chores}) != len(chores):
        raise ValueError("each chore needs a name of its own")
    _House.chores = tuple(chores)


def table() -> Table:
    return _House.table


def chores() -> tuple[Chore, ...]:
    return _House.chores
