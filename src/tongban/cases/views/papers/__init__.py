"""Official papers of a case: what the authority says in writing, as a page and as PDF.

Every line of the ledger that produces a document has one (``PAPERS``), or a stated reason for none (``NO_PAPER``).
A paper is official text: it is always in Chinese, whatever language the page around it speaks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import translation

from tongban.cases import queries, rules
from tongban.cases.views.papers import ending, receiving, reviewing
from tongban.cases.views.papers.sheet import Paper, Told
from tongban.cases.views.showing import Row
from tongban.design import print as paper_room

__all__ = ["NO_PAPER", "OFFICIAL", "PAPERS", "Paper", "all_of", "links_of", "paper", "pdf"]

OFFICIAL = "zh-hans"
Maker = Callable[[Told, Any], Paper | None]

PAPERS: Mapping[type[Any], tuple[Maker, ...]] = {
    rules.Submitted: (receiving.receipt, receiving.application, receiving.promise),
    rules.CorrectedOnSpot: (receiving.on_the_spot,),
    rules.OriginalsCompared: (receiving.originals,),
    rules.CorrectionRequested: (receiving.correction,),
    rules.CorrectionAnswered: (receiving.correction_received,),
    rules.Accepted: (receiving.acceptance,),
    rules.AcceptanceRefused: (receiving.not_accepted,),
    rules.SpecialStarted: (reviewing.special,),
    rules.SpecialEnded: (reviewing.special_over,),
    rules.Extended: (reviewing.extension,),
    rules.HearingOffered: (reviewing.hearing_rights,),
    rules.HearingCalled: (reviewing.hearing,),
    rules.PartiesTold: (reviewing.parties,),
    rules.StatementHeard: (reviewing.statement,),
    rules.HearingAnnounced: (reviewing.hearing_announced,),
    rules.HearingHeld: (reviewing.hearing_record,),
    rules.VisitCalled: (reviewing.visit,),
    rules.VisitHeld: (reviewing.visit_record,),
    rules.GapSupplied: (reviewing.supplied,),
    rules.PromiseWithdrawn: (reviewing.promise_withdrawn,),
    rules.Decided: (ending.decision,),
    rules.Delivered: (ending.delivery,),
    rules.Withdrawn: (ending.withdrawal,),
    rules.Abandoned: (ending.abandonment,),
    rules.GapLapsed: (ending.lapse,),
    rules.Terminated: (ending.termination,),
    rules.PromiseChecked: (ending.promise_check,),
    rules.PermissionEnded: (ending.permission_ended,),
}
NO_PAPER: Mapping[type[Any], str] = {
    rules.CorrectionProposed: "The lead puts what every department asks for into the one notice.",
    rules.OpinionGiven: "An opinion is given inside; the decision says what rests on it.",
    rules.SeatMoved: "An affair of the office.",
    rules.ExtensionAsked: "A request inside; only the approved extension is told.",
    rules.ExtensionDeclined: "The period stays as it was told.",
    rules.HearingAsked: "The applicant's own words; the notice of the hearing answers them.",
    rules.Recounted: "A notice of holidays moved the date: the message says so, the tracker says how it is counted.",
    rules.PlanMoved: "An affair of the office: nothing that the applicant was told in writing changes; the tracker says so.",
    rules.PlanRestored: "An affair of the office: nothing that the applicant was told in writing changes; the tracker says so.",
}


def all_of(view: queries.CaseView) -> tuple[Paper, ...]:
    """The papers that the case has so far, in the order of the ledger; one of a kind that came before is numbered."""
    with translation.override(OFFICIAL):
        return tuple(_numbered(_made(view)))


def paper(view: queries.CaseView, kind: str) -> Paper | None:
    """The paper at this address; None when the case has none."""
    return next((one for one in all_of(view) if one.kind == kind), None)


def links_of(view: queries.CaseView) -> list[Row]:
    """The papers that the case has so far, as page and as PDF."""
    return [
        {
            "title": one.title,
            "dated": one.dated,
            "url": reverse("cases:document", args=[one.case.public_id, one.kind]),
            "pdf_url": reverse("cases:document_pdf", args=[one.case.public_id, one.kind]),
        }
        for one in all_of(view)
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
    if found.sections:
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
        "contact": list(found.contact),
        "seal": found.sealed,
        "seal_note": found.seal_note,
    }
    return paper_room.render("notice", common | notice)


def _made(view: queries.CaseView) -> Iterator[Paper]:
    facts = rules.CaseFacts()
    for event in view.events:
        facts = rules.evolve(facts, event)
        told = Told(view, event, facts)
        for make in PAPERS.get(type(event.what), ()):
            found = make(told, event.what)
            if found is not None:
                yield found


def _numbered(papers: Iterator[Paper]) -> Iterator[Paper]:
    """The second paper of a kind is ``kind-2``: an address once given never leads to another paper."""
    seen: Counter[str] = Counter()
    for one in papers:
        seen[one.kind] += 1
        yield one if seen[one.kind] == 1 else replace(one, kind=f"{one.kind}-{seen[one.kind]}")
