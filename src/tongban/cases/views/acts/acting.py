"""What an act is on the desk: who sits there, how it is offered, typed, shown beforehand and done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms as django_forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.cases import rules, services
from tongban.catalogue.rules import ItemCard
from tongban.foundation.actors import Actor
from tongban.foundation.ids import new_public_id
from tongban.org import queries as org

Row = dict[str, Any]
Rows = Sequence[Row]

GROUPS = {
    "": "",
    "time": gettext_noop("Time limits"),
    "hearing": gettext_noop("Hearing and visit"),
    "seats": gettext_noop("Seats of the plan"),
    "end": gettext_noop("Ends without or after a decision"),
}
"""The headings under which rare acts stand folded."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A case on the desk of an official: who sits there, what lies there, and when.

    answers  readable, as the official opened them
    """

    actor: Actor
    facts: rules.CaseFacts
    item: ItemCard
    public_id: str
    at: datetime
    today: date
    answers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def my_seats(self) -> list[rules.SeatOpening]:
        """The open seats at which this official may speak."""
        return [seat for seat in self.facts.seats if rules.sits_at(self.actor, seat)]

    def open_to(self, act: rules.Act) -> bool:
        """Whether this official may do this in this state: the law of the case says so, not the page."""
        return self.facts.state in rules.POSSIBLE[type(act)] and rules.may(self.actor, act, self.facts)

    def offers(self, act: rules.Act) -> bool:
        """Whether an act stands on the page: what is still to be filled in is no reason against it, the case is."""
        if not self.open_to(act):
            return False
        refused = services.refusal_of(facts=self.facts, act=act)
        return refused is None or bool(refused.faults)

    @property
    def stamp(self) -> tuple[Actor, datetime]:
        """What every act begins with."""
        return self.actor, self.at


@dataclass(frozen=True, slots=True)
class Acting:
    """How one act is offered, typed and done.

    offered   the seats (or one empty text) for which the act stands on the page; nothing when it is not allowed
    press     what the button says
    template  for an act whose form is laid out by hand; the others stand one question below the other
    rows      what is to be known before one presses
    preview   what would follow from what was typed, shown without doing it
    group     the heading under which a rare act stands folded; empty: beside the others
    """

    title: Callable[[], str]
    offered: Callable[[Desk], Iterable[str]]
    form: Callable[[Desk, str, QueryDict | None], Any]
    act: Callable[[Desk, Any], object]
    done: Callable[[], str]
    press: Callable[[], str] = str
    sentence: Callable[[Desk, str], str] = lambda _desk, _seat: ""
    template: str = "act"
    rows: Callable[[Desk], Rows] = lambda _desk: ()
    preview: Callable[[Desk, Any], Rows] | None = None
    folded: bool = False
    danger: bool = False
    group: str = ""


def start(desk: Desk, **more: Any) -> dict[str, Any]:
    """What a form begins with: its own key, and the version of the case that is on the screen."""
    return {"submission_key": new_public_id(), "version": desk.facts.version, **more}


def offer(possible: Callable[[Desk], bool]) -> Callable[[Desk], Iterable[str]]:
    """Offered once for the case, when it is possible."""
    return lambda desk: ("",) if possible(desk) else ()


def offers(act: Callable[[Desk], rules.Act]) -> Callable[[Desk], Iterable[str]]:
    """Offered once for the case, when the law lets this act stand on the page."""
    return offer(lambda desk: desk.offers(act(desk)))


def simple(form: type[django_forms.Form]) -> Callable[[Desk, str, QueryDict | None], Any]:
    """A form that asks the same of everybody."""
    return lambda desk, _seat, data: form(data, initial=start(desk), auto_id=f"{form.__name__.lower()}_%s")


def stamp(desk: Desk, form: Any) -> dict[str, Any]:
    """Who acts on what, when, with which key, having read which version."""
    return {
        "public_id": desk.public_id,
        "actor": desk.actor,
        "at": desk.at,
        "key": form.cleaned_data["submission_key"],
        "expected_version": form.cleaned_data["version"],
    }


def officials(department_ids: Iterable[str], today: date) -> list[tuple[str, str]]:
    """The officials in office in these departments, each once, as choices of a form."""
    cards = [
        card for one in dict.fromkeys(department_ids) for card in org.staff_of(department_id=one, on=today)
    ]
    return list({card.id: f"{card.name} · {card.post_name}" for card in cards}.items())


def known_remedies(desk: Desk) -> dict[str, str]:
    """Where one usually turns, to begin the form with."""
    known = services.usual_remedies(region_code=desk.facts.of.item.region_code)
    return {"review_body": known.review_body, "court": known.court, "channel": known.channel}


def remedies(data: Mapping[str, Any]) -> rules.Remedies:
    """The remedies as they were typed."""
    return rules.Remedies(data["review_body"], data["court"], data["channel"])


def remedies_sentence(desk: Desk) -> str:
    """The periods of today's law, which the decision prints."""
    blank = rules.Remedies("…", "…", "…")
    return " ".join(line.text(_) for line in rules.remedy_lines(blank, desk.today))
