"""Ends beside the ordinary one, and what is looked at after a decision: terminate, check a promise, end a permission."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.cases import desk_forms, rules, services
from tongban.cases.views.acts.acting import (
    Acting,
    Desk,
    Row,
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


def _checking(desk: Desk) -> bool:
    return rules.can_check(desk.facts) and desk.open_to(rules.CheckPromise(*desk.stamp, ""))


def _check_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.CheckPromiseForm:
    before = desk.facts.promise_check.result if desk.facts.promise_check else ""
    return desk_forms.CheckPromiseForm(before, data, initial=start(desk), auto_id="check_promise_%s")


def _promised(desk: Desk) -> Rows:
    """What was promised, in the words in which it was put to the applicant; and by when it is checked."""
    promise, decision, check = desk.facts.promise, desk.facts.decision, desk.facts.promise_check
    if promise is None:
        return ()
    rows: list[Row] = [{"label": _("What was promised"), "value": "\n".join(promise.terms)}]
    if decision is not None and decision.check_due is not None:
        rows.append({"label": _("To be checked by"), "value": date_full(decision.check_due.on)})
    if check is not None and check.mend_by is not None:
        rows.append({"label": _("To be mended by"), "value": date_full(check.mend_by)})
    return rows


def _check(desk: Desk, form: desk_forms.CheckPromiseForm) -> object:
    data = form.cleaned_data
    return services.check_promise(
        result=data["result"], note=data["note"], mend_by=data.get("mend_by"), **stamp(desk, form)
    )


def _terminate(desk: Desk, form: desk_forms.TerminateForm) -> object:
    data = form.cleaned_data
    return services.terminate(ground=data["ground"], reason=data["reason"], **stamp(desk, form))


# -- the end of a permission ---------------------------------------------------------------------------------


def _end_form(desk: Desk, _seat: str, data: QueryDict | None) -> desk_forms.EndPermissionForm:
    initial = start(desk, **known_remedies(desk))
    return desk_forms.EndPermissionForm(data, initial=initial, auto_id="end_permission_%s")


def _end(desk: Desk, form: desk_forms.EndPermissionForm) -> object:
    data = form.cleaned_data
    return services.end_permission(
        kind=data["kind"],
        reason=data["reason"],
        legal_basis=data["legal_basis"],
        remedies=remedies(data),
        fraud=data["fraud"],
        **stamp(desk, form),
    )


def _end_preview(desk: Desk, form: desk_forms.EndPermissionForm) -> Rows:
    """What the end would say and what follows from it, before it is pressed."""
    data = form.cleaned_data
    act = rules.EndPermission(
        *desk.stamp, data["kind"], data["reason"], data["legal_basis"], remedies(data), data["fraud"]
    )
    try:
        after = services.facts_after(facts=desk.facts, act=act)
    except Refused as refused:
        said = [refused.text(_), *(fault.text(_) for fault in refused.faults)]
        return [{"label": _("This would be refused"), "value": "\n".join(said)}]
    kind = data["kind"]
    rows: list[Row] = [
        {"label": _("How it ends"), "value": _(rules.ENDINGS[kind])},
        {"label": _("What follows"), "value": _("The licence of this case ends with it, at once and for everybody.")},
    ]  # fmt: skip
    if after.ban is not None:
        sentence = _("The applicant may not apply for this item again before {day} ({source}).")
        said_ban = sentence.format(day=date_full(after.ban.until), source=_(after.ban.source))
        rows.append({"label": _("Ban"), "value": said_ban})
    return rows


ACTS: dict[str, Acting] = {
    "check-promise": Acting(
        title=lambda: _("Check what was promised"),
        offered=offer(_checking),
        form=_check_form,
        rows=_promised,
        press=lambda: _("Keep what was found"),
        act=_check,
        done=lambda: _("What was found is kept."),
    ),
    "terminate": Acting(
        title=lambda: _("Terminate the case"),
        offered=offers(lambda desk: rules.Terminate(*desk.stamp, "", "")),
        form=simple(desk_forms.TerminateForm),
        sentence=lambda _desk, _seat: _("Only when there is nothing to decide any more."),
        press=lambda: _("Terminate the case"),
        act=_terminate,
        done=lambda: _("The case is terminated."),
        folded=True,
        danger=True,
        group="end",
    ),
    "end-permission": Acting(
        title=lambda: _("End this permission"),
        template="end_permission",
        offered=offers(lambda desk: rules.EndPermission(*desk.stamp, "", "", "")),
        form=_end_form,
        sentence=lambda _desk, _seat: _(
            "Before its time, by law only. The holder is told why, on which basis, and where to turn."
        ),
        press=lambda: _("End this permission"),
        preview=_end_preview,
        act=_end,
        done=lambda: _("The permission has ended, and its licence with it."),
        folded=True,
        danger=True,
        group="end",
    ),
}
