"""People and messages for tests, in sentences."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

from tongban.foundation.actors import Actor
from tongban.notifications import services
from tongban.notifications.adapters import Outgoing

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
WANG = str(uuid.UUID(int=1))
ZHAO = str(uuid.UUID(int=2))
VALUES = {
    "item": "居住证申领",
    "number": "H-1",
    "accepted_on": date(2026, 3, 2),
    "due_on": date(2026, 11, 27),
}


def actor(person_id: str = WANG) -> Actor:
    return Actor(account_id="a", person_id=person_id, name="王小明", role="citizen")


def a_message(key: str = "1", person_id: str = WANG, at: datetime = AT, **changes: object) -> bool:
    facts: dict[str, object] = {
        "kind": "case.accepted",
        "values": VALUES,
        "link": "/case/x/",
        "case_id": "case-1",
    }
    return services.send(person_id=person_id, key=key, at=at, **{**facts, **changes})  # type: ignore[arg-type]


class Postman:
    """Carries letters into a list; refuses while ``broken``."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.carried: list[Outgoing] = []

    def carry(self, letter: Outgoing) -> None:
        if self.broken:
            raise ConnectionRefusedError("no mail server")
        self.carried.append(letter)
