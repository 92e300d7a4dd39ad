"""What follows a decision: the licence, and the delivery."""

from __future__ import annotations

from datetime import datetime

from tongban.cases import queries as cases
from tongban.cases import services as casework
from tongban.cases.events import ApplicationSubmitted, CaseDecided, PermissionEnded
from tongban.foundation.actors import SYSTEM
from tongban.licences import queries as licences
from tongban.licences import services as licensing
from tongban.licences.events import LicenceIssued


def issue_licence(event: CaseDecided, at: datetime) -> None:
    """An approved case that leads to a licence gets it; asked twice, the one it has."""
    order = cases.licence_order(case_id=event.about.case_id) if event.approved else None
    if order is not None:
        issued = {name: getattr(order, name) for name in order.__dataclass_fields__}
        licensing.issue(**issued, at=at, actor=SYSTEM)


def deliver_decision(event: CaseDecided, at: datetime) -> None:
    """A decision that leads to nothing to hand over is delivered by its own page."""
    if not event.approved or not (event.licence_type or event.result_name):
        casework.deliver_online(case_id=event.about.case_id, at=at)


def deliver_licence(event: LicenceIssued, at: datetime) -> None:
    """The licence of a case stands in the holder's wallet: the case is done."""
    if event.case_id:
        casework.deliver_online(case_id=event.case_id, at=at, note=event.identifier)


def end_licences(event: PermissionEnded, at: datetime) -> None:
    """A permission that has ended takes its licences with it; one that has ended already stays as it is."""
    end = {"revoked": licensing.revoke, "forfeited": licensing.forfeit}.get(event.kind, licensing.deregister)
    for card in licences.of_case(case_id=event.about.case_id):
        if card.state in ("valid", "suspended"):
            end(public_id=card.public_id, reason=event.reason, actor=SYSTEM, at=at)


def note_licences_used(event: ApplicationSubmitted, at: datetime) -> None:
    """The holder reads for what her licences were used instead of a paper."""
    about = event.about
    used = (one for one in cases.refold(case_id=about.case_id).materials if one.how == "licence")
    for card in licences.by_identifiers(identifiers=[one.identifier for one in used]):
        licensing.log_use(
            actor=SYSTEM,
            licence=card,
            purpose=about.item_name[:200],
            item_code=about.item_code,
            case_id=about.case_id,
            at=at,
        )


def lapse_licences(at: datetime) -> None:
    """Licences whose last day has passed no longer count."""
    licensing.expire_due(at=at, actor=SYSTEM)
