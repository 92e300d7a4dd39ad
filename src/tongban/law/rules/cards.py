"""The facts of this room: a law in one edition, its articles, what is known of later ones, and a citation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Number(NamedTuple):
    """The number of an article: 120 is (120, 0), 第一百二十条之一 is (120, 1)."""

    main: int
    branch: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """The order by which a text was made public: whose, and its number. 国务院令第716号."""

    organ: str
    number: int


@dataclass(frozen=True, slots=True)
class Event:
    """One day in the life of a law.

    whole  the text was made public as a whole: articles may have other numbers since; False for an amendment
    order  None when the source names none
    """

    on: date
    whole: bool
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """One edition of a law.

    version_on    the day on which this edition was made public
    in_force_on   the first day of this edition, as far as the source says it; None when it does not
    complete      whether the articles run without a gap to the last: a number that lacks then does not exist
    history       oldest first; empty when the source tells nothing
    """

    id: str
    title: str
    kind: str
    version_on: date
    in_force_on: date | None = None
    complete: bool = True
    history: tuple[Event, ...] = ()

    def is_in_force(self, on: date) -> bool:
        return (self.in_force_on or self.version_on) <= on


@dataclass(frozen=True, slots=True)
class Article:
    """One article. ``number`` is None for a text that is not divided into articles."""

    number: Number | None
    label: str
    chapter: str
    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs 款; the listed items 项 belong to the paragraph above them."""
        found: list[str] = []
        for line in self.text.split("\n"):
            if found and line.startswith(("（", "(")):
                found[-1] += "\n" + line
            elif line.strip():
                found.append(line)
        return tuple(found)

    def items(self, paragraph: int = 0) -> int:
        """How many items 项 a paragraph lists, or the whole article when none is named."""
        texts = self.paragraphs
        text = texts[paragraph - 1] if 0 < paragraph <= len(texts) else self.text
        return sum(line.startswith(("（", "(")) for line in text.split("\n"))


@dataclass(frozen=True, slots=True)
class Repeal:
    """A law that ended: which, from which day, by which other one. ``by_title`` is empty when none is known."""

    title: str
    on: date
    by_id: str
    by_title: str


@dataclass(frozen=True, slots=True)
class Newer:
    """An edition that is known to exist and is not here.

    touched  the articles it changes; empty when it is a new text as a whole
    """

    title: str
    on: date
    order: Order | None
    source: str
    touched: frozenset[Number] = frozenset()


@dataclass(frozen=True, slots=True)
class Edition:
    """The edition that a citation names, as far as it does."""

    year: int | None = None
    order: Order | None = None
    order_year: int | None = None

    def __bool__(self) -> bool:
        return self.year is not None or self.order is not None


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a law: article, paragraph 款, item 项; zero stands for “not said”."""

    article: Number
    paragraph: int = 0
    item: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """One law as a text cites it.

    title     as written, without brackets; empty when only an order or a document number is given
    document  the document number, 湘政办发〔2022〕67号; empty when none is given
    quoted    the words of the article, when the text repeats them
    """

    title: str
    edition: Edition = Edition()
    document: str = ""
    places: tuple[Place, ...] = ()
    quoted: str = ""

    @property
    def articles(self) -> tuple[Number, ...]:
        return tuple(dict.fromkeys(one.article for one in self.places))
