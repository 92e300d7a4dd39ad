"""A plan as its page shows it: rows with their inputs, the drawing, what was found, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.catalogue import queries as catalogue
from tongban.catalogue.rules import TableCard
from tongban.desk.plans import moves
from tongban.desk.plans.posted import Offered, prefix
from tongban.flow import queries as flow
from tongban.flow import rules
from tongban.flow.rules import drawing, picking

Row = dict[str, Any]
SEATED = ("case.opinion", "case.decide")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A plan of an item with everything its page needs to know.

    before  the plan of the version before, None when this is the first
    typed   what was typed and could not be kept, by name of the input
    """

    item: catalogue.ItemCard
    plan: rules.Plan
    around: rules.Surroundings
    names: rules.Register
    before: rules.Plan | None = None
    before_no: int = 0
    tables_before: tuple[TableCard, ...] = ()
    taken: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def making(self) -> moves.Making:
        """What new parts of this plan are made of."""
        keys = {seat.key for seat in rules.seats_of(self.plan)}
        if self.before is not None:
            keys |= {seat.key for seat in rules.seats_of(self.before)}
        return moves.Making(self.offered, keys | self.taken)

    @property
    def offered(self) -> Offered:
        """What the pickers offer."""
        return Offered(self.around.departments, SEATED, self.around.fields)


def sheet(item: catalogue.ItemCard, plan: Mapping[str, Any], **more: Any) -> Sheet:
    """The plan of an item with the version before it."""
    around = flow.surroundings(item=item)
    before = catalogue.published_before(version_id=item.version_id)
    return Sheet(
        item,
        rules.rooted(rules.plan_as_it_stands(plan)),
        around,
        flow.register(item=item, around=around),
        None if before is None else rules.plan_as_it_stands(before.plan),
        before.version_no if before else 0,
        before.tables if before else (),
        **more,
    )


def facts(page: Sheet) -> Row:
    """Everything about a plan that the page shows in any state."""
    found = rules.findings(page.plan, page.around)
    days, way = rules.longest_way(page.plan.root)
    return {
        "rows": rows(page, found),
        "found": [_finding(one, page.plan) for one in found],
        "grave": sum(one.grave for one in found),
        "drawing": picture(page),
        "marks": marks(page, found),
        "changes": _changes(page),
        "before_no": page.before_no,
        "days": days,
        "way": [seat.name for seat in way],
        "promised": page.around.promised,
        "has_lists": bool(page.making.lists()),
    }


def compared(before: rules.Plan, after: rules.Plan, names: rules.Register) -> list[str]:
    """What has changed, in words."""
    return [rules.told(one, _) for one in rules.changes(before, after, names)]


def _changes(page: Sheet) -> list[str]:
    """What the version changes, in its plan and in its tables."""
    if page.before is None:
        return []
    return compared(page.before, page.plan, page.names) + tables_compared(
        page.item, page.tables_before, page.item.tables
    )


def tables_compared(
    item: catalogue.ItemCard, before: tuple[TableCard, ...], after: tuple[TableCard, ...]
) -> list[str]:
    """What has changed in the tables of an item, in words."""
    told = rules.table_changes(replace(item, tables=before), replace(item, tables=after))
    return [rules.told(one, _) for one in told]


def rows(page: Sheet, found: Iterable[rules.Finding]) -> list[Row]:
    """The rows of the table, one for each part of the plan."""
    said: dict[str, list[Row]] = {}
    for one in found:
        said.setdefault(one.number, []).append(_finding(one, page.plan))
    making = page.making
    return [_row(page, line, said.get(line.number, []), making) for line in rules.outline(page.plan)]


def _row(page: Sheet, line: rules.Line, said: list[Row], making: moves.Making) -> Row:
    start = prefix(line)
    parent = rules.node_at(page.plan, line.path[:-1])
    free = all(
        isinstance(rules.node_at(page.plan, line.path[:deep]), rules.Steps) for deep in range(len(line.path))
    )
    in_steps = isinstance(parent, rules.Steps) and line.path[-1] > 1
    row: Row = {
        "id": start,
        "number": line.number,
        "depth": min(line.depth, 6),
        "slot": line.slot,
        "title": _title(line),
        "said": said,
        "bad": any(one["grave"] for one in said),
        "condition": _condition(page, line, start),
        "buttons": moves.buttons(line, making, in_steps=in_steps, free=free),
        "moves": line.slot in ("step", "member", "branch"),
        "first": line.first,
        "last": line.last,
    }
    match line.node:
        case rules.Seat() as seat:
            return row | {"seat": _seat(page, seat, start), "words": _words(page, seat)}
        case rules.Together(of, need):
            return row | {"need": _need(page, start, need, len(of)), "words": [_told(rules.need_words(need))]}
        case rules.Each(name) as each:
            return row | {
                "list": _list(page, start, name),
                "words": [_told(rules.list_words(each, page.names))],
            }
    return row | {"words": []}


def _title(line: rules.Line) -> str:
    match line.node:
        case rules.Seat() as seat:
            return seat.name
        case rules.Together():
            return _("All at once")
        case rules.Steps():
            return _("One after the other")
        case rules.Choose():
            return _("A choice by conditions")
        case _:
            return _("For each entry of a list")


def _input(page: Sheet, name: str, value: object) -> Row:
    return {"id": name, "value": page.typed.get(name, value), "error": page.errors.get(name, "")}


def _picker(page: Sheet, name: str, value: str, choices: Iterable[tuple[str, str]]) -> Row:
    return _input(page, name, value) | {"choices": list(choices)}


def _seat(page: Sheet, seat: rules.Seat, start: str) -> Row:
    departments = [
        ("", _("Choose a department")),
        *sorted(page.around.departments.items(), key=lambda one: one[1]),
    ]
    if page.making.lists() or seat.department == rules.EACH:
        departments.append((rules.EACH, _("The department of each entry")))
    if seat.department not in dict(departments):
        departments.append((seat.department, seat.department))
    permissions = [(code, _told(page.names.permission(code))) for code in SEATED]
    if seat.permission not in SEATED:
        permissions.append((seat.permission, _told(page.names.permission(seat.permission))))
    duties = [(duty.value, _(words)) for duty, words in rules.DUTIES.items()]
    return {
        "name": _input(page, f"{start}-name", seat.name),
        "department": _picker(page, f"{start}-department", seat.department, departments),
        "permission": _picker(page, f"{start}-permission", seat.permission, permissions),
        "duty": _picker(page, f"{start}-duty", seat.duty.value, duties),
        "workdays": _input(page, f"{start}-workdays", seat.workdays),
    }


def _words(page: Sheet, seat: rules.Seat) -> list[str]:
    """A seat for those who only read."""
    return [
        _told(page.names.department(seat.department)),
        _(rules.DUTIES[seat.duty]),
        _told(rules.workdays_words(seat.workdays)),
        _told(page.names.permission(seat.permission)),
    ]


def _need(page: Sheet, start: str, need: str | int, members: int) -> Row:
    chosen = str(need) if need in ("all", "any") else "some"
    choices = [
        ("all", _("Ends when all have answered")),
        ("any", _("Ends when any one has answered")),
        ("some", _("Ends when at least so many have answered")),
    ]
    row = _picker(page, f"{start}-need", chosen, choices)
    row["least"] = _input(page, f"{start}-least", need) if chosen == "some" else None
    row["members"] = members
    return row


def _list(page: Sheet, start: str, name: str) -> Row:
    choices = [(one.key, one.label) for one in page.around.fields if one.kind in rules.LIST_KINDS]
    if name not in dict(choices):
        choices.append((name, page.names.asked(name)))
    return _picker(page, f"{start}-list", name, choices)


def _condition(page: Sheet, line: rules.Line, start: str) -> Row | None:
    """What stands above a branch: its comparisons in pickers, or in words when they cannot be picked."""
    if line.slot == "otherwise":
        return {"otherwise": True, "words": _("in all other cases")}
    if line.when is None:
        return None
    words = _told(rules.when_words(line.when, page.names))
    chosen = picking.picked(line.when)
    if chosen is None or not chosen.picks:
        return {"words": words, "anew": f"anew:{line.number}"}
    return {
        "words": words,
        "join": _picker(
            page, f"{start}-join", chosen.join, [("all", _("all of these")), ("any", _("any of these"))]
        ),
        "picks": [_pick(page, f"{start}-w{number}", one) for number, one in enumerate(chosen.picks)],
        "more": f"more:{line.number}",
        "fewer": f"fewer:{line.number}/",
    }


def _pick(page: Sheet, start: str, pick: picking.Pick) -> Row:
    card = page.names.fields.get(pick.field)
    fields = [(one.key, one.label) for one in page.around.fields]
    if card is None:
        fields.append((pick.field, pick.field or _("Choose a question")))
    hows = [
        ("is", pgettext("condition", "is")), ("is_not", pgettext("condition", "is not")),
        ("in", pgettext("condition", "is one of")), ("not_in", pgettext("condition", "is none of")),
        ("at_least", pgettext("condition", "is at least")), ("less_than", pgettext("condition", "is less than")),
    ]  # fmt: skip
    if card is None or card.kind != "number":
        hows = [one for one in hows if one[0] not in ("at_least", "less_than") or one[0] == pick.how]
    answers = _answers(card)
    values = [str(value) for value in pick.values]
    several = pick.how in ("in", "not_in")
    return {
        "field": _picker(page, f"{start}-field", pick.field, fields),
        "how": _picker(page, f"{start}-how", pick.how, hows),
        "value": _input(
            page, f"{start}-value", "，".join(values) if several else values[0] if values else ""
        ),
        "values": values,
        "answers": answers if pick.how not in ("at_least", "less_than") else [],
        "several": several,
    }


def _answers(card: Any) -> list[tuple[str, str]]:
    if card is not None and card.kind == "yes_no":
        return [("yes", _("Yes")), ("no", _("No"))]
    return [(one.value, one.label) for one in card.choices] if card is not None else []


def picture(page: Sheet) -> drawing.Drawing:
    """The plan as a drawing, in the language of the page."""

    def seat(one: rules.Seat) -> tuple[str, tuple[str, ...]]:
        told = (_told(page.names.department(one.department)), _told(rules.workdays_words(one.workdays)))
        return one.name or _("(no name)"), told

    words = drawing.Words(
        seat=seat,
        need=lambda need: _("ends with: %(need)s") % {"need": _told(rules.need_words(need))},
        when=lambda when: _told(rules.when_words(when, page.names)) if when else _("in all other cases"),
        each=lambda each: _told(rules.list_words(each, page.names)),
        start=pgettext("drawing", "Accepted"),
        end=pgettext("drawing", "Decided"),
        nothing=_("No step yet"),
    )
    return drawing.draw(page.plan, words)


def marks(page: Sheet, found: Iterable[rules.Finding]) -> dict[str, str]:
    """Which steps the drawing marks: those with something to mend, and those that are new or changed."""
    marked: dict[str, str] = {}
    changed = rules.touched(page.before, page.plan) if page.before else frozenset()
    for line in rules.outline(page.plan):
        if isinstance(line.node, rules.Seat) and line.node.key in changed:
            marked[line.number] = "changed"
    for one in found:
        if one.number and one.grave:
            marked[one.number] = "bad"
    return marked


def unkept(page: Sheet, base: rules.Plan, wanted: rules.Plan) -> list[str]:
    """What somebody typed on a page that others have meanwhile changed, in words."""
    return compared(base, wanted, page.names)


def _finding(one: rules.Finding, plan: rules.Plan) -> Row:
    path = rules.path_from(one.number) if one.number else None
    node = rules.node_at(plan, path) if path else None
    start = "n" + one.number.replace(".", "-") if one.number else ""
    target = f"{start}-name" if isinstance(node, rules.Seat) else start
    return {
        "number": one.number,
        "text": rules.told(one.sentence, _),
        "grave": one.grave,
        "target": target,
    }


def _told(sentence: Any) -> str:
    return rules.told(sentence, _)
