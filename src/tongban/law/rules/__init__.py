"""Rules of citations: how they are written, what they mean, and whether what they mean still counts.

Plain Python; rooms above may use these cards in their own rules.
"""

from tongban.law.rules.cards import (
    Article,
    Citation,
    Edition,
    Event,
    Law,
    Newer,
    Number,
    Order,
    Place,
    Repeal,
)
from tongban.law.rules.editions import OrderDays, edition_meant, standing
from tongban.law.rules.numerals import read_number, written
from tongban.law.rules.places import read_places
from tongban.law.rules.reading import read_citations
from tongban.law.rules.resolving import Resolution, Shelf, Status, label, resolve
from tongban.law.rules.spelling import key_of, plain
from tongban.law.rules.titles import Titles

__all__ = [
    "Article",
    "Citation",
    "Edition",
    "Event",
    "Law",
    "Newer",
    "Number",
    "Order",
    "OrderDays",
    "Place",
    "Repeal",
    "Resolution",
    "Shelf",
    "Status",
    "Titles",
    "edition_meant",
    "key_of",
    "label",
    "plain",
    "read_citations",
    "read_number",
    "read_places",
    "resolve",
    "standing",
    "written",
]
