"""Pictures, looked at without decoding them: whole, not too large, nothing else behind them."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from tongban.files.rules.refusals import Hostile

MOST_POINTS = 60_000_000
LONGEST_SIDE = 30_000
MOST_FRAMES = 100
_MOST_CHUNKS = 50_000
_SIZES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class PictureFinding:
    width: int
    height: int
    notes: tuple[str, ...]


def look_at_picture(data: bytes, kind: str) -> PictureFinding:
    """The size of a PNG or JPG and what is worth telling. Raises Hostile for what is damaged, too large or two in one."""
    try:
        found, end = _png(data) if kind == "png" else _jpg(data)
    except (struct.error, IndexError):
        raise Hostile("files.damaged") from None
    _refuse_what_follows(data[end:])
    if not 0 < found.width <= LONGEST_SIDE or not 0 < found.height <= LONGEST_SIDE:
        raise _too_large(found)
    if found.width * found.height > MOST_POINTS:
        raise _too_large(found)
    return found


def _too_large(found: PictureFinding) -> Hostile:
    if not found.width or not found.height:
        return Hostile("files.damaged")
    return Hostile(
        "files.picture_too_large", width=found.width, height=found.height, most=MOST_POINTS // 1_000_000
    )


def _refuse_what_follows(rest: bytes) -> None:
    """Phones hang their own data behind a picture; archives, programs and pages have no business there."""
    if (
        b"PK\x05\x06" in rest
        or b"PK\x03\x04" in rest
        or rest.lstrip(b"\0 \r\n\t").startswith((b"MZ", b"\x7fELF", b"%PDF"))
    ):
        raise Hostile("files.two_in_one")
    lowered = rest[:65_536].lower()
    if any(mark in lowered for mark in (b"<?php", b"<script", b"<html", b"<svg")):
        raise Hostile("files.two_in_one")


def _png(data: bytes) -> tuple[PictureFinding, int]:
    place, width, height, drawn = 8, 0, 0, False
    notes: list[str] = []
    for number in range(_MOST_CHUNKS):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        end = place + 12 + length
        if end > len(data) or (number == 0) != (kind == b"IHDR"):
            raise Hostile("files.damaged")
        if kind == b"IHDR":
            width, height = struct.unpack(">II", data[place + 8 : place + 16])
        elif kind == b"acTL" and struct.unpack(">I", data[place + 8 : place + 12])[0] > MOST_FRAMES:
            raise Hostile("files.bomb")
        elif kind == b"eXIf" and _has_gps(data[place + 8 : end - 4]):
            notes.append("gps")
        drawn = drawn or kind == b"IDAT"
        place = end
        if kind == b"IEND":
            break
    else:
        raise Hostile("files.damaged")
    if not drawn:
        raise Hostile("files.damaged")
    return PictureFinding(width, height, tuple(notes)), place


def _jpg(data: bytes) -> tuple[PictureFinding, int]:
    place, width, height = 2, 0, 0
    notes: list[str] = []
    for _ in range(_MOST_CHUNKS):
        if data[place] != 0xFF:
            raise Hostile("files.damaged")
        marker = data[place + 1]
        if marker in {0xFF, *_ALONE}:
            place += 1 if marker == 0xFF else 2
            continue
        if marker == 0xD9:
            raise Hostile("files.damaged")
        (length,) = struct.unpack(">H", data[place + 2 : place + 4])
        segment = data[place + 4 : place + 2 + length]
        if length < 2 or len(segment) != length - 2:
            raise Hostile("files.damaged")
        if marker in _SIZES:
            height, width = struct.unpack(">HH", segment[1:5])
        elif marker == 0xE1 and segment.startswith(b"Exif\0\0") and _has_gps(segment[6:]):
            notes.append("gps")
        place += 2 + length
        if marker == 0xDA:
            return PictureFinding(width, height, tuple(notes)), _end_of_jpg(data, place)
    raise Hostile("files.damaged")


def _end_of_jpg(data: bytes, place: int) -> int:
    """Where the picture ends: behind the end mark that no further scan follows."""
    end = data.find(b"\xff\xd9", place)
    if end < 0:
        raise Hostile("files.damaged")
    return end + 2


def _has_gps(exif: bytes) -> bool:
    """Whether the first directory of the picture's own notes points to a place on earth (tag 0x8825)."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 8:
        return False
    (start,) = struct.unpack(order + "I", exif[4:8])
    if start + 2 > len(exif):
        return False
    (count,) = struct.unpack(order + "H", exif[start : start + 2])
    tags = (exif[start + 2 + 12 * n : start + 4 + 12 * n] for n in range(min(count, 200)))
    return any(len(tag) == 2 and struct.unpack(order + "H", tag)[0] == 0x8825 for tag in tags)
