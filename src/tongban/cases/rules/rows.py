"""The columns of a case, of its events and of its seats: what the facts look like when they are stored."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tongban.cases.rules.facts import CaseFacts
from tongban.cases.rules.ledger import By, Link, to_plain
from tongban.cases.rules.parts import SeatOpening
from tongban.flow import rules as flow
from tongban.foundation.canonical import plain
from tongban.foundation.ids import new_key

CHANGING = (
    "state",
    "version",
    "head",
    "received_on",
    "accepted_on",
    "promised_due_on",
    "statutory_due_on",
    "due_on",
    "due_provisional",
    "statutory_provisional",
    "paused_until",
    "gap_due_on",
    "renew_by",
    "by_promise",
    "decided_at",
    "outcome",
    "closed_at",
    "answers",
    "materials",
)
"""The columns of a case that an event after the first may change."""


def case_row(case_id: str, facts: CaseFacts, head: str, before: CaseFacts | None = None) -> dict[str, Any]:
    """The row of a case with these facts.

    head    the hash of its last event
    before  the facts that are stored; answers and materials that are still the same are None, left as they stand
    """
    same_answers = before is not None and facts.answers is before.answers
    same_materials = before is not None and facts.materials is before.materials
    of, accepted, due = facts.of, facts.acceptance, facts.due
    return {
        "id": case_id,
        "public_id": of.public_id,
        "number": of.number,
        "project_no": of.project_no,
        "implementation_id": of.item.implementation_id,
        "version_id": of.item.version_id,
        "version_no": of.item.version_no,
        "item_code": of.item.code,
        "item_name": of.item.name,
        "department_id": of.item.department_id,
        "department_name": of.item.department_name,
        "region_code": of.item.region_code,
        "applicant_kind": of.applicant.kind,
        "applicant_id": of.applicant.id,
        "applicant_person_id": of.applicant.person_id,
        "applicant_name": of.applicant.name,
        "applicant_masked": of.applicant.masked,
        "account_id": of.account_id,
        "channel": of.channel,
        "object_key": of.object_key,
        "state": facts.state.value,
        "version": facts.version,
        "head": head,
        "submitted_at": facts.submitted_at,
        "received_on": facts.received_on,
        "accepted_on": accepted.accepted_on if accepted else None,
        "promised_due_on": facts.promised_due.on if facts.promised_due else None,
        "statutory_due_on": facts.statutory_due.on if facts.statutory_due else None,
        "due_on": due.on if due else None,
        "due_provisional": due.provisional if due else False,
        "statutory_provisional": facts.statutory_due.provisional if facts.statutory_due else False,
        "paused_until": facts.paused_until,
        "gap_due_on": facts.gap_due_on,
        "renew_by": facts.renew_by,
        "by_promise": facts.promise is not None,
        "decided_at": facts.decided_at,
        "outcome": facts.outcome,
        "closed_at": facts.closed_at,
        "plan_version_id": facts.plan.id if facts.plan else None,
        "plan_version_no": facts.plan.no if facts.plan else None,
        "answers": None if same_answers else plain(facts.answers),
        "materials": None if same_materials else plain(to_plain(facts.materials)),
    }


def event_row(case_id: str, link: Link) -> dict[str, Any]:
    """The row of one event."""
    who = link.by
    return {
        "case_id": case_id,
        "seq": link.seq,
        "kind": link.kind,
        "at": link.at,
        "account_id": who.account_id,
        "person_id": who.person_id,
        "staff_id": who.staff_id,
        "name": who.name,
        "role": who.role,
        "department_id": who.department_id,
        "department_name": who.department_name,
        "body_id": who.body_id,
        "body": link.body,
        "prev_hash": link.prev_hash,
        "hash": link.hash,
    }


def link_from(row: Mapping[str, Any]) -> Link:
    """The event that was stored as this row."""
    who = By(
        account_id=row["account_id"],
        person_id=row["person_id"],
        staff_id=row["staff_id"],
        name=row["name"],
        role=row["role"],
        department_id=row["department_id"],
        department_name=row["department_name"],
        body_id=row["body_id"],
    )
    return Link(row["seq"], row["kind"], row["at"], who, row["body"], row["prev_hash"], row["hash"])


def seat_rows(case_id: str, facts: CaseFacts, before: CaseFacts, at: datetime) -> list[dict[str, Any]]:
    """The rows of the seats that are open now and were not before, or are now in other hands."""
    known = {_hands(seat) for seat in before.seats}
    return [_seat_row(case_id, facts, seat, at) for seat in facts.seats if _hands(seat) not in known]


def closed_seats(facts: CaseFacts, before: CaseFacts) -> list[str]:
    """The seats that were open before and are not now, or not in the same hands."""
    still = {_hands(seat) for seat in facts.seats}
    return [seat.instance for seat in before.seats if _hands(seat) not in still]


def redated_seats(facts: CaseFacts, before: CaseFacts) -> list[tuple[str, date]]:
    """The seats that stay open in the same hands with another date."""
    was = {_hands(seat): seat.due for seat in before.seats}
    return [
        (seat.instance, seat.due.on)
        for seat in facts.seats
        if _hands(seat) in was and was[_hands(seat)] != seat.due
    ]


def _hands(seat: SeatOpening) -> tuple[str, ...]:
    """Who is asked for what: a seat that keeps its name in the plan and changes any of it is another row."""
    return seat.instance, seat.department_id, seat.stand_in, seat.name, seat.duty, seat.permission


def _seat_row(case_id: str, facts: CaseFacts, seat: SeatOpening, at: datetime) -> dict[str, Any]:
    placed = flow.Seat(seat.key, seat.name, seat.department, seat.permission, flow.Duty(seat.duty))
    return flow.seat_row(
        row_id=new_key(),
        subject_id=uuid.UUID(case_id),
        ref=flow.SeatRef(seat.instance, placed, seat.department, seat.stand_in),
        department_id=uuid.UUID(seat.department_id),
        region_code=facts.of.item.region_code,
        title=facts.of.item.name[:500],
        number=facts.of.number,
        applicant=facts.of.applicant.masked,
        opened_at=at,
        due_on=seat.due.on,
        paused=seat.instance in facts.standing_still,
    )


def entry_rows(case_id: str, facts: CaseFacts, before: CaseFacts) -> list[dict[str, Any]]:
    """The rows of what was said since."""
    first = len(before.entries)
    return [
        flow.entry_row(row_id=new_key(), subject_id=uuid.UUID(case_id), seq=seq, entry=entry)
        for seq, entry in enumerate(facts.entries[first:], first + 1)
    ]


def difference(stored: Mapping[str, Any], folded: Mapping[str, Any]) -> str:
    """The first column in which a stored row differs from the fold of its events; empty when it is the same."""
    return next((name for name in folded if stored[name] != folded[name]), "")
