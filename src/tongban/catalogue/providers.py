"""What rooms above tell the catalogue: which materials need not be brought, and what is wrong with a plan.

The catalogue stands below the licence store and below the flow of cases, so it cannot ask; the room that can,
registers itself at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from tongban.catalogue.rules import ItemCard, KnownMaterial
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Fault

Known = Callable[[Actor, ItemCard, datetime], Iterable[KnownMaterial]]

PlanCheck = Callable[[ItemCard], tuple[Fault, ...]]

_known: list[Known] = []
_plan_checks: list[PlanCheck] = []


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
    """What stands in the way of publishing the plan of an item; an item without a plan has nothing to check."""
    return tuple(fault for check in _plan_checks for fault in check(item)) if item.plan else ()
