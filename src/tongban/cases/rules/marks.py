"""What a case holds against its applicant: a mark that bars from something, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongban.cases.rules.commitment import promise_broken
from tongban.cases.rules.facts import CaseFacts


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that stands against an applicant.

    kind    ``ban`` after deceit, or ``promise`` that was broken and is not mended
    until   a ban: the first day on which one may apply again; a broken promise: None
    source  the text that says so; empty for a promise
    """

    kind: str
    until: date | None = None
    source: str = ""


def marks(facts: CaseFacts) -> tuple[Mark, ...]:
    """Everything that stands against the applicant now; nothing for nearly every case."""
    return tuple(_marks(facts))


def _marks(facts: CaseFacts) -> Iterator[Mark]:
    if facts.ban is not None:
        yield Mark("ban", facts.ban.until, facts.ban.source)
    if promise_broken(facts):
        yield Mark("promise")
