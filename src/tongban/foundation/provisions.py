"""Dated provisions: every number that a law gives, with its source and the day from which it holds.

The convention: a ``rules`` module keeps all of its own in a tuple named ``PROVISIONS``, so that the page
of statutes is generated and cannot lie. Old law stays computable: nothing is overwritten, a new row is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Generic, TypeVar

Value = TypeVar("Value")


class NoProvision(LookupError):
    """No provision was in force on that day: the question lies before the oldest text that is kept."""


@dataclass(frozen=True, slots=True)
class Provision(Generic[Value]):
    """One value given by a text.

    source  the text and its article: "Administrative License Law, art. 42(1)"
    since   the first day on which it holds
    value   what it gives
    unit    "workday", "day", "month", "year", or empty when the value is no period
    about   what the value is, in a few English words
    """

    source: str
    since: date
    value: Value
    unit: str = ""
    about: str = ""


def in_force(provisions: Iterable[Provision[Value]], on: date) -> Provision[Value]:
    """The provision that holds on a day: the latest that had begun. Raises NoProvision before the first."""
    begun = [provision for provision in provisions if provision.since <= on]
    if not begun:
        raise NoProvision(f"no provision was in force on {on}")
    return max(begun, key=lambda provision: provision.since)


def provisions_of(modules: Iterable[ModuleType]) -> Iterator[tuple[str, Provision[object]]]:
    """Every provision that some modules keep in ``PROVISIONS``, each with its module's name, in their order."""
    for module in modules:
        for entry in getattr(module, "PROVISIONS", ()):
            for provision in entry if isinstance(entry, tuple) else (entry,):
                yield module.__name__, provision
