"""Plans and entries for tests: the rent subsidy of the sample town, and any sound plan at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from tongban.flow.rules import (
    All,
    AnyOf,
    AtLeast,
    Branch,
    Choose,
    Duty,
    Each,
    Entry,
    EntryKind,
    In,
    Is,
    Node,
    Not,
    Plan,
    Seat,
    SeatRef,
    Steps,
    Together,
    Verdict,
    When,
)

AT = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)
FIELDS = ("renting", "household", "income")
NUMBERS = ("amount", "members of the household")
LISTS = ("sites", "departments")


def seat(key: str, department: str = "", duty: str = "review", workdays: int = 3) -> Seat:
    permission = "case.decide" if duty == "decide" else "case.opinion"
    return Seat(key, f"seat {key}", department or f"D-{key}", permission, Duty(duty), workdays)


def rent_subsidy(need: str | int = "all") -> Plan:
    """Survey and street opinion, three departments at once, then the decision."""
    joint = Together((seat("housing"), seat("civil"), seat("registry")), need)  # type: ignore[arg-type]
    return Plan(
        Steps((seat("survey", duty="survey"), seat("street"), joint, seat("decision", duty="decide")))
    )


def opinion(
    at_seat: str | SeatRef, verdict: str | None = "agree", *, minutes: int = 0, reason: str = "as surveyed"
) -> Entry:
    instance = at_seat if isinstance(at_seat, str) else at_seat.instance
    return Entry(
        EntryKind.OPINION,
        instance,
        Verdict(verdict) if verdict else None,
        by=f"official at {instance}",
        department="" if isinstance(at_seat, str) else at_seat.department,
        at=AT + timedelta(minutes=minutes),
        reason=reason,
    )


def move(kind: str, at_seat: str, target: str = "", reason: str = "because") -> Entry:
    return Entry(EntryKind(kind), at_seat, None, "an official", "D", AT, reason=reason, target=target)


def answers() -> st.SearchStrategy[dict[str, object]]:
    """Answers of a case: some fields, some lists, some missing."""
    return st.fixed_dictionaries(
        {},
        optional={
            **{field: st.sampled_from(["yes", "no", 3]) for field in FIELDS},
            **{field: st.sampled_from([0, 1, 2, 100, True, "many"]) for field in NUMBERS},
            **{name: st.lists(st.sampled_from(["D-a", "D-b", "D-c"]), max_size=3) for name in LISTS},
        },
    )


@st.composite
def plans(draw: st.DrawFn, max_leaves: int = 8, parts: int = 1) -> Plan:
    """Any sound plan: nested steps, groups, choices and lists, with one decision at the end of every path.

    parts  at least so many nodes of any kind before the decision
    """
    shape = draw(_advice(max_leaves))
    if parts > 1:
        shape = Steps((shape, *draw(st.lists(_advice(max_leaves), min_size=parts - 1, max_size=parts))))
    return Plan(_numbered(draw(_decided(shape)), iter(range(1, 1000))))


@st.composite
def counting_copies(draw: st.DrawFn) -> Plan:
    """A plan with a group that some answers end, of which one member is a list."""
    members = (
        Each(draw(st.sampled_from(LISTS)), draw(_advice(3))),
        *draw(st.lists(_advice(3), min_size=1, max_size=2)),
    )
    need = draw(st.sampled_from(["any"]) | st.integers(1, 4))
    shape = Steps((Together(draw(st.permutations(members).map(tuple)), need), seat("x", duty="decide")))
    return Plan(_numbered(shape, iter(range(1, 1000))))


def _advice(max_leaves: int) -> st.SearchStrategy[Node]:
    leaf = st.sampled_from([seat("x"), seat("x", duty="survey")])
    return st.recursive(leaf, _larger, max_leaves=max_leaves)


def _larger(node: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(node, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(Steps),
        several.flatmap(_groups),
        st.builds(Choose, st.lists(_branches(node), min_size=1, max_size=2).map(tuple), st.none() | node),
        st.builds(Each, st.sampled_from(LISTS), node),
    )


def _groups(of: tuple[Node, ...]) -> st.SearchStrategy[Node]:
    needs = st.sampled_from(["all", "any"]) | st.integers(1, len(of))
    return needs.map(lambda need: Together(of, need))


def _branches(node: st.SearchStrategy[Node]) -> st.SearchStrategy[Branch]:
    return st.builds(Branch, whens(), node)


def whens() -> st.SearchStrategy[When]:
    """Any condition: what a field is, is in, is at least, and all, any or none of such."""
    values = st.sampled_from(["yes", "no", 3, True])
    numbers = st.sampled_from(["0", "1", "1.5", "-2", "100"]).map(Decimal)
    leaf = (
        st.builds(Is, st.sampled_from(FIELDS), values)
        | st.builds(In, st.sampled_from(FIELDS), st.lists(values, max_size=3).map(tuple))
        | st.builds(AtLeast, st.sampled_from(NUMBERS), numbers)
    )
    return st.recursive(leaf, _joined, max_leaves=4)


def _joined(when: st.SearchStrategy[When]) -> st.SearchStrategy[When]:
    several = st.lists(when, max_size=3).map(tuple)
    return several.map(All) | several.map(AnyOf) | when.map(Not)


def _decided(advice: Node) -> st.SearchStrategy[Node]:
    decision = seat("x", duty="decide")
    fork = Choose((Branch(Is("income", "yes"), decision),), Steps((seat("x"), decision)))
    return st.sampled_from([decision, Steps((advice, decision)), Steps((advice, seat("x"), fork))])


def _numbered(node: Node, numbers: object) -> Node:
    """The same tree with a key and a department of its own for each seat."""
    match node:
        case Seat():
            number = next(numbers)  # type: ignore[call-overload]
            return seat(f"s{number}", duty=node.duty)
        case Steps(of):
            return Steps(tuple(_numbered(one, numbers) for one in of))
        case Together(of, need):
            return Together(tuple(_numbered(one, numbers) for one in of), need)
        case Choose(branches, otherwise):
            read = tuple(Branch(b.when, _numbered(b.then, numbers)) for b in branches)
            return Choose(read, None if otherwise is None else _numbered(otherwise, numbers))
        case Each(name, of_one):
            return Each(name, _numbered(of_one, numbers))
