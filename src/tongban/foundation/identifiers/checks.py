"""What a check of a code answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongban.foundation.refusals import Refused
from tongban.foundation.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a code holds, its one normal form, and why not, or what else is worth knowing.

    normalised  None when the code does not hold
    reasons     every fault when it does not hold; notes (say, an abolished region) when it does
    """

    valid: bool
    normalised: str | None
    reasons: tuple[Sentence, ...] = ()

    @property
    def reason(self) -> str | None:
        """The reasons in English, None when there is nothing to say."""
        return self.text()

    def text(self, translate: Callable[[str], str] = str) -> str | None:
        """The reasons in the reader's language, one after the other; None when there is nothing to say."""
        text = ""
        for reason in self.reasons:
            # Chinese sets no space after its full stop.
            text += ("" if not text or text.endswith("。") else " ") + reason.text(translate)
        return text or None


def right(normalised: str, *notes: Sentence) -> Check:
    return Check(True, normalised, notes)


def wrong(*reasons: Sentence) -> Check:
    return Check(False, None, reasons)


def refuse(code: str, check: Check) -> Refused:
    """The refusal that says the same as a failed check."""
    first, *others = check.reasons
    if not others:
        values: dict[str, Any] = dict(first.values)
        return Refused(code, first.sentence, **values)
    return Refusals(code, check)


class Refusals(Refused):
    """A refusal with several reasons, all said at once."""

    def __init__(self, code: str, check: Check) -> None:
        first = check.reasons[0]
        values: dict[str, Any] = dict(first.values)
        super().__init__(code, first.sentence, **values)
        self.check = check

    def text(self, translate: Callable[[str], str] = str) -> str:
        return self.check.text(translate) or super().text(translate)
