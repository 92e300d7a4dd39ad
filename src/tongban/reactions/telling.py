"""Who is told what, once for each occasion."""

from __future__ import annotations

from datetime import datetime

from tongban.bundles.events import PartNeedsApplicant
from tongban.cases import events as cases
from tongban.cases import queries as casework
from tongban.cases.about import About
from tongban.design import links
from tongban.identity import queries as identity
from tongban.licences.events import LicenceIssued, LicenceRevoked
from tongban.notifications import services as notifications


def tell_received(event: cases.ApplicationSubmitted, at: datetime) -> None:
    """The applicant has a receipt."""
    _tell(event.about, "case.received", at, review_due_on=event.review_due_on)


def tell_correction(event: cases.CorrectionRequested, at: datetime) -> None:
    """The applicant knows everything that is missing, and until when."""
    _tell(
        event.about,
        "case.correction",
        at,
        page="cases:correction",
        names="、".join(event.names),
        answer_by_on=event.answer_by,
    )


def tell_accepted(event: cases.CaseAccepted, at: datetime) -> None:
    """The applicant knows when to expect the answer."""
    kind = "case.deemed_accepted" if event.deemed else "case.accepted"
    _tell(event.about, kind, at, accepted_on=event.accepted_on, due_on=event.promised_due_on)


def tell_not_accepted(event: cases.AcceptanceRefused, at: datetime) -> None:
    """The applicant knows that it was not accepted, and where to turn."""
    _tell(event.about, "case.not_accepted", at, paper="not-accepted")


def tell_decided(event: cases.CaseDecided, at: datetime) -> None:
    """The applicant knows the answer."""
    kind = "case.granted" if event.approved else "case.denied"
    _tell(event.about, kind, at, decided_on=event.decided_on, delivery_due_on=event.delivery_due_on)


def tell_special(event: cases.SpecialStarted, at: datetime) -> None:
    """The applicant is told in writing how long the special procedure needs (art. 45)."""
    _tell(event.about, "case.special", at, again=f"{event.until}", days=event.days, until_on=event.until)


def tell_special_over(event: cases.SpecialEnded, at: datetime) -> None:
    """The applicant knows the new date."""
    _tell(event.about, "case.special_over", at, again=f"{event.due_on}", due_on=event.due_on)


def tell_extended(event: cases.CaseExtended, at: datetime) -> None:
    """The applicant is told of the extension and its reason (art. 42)."""
    _tell(event.about, "case.extended", at, paper="extension", due_on=event.due_on)


def tell_hearing_offered(event: cases.HearingOffered, at: datetime) -> None:
    """The applicant knows of the right to be heard, and until when to say so."""
    _tell(event.about, "case.hearing_offered", at, page="cases:hearing", ask_by_on=event.ask_by)


def tell_hearing(event: cases.HearingCalled, at: datetime) -> None:
    """The applicant knows when and where the hearing is."""
    _tell(
        event.about, "case.hearing", at, paper="hearing", held_on=event.on, time=event.time, place=event.place
    )


def tell_public_hearing(event: cases.HearingAnnounced, at: datetime) -> None:
    """The applicant knows when and where the public hearing is."""
    _tell(
        event.about, "case.hearing", at,
        paper="hearing-announced", held_on=event.on, time=event.time, place=event.place,
    )  # fmt: skip


def tell_visit(event: cases.VisitCalled, at: datetime) -> None:
    """The applicant knows when everybody comes, once."""
    _tell(
        event.about, "case.visit", at,
        again=f"{event.on}", visit_on=event.on, time=event.time, place=event.place,
    )  # fmt: skip


def tell_abandoned(event: cases.CaseAbandoned, at: datetime) -> None:
    """The applicant knows that the application went back."""
    _tell(event.about, "case.abandoned", at, paper="sent-back")


def tell_lapsed(event: cases.GapLapsed, at: datetime) -> None:
    """The applicant knows that the application counts as withdrawn."""
    _tell(event.about, "case.lapsed", at, paper="lapsed", names="、".join(event.names))


def tell_checked(event: cases.PromiseChecked, at: datetime) -> None:
    """The applicant knows what was found, and until when to mend it."""
    if event.result == "mend":
        _tell(event.about, "case.mend", at, mend_by_on=event.mend_by)
    elif event.result == "broken":
        _tell(event.about, "case.promise_broken", at)


def tell_terminated(event: cases.CaseTerminated, at: datetime) -> None:
    """The applicant knows that the case has ended without a decision."""
    _tell(event.about, "case.terminated", at, paper="terminated")


def tell_permission_ended(event: cases.PermissionEnded, at: datetime) -> None:
    """The holder knows that the permission has ended, and where to turn."""
    _tell(event.about, "case.permission_ended", at, paper="ended")


def tell_delivered(event: cases.CaseDelivered, at: datetime) -> None:
    """The applicant knows that the case is done; after a refusal the decision has said so already."""
    if event.approved:
        _tell(event.about, "case.delivered", at)


def tell_withdrawn(event: cases.CaseWithdrawn, at: datetime) -> None:
    """The applicant knows that nobody works on it any more."""
    _tell(event.about, "case.withdrawn", at)


def tell_recounted(event: cases.CasesRecounted, at: datetime) -> None:
    """Every applicant concerned knows that the day has changed, and why when it comes earlier."""
    for moved in event.moved:
        earlier = moved.due_on < moved.was_on
        kind = "case.recounted_earlier" if earlier else "case.recounted"
        notice = {"notice": event.notice} if earlier else {}
        for about in casework.abouts(case_ids=moved.case_ids):
            _tell(
                about, kind, at,
                again=event.calendar, was_on=moved.was_on, due_on=moved.due_on, **notice,
            )  # fmt: skip


def tell_plan_moved(event: cases.PlanMoved | cases.PlanRestored, at: datetime) -> None:
    """The applicant knows who looks at the case now, if that is somebody else, and that the day has not moved."""
    if event.departments and event.due_on is not None:
        _tell(
            event.about, "case.plan_moved", at,
            again=f"{event.run}:{event.version_no}",
            departments="、".join(event.departments), due_on=event.due_on,
        )  # fmt: skip


def tell_licence_issued(event: LicenceIssued, at: datetime) -> None:
    """The holder knows of the new licence."""
    _tell_holder(event, "licence.issued", at)


def tell_licence_revoked(event: LicenceRevoked, at: datetime) -> None:
    """The holder knows that a licence no longer counts; one that a newer one replaced needs no word."""
    if event.change != "supersede":
        _tell_holder(event, "licence.revoked", at)


def tell_part_left(event: PartNeedsApplicant, at: datetime) -> None:
    """The applicant knows that a part of her bundle waits for her."""
    notifications.send(
        person_id=event.person_id,
        kind="bundle.part_left",
        key=f"{event.application_id}:{event.item_code}",
        at=at,
        values={"item": event.item_name, "bundle": event.bundle_name},
        link=links.address("bundle-application", public_id=event.public_id),
    )


def _tell(
    about: About,
    kind: str,
    at: datetime,
    *,
    again: str = "",
    page: str = "case",
    paper: str = "",
    **values: object,
) -> None:
    """Tell the applicant, with the way to the page concerned.

    again  what tells two occasions of one kind in one case apart
    page   where it leads: the case, or the page on which one answers
    paper  the kind of the official paper to which it leads instead
    """
    link = (
        links.address("cases:document", public_id=about.public_id, kind=paper)
        if paper
        else links.address(page, public_id=about.public_id)
    )
    notifications.send(
        person_id=about.person_id,
        kind=kind,
        key=f"{about.case_id}:{kind}:{again}" if again else f"{about.case_id}:{kind}",
        at=at,
        values={"item": about.item_name, "number": about.number, **values},
        link=link,
        case_id=about.case_id,
    )


def _tell_holder(event: LicenceIssued | LicenceRevoked, kind: str, at: datetime) -> None:
    person_id = event.holder_id
    if event.holder_kind == "body":
        person_id = identity.body(body_id=event.holder_id).legal_representative_id
    if person_id:
        notifications.send(
            person_id=person_id,
            kind=kind,
            key=f"{event.licence_id}:{kind}",
            at=at,
            values={"licence": event.type_name},
            link=links.address("licence", public_id=event.public_id),
            case_id=event.case_id,
        )
