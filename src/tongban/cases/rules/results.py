"""What a yes leads to: the face of the licence and how long it is valid, from the item's result and the case."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tongban.cases.rules.facts import CaseFacts
from tongban.catalogue.rules import FieldCard, ResultCard, shown


@dataclass(frozen=True, slots=True)
class LicenceOrder:
    """Everything a licence is issued from. ``valid_to`` None: without end."""

    holder_kind: str
    holder_id: str
    holder_name: str
    type_code: str
    face: Mapping[str, str]
    case_id: str
    item_code: str
    issuer_uscc: str
    issuer_name: str
    valid_from: date
    valid_to: date | None


def face_of(
    result: ResultCard, fields: Mapping[str, FieldCard], answers: Mapping[str, Any], facts: CaseFacts
) -> dict[str, str]:
    """The fields of the licence's face, each from where the item says it comes from; empty ones are left out."""
    found = {key: _value(source, fields, answers, facts) for key, source in result.face.items()}
    return {key: value for key, value in found.items() if value}


def _value(source: str, fields: Mapping[str, FieldCard], answers: Mapping[str, Any], facts: CaseFacts) -> str:
    if source.startswith("text:"):
        return source.removeprefix("text:")
    match source.split(".", 1):
        case ["answer", key]:
            return shown(fields[key], answers.get(key)) if key in fields else str(answers.get(key, "") or "")
        case ["applicant", "name"]:
            return facts.of.applicant.name
        case ["case", "number"]:
            return facts.of.number
        case ["case", "decided_on"]:
            return facts.decision.decided_on.isoformat() if facts.decision else ""
        case ["case", "department"]:
            return facts.of.item.department_name
    return ""


def valid_to(valid_from: date, months: int) -> date | None:
    """The last day of validity: the day before the one of the same number, so many months on; None without end."""
    if not months:
        return None
    year, month = divmod(valid_from.year * 12 + valid_from.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    day = date(year, month + 1, min(valid_from.day, last))
    return day - timedelta(days=1) if valid_from.day <= last else day
