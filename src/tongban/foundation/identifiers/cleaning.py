"""How codes are cleaned before they are checked, and what is said about the characters that remain.

People and programs write the same code with full-width characters, spaces, hyphens, lower case and
invisible characters from copied pages; none of these carries meaning in a code, so they are put right.
What looks like a digit but is another letter is never guessed silently: it is refused with a hint.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say

HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LOOK_ALIKES = {
    "O": "0",
    "Q": "0",
    "D": "0",
    "I": "1",
    "L": "1",
    "Z": "2",
    "S": "5",
    "B": "8",
    "V": "U",
    "×": "X",
    "╳": "X",
    "Χ": "X",
    "Х": "X",
    "Ⅹ": "X",
    "А": "A",
    "В": "B",
    "С": "C",
    "Е": "E",
    "Н": "H",
    "К": "K",
    "М": "M",
    "О": "0",
    "Р": "P",
    "Т": "T",
    "Α": "A",
    "Β": "B",
    "Ε": "E",
    "Η": "H",
    "Κ": "K",
    "Μ": "M",
    "Ν": "N",
    "Ο": "0",
    "Ρ": "P",
    "Τ": "T",
}


def clean(value: str, *, keep_hyphens: bool = False) -> str:
    """The code without what carries no meaning, in half-width capitals; hyphens of any kind become ``-`` or go."""
    if value.isascii() and value.isprintable() and " " not in value:
        # Nearly every code is written as it should be.
        return value.upper() if keep_hyphens else value.upper().replace("-", "")
    text = value.translate(_FULL_WIDTH)
    text = "".join(
        "-" if character in HYPHENS else character for character in text if not _is_blank(character)
    )
    if not keep_hyphens:
        text = text.replace("-", "")
    # Only ASCII letters are raised: upper() would turn ı into I and ß into SS.
    return "".join(character.upper() if character.isascii() else _raised(character) for character in text)


def strangers(code: str, allowed: str) -> Iterator[tuple[int, str]]:
    """The characters that a code may not hold, each with its position counted from 1."""
    for position, character in enumerate(code, 1):
        if character not in allowed:
            yield position, character


def about_strangers(code: str, allowed: str, holds: Callable[[str], bool]) -> Iterator[Sentence]:
    """What to say about each foreign character; when look-alikes put right make a code that holds, that too."""
    found = list(strangers(code, allowed))
    for position, character in found[:3]:
        yield say(
            _("Character {position}, “{character}”, does not occur in this code."),
            position=position,
            character=shown(character),
        )
    if len(found) > 3:
        yield say(_("{number} more characters do not occur in this code."), number=len(found) - 3)
    mended = "".join(_LOOK_ALIKES.get(c, c) if c not in allowed else c for c in code)
    if found and mended != code and holds(mended):
        yield say(_("Look-alikes may have been mistaken for one another; was {mended} meant?"), mended=mended)
    elif found and any(c in _LOOK_ALIKES and _LOOK_ALIKES[c] in allowed for _p, c in found):
        pairs = ", ".join(
            dict.fromkeys(
                f"{c} → {_LOOK_ALIKES[c]}" for _p, c in found if _LOOK_ALIKES.get(c, " ") in allowed
            )
        )
        yield say(_("Check for look-alikes: {pairs}."), pairs=pairs)


def swapped(code: str, holds: Callable[[str], bool]) -> str | None:
    """The one code that holds when two neighbours change places, None when there is none or more than one."""
    found = {
        candidate
        for i in range(len(code) - 1)
        if (candidate := code[:i] + code[i + 1] + code[i] + code[i + 2 :]) != code and holds(candidate)
    }
    return found.pop() if len(found) == 1 else None


def shown(character: str) -> str:
    """The character as a reader can see it: itself, or its code point when it has no shape."""
    visible = character.isprintable() and not unicodedata.combining(character) and not character.isspace()
    if visible and character.isascii():
        return character
    return f"{character} (U+{ord(character):04X})" if visible else f"U+{ord(character):04X}"


def _is_blank(character: str) -> bool:
    """White space of any kind, and characters that cannot be seen (general category Cf)."""
    return character.isspace() or unicodedata.category(character) == "Cf"


def _raised(character: str) -> str:
    upper = character.upper()
    return upper if len(upper) == 1 and not upper.isascii() else character
