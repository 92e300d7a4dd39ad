"""Refusals: the rules saying no, in a sentence that a person can act on.

A refusal is not a fault. It carries a stable code for machines, a sentence for people and the legal basis.
Services raise it; each door translates it once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass


def _(sentence: str) -> str:
    """Mark a sentence for the translators; the doors translate it, rules stay free of any framework."""
    return sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that must be mended: its key and the sentence that says what is needed."""

    field: str
    sentence: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        return translate(self.sentence).format(**self.values)


class Refused(Exception):
    """The rules say no.

    code      stable, ``room.reason``; machines rely on it
    sentence  what is needed, in English with ``{placeholders}``; translated at the door
    basis     the legal basis, empty for a rule of the house
    faults    the fields concerned, all at once, when the refusal is about input
    """

    def __init__(
        self,
        code: str,
        sentence: str,
        /,
        *,
        basis: str = "",
        faults: tuple[Fault, ...] = (),
        **values: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.basis = basis
        self.faults = faults
        self.values = values

    def text(self, translate: Callable[[str], str] = str) -> str:
        """The sentence, translated and with its values filled in."""
        return translate(self.sentence).format(**self.values)

    def __str__(self) -> str:
        return f"{self.code}: {self.text()}"
