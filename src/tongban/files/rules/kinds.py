"""The kinds of file that are taken, told by their content first and by their name second."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tongban.files.rules.names import CleanName
from tongban.files.rules.refusals import refusal

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: how it is called, sent and named."""

    key: str
    shown: str
    media_type: str
    extensions: tuple[str, ...]
    also_declared: tuple[str, ...] = ()


_OOXML = "application/vnd.openxmlformats-officedocument"
_ZIP = ("application/zip", "application/x-zip-compressed")
KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("pdf", "PDF", "application/pdf", ("pdf",), ("application/x-pdf",)),
        Kind("jpg", "JPG", "image/jpeg", ("jpg", "jpeg"), ("image/jpg", "image/pjpeg")),
        Kind("png", "PNG", "image/png", ("png",), ("image/x-png",)),
        Kind("ofd", "OFD", "application/ofd", ("ofd",), ("application/x-ofd", *_ZIP)),
        Kind("docx", "DOCX", f"{_OOXML}.wordprocessingml.document", ("docx",), _ZIP),
        Kind("xlsx", "XLSX", f"{_OOXML}.spreadsheetml.sheet", ("xlsx",), _ZIP),
        Kind(
            "csv", "CSV", "text/csv", ("csv",), ("text/plain", "application/vnd.ms-excel", "application/csv")
        ),
        Kind("txt", "TXT", "text/plain", ("txt",)),
    )
}
ARCHIVES = frozenset({"ofd", "docx", "xlsx"})
TEXTS = frozenset({"csv", "txt"})
# What a browser says when it does not know.
_UNKNOWN = {"", "application/octet-stream", "binary/octet-stream", "application/force-download"}

# Beginnings by which a file that is not taken is called by its name.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"\xcf\xfa\xed\xfe", "Mach-O"),
    (b"\xca\xfe\xba\xbe", "CLASS"),
    (b"#!", "script"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC/XLS"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"\x1f\x8b", "GZ"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"{\\rtf", "RTF"),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<?php", "PHP"),
    (b"<%", "ASP"),
    (b"<svg", "SVG"),
    (b"<!doctype svg", "SVG"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<script", "HTML"),
    (b"<head", "HTML"),
    (b"<body", "HTML"),
    (b"<iframe", "HTML"),
    (b"<!doctype", "XML"),
    (b"<!entity", "XML"),
    (b"<?xml", "XML"),
)
_PROGRAM_NAMES = {"EXE", "ELF", "Mach-O", "CLASS", "script", "PHP", "ASP"}


def kind_by_content(data: bytes) -> str:
    """The kind that the first bytes tell: a key of KINDS, "zip" for any archive, "text", or a word for what it is."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        return "HEIC" if data[8:12] in {b"heic", b"heix", b"mif1", b"hevc"} else "MP4"
    found = next((name for start, name in _BEGINNINGS if data.startswith(start)), "")
    return found or markup_in(data) or "text"


def markup_in(data: bytes) -> str:
    """The name of the markup or script that a text begins with, or nothing. Looks through marks of encodings."""
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head[:64]:
        head = head.replace(b"\x00", b"")
    head = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n\x0c").lower()
    found = next((name for start, name in _MARKUP if head.startswith(start)), "")
    if found == "XML":
        return "SVG" if b"<svg" in head else "HTML" if b"<html" in head else "XML"
    if not found and (b"<script" in head or b"<?php" in head):
        return "PHP" if b"<?php" in head else "HTML"
    return found


def kind_by_name(extension: str) -> str:
    """The kind that an extension names, or nothing."""
    return next((kind.key for kind in KINDS.values() if extension in kind.extensions), "")


def kinds_in_words(allowed: Collection[str] = ()) -> str:
    return "、".join(kind.shown for kind in KINDS.values() if not allowed or kind.key in allowed)


def size_in_words(size: int) -> str:
    """Megabytes with one digit, and never rounded down to the limit itself."""
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def screen(data: bytes, name: CleanName, declared_type: str = "", allowed: Collection[str] = ()) -> str:
    """The kind of file that name, declared type and content agree on; "zip" kinds are looked into afterwards.

    allowed  keys of KINDS; none given means all
    Refuses what is empty, too large, not allowed, or not what it says.
    """
    if not data:
        raise refusal("files.empty")
    if len(data) > MOST_BYTES:
        raise refusal("files.too_large", most=MOST_BYTES // MEGABYTE, size=size_in_words(len(data)))
    content, named = kind_by_content(data), kind_by_name(name.extension)
    if content in _PROGRAM_NAMES and not named:
        raise refusal("files.program")
    kind = _agreed(content, named, name.extension)
    if not kind or (allowed and kind not in allowed):
        found = (
            KINDS[content].shown
            if content in KINDS
            else content
            if content != "text"
            else name.extension.upper()
        )
        raise refusal("files.kind_not_allowed", kinds=kinds_in_words(allowed), found=found or "?")
    declared = declared_type.split(";")[0].strip().lower()
    if declared not in _UNKNOWN and declared not in (KINDS[kind].media_type, *KINDS[kind].also_declared):
        raise refusal("files.not_what_it_says", named=declared, found=KINDS[kind].shown)
    return kind


def _agreed(content: str, named: str, extension: str) -> str:
    """The kind that content and name agree on, or nothing when there is none. Refuses when they contradict."""
    if content in KINDS and not extension:
        return content
    if named and content == named:
        return named
    if (content == "zip" and named in ARCHIVES) or (content == "text" and named in TEXTS):
        return named
    if named:
        found = (
            KINDS[content].shown
            if content in KINDS
            else content.upper()
            if content in {"zip", "text"}
            else content
        )
        raise refusal("files.not_what_it_says", named=KINDS[named].shown, found=found)
    return ""
