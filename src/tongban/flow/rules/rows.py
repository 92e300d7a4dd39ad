"""The columns of an open seat and of an entry, for the statement that writes them with the act itself."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from tongban.flow.rules.engine import SeatRef
from tongban.flow.rules.entries import Entry, EntryKind, Verdict


def seat_row(
    *,
    row_id: uuid.UUID,
    subject_id: uuid.UUID,
    ref: SeatRef,
    department_id: uuid.UUID,
    region_code: str,
    title: str,
    number: str,
    applicant: str,
    opened_at: datetime,
    due_on: date,
    paused: bool = False,
) -> dict[str, Any]:
    """The columns of ``flow_openseat`` for a seat that opens.

    applicant  masked already: a worklist shows no full name
    paused     whether its time stands still
    """
    return {
        "id": row_id,
        "subject_id": subject_id,
        "instance": ref.instance,
        "key": ref.seat.key,
        "name": ref.seat.name,
        "duty": ref.seat.duty.value,
        "department_id": department_id,
        "permission": ref.seat.permission,
        "stand_in": ref.stand_in,
        "region_code": region_code,
        "title": title,
        "number": number,
        "applicant": applicant,
        "opened_at": opened_at,
        "due_on": due_on,
        "paused": paused,
        "closed_at": None,
        "closed_by": "",
    }


def entry_row(*, row_id: uuid.UUID, subject_id: uuid.UUID, seq: int, entry: Entry) -> dict[str, Any]:
    """The columns of ``flow_entry`` for one line of the ledger; ``seq`` counts from 1 for each subject."""
    return {
        "id": row_id,
        "subject_id": subject_id,
        "seq": seq,
        "kind": entry.kind.value,
        "seat": entry.seat,
        "verdict": entry.verdict.value if entry.verdict else "",
        "by": entry.by,
        "by_name": entry.by_name,
        "department": entry.department,
        "department_name": entry.department_name,
        "at": entry.at,
        "reason": entry.reason,
        "target": entry.target,
    }


def entry_of(
    *,
    kind: str,
    seat: str,
    verdict: str,
    by: str,
    department: str,
    at: datetime,
    reason: str = "",
    target: str = "",
    by_name: str = "",
    department_name: str = "",
) -> Entry:
    """The entry that was written as these columns."""
    return Entry(
        kind=EntryKind(kind),
        seat=seat,
        verdict=Verdict(verdict) if verdict else None,
        by=by,
        department=department,
        at=at,
        reason=reason,
        target=target,
        by_name=by_name,
        department_name=department_name,
    )
