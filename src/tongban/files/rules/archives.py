"""OFD, DOCX and XLSX: archives whose parts must stay small, flat and quiet."""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tongban.files.rules.refusals import Hostile

MOST_ENTRIES = 3_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 150
RATIO_FREE = 1024 * 1024
MOST_XML = 32 * 1024 * 1024
DEEPEST = 1
_PIECE = 64 * 1024
_END_RECORD = b"PK\x05\x06"
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_PROGRAM_NAMES = (
    ".exe",
    ".dll",
    ".scr",
    ".bat",
    ".cmd",
    ".com",
    ".js",
    ".vbs",
    ".hta",
    ".jar",
    ".lnk",
    ".ps1",
    ".sh",
)
_NESTED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
_MACROS = ("vbaproject", "macrosheets/", "/activex/", "vbadata", "dialogsheets/")
_MAIN = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
}
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFD_NAMESPACES = ("http://www.ofdspec.org/2016", "http://www.ofdspec.org")
Digest = Callable[[str, bytes], bytes]


@dataclass(frozen=True, slots=True)
class ArchiveFinding:
    """What an archive turned out to be.

    pages       of an OFD; 0 where pages are not known without drawing
    signatures  an OFD's signatures; ``references_ok`` and ``references_bad`` count the parts they cover
    """

    kind: str
    pages: int = 0
    signatures: int = 0
    references_ok: int = 0
    references_bad: int = 0
    notes: tuple[str, ...] = ()


def look_into_archive(
    data: bytes, named: str, digest: Digest | None = None, depth: int = 0
) -> ArchiveFinding:
    """What the archive is, read part by part within limits. Raises Hostile for anything that could do harm.

    named   the kind that its name gives: "ofd", "docx" or "xlsx"
    digest  takes an algorithm's name and bytes; by default the standard library's
    """
    try:
        parts = _Parts(data, depth)
        kind = _kind_of(parts)
        if kind != named:
            raise Hostile("files.not_what_it_says", named=named.upper(), found=kind.upper())
        if kind == "ofd":
            return _look_into_ofd(parts, digest or _plain_digest)
        return _look_into_office(parts, kind)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ET.ParseError, struct.error):
        raise Hostile("files.damaged") from None
    except (KeyError, UnicodeError, ValueError, OverflowError):
        raise Hostile("files.damaged") from None


class _Parts:
    """The parts of an archive that passed every check of how they are packed."""

    def __init__(self, data: bytes, depth: int) -> None:
        self._data, self._depth = data, depth
        _check_frame(data)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._entries = {entry.filename: entry for entry in self._archive.infolist()}
        _check_entries(data, self._archive.infolist())
        self._check_content()

    def names(self) -> list[str]:
        return [name for name in self._entries if not name.endswith("/")]

    def has(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        return b"".join(self._pieces(self._entries[name]))

    def xml(self, name: str) -> ET.Element:
        """A part as XML. Raises Hostile when it declares a document type or is too long to be one."""
        if self._entries[name].file_size > MOST_XML:
            raise Hostile("files.bomb")
        text = self.read(name)
        _refuse_document_type(text)
        return ET.fromstring(text)  # noqa: S314 - see above

    def _pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The part's bytes, no more than it says it has; a wrong checksum is damage."""
        left = entry.file_size
        with self._archive.open(entry) as file:
            while piece := file.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise Hostile("files.bomb")
                yield piece

    def _check_content(self) -> None:
        for name, entry in self._entries.items():
            if entry.is_dir():
                continue
            first = b""
            for piece in self._pieces(entry):
                first = first or piece
            self._check_part(name, first)

    def _check_part(self, name: str, first: bytes) -> None:
        lowered = name.lower()
        if first.startswith(_PROGRAMS) or lowered.endswith(_PROGRAM_NAMES):
            raise Hostile("files.program")
        if any(mark in f"/{lowered}" for mark in _MACROS):
            raise Hostile("files.macro")
        if (
            lowered.endswith((".svg", ".html", ".htm"))
            or first.lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower() == b"<html"
        ):
            raise Hostile("files.script")
        if first.startswith(_NESTED):
            self._check_nested(lowered, name)

    def _check_nested(self, lowered: str, name: str) -> None:
        """A chart may carry its own sheet, one level deep; any other archive inside is refused."""
        kind = lowered.rsplit(".", 1)[-1]
        if self._depth >= DEEPEST or "/embeddings/" not in lowered or kind not in {"xlsx", "docx"}:
            raise Hostile("files.embedded")
        look_into_archive(self.read(name), kind, depth=self._depth + 1)


def _check_frame(data: bytes) -> None:
    """The archive fills the file from its first byte to its last, is not of the 64-bit kind, and is not too many."""
    end = data.rfind(_END_RECORD, max(0, len(data) - 66_000))
    if end < 0 or len(data) < end + 22:
        raise Hostile("files.damaged")
    disk, start_disk, here, entries, size, start, comment = struct.unpack("<4H2LH", data[end + 4 : end + 22])
    if entries in {0, 0xFFFF} or entries > MOST_ENTRIES or start == 0xFFFFFFFF:
        raise Hostile("files.bomb" if entries else "files.damaged")
    if disk or start_disk or here != entries or end + 22 + comment != len(data) or start + size != end:
        raise Hostile("files.archive_wrong")
    if not data.startswith(b"PK\x03\x04"):
        raise Hostile("files.two_in_one")


def _check_entries(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    total = packed = 0
    for entry in entries:
        _check_entry(entry)
        if entry.filename.lower() in seen:
            raise Hostile("files.archive_wrong")
        seen.add(entry.filename.lower())
        total, packed = total + entry.file_size, packed + entry.compress_size
    if total > MOST_UNPACKED or (total > RATIO_FREE and total > MOST_RATIO * max(packed, 1)):
        raise Hostile("files.bomb")
    _check_places(data, entries)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x41:
        raise Hostile("files.encrypted")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Hostile("files.archive_wrong")
    name = entry.orig_filename
    if not name or "\\" in name or "\0" in name or ":" in name or name.startswith("/"):
        raise Hostile("files.archive_wrong")
    if any(part in {".", ".."} for part in name.split("/")):
        raise Hostile("files.archive_wrong")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Hostile("files.archive_wrong")


def _check_places(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """No part lies over another one, and each part calls itself what the directory calls it."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        head = data[entry.header_offset : entry.header_offset + 30]
        if head[:4] != b"PK\x03\x04" or entry.header_offset < end:
            raise Hostile("files.archive_wrong")
        name_length, extra_length = struct.unpack("<2H", head[26:30])
        name = data[entry.header_offset + 30 : entry.header_offset + 30 + name_length]
        if name.decode("utf-8" if entry.flag_bits & 0x800 else "cp437") != entry.orig_filename:
            raise Hostile("files.archive_wrong")
        end = entry.header_offset + 30 + name_length + extra_length + entry.compress_size
    if end > len(data):
        raise Hostile("files.damaged")


def _refuse_document_type(text: bytes) -> None:
    """Entities are declared in document types; honest parts have none. All encodings are looked through."""
    flat = text.replace(b"\0", b"").lower()
    if b"<!doctype" in flat or b"<!entity" in flat:
        raise Hostile("files.script")


def _kind_of(parts: _Parts) -> str:
    if parts.has("OFD.xml"):
        return "ofd"
    if parts.has("[Content_Types].xml"):
        types = [element.get("ContentType", "") for element in parts.xml("[Content_Types].xml")]
        if any("macroenabled" in text.lower() or "vba" in text.lower() for text in types):
            raise Hostile("files.macro")
        found = next((kind for kind, main in _MAIN.items() if any(text.endswith(main) for text in types)), "")
        if found:
            return found
    return "zip"


def _look_into_office(parts: _Parts, kind: str) -> ArchiveFinding:
    links = False
    for name in parts.names():
        lowered = name.lower()
        if lowered.endswith(".rels"):
            links = _check_relationships(parts.xml(name)) or links
        elif lowered.endswith(".xml"):
            _check_fields(parts.xml(name))
    return ArchiveFinding(kind, notes=("links",) if links else ())


def _check_relationships(root: ET.Element) -> bool:
    """Whether the document links elsewhere. Raises Hostile when it would load from elsewhere by itself."""
    links = False
    for relationship in root.iter(_RELATIONSHIP):
        if relationship.get("TargetMode", "").lower() != "external":
            continue
        kind = relationship.get("Type", "").rsplit("/", 1)[-1].lower()
        target = relationship.get("Target", "").strip().lower()
        if kind != "hyperlink" or target.startswith(("file:", "javascript:", "\\\\", "mhtml:", "ms-")):
            raise Hostile("files.external")
        links = True
    return links


def _check_fields(root: ET.Element) -> None:
    """Fields that start a program when the document is opened (DDE)."""
    words = "".join(
        element.text or ""
        for element in root.iter()
        if element.tag.rsplit("}", 1)[-1] in {"instrText", "ddeLink"}
    ).upper()
    simple = (
        element.get(f"{element.tag.split('}')[0]}}}instr", "")
        for element in root.iter()
        if element.tag.endswith("}fldSimple")
    )
    dde = any(element.tag.endswith("}ddeLink") for element in root.iter())
    if dde or "DDE" in words or any("DDE" in text.upper() for text in simple):
        raise Hostile("files.script")


def _look_into_ofd(parts: _Parts, digest: Digest) -> ArchiveFinding:
    root = parts.xml("OFD.xml")
    space = root.tag[1:].split("}")[0] if root.tag.startswith("{") else ""
    if space not in _OFD_NAMESPACES or root.tag != f"{{{space}}}OFD":
        raise Hostile("files.damaged")
    notes = [] if space == _OFD_NAMESPACES[0] else ["ofd_namespace"]
    pages = signatures = right = wrong = 0
    for body in root.iter(f"{{{space}}}DocBody"):
        document = parts.xml(_inside(_text(body, space, "DocRoot"), ""))
        pages += sum(1 for _ in document.iter(f"{{{space}}}Page"))
        signed = body.find(f"{{{space}}}Signatures")
        if signed is not None and signed.text:
            counted = _check_signatures(parts, _inside(signed.text, ""), digest)
            signatures, right, wrong = signatures + counted[0], right + counted[1], wrong + counted[2]
    if not pages:
        raise Hostile("files.damaged")
    for name in parts.names():
        if name.lower().endswith(".xml"):
            _check_places_named(parts.xml(name))
    if signatures:
        notes.append("signature_broken" if wrong else "signed")
    return ArchiveFinding("ofd", pages, signatures, right, wrong, tuple(notes))


def _text(element: ET.Element, space: str, name: str) -> str:
    return element.findtext(f"{{{space}}}{name}", "").strip()


def _inside(place: str, folder: str) -> str:
    """The name of the part that a document points to. Raises Hostile when it points out of the archive."""
    place = place.strip()
    whole = place[1:] if place.startswith("/") else f"{folder}{place}"
    parts: list[str] = []
    for part in whole.split("/"):
        if part == "..":
            if not parts:
                raise Hostile("files.archive_wrong")
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _check_places_named(root: ET.Element) -> None:
    """Parts that a document loads must lie in the archive."""
    for element in root.iter():
        local = element.tag.rsplit("}", 1)[-1]
        places = [element.get("BaseLoc", ""), element.get("FileLoc", ""), element.get("FileRef", "")]
        if local in {"MediaFile", "FileLoc", "FontFile", "BaseLoc", "DocRoot", "PublicRes", "DocumentRes"}:
            places.append(element.text or "")
        if any("://" in place or place.strip().startswith(("\\\\", "file:")) for place in places):
            raise Hostile("files.external")


def _check_signatures(parts: _Parts, listed: str, digest: Digest) -> tuple[int, int, int]:
    """How many signatures stand in the document, and how many of the parts they cover are unchanged or not."""
    count = right = wrong = 0
    folder = listed.rsplit("/", 1)[0] + "/" if "/" in listed else ""
    for entry in parts.xml(listed):
        if not entry.tag.endswith("}Signature"):
            continue
        count += 1
        signature = parts.xml(_inside(entry.get("BaseLoc", ""), folder))
        for references in (item for item in signature.iter() if item.tag.endswith("}References")):
            method = references.get("CheckMethod", "MD5")
            for reference in references:
                if _reference_holds(parts, reference, method, digest):
                    right += 1
                else:
                    wrong += 1
    return count, right, wrong


_METHODS = {
    "SM3": "sm3", "1.2.156.10197.1.401": "sm3", "MD5": "md5", "SHA1": "sha1", "SHA-1": "sha1",
    "SHA256": "sha256", "SHA-256": "sha256", "SHA512": "sha512", "SHA-512": "sha512",
}  # fmt: skip


def _reference_holds(parts: _Parts, reference: ET.Element, method: str, digest: Digest) -> bool:
    name = _inside(reference.get("FileRef", ""), "")
    algorithm = _METHODS.get(method.upper())
    value = next((item.text or "" for item in reference if item.tag.endswith("}CheckValue")), "")
    if algorithm is None or not parts.has(name):
        return False
    return digest(algorithm, parts.read(name)) == b64decode(value)


def _plain_digest(algorithm: str, data: bytes) -> bytes:
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()
