"""Sentences to people that are not refusals: a text to translate and the values to put into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English sentence with ``{placeholders}`` and its values; the door translates and fills it."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str, show: Callable[[object], object] = str) -> str:
        """The sentence translated, each value as ``show`` writes it (say, a date in the reader's way).

        A value that is a sentence itself is translated in the same way.
        """
        values = {
            name: value.text(translate, show) if isinstance(value, Sentence) else show(value)
            for name, value in self.values.items()
        }
        return translate(self.sentence).format(**values)

    def __str__(self) -> str:
        return self.text()


def say(sentence: str, **values: object) -> Sentence:
    """A sentence with its values."""
    return Sentence(sentence, values)
