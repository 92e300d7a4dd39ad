"""Papers from the receipt to acceptance, or to the answer that it is not accepted."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.cases import rules
from tongban.cases.views.papers.sheet import (
    Paper,
    Told,
    day_of,
    deadline,
    made,
    provisional,
    remedies_of,
)
from tongban.cases.views.showing import answer_rows, how_held
from tongban.catalogue import queries as catalogue
from tongban.design.wording import date_full


def receipt(told: Told, what: rules.Submitted) -> Paper:
    """收件凭证: that it was received, when, and what; it is no acceptance."""
    return made(
        told,
        "receipt",
        _("Receipt of the application"),
        paragraphs=(
            _("Your application “{item}” was received on {day}.").format(
                item=what.item.name, day=day_of(told.event.at)
            ),
            _(
                "By {day} you are told whether it is accepted, or once and completely what is to be corrected. If nobody tells you by then, it counts as accepted from its receipt."
            ).format(day=deadline(what.review_due)),
            *provisional(what.review_due),
            _("This receipt is not yet an acceptance. The periods of the law run from acceptance."),
        ),
        rows_title=_("Materials received") if what.materials else "",
        rows=_materials(what.materials),
        basis=(_("Administrative License Law, arts. 29 and 32"),),
    )


def application(told: Told, what: rules.Submitted) -> Paper:
    """What was sent, in the applicant's own words."""
    item = catalogue.version(version_id=told.view.card.version_id)
    rows = [(one["label"], str(one["value"])) for one in answer_rows(item, told.view.answers)]
    held = [(one.name, how_held(one)) for one in told.view.facts.materials]
    sections: list[dict[str, Any]] = [{"title": what.item.name, "rows": rows}]
    if held:
        sections.append({"title": _("Materials"), "rows": held})
    return made(
        told,
        "application",
        _("Application as sent"),
        paragraphs=(_("I have checked my answers, and they are true"),),
        rows=tuple(rows + held),
        sections=tuple(sections),
        sealed=False,
    )


def promise(told: Told, what: rules.Submitted) -> Paper | None:
    """告知承诺书: what was put to the applicant and what was promised; None without a promise."""
    if what.promise is None:
        return None
    replaced = tuple(one.name for one in what.materials if one.how == "promised")
    paragraphs = [
        _(
            "For the application “{item}” the conditions, and what follows when a promise is not true or not kept, were put to me in writing. I chose this way freely, and promise:"
        ).format(item=what.item.name),
        *(f"{place}. {term}" for place, term in enumerate(what.promise.terms, 1)),
        _("If the promise is not true or not kept: {consequences}").format(
            consequences=what.promise.consequences
        ),
        _("Until the decision I may take the promise back and go the ordinary way, without any penalty."),
    ]
    sections: list[dict[str, Any]] = [{"title": what.item.name, "paragraphs": paragraphs}]
    if replaced:
        sections.append(
            {
                "title": _("Materials for which the promise stands"),
                "rows": [(name, _("promised in writing")) for name in replaced],
            }
        )
    return made(
        told,
        "promise",
        _("Written promise"),
        paragraphs=(_("This promise is made in writing and of my own free choice."),),
        sections=tuple(sections),
        sealed=False,
    )


def on_the_spot(told: Told, what: rules.CorrectedOnSpot) -> Paper:
    """当场更正记录."""
    return made(
        told,
        "on-the-spot",
        _("Record of a correction on the spot"),
        paragraphs=(
            _("Your application “{item}” had an error that could be mended at once.").format(
                item=told.item_name
            ),
            _("It was mended on {day} in your presence: {note}").format(
                day=day_of(told.event.at), note=what.note
            ),
            _("Nothing needs to be handed in for it."),
        ),
        basis=(_("Administrative License Law, art. 32(3)"),),
    )


def originals(told: Told, what: rules.OriginalsCompared) -> Paper:
    """原件核验记录: what was seen, and how long its copy may serve."""
    return made(
        told,
        "originals",
        _("Record of the originals seen"),
        paragraphs=(
            _(
                "For your application “{item}” the originals named below were seen on {day}. The copies that you uploaded are the same."
            ).format(item=told.item_name, day=day_of(told.event.at)),
            _("You take the originals with you. You are not asked for them again in this case."),
        ),
        rows_title=_("Originals seen"),
        rows=tuple((one.name, _used_until(one)) for one in what.seen),
        basis=(_("Administrative License Law, art. 34(1)"), _(GRADES)),
    )


GRADES = gettext_noop("Guideline on “Internet + government services”, on grades of electronic materials")


def _used_until(one: rules.OriginalSeen) -> str:
    if one.until is None:
        return _("the copy serves this application only")
    return _("the copy may serve other applications of yours until {day}").format(day=date_full(one.until))


def correction(told: Told, what: rules.CorrectionRequested) -> Paper:
    """一次性告知补正通知书; where several departments looked through it, each with what it asks for."""
    opening = _("Your application “{item}” of {day} has been looked through. It cannot be accepted as it is.")
    until = _(
        "Please hand in everything listed below by {day}. This is the whole list; there is only one notice."
    )
    paragraphs = [
        opening.format(item=told.item_name, day=day_of(told.facts.submitted_at)),
        until.format(day=date_full(what.answer_by)),
        _("The time until then does not count; a corrected application is looked through anew."),
        _("Without an answer by then the application goes back; you can apply again at any time."),
    ]
    if what.note:
        paragraphs.append(what.note)
    joint = len({one.department for one in what.items}) > 1
    return made(
        told,
        "correction",
        _("Notice of correction"),
        paragraphs=tuple(paragraphs),
        items_title="" if joint else _("To be corrected"),
        items=() if joint else tuple(_needed(one) for one in what.items),
        rows_title=_("To be corrected, by department") if joint else "",
        rows=_by_department(told, what.items) if joint else (),
        basis=(_("Administrative License Law, art. 32(4)"),),
    )


def _needed(one: rules.CorrectionItem) -> str:
    return _("{name}: {needed}").format(name=one.name, needed=one.needed)


def _by_department(told: Told, items: tuple[rules.CorrectionItem, ...]) -> tuple[tuple[str, str], ...]:
    asked = sorted(items, key=lambda one: one.department)
    own = told.facts.of.item.department_name
    return tuple(
        (department or own, "\n".join(_needed(one) for one in group))
        for department, group in groupby(asked, key=lambda one: one.department)
    )


def correction_received(told: Told, what: rules.CorrectionAnswered) -> Paper:
    """补正材料收件凭证."""
    return made(
        told,
        "correction-received",
        _("Receipt of the corrections"),
        paragraphs=(
            _("Your corrections of the application “{item}” were received on {day}.").format(
                item=told.item_name, day=day_of(told.event.at)
            ),
            _(
                "By {day} you are told whether it is accepted. If nobody tells you by then, it counts as accepted from this receipt."
            ).format(day=deadline(what.review_due)),
            *provisional(what.review_due),
        ),
        rows_title=_("Materials received") if what.materials else "",
        rows=_materials(what.materials),
        basis=(_("Administrative License Law, art. 32(4)"), _("Administrative License Law, art. 32(5)")),
    )


def acceptance(told: Told, what: rules.Accepted) -> Paper:
    """受理通知书; with materials that are to follow, what is missing, how, until when, and what follows (容缺)."""
    if what.deemed:
        opening = _("Your application “{item}” counts as accepted from {day}, the day of receipt.")
        basis = [_("Administrative License Law, art. 32(4)")]
    else:
        opening = _("Your application “{item}” has been accepted on {day}.")
        basis = [_("Administrative License Law, art. 32(5)")]
    dates = _("We promise to decide by {promised}. The law demands a decision by {statutory}.")
    gaps = told.facts.gaps if what.gap_due else ()
    return made(
        told,
        "acceptance",
        _("Notice of acceptance with materials to follow") if gaps else _("Notice of acceptance"),
        dated=what.accepted_on if what.deemed else told.on,
        paragraphs=(
            opening.format(item=told.item_name, day=date_full(what.accepted_on)),
            dates.format(promised=deadline(what.promised_due), statutory=deadline(what.statutory_due)),
            *provisional(what.promised_due, what.statutory_due),
            *(_gap_paragraphs(told, what.gap_due) if what.gap_due else ()),
        ),
        items_title=_("To follow") if gaps else "",
        items=tuple(one.name for one in gaps),
        rows_title=_("Materials received") if told.facts.materials else "",
        rows=_materials(told.facts.materials),
        basis=tuple(basis) + ((_gap_rule(told),) if gaps else ()),
    )


def _gap_paragraphs(told: Told, due: rules.Deadline) -> tuple[str, ...]:
    lapse = (
        _("Without them by then the application is refused.")
        if told.facts.of.item.way.gap_lapse == "refused"
        else _("Without them by then the application counts as withdrawn; you can apply again at any time.")
    )
    return (
        _("You have promised in writing to hand in what is named below by {day}.").format(day=deadline(due)),
        _("Hand it in on the page of this case, or at the window. Nothing is handed over before."),
        lapse,
    )


def _gap_rule(told: Told) -> str:
    rule = catalogue.version(version_id=told.view.card.version_id).procedure.gap_rule
    return rule or _("Regulation of the region on government services, on accepting with materials to follow")


def not_accepted(told: Told, what: rules.AcceptanceRefused) -> Paper:
    """不受理告知单, 不予受理通知书, or 不予受理决定书 because of false materials."""
    title, sentence, basis = _refused(what)
    paragraphs = [
        _("Your application “{item}” is not accepted.").format(item=told.item_name),
        sentence,
        _("Reasons: {reasons}").format(reasons=what.reason) if what.reason else "",
    ]
    if what.ban is not None:
        paragraphs.append(
            _("Before {day} you may not apply for this item again ({source}).").format(
                day=date_full(what.ban.until), source=_(what.ban.source)
            )
        )
    return made(
        told,
        "not-accepted",
        title,
        paragraphs=tuple(one for one in paragraphs if one),
        basis=(basis,),
        remedies=remedies_of(what.remedies, told.on),
    )


def _refused(what: rules.AcceptanceRefused) -> tuple[str, str, str]:
    match what.ground:
        case "not_competent":
            sentence = _("Another body is competent: please turn to {body}.").format(body=what.competent_body)
            return _("Notice of refusal to accept"), sentence, _("Administrative License Law, art. 32(2)")
        case "false_materials":
            sentence = _("What was handed in is not true. You are warned herewith.")
            return _("Decision not to accept"), sentence, _("Administrative License Law, art. 78")
    sentence = _("This matter needs no application.")
    return _("Notice that no application is needed"), sentence, _("Administrative License Law, art. 32(1)")


def _materials(materials: tuple[rules.MaterialHeld, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, how_held(one)) for one in materials)
