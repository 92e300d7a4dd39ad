"""The corpus as one file: a table of contents, and the texts in blocks that are opened only when a law is read.

A block holds some hundred laws in the order of the source, so that words are packed once; a law read again soon is
still open. Nothing here knows a database: the same file serves commands, checks and pages.
"""

from __future__ import annotations

import json
import lzma
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from tongban.foundation.refusals import Refused, _
from tongban.law.rules.cards import Article, Event, Law, Newer, Number, Order, Repeal

SHIPPED = Path(__file__).resolve().parent / "data" / "laws.tbl"
MARK = b"TBLAW1\n"
BLOCK = 400_000
OPEN_BLOCKS, OPEN_LAWS = 4, 32
_PACKING = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 22}]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the corpus comes from, as the operator who imported it said."""

    source: str
    edition: str
    imported_on: date


class Corpus:
    """An opened corpus: the contents in memory, the texts on the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            if file.read(len(MARK)) != MARK:
                raise Refused("law.corpus_wrong", _("The file {name} is no corpus of laws."), name=path.name)
            (size,) = struct.unpack(">I", file.read(4))
            head = json.loads(lzma.decompress(file.read(size)))
            self._texts_at = file.tell()
        self.origin = Origin(head["source"], head["edition"], date.fromisoformat(head["imported_on"]))
        self.laws = {row[0]: _law(row) for row in head["laws"]}
        self.repeals = tuple(
            Repeal(row[0], date.fromisoformat(row[1]), row[2], row[3]) for row in head["repeals"]
        )
        self.newer = {row[0]: _newer(row) for row in head["newer"]}
        self.aliases: Mapping[str, str] = head["aliases"]
        self._places = {law: tuple(place) for law, place in head["places"].items()}
        self._blocks: list[list[int]] = head["blocks"]
        self._block = lru_cache(maxsize=OPEN_BLOCKS)(self._open)
        self._law = lru_cache(maxsize=OPEN_LAWS)(self._read)

    def articles(self, law_id: str) -> tuple[Article, ...]:
        """The articles of a law in their order."""
        return self._law(law_id)

    def _read(self, law_id: str) -> tuple[Article, ...]:
        block, start, length = self._places[law_id]
        rows = json.loads(self._block(block)[start : start + length])
        return tuple(Article(Number(*row[0]) if row[0] else None, row[1], row[2], row[3]) for row in rows)

    def _open(self, block: int) -> bytes:
        start, length = self._blocks[block]
        with self.path.open("rb") as file:
            file.seek(self._texts_at + start)
            return lzma.decompress(file.read(length), format=lzma.FORMAT_RAW, filters=_PACKING)


def write(
    path: Path,
    origin: Origin,
    laws: Sequence[tuple[Law, Sequence[Article]]],
    repeals: Iterable[Repeal],
    newer: Iterable[Newer],
    aliases: Mapping[str, str],
) -> int:
    """Write a corpus; the same laws give the same bytes. Returns its size."""
    places: dict[str, tuple[int, int, int]] = {}
    packed: list[bytes] = []
    open_block = b""
    for law, articles in laws:
        rows = [[one.number, one.label, one.chapter, one.text] for one in articles]
        content = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
        places[law.id] = (len(packed), len(open_block), len(content))
        open_block += content
        if len(open_block) >= BLOCK:
            packed.append(_pack(open_block))
            open_block = b""
    if open_block:
        packed.append(_pack(open_block))
    starts = [sum(len(one) for one in packed[:at]) for at in range(len(packed))]
    head = lzma.compress(
        json.dumps(
            {
                "source": origin.source,
                "edition": origin.edition,
                "imported_on": origin.imported_on.isoformat(),
                "laws": [_row(law) for law, _articles in laws],
                "repeals": [[one.title, one.on.isoformat(), one.by_id, one.by_title] for one in repeals],
                "newer": [_newer_row(one) for one in newer],
                "aliases": dict(aliases),
                "places": places,
                "blocks": [[start, len(block)] for start, block in zip(starts, packed, strict=True)],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
    )
    content = MARK + struct.pack(">I", len(head)) + head + b"".join(packed)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)
    return len(content)


def _pack(block: bytes) -> bytes:
    return lzma.compress(block, format=lzma.FORMAT_RAW, filters=_PACKING)


def _row(law: Law) -> list[object]:
    history = [[one.on.isoformat(), int(one.whole), *_order_row(one.order)] for one in law.history]
    in_force = law.in_force_on.isoformat() if law.in_force_on else ""
    return [law.id, law.title, law.kind, law.version_on.isoformat(), in_force, int(law.complete), history]


def _law(row: list[Any]) -> Law:
    history = tuple(Event(date.fromisoformat(one[0]), bool(one[1]), _order(one[2:])) for one in row[6])
    in_force = date.fromisoformat(row[4]) if row[4] else None
    return Law(row[0], row[1], row[2], date.fromisoformat(row[3]), in_force, bool(row[5]), history)


def _newer_row(one: Newer) -> list[object]:
    return [one.title, one.on.isoformat(), _order_row(one.order), one.source, sorted(one.touched)]


def _newer(row: list[Any]) -> Newer:
    touched = frozenset(Number(*one) for one in row[4])
    return Newer(row[0], date.fromisoformat(row[1]), _order(row[2]), row[3], touched)


def _order_row(order: Order | None) -> list[object]:
    return [order.organ, order.number] if order else []


def _order(row: list[Any]) -> Order | None:
    return Order(row[0], row[1]) if row else None
