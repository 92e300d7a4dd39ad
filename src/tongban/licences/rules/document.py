"""What a document of a licence must say before it leaves the house, and what was changed in one that came back."""

from __future__ import annotations

import difflib
import re

LIKE = 0.85
MOST_CHANGES = 3
_IDENTIFIER = re.compile(
    r"1\.2\.156\.3005\.2\.[0-9A-Z]{21}\.[0-9A-Z]{18}\.[0-9A-Z]{1,32}\.[0-9]{3}\.[0-9A-Z]"
)


def squeezed(text: str) -> str:
    """The text without white space: layout parts words and lines where the record does not."""
    return re.sub(r"\s+", "", text)


def document_is_of(text: str, *, holder_name: str, identifier: str) -> bool:
    """Whether the text of a document names this holder and this licence, and no other licence."""
    return squeezed(holder_name) in squeezed(text) and identifiers_in(text) == (identifier,)


def identifiers_in(text: str) -> tuple[str, ...]:
    """Every licence identifier that stands in a text, once each; spaces and line ends do not part one."""
    return tuple(dict.fromkeys(_IDENTIFIER.findall(squeezed(text))))


def differences(issued: str, presented: str) -> tuple[str, ...]:
    """The lines of the presented text that do not stand in the issued one, the words that differ in brackets.

    Only what the presenter brought is quoted, never what was issued. Nothing is said about a text that is
    not by and large the issued one: the place of a change means something only in a copy.
    """
    ours, theirs = _lines(issued), _lines(presented)
    if difflib.SequenceMatcher(None, "".join(ours), "".join(theirs), autojunk=False).ratio() < LIKE:
        return ()
    changed = []
    lines = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, a, b, c, d in lines.get_opcodes():
        if tag in {"replace", "insert"}:
            changed.append(_marked("".join(ours[a:b]), "".join(theirs[c:d])))
        elif tag == "delete":
            changed.append("[…]")
    return tuple(dict.fromkeys(changed))[:MOST_CHANGES]


def _lines(text: str) -> list[str]:
    return [line for line in (squeezed(line) for line in text.splitlines()) if line]


def _marked(ours: str, theirs: str) -> str:
    """The presented words with brackets around those that differ; an omission is an empty bracket."""
    parts = []
    words = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, _a, _b, c, d in words.get_opcodes():
        parts.append(theirs[c:d] if tag == "equal" else f"[{theirs[c:d]}]")
    return "".join(parts)[:200]
