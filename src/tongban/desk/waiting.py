"""What waits, as the desk and the supervisors read it: beside the seats, at the seats, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.cases import queries as cases
from tongban.flow import queries as flow
from tongban.foundation.actors import Actor
from tongban.org import queries as org

PARTS = {
    "extension": (gettext_noop("Requests for extension that wait for you"), gettext_noop("Period ends")),
    "preview": (gettext_noop("To be looked through before acceptance"), gettext_noop("Look through by")),
    "hearing": (gettext_noop("Hearings you preside over"), gettext_noop("Day of the hearing")),
    "check": (gettext_noop("Promises to be checked"), gettext_noop("Check by")),
    "gap": (gettext_noop("Materials that are still to come"), gettext_noop("To come by")),
    "correction": (gettext_noop("Corrections that run out"), gettext_noop("Answer by")),
}
"""What may wait beside the seats: the title of its part of the page, and what its day means."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of matters on the page."""

    title: str
    until: str
    lines: tuple[cases.MatterCard, ...]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat of the worklist; of a paused one also until when the pause lasts and when the main clock ends.

    on_behalf_of  the colleague on leave for whom the reader answers it; empty when it is her own turn
    """

    seat: flow.SeatCard
    until: date | None = None
    main: date | None = None
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the supervisors' page, which opens the list behind it."""

    light: str
    count: int
    shape: str
    word: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A department with the seats at which it is its turn."""

    id: str
    name: str
    counts: flow.LightCounts


def beside(actor: Actor, today: date) -> tuple[Part, ...]:
    """What waits for this official beside the seats, kind by kind."""
    found = list(cases.matters_for(actor=actor, today=today))
    if actor.permissions & {"case.accept", "case.opinion", "case.decide"}:
        found += cases.gaps_of(actor=actor, today=today)
        found += cases.corrections_of(actor=actor, today=today)
    return tuple(
        Part(_(title), _(until), lines)
        for kind, (title, until) in PARTS.items()
        if (lines := tuple(one for one in found if one.kind == kind))
    )


def lines(seats: Sequence[flow.SeatCard], actor: Actor | None = None) -> list[SeatLine]:
    """The seats of a page, the paused ones with both their dates."""
    paused = [str(seat.subject_id) for seat in seats if seat.light.light.name == "PAUSED"]
    dates = cases.paused_until(case_ids=paused) if paused else {}
    return [
        SeatLine(seat, *dates.get(str(seat.subject_id), (None, None)), _for_whom(seat, actor))
        for seat in seats
    ]


def _for_whom(seat: flow.SeatCard, actor: Actor | None) -> str:
    return actor.on_behalf_of(seat.stand_in, str(seat.department_id), seat.permission) if actor else ""


def figures(counts: cases.LightCounts) -> list[Figure]:
    """Lateness first; a lawful pause is told apart from it by shape and word."""
    urgent = [Figure("urgent", counts.urgent, "◆", _("urgent"))] if counts.urgent else []
    return [
        Figure("overdue", counts.overdue, "■", _("overdue")),
        *urgent,
        Figure("warning", counts.warning, "▲", _("due soon")),
        Figure("normal", counts.normal, "●", _("in time")),
        Figure("waiting", counts.waiting, "‖", _("waiting for the applicant")),
        Figure("special", counts.special, "‖", _("special procedure")),
    ]


def at_seats(today: date) -> list[Turn]:
    """Every department at whose seats something waits, the latest first."""
    counts = flow.counts_by_department(today=today)
    names = org.department_names(department_ids=counts)
    turns = [Turn(key, names.get(key, key), one) for key, one in counts.items()]
    return sorted(
        turns, key=lambda turn: (-turn.counts.overdue, -turn.counts.urgent, -turn.counts.warning, turn.name)
    )


def holders(shown: Iterable[cases.CaseCard], today: date) -> dict[str, list[tuple[str, flow.SeatCard]]]:
    """Who holds each of these cases now: the department of each open seat, with the light of the seat."""
    seats = flow.open_seats_of_all(subject_ids=[card.id for card in shown], today=today)
    ids = {str(seat.department_id) for found in seats.values() for seat in found}
    names = org.department_names(department_ids=ids)
    return {
        case: [(names.get(str(seat.department_id), ""), seat) for seat in found]
        for case, found in seats.items()
    }
