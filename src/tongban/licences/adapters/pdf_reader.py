"""Reads the text of a PDF: ours in this process, a stranger's in a process of its own with hard limits."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

SECONDS = 10
MOST_TEXT = 400_000
MOST_PAGES = 20
_BUSY = threading.Lock()
_SCRIPT = Path(__file__).with_name("pdf_text.py")


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
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell, the document on standard input
            [sys.executable, "-I", str(_SCRIPT)],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotReadable("took too long") from error
    if done.returncode != 0:
        raise NotReadable("not readable")
    return done.stdout[: 4 * MOST_TEXT].decode("utf-8", "replace")[:MOST_TEXT]
