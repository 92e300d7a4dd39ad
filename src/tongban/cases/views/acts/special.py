"""What moves the clock: special procedures with their written notice, and the one extension by the head."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.calendar import queries as calendar
from tongban.cases import desk_forms, rules, services
from tongban.cases.views.acts.acting import (
    Acting,
    Desk,
    Row,
    Rows,
    offer,
    offers,
    officials,
    simple,
    stamp,
    start,
)
from tongban.design.wording import date_full
from tongban.foundation.refusals import Refused


def _start_special(desk: Desk, form: desk_forms.StartSpecialForm) -> object:
    data = form.cleaned_data
    return services.start_special(
        kind=data["kind"],
        days=data["days"],
        reason=data["reason"],
        officials=data["officials"],
        organisation=data["organisation"],
        **stamp(desk, form),
    )


def _start_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.StartSpecialForm:
    colleagues = officials([desk.facts.of.item.department_id, desk.actor.department_id], desk.today)
    return desk_forms.StartSpecialForm(colleagues, data, initial=start(desk), auto_id="start_special_%s")


def _start_sentence(desk: Desk, _seat: str) -> str:
    sentence = _(
        "The applicant is told in writing how many workdays it needs; these days do not count. "
        "Past them the clock runs again, finished or not."
    )
    workdays = calendar.calendar_for(desk.facts.of.item.region_code)
    by = rules.assign_by(desk.facts, workdays)
    sent = _("Inspection, testing and quarantine: two officials or more are sent by {day} (art. 55).")
    return f"{sentence} {sent.format(day=date_full(by.on))}" if by else sentence


def _technical(desk: Desk) -> bool:
    return desk.facts.pause is not None and desk.facts.pause.began.kind in rules.TECHNICAL


def _end_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.EndSpecialForm:
    return desk_forms.EndSpecialForm(
        data, initial=start(desk), technical=_technical(desk), auto_id="end_special_%s"
    )


def _end(desk: Desk, form: desk_forms.EndSpecialForm) -> object:
    data = form.cleaned_data
    return services.end_special(
        result=data["result"],
        conforms=form.conforming,
        standard=data.get("standard", ""),
        **stamp(desk, form),
    )


def _special_preview(desk: Desk, form: desk_forms.StartSpecialForm) -> Rows:
    data = form.cleaned_data
    sent = tuple(rules.Official(one, one) for one in data["officials"])
    act = rules.StartSpecial(
        *desk.stamp, data["kind"], data["days"], data["reason"], sent, data["organisation"]
    )
    return _dates_after(desk, act)


def _end_sentence(desk: Desk, _seat: str) -> str:
    pause = desk.facts.pause
    if pause is None:
        return ""
    return _("{kind} since {first}; by its notice the days until {last} do not count.").format(
        kind=_(rules.SPECIAL[pause.began.kind]),
        first=date_full(pause.began.started_on),
        last=date_full(pause.began.until),
    )


# -- the extension -------------------------------------------------------------------------------------------


def _limit_rows(desk: Desk) -> Rows:
    """The most that the law allows, with the dates now and the dates it would give."""
    most = rules.longest_extension(desk.facts)
    asked = desk.facts.extension_asked
    rows: list[Row] = [
        {
            "label": _("The most that the law allows"),
            "value": _("{days} workdays, once ({source})").format(days=most.value, source=_(most.source)),
        },
        *_dates(desk, _("Promised date now"), _("Statutory date now"), desk.facts),
    ]
    if asked is not None:
        said = _("{days} workdays: {reason}").format(days=asked.days.number, reason=asked.reason)
        rows.insert(0, {"label": _("What is asked for"), "value": said})
    for days in sorted({most.value, *([asked.days.number] if asked else [])}):
        rows += _dates_with(desk, days)
    return rows


def _dates_with(desk: Desk, days: int) -> list[Row]:
    """The promised date that an extension by so many workdays would give, whoever approves it."""
    workdays = calendar.calendar_for(desk.facts.of.item.region_code)
    due, _statutory = rules.extended_dues(desk.facts, days, workdays)
    label = _("With {days} workdays more").format(days=days)
    return [{"label": label, "value": _day(due)}]


def _dates(desk: Desk, promised: str, statutory: str, facts: rules.CaseFacts) -> list[Row]:
    rows = [(promised, facts.promised_due), (statutory, facts.statutory_due)]
    return [{"label": label, "value": _day(due)} for label, due in rows if due is not None]


def _dates_after(desk: Desk, act: rules.Act) -> list[Row]:
    """The dates as an act would leave them; why it would be refused, when it would be."""
    try:
        after = services.facts_after(facts=desk.facts, act=act)
    except Refused as refused:
        said = [refused.text(_), *(fault.text(_) for fault in refused.faults)]
        return [{"label": _("This would be refused"), "value": "\n".join(said)}]
    rows = _dates(desk, _("Promised date then"), _("Statutory date then"), after)
    if after.pause is not None:
        last = after.pause.began.until
        rows.insert(0, {"label": _("The clock stands still until"), "value": date_full(last)})
    return rows


def _day(due: rules.Deadline) -> str:
    return date_full(due.on) + (_(" (provisional)") if due.provisional else "")


def _ask_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.ExtensionForm:
    return desk_forms.ExtensionForm(data, initial=start(desk), auto_id="ask_extension_%s")


def _extend_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.ExtensionForm:
    asked = desk.facts.extension_asked
    more = {"days": asked.days.number, "reason": asked.reason} if asked else {}
    return desk_forms.ExtensionForm(data, initial=start(desk, **more), auto_id="extend_%s")


def _ask(desk: Desk, form: desk_forms.ExtensionForm) -> object:
    data = form.cleaned_data
    return services.ask_extension(days=data["days"], reason=data["reason"], **stamp(desk, form))


def _extend(desk: Desk, form: desk_forms.ExtensionForm) -> object:
    data = form.cleaned_data
    return services.extend(days=data["days"], reason=data["reason"], **stamp(desk, form))


def _ask_preview(desk: Desk, form: desk_forms.ExtensionForm) -> Rows:
    act = rules.AskExtension(*desk.stamp, form.cleaned_data["days"], form.cleaned_data["reason"])
    refused = services.refusal_of(facts=desk.facts, act=act)
    return _dates_after(desk, act) if refused else _dates_with(desk, form.cleaned_data["days"])


def _extend_preview(desk: Desk, form: desk_forms.ExtensionForm) -> Rows:
    data = form.cleaned_data
    return _dates_after(desk, rules.Extend(*desk.stamp, data["days"], data["reason"]))


def _asking(desk: Desk) -> bool:
    """A head extends at once and asks nobody."""
    return (
        desk.facts.extension_asked is None
        and not rules.directs(desk.actor, desk.facts)
        and desk.offers(rules.AskExtension(*desk.stamp, 0, ""))
    )


ACTS: dict[str, Acting] = {
    "extend": Acting(
        title=lambda: _("Extend the period"),
        offered=offers(lambda desk: rules.Extend(*desk.stamp, 0, "")),
        form=_extend_form,
        sentence=lambda _desk, _seat: _("The applicant is told the reason and the new date."),
        rows=_limit_rows,
        press=lambda: _("Extend"),
        preview=_extend_preview,
        act=_extend,
        done=lambda: _("The period is extended, and the applicant is told."),
    ),
    "decline-extension": Acting(
        title=lambda: _("Do not extend"),
        offered=offers(lambda desk: rules.DeclineExtension(*desk.stamp, "")),
        form=simple(desk_forms.DeclineExtensionForm),
        press=lambda: _("Do not extend"),
        act=lambda desk, form: services.decline_extension(
            reason=form.cleaned_data["reason"], **stamp(desk, form)
        ),
        done=lambda: _("The period stays as it is."),
        folded=True,
    ),
    "end-special": Acting(
        title=lambda: _("End the special procedure"),
        offered=offers(lambda desk: rules.EndSpecial(*desk.stamp, "")),
        form=_end_form,
        sentence=_end_sentence,
        press=lambda: _("End it with this result"),
        act=_end,
        done=lambda: _("The special procedure is over; the clock runs again."),
    ),
    "start-special": Acting(
        title=lambda: _("Begin a special procedure"),
        offered=offers(lambda desk: rules.StartSpecial(*desk.stamp, "", 0)),
        form=_start_form,
        sentence=_start_sentence,
        press=lambda: _("Begin it and send the notice"),
        preview=_special_preview,
        act=_start_special,
        done=lambda: _(
            "The special procedure has begun; the clock stands still until the day of its notice."
        ),
        folded=True,
        group="time",
    ),
    "ask-extension": Acting(
        title=lambda: _("Ask the head for more time"),
        offered=offer(_asking),
        form=_ask_form,
        rows=_limit_rows,
        press=lambda: _("Ask for it"),
        preview=_ask_preview,
        act=_ask,
        done=lambda: _("The head has been asked. Until the answer the period stays as it is."),
        folded=True,
        group="time",
    ),
}
