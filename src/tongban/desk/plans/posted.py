"""What an administrator typed into the table of a plan, as changes of the plan; what cannot be kept is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.flow import rules
from tongban.flow.rules import editing, picking
from tongban.flow.rules.conditions import number_from

LONGEST_NAME = 60
MOST_WORKDAYS = 999
MOST_ANSWERS = 99
MOST_PICKS = 12
Change = Callable[[rules.Plan], rules.Plan]


@dataclass(frozen=True, slots=True)
class Posted:
    """The changes that were typed, each ready to be made to a plan of the same shape; and what is wrong.

    errors  name of the input -> what is wrong with it
    """

    changes: tuple[Change, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)

    def made(self, plan: rules.Plan) -> rules.Plan:
        """The plan after all changes."""
        for change in self.changes:
            plan = change(plan)
        return plan


@dataclass(frozen=True, slots=True)
class Offered:
    """What the pickers offer: departments, permissions, and the questions of the form."""

    departments: Mapping[str, str]
    permissions: tuple[str, ...]
    fields: tuple[Any, ...]


def prefix(line: rules.Line) -> str:
    """The beginning of the names and ids of a row's inputs: ``n3-1``."""
    return "n" + line.number.replace(".", "-")


def shape(plan: rules.Plan) -> tuple[tuple[str, str], ...]:
    """What the names of the inputs stand for; equal shapes mean the same rows."""
    return tuple(
        (line.number, line.node.key if isinstance(line.node, rules.Seat) else type(line.node).__name__)
        for line in rules.outline(plan)
    )


def read(base: rules.Plan, data: QueryDict, offered: Offered) -> Posted:
    """What differs from the plan that was on the screen."""
    changes: list[Change] = []
    errors: dict[str, str] = {}
    for line in rules.outline(base):
        row = Row(line, prefix(line), data, offered, errors)
        changes.extend(row.changes())
    return Posted(tuple(changes), errors)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table as it was sent."""

    line: rules.Line
    prefix: str
    data: QueryDict
    offered: Offered
    errors: dict[str, str]

    def changes(self) -> Iterator[Change]:
        path = self.line.path
        match self.line.node:
            case rules.Seat() as seat:
                changed = {key: value for key, value in self._seat().items() if getattr(seat, key) != value}
                if changed:
                    yield lambda plan: editing.set_seat(plan, path, **changed)
            case rules.Together(_of, need):
                wanted = self._need(need)
                if wanted != need:
                    yield lambda plan: editing.set_need(plan, path, wanted)
            case rules.Each(name):
                chosen = self.data.get(f"{self.prefix}-list", name)
                if chosen != name and chosen in {one.key for one in self.offered.fields}:
                    yield lambda plan: editing.set_list(plan, path, chosen)
        if self.line.when is not None:
            when = self._when(self.line.when)
            if when != self.line.when:
                yield lambda plan: editing.set_when(plan, path, when)

    def _seat(self) -> dict[str, Any]:
        read: dict[str, Any] = {}
        name = self._text("name")
        if name is not None:
            if len(name) > LONGEST_NAME:
                self._wrong("name", _("A name has at most %(most)d characters.") % {"most": LONGEST_NAME})
            else:
                read["name"] = name
        for key, allowed in (
            ("department", {*self.offered.departments, rules.EACH, ""}),
            ("permission", set(self.offered.permissions)),
            ("duty", {duty.value for duty in rules.Duty}),
        ):
            value = self.data.get(f"{self.prefix}-{key}")
            if value is not None and (value in allowed or value == getattr(self.line.node, key)):
                read[key] = rules.Duty(value) if key == "duty" else value
        days = self._number("workdays", 0, MOST_WORKDAYS)
        if days is not None:
            read["workdays"] = days
        self._follow_duty(read)
        return read

    def _follow_duty(self, read: dict[str, Any]) -> None:
        """Who decides needs the permission to decide: it follows the duty unless it was chosen by itself."""
        seat = self.line.node
        assert isinstance(seat, rules.Seat)
        duty = read.get("duty", seat.duty)
        decides = rules.Duty.DECIDE in (duty, seat.duty)
        if duty != seat.duty and decides and read.get("permission", seat.permission) == seat.permission:
            read["permission"] = "case.decide" if duty == rules.Duty.DECIDE else "case.opinion"

    def _need(self, need: Any) -> Any:
        chosen = self.data.get(f"{self.prefix}-need")
        if chosen in ("all", "any"):
            return chosen
        if chosen != "some":
            return need
        if f"{self.prefix}-least" not in self.data:
            return need if isinstance(need, int) else 1
        least = self._number("least", 1, MOST_ANSWERS)
        return need if least is None else least

    def _when(self, when: rules.When) -> rules.When:
        before = picking.picked(when)
        if before is None or f"{self.prefix}-w0-field" not in self.data:
            return when
        join: picking.Join = "any" if self.data.get(f"{self.prefix}-join") == "any" else "all"
        picks = []
        for number, pick in enumerate(before.picks):
            picks.append(self._pick(pick, f"w{number}"))
        return picking.condition(picking.Picked(tuple(picks), join)) if picks else when

    def _pick(self, before: picking.Pick, part: str) -> picking.Pick:
        cards = {one.key: one for one in self.offered.fields}
        key = self.data.get(f"{self.prefix}-{part}-field", before.field)
        if key != before.field and key in cards:
            return first_pick(cards[key])
        how = self.data.get(f"{self.prefix}-{part}-how", before.how)
        if how not in HOWS:
            how = before.how
        values = tuple(self._words(value) for value in self.data.getlist(f"{self.prefix}-{part}-value"))
        if how in ("in", "not_in"):
            card = cards.get(before.field)
            if card is None or not card.choices:
                values = tuple(word for text in values for word in split(text))
            return picking.Pick(before.field, how, values)  # type: ignore[arg-type]
        text = values[0] if values else ""
        if how in ("at_least", "less_than"):
            number = number_from(text.strip())
            if number is None:
                if before.how == how or text:
                    self._wrong(f"{part}-value", _("Enter a number, like 3 or 1500.50."))
                number = (
                    Decimal(str(before.values[0])) if before.how in ("at_least", "less_than") else Decimal(1)
                )
            return picking.Pick(before.field, how, (number,))  # type: ignore[arg-type]
        return picking.Pick(before.field, how, (text,))  # type: ignore[arg-type]

    def _text(self, key: str) -> str | None:
        text = self.data.get(f"{self.prefix}-{key}")
        return None if text is None else self._words(text)

    def _words(self, text: str) -> str:
        return "".join(mark for mark in text if mark.isprintable()).strip()

    def _number(self, key: str, least: int, most: int) -> int | None:
        text = self._text(key)
        if text is None:
            return None
        plain = text.translate(WIDE_DIGITS)
        if plain.isascii() and plain.isdigit() and least <= int(plain[:9]) <= most:
            return int(plain)
        self._wrong(
            key, _("Enter a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
        )
        return None

    def _wrong(self, key: str, sentence: str) -> None:
        self.errors[f"{self.prefix}-{key}"] = sentence


HOWS = ("is", "is_not", "in", "not_in", "at_least", "less_than")
WIDE_DIGITS = str.maketrans({0xFF10 + digit: str(digit) for digit in range(10)})


def first_pick(card: Any) -> picking.Pick:
    """The comparison that a question begins with."""
    if card.kind == "number":
        return picking.Pick(card.key, "at_least", (Decimal(1),))
    if card.kind == "yes_no":
        return picking.Pick(card.key, "is", ("yes",))
    return picking.Pick(card.key, "is", (card.choices[0].value if card.choices else "",))


def split(text: str) -> list[str]:
    """Words that were typed with marks between them."""
    for mark in "，、;；":
        text = text.replace(mark, ",")
    return [word.strip() for word in text.split(",") if word.strip()]
