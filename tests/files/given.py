"""Files for tests: harmless ones and hostile ones, all made here; nothing in them does harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

DATA = Path(__file__).parent / "data"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
SHEET_TYPES = TYPES.replace("wordprocessingml.document.main", "spreadsheetml.sheet.main")
DOCUMENT = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>租赁合同</w:t></w:r></w:p></w:body></w:document>"
)


def sample(name: str) -> bytes:
    return (DATA / name).read_bytes()


def a_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def a_png(width: int = 8, height: int = 8, *extra: bytes) -> bytes:
    head = a_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    drawn = a_chunk(b"IDAT", zlib.compress(b"\x00" * 9 * 8))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + drawn + a_chunk(b"IEND", b"")


def exif(gps: bool, order: str = "<") -> bytes:
    mark = b"II*\x00" if order == "<" else b"MM\x00*"
    tags = [(0x010F, 2, 1, 0)] + ([(0x8825, 4, 1, 40)] if gps else [])
    body = b"".join(struct.pack(order + "HHII", *tag) for tag in tags)
    return mark + struct.pack(order + "I", 8) + struct.pack(order + "H", len(tags)) + body + b"\0\0\0\0"


def a_jpg(width: int = 8, height: int = 8, notes: bytes = b"", behind: bytes = b"") -> bytes:
    def segment(marker: int, body: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body

    parts = [b"\xff\xd8", segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")]
    if notes:
        parts.append(segment(0xE1, b"Exif\0\0" + notes))
    parts.append(segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"))
    parts.append(segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\x34\xff\x00\x56" + b"\xff\xd9")
    return b"".join(parts) + behind


def an_archive(
    parts: Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]], packed: bool = True
) -> bytes:
    target = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, body in parts.items() if isinstance(parts, Mapping) else parts:
            archive.writestr(zipfile.ZipInfo(name), body, compress_type=method)
    return target.getvalue()


def a_docx(**extra: str | bytes) -> bytes:
    return an_archive({**docx_parts(), **{name.replace("__", "/"): body for name, body in extra.items()}})


def docx_parts() -> dict[str, str | bytes]:
    return {"[Content_Types].xml": TYPES, "word/document.xml": DOCUMENT}


def relationships(kind: str, target: str, mode: str = "External") -> str:
    return (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{REL}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def an_ofd(parts: Mapping[str, str | bytes] | None = None, root: str = "") -> bytes:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    whole: dict[str, str | bytes] = {
        "OFD.xml": root
        or f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document {space}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/P.xml": f"<ofd:Page {space}/>",
    }
    return an_archive({**whole, **(parts or {})})


def a_pdf(
    *objects: bytes, catalog: bytes = b"", trailer: bytes = b"", pages: int = 1, box: str = "0 0 595 842"
) -> bytes:
    """A PDF with a right table of references; further objects are numbered from 100 on."""
    kids = " ".join(f"{10 + n} 0 R" for n in range(pages))
    numbered = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        **{10 + n: f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] >>".encode() for n in range(pages)},
        **{100 + n: body for n, body in enumerate(objects)},
    }
    text = b"%PDF-1.7\n"
    places = {}
    for number, body in numbered.items():
        places[number] = len(text)
        text += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(text)
    text += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        text += b"%d 1\n%010d 00000 n \n" % (number, place)
    text += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        max(numbered) + 1,
        trailer,
        start,
    )
    return text


def a_stream(body: bytes, head: bytes = b"", packed: bool = True) -> bytes:
    data = zlib.compress(body, 9) if packed else body
    filtered = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s%s/Length %d >>\nstream\n%s\nendstream" % (head, filtered, len(data), data)
