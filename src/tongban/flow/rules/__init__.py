"""Plans, seats and opinions as pure functions: who is to speak now, which moves are allowed, how it ends.

A plan is a tree, so a deadlock cannot be drawn: a seat; steps one after the other; a group all at once; a
choice by the answers of the case; one copy for each entry of a list. The ledger of entries only grows.
"""

from tongban.flow.rules.conditions import All, AnyOf, AtLeast, In, Is, Not, When, fields_of, holds
from tongban.flow.rules.engine import (
    Answers,
    Outcome,
    SeatRef,
    every_seat,
    open_seats,
    outcome,
    standing_opinions,
)
from tongban.flow.rules.entries import Entry, EntryKind, Verdict
from tongban.flow.rules.moves import Movement, moved, return_targets, started
from tongban.flow.rules.plan import (
    EACH,
    Branch,
    Choose,
    Duty,
    Each,
    Node,
    Plan,
    Seat,
    Steps,
    Together,
    seats_of,
    validate,
)
from tongban.flow.rules.rows import entry_of, entry_row, seat_row
from tongban.flow.rules.text import plan_from, plan_to

__all__ = [
    "EACH",
    "All",
    "Answers",
    "AnyOf",
    "AtLeast",
    "Branch",
    "Choose",
    "Duty",
    "Each",
    "Entry",
    "EntryKind",
    "In",
    "Is",
    "Movement",
    "Node",
    "Not",
    "Outcome",
    "Plan",
    "Seat",
    "SeatRef",
    "Steps",
    "Together",
    "Verdict",
    "When",
    "entry_of",
    "entry_row",
    "every_seat",
    "fields_of",
    "holds",
    "moved",
    "open_seats",
    "outcome",
    "plan_from",
    "plan_to",
    "return_targets",
    "seat_row",
    "seats_of",
    "standing_opinions",
    "started",
    "validate",
]
