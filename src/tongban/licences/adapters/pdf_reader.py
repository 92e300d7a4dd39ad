"""Reads the text of a PDF: ours in this process, a stranger's in a process of its own with hard limits; so its codes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

SECONDS = 10
MOST_TEXT = 400_000
MOST_PAGES = 20
_BUSY = threading.Lock()
_TEXT = Path(__file__).with_name("pdf_text.py")
_CODES = Path(__file__).with_name("page_codes.py")


class NotReadable(Exception):
    """The bytes are no PDF that can be read within the limits."""


def text_of(data: bytes) -> str:
    """The text of a document made by this house. Raises NotReadable."""
    from tongban.licences.adapters import pdf_text

    # PDFium is not safe for threads: one document at a time.
    with _BUSY:
        try:
            return pdf_text.text_of(data, MOST_PAGES)
        except pdf_text.Unreadable as error:
            raise NotReadable(str(error)) from error


def text_of_a_strangers(data: bytes) -> str:
    """The text of a document that anyone may have made, read where it can do no harm. Raises NotReadable."""
    return _apart(data, _TEXT)[: 4 * MOST_TEXT].decode("utf-8", "replace")[:MOST_TEXT]


def codes_of_a_strangers(data: bytes, kind: str) -> tuple[str, ...]:
    """The texts of the codes in a picture or on the first pages of a PDF, read in the same way. Raises NotReadable.

    kind  ``png``, ``jpg`` or ``pdf``
    """
    return tuple(json.loads(_apart(data, _CODES, kind)))


def _apart(data: bytes, script: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell, the document on standard input
            [sys.executable, "-I", str(script), *arguments],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotReadable("took too long") from error
    if done.returncode != 0:
        raise NotReadable("not readable")
    return done.stdout
