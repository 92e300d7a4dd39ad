"""QR codes, as a drawing for pages and as a picture for files."""

from __future__ import annotations

import io

import segno


def svg(text: str) -> str:
    """An inline drawing without fixed size, style or script; error correction M."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=2,
        svgclass=None,
        lineclass=None,
        light="#fff",
    )
    return out.getvalue().decode()


def png(text: str, scale: int = 6) -> bytes:
    """A black and white picture with the quiet zone that scanners need."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()
