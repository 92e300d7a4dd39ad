"""Plans, seats and opinions as pure functions: who is to speak now, which moves are allowed, how it ends.

A plan is a tree, so a deadlock cannot be drawn: a seat; steps one after the other; a group all at once; a
choice by the answers of the case; one copy for each entry of a list. The ledger of entries only grows.
"""

from tongban.flow.rules.carrying import Carried, asked_about, carried
from tongban.flow.rules.checking import LIST_KINDS, Finding, Surroundings, findings, longest_way
from tongban.flow.rules.comparing import changes, touched
from tongban.flow.rules.conditions import All, AnyOf, AtLeast, In, Is, Not, When, fields_of, holds
from tongban.flow.rules.drawing import Drawing, Words, draw
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
from tongban.flow.rules.text import plan_as_it_stands, plan_from, plan_to
from tongban.flow.rules.tree import Line, Path, node_at, outline, path_from, path_text, rooted
from tongban.flow.rules.wording import (
    DUTIES,
    Register,
    list_words,
    need_words,
    told,
    when_words,
    workdays_words,
)

__all__ = [
    "DUTIES",
    "EACH",
    "LIST_KINDS",
    "All",
    "Answers",
    "AnyOf",
    "AtLeast",
    "Branch",
    "Carried",
    "Choose",
    "Drawing",
    "Duty",
    "Each",
    "Entry",
    "EntryKind",
    "Finding",
    "In",
    "Is",
    "Line",
    "Movement",
    "Node",
    "Not",
    "Outcome",
    "Path",
    "Plan",
    "Register",
    "Seat",
    "SeatRef",
    "Steps",
    "Surroundings",
    "Together",
    "Verdict",
    "When",
    "Words",
    "asked_about",
    "carried",
    "changes",
    "draw",
    "entry_of",
    "entry_row",
    "every_seat",
    "fields_of",
    "findings",
    "holds",
    "list_words",
    "longest_way",
    "moved",
    "need_words",
    "node_at",
    "open_seats",
    "outcome",
    "outline",
    "path_from",
    "path_text",
    "plan_as_it_stands",
    "plan_from",
    "plan_to",
    "return_targets",
    "rooted",
    "seat_row",
    "seats_of",
    "standing_opinions",
    "started",
    "told",
    "touched",
    "validate",
    "when_words",
    "workdays_words",
]
