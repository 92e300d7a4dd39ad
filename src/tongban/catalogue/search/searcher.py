"""Reading an index: candidates by BM25 over bigrams, then ordered by how much of what was said they answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import orjson
import tantivy

from tongban.catalogue.search.index import SearchDoc, sound_tokens
from tongban.catalogue.search.judge import Candidate, Judge
from tongban.catalogue.search.text import (
    grams,
    initial_grams,
    is_han,
    normalise,
    runs,
    sound_pairs,
    syllables,
)
from tongban.catalogue.search.words import Concept, concepts, slipped

CANDIDATES = 40
CONFIDENT = 0.5
RELEVANT = 0.5
"""What answers less than this share of the best is not shown beside it."""
ENOUGH = 3
"""So many items with all the words typed, and no others are looked for."""
MAX_TEXT = 100
SHORTEST_CODE = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found and how well it answers, from 0 to somewhat above 1."""

    doc: SearchDoc
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, best first. ``confident`` is false when nothing really answers what was said."""

    hits: tuple[Hit, ...]
    confident: bool


class Searcher:
    """Answers queries from one index; may be shared by threads."""

    def __init__(self, path: Path | None = None, *, index: tantivy.Index | None = None) -> None:
        self._index = index if index is not None else tantivy.Index.open(str(path))
        self._schema = self._index.schema
        self._reader = self._index.searcher()
        self._docs = max(1, self._reader.num_docs)
        self._carriers = lru_cache(maxsize=65536)(self._reader.doc_freq)
        self._rarity = lru_cache(maxsize=65536)(self._rarity_of)

    def __len__(self) -> int:
        return int(self._reader.num_docs)

    def find(self, text: str, limit: int = 10) -> Found:
        """The items that answer a query best; an empty query finds nothing."""
        text = normalise(text.strip()[:MAX_TEXT])
        exact = self._by_code(text)
        if exact:
            return Found(tuple(Hit(one.doc, 2.0) for one in exact[:limit]), True)
        asked = concepts(text) or [Concept(run, (run,)) for run in runs(text)]
        asked = [slipped(one) if self._is_nowhere(one.said) else one for one in asked]
        candidates = self._candidates(asked) if asked else []
        if not candidates:
            return Found((), False)
        return self._ranked(text, asked, candidates, limit)

    def _ranked(
        self, text: str, asked: list[Concept], candidates: list[tuple[float, Candidate]], limit: int
    ) -> Found:
        judge = Judge(text, asked, self._rarity)
        best = candidates[0][0] or 1.0
        judged = [(judge.verdict(one, bm25 / best), one.doc) for bm25, one in candidates]
        judged.sort(key=lambda pair: (-pair[0].score, pair[1].name, pair[1].code))
        least = judged[0][0].score * RELEVANT
        hits = tuple(Hit(doc, verdict.score) for verdict, doc in judged[:limit] if verdict.score >= least)
        return Found(hits, judged[0][0].answered > CONFIDENT)

    def _is_nowhere(self, said: str) -> bool:
        """Whether these two characters stand side by side in no item."""
        return len(said) == 2 and self._rarity(said) >= 1

    def _candidates(self, asked: list[Concept]) -> list[tuple[float, Candidate]]:
        if len(asked) == 1 and not asked[0].weight and is_han(asked[0].said):
            found = self._search(tantivy.Occur.Must, self._whole(asked[0].said))
            if len(found) >= ENOUGH:
                return found
        return self._search(
            tantivy.Occur.Should, [part for concept in asked for part in self._parts(concept)]
        )

    def _search(self, occur: tantivy.Occur, parts: list[tantivy.Query]) -> list[tuple[float, Candidate]]:
        if not parts:
            return []
        query = tantivy.Query.boolean_query([(occur, part) for part in parts])
        result = self._reader.search(query, CANDIDATES, False)
        return [(score, self._candidate(address)) for score, address in result.hits]

    def _whole(self, said: str) -> list[tantivy.Query]:
        """Every bigram of the name at once: quick where many items carry the very words."""
        return [self._term("name", gram, 1.0) for gram in grams(said)]

    def _parts(self, concept: Concept) -> list[tantivy.Query]:
        """The clauses of one concept: its words by bigrams, by sound where it is plain text or Latin letters."""
        boost = 0.4 if concept.verb else 1.0
        wanted = dict.fromkeys(gram for word in concept.means if is_han(word) for gram in grams(word))
        known = [gram for gram in wanted if self._rarity(gram) < 1]
        found = [self._term("name", gram, boost) for gram in known]
        found += [self._term("also", gram, boost * 0.6) for gram in known if self._carriers("also", gram)]
        if not is_han(concept.said):
            found += self._latin_parts(concept.said)
        elif not concept.weight:
            found += [self._term("place", gram, 0.3) for gram in grams(concept.said)]
            if len(known) < len(wanted):
                found += [self._term("sound", sound, 0.4) for sound in sound_tokens(concept.said)]
        return found

    def _latin_parts(self, said: str) -> list[tantivy.Query]:
        found = [self._term("name", said, 1.0)]
        if said.isalpha():
            found += [self._term("sound", pair, 1.0) for pair in sound_pairs(syllables(said))]
            if len(said) > 2:
                found += [self._term("letters", three, 0.7) for three in initial_grams(said)]
        return found

    def _term(self, field: str, value: str, boost: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, field, value, "basic")
        return query if boost == 1.0 else tantivy.Query.boost_query(query, boost)

    def _by_code(self, text: str) -> list[Candidate]:
        if len(text) < SHORTEST_CODE or not text.isascii():
            return []
        query = tantivy.Query.term_query(self._schema, "code", text, "basic")
        return [self._candidate(address) for _score, address in self._reader.search(query, 5, False).hits]

    def _candidate(self, address: tantivy.DocAddress) -> Candidate:
        kept, compared = orjson.loads(self._reader.doc(address)["kept"][0])
        return Candidate(SearchDoc(*kept), *compared)

    def _rarity_of(self, gram: str) -> float:
        """How much a bigram tells: 1 for one that no item has, towards 0.1 for one that most have."""
        many = self._carriers("name", gram) + self._carriers("also", gram)
        if not many:
            return 1.0
        return max(0.1, min(0.999, math.log(1 + self._docs / many) / math.log(1 + self._docs)))
