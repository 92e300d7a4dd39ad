"""Finding items: the index on disk, rebuilt beside the old one and put in its place at once."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from tongban.catalogue.models import Version
from tongban.catalogue.rows import in_force, stamp
from tongban.catalogue.rules import days_of
from tongban.catalogue.search import Hit, SearchDoc, Searcher, build, build_in_memory
from tongban.foundation.ids import new_public_id
from tongban.foundation.workdays import Period

POINTER = "current"
SOURCES = "sources.sha256"
KEPT_GENERATIONS = 2
MAX_HITS = 50


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An item found, with what its line in a list shows."""

    id: str
    code: str
    name: str
    department: str
    region: str
    kind: str
    promised: Period | None
    appliable: bool
    has_guide: bool
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found, best first; ``confident`` is false when nothing really answers what was said."""

    text: str
    hits: tuple[SearchHit, ...]
    confident: bool


def search(*, text: str, limit: int = 10, on: date) -> SearchResult:
    """The items that answer what a person typed, by name, sound, initials, everyday word or code."""
    found = _reader(on).find(text, min(limit, MAX_HITS))
    return SearchResult(text, tuple(_hit(one) for one in found.hits), found.confident)


def rebuild_index(*, on: date) -> int:
    """Write the index anew and put it in place of the old one; the number of items in it.

    Readers see the old index until the new one is complete; a rebuild that fails changes nothing.
    """
    home = Path(settings.TONGBAN.INDEX)
    home.mkdir(parents=True, exist_ok=True)
    generation, told = new_public_id(), hashlib.sha256()
    count = build(home / generation, _told(documents(on), told))
    (home / generation / SOURCES).write_text(told.hexdigest(), encoding="ascii")
    pointer = home / f"{POINTER}.{generation}"
    pointer.write_text(generation, encoding="ascii")
    pointer.replace(home / POINTER)
    _drop_old(home, generation)
    return count


def refresh_index(*, on: date) -> bool:
    """Rebuild the index if what it was made from has changed since; whether it had.

    Several changes at once, such as two lists imported one after the other, make one rebuild.
    """
    home = Path(settings.TONGBAN.INDEX)
    noted = home / _generation_in(home) / SOURCES
    if _generation_in(home) and noted.exists():
        told = hashlib.sha256()
        for _doc in _told(documents(on), told):
            pass
        if noted.read_text(encoding="ascii") == told.hexdigest():
            return False
    rebuild_index(on=on)
    return True


def _told(docs: Iterable[SearchDoc], told: hashlib._Hash) -> Iterator[SearchDoc]:
    """The same documents, each told to the digest on the way."""
    for doc in docs:
        told.update(repr(doc).encode())
        yield doc


def documents(on: date) -> Iterator[SearchDoc]:
    """What is found of every item in force on a day."""
    rows = in_force(on).order_by("implementation__code")
    for row in rows.iterator(chunk_size=500):
        yield _document(row)


def _document(row: Version) -> SearchDoc:
    content = row.content
    also = [
        content.get("main_item", ""),
        content.get("also", ""),
        (content.get("result") or {}).get("name", ""),
    ]
    return SearchDoc(
        id=str(row.implementation_id),
        code=row.implementation.code,
        name=row.name,
        department=row.implementation.department.name,
        region=row.implementation.region.name,
        also=" ".join(one for one in [*also, *content.get("themes", ())] if one),
        kind=row.type_code,
        promised="" if row.promised_number is None else f"{row.promised_number} {row.promised_unit}",
        appliable=row.appliable and row.state == "published",
        has_guide=row.has_guide,
    )


def _hit(one: Hit) -> SearchHit:
    doc = one.doc
    return SearchHit(
        id=doc.id,
        code=doc.code,
        name=doc.name,
        department=doc.department,
        region=doc.region,
        kind=doc.kind,
        promised=_period(doc.promised),
        appliable=doc.appliable,
        has_guide=doc.has_guide,
        score=one.score,
    )


def _period(text: str) -> Period | None:
    number, _space, unit = text.partition(" ")
    return days_of(int(number), unit) if unit else None


class _Reading:
    """The index this process reads; opened again when another generation is in place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation = ""
        self._searcher: Searcher | None = None

    def searcher(self, on: date) -> Searcher:
        home = Path(settings.TONGBAN.INDEX)
        generation = _generation_in(home) or f"memory {on} {stamp()}"
        with self._lock:
            if self._searcher is None or generation != self._generation:
                if generation.startswith("memory "):
                    self._searcher = Searcher(index=build_in_memory(documents(on)))
                else:
                    self._searcher = Searcher(home / generation)
                self._generation = generation
            return self._searcher


_reading = _Reading()


def _reader(on: date) -> Searcher:
    return _reading.searcher(on)


def _generation_in(home: Path) -> str:
    """The generation that is in place; empty when none is, or when what the pointer names is gone."""
    try:
        generation = (home / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    return generation if (home / generation / "meta.json").exists() else ""


def _drop_old(home: Path, current: str) -> None:
    """Remove generations that no reader needs any more; the one before the current is kept for slow readers."""
    folders = sorted((one for one in home.iterdir() if one.is_dir()), key=lambda one: one.stat().st_mtime)
    others = [one for one in folders if one.name != current]
    for one in others[: -(KEPT_GENERATIONS - 1)]:
        shutil.rmtree(one, ignore_errors=True)
    for stray in home.glob(f"{POINTER}.*"):
        stray.unlink(missing_ok=True)
