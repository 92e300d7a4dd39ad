"""What follows when a case waits too long: who is told, and which silence is noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from tongban.cases.events import CaseAccepted
from tongban.design import links
from tongban.foundation.clock import day_of
from tongban.notifications import services as notifications
from tongban.org import queries as org
from tongban.org.rules import CLOCKS
from tongban.supervision import services as supervision
from tongban.supervision.events import StepTaken

OF_APPLICANT = {
    "correction": ("case.reminder", "cases:correction"),
    "gap": ("case.gap_reminder", "cases:supply"),
}


def note_silence(event: CaseAccepted, at: datetime) -> None:
    """Supervisors learn of an application that was accepted by silence, and its department gets a card."""
    if event.deemed:
        supervision.note_deemed(case_id=event.about.case_id, at=at)


def tell_step(event: StepTaken, at: datetime) -> None:
    """Whoever a step of the ladder concerns reads it on the site: the applicant at home, officials at their desk."""
    due_on = date.fromisoformat(event.due_on)
    if event.audience == "applicant":
        kind, page = OF_APPLICANT[event.clock]
        notifications.send(
            person_id=event.person_id, kind=kind, key=event.id, at=at, case_id=event.case_id,
            link=links.address(page, public_id=event.public_id),
            values={"item": event.item_name, "number": event.number, "answer_by_on": due_on},
        )  # fmt: skip
        return
    kind = f"desk.{event.card or ('head' if event.audience == 'head' else 'remind')}"
    page = "supervision:cards" if event.card else "cases:desk_case"
    link = links.address(page) if event.card else links.address(page, public_id=event.public_id)
    values = {
        "item": event.item_name, "number": event.number, "department": event.department_name,
        "what_words": event.seat_name or CLOCKS[event.clock], "due_on": due_on,
    }  # fmt: skip
    for person_id in set(_concerned(event, day_of(at))):
        notifications.send(
            person_id=person_id, kind=kind, key=event.id, at=at, case_id=event.case_id, link=link,
            values=values, desk=True,
        )  # fmt: skip


def _concerned(event: StepTaken, on: date) -> Iterator[str]:
    """The persons to be told. A card goes to the supervisors of the region and to the head who is to explain it."""
    if event.audience == "holder" and event.stand_in:
        there = org.stand_ins_of(staff_id=event.stand_in, on=on) or event.stand_in
        yield from (card.person_id for card in org.staff_member(staff_id=there, on=on)[:1])
        return
    permission = event.permission if event.audience == "holder" else "case.direct"
    for card in org.on_duty(permission=permission, department_id=event.department_id, on=on):
        yield card.person_id
    if event.audience == "supervisor":
        for card in org.supervisors_of(region_code=event.region_code, on=on):
            yield card.person_id
