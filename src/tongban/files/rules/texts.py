"""Plain texts and tables: which encoding, and whether a spreadsheet would run a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongban.files.rules.kinds import markup_in
from tongban.files.rules.refusals import refusal

_ENCODINGS = ("utf-8-sig", "gb18030")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FORMULA = re.compile(r'(?:^|[,;\t])"?(?:[=@]|[+\-](?![\d.]*%?"?(?:[,;\t]|$)))', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TextFinding:
    """A text that can be read, the encoding it is in, and what is worth telling."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def read_text(data: bytes, kind: str = "txt") -> TextFinding:
    """The text in UTF-8 or GB18030. Refuses what is neither, holds control signs, or is markup under another name."""
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _checked(text, encoding, kind)
    raise refusal("files.text_unreadable")


def _checked(text: str, encoding: str, kind: str) -> TextFinding:
    if _CONTROL.search(text):
        raise refusal("files.text_unreadable")
    markup = markup_in(text.encode("utf-8", "surrogatepass"))
    if markup:
        raise refusal("files.not_what_it_says", named=kind.upper(), found=markup)
    notes = ["gb18030"] if encoding == "gb18030" else []
    if kind == "csv" and _FORMULA.search(text):
        notes.append("formula")
    return TextFinding(text, encoding.removesuffix("-sig"), tuple(notes))
