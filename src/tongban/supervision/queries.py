"""Reading the steps that were taken: the cards of departments, and what the timeline of a case says of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from tongban.cases.rules import Line
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused, _
from tongban.foundation.sentences import Sentence, say
from tongban.org import rules as org
from tongban.supervision import rules
from tongban.supervision.models import Taken

PAGE = 25
Key = tuple[str, str, str, str, str, date]


@dataclass(frozen=True, slots=True)
class CardGiven:
    """A card that a department was given. ``explanation`` is empty until its head has explained it."""

    id: str
    public_id: str
    number: str
    item_name: str
    card: str
    why: Sentence
    department_id: str
    department_name: str
    due_on: date
    at: datetime
    explanation: str
    explained_by: str
    explained_at: datetime | None


@dataclass(frozen=True, slots=True)
class Cards:
    """A page of cards, the newest first; ``older`` asks for the next one and is empty on the last."""

    cards: tuple[CardGiven, ...]
    older: str


def sees_cards(actor: Actor) -> bool:
    """Whether the actor reads cards at all: supervisors all of them, heads those of their department."""
    return actor.is_staff and (actor.may("supervise.read") or actor.may("case.direct"))


def heads(actor: Actor, department_id: str) -> bool:
    """Whether the actor is a head of this department."""
    return actor.is_staff and actor.may("case.direct") and actor.department_id == department_id


def cards_for(
    *, actor: Actor, department_id: str = "", card: str = "", unexplained: bool = False, after: str = ""
) -> Cards:
    """The cards that this official may read, of one department or colour if asked, the newest first."""
    rows = Taken.objects.exclude(card="")
    if not actor.may("supervise.read"):
        rows = rows.filter(department_id=_key(actor.department_id) if sees_cards(actor) else UUID(int=0))
    if department_id:
        rows = rows.filter(department_id=_key(department_id))
    if card in rules.CARDS:
        rows = rows.filter(card=card)
    if unexplained:
        rows = rows.filter(explained_at__isnull=True)
    if after:
        rows = rows.filter(id__lt=_key(after))
    found = list(rows.order_by("-id")[: PAGE + 1])
    return Cards(tuple(map(card_of, found[:PAGE])), str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def card_for(*, actor: Actor, card_id: str) -> CardGiven:
    """One card. Refuses one that does not exist or is another department's, in the same words."""
    row = _cards().filter(pk=_key(card_id)).first()
    if row is None or not (actor.may("supervise.read") or heads(actor, str(row.department_id))):
        raise not_found()
    return card_of(row)


def unexplained(*, department_id: str) -> int:
    """How many cards of a department wait for its head's explanation."""
    return _cards().filter(department_id=_key(department_id), explained_at__isnull=True).count()


def lines_of(*, case_id: str) -> tuple[Line, ...]:
    """What officials read in the timeline of a case: who was reminded, which card was given, how it was explained."""
    rows = Taken.objects.filter(case_id=_key(case_id)).exclude(audience=rules.APPLICANT).order_by("id")
    return tuple(line for row in rows for line in _lines(row))


def taken_of(*, case_ids: Collection[str]) -> frozenset[Key]:
    """The steps that were taken in these cases, each by what makes it the same step."""
    rows = Taken.objects.filter(case_id__in=[_key(one) for one in case_ids])
    keys = rows.values_list("case_id", "clock", "seat", "department_id", "step", "due_on")
    return frozenset(
        (str(case), clock, seat, str(department), step, due)
        for case, clock, seat, department, step, due in keys
    )


def locked(*, card_id: str) -> Taken | None:
    """The row of a card, held until the transaction ends."""
    return _cards().select_for_update().filter(pk=_key(card_id)).first()


def card_of(row: Taken) -> CardGiven:
    return CardGiven(
        id=str(row.pk),
        public_id=row.public_id,
        number=row.number,
        item_name=row.item_name,
        card=row.card,
        why=_why(row),
        department_id=str(row.department_id),
        department_name=row.department_name,
        due_on=row.due_on,
        at=row.at,
        explanation=row.explanation,
        explained_by=row.explained_by,
        explained_at=row.explained_at,
    )


def not_found() -> Refused:
    return Refused("supervision.not_found", _("There is no such card."))


def _cards() -> QuerySet[Taken]:
    return Taken.objects.exclude(card="")


def _why(row: Taken) -> Sentence:
    if row.step == rules.DEEMED:
        return say(_("nobody looked through the application in time; it counts as accepted"))
    if row.seat_name:
        return say(_("the seat “{seat}” is late"), seat=row.seat_name)
    return say(_("late: {clock}"), clock=say(org.CLOCKS[row.clock]))


def _lines(row: Taken) -> list[Line]:
    lines = [Line(row.at, "step", _said(row), "", row.department_name, "")]
    if row.explained_at is not None:
        said = say(_("{department} has explained its card"), department=row.department_name)
        lines.append(
            Line(row.explained_at, "step", said, row.explained_by, row.department_name, row.explanation)
        )
    return lines


def _said(row: Taken) -> Sentence:
    values = {"department": row.department_name, "due_on": row.due_on, "why": _why(row)}
    if row.card == rules.RED:
        return say(_("{department} was given a red card: {why}, due on {due_on}"), **values)
    if row.card:
        return say(_("{department} was given a yellow card: {why}, due on {due_on}"), **values)
    what = row.seat_name or say(org.CLOCKS[row.clock])
    told = {"department": row.department_name, "due_on": row.due_on, "what": what}
    if row.audience == rules.HEAD:
        return say(_("The head of {department} was told: {what}, due on {due_on}"), **told)
    return say(_("{department} was reminded: {what}, due on {due_on}"), **told)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
