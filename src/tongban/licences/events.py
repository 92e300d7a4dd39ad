"""What this room announces: a licence was issued, a licence no longer counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LicenceIssued:
    """A licence was issued to its holder; ``case_id`` is empty when no case led to it."""

    licence_id: str
    public_id: str
    holder_kind: str
    holder_id: str
    type_code: str
    type_name: str
    case_id: str
    identifier: str


@dataclass(frozen=True, slots=True)
class LicenceRevoked:
    """A licence stopped counting: revoked, forfeited, deregistered or lapsed; ``change`` says which."""

    licence_id: str
    public_id: str
    holder_kind: str
    holder_id: str
    type_code: str
    type_name: str
    case_id: str
    identifier: str
    change: str
    reason: str
