"""What people say, read as concepts: each stands for words of the register, nouns more than verbs."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tongban.catalogue.search.text import gram_sounds, is_han, normalise, runs

PLAIN = 0.0
WEIGHTS = {"noun": 1.6, "person": 0.8, "verb": 0.5, "other": 2.4}
"""How much a word tells: what it is about most, for whom less, what is to be done with it least."""
_WORTH = {"noun": 2.0, "person": 2.0, "other": 2.0, "verb": 1.5, "stop": 1.0}
_LATIN_WORDS = 4
MIN_HEARD = 2


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that was asked for.

    said    as typed (normalised)
    means   the words of the register it may stand for, the first the closest; ``said`` itself included
    weight  of a dictionary word; 0 for plain text, whose weight is that of its bigrams
    verb    an action (lose, renew, open) rather than a thing
    """

    said: str
    means: tuple[str, ...]
    weight: float = PLAIN
    verb: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The everyday words of ``data/everyday_words.csv``: what they mean and of which kind they are."""

    means: dict[str, tuple[str, ...]]
    kinds: dict[str, str]
    modifiers: tuple[str, ...]
    heard: dict[str, str]
    short_nouns: dict[str, tuple[str, ...]]
    longest: int


@cache
def vocabulary() -> Vocabulary:
    """The everyday words, read once."""
    means: dict[str, tuple[str, ...]] = {}
    kinds: dict[str, str] = {}
    modifiers: list[str] = []
    source = resources.files("tongban.catalogue") / "data" / "everyday_words.csv"
    with source.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            word = normalise(row["word"])
            if row["kind"] == "modifier":
                modifiers.append(word)
                continue
            kinds[word] = row["kind"]
            if row["means"]:
                means[word] = tuple(row["means"].split(";"))
    heard = {sound_of(word): word for word in means if is_han(word) and len(word) > MIN_HEARD}
    short_nouns: dict[str, tuple[str, ...]] = {}
    for word in means:
        if is_han(word) and len(word) == MIN_HEARD and kinds[word] == "noun":
            short_nouns[sound_of(word)] = (*short_nouns.get(sound_of(word), ()), word)
    return Vocabulary(means, kinds, tuple(sorted(modifiers)), heard, short_nouns, max(map(len, kinds)))


def sound_of(run: str) -> str:
    """How a run sounds, each character in its first reading."""
    return "'".join((gram_sounds(one) or ("?",))[0] for one in run)


def concepts(text: str) -> list[Concept]:
    """What a query asks for; words of speech are left out. The text is normalised first."""
    found: list[Concept] = []
    latin: list[str] = []
    for run in runs(normalise(text)):
        if is_han(run):
            found += _latin_concepts(latin)
            latin = []
            found += _han_concepts(run)
        else:
            latin.append(run)
    found += _latin_concepts(latin)
    return found


def _han_concepts(run: str) -> list[Concept]:
    """The run cut into everyday words and plain text, so that the words explain as much of it as they can."""
    known = vocabulary()
    found: list[Concept] = []
    rest = ""
    for piece, is_word in _cut(run, known):
        if not is_word:
            rest += piece
            continue
        found += _plain(rest)
        rest = ""
        if known.kinds[piece] != "stop":
            found.append(_concept(piece, piece))
    return found + _plain(rest)


def _cut(run: str, known: Vocabulary) -> list[tuple[str, bool]]:
    best: list[tuple[float, list[tuple[str, bool]]]] = [(0.0, [])]
    for end in range(1, len(run) + 1):
        worth, pieces = best[end - 1]
        ways = [(worth, [*pieces, (run[end - 1], False)])]
        for size in range(1, min(known.longest, end) + 1):
            word = run[end - size : end]
            kind = known.kinds.get(word)
            if kind:
                worth, pieces = best[end - size]
                ways.append((worth + _WORTH[kind] * size - 0.1, [*pieces, (word, True)]))
        best.append(max(ways, key=lambda way: way[0]))
    return best[-1][1]


def _plain(rest: str) -> list[Concept]:
    """Text that is no everyday word, unless part of it sounds like one (a slip of the input method)."""
    if not rest:
        return []
    known = vocabulary()
    for size in range(min(known.longest, len(rest)), MIN_HEARD, -1):
        for at in range(len(rest) - size + 1):
            meant = known.heard.get(sound_of(rest[at : at + size]))
            if meant:
                heard = _concept(rest[at : at + size], meant)
                return [*_plain(rest[:at]), heard, *_plain(rest[at + size :])]
    return [Concept(rest, (rest,))]


def slipped(one: Concept) -> Concept:
    """Two characters that no item has, read as the noun of the same sound that shares one of them: 低宝 for 低保."""
    known = vocabulary()
    if one.weight or len(one.said) != MIN_HEARD or not is_han(one.said):
        return one
    sound = sound_of(one.said)
    for word in known.short_nouns.get(sound, ()):
        if (word[0] == one.said[0]) != (word[1] == one.said[1]):
            return _concept(one.said, word)
    return one


def _concept(said: str, word: str) -> Concept:
    known = vocabulary()
    kind = known.kinds[word]
    means = tuple(dict.fromkeys([word, *known.means.get(word, ())]))
    return Concept(said, means, WEIGHTS[kind], kind == "verb")


def _latin_concepts(words: list[str]) -> list[Concept]:
    known = vocabulary()
    found: list[Concept] = []
    at = 0
    while at < len(words):
        for size in range(min(_LATIN_WORDS, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + size])
            if known.kinds.get(phrase) == "stop":
                break
            if phrase in known.means:
                found.append(Concept(phrase, known.means[phrase], WEIGHTS["noun"]))
                break
        else:
            size = 1
            found.append(Concept(words[at], (words[at],)))
        at += size
    return found
