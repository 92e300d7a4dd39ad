"""The parts of a bundle follow one another: what waited for a result goes in when the result is there."""

from __future__ import annotations

from datetime import datetime

from tongban.bundles import services as bundles
from tongban.cases import services as casework
from tongban.cases.events import CaseDelivered
from tongban.licences.events import LicenceIssued


def push_after_licence(event: LicenceIssued, at: datetime) -> None:
    """The licence that other parts waited for is issued: they go in."""
    bundles.push_successors(case_id=event.case_id, at=at)


def supply_what_waits(event: LicenceIssued, at: datetime) -> None:
    """Other cases of the holder that wait for this licence get it, in whichever order they were begun."""
    casework.supply_from_store(
        holder_kind=event.holder_kind,
        holder_id=event.holder_id,
        type_code=event.type_code,
        identifier=event.identifier,
        at=at,
    )


def push_after_delivery(event: CaseDelivered, at: datetime) -> None:
    """The same for a result that is no licence; where a licence has moved them already, nothing is left to do."""
    if event.approved:
        bundles.push_successors(case_id=event.about.case_id, at=at)
