"""The process in which risky files are opened: little memory, little time, nothing to write to.

Run by ``inspection``: the kind as the only argument, the file on standard input, the finding as JSON on
standard output. Whatever happens to it happens to no one else.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

MOST_MEMORY = 256 * 1024 * 1024
MOST_CPU_SECONDS = 5
# PDF units are 1/72 inch; the standard's own limit is 14,400.
LONGEST_PAGE_SIDE = 14_400.0


def bind() -> None:
    """Take away from this process what it does not need. Does nothing where the system knows no limits."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def look(kind: str, data: bytes) -> dict[str, Any]:
    """What the file is, or why it is not taken, in JSON's own types."""
    from tongban.files.rules.archives import look_into_archive
    from tongban.files.rules.refusals import Hostile

    try:
        if kind == "pdf":
            return _look_at_pdf(data)
        return asdict(look_into_archive(data, kind, _digest))
    except Hostile as hostile:
        return {"refused": hostile.code, "values": hostile.values}
    except (MemoryError, RecursionError):
        return {"refused": "files.too_complex", "values": {}}


def _digest(algorithm: str, data: bytes) -> bytes:
    import hashlib

    try:
        return hashlib.new(algorithm, data, usedforsecurity=False).digest()
    except ValueError:
        from tongban.foundation import crypto

        return crypto.digest(data, algorithm)


def _look_at_pdf(data: bytes) -> dict[str, Any]:
    from tongban.files.rules.documents import scan_pdf

    notes = scan_pdf(data)
    return {"kind": "pdf", "pages": _pages_of(data), "notes": list(notes)}


def _pages_of(data: bytes) -> int:
    """The number of pages, as the library that draws them counts. Raises Hostile for what it finds and we do not take."""
    import ctypes

    import pypdfium2.raw as pdfium

    from tongban.files.rules.documents import MOST_PAGES
    from tongban.files.rules.refusals import Hostile

    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        locked = pdfium.FPDF_GetLastError() in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        raise Hostile("files.encrypted" if locked else "files.damaged")
    if pdfium.FPDF_GetSecurityHandlerRevision(document) != -1:
        raise Hostile("files.encrypted")
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        raise Hostile("files.script")
    if pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
        raise Hostile("files.embedded")
    if pdfium.FPDF_GetFormType(document) in {pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND}:
        raise Hostile("files.xfa")
    pages = int(pdfium.FPDF_GetPageCount(document))
    if not pages:
        raise Hostile("files.damaged")
    if pages > MOST_PAGES:
        raise Hostile("files.too_complex")
    size = pdfium.FS_SIZEF()
    for number in range(pages):
        known = pdfium.FPDF_GetPageSizeByIndexF(document, number, ctypes.byref(size))
        if known and max(size.width, size.height) > LONGEST_PAGE_SIDE:
            raise Hostile("files.too_complex")
    return pages


def main(arguments: list[str]) -> int:
    bind()
    data = sys.stdin.buffer.read()
    sys.stdout.write(json.dumps(look(arguments[0], data)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
