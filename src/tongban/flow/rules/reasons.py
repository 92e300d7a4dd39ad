"""Why a file of another tool is not taken, or how it was read: the element, a stable code and a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tongban.foundation.refusals import Refused


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason or note.

    element  the id of the element in the file, or a path in a plan; None when it concerns the whole file
    """

    element: str | None
    code: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        return translate(self.sentence).format(**self.values)


def reason_of(refusal: Refused, element: str | None = None) -> Reason:
    """A refusal as the reason at an element."""
    return Reason(element, refusal.code, refusal.sentence, refusal.values)
