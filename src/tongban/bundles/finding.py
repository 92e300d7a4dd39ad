"""Finding bundles by what people type: a few hundred names at most, kept in memory and made anew when one changes."""

from __future__ import annotations

import threading
from datetime import date

from tongban.bundles import queries
from tongban.bundles.models import Bundle, Version
from tongban.catalogue.search import SearchDoc, Searcher, build_in_memory

MOST = 3


def search(*, text: str, on: date) -> tuple[queries.BundleLine, ...]:
    """The bundles that really answer what was typed, best first; what is not offered here only when nothing else is."""
    hits = [line for line, _score in scored(text=text, on=on)]
    offered = tuple(one for one in hits if one.offered)
    return offered or tuple(hits)


def scored(*, text: str, on: date) -> tuple[tuple[queries.BundleLine, float], ...]:
    """The bundles that really answer, offered here or not, with how well; none when nothing does."""
    lines = {one.code: one for one in queries.bundles()}
    if not lines or not text.strip():
        return ()
    found = _reading.searcher(on).find(text, MOST)
    if not found.confident:
        return ()
    return tuple((lines[one.doc.code], one.score) for one in found.hits if one.doc.code in lines)


def _documents(on: date) -> list[SearchDoc]:
    also = {
        row.bundle.code: f"{row.content.get('also', '')} {row.content.get('theme', '')}"
        for row in Version.objects.select_related("bundle").filter(state="published")
    }
    return [
        SearchDoc(
            id=one.code, code=one.code, name=one.name, also=also.get(one.code, ""), appliable=one.offered
        )
        for one in queries.bundles()
    ]


class _Reading:
    """The names this process reads; made again when a bundle or a version has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp = ""
        self._searcher: Searcher | None = None

    def searcher(self, on: date) -> Searcher:
        newest = Version.objects.order_by("-changed_at").values_list("changed_at", "id").first()
        stamp = f"{Bundle.objects.count()} {newest}"
        with self._lock:
            if self._searcher is None or stamp != self._stamp:
                self._searcher = Searcher(index=build_in_memory(_documents(on)))
                self._stamp = stamp
            return self._searcher


_reading = _Reading()
