"""The review: opinions at the seats, the decision, also on the spot, and the delivery."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.cases import forms, rules, services
from tongban.cases.views import clauses, showing
from tongban.cases.views.acts.acting import (
    Acting,
    Desk,
    Rows,
    known_remedies,
    offer,
    offers,
    remedies,
    simple,
    stamp,
    start,
)
from tongban.design.wording import date_full
from tongban.foundation.refusals import Refused


def _opinion_form(desk: Desk, seat: str, data: QueryDict | None) -> forms.OpinionForm:
    opening = desk.facts.seat(seat)
    stock = clauses.for_duty(opening.duty if opening else "review")
    form = forms.OpinionForm(stock, data, initial=start(desk, seat=seat), auto_id=f"opinion_{seat}_%s")
    form.fields["verdict"].required = opening is not None and opening.duty != "survey"
    return form


def _seat_sentence(desk: Desk, seat: str) -> str:
    opening = desk.facts.seat(seat) if seat else desk.facts.deciding_seat
    if opening is None:
        return ""
    said = _("{seat}, by {day}").format(seat=opening.name, day=date_full(opening.due.on))
    if desk.facts.pause is not None:
        said += " " + _("A special procedure is under way; your days stand still.")
    return said


def _advising(desk: Desk) -> list[str]:
    return [seat.instance for seat in desk.my_seats if seat.duty != "decide"]


def _speak(desk: Desk, form: forms.OpinionForm) -> object:
    data = form.cleaned_data
    return services.record_opinion(
        seat=data["seat"], verdict=data["verdict"], reason=form.whole_reasons(), **stamp(desk, form)
    )


# -- the decision --------------------------------------------------------------------------------------------


def _decision_form(desk: Desk, _seat: str, data: QueryDict | None) -> forms.DecisionForm:
    initial = start(desk, legal_basis=desk.item.legal_basis, **known_remedies(desk))
    form = forms.DecisionForm(clauses.for_decision(desk.item), data, initial=initial, auto_id="decide_%s")
    if desk.facts.hearing is None or desk.facts.hearing.held is None:
        del form.fields["on_record"]
    return form


def _deciding(desk: Desk) -> bool:
    seated = any(seat.duty == "decide" for seat in desk.my_seats)
    return seated and desk.open_to(rules.Decide(*desk.stamp, True))


def _grounds(form: forms.DecisionForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "approve": data["decision"] == "yes",
        "reasons": form.whole_reasons(),
        "legal_basis": data["legal_basis"],
        "remedies": remedies(data),
    }


def _decide(desk: Desk, form: forms.DecisionForm) -> object:
    data = form.cleaned_data
    return services.decide(
        fraud=data["fraud"], on_record=data.get("on_record", False), **_grounds(form), **stamp(desk, form)
    )


def decision_preview(desk: Desk, form: forms.DecisionForm) -> Rows:
    """What the decision would say, before it is made."""
    data = form.cleaned_data
    approve = data["decision"] == "yes"
    rows = [
        {"label": _("Decision"), "value": _("Approved") if approve else _("Refused")},
        {"label": _("Reasons"), "value": form.whole_reasons()},
        {"label": _("Legal basis"), "value": data["legal_basis"]},
    ]
    if approve:
        return rows
    return rows + showing.remedy_rows(remedies(data), desk.today) + _ban_rows(desk, form)


def _ban_rows(desk: Desk, form: forms.DecisionForm) -> list[showing.Row]:
    """Until when a refusal because of false materials bars the applicant; nothing when it bars nobody."""
    if not form.cleaned_data.get("fraud"):
        return []
    act = rules.Decide(*desk.stamp, **_grounds(form), fraud=True, on_record=True)
    try:
        ban = services.facts_after(facts=desk.facts, act=act).ban
    except Refused:
        return []
    if ban is None:
        return []
    sentence = _("The applicant may not apply for this item again before {day} ({source}).")
    said = sentence.format(day=date_full(ban.until), source=_(ban.source))
    return [{"label": _("What follows"), "value": said}]


def _on_spot_form(desk: Desk, _seat: str, data: QueryDict | None) -> forms.DecisionForm:
    initial = start(desk, legal_basis=desk.item.legal_basis, **known_remedies(desk))
    form = forms.DecisionForm(
        clauses.for_decision(desk.item), data, initial=initial, auto_id="spot_decide_%s"
    )
    del form.fields["on_record"], form.fields["fraud"]
    return form


def _decide_on_spot(desk: Desk, form: forms.DecisionForm) -> object:
    return services.decide_on_spot(**_grounds(form), **stamp(desk, form))


def _deliver(desk: Desk, form: forms.DeliverForm) -> object:
    data = form.cleaned_data
    return services.deliver(method=data["method"], to=data["to"], note=data["note"], **stamp(desk, form))


def _delivering(desk: Desk) -> bool:
    return desk.open_to(rules.Deliver(*desk.stamp, "window"))


ACTS: dict[str, Acting] = {
    "decide-now": Acting(
        title=lambda: _("Decide on the spot"),
        template="decide",
        offered=offers(lambda desk: rules.DecideOnSpot(*desk.stamp, True)),
        form=_on_spot_form,
        sentence=lambda _desk, _seat: _("This item is accepted and decided in one."),
        press=lambda: _("Decide on the spot"),
        act=_decide_on_spot,
        preview=decision_preview,
        done=lambda: _("The case has been decided."),
    ),
    "opinion": Acting(
        title=lambda: _("Your opinion"),
        template="opinion",
        offered=_advising,
        form=_opinion_form,
        sentence=_seat_sentence,
        press=lambda: _("Give the opinion"),
        act=_speak,
        done=lambda: _("Your opinion has been recorded."),
    ),
    "decide": Acting(
        title=lambda: _("Decide"),
        template="decide",
        offered=offer(_deciding),
        form=_decision_form,
        sentence=_seat_sentence,
        press=lambda: _("Decide"),
        act=_decide,
        preview=decision_preview,
        done=lambda: _("The case has been decided."),
    ),
    "deliver": Acting(
        title=lambda: _("Deliver on paper"),
        offered=offer(_delivering),
        form=simple(forms.DeliverForm),
        sentence=lambda _desk, _seat: _("For results handed over at the window or sent by post."),
        press=lambda: _("Record the delivery"),
        act=_deliver,
        done=lambda: _("The delivery has been recorded."),
    ),
}
