"""Being heard before a decision, and one visit to the site for all departments."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.calendar import queries as calendar
from tongban.cases import desk_forms, rules, services
from tongban.cases.views.acts.acting import Acting, Desk, offer, offers, officials, simple, stamp, start
from tongban.design.wording import date_full
from tongban.org import queries as org

# -- the hearing ---------------------------------------------------------------------------------------------


def _calling(desk: Desk) -> bool:
    return desk.offers(rules.CallHearing(*desk.stamp, desk.today, "", "", "", ""))


def _call_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.CallHearingForm:
    workdays = calendar.calendar_for(desk.facts.of.item.region_code)
    days = rules.hearing_days(desk.facts, desk.today, workdays)
    return desk_forms.CallHearingForm(
        [(day.isoformat(), date_full(day)) for day in days],
        _chairs(desk),
        data,
        initial=start(desk),
        auto_id="call_hearing_%s",
    )


def _chairs(desk: Desk) -> list[tuple[str, str]]:
    """The officials of the department who did not look at the application: only they may preside."""
    looked = rules.reviewers(desk.facts) | {desk.actor.staff_id}
    officials = org.staff_of(department_id=desk.facts.of.item.department_id, on=desk.today)
    return list(
        {one.id: f"{one.name} · {one.post_name}" for one in officials if one.id not in looked}.items()
    )


def _call_sentence(desk: Desk, _seat: str) -> str:
    asked = desk.facts.hearing.asked if desk.facts.hearing else None
    if asked is None or asked.hold_by is None:
        return ""
    sentence = _(
        "The applicant has asked to be heard: by {day}. The days offered leave the notice its time; "
        "from today until the hearing the clock stands still."
    )
    return sentence.format(day=date_full(asked.hold_by.on))


def _call(desk: Desk, form: desk_forms.CallHearingForm) -> object:
    data = form.cleaned_data
    return services.call_hearing(
        on=data["on"], time=data["time"], place=data["place"], chair=data["chair"], **stamp(desk, form)
    )


def _record_sentence(desk: Desk, _seat: str) -> str:
    called = desk.facts.hearing.called if desk.facts.hearing else None
    if called is None:
        return ""
    return _("Held on {day} {time}, {place}. The decision rests on this record.").format(
        day=date_full(called.on), time=called.time, place=called.place
    )


def _hold(desk: Desk, form: desk_forms.HoldHearingForm) -> object:
    data = form.cleaned_data
    return services.hold_hearing(record=data["record"], signed=data["signed"], **stamp(desk, form))


# -- interested parties, statements, a public hearing ----------------------------------------------------------


def _tell_parties(desk: Desk, form: desk_forms.TellPartiesForm) -> object:
    return services.tell_parties(
        parties=form.named(), reason=form.cleaned_data["reason"], **stamp(desk, form)
    )


def _statement_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.HearStatementForm:
    names = sorted(rules.party_names(desk.facts))
    return desk_forms.HearStatementForm(names, data, initial=start(desk), auto_id="hear_statement_%s")


def _hear_statement(desk: Desk, form: desk_forms.HearStatementForm) -> object:
    data = form.cleaned_data
    return services.hear_statement(
        party=data["party"], text=data["text"], wants_hearing=form.wanting, **stamp(desk, form)
    )


def _announcing(desk: Desk) -> rules.Act:
    return rules.AnnounceHearing(*desk.stamp, desk.today, "", "", "", "", "", "")


def _announce_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.AnnounceHearingForm:
    return desk_forms.AnnounceHearingForm(
        _chairs(desk), data, initial=start(desk), auto_id="announce_hearing_%s"
    )


def _announce(desk: Desk, form: desk_forms.AnnounceHearingForm) -> object:
    data = form.cleaned_data
    said = {name: data[name] for name in ("on", "time", "place", "chair", "reason", "where")}
    return services.announce_hearing(**said, **stamp(desk, form))


# -- the visit -----------------------------------------------------------------------------------------------


def _departments(desk: Desk) -> list[str]:
    """The names of all departments that have to do with the case, the lead first."""
    item = desk.facts.of.item
    named = org.department_names(department_ids=_department_ids(desk))
    return list(dict.fromkeys([item.department_name, *named.values()]))


def _department_ids(desk: Desk) -> list[str]:
    item = desk.facts.of.item
    others = {*item.way.departments, *(seat.department_id for seat in desk.facts.seats)}
    if desk.facts.acceptance is not None:
        others |= {seat.department_id for seat in desk.facts.acceptance.opened}
    return [item.department_id, *sorted(others - {item.department_id})]


def _visit_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.CallVisitForm:
    called = desk.facts.visit
    more = (
        {"on": called.on, "time": called.time, "place": called.place, "departments": list(called.departments)}
        if called
        else {}
    )
    return desk_forms.CallVisitForm(
        _departments(desk), desk.today, data, initial=start(desk, **more), auto_id="call_visit_%s"
    )


def _visit_sentence(desk: Desk, _seat: str) -> str:
    called = desk.facts.visit
    if called is None:
        return _("One day for all departments that are to come; each of them is told.")
    return _("Called for {day} {time}, {place}. Calling it again gives it another day.").format(
        day=date_full(called.on), time=called.time, place=called.place
    )


def _call_visit(desk: Desk, form: desk_forms.CallVisitForm) -> object:
    data = form.cleaned_data
    return services.call_visit(
        on=data["on"],
        time=data["time"],
        place=data["place"],
        departments=data["departments"],
        **stamp(desk, form),
    )


def _findings_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.HoldVisitForm:
    called = desk.facts.visit.departments if desk.facts.visit else ()
    there = officials(_department_ids(desk), desk.today)
    return desk_forms.HoldVisitForm(called, there, data, initial=start(desk), auto_id="hold_visit_%s")


def _hold_visit(desk: Desk, form: desk_forms.HoldVisitForm) -> object:
    findings = [rules.Finding("", name, text, absent) for name, text, absent in form.findings()]
    data = form.cleaned_data
    return services.hold_visit(
        findings=findings, officials=data["officials"], signed=data["signed"], **stamp(desk, form)
    )


ACTS: dict[str, Acting] = {
    "call-hearing": Acting(
        title=lambda: _("Call the hearing"),
        offered=offer(_calling),
        form=_call_form,
        sentence=_call_sentence,
        press=lambda: _("Call the hearing"),
        act=_call,
        done=lambda: _("The hearing is called, and the applicant is told."),
    ),
    "hold-hearing": Acting(
        title=lambda: _("Hand in the record of the hearing"),
        offered=offers(lambda desk: rules.HoldHearing(*desk.stamp, "", "")),
        form=simple(desk_forms.HoldHearingForm),
        sentence=_record_sentence,
        press=lambda: _("Hand in the record"),
        act=_hold,
        done=lambda: _("The record is handed in; the clock runs again."),
    ),
    "hold-visit": Acting(
        title=lambda: _("Write down what the visit found"),
        offered=offers(lambda desk: rules.HoldVisit(*desk.stamp, ())),
        form=_findings_form,
        sentence=lambda _desk, _seat: _(
            "Each department that was called: what it found, or that it did not come. Two officials or more verify, and sign."
        ),
        press=lambda: _("Keep the findings"),
        act=_hold_visit,
        done=lambda: _("The findings of the visit are kept."),
    ),
    "offer-hearing": Acting(
        title=lambda: _("Offer a hearing"),
        offered=offers(lambda desk: rules.OfferHearing(*desk.stamp, "")),
        form=simple(desk_forms.OfferHearingForm),
        sentence=lambda _desk, _seat: _(
            "Whose important interests are concerned is told of the right to be heard, before the decision."
        ),
        press=lambda: _("Offer the hearing"),
        act=lambda desk, form: services.offer_hearing(
            reason=form.cleaned_data["reason"], **stamp(desk, form)
        ),
        done=lambda: _("The applicant is told of the right to be heard."),
        folded=True,
        group="hearing",
    ),
    "tell-parties": Acting(
        title=lambda: _("Tell interested parties"),
        offered=offers(lambda desk: rules.TellParties(*desk.stamp, (), "")),
        form=simple(desk_forms.TellPartiesForm),
        sentence=lambda _desk, _seat: _(
            "They and the applicant are told that they may state and argue, and ask for a hearing within five workdays."
        ),
        press=lambda: _("Tell them"),
        act=_tell_parties,
        done=lambda: _("The notice of their rights is ready; the case waits for them."),
        folded=True,
        group="hearing",
    ),
    "hear-statement": Acting(
        title=lambda: _("Hear a statement"),
        offered=offers(lambda desk: rules.HearStatement(*desk.stamp, "", "")),
        form=_statement_form,
        sentence=lambda _desk, _seat: _(
            "What is stated and argued is written down; the decision says how it was weighed."
        ),
        press=lambda: _("Keep the statement"),
        act=_hear_statement,
        done=lambda: _("The statement is kept."),
        folded=True,
        group="hearing",
    ),
    "announce-hearing": Acting(
        title=lambda: _("Announce a public hearing"),
        offered=offers(_announcing),
        form=_announce_form,
        sentence=lambda _desk, _seat: _(
            "For what a rule prescribes or the public interest asks for. It is announced seven workdays before; nobody has to ask for it."
        ),
        press=lambda: _("Announce the hearing"),
        act=_announce,
        done=lambda: _("The hearing is announced; its days do not count."),
        folded=True,
        group="hearing",
    ),
    "call-visit": Acting(
        title=lambda: _("Call a joint visit to the site"),
        offered=offers(lambda desk: rules.CallVisit(*desk.stamp, desk.today, "", "", ())),
        form=_visit_form,
        sentence=_visit_sentence,
        press=lambda: _("Call the visit"),
        act=_call_visit,
        done=lambda: _("The visit is called, and everybody is told."),
        folded=True,
        group="hearing",
    ),
}
