"""Builders for the record's tests, in sentences."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tongban.audit import services
from tongban.audit.rules import Act
from tongban.foundation.actors import Actor

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
OFFICER = Actor(
    account_id="account-1",
    person_id="officer-1",
    name="李明",
    staff_id="staff-1",
    department_id="dept-1",
    role="staff",
)


def an_act(**changes: object) -> Act:
    facts: dict[str, object] = {
        "actor": OFFICER,
        "action": "cases.accepted",
        "subject_kind": "case",
        "subject_id": "case-1",
        "case_id": "case-1",
        "purpose": "",
        "detail": {"note": "窗口受理"},
    }
    return Act(**{**facts, **changes})  # type: ignore[arg-type]


def a_look_at(person_id: str, purpose: str = "核对户籍地址") -> Act:
    return an_act(
        action="identity.person_read",
        subject_kind="person",
        subject_id=person_id,
        case_id=None,
        purpose=purpose,
    )


def leaves(count: int, start: int = 0) -> None:
    """So many acts on the record, a second apart."""
    for number in range(start, start + count):
        services.record(
            an_act(subject_id=f"case-{number}", case_id=f"case-{number}"), AT + timedelta(seconds=number)
        )
