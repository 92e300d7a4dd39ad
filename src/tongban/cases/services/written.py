"""A case before and after an act, ready to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongban.cases import rules


@dataclass(frozen=True, slots=True)
class Written:
    """What an act made of a case.

    head  the hash of the last event before the act
    """

    case_id: str
    before: rules.CaseFacts
    after: rules.CaseFacts
    head: str
    happened: Sequence[rules.CaseEvent]
