"""Events and reactions for the outbox's tests, in sentences."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


class Verdict(Enum):
    AGREE = "agree"
    DISAGREE = "disagree"


@dataclass(frozen=True)
class Fee:
    name: str
    yuan: Decimal


@dataclass(frozen=True)
class CaseDecided:
    """One of everything that an event may carry."""

    case_id: str
    approved: bool = True
    number: int = 0
    key: uuid.UUID | None = None
    decided_at: datetime | None = None
    due_on: date | None = None
    paid: Decimal = Decimal("0.00")
    verdict: Verdict = Verdict.AGREE
    types: tuple[str, ...] = ()
    place: tuple[int, str] = (0, "")
    fees: tuple[Fee, ...] = ()
    days: list[date] = field(default_factory=list)
    marks: frozenset[str] = frozenset()
    face: Mapping[str, str] = field(default_factory=dict)
    limits: dict[str, date | None] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseClosed:
    case_id: str
