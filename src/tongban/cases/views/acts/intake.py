"""Before the review: accept, mend at once, ask once for everything, or do not accept."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.cases import desk_forms, forms, rules, services
from tongban.cases.views.acts.acting import (
    Acting,
    Desk,
    known_remedies,
    offer,
    offers,
    remedies,
    simple,
    stamp,
    start,
)


def subjects(desk: Desk) -> list[tuple[str, str, str]]:
    """Everything of an application that can be wrong: its materials, then its answers."""
    held = {one.key for one in desk.facts.materials}
    asked = [one for one in desk.item.materials if one.id in held or one.necessity != "optional"]
    materials = [("material", one.id, one.name) for one in asked]
    return materials + [
        ("field", one.key, one.label) for one in desk.item.fields if one.key in desk.facts.answers
    ]


# -- the one notice ------------------------------------------------------------------------------------------


def _merged(desk: Desk) -> dict[tuple[str, str], tuple[str, str]]:
    """What the departments asked for, by subject: the departments, and everything they need."""
    ordered = sorted(desk.facts.proposed, key=lambda item: (item.kind, item.key))
    merged = {}
    for subject, items in groupby(ordered, key=lambda item: (item.kind, item.key)):
        asked = list(items)
        alone = len(asked) == 1
        needed = [one.needed if alone else f"{one.department}：{one.needed}" for one in asked]
        merged[subject] = ("、".join(one.department for one in asked), "；".join(needed))
    return merged


def _prefilled(items: dict[tuple[str, str], str]) -> dict[str, object]:
    """The beginning of a notice: a tick and a sentence for each subject that is asked for already."""
    begun: dict[str, object] = {}
    for (kind, key), needed in items.items():
        begun[f"ask-{kind}-{key}"] = True
        begun[f"needed-{kind}-{key}"] = needed
    return begun


def _correction_form(desk: Desk, _seat: str, data: QueryDict | None) -> forms.CorrectionForm:
    begun = _prefilled({subject: needed for subject, (_who, needed) in _merged(desk).items()})
    return forms.CorrectionForm(subjects(desk), data, initial=start(desk, **begun), auto_id="correct_%s")


def _correct(desk: Desk, form: forms.CorrectionForm) -> object:
    merged = _merged(desk)
    asked = [
        rules.CorrectionItem(*one, department=merged.get((one[0], one[1]), ("", ""))[0])
        for one in form.asked()
    ]
    return services.request_correction(items=asked, note=form.cleaned_data["note"], **stamp(desk, form))


def _correction_sentence(desk: Desk, _seat: str) -> str:
    if not desk.facts.proposed:
        return _("There is only one notice: list everything now.")
    names = "、".join(dict.fromkeys(item.department for item in desk.facts.proposed))
    sentence = _("There is only one notice. What these departments ask for stands in it already: {names}.")
    return sentence.format(names=names)


def _in_time(desk: Desk) -> bool:
    """Whether the application can still be looked through: after five workdays of silence it counts as accepted."""
    return not desk.facts.corrections and not rules.is_past(desk.facts.review_due, desk.today)


def _correcting(desk: Desk) -> bool:
    return _in_time(desk) and desk.open_to(rules.RequestCorrection(*desk.stamp, ()))


# -- a department of a joint item ----------------------------------------------------------------------------


def _proposing(desk: Desk) -> bool:
    return _in_time(desk) and desk.open_to(rules.ProposeCorrection(*desk.stamp, ()))


def _proposal_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.ProposalForm:
    own = {
        (item.kind, item.key): item.needed
        for item in desk.facts.proposed
        if item.department == desk.actor.department_name
    }
    initial = start(desk, **_prefilled(own))
    return desk_forms.ProposalForm(subjects(desk), data, initial=initial, auto_id="propose_%s")


def _propose(desk: Desk, form: desk_forms.ProposalForm) -> object:
    asked = [rules.CorrectionItem(*one) for one in form.asked()]
    return services.propose_correction(items=asked, **stamp(desk, form))


def _proposal_sentence(desk: Desk, _seat: str) -> str:
    sentence = _("{department} puts what all departments need into the one notice to the applicant.")
    return sentence.format(department=desk.facts.of.item.department_name)


# -- at the window -------------------------------------------------------------------------------------------


def _spot_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.CorrectOnSpotForm:
    asked = [one for one in desk.item.fields if one.key in desk.facts.answers]
    shown = {
        one.key: desk.answers.get(one.key, "") for one in asked if one.kind not in desk_forms.CONFIDENTIAL
    }
    return desk_forms.CorrectOnSpotForm(asked, data, initial=start(desk, **shown), auto_id="spot_%s")


def _correct_on_spot(desk: Desk, form: desk_forms.CorrectOnSpotForm) -> object:
    data = form.cleaned_data
    return services.correct_on_spot(answers=form.answers(), note=data["note"], **stamp(desk, form))


def _mending(desk: Desk) -> rules.Act:
    return rules.CorrectOnSpot(*desk.stamp, desk.facts.answers, desk.facts.materials, "")


# -- originals -----------------------------------------------------------------------------------------------


def _to_see(desk: Desk) -> list[tuple[str, str]]:
    """The materials whose originals are still to be seen."""
    held = desk.facts.materials
    return [(one.key, one.name) for one in held if rules.grade_of(desk.facts, one) == rules.Grade.UPLOADED]


def _originals_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.OriginalsForm:
    latest = desk.today + timedelta(days=rules.copy_days(desk.today))
    return desk_forms.OriginalsForm(
        _to_see(desk), data, initial=start(desk, until=latest), auto_id="originals_%s"
    )


def _compare(desk: Desk, form: desk_forms.OriginalsForm) -> object:
    data = form.cleaned_data
    return services.compare_originals(keys=data["keys"], until=data["until"], **stamp(desk, form))


# -- yes or no -----------------------------------------------------------------------------------------------


def _accept(desk: Desk, form: forms.AcceptForm) -> object:
    return services.accept(**stamp(desk, form))


def _accepting(desk: Desk) -> bool:
    return desk.open_to(rules.Accept(*desk.stamp))


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


def _refusal_form(desk: Desk, _seat: str, data: QueryDict | None) -> forms.RefuseAcceptanceForm:
    initial = start(desk, **known_remedies(desk))
    return forms.RefuseAcceptanceForm(data, initial=initial, auto_id="refuse_%s")


def _refuse(desk: Desk, form: forms.RefuseAcceptanceForm) -> object:
    data = form.cleaned_data
    elsewhere = data["ground"] == "not_competent"
    return services.refuse_acceptance(
        ground=data["ground"],
        reason=data["reason"],
        competent_body=data["competent_body"] if elsewhere else "",
        remedies=remedies(data),
        **stamp(desk, form),
    )


ACTS: dict[str, Acting] = {
    "accept": Acting(
        title=lambda: _("Accept the application"),
        offered=offer(_accepting),
        form=simple(forms.AcceptForm),
        sentence=_accept_sentence,
        press=lambda: _("Accept"),
        act=_accept,
        done=lambda: _("Accepted. The notice of acceptance is ready."),
    ),
    "propose": Acting(
        title=lambda: _("Say what your department needs"),
        template="correct",
        offered=offer(_proposing),
        form=_proposal_form,
        sentence=_proposal_sentence,
        press=lambda: _("Send it to the lead department"),
        act=_propose,
        done=lambda: _("What your department needs is noted for the one notice."),
    ),
    "correct": Acting(
        title=lambda: _("Ask for correction, once and completely"),
        template="correct",
        offered=offer(_correcting),
        form=_correction_form,
        sentence=_correction_sentence,
        press=lambda: _("Send the correction notice"),
        act=_correct,
        done=lambda: _("The correction notice has been sent."),
        folded=True,
    ),
    "mend": Acting(
        title=lambda: _("Mend at once, with the applicant here"),
        offered=offers(_mending),
        form=_spot_form,
        sentence=lambda _desk, _seat: _(
            "What can be mended at once is mended at once, without a notice. The applicant confirms it here."
        ),
        press=lambda: _("Keep what was mended"),
        act=_correct_on_spot,
        done=lambda: _("What was mended is kept, and the applicant can read it."),
        folded=True,
    ),
    "originals": Acting(
        title=lambda: _("Compare with the originals"),
        offered=offers(lambda desk: rules.CompareOriginals(*desk.stamp, ())),
        form=_originals_form,
        sentence=lambda _desk, _seat: _(
            "The applicant has the originals here. What you tick becomes a copy of grade B with its watermark."
        ),
        press=lambda: _("The copies are the same"),
        act=_compare,
        done=lambda: _("The originals were seen; the copies may be used."),
        folded=True,
    ),
    "refuse": Acting(
        title=lambda: _("Refuse acceptance"),
        offered=offers(lambda desk: rules.RefuseAcceptance(*desk.stamp, "", "")),
        form=_refusal_form,
        press=lambda: _("Refuse acceptance"),
        act=_refuse,
        done=lambda: _("Acceptance has been refused."),
        folded=True,
        danger=True,
    ),
}
