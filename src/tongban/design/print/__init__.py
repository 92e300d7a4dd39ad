"""Sheets of paper: the same data gives the same bytes, with every character of a name on them.

    from tongban.design import print as paper
    paper.render("notice", {"title": "受理通知书", "at": at, ...})

``notice``       title, issuer, number, recipient, paragraphs, items_title, items, rows_title, rows, basis, remedies,
                 contact, date, seal (False hides its place), seal_note, case_number, qr
``licence``      title, subtitle, face (pairs), issuer, date, valid, identifier, verification, seal, qr
``application``  title, issuer, sections ({title, rows (label, value[, source]), paragraphs}), declaration,
                 signature, date, case_number, qr

``at`` (an aware moment) is always needed: it is the time written into the file. ``qr`` is the text of the
code. Days may be given as dates. Official papers are in Chinese unless ``language`` says "en".
"""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import pgettext

from tongban.design import qr, wording
from tongban.design.print.marking import marked
from tongban.foundation.refusals import Refused, _

__all__ = ["NAMES", "marked", "render"]

SHEETS = Path(__file__).parent / "sheets"
FONTS = Path(__file__).parent.parent / "fonts"
NAMES = ("notice", "licence", "application")
LISTS = ("basis", "remedies", "contact")
STANDARD: Final = "a-2b"


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """The sheet as a PDF/A-2b. Refuses a character that no font can draw: paper never shows a box instead.

    template  one of NAMES
    """
    prepared = _prepared(data)
    text = json.dumps(prepared, ensure_ascii=False, sort_keys=True, default=str)
    return _compiler(template).compile(text, data["at"])


def _own_fonts() -> Path:
    return Path(settings.TONGBAN.HOME) / "fonts"


def _prepared(data: Mapping[str, Any]) -> dict[str, Any]:
    language = "en" if data.get("language") == "en" else "zh-hans"
    with translation.override(language):
        prepared = {key: _said(value) for key, value in data.items() if key != "at"}
        prepared["words"] = _words()
    for key in LISTS:
        if isinstance(prepared.get(key), str):
            prepared[key] = [prepared[key]]
    if data.get("qr"):
        prepared["qr_png"] = list(qr.png(str(data["qr"]), scale=8))
    prepared["language"] = "en" if language == "en" else "zh"
    return prepared


def _said(value: Any) -> Any:
    """Days as people say them, everything else as plain data of text."""
    if isinstance(value, dt.datetime):
        return wording.moment(value)
    if isinstance(value, dt.date):
        return wording.date_plain(value)
    if isinstance(value, Mapping):
        return {str(key): _said(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_said(each) for each in value]
    return value if isinstance(value, bool) or value is None else str(value)


def _words() -> dict[str, str]:
    return {
        "case_number": pgettext("paper", "Case number: "),
        "page": pgettext("paper", "Page {page} of {pages}"),
        "code": pgettext("paper", "QR code"),
        "seal": pgettext("paper", "(place of the seal)"),
        "follow": pgettext("paper", "Scan to follow the case"),
        "colon": pgettext("paper", ":"),
        "basis": pgettext("paper", "Legal basis"),
        "remedies": pgettext("paper", "If you do not agree"),
        "contact": pgettext("paper", "Whom to ask"),
        "identifier": pgettext("paper", "Licence identifier"),
        "valid": pgettext("paper", "Valid"),
        "to": pgettext("paper", "To: "),
        "signature": pgettext("paper", "Applicant (signature): "),
        "date": pgettext("paper", "Date: "),
        "licence_foot": pgettext("paper", "This print is a copy; what counts is the electronic licence."),
    }


class _Sheet:
    """One template with its compiler, which is reused and therefore entered by one thread at a time."""

    def __init__(self, name: str) -> None:
        if name not in NAMES:
            raise ValueError(f"no sheet {name!r}: there are {', '.join(NAMES)}")
        own = [str(_own_fonts())] if _own_fonts().is_dir() else []
        self._lock = threading.Lock()
        self._compiler = typst.Compiler(
            str(SHEETS / f"{name}.typ"),
            root=str(SHEETS),
            font_paths=[str(FONTS), *own],
            ignore_system_fonts=True,
        )

    def compile(self, text: str, at: dt.datetime) -> bytes:
        with self._lock:
            try:
                made = self._compiler.compile(
                    format="pdf",
                    sys_inputs={"data": text},
                    pdf_standards=STANDARD,
                    timestamp=int(at.timestamp()),
                )
            except typst.TypstError as error:
                if found := re.search(r'the text `?"(.+?)"`? could not be displayed', str(error)):
                    raise _undrawable(found[1]) from None
                raise
        assert isinstance(made, bytes)
        return made


def _undrawable(text: str) -> Refused:
    plain = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), text)
    marks = " ".join(f"{mark} (U+{ord(mark):04X})" for mark in dict.fromkeys(plain) if not mark.isspace())
    return Refused(
        "design.glyph_missing",
        _("No font here can draw {characters}. Put a font that has them into the folder {folder}."),
        characters=marks,
        folder=str(_own_fonts()),
    )


@cache
def _compiler(name: str) -> _Sheet:
    return _Sheet(name)
