"""What stands in the way of publishing a plan, and what should be looked at again: each with the step it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from tongban.catalogue.rules import FieldCard
from tongban.flow.rules.conditions import All, AnyOf, AtLeast, In, Is, Not, When
from tongban.flow.rules.plan import (
    EACH,
    Each,
    Node,
    Plan,
    Seat,
    Steps,
    Together,
    children,
    seats_of,
    validate,
)
from tongban.flow.rules.tree import Line, outline, rooted
from tongban.flow.rules.wording import Register
from tongban.foundation.refusals import Fault, _
from tongban.foundation.sentences import Sentence
from tongban.foundation.workdays import Period

ENTRY_DEPARTMENT = "department"
"""The question of an entry that says which department is asked about it."""

LIST_KINDS = frozenset({"list"})
"""Kinds of questions whose answer is a list, for which something can be done entry by entry."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a plan is checked against.

    fields     the questions of the item's form
    departments  code -> name of every department there is
    permitted  code of a department -> what its posts permit
    promised   the time limit that the guide promises
    """

    fields: tuple[FieldCard, ...] = ()
    departments: Mapping[str, str] = field(default_factory=dict)
    permitted: Mapping[str, Collection[str]] = field(default_factory=dict)
    promised: Period | None = None

    def register(self) -> Register:
        return Register(departments=self.departments, fields={one.key: one for one in self.fields})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    number  of the step in the outline ("3.1"), empty when it is about the whole plan
    grave   whether the plan cannot be published with it; else it is a warning
    """

    number: str
    sentence: Sentence
    grave: bool = True


def findings(plan: Plan, around: Surroundings) -> tuple[Finding, ...]:
    """Everything found, in the order of the outline; the whole plan's first."""
    plan = rooted(plan)
    lines = outline(plan)
    found = [_named(fault, lines, around) for fault in validate(plan) if fault.field or lines]
    if not lines:
        found.append(Finding("", Sentence(_("The plan holds no step yet."))))
    for line in lines:
        found.extend(_of(line, around))
    found.extend(_too_long(plan, around))
    order = {line.number: position for position, line in enumerate(lines, 1)}
    return tuple(sorted(found, key=lambda one: order.get(one.number, 0)))


def longest_way(node: Node) -> tuple[int, tuple[Seat, ...]]:
    """The workdays that a case can take when every seat uses all its time, and the seats on that way.

    A group that waits for some ends with the slowest of the fastest; of a choice the slowest branch counts.
    """
    ways = [longest_way(child) for child in children(node)]
    match node:
        case Seat():
            return node.workdays, (node,)
        case Steps():
            return sum(days for days, _way in ways), tuple(seat for _days, way in ways for seat in way)
        case Together(of, need) if of:
            waits = len(of) if need == "all" else 1 if need == "any" else min(max(int(need), 1), len(of))
            return sorted(ways, key=lambda way: way[0])[waits - 1]
        case _:
            return max(ways, key=lambda way: way[0], default=(0, ()))


def _of(line: Line, around: Surroundings) -> Iterator[Finding]:
    match line.node:
        case Seat():
            yield from _of_seat(line.number, line.node, around)
        case Each(name):
            card = around.register().fields.get(name)
            if card is None:
                yield _finding(line, _("The form has no field “{field}”."), field=name)
            elif card.kind not in LIST_KINDS:
                yield _finding(line, _("The answer to “{field}” is no list."), field=card.label)
            elif any(seat.department == EACH for seat in seats_of(line.node)):
                yield from _of_entries(line, card, around)
        case _:
            pass
    if line.when is not None:
        for sentence, values in _of_condition(line.when, around.register()):
            yield _finding(line, sentence, **values)


def _of_entries(line: Line, card: FieldCard, around: Surroundings) -> Iterator[Finding]:
    """Whether every entry of a list names a department that there is, for a seat that belongs to it."""
    if not card.of:
        return
    part = next((one for one in card.of if one.key == ENTRY_DEPARTMENT), None)
    if part is None or part.kind != "choice" or not part.required:
        yield _finding(line, _("The entries of “{field}” name no department to choose."), field=card.label)
        return
    for choice in part.choices:
        if choice.value not in around.departments:
            yield _finding(line, _("There is no department with the code “{code}”."), code=choice.value)


def _of_seat(number: str, seat: Seat, around: Surroundings) -> Iterator[Finding]:
    if not seat.department or seat.department == EACH:
        return
    if seat.department not in around.departments:
        sentence = Sentence(_("There is no department with the code “{code}”."), {"code": seat.department})
        yield Finding(number, sentence)
    elif seat.permission and seat.permission not in around.permitted.get(seat.department, ()):
        values = {"department": around.departments[seat.department]}
        yield Finding(
            number,
            Sentence(_("No post in {department} permits this; a case would wait here for ever."), values),
        )


def _of_condition(when: When, names: Register) -> Iterator[tuple[str, dict[str, object]]]:
    match when:
        case Is(key, value):
            yield from _of_answers(key, (value,), names)
        case In(key, values):
            if not values:
                yield _("The condition offers nothing to choose: {field}."), {"field": names.asked(key)}
            yield from _of_answers(key, values, names)
        case AtLeast(key):
            card = names.fields.get(key)
            if card is None:
                yield _("The form has no field “{field}”."), {"field": key}
            elif card.kind != "number":
                yield _("The answer to “{field}” is no number."), {"field": card.label}
        case All(of) | AnyOf(of):
            if not of:
                yield _("The condition is empty."), {}
            for one in of:
                yield from _of_condition(one, names)
        case Not(of_one):
            yield from _of_condition(of_one, names)


def _of_answers(
    key: str, values: tuple[str | int | bool, ...], names: Register
) -> Iterator[tuple[str, dict[str, object]]]:
    card = names.fields.get(key)
    if card is None:
        yield _("The form has no field “{field}”."), {"field": key}
        return
    offered = {"yes", "no"} if card.kind == "yes_no" else {one.value for one in card.choices}
    for value in values:
        if value == "":
            yield _("The condition does not say which answer to “{field}” is meant."), {"field": card.label}
        elif offered and value not in offered:
            yield _("“{value}” is no answer to “{field}”."), {"field": card.label, "value": value}


def _too_long(plan: Plan, around: Surroundings) -> Iterator[Finding]:
    promised = around.promised
    if promised is None or promised.unit != "workday":
        return
    days, way = longest_way(plan.root)
    if days > promised.number:
        sentence = Sentence(
            _("The longest way takes {days} workdays ({seats}), more than the {promised} workdays promised."),
            {
                "days": days,
                "promised": promised.number,
                "seats": tuple(f"{seat.name} {seat.workdays}" for seat in way if seat.workdays),
            },
        )
        yield Finding("", sentence, grave=False)


def _finding(line: Line, sentence: str, **values: object) -> Finding:
    return Finding(line.number, Sentence(sentence, values))


def _named(fault: Fault, lines: tuple[Line, ...], around: Surroundings) -> Finding:
    """A fault of the tree with the names that an editor knows: numbers of steps for keys, departments for codes."""
    seats = {one.node.key: one for one in lines if isinstance(one.node, Seat)}
    line = seats.get(fault.field)
    values = dict(fault.values)
    if "department" in values:
        values["department"] = around.departments.get(str(values["department"]), values["department"])
    if line is not None and isinstance(line.node, Seat) and "key" in values:
        values["key"] = f"{line.number} {line.node.name}".strip()
    known = {one.number for one in lines}
    number = line.number if line else fault.field if fault.field in known else ""
    return Finding(number, Sentence(fault.sentence, values))
