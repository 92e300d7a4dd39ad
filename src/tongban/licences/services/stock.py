"""Entering stock licences (存量证照): what authorities issued before the platform, by the thousand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.foundation import crypto
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused, _
from tongban.licences import rules, storage
from tongban.licences.models import Licence, LicenceEvent
from tongban.licences.services.making import Order, made, serial_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class StockEntered:
    """How an entry went: how many entered, how many were left out because the holder has one already."""

    entered: int
    held_already: int


def backfill(*, licences: Iterable[rules.StockLicence], at: datetime, actor: Actor) -> StockEntered:
    """Enter stock licences; those of a holder who has a valid one of that single-instance type are left out.

    Asked twice with the same list, the second time enters nothing of single-instance types. Nothing is announced:
    the holders have had these licences for years. Every batch is one transaction with one audit record.
    """
    entered = held = 0
    for batch in _batches(licences):
        with transaction.atomic():
            counts = _count_serials(batch)
            fresh = _not_held(batch)
            _enter(fresh, counts, at, actor)
        entered += len(fresh)
        held += len(batch) - len(fresh)
    return StockEntered(entered, held)


def _batches(licences: Iterable[rules.StockLicence]) -> Iterable[list[rules.StockLicence]]:
    batch: list[rules.StockLicence] = []
    for licence in licences:
        if licence.grade not in rules.STOCK_GRADES:
            raise Refused("licences.grade_unknown", _("A stock licence has a trust grade of A, B, C or D."))
        batch.append(licence)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _count_serials(batch: list[rules.StockLicence]) -> dict[str, int]:
    """Take serials for the whole batch, types in order so that two entries cannot wait for each other."""
    wanted = Counter(licence.type_code for licence in batch)
    return {code: storage.count_serials(code, wanted[code]) - wanted[code] for code in sorted(wanted)}


def _not_held(batch: list[rules.StockLicence]) -> list[rules.StockLicence]:
    holders = {licence.holder_id for licence in batch}
    held = set(
        Licence.objects.filter(holder_id__in=holders, single=True, state=rules.State.VALID).values_list(
            "holder_kind", "holder_id", "type_code"
        )
    )
    fresh = []
    for licence in batch:
        place = (licence.holder_kind, licence.holder_id, licence.type_code)
        if licence.single and place in held:
            continue
        held.add(place)
        fresh.append(licence)
    return fresh


def _enter(batch: list[rules.StockLicence], counts: dict[str, int], at: datetime, actor: Actor) -> None:
    rows = []
    for stock in batch:
        counts[stock.type_code] += 1
        rows.append(
            made(
                _order(stock),
                serial=serial_of(stock.issued_on.year, counts[stock.type_code]),
                version=1,
                at=at,
            )
        )
    if not rows:
        return
    Licence.objects.bulk_create(rows)
    LicenceEvent.objects.bulk_create(
        LicenceEvent(
            licence_id=row.pk,
            change=rules.Change.ISSUE,
            state=rules.State.VALID,
            reason="backfill",
            by_id=actor.account_id,
            by_name=actor.name,
            by_department=actor.department_name,
            at=at,
        )
        for row in rows
    )
    listing = "\n".join(f"{row.identifier} {row.record_hash}" for row in rows)
    audit.record(
        Act(
            actor=actor,
            action="licences.stock_entered",
            subject_kind="licence",
            subject_id=str(rows[0].pk),
            detail={"count": len(rows), "sm3": crypto.sm3(listing.encode()).hex()},
        ),
        at,
    )


def _order(stock: rules.StockLicence) -> Order:
    return Order(
        type_code=stock.type_code,
        type_name=stock.type_name,
        single=stock.single,
        holder_kind=stock.holder_kind,
        holder_id=stock.holder_id,
        holder_name=stock.holder_name,
        holder_code=stock.holder_code,
        issuer_uscc=stock.issuer_uscc,
        issuer_name=stock.issuer_name,
        number=stock.number,
        issued_on=stock.issued_on,
        valid_from=stock.valid_from,
        valid_to=stock.valid_to,
        face=stock.face,
        source="backfilled",
        grade=stock.grade,
    )
