"""A plan as plain data, as it stands in the catalogue: read with all faults named at once, and written back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tongban.flow.rules.conditions import All, AnyOf, AtLeast, In, Is, Not, When, number_from
from tongban.flow.rules.plan import Branch, Choose, Duty, Each, Node, Plan, Seat, Steps, Together, validate
from tongban.foundation.refusals import Fault, Refused, _

DEEPEST = 60
_NOWHERE = Seat("", "", "")
_NEVER = All(())
_MISSING_WORD = _("Here a word is missing.")


def plan_from(data: Mapping[str, Any]) -> Plan:
    """The plan written in plain data. Refuses with every fault at once, each as a sentence with its path."""
    if _deeper_than(data, DEEPEST):
        raise Refused("flow.plan_too_deep", _("The plan is nested more than {most} deep."), most=DEEPEST)
    faults: list[Fault] = []
    plan = Plan(_node(data, "", faults))
    if not faults:
        faults.extend(validate(plan))
    if faults:
        raise Refused("flow.plan_wrong", _("The plan cannot be used as it is."), faults=tuple(faults))
    return plan


def plan_as_it_stands(data: Mapping[str, Any]) -> Plan:
    """The plan of a draft, half done as it may be; nothing yet is a plan without a step. Refuses what is no plan."""
    faults: list[Fault] = []
    plan = Plan(_node(data, "", faults) if data else Steps(()))
    if any(fault.sentence != _MISSING_WORD for fault in faults):
        raise Refused(
            "flow.plan_unreadable", _("This is not a plan that can be edited."), faults=tuple(faults)
        )
    return plan


def plan_to(plan: Plan) -> dict[str, Any]:
    """The plan in plain data; ``plan_from`` gives the same plan back."""
    return _node_to(plan.root)


def _deeper_than(data: object, most: int) -> bool:
    """Whether lists and objects are nested deeper; asked without recursion, since a stranger wrote the data."""
    level = [data]
    for _depth in range(most):
        level = [one for outer in level for one in _inside(outer)]
        if not level:
            return False
    return True


def _inside(data: object) -> list[object]:
    if isinstance(data, Mapping):
        return list(data.values())
    return list(data) if isinstance(data, list | tuple) else []


def _node(data: object, path: str, faults: list[Fault]) -> Node:
    if not isinstance(data, Mapping):
        faults.append(Fault(path, _("Here a part of the plan is missing.")))
        return _NOWHERE
    match data.get("kind"):
        case "seat":
            return _seat(data, path, faults)
        case "steps":
            return Steps(_nodes(data.get("of"), path, faults))
        case "together":
            return Together(
                _nodes(data.get("of"), path, faults), _need(data.get("need", "all"), path, faults)
            )
        case "choose":
            return _choose(data, path, faults)
        case "each":
            name = _word(data.get("list"), f"{path}/list", faults)
            return Each(name, _node(data.get("of"), f"{path}/of", faults))
        case kind:
            faults.append(Fault(path, _("A part of the plan cannot be a “{kind}”."), {"kind": str(kind)}))
            return _NOWHERE


def _nodes(data: object, path: str, faults: list[Fault]) -> tuple[Node, ...]:
    if not isinstance(data, list | tuple):
        faults.append(Fault(f"{path}/of", _("Here a list is needed.")))
        return ()
    return tuple(_node(one, f"{path}/of/{number}", faults) for number, one in enumerate(data, 1))


def _seat(data: Mapping[str, Any], path: str, faults: list[Fault]) -> Seat:
    duty = data.get("duty", "review")
    if duty not in tuple(Duty):
        faults.append(Fault(f"{path}/duty", _("The duty of a seat is survey, review or decide.")))
        duty = Duty.REVIEW
    workdays = data.get("workdays", 0)
    if isinstance(workdays, bool) or not isinstance(workdays, int):
        faults.append(Fault(f"{path}/workdays", _("Workdays are a whole number.")))
        workdays = 0
    shows = data.get("shows", ())
    if not isinstance(shows, list | tuple):
        faults.append(Fault(f"{path}/shows", _("Here a list is needed.")))
        shows = ()
    return Seat(
        key=_word(data.get("key"), f"{path}/key", faults),
        name=_word(data.get("name"), f"{path}/name", faults),
        department=_word(data.get("department"), f"{path}/department", faults),
        permission=_word(data.get("permission", "case.opinion"), f"{path}/permission", faults),
        duty=Duty(duty),
        workdays=workdays,
        shows=tuple(str(one) for one in shows),
    )


def _need(need: object, path: str, faults: list[Fault]) -> Any:
    if need in ("all", "any") or (isinstance(need, int) and not isinstance(need, bool)):
        return need
    faults.append(Fault(f"{path}/need", _("A group waits for all, any, or a number of answers.")))
    return "all"


def _choose(data: Mapping[str, Any], path: str, faults: list[Fault]) -> Choose:
    branches = data.get("branches")
    if not isinstance(branches, list | tuple):
        faults.append(Fault(f"{path}/branches", _("Here a list is needed.")))
        branches = ()
    read = []
    for number, branch in enumerate(branches, 1):
        below = f"{path}/branches/{number}"
        parts = branch if isinstance(branch, Mapping) else {}
        when = _when(parts.get("when"), f"{below}/when", faults)
        read.append(Branch(when, _node(parts.get("then"), f"{below}/then", faults)))
    otherwise = data.get("else")
    return Choose(tuple(read), None if otherwise is None else _node(otherwise, f"{path}/else", faults))


def _when(data: object, path: str, faults: list[Fault]) -> When:
    match data:
        case {"field": str(field), "is": bool() | str() | int() as value}:
            return Is(field, value)
        case {"field": str(field), "in": [*values]} if all(isinstance(v, bool | str | int) for v in values):
            return In(field, tuple(values))
        case {"field": str(field), "at_least": value} if (number := number_from(value)) is not None:
            return AtLeast(field, number)
        case {"all": [*parts]}:
            return All(tuple(_when(one, path, faults) for one in parts))
        case {"any": [*parts]}:
            return AnyOf(tuple(_when(one, path, faults) for one in parts))
        case {"not": part}:
            return Not(_when(part, path, faults))
    faults.append(Fault(path, _("A condition names a field and what it is, is in, or is at least.")))
    return _NEVER


def _word(value: object, path: str, faults: list[Fault]) -> str:
    if isinstance(value, str) and value:
        return value
    faults.append(Fault(path, _MISSING_WORD))
    return "" if value == "" else "?"


def _node_to(node: Node) -> dict[str, Any]:
    match node:
        case Seat():
            return _seat_to(node)
        case Steps(of):
            return {"kind": "steps", "of": [_node_to(one) for one in of]}
        case Together(of, need):
            return {"kind": "together", "need": need, "of": [_node_to(one) for one in of]}
        case Choose(branches, otherwise):
            data: dict[str, Any] = {
                "kind": "choose",
                "branches": [{"when": _when_to(b.when), "then": _node_to(b.then)} for b in branches],
            }
            return data if otherwise is None else {**data, "else": _node_to(otherwise)}
        case Each(name, of_one):
            return {"kind": "each", "list": name, "of": _node_to(of_one)}


def _seat_to(seat: Seat) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": "seat",
        "key": seat.key,
        "name": seat.name,
        "department": seat.department,
        "permission": seat.permission,
        "duty": seat.duty.value,
        "workdays": seat.workdays,
    }
    return {**data, "shows": list(seat.shows)} if seat.shows else data


def _when_to(when: When) -> dict[str, Any]:
    match when:
        case Is(field, value):
            return {"field": field, "is": value}
        case In(field, values):
            return {"field": field, "in": list(values)}
        case AtLeast(field, number):
            return {"field": field, "at_least": _number_to(number)}
        case All(of):
            return {"all": _whens_to(of)}
        case AnyOf(of):
            return {"any": _whens_to(of)}
        case Not(of_one):
            return {"not": _when_to(of_one)}


def _number_to(number: Decimal) -> int | str:
    """A whole number as such; one of many digits stays a text, for a short exponent may write a long number."""
    whole = number.adjusted() < 18 and number == number.to_integral_value()
    return int(number) if whole else str(number)


def _whens_to(whens: Sequence[When]) -> list[dict[str, Any]]:
    return [_when_to(one) for one in whens]
