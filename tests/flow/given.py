"""Plans and entries for tests: the rent subsidy of the sample town, and any sound plan at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tongban.flow.rules import (
    Branch,
    Choose,
    Duty,
    Each,
    Entry,
    EntryKind,
    Is,
    Node,
    Plan,
    Seat,
    SeatRef,
    Steps,
    Together,
    Verdict,
)

AT = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)
FIELDS = ("renting", "household", "income")
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
            **{name: st.lists(st.sampled_from(["D-a", "D-b", "D-c"]), max_size=3) for name in LISTS},
        },
    )


@st.composite
def plans(draw: st.DrawFn, max_leaves: int = 8) -> Plan:
    """Any sound plan: nested steps, groups, choices and lists, with one decision at the end of every path."""
    shape = draw(_advice(max_leaves))
    return Plan(_numbered(draw(_decided(shape)), iter(range(1, 1000))))


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
    whens = st.builds(Is, st.sampled_from(FIELDS), st.sampled_from(["yes", "no"]))
    return st.builds(Branch, whens, node)


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
