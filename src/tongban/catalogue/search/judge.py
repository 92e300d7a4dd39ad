"""How well a candidate answers what was said: the share of it that the item's own words cover."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tongban.catalogue.search.index import SearchDoc, sound_tokens
from tongban.catalogue.search.text import grams, initials, is_han, runs, sound_pairs, syllables, unbracketed
from tongban.catalogue.search.words import WEIGHTS, Concept, vocabulary

SLIP = 0.8
"""A word that only sounds like the one typed counts this much."""
ALL_OTHER = 0.4
"""So much, when not one pair of its characters is the same: 咖啡馆 is not to be found in 保障卡非关键."""
ALSO = 0.95
"""A word found beside the name (result, main item) counts this much."""
PLACE = 0.6
"""A word found in the name of the department or region counts this much."""
FURTHER = 0.92
"""The third and further meanings of an everyday word count this much."""
_CLOSER, _RICHER, _CONTAINED, _HERE = 0.12, 0.03, 0.15, 0.06
_UNASKED = 0.86


class Candidate:
    """An item of the index with its words as they are compared."""

    __slots__ = ("also", "doc", "heard_once", "name", "place", "plain")

    def __init__(self, doc: SearchDoc, name: str, also: str, place: str) -> None:
        self.doc = doc
        self.plain = name
        self.name = f"{name} {unbracketed(name)}" if "(" in name else name
        self.also = also
        self.place = place
        self.heard_once: frozenset[str] | None = None

    @property
    def heard(self) -> frozenset[str]:
        """How the bigrams of the item's words sound."""
        if self.heard_once is None:
            found = runs(self.name) + runs(self.also)
            self.heard_once = frozenset(sound for run in found if is_han(run) for sound in sound_tokens(run))
        return self.heard_once

    def spelled(self, said: str) -> float:
        """How much of Latin letters the item answers: as they stand, as pinyin, or as initials."""
        if said in self.name:
            return 1.0
        if not said.isalpha():
            return 0.0
        pairs = sound_pairs(syllables(said))
        share = sum(pair in self.heard for pair in pairs) / len(pairs) if pairs else 0.0
        if share < 1 and len(said) > 2:
            letters = " ".join(initials(run) for run in runs(self.name) if is_han(run))
            share = max(share, 0.9 * (said in letters))
        return share


@dataclass(frozen=True, slots=True)
class Verdict:
    """score     for the order, somewhat above 1 for the best
    answered  the share of what was said that the item answers, 0 to 1
    """

    score: float
    answered: float


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that would answer a concept, with its bigrams and how much each tells."""

    text: str
    parts: tuple[tuple[str, float], ...]
    total: float
    closeness: float


class Judge:
    """Weighs candidates against one query."""

    def __init__(self, text: str, asked: list[Concept], rarity: Callable[[str], float]) -> None:
        self._text = text
        self._asked = [(one, self._words(one, rarity), _weight(one, rarity)) for one in asked]
        self._total = sum(weight for _one, _words, weight in self._asked) or 1.0
        self._wanted = {gram for one in asked for word in one.means for gram in grams(word)}
        everything = text + "".join(word for one in asked for word in one.means)
        unasked = [word for word in vocabulary().modifiers if word not in everything]
        self._unasked = re.compile("|".join(sorted(unasked, key=len, reverse=True)) or r"(?!)")

    def verdict(self, one: Candidate, bm25: float) -> Verdict:
        """The verdict on a candidate. bm25 is its engine score as a share of the best."""
        covered = richness = things = 0.0
        for concept, words, weight in self._asked:
            shares = [self._share(concept, word, one) for word in words] or [one.spelled(concept.said)]
            best = max(shares)
            covered += weight * best
            richness += sum(share >= FURTHER for share in shares) - (best >= FURTHER)
            things = max(things, 0.0 if concept.verb else best)
        covered /= self._total
        score = covered + _CLOSER * self._closeness(one.plain) + _RICHER * min(3, richness) + 0.05 * bm25
        score *= _UNASKED ** min(2, len(self._unasked.findall(one.plain)))
        score += _HERE * one.doc.appliable
        if self._text == one.plain:
            score += 1
        elif len(self._text) > 1 and self._text in one.name:
            score += _CONTAINED
        return Verdict(round(score, 4), covered if things >= 0.5 else covered / 2)

    @staticmethod
    def _words(one: Concept, rarity: Callable[[str], float]) -> tuple[_Word, ...]:
        found = []
        for place, word in enumerate(one.means):
            if is_han(word):
                parts = tuple((gram, rarity(gram)) for gram in grams(word))
                found.append(
                    _Word(word, parts, sum(tells for _gram, tells in parts), 1.0 if place < 3 else FURTHER)
                )
        return tuple(found)

    @staticmethod
    def _share(concept: Concept, word: _Word, one: Candidate) -> float:
        if word.text in one.name:
            return word.closeness
        if word.text in one.also:
            return word.closeness * ALSO
        there = sum(tells for gram, tells in word.parts if gram in one.name or gram in one.also)
        share = there / word.total
        if concept.weight:
            return word.closeness * share * share
        if share < SLIP and len(word.text) > 1:
            heard = sum(
                any(sound in one.heard for sound in sound_tokens(gram)) for gram, _tells in word.parts
            )
            share = max(share, (SLIP if there else ALL_OTHER) * heard / len(word.parts))
        if share < PLACE and all(gram in one.place for gram, _tells in word.parts):
            share = PLACE
        return share

    def _closeness(self, name: str) -> float:
        """How much of the item's name was asked for: short, fitting names come first."""
        own = [name[at : at + 2] for at in range(len(name) - 1)]
        return len(self._wanted.intersection(own)) / len(own) if own else 0.0


def _weight(one: Concept, rarity: Callable[[str], float]) -> float:
    if one.weight:
        return one.weight
    if not is_han(one.said):
        return WEIGHTS["noun"]
    return min(4.0, 0.4 + sum(rarity(gram) for gram in grams(one.said)))
