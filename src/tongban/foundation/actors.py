"""Who acts: one value that every service takes, whatever door the person came through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StandsIn:
    """An official on leave for whom the actor stands in today.

    alone    what this official's posts permit and nobody else who is there may do, except the actor
    ends_on  the last day of the leave
    """

    staff_id: str
    name: str
    alone: frozenset[str]
    ends_on: date


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for whom, from which post.

    account_id     the account signed in; empty for the system and for visitors
    person_id      the natural person behind the account
    name           as shown to colleagues and in the record
    body_id        the body the person acts for under a mandate, else empty
    staff_id       set when the person acts as an official
    department_id  the official's department
    role           the word for the record: "citizen", "agent", "staff", "system", "visitor"
    permissions    what the official's posts permit (``org.rules.PERMISSIONS``)
    level          assurance level 0-5 of the identity proof
    items          the codes of the items to which an agent's mandates are limited; None: no limit
    stands_in      the officials on leave for whom the actor stands in today
    """

    account_id: str = ""
    person_id: str = ""
    name: str = ""
    body_id: str = ""
    body_name: str = ""
    staff_id: str = ""
    department_id: str = ""
    department_name: str = ""
    region_code: str = ""
    role: str = "visitor"
    permissions: frozenset[str] = frozenset()
    level: int = 0
    items: frozenset[str] | None = None
    stands_in: tuple[StandsIn, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        return bool(self.account_id)

    @property
    def is_staff(self) -> bool:
        return bool(self.staff_id)

    @property
    def applicant(self) -> tuple[str, str]:
        """The kind and id of whom this actor applies for: ("body", …) under a mandate, else ("person", …)."""
        return ("body", self.body_id) if self.body_id else ("person", self.person_id)

    def covers(self, item_code: str) -> bool:
        """Whether what concerns this item is the actor's business: an agent's mandate may be limited to some."""
        return self.items is None or item_code in self.items

    def is_or_stands_in_for(self, staff_id: str) -> StandsIn | bool:
        """True for the official herself, the leave for one on leave for whom she stands in, False otherwise."""
        own = bool(staff_id) and staff_id == self.staff_id
        return own or next((one for one in self.stands_in if one.staff_id == staff_id), False)

    def on_behalf_of(self, stand_in: str, department_id: str, permission: str) -> str:
        """The name of the official on leave for whom the actor speaks at a seat; empty when it is her own turn.

        A seat is another's where that one was named to it, or where nobody else of the department is there for it.
        """
        for away in self.stands_in:
            alone = department_id == self.department_id and permission in away.alone
            if stand_in == away.staff_id or (not stand_in and alone):
                return away.name
        return ""

    def may(self, permission: str) -> bool:
        return permission in self.permissions


VISITOR = Actor()
SYSTEM = Actor(name="system", role="system")
