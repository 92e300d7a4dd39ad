"""Ways out of the house for messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter ready to leave. ``message_id`` stays the same however often it is sent, so that twins are seen."""

    address: str
    subject: str
    text: str
    message_id: str


class Carrier(Protocol):
    """Carries a letter out of the house. Raises OSError (which covers refused and broken connections) when it cannot."""

    def carry(self, letter: Outgoing) -> None: ...
