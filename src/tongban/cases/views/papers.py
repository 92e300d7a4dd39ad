"""The official papers of a case: one set of words for the page and for the PDF, in the language of the law."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.cases import queries, rules
from tongban.cases.views.showing import Row, answer_rows, how_held
from tongban.catalogue import queries as catalogue
from tongban.design import print as paper_room
from tongban.design.wording import date_full
from tongban.foundation.clock import LEGAL_ZONE

OFFICIAL = "zh-hans"
TITLES = {
    "application": gettext_noop("Application as sent"),
    "correction": gettext_noop("Notice of correction"),
    "acceptance": gettext_noop("Notice of acceptance"),
    "not-accepted": gettext_noop("Notice that the application is not accepted"),
    "decision": gettext_noop("Written decision"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One official paper: who says what to whom, on which basis, and where one may turn.

    at  the moment of the act it tells of; the PDF of the same act is the same to the byte
    """

    kind: str
    case: queries.CaseCard
    title: str
    number: str
    addressee: str
    at: datetime
    dated: date
    agency: str
    paragraphs: tuple[str, ...]
    items_title: str = ""
    items: tuple[str, ...] = ()
    rows_title: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    basis: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    sections: tuple[Mapping[str, Any], ...] = field(default=())


def paper(view: queries.CaseView, kind: str) -> Paper | None:
    """The paper of this kind; None when the case has none."""
    make = _MAKERS.get(kind)
    if make is None or not _exists(view.facts, kind):
        return None
    with translation.override(OFFICIAL):
        return make(view)


def links_of(facts: rules.CaseFacts, public_id: str) -> list[Row]:
    """The papers that the case has so far, as page and as PDF."""
    return [
        {
            "title": _(title),
            "url": reverse("cases:document", args=[public_id, kind]),
            "pdf_url": reverse("cases:document_pdf", args=[public_id, kind]),
        }
        for kind, title in TITLES.items()
        if _exists(facts, kind)
    ]


def pdf(found: Paper, address: str) -> bytes:
    """The paper as PDF/A. ``address`` is that of the case, behind the code on the sheet."""
    common = {
        "at": found.at,
        "title": found.title,
        "issuer": found.agency,
        "number": found.number,
        "date": found.dated,
        "case_number": found.case.number,
        "qr": address,
    }
    if found.kind == "application":
        more = {
            "sections": list(found.sections),
            "declaration": found.paragraphs[0],
            "signature": found.addressee,
        }
        return paper_room.render("application", common | more)
    notice = {
        "recipient": found.addressee,
        "paragraphs": list(found.paragraphs),
        "items_title": found.items_title,
        "items": list(found.items),
        "rows_title": found.rows_title,
        "rows": list(found.rows),
        "basis": list(found.basis),
        "remedies": list(found.remedies),
    }
    return paper_room.render("notice", common | notice)


def _exists(facts: rules.CaseFacts, kind: str) -> bool:
    match kind:
        case "application":
            return facts.application is not None
        case "correction":
            return facts.correction is not None
        case "acceptance":
            return facts.acceptance is not None
        case "not-accepted":
            return facts.refusal is not None
        case "decision":
            return facts.decision is not None
    return False


def _base(view: queries.CaseView, kind: str, dated: date) -> dict[str, Any]:
    return {
        "kind": kind,
        "case": view.card,
        "title": _(TITLES[kind]),
        "number": view.card.number,
        "addressee": view.facts.of.applicant.name,
        "at": datetime.combine(dated, time(), LEGAL_ZONE),
        "dated": dated,
        "agency": view.card.department_name,
    }


def _application(view: queries.CaseView) -> Paper:
    item = catalogue.version(version_id=view.card.version_id)
    rows = [(one["label"], str(one["value"])) for one in answer_rows(item, view.answers)]
    held = [(one.name, how_held(one)) for one in view.facts.materials]
    sections = [{"title": view.card.item_name, "rows": rows}]
    if held:
        sections.append({"title": _("Materials"), "rows": held})
    base = _base(view, "application", view.facts.submitted_at.astimezone(LEGAL_ZONE).date())  # type: ignore[union-attr]
    return Paper(
        **base,
        paragraphs=(_("I have checked my answers, and they are true"),),
        rows=tuple(rows + held),
        sections=tuple(sections),
    )


def _correction(view: queries.CaseView) -> Paper:
    notice, on = view.facts.correction, view.facts.correction_on
    assert notice is not None
    assert on is not None
    opening = _("Your application “{item}” of {day} has been looked through. It cannot be accepted as it is.")
    until = _(
        "Please hand in everything listed below by {day}. This is the whole list; there is only one notice."
    )
    after = _("The time until then does not count; a corrected application is looked through anew.")
    paragraphs = [
        opening.format(item=view.card.item_name, day=_day(view.facts.submitted_at)),
        until.format(day=date_full(notice.answer_by)),
        after,
    ]
    if notice.note:
        paragraphs.append(notice.note)
    return Paper(
        **_base(view, "correction", on),
        paragraphs=tuple(paragraphs),
        items_title=_("To be corrected"),
        items=tuple(_("{name}: {needed}").format(name=one.name, needed=one.needed) for one in notice.items),
        basis=(_("Administrative License Law, art. 32(4)"),),
    )


def _acceptance(view: queries.CaseView) -> Paper:
    accepted = view.facts.acceptance
    assert accepted is not None
    if accepted.deemed:
        opening = _("Your application “{item}” counts as accepted from {day}, the day of receipt.")
        basis = _("Administrative License Law, art. 32(4)")
    else:
        opening = _("Your application “{item}” has been accepted on {day}.")
        basis = _("Administrative License Law, art. 32(5)")
    dates = _("We promise to decide by {promised}. The law demands a decision by {statutory}.")
    return Paper(
        **_base(view, "acceptance", accepted.accepted_on),
        paragraphs=(
            opening.format(item=view.card.item_name, day=date_full(accepted.accepted_on)),
            dates.format(
                promised=_deadline(accepted.promised_due), statutory=_deadline(accepted.statutory_due)
            ),
            *_provisional(accepted.promised_due, accepted.statutory_due),
        ),
        rows_title=_("Materials received") if view.facts.materials else "",
        rows=tuple((one.name, how_held(one)) for one in view.facts.materials),
        basis=(basis,),
    )


def _not_accepted(view: queries.CaseView) -> Paper:
    refusal, closed = view.facts.refusal, view.facts.closed_at
    assert refusal is not None
    assert closed is not None
    on = closed.astimezone(LEGAL_ZONE).date()
    if refusal.competent_body:
        sentence = _("Another body is competent: please turn to {body}.").format(body=refusal.competent_body)
        basis = _("Administrative License Law, art. 32(2)")
    else:
        sentence = _("This matter needs no application.")
        basis = _("Administrative License Law, art. 32(1)")
    opening = _("Your application “{item}” is not accepted.").format(item=view.card.item_name)
    return Paper(
        **_base(view, "not-accepted", on),
        paragraphs=(opening, sentence, refusal.reason),
        basis=(basis,),
        remedies=_remedies(refusal.remedies, on),
    )


def _decision(view: queries.CaseView) -> Paper:
    decision = view.facts.decision
    assert decision is not None
    if decision.approved:
        sentence = _("Your application “{item}” is approved.")
    else:
        sentence = _("Your application “{item}” is refused.")
    paragraphs = [sentence.format(item=view.card.item_name)]
    if decision.reasons:
        paragraphs.append(_("Reasons: {reasons}").format(reasons=decision.reasons))
    if decision.approved and view.facts.of.item.result_name:
        result = _("You receive {result} by {day}.")
        paragraphs.append(
            result.format(result=view.facts.of.item.result_name, day=_deadline(decision.delivery_due))
        )
    return Paper(
        **_base(view, "decision", decision.decided_on),
        paragraphs=tuple(paragraphs),
        basis=(decision.legal_basis,) if decision.legal_basis else (),
        remedies=_remedies(decision.remedies, decision.decided_on),
    )


def _remedies(remedies: rules.Remedies | None, on: date) -> tuple[str, ...]:
    return tuple(line.text(_) for line in rules.remedy_lines(remedies, on)) if remedies else ()


def _day(at: datetime | None) -> str:
    return date_full(at.astimezone(LEGAL_ZONE).date()) if at else ""


def _deadline(due: rules.Deadline) -> str:
    return date_full(due.on) + (_(" (provisional)") if due.provisional else "")


def _provisional(*deadlines: rules.Deadline) -> tuple[str, ...]:
    """Why a date of the paper may still move, named once."""
    years = sorted({due.on.year for due in deadlines if due.provisional})
    sentence = _("The holidays of {year} are not yet published, so this date is provisional.")
    return tuple(sentence.format(year=year) for year in years)


_MAKERS: Mapping[str, Callable[[queries.CaseView], Paper]] = {
    "application": _application,
    "correction": _correction,
    "acceptance": _acceptance,
    "not-accepted": _not_accepted,
    "decision": _decision,
}
