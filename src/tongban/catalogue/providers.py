"""What rooms above tell the guide page: which materials the person at the desk need not bring.

The catalogue stands below the licence store, so it cannot ask; the room that can, registers itself at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from tongban.catalogue.rules import ItemCard, KnownMaterial
from tongban.foundation.actors import Actor

Known = Callable[[Actor, ItemCard, datetime], Iterable[KnownMaterial]]

_known: list[Known] = []


def register_known(provider: Known) -> None:
    """Say who knows which materials an actor's side already holds; the last word counts."""
    _known[:] = [provider]


def known_materials(*, actor: Actor, item: ItemCard, at: datetime) -> dict[str, KnownMaterial]:
    """The materials of an item that need not be brought by this actor, by material id; none for visitors."""
    if not actor.is_signed_in or not _known:
        return {}
    return {one.material_id: one for one in _known[0](actor, item, at)}
