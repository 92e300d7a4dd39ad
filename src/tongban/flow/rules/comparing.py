"""Two plans compared in words: what an administrator reads before publishing, and anyone afterwards.

Seats are recognised by their keys. A change that changes nothing for any case, such as a row of one step, is none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from tongban.flow.rules.conditions import When
from tongban.flow.rules.plan import Choose, Each, Node, Plan, Seat, Steps, Together, children
from tongban.flow.rules.tree import Path, node_at, seatless, tidy, with_children
from tongban.flow.rules.wording import DUTIES, Register, list_words, need_words, when_words, workdays_words
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Standing:
    """A seat with everything around it that decides whether, when and how often it is asked.

    whens  the conditions on the way to it; None is "when no other branch is true"
    """

    seat: Seat
    path: Path
    whens: tuple[When | None, ...]
    lists: tuple[Each, ...]
    needs: tuple[str | int, ...]

    @property
    def key(self) -> str:
        return self.seat.key


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two plans, with its seats in reading order."""

    plan: Plan
    seats: Mapping[str, Standing]

    def relation(self, one: str, other: str) -> str:
        """How one seat stands to another: before, after, together or apart (in branches of one choice)."""
        first, second = self.seats[one].path, self.seats[other].path
        shared = 0
        while shared < min(len(first), len(second)) and first[shared] == second[shared]:
            shared += 1
        earlier = first[shared:] < second[shared:]
        match node_at(self.plan, first[:shared]):
            case Steps():
                return "before" if earlier else "after"
            case Together():
                return "together" if earlier else "together, second"
            case _:
                return "apart" if earlier else "apart, second"


def changes(before: Plan, after: Plan, names: Register | None = None) -> tuple[Sentence, ...]:
    """What has changed from one plan to the other, a sentence for each; none when nothing has.

    names  of departments, questions, materials and permissions; codes are shown where it knows none
    """
    names = names or Register()
    old, new = _side(before), _side(after)
    if old.plan == new.plan:
        return ()
    both = [key for key in new.seats if key in old.seats]
    found = [
        *_gone(old, new, names),
        *_added(old, new, names),
        *(one for key in both for one in _particulars(old.seats[key].seat, new.seats[key].seat, names)),
        *_conditions(old, new, both, names),
        *_orders(old, new, both, names),
        *_needs(old, new, both, names),
        *_empty(old, new),
    ]
    return tuple(found) or (say(_("The nesting of the groups has changed.")),)


def touched(before: Plan, after: Plan) -> frozenset[str]:
    """The keys of the seats that are new or say something else than before."""
    old, new = _side(before).seats, _side(after).seats
    return frozenset(key for key, one in new.items() if key not in old or old[key].seat != one.seat)


def _side(plan: Plan) -> Side:
    root = _core(plan.root)
    return Side(Plan(root), {one.key: one for one in _standings(root, (), (), (), ())})


def _core(node: Node) -> Node:
    """The tree without what changes nothing: idle layers, and a group of one that waits for all of it."""
    node = tidy(node)
    below = tuple(map(_core, children(node)))
    if isinstance(node, Together) and node.need == "all" and len(below) == 1:
        return below[0]
    return tidy(with_children(node, below)) if below else node


def _standings(
    node: Node,
    path: Path,
    whens: tuple[When | None, ...],
    lists: tuple[Each, ...],
    needs: tuple[str | int, ...],
) -> Iterator[Standing]:
    match node:
        case Seat():
            yield Standing(node, path, whens, lists, needs)
        case Choose(branches, otherwise):
            for number, branch in enumerate(branches, 1):
                yield from _standings(branch.then, (*path, number), (*whens, branch.when), lists, needs)
            if otherwise is not None:
                yield from _standings(otherwise, (*path, len(branches) + 1), (*whens, None), lists, needs)
        case Each(name, of_one):
            within = (*lists, Each(name, Steps(())))
            yield from _standings(of_one, (*path, 1), whens, within, needs)
        case _:
            inside = (*needs, node.need) if isinstance(node, Together) else needs
            for number, child in enumerate(children(node), 1):
                yield from _standings(child, (*path, number), whens, lists, inside)


def _gone(old: Side, new: Side, names: Register) -> Iterator[Sentence]:
    for key, one in old.seats.items():
        if key not in new.seats:
            yield say(_("Seat taken out: {seat}."), seat=names.seat(one.seat))


def _added(old: Side, new: Side, names: Register) -> Iterator[Sentence]:
    for key, one in new.seats.items():
        if key not in old.seats:
            yield say(
                _("New seat: {seat}, {duty}, {workdays}, {place}."),
                seat=names.seat(one.seat),
                duty=say(DUTIES[one.seat.duty]),
                workdays=workdays_words(one.seat.workdays),
                place=_place(new, one, names),
            )


def _place(side: Side, one: Standing, names: Register) -> Sentence:
    """Where a seat stands, by its neighbours."""
    others = [other for other in side.seats if other != one.key]
    beside = tuple(
        names.seat(side.seats[other].seat)
        for other in others
        if side.relation(one.key, other).startswith("together")
    )
    place = say(_("as the only step"))
    if beside:
        place = say(_("at the same time as {seats}"), seats=beside)
    elif earlier := [other for other in others if side.relation(one.key, other) == "after"]:
        place = say(_("after {seat}"), seat=names.seat(side.seats[earlier[-1]].seat))
    elif later := [other for other in others if side.relation(one.key, other) == "before"]:
        place = say(_("before {seat}"), seat=names.seat(side.seats[later[0]].seat))
    if one.whens:
        place = say(_("{place}, {when}"), place=place, when=_asked(one.whens, names))
    return say(_("{place}, {list}"), place=place, list=_listed(one.lists, names)) if one.lists else place


def _particulars(old: Seat, new: Seat, names: Register) -> Iterator[Sentence]:
    seat = names.seat(new)
    if old.name != new.name:
        yield say(_("The seat “{old}” is now called “{new}”."), old=old.name, new=new.name)
    if old.department != new.department:
        yield say(
            _("“{seat}”: the department changes from {old} to {new}."),
            seat=new.name,
            old=names.department(old.department),
            new=names.department(new.department),
        )
    if old.duty != new.duty:
        yield say(
            _("{seat}: the duty changes from “{old}” to “{new}”."),
            seat=seat,
            old=say(DUTIES[old.duty]),
            new=say(DUTIES[new.duty]),
        )
    if old.workdays != new.workdays:
        yield say(
            _("{seat}: the time limit changes from {old} to {new}."),
            seat=seat,
            old=workdays_words(old.workdays),
            new=workdays_words(new.workdays),
        )
    if old.permission != new.permission:
        yield say(
            _("{seat}: the permission needed changes from “{old}” to “{new}”."),
            seat=seat,
            old=names.permission(old.permission),
            new=names.permission(new.permission),
        )
    if old.shows != new.shows:
        yield say(
            _("{seat}: the materials shown first change from {old} to {new}."),
            seat=seat,
            old=_materials(old.shows, names),
            new=_materials(new.shows, names),
        )


def _materials(shows: tuple[str, ...], names: Register) -> Sentence | tuple[str, ...]:
    return tuple(names.materials.get(one, one) for one in shows) or say(_("all"))


def _conditions(old: Side, new: Side, both: list[str], names: Register) -> Iterator[Sentence]:
    """When and how often seats are asked; what changes for several in the same way is said once."""
    asked: dict[tuple[object, object], list[str]] = defaultdict(list)
    listed: dict[tuple[object, object], list[str]] = defaultdict(list)
    for key in both:
        one, other = old.seats[key], new.seats[key]
        if one.whens != other.whens:
            asked[one.whens, other.whens].append(key)
        if one.lists != other.lists:
            listed[one.lists, other.lists].append(key)
    for keys in asked.values():
        yield say(
            _("{seats}: the condition changes from “{old}” to “{new}”."),
            seats=_seats(new, keys, names),
            old=_asked(old.seats[keys[0]].whens, names),
            new=_asked(new.seats[keys[0]].whens, names),
        )
    for keys in listed.values():
        yield say(
            _("{seats}: asked {new} instead of {old}."),
            seats=_seats(new, keys, names),
            old=_listed(old.seats[keys[0]].lists, names),
            new=_listed(new.seats[keys[0]].lists, names),
        )


def _asked(whens: tuple[When | None, ...], names: Register) -> Sentence:
    words = tuple(
        say(_("when nothing else applies"))
        if one is None
        else say(_("if {when}"), when=when_words(one, names))
        for one in whens
    )
    return Sentence("{all}", {"all": words}) if words else say(_("in every case"))


def _listed(lists: tuple[Each, ...], names: Register) -> Sentence:
    words = tuple(list_words(one, names) for one in lists)
    return Sentence("{all}", {"all": words}) if words else say(_("once"))


def _orders(old: Side, new: Side, both: list[str], names: Register) -> Iterator[Sentence]:
    """Pairs of seats that stand differently to each other: joined, parted, or one moved past the other."""
    joined, parted, flipped, listed = [], [], [], []
    for one, other in combinations(both, 2):
        was, now = old.relation(one, other), new.relation(one, other)
        if was == now:
            continue
        in_turn = {"before", "after"}
        if was in in_turn and now.startswith("together"):
            joined.append((one, other))
        elif was.startswith("together") and now in in_turn:
            parted.append((one, other))
        elif {was, now} == in_turn:
            flipped.append((one, other))
        elif was[:5] == now[:5]:
            listed.append((one, other))
    for keys in _clusters(joined):
        yield say(_("{seats}: from one after the other to all at once."), seats=_seats(new, keys, names))
    for keys in _clusters(parted):
        yield say(
            _("{seats}: from all at once to one after the other."),
            seats=_seats(new, sorted(keys, key=lambda key: new.seats[key].path), names),
        )
    yield from _moved(
        old, new, flipped, names, _("{seat} moves before {other}."), _("{seat} moves after {other}.")
    )
    yield from _moved(
        old, new, listed, names,
        _("{seat} now stands before {other} in the same group."), _("{seat} now stands after {other} in the same group."),
    )  # fmt: skip


def _moved(
    old: Side, new: Side, pairs: list[tuple[str, str]], names: Register, ahead: str, behind: str
) -> Iterator[Sentence]:
    """As few seats as explain all pairs that turned round, each with the last one it has passed."""
    left = set(pairs)
    while left:
        counted = Counter(key for pair in left for key in pair)
        most = max(counted.values())
        mover = next(key for key in new.seats if counted[key] == most)
        passed = [other for pair in left if mover in pair for other in pair if other != mover]
        passed.sort(key=lambda key: new.seats[key].path)
        place = new.seats[mover].path
        later = [key for key in passed if place < new.seats[key].path]
        sentence, other = (ahead, later[0]) if later else (behind, passed[-1])
        yield say(sentence, seat=names.seat(new.seats[mover].seat), other=names.seat(new.seats[other].seat))
        left = {pair for pair in left if mover not in pair}


def _needs(old: Side, new: Side, both: list[str], names: Register) -> Iterator[Sentence]:
    found: dict[tuple[object, object], list[str]] = defaultdict(list)
    for key in both:
        was, now = old.seats[key].needs, new.seats[key].needs
        if was != now and (not was or not now or len(was) == len(now)) and _says_more(was, now):
            found[was, now].append(key)
    for keys in found.values():
        was, now = old.seats[keys[0]].needs, new.seats[keys[0]].needs
        yield say(
            _("{seats}: the group waits for {new} instead of {old}."),
            seats=_seats(new, keys, names),
            old=_waits(was),
            new=_waits(now),
        )


def _says_more(was: tuple[str | int, ...], now: tuple[str | int, ...]) -> bool:
    """Whether the rule itself differs; that a seat came into or out of a group that waits for all is said elsewhere."""
    return bool(was and now) or any(need != "all" for need in (*was, *now))


def _waits(needs: tuple[str | int, ...]) -> Sentence:
    words = tuple(need_words(need) for need in needs)
    return Sentence("{all}", {"all": words}) if words else say(_("nobody else"))


def _empty(old: Side, new: Side) -> Iterator[Sentence]:
    was, now = (sum(node != Steps(()) for node in seatless(side.plan.root)) for side in (old, new))
    if now > was:
        yield say(_("A group without any seat was added."))
    elif was > now:
        yield say(_("A group without any seat was taken out."))


def _clusters(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Keys that hang together by pairs, each cluster in the order in which its keys come."""
    clusters: list[list[str]] = []
    for pair in pairs:
        touching = [cluster for cluster in clusters if set(cluster) & set(pair)]
        merged = [key for cluster in touching for key in cluster]
        merged += [key for key in pair if key not in merged]
        clusters = [cluster for cluster in clusters if cluster not in touching] + [merged]
    return clusters


def _seats(side: Side, keys: Iterable[str], names: Register) -> tuple[Sentence, ...]:
    return tuple(names.seat(side.seats[key].seat) for key in keys)
