"""A watermark across a document that was uploaded: every page of it as a sheet, the words over it.

The document is anybody's, so it is drawn by the typesetter, which is memory-safe and has nothing but one folder.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typst

FONTS = Path(__file__).parent.parent / "fonts"
SHEET = Path(__file__).parent / "sheets" / "copy.typ"
DRAWN = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
MOST_PAGES = 200


def marked(data: bytes, media_type: str, pages: int, lines: Sequence[str]) -> bytes | None:
    """The document as a PDF with these words across every page; None where it cannot be drawn.

    pages  of a PDF; a picture is one
    """
    kind = DRAWN.get(media_type)
    if kind is None or pages > MOST_PAGES:
        return None
    asked = json.dumps(
        {"file": f"copy.{kind}", "pdf": kind == "pdf", "pages": max(1, pages), "lines": list(lines)},
        ensure_ascii=False,
    )
    with tempfile.TemporaryDirectory(prefix="tongban-copy-") as folder:
        root = Path(folder)
        (root / "sheet.typ").write_bytes(SHEET.read_bytes())
        (root / f"copy.{kind}").write_bytes(data)
        try:
            return typst.compile(
                str(root / "sheet.typ"),
                root=str(root),
                font_paths=[str(FONTS)],
                ignore_system_fonts=True,
                sys_inputs={"data": asked},
                format="pdf",
            )
        except typst.TypstError:
            return None
