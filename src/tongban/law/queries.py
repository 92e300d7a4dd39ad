"""Reading: the corpus of this process, opened when it is first asked, and what citations resolve to."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from tongban.foundation.refusals import Refused, _
from tongban.law import rules
from tongban.law.corpus import SHIPPED, Corpus, Origin

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class LawCard:
    """A law as others see it."""

    id: str
    title: str
    kind: str
    version_on: date


def resolve(*, citation: str, on: date, item: str = "") -> tuple[rules.Resolution, ...]:
    """Every law the text cites, resolved by the law of the day; at least one.

    item  the service item it is the basis of; then each article is asked whether it speaks of it
    Refuses a text that names no law, order or document, and one longer than any basis.
    """
    if len(citation) > LONGEST:
        raise Refused("law.text_too_long", _("Give at most {most} characters at once."), most=LONGEST)
    shelf = _shelf()
    cited = rules.read_citations(citation, shelf.titles)
    if not cited:
        raise Refused(
            "law.nothing_cited",
            _(
                "No law, order or document number was found here. Write it as 《title》第N条, or as a document number."
            ),
        )
    return tuple(rules.resolve(one, shelf, on=on, item=item) for one in cited)


def origin() -> Origin:
    """Where the corpus comes from and when it was imported."""
    return corpus().origin


def laws() -> tuple[LawCard, ...]:
    """Every edition that is held."""
    return tuple(LawCard(one.id, one.title, one.kind, one.version_on) for one in corpus().laws.values())


def forget() -> None:
    """Open the corpus anew at the next question, after an import."""
    corpus.cache_clear()
    _shelf.cache_clear()


@lru_cache(maxsize=1)
def corpus() -> Corpus:
    """The operator's corpus when ``TONGBAN_LAWS`` names one, else the one that came with the release."""
    return Corpus(corpus_path())


def corpus_path() -> Path:
    """The file of the corpus in use."""
    return Path(os.environ.get("TONGBAN_LAWS") or SHIPPED)


@lru_cache(maxsize=1)
def _shelf() -> rules.Shelf:
    held = corpus()
    by_order: Mapping[rules.Order, list[rules.Law]] = defaultdict(list)
    for law in held.laws.values():
        for event in law.history:
            if event.order:
                by_order[event.order].append(law)
    return rules.Shelf(
        rules.Titles(held.laws.values(), held.aliases),
        {order: tuple(found) for order, found in by_order.items()},
        rules.OrderDays.of(held.laws.values()),
        {rules.key_of(one.title): one for one in held.repeals},
        dict(held.newer),
        held.articles,
    )
