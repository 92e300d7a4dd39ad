"""What every official paper has: who says what to whom, on which basis, and where one may turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tongban.cases import queries, rules
from tongban.catalogue import queries as catalogue
from tongban.design.wording import date_full
from tongban.foundation.clock import LEGAL_ZONE

LICENSING = "01"
"""The type of items that are administrative licences: their decisions bear the title that the law gives them."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the ledger from which a paper is made.

    facts  the case as it stood after this line
    """

    view: queries.CaseView
    event: rules.CaseEvent
    facts: rules.CaseFacts

    @property
    def item_name(self) -> str:
        return self.facts.of.item.name

    @property
    def on(self) -> date:
        return self.event.at.astimezone(LEGAL_ZONE).date()


@dataclass(frozen=True, slots=True)
class Paper:
    """One official paper.

    kind    the last part of its address
    number  the case number with the place of its line in the ledger: no two papers share one
    at      the moment of the act it tells of; the PDF of the same act is the same to the byte
    sealed  whether it has a place for the seal: what the applicant wrote has none
    seal_note  whose seal belongs there, and who sets it (Administrative License Law, arts. 32, 39)
    """

    kind: str
    case: queries.CaseCard
    title: str
    number: str
    addressee: str
    at: datetime
    dated: date
    agency: str
    paragraphs: tuple[str, ...]
    items_title: str = ""
    items: tuple[str, ...] = ()
    rows_title: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    basis: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    sections: tuple[Mapping[str, Any], ...] = field(default=())
    sealed: bool = True
    seal_note: str = ""


def made(told: Told, kind: str, title: str, *, dated: date | None = None, **said: Any) -> Paper:
    """The paper with what all of them have. ``title`` is in the language of the paper already."""
    phone = catalogue.version(version_id=told.view.card.version_id).consult_phone
    contact = (_("{agency}, telephone {phone}").format(agency=agency_of(told), phone=phone),) if phone else ()
    shown: dict[str, Any] = {"contact": contact, "addressee": told.facts.of.applicant.name, **said}
    seal = _("Special seal of {agency}, set by hand at the window before this paper is handed over")
    if shown.get("sealed", True):
        shown["seal_note"] = seal.format(agency=agency_of(told))
    return Paper(
        kind=kind,
        case=told.view.card,
        title=title,
        number=f"{told.view.card.number}-{told.event.seq:02d}",
        at=told.event.at,
        dated=dated or told.on,
        agency=agency_of(told),
        **shown,
    )


def agency_of(told: Told) -> str:
    """The authority in whose name a paper goes out: always the one that is responsible for the item."""
    return told.facts.of.item.department_name


def remedies_of(remedies: rules.Remedies | None, on: date) -> tuple[str, ...]:
    """Where one may turn, with the periods of the law of that day."""
    return tuple(line.text(_) for line in rules.remedy_lines(remedies, on)) if remedies else ()


def licensing(told: Told) -> bool:
    return told.facts.of.item.type_code == LICENSING


def day_of(at: datetime | None) -> str:
    return date_full(at.astimezone(LEGAL_ZONE).date()) if at else ""


def deadline(due: rules.Deadline) -> str:
    return date_full(due.on) + (_(" (provisional)") if due.provisional else "")


def provisional(*deadlines: rules.Deadline) -> tuple[str, ...]:
    """Why a date of the paper may still move, named once."""
    years = sorted({due.on.year for due in deadlines if due.provisional})
    sentence = _("The holidays of {year} are not yet published, so this date is provisional.")
    return tuple(sentence.format(year=year) for year in years)
