"""A file as text, whatever encoding it came in, and as rows that one broken row cannot swallow."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tongban.foundation.refusals import Refused, _

LARGEST = 64 * 1024 * 1024
_LINES_OF_A_RECORD = 20
_BEGINS_RECORD = re.compile(r"^\d+,")
_BINARY = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a CSV file: its cells, or why it has none."""

    position: int
    cells: tuple[str, ...]
    broken: str = ""


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file and the encoding it was in: UTF-8, UTF-16 or GB 18030.

    Refuses ``catalogue.file_not_text`` for what is no text, and ``catalogue.file_too_large``.
    """
    if len(data) > LARGEST:
        raise Refused("catalogue.file_too_large", _("The file is larger than 64 MB; please split it."))
    if not data.strip():
        raise Refused("catalogue.file_empty", _("The file is empty."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16")
    if data.startswith(_BINARY) or b"\x00" in data:
        raise _not_text()
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _strictly(data, "gb18030")


def _strictly(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as wrong:
        raise _not_text() from wrong


def _not_text() -> Refused:
    return Refused(
        "catalogue.file_not_text",
        _("This is not a text file in UTF-8 or GB 18030. Please save the list as CSV or JSON and try again."),
    )


def csv_records(text: str, required: tuple[str, ...]) -> tuple[tuple[str, ...], list[Record]]:
    """The header and the records of a CSV file; a quote that is never closed breaks its own record only.

    Refuses ``catalogue.file_not_a_list`` when the header lacks a required column.
    """
    lines = text.splitlines(keepends=True)
    header = tuple(cell.strip() for cell in next(csv.reader(lines[:1]), []))
    missing = [name for name in required if name not in header]
    if missing:
        raise Refused(
            "catalogue.file_not_a_list",
            _("This file is not a list of items: its first line lacks the columns {names}."),
            names=", ".join(missing),
        )
    return header, list(_records(lines[1:]))


def _records(lines: list[str]) -> Iterator[Record]:
    at = position = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        position += 1
        size = _size_of_record(lines, at)
        if size:
            (cells,) = (
                csv.reader(["".join(lines[at : at + size])], strict=False)
                if size == 1
                else _joined(lines, at, size)
            )
            yield Record(position, tuple(cells))
        else:
            yield Record(
                position,
                tuple(lines[at].strip().split(",")),
                _("A quotation mark is opened and never closed."),
            )
        at += max(size, 1)


def _joined(lines: list[str], at: int, size: int) -> list[list[str]]:
    return [next(csv.reader(iter(lines[at : at + size])))]


def _size_of_record(lines: list[str], at: int) -> int:
    """How many lines a record takes; 0 when its quote is not closed before the next record begins."""
    quotes = 0
    for size in range(1, min(_LINES_OF_A_RECORD, len(lines) - at) + 1):
        line = lines[at + size - 1]
        if size > 1 and _BEGINS_RECORD.match(line):
            return 0
        quotes += line.count('"')
        if quotes % 2 == 0:
            return size
    return 0


def json_objects(text: str) -> list[Any]:
    """The entries of a JSON list. Refuses ``catalogue.file_not_json`` with the line where reading stopped."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise Refused(
            "catalogue.file_not_json",
            _("This file is not JSON: it cannot be read beyond line {line}, character {column}."),
            line=wrong.lineno,
            column=wrong.colno,
        ) from wrong
    if not isinstance(value, list):
        raise Refused("catalogue.file_not_guides", _("This file is not a list of guides."))
    return value
