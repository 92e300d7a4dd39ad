"""The buttons of the plan's table: what each of them does to the plan."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from tongban.desk.plans.posted import MOST_PICKS, Offered, first_pick
from tongban.flow import rules
from tongban.flow.rules import editing, picking


@dataclass(frozen=True, slots=True)
class Making:
    """What new parts of a plan are made of.

    taken  keys that seats have or had, in the draft and in the version before
    """

    offered: Offered
    taken: Collection[str]

    def seat(self, number: int = 0, department: str = "") -> rules.Seat:
        """A new seat that still wants its department."""
        taken = set(self.taken)
        for _one in range(number):
            taken.add(editing.fresh_key(taken))
        return rules.Seat(editing.fresh_key(taken), _("New step"), department, workdays=1)

    def when(self, besides: Collection[str] = ()) -> rules.When:
        """A condition to begin with: about the first question that has answers to choose from, else the first.

        besides  questions that are asked already
        """
        cards = [one for one in self.offered.fields if one.key not in besides] or self.offered.fields
        card = next((one for one in cards if one.choices or one.kind in {"yes_no", "number"}), None)
        card = card or next(iter(cards), None)
        return picking.condition(picking.Picked((first_pick(card),))) if card else rules.Is("", "")

    def lists(self) -> list[str]:
        """The questions whose answer is a list."""
        return [one.key for one in self.offered.fields if one.kind in rules.LIST_KINDS]


Move = Callable[[rules.Plan, rules.Path, Making], editing.Edited]


def _choice(plan: rules.Plan, path: rules.Path, making: Making) -> editing.Edited:
    branch = rules.Branch(making.when(), making.seat())
    return editing.insert(plan, path, rules.Choose((branch,)))


def _group(plan: rules.Plan, path: rules.Path, making: Making) -> editing.Edited:
    return editing.insert(plan, path, rules.Together((making.seat(), making.seat(1))))


def _beside(plan: rules.Plan, path: rules.Path, making: Making) -> editing.Edited:
    """A new seat at the same time as a step: into its group, or into a new group with it."""
    if isinstance(rules.node_at(plan, path[:-1]), rules.Together):
        return editing.append(plan, path[:-1], making.seat())
    plan, fresh = editing.insert(plan, path, making.seat())
    return editing.join(plan, fresh)


def _each(plan: rules.Plan, path: rules.Path, making: Making) -> editing.Edited:
    lists = making.lists()
    if not lists:
        raise editing.not_possible()
    return editing.insert(plan, path, rules.Each(lists[0], making.seat(department=rules.EACH)))


def _more(plan: rules.Plan, path: rules.Path, making: Making) -> editing.Edited:
    """One more comparison in a condition."""
    chosen = _picked(plan, path)
    first = picking.picked(making.when({pick.field for pick in chosen.picks}))
    if first is None or len(chosen.picks) >= MOST_PICKS:
        raise editing.not_possible()
    fresh = replace(chosen, picks=(*chosen.picks, *first.picks))
    return editing.set_when(plan, path, picking.condition(fresh)), path


def _anew(plan: rules.Plan, path: rules.Path, making: Making) -> editing.Edited:
    """A condition that cannot be picked is begun anew."""
    return editing.set_when(plan, path, making.when()), path


def _fewer(plan: rules.Plan, path: rules.Path, number: int) -> editing.Edited:
    chosen = _picked(plan, path)
    if len(chosen.picks) < 2 or not 0 <= number < len(chosen.picks):
        raise editing.not_possible()
    kept = (*chosen.picks[:number], *chosen.picks[number + 1 :])
    return editing.set_when(plan, path, picking.condition(replace(chosen, picks=kept))), path


def _picked(plan: rules.Plan, path: rules.Path) -> picking.Picked:
    parent = rules.node_at(plan, path[:-1]) if path else None
    if not isinstance(parent, rules.Choose) or not 1 <= path[-1] <= len(parent.branches):
        raise editing.not_possible()
    found = picking.picked(parent.branches[path[-1] - 1].when)
    if found is None:
        raise editing.not_possible()
    return found


MOVES: dict[str, Move] = {
    "up": lambda plan, path, making: editing.move(plan, path, -1),
    "down": lambda plan, path, making: editing.move(plan, path, 1),
    "before": lambda plan, path, making: editing.insert(plan, path, making.seat(), before=True),
    "after": lambda plan, path, making: editing.insert(plan, path, making.seat()),
    "last": lambda plan, path, making: editing.append(plan, (), making.seat()),
    "beside": _beside,
    "group": _group,
    "choice": _choice,
    "each": _each,
    "member": lambda plan, path, making: editing.append(plan, path, making.seat()),
    "branch": lambda plan, path, making: editing.add_branch(plan, path, making.when(), making.seat()),
    "otherwise": lambda plan, path, making: editing.add_otherwise(plan, path, making.seat()),
    "join": lambda plan, path, making: editing.join(plan, path),
    "leave": lambda plan, path, making: editing.leave(plan, path),
    "regroup": lambda plan, path, making: editing.regroup(plan, path),
    "remove": lambda plan, path, making: editing.remove(plan, path),
    "more": _more,
    "anew": _anew,
}


def made(plan: rules.Plan, pressed: str, making: Making) -> editing.Edited:
    """The plan after a button, and the step where the eye goes. Refuses a button that this plan does not offer."""
    name, _colon, where = pressed.partition(":")
    where, _slash, part = where.partition("/")
    path = () if name == "last" else rules.path_from(where)
    if path is None or (name not in MOVES and name != "fewer"):
        raise editing.not_possible()
    if name == "fewer":
        return _fewer(plan, path, int(part) if part.isascii() and part.isdigit() else -1)
    return MOVES[name](plan, path, making)


def buttons(line: rules.Line, making: Making, *, in_steps: bool, free: bool) -> list[dict[str, Any]]:
    """What a row offers besides moving up and down.

    in_steps  whether the row stands in a row of steps, after another one
    free      whether it stands in no group, choice or list
    """
    node = line.node
    offered: list[tuple[str, str, str]] = []
    match node:
        case rules.Together():
            offered.append(("member", _("Add a member"), "user-plus"))
            offered.append(("regroup", _("One after the other instead"), "list-checks"))
        case rules.Steps():
            offered.append(("member", _("Add a step at the end"), "plus"))
            offered.append(("regroup", _("All at once instead"), "layers"))
        case rules.Choose(_branches, otherwise):
            offered.append(("branch", _("Add a branch"), "plus"))
            if otherwise is None:
                offered.append(("otherwise", _("Add “otherwise”"), "plus"))
    offered.append(("before", _("Add a step before"), "plus"))
    offered.append(("after", _("Add a step after"), "plus"))
    offered.append(("beside", _("Add a step at the same time"), "user-plus"))
    offered.append(("group", _("Add a group after"), "layers"))
    if making.offered.fields:
        offered.append(("choice", _("Add a choice after"), "route"))
    if making.lists():
        offered.append(("each", _("Add a step for each entry of a list"), "copy"))
    if in_steps:
        offered.append(("join", _("At the same time as the step before"), "arrow-right"))
    if not free:
        offered.append(("leave", _("Take out of the group"), "arrow-left"))
    return [
        {"value": f"{name}:{line.number}", "label": label, "picture": picture}
        for name, label, picture in offered
    ]
