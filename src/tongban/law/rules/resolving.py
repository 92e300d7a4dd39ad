"""What becomes of a citation: which law and articles it means, whether they are there, and whether they still count.

The order of the questions matters: a law that has ended is not asked for its articles, an article of an edition that
is not held is not said to be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say
from tongban.law.rules.cards import Article, Citation, Edition, Law, Newer, Number, Order, Place, Repeal
from tongban.law.rules.editions import OrderDays, edition_meant, standing
from tongban.law.rules.fitting import Misfit, misfit_of_item, misfit_of_quote
from tongban.law.rules.numerals import written
from tongban.law.rules.spelling import key_of
from tongban.law.rules.titles import Titles


class Status(StrEnum):
    """What can be said of a citation, in the words of the trade."""

    RESOLVED = "已解析"
    NO_ARTICLE = "已解析（无条号）"
    NOT_HELD = "库中无此文件"
    NUMBER_ONLY = "仅文号"
    SUPERSEDED = "文件已被取代"
    CHANGED = "条文已变或不符"
    ARTICLE_MISSING = "条号不存在"
    HELD_IS_OLDER = "库中版本较旧"
    HELD_IS_NEWER = "库中版本较新"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a corpus offers to the rules: titles, orders, endings, editions known besides, and the texts on demand."""

    titles: Titles
    by_order: dict[Order, tuple[Law, ...]]
    days: OrderDays
    repeals: dict[str, Repeal]
    newer: dict[str, Newer]
    articles: Callable[[str], Sequence[Article]]


@dataclass(frozen=True, slots=True)
class Resolution:
    """One citation resolved.

    law       the edition held; None when the law is not here
    title     the law's title, or the one written when the law is not here
    articles  the articles cited that exist, in the order cited
    notes     sentences a person should read beside the text
    """

    citation: Citation
    status: Status
    law: Law | None = None
    title: str = ""
    articles: tuple[Article, ...] = ()
    superseded_by: str = ""
    better: tuple[Number, ...] = ()
    notes: tuple[Sentence, ...] = ()


def resolve(citation: Citation, shelf: Shelf, *, on: date, item: str = "") -> Resolution:
    """What the citation means by the law known on the day.

    item  the name of the service item it is the basis of, when known: then its words are looked for in the article
    """
    if not citation.title:
        return _by_number(citation, shelf, on, item)
    found = shelf.titles.find(citation.title)
    repeal = shelf.repeals.get(key_of(citation.title))
    if found is None:
        if repeal and repeal.on <= on:
            return _superseded(citation, None, repeal, ())
        near = shelf.titles.nearest(citation.title)
        notes = (say(_("Is “{title}” meant?"), title=near),) if near else ()
        return Resolution(citation, Status.NOT_HELD, title=citation.title, notes=notes)
    law = edition_meant(found.laws, citation.edition, on)
    mended = (say(_("Read as “{title}”."), title=law.title),) if found.mended else ()
    return _in_law(citation, law, shelf, on, item, mended)


def _by_number(citation: Citation, shelf: Shelf, on: date, item: str) -> Resolution:
    """A citation by its order or document number: an order that made one law public names that law."""
    laws = shelf.by_order.get(citation.edition.order, ()) if citation.edition.order else ()
    titles = {law.title for law in laws}
    if len(titles) != 1:
        return Resolution(citation, Status.NUMBER_ONLY)
    found = shelf.titles.find(laws[0].title)
    editions = found.laws if found else laws
    return _in_law(citation, edition_meant(editions, Edition(), on), shelf, on, item, ())


def _in_law(
    citation: Citation, law: Law, shelf: Shelf, on: date, item: str, notes: tuple[Sentence, ...]
) -> Resolution:
    repeal = shelf.repeals.get(key_of(law.title))
    if repeal and repeal.on <= on:
        return _superseded(citation, law, repeal, _existing(citation, shelf.articles(law.id)))
    if not law.is_in_force(on):
        notes = (*notes, say(_("Not in force before {day}."), day=law.in_force_on or law.version_on))
    held = shelf.articles(law.id)
    cited = _existing(citation, held)
    newer = shelf.newer.get(law.title)
    if newer and newer.on <= on and (not newer.touched or newer.touched & set(citation.articles)):
        text = say(
            _("Changed from {day} on: {source}. The text here is older."), day=newer.on, source=newer.source
        )
        return Resolution(citation, Status.HELD_IS_OLDER, law, law.title, cited, notes=(*notes, text))
    stands = standing(law, citation.edition, shelf.days)
    if stands != "same":
        status = Status.HELD_IS_NEWER if stands == "older" else Status.HELD_IS_OLDER
        text = say(_("The text here was made public on {day}; another edition is cited."), day=law.version_on)
        return Resolution(citation, status, law, law.title, cited, notes=(*notes, text))
    if not citation.places:
        return Resolution(citation, Status.NO_ARTICLE, law, law.title, notes=notes)
    return _in_articles(citation, law, held, cited, shelf, item, notes)


def _in_articles(
    citation: Citation,
    law: Law,
    held: Sequence[Article],
    cited: tuple[Article, ...],
    shelf: Shelf,
    item: str,
    notes: tuple[Sentence, ...],
) -> Resolution:
    missing = _missing(citation, law, held)
    if missing:
        return Resolution(citation, Status.ARTICLE_MISSING, law, law.title, cited, notes=(*notes, *missing))
    lacking = len(cited) < len(citation.articles)
    if lacking:
        notes = (*notes, say(_("The text here has gaps; the article is not in it.")))
    others = [one for one in held if one not in cited]
    misfit: Misfit | None = None
    if citation.quoted and not lacking:
        misfit = misfit_of_quote(citation.quoted, cited, others)
    if item and misfit is None and not lacking:
        misfit = misfit_of_item(item, law.title, cited, others, shelf.titles)
    if misfit is None:
        return Resolution(citation, Status.RESOLVED, law, law.title, cited, notes=notes)
    places = "、".join(label(number) for number in misfit.better)
    text = (
        say(_("What it is cited for stands in {places}."), places=places)
        if places
        else say(_("The article does not speak of what it is cited for."))
    )
    return Resolution(
        citation, Status.CHANGED, law, law.title, cited, better=misfit.better, notes=(*notes, text)
    )


def _superseded(
    citation: Citation, law: Law | None, repeal: Repeal, cited: tuple[Article, ...]
) -> Resolution:
    text = (
        say(_("Ended on {day} by “{title}”."), day=repeal.on, title=repeal.by_title)
        if repeal.by_title
        else say(_("Ended on {day}."), day=repeal.on)
    )
    title = law.title if law else citation.title
    return Resolution(citation, Status.SUPERSEDED, law, title, cited, repeal.by_title, notes=(text,))


def _existing(citation: Citation, held: Sequence[Article]) -> tuple[Article, ...]:
    wanted = citation.articles
    by_number: dict[Number, list[Article]] = {}
    for one in held:
        if one.number in wanted:
            by_number.setdefault(one.number, []).append(one)
    return tuple(one for number in wanted for one in by_number.get(number, ()))


def _missing(citation: Citation, law: Law, held: Sequence[Article]) -> tuple[Sentence, ...]:
    """What is cited and does not exist: articles, then paragraphs. A text with gaps proves nothing missing."""
    if not any(one.number for one in held):
        return ()
    numbers = {one.number for one in held}
    lost = [number for number in citation.articles if number not in numbers]
    if lost and law.complete:
        last = max(one.number for one in held if one.number)
        places = "、".join(label(number) for number in lost[:5])
        return (say(_("There is no {places}; the last is {last}."), places=places, last=label(last)),)
    texts = {one.number: one for one in held}
    return tuple(
        fault
        for place in citation.places
        if place.article in texts and (fault := _beyond(place, texts[place.article]))
    )


def _beyond(place: Place, article: Article) -> Sentence | None:
    """Why a paragraph or item cannot be there: an article that lists none may still name them in a sentence."""
    paragraphs, items = len(article.paragraphs), article.items(place.paragraph)
    if place.paragraph > max(1, paragraphs):
        return say(_("{place} has {count} paragraphs."), place=label(place.article), count=paragraphs)
    if items and place.item > items:
        return say(_("{place} lists {count} items there."), place=label(place.article), count=items)
    return None


def label(number: Number) -> str:
    """An article by its Chinese number: 第一百二十条之一."""
    return f"第{written(number.main)}条" + (f"之{written(number.branch)}" if number.branch else "")
