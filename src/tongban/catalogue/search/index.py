"""Writing an index: what of an item is found, and how it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter
from pathlib import Path

import orjson
import tantivy

from tongban.catalogue.search.text import (
    gram_sounds,
    grams,
    initial_grams,
    initials,
    is_han,
    normalise,
    runs,
    seams,
)

TOKENS = ("name", "also", "place", "sound", "letters")
WRITER_MEMORY = 128_000_000


@dataclass(frozen=True, slots=True)
class SearchDoc:
    """What the index keeps of an item.

    also      further words by which it is looked for (result, everyday names), separated by spaces
    promised  the promised time as data: "10 workday", empty when unknown
    """

    id: str
    code: str
    name: str
    department: str = ""
    region: str = ""
    also: str = ""
    kind: str = ""
    promised: str = ""
    appliable: bool = False
    has_guide: bool = False


_PARTS = attrgetter(*(one.name for one in fields(SearchDoc)))


def build(path: Path, docs: Iterable[SearchDoc]) -> int:
    """Write a new index into an empty folder; the number of items in it."""
    path.mkdir(parents=True, exist_ok=True)
    return _fill(tantivy.Index(schema(), path=str(path), reuse=False), docs)


def build_in_memory(docs: Iterable[SearchDoc]) -> tantivy.Index:
    """An index that lives in memory only."""
    index = tantivy.Index(schema())
    _fill(index, docs)
    return index


def schema() -> tantivy.Schema:
    """The fields of the index; all text is cut into tokens here, so that the engine only splits at spaces."""
    builder = tantivy.SchemaBuilder()
    for name in TOKENS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("code", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("kept", stored=True)
    return builder.build()


def _fill(index: tantivy.Index, docs: Iterable[SearchDoc]) -> int:
    writer = index.writer(WRITER_MEMORY, 1)
    count = 0
    for doc in docs:
        writer.add_document(document(doc))
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return count


def document(doc: SearchDoc) -> tantivy.Document:
    """The tokens of an item, and the item itself as it is given back."""
    name = normalise(doc.name)
    name_runs = runs(name)
    if "(" in name:
        name_runs += seams(name)
    han = [run for run in name_runs if is_han(run)]
    also_runs = [run for run in runs(normalise(doc.also)) if is_han(run)] if doc.also else []
    place, place_tokens = _place(doc.department, doc.region)
    built = tantivy.Document()
    built.add_text("name", " ".join(tokens(name_runs)))
    if also_runs:
        built.add_text("also", " ".join(tokens(also_runs)))
    if place:
        built.add_text("place", place_tokens)
    heard = {gram: None for run in (*han, *also_runs) for gram in grams(run)}
    built.add_text("sound", " ".join([_SOUNDS[gram] for gram in heard]))
    letters = {three: None for run in han for three in initial_grams(initials(run))}
    built.add_text("letters", " ".join(letters))
    built.add_text("code", normalise(doc.code))
    built.add_bytes("kept", orjson.dumps([_PARTS(doc), [name, " ".join(also_runs), place]]))
    return built


class _Sounds(dict[str, str]):
    """How each bigram may be read, its readings separated by spaces; a look-up a bigram, for a million items."""

    def __missing__(self, gram: str) -> str:
        found = self[gram] = " ".join(gram_sounds(gram))
        return found


_SOUNDS = _Sounds()


@lru_cache(maxsize=4096)
def _place(department: str, region: str) -> tuple[str, str]:
    """The place as it is compared, and its tokens; departments and regions are few beside items."""
    place = normalise(f"{department}{region}")
    return place, " ".join(tokens(runs(place)))


def tokens(stretches: Iterable[str]) -> list[str]:
    """Bigrams and single characters of Han runs, other runs whole; each once."""
    found: list[str] = []
    for run in stretches:
        if len(run) > 1 and is_han(run):
            found += grams(run)
            found += run
        else:
            found.append(run)
    return list(dict.fromkeys(found))


def sound_tokens(run: str) -> list[str]:
    """How the bigrams of a run may be read."""
    return [sound for gram in grams(run) for sound in gram_sounds(gram)]
