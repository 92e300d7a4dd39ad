"""The engine: two questions to a plan and its ledger. Which seats are open? How did it end?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tongban.flow.rules.conditions import holds
from tongban.flow.rules.entries import Entry, EntryKind, Verdict
from tongban.flow.rules.plan import EACH, Choose, Duty, Each, Node, Plan, Seat, Steps, Together

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SeatRef:
    """One seat of one case: the seat of the plan, which copy of it, and who holds it now.

    instance    the seat's key, with ``#n`` for the n-th copy and ``+n`` for the n-th seat added to it
    department  code of the department that is asked now (after a delegation: the one it was passed to)
    stand_in    id of the official who sits in for the holder, else empty
    asked_by    the instance that added this seat, else empty
    """

    instance: str
    seat: Seat
    department: str
    stand_in: str = ""
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the plan ended: the verdict of the seat that decides."""

    verdict: Verdict
    seat: str
    by: str
    department: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """A seat of the unfolded plan."""

    instance: str
    seat: Seat
    department: str


@dataclass(frozen=True, slots=True)
class Row:
    """Unfolded steps."""

    of: tuple[Unfolded, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Unfolded group: ends when ``need`` members are finished."""

    of: tuple[Unfolded, ...]
    need: int


Unfolded = Place | Row | Group


@dataclass(slots=True)
class Standing:
    """What of the ledger counts: the opinions that stand, seats waived, passed on and added."""

    opinions: dict[str, Entry] = field(default_factory=dict)
    waived: set[str] = field(default_factory=set)
    delegated: dict[str, str] = field(default_factory=dict)
    stand_ins: dict[str, str] = field(default_factory=dict)
    added: dict[str, dict[str, str]] = field(default_factory=dict)
    count_added: dict[str, int] = field(default_factory=dict)

    def answered(self, instance: str) -> bool:
        return instance in self.opinions or instance in self.waived

    def take_back(self, instance: str) -> None:
        self.opinions.pop(instance, None)
        self.waived.discard(instance)

    def forget(self, instance: str) -> None:
        """As if nobody had ever come to this seat."""
        self.take_back(instance)
        self.delegated.pop(instance, None)
        self.stand_ins.pop(instance, None)
        for added in self.added.pop(instance, {}):
            self.forget(added)


def open_seats(plan: Plan, entries: Sequence[Entry], answers: Answers) -> tuple[SeatRef, ...]:
    """The seats that are to speak now, from left to right; none when the plan has ended."""
    tree = unfold(plan, answers)
    return open_in(tree, fold(tree, entries))


def outcome(plan: Plan, entries: Sequence[Entry], answers: Answers) -> Outcome | None:
    """The verdict of the seat that decides; None while any seat is open. Other opinions are advice."""
    tree = unfold(plan, answers)
    return outcome_in(tree, fold(tree, entries))


def standing_opinions(plan: Plan, entries: Sequence[Entry], answers: Answers) -> dict[str, Entry]:
    """The opinions that count now, by instance; those voided by a return or taken back are left out."""
    return fold(unfold(plan, answers), entries).opinions


def every_seat(plan: Plan, answers: Answers) -> tuple[SeatRef, ...]:
    """All seats this case will come to, as the plan says before anyone has moved anything."""
    return tuple(SeatRef(at.instance, at.seat, at.department) for at in places(unfold(plan, answers)))


def unfold(plan: Plan, answers: Answers) -> Unfolded:
    """The plan as it is for these answers: choices made, one copy for each entry of a list."""
    return _unfold(plan.root, answers, "", "")


def _unfold(node: Node, answers: Answers, copy: str, department: str) -> Unfolded:
    match node:
        case Seat():
            instance = f"{node.key}#{copy}" if copy else node.key
            return Place(instance, node, department if node.department == EACH else node.department)
        case Steps(of):
            return Row(tuple(_unfold(child, answers, copy, department) for child in of))
        case Together(of, need):
            return _group(of, need, answers, copy, department)
        case Choose(branches, otherwise):
            chosen = next((b.then for b in branches if holds(b.when, answers)), otherwise)
            return Row(()) if chosen is None else _unfold(chosen, answers, copy, department)
        case Each():
            members = _copies(node, answers, copy)
            return Group(members, len(members))


def _group(of: tuple[Node, ...], need: str | int, answers: Answers, copy: str, department: str) -> Group:
    members: list[Unfolded] = []
    for child in of:
        if isinstance(child, Each):
            members.extend(_copies(child, answers, copy))
        else:
            members.append(_unfold(child, answers, copy, department))
    wanted = len(members) if need == "all" else 1 if need == "any" else int(need)
    return Group(tuple(members), min(wanted, len(members)))


def _copies(node: Each, answers: Answers, copy: str) -> tuple[Unfolded, ...]:
    entries = answers.get(node.list)
    if not isinstance(entries, list | tuple):
        return ()
    return tuple(
        _unfold(node.of, answers, f"{copy}.{number}" if copy else str(number), _department_in(entry))
        for number, entry in enumerate(entries, 1)
    )


def _department_in(entry: object) -> str:
    if isinstance(entry, Mapping):
        return str(entry.get("department", ""))
    return str(entry)


def places(tree: Unfolded) -> Iterator[Place]:
    """Every seat of the unfolded plan, from left to right."""
    if isinstance(tree, Place):
        yield tree
    else:
        for child in tree.of:
            yield from places(child)


def after(tree: Unfolded, instance: str) -> frozenset[str]:
    """The instances that come after this one; those beside it in a group do not."""
    base = instance.partition("+")[0]
    found = _after(tree, base)
    later = frozenset() if found is None else frozenset(found)
    return later | {base} if base != instance else later


def _after(tree: Unfolded, instance: str) -> set[str] | None:
    if isinstance(tree, Place):
        return set() if tree.instance == instance else None
    for position, child in enumerate(tree.of):
        found = _after(child, instance)
        if found is not None:
            if isinstance(tree, Row):
                for later in tree.of[position + 1 :]:
                    found.update(place.instance for place in places(later))
            return found
    return None


def fold(tree: Unfolded, entries: Sequence[Entry]) -> Standing:
    """What counts after these entries; voided ones stay in the ledger but not here."""
    standing = Standing()
    for entry in entries:
        _apply(tree, standing, entry)
    return standing


def _apply(tree: Unfolded, standing: Standing, entry: Entry) -> None:
    match entry.kind:
        case EntryKind.OPINION:
            standing.opinions[entry.seat] = entry
        case EntryKind.RETURN:
            for later in after(tree, entry.target):
                # A seat returned to is asked again as it stood; the seat it was added to keeps what was moved.
                if later == entry.target.partition("+")[0]:
                    standing.take_back(later)
                else:
                    standing.forget(later)
            standing.take_back(entry.target)
        case EntryKind.WAIVE:
            standing.waived.add(entry.seat)
        case EntryKind.DELEGATE:
            standing.delegated[entry.seat] = entry.target
        case EntryKind.STAND_IN:
            standing.stand_ins[entry.seat] = entry.target
        case EntryKind.ADD_SEAT:
            number = standing.count_added.get(entry.seat, 0) + 1
            standing.count_added[entry.seat] = number
            standing.added.setdefault(entry.seat, {})[f"{entry.seat}+{number}"] = entry.target
        case EntryKind.RECALL:
            if standing.answered(entry.seat):
                standing.take_back(entry.seat)
            else:
                standing.delegated.pop(entry.seat, None)
        case EntryKind.REMIND:
            pass


def open_in(tree: Unfolded, standing: Standing) -> tuple[SeatRef, ...]:
    """The open seats of an unfolded plan."""
    found: list[SeatRef] = []
    _finished(tree, standing, found)
    return tuple(found)


def _finished(tree: Unfolded, standing: Standing, found: list[SeatRef]) -> bool:
    """Whether the node is finished; when it is not, its open seats are added to what was found."""
    if isinstance(tree, Place):
        if standing.answered(tree.instance):
            return True
        found.extend(_asked(tree, standing))
        return False
    if isinstance(tree, Row):
        return all(_finished(child, standing, found) for child in tree.of)
    inside: list[SeatRef] = []
    done = sum([_finished(child, standing, inside) for child in tree.of])
    if done >= tree.need:
        return True
    found.extend(inside)
    return False


def _asked(place: Place, standing: Standing) -> Iterator[SeatRef]:
    """The seats added to this one while they are silent; then the seat itself."""
    silent = False
    for instance, department in standing.added.get(place.instance, {}).items():
        if not standing.answered(instance):
            silent = True
            seat = replace(place.seat, duty=Duty.REVIEW, permission="case.opinion", department=department)
            yield _ref(instance, seat, department, standing, place.instance)
    if not silent:
        yield _ref(place.instance, place.seat, place.department, standing)


def _ref(instance: str, seat: Seat, department: str, standing: Standing, asked_by: str = "") -> SeatRef:
    return SeatRef(
        instance,
        seat,
        standing.delegated.get(instance, department),
        standing.stand_ins.get(instance, ""),
        asked_by,
    )


def outcome_in(tree: Unfolded, standing: Standing) -> Outcome | None:
    """The outcome of an unfolded plan."""
    if open_in(tree, standing):
        return None
    for place in places(tree):
        said = standing.opinions.get(place.instance)
        if place.seat.duty == Duty.DECIDE and said is not None and said.verdict is not None:
            return Outcome(said.verdict, place.instance, said.by, said.department, said.at, said.reason)
    return None
