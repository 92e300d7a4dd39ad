"""What an official may do with a case now: each act with its form, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms as django_forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.cases import forms, rules, services
from tongban.cases.views import clauses, showing
from tongban.catalogue.rules import ItemCard
from tongban.design.wording import date_full
from tongban.foundation.actors import Actor
from tongban.foundation.ids import new_public_id


@dataclass(frozen=True, slots=True)
class Desk:
    """A case on the desk of an official: who sits there, what lies there, and when."""

    actor: Actor
    facts: rules.CaseFacts
    item: ItemCard
    public_id: str
    at: datetime
    today: date

    @property
    def my_seats(self) -> list[rules.SeatOpening]:
        """The open seats at which this official may speak."""
        return [seat for seat in self.facts.seats if rules.sits_at(self.actor, seat)]

    def open_to(self, act: rules.Act) -> bool:
        """Whether this official may do this now: the law of the case says so, not the page."""
        return self.facts.state in rules.POSSIBLE[type(act)] and rules.may(self.actor, act, self.facts)


@dataclass(slots=True)
class Panel:
    """One act as it stands on the page."""

    name: str
    title: str
    sentence: str
    template: str
    form: Any
    url: str = ""
    open: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.extra[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True, slots=True)
class Acting:
    """How one act is offered, typed and done.

    offered  the seats (or one empty text) for which the act stands on the page; nothing when it is not allowed
    """

    title: Callable[[], str]
    template: str
    offered: Callable[[Desk], Iterable[str]]
    form: Callable[[Desk, str, QueryDict | None], Any]
    sentence: Callable[[Desk, str], str]
    act: Callable[[Desk, Any], object]
    done: Callable[[], str]
    folded: bool = False


def panels(desk: Desk, typed: tuple[str, Any] | None = None) -> list[Panel]:
    """Every act that is open to this official now; one that was typed and refused keeps what was typed."""
    shown = []
    for name, acting in ACTS.items():
        for seat in acting.offered(desk):
            kept = typed[1] if typed and typed[0] == name and _seat_of(typed[1]) == seat else None
            shown.append(_panel(name, acting, desk, seat, kept))
    if typed and not any(panel.form is typed[1] for panel in shown):
        shown.insert(0, _panel(typed[0], ACTS[typed[0]], desk, _seat_of(typed[1]), typed[1]))
    return shown


def _panel(name: str, acting: Acting, desk: Desk, seat: str, kept: Any) -> Panel:
    form = kept if kept is not None else acting.form(desk, seat, None)
    panel = Panel(
        name=name,
        title=acting.title(),
        sentence=acting.sentence(desk, seat),
        template=f"cases/desk/{acting.template}.html",
        form=form,
        open=kept is not None or not acting.folded,
    )
    if name == "decide":
        panel.extra = {"remedies_open": kept is not None, "remedies_sentence": _remedies_sentence(desk)}
    return panel


def _seat_of(form: Any) -> str:
    return str(form.data.get("seat", "")) if "seat" in form.fields else ""


def _start(desk: Desk, **more: Any) -> dict[str, Any]:
    return {"submission_key": new_public_id(), "version": desk.facts.version, **more}


def _offer(possible: Callable[[Desk], bool]) -> Callable[[Desk], Iterable[str]]:
    return lambda desk: ("",) if possible(desk) else ()


def _simple(form: type[django_forms.Form]) -> Callable[[Desk, str, QueryDict | None], Any]:
    return lambda desk, _seat, data: form(data, initial=_start(desk), auto_id=f"{form.__name__.lower()}_%s")


# -- acceptance --------------------------------------------------------------------------------------------


def subjects(desk: Desk) -> list[tuple[str, str, str]]:
    """Everything of an application that can be wrong: its materials, then its answers."""
    held = {one.key for one in desk.facts.materials}
    asked = [one for one in desk.item.materials if one.id in held or one.necessity != "optional"]
    materials = [("material", one.id, one.name) for one in asked]
    return materials + [
        ("field", one.key, one.label) for one in desk.item.fields if one.key in desk.facts.answers
    ]


def _correction_form(desk: Desk, _seat: str, data: QueryDict | None) -> forms.CorrectionForm:
    return forms.CorrectionForm(subjects(desk), data, initial=_start(desk), auto_id="correct_%s")


def _remedies(data: dict[str, Any]) -> rules.Remedies:
    return rules.Remedies(data["review_body"], data["court"], data["channel"])


def _known_remedies(desk: Desk) -> dict[str, str]:
    known = services.usual_remedies(region_code=desk.facts.of.item.region_code)
    return {"review_body": known.review_body, "court": known.court, "channel": known.channel}


def _refusal_form(desk: Desk, _seat: str, data: QueryDict | None) -> forms.RefuseAcceptanceForm:
    initial = _start(desk, **_known_remedies(desk))
    return forms.RefuseAcceptanceForm(data, initial=initial, auto_id="refuse_%s")


# -- opinions and the decision -----------------------------------------------------------------------------


def _opinion_form(desk: Desk, seat: str, data: QueryDict | None) -> forms.OpinionForm:
    opening = desk.facts.seat(seat)
    stock = clauses.for_duty(opening.duty if opening else "review")
    form = forms.OpinionForm(stock, data, initial=_start(desk, seat=seat), auto_id=f"opinion_{seat}_%s")
    form.fields["verdict"].required = opening is not None and opening.duty != "survey"
    return form


def _seat_sentence(desk: Desk, seat: str) -> str:
    opening = desk.facts.seat(seat) if seat else desk.facts.deciding_seat
    if opening is None:
        return ""
    return _("{seat}, by {day}").format(seat=opening.name, day=date_full(opening.due.on))


def _decision_form(desk: Desk, _seat: str, data: QueryDict | None) -> forms.DecisionForm:
    initial = _start(desk, legal_basis=desk.item.legal_basis, **_known_remedies(desk))
    return forms.DecisionForm(clauses.for_decision(desk.item), data, initial=initial, auto_id="decide_%s")


def _remedies_sentence(desk: Desk) -> str:
    """The periods of today's law, which the decision prints."""
    blank = rules.Remedies("…", "…", "…")
    return " ".join(line.text(_) for line in rules.remedy_lines(blank, desk.today))


def decision_preview(desk: Desk, form: forms.DecisionForm) -> list[showing.Row]:
    """What the decision would say, before it is made."""
    data = form.cleaned_data
    approve = data["decision"] == "yes"
    rows = [
        {"label": _("Decision"), "value": _("Approved") if approve else _("Refused")},
        {"label": _("Reasons"), "value": form.whole_reasons()},
        {"label": _("Legal basis"), "value": data["legal_basis"]},
    ]
    return rows if approve else rows + showing.remedy_rows(_remedies(data), desk.today)


# -- what each act does --------------------------------------------------------------------------------------


def _stamp(desk: Desk, form: Any) -> dict[str, Any]:
    """Who acts on what, when, with which key, having read which version."""
    return {
        "public_id": desk.public_id,
        "actor": desk.actor,
        "at": desk.at,
        "key": form.cleaned_data["submission_key"],
        "expected_version": form.cleaned_data["version"],
    }


def _accept(desk: Desk, form: forms.AcceptForm) -> object:
    return services.accept(**_stamp(desk, form))


def _correct(desk: Desk, form: forms.CorrectionForm) -> object:
    asked = [rules.CorrectionItem(*one) for one in form.asked()]
    return services.request_correction(items=asked, note=form.cleaned_data["note"], **_stamp(desk, form))


def _refuse(desk: Desk, form: forms.RefuseAcceptanceForm) -> object:
    data = form.cleaned_data
    elsewhere = data["ground"] == "not_competent"
    return services.refuse_acceptance(
        ground=data["ground"],
        reason=data["reason"],
        competent_body=data["competent_body"] if elsewhere else "",
        remedies=_remedies(data),
        **_stamp(desk, form),
    )


def _speak(desk: Desk, form: forms.OpinionForm) -> object:
    data = form.cleaned_data
    return services.record_opinion(
        seat=data["seat"], verdict=data["verdict"], reason=form.whole_reasons(), **_stamp(desk, form)
    )


def _decide(desk: Desk, form: forms.DecisionForm) -> object:
    data = form.cleaned_data
    return services.decide(
        approve=data["decision"] == "yes",
        reasons=form.whole_reasons(),
        legal_basis=data["legal_basis"],
        remedies=_remedies(data),
        **_stamp(desk, form),
    )


def _deliver(desk: Desk, form: forms.DeliverForm) -> object:
    data = form.cleaned_data
    return services.deliver(method=data["method"], to=data["to"], note=data["note"], **_stamp(desk, form))


def _accept_sentence(desk: Desk, _seat: str) -> str:
    promised, statutory = desk.item.promised, desk.item.statutory
    if promised is None and statutory is None:
        return _("With acceptance the clocks start and the first seats of the plan open.")
    days = promised or statutory
    assert days is not None
    sentence = _("With acceptance the clock starts: {days} days are promised.")
    if days.unit == "workday":
        sentence = _("With acceptance the clock starts: {days} workdays are promised.")
    return sentence.format(days=days.number)


def _accepting(desk: Desk) -> bool:
    return desk.open_to(rules.Accept(desk.actor, desk.at))


def _correcting(desk: Desk) -> bool:
    return not desk.facts.corrections and desk.open_to(rules.RequestCorrection(desk.actor, desk.at, ()))


def _refusing(desk: Desk) -> bool:
    return desk.open_to(rules.RefuseAcceptance(desk.actor, desk.at, "", ""))


def _advising(desk: Desk) -> list[str]:
    return [seat.instance for seat in desk.my_seats if seat.duty != "decide"]


def _deciding(desk: Desk) -> bool:
    return any(seat.duty == "decide" for seat in desk.my_seats)


def _delivering(desk: Desk) -> bool:
    return desk.open_to(rules.Deliver(desk.actor, desk.at, "window"))


def _nothing(_desk: Desk, _seat: str) -> str:
    return ""


ACTS: dict[str, Acting] = {
    "accept": Acting(
        title=lambda: _("Accept the application"),
        template="accept",
        offered=_offer(_accepting),
        form=_simple(forms.AcceptForm),
        sentence=_accept_sentence,
        act=_accept,
        done=lambda: _("Accepted. The notice of acceptance is ready."),
    ),
    "correct": Acting(
        title=lambda: _("Ask for correction, once and completely"),
        template="correct",
        offered=_offer(_correcting),
        form=_correction_form,
        sentence=_nothing,
        act=_correct,
        done=lambda: _("The correction notice has been sent."),
        folded=True,
    ),
    "refuse": Acting(
        title=lambda: _("Refuse acceptance"),
        template="refuse",
        offered=_offer(_refusing),
        form=_refusal_form,
        sentence=_nothing,
        act=_refuse,
        done=lambda: _("Acceptance has been refused."),
        folded=True,
    ),
    "opinion": Acting(
        title=lambda: _("Your opinion"),
        template="opinion",
        offered=_advising,
        form=_opinion_form,
        sentence=_seat_sentence,
        act=_speak,
        done=lambda: _("Your opinion has been recorded."),
    ),
    "decide": Acting(
        title=lambda: _("Decide"),
        template="decide",
        offered=_offer(_deciding),
        form=_decision_form,
        sentence=_seat_sentence,
        act=_decide,
        done=lambda: _("The case has been decided."),
    ),
    "deliver": Acting(
        title=lambda: _("Deliver on paper"),
        template="deliver",
        offered=_offer(_delivering),
        form=_simple(forms.DeliverForm),
        sentence=lambda _desk, _seat: _("For results handed over at the window or sent by post."),
        act=_deliver,
        done=lambda: _("The delivery has been recorded."),
    ),
}
