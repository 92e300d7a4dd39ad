"""The ledger of a plan: what was said and moved, in order; entries are added and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EntryKind(StrEnum):
    """The moves real offices make: opinion 意见, return 退回, delegate 转办, add seat 加签, recall 收回,
    remind 催办, waive 免签, stand in 代办."""

    OPINION = "opinion"
    RETURN = "return"
    DELEGATE = "delegate"
    ADD_SEAT = "add_seat"
    RECALL = "recall"
    REMIND = "remind"
    WAIVE = "waive"
    STAND_IN = "stand_in"


class Verdict(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger.

    seat     the instance of the seat that speaks or moves, such as ``survey`` or ``inspect#2``
    verdict  None for every kind but an opinion; a survey may report facts without a verdict
    by       id of the official; ``by_name`` and ``department_name`` as they stood at that moment
    target   return: the instance returned to; delegate, add_seat: a department's code; stand_in: an official
    """

    kind: EntryKind
    seat: str
    verdict: Verdict | None
    by: str
    department: str
    at: datetime
    reason: str = ""
    target: str = ""
    by_name: str = ""
    department_name: str = ""
