"""Who acts: one value that every service takes, whatever door the person came through."""

from __future__ import annotations

from dataclasses import dataclass


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

    def may(self, permission: str) -> bool:
        return permission in self.permissions


VISITOR = Actor()
SYSTEM = Actor(name="system", role="system")
