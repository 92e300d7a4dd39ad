"""What rooms above tell the catalogue: materials that need not be brought, whole matters that fit, faults of a plan.

The catalogue stands below the licence store and below the flow of cases, so it cannot ask; the room that can,
registers itself at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from tongban.catalogue.rules import ItemCard, KnownMaterial
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Fault

Wholes = Callable[[str, date], Iterable[Mapping[str, str]]]
Known = Callable[[Actor, ItemCard, datetime], Iterable[KnownMaterial]]

PlanCheck = Callable[[ItemCard], tuple[Fault, ...]]

_known: list[Known] = []
_plan_checks: list[PlanCheck] = []
_wholes: list[Wholes] = []


def register_known(provider: Known) -> None:
    """Say who knows which materials an actor's side already holds; the last word counts."""
    _known[:] = [provider]


def known_materials(*, actor: Actor, item: ItemCard, at: datetime) -> dict[str, KnownMaterial]:
    """The materials of an item that need not be brought by this actor, by material id; none for visitors."""
    if not actor.is_signed_in or not _known:
        return {}
    return {one.material_id: one for one in _known[0](actor, item, at)}


def register_plan_check(check: PlanCheck) -> None:
    """Say who knows what is wrong with an item's plan; the last word counts."""
    _plan_checks[:] = [check]


def plan_faults(*, item: ItemCard) -> tuple[Fault, ...]:
    """What stands in the way of publishing the plan and the tables of an item; one without has nothing to check."""
    if not item.plan and not item.tables:
        return ()
    return tuple(fault for check in _plan_checks for fault in check(item))


def register_wholes(provider: Wholes) -> None:
    """Say who knows of whole matters that join several items; the last word counts."""
    _wholes[:] = [provider]


def whole_matters(*, text: str, on: date) -> list[Mapping[str, str]]:
    """The whole matters that answer what was typed, best first, as cards to choose: title, url, text, icon."""
    return list(_wholes[0](text, on)) if _wholes else []
