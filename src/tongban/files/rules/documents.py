"""PDF files, scanned for what would run or hide, whatever the library that reads pages later thinks of them."""

from __future__ import annotations

import re
import zlib

from tongban.files.rules.refusals import Hostile

MOST_PAGES = 2_000
MOST_OBJECTS = 300_000
MOST_UNPACKED = 96 * 1024 * 1024
MOST_IN_ONE = 24 * 1024 * 1024

_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_END = rb"(?![A-Za-z0-9_.-])"
# In the order in which they are told: a script first, since it is the worst.
_FORBIDDEN: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"/JavaScript" + _END), "files.script"),
    (re.compile(rb"/Launch" + _END), "files.launch"),
    (re.compile(rb"/(?:EmbeddedFiles?|GoToE|RichMedia|Filespec(?=[^>]{0,400}/EF))" + _END), "files.embedded"),
    (re.compile(rb"/ImportData" + _END), "files.external"),
)
_SHORT: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"/JS\s*[(<\d]"), "files.script"),
    (re.compile(rb"/XFA\s*[\[\d(]"), "files.xfa"),
    (re.compile(rb"/Encrypt\s*(?:\d|<<)"), "files.encrypted"),
)
_STREAM = re.compile(rb"stream\r?\n")
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
_OBJECT_STREAM_HEAD = re.compile(rb"^\s*\d+\s+\d+(?:\s+\d+\s+\d+)*\s*(?:<<|\[|\(|<|/|\d|true|false|null)")


def scan_pdf(data: bytes) -> tuple[str, ...]:
    """Notes worth telling. Raises Hostile for scripts, commands, hidden files, XFA, passwords and two files in one."""
    if b"PK\x05\x06" in data[-66_000:] and b"PK\x01\x02" in data:
        raise Hostile("files.two_in_one")
    if b"%%EOF" not in data[-2_048:] and b"startxref" not in data[-2_048:]:
        raise Hostile("files.damaged")
    if sum(1 for _ in _OBJECT.finditer(data)) > MOST_OBJECTS:
        raise Hostile("files.too_complex")
    whole = _unescaped(data)
    _refuse(whole, _FORBIDDEN)
    plain, packed = _parted(data)
    outside = _unescaped(plain)
    _refuse(outside, _SHORT)
    links = re.search(rb"/(?:URI\s*[(<]|SubmitForm)", outside) is not None
    budget = MOST_UNPACKED
    for head, body in packed:
        found = _unpacked_objects(head, body, budget)
        budget -= len(found)
        if budget < 0:
            raise Hostile("files.bomb")
        text = _unescaped(found)
        _refuse(text, _FORBIDDEN)
        _refuse(text, _SHORT[:2])
        links = links or re.search(rb"/(?:URI\s*[(<]|SubmitForm)", text) is not None
    return ("links",) if links else ()


def _refuse(text: bytes, forbidden: tuple[tuple[re.Pattern[bytes], str], ...]) -> None:
    for pattern, code in forbidden:
        if pattern.search(text):
            raise Hostile(code)


def _unescaped(data: bytes) -> bytes:
    """Names as readers understand them: ``/J#61vaScript`` is ``/JavaScript``."""
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), data) if b"#" in data else data


def _parted(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """The file without the inside of its streams, and each stream with the words before it."""
    outside, streams, place = [], [], 0
    for start in _STREAM.finditer(data):
        if start.start() < place or data[start.start() - 3 : start.start()] == b"end":
            continue
        end = data.find(b"endstream", start.end())
        end = len(data) if end < 0 else end
        head = data[place : start.start()]
        outside.append(head)
        streams.append((_unescaped(head[-2_000:]).rsplit(b"obj", 1)[-1], data[start.end() : end]))
        place = end
    outside.append(data[place:])
    return b"\n".join(outside), streams


def _unpacked_objects(head: bytes, body: bytes, budget: int) -> bytes:
    """The objects packed into a stream, or nothing when it holds a page's drawing, a font or a picture."""
    declared = b"/ObjStm" in head
    if b"/Image" in head and not declared:
        return b""
    if declared and b"/FlateDecode" not in head and b"/Fl" not in head:
        if b"/Filter" in head:
            raise Hostile("files.damaged")
        return body
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(body.lstrip(b"\r\n"), min(MOST_IN_ONE, max(budget, 0)) + 1)
    except zlib.error:
        if declared:
            raise Hostile("files.damaged") from None
        return b""
    if len(found) > MOST_IN_ONE and declared:
        raise Hostile("files.bomb")
    return found if declared or _OBJECT_STREAM_HEAD.match(found[:4_096]) else b""
