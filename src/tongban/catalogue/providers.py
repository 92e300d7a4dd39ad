"""What rooms above tell the pages of the catalogue: which materials need not be brought, which whole matters fit.

The catalogue stands below the licence store, so it cannot ask; the room that can, registers itself at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from tongban.catalogue.rules import ItemCard, KnownMaterial
from tongban.foundation.actors import Actor

Wholes = Callable[[str, date], Iterable[Mapping[str, str]]]
Known = Callable[[Actor, ItemCard, datetime], Iterable[KnownMaterial]]

_known: list[Known] = []
_wholes: list[Wholes] = []


def register_known(provider: Known) -> None:
    """Say who knows which materials an actor's side already holds; the last word counts."""
    _known[:] = [provider]


def known_materials(*, actor: Actor, item: ItemCard, at: datetime) -> dict[str, KnownMaterial]:
    """The materials of an item that need not be brought by this actor, by material id; none for visitors."""
    if not actor.is_signed_in or not _known:
        return {}
    return {one.material_id: one for one in _known[0](actor, item, at)}


def register_wholes(provider: Wholes) -> None:
    """Say who knows of whole matters that join several items; the last word counts."""
    _wholes[:] = [provider]


def whole_matters(*, text: str, on: date) -> list[Mapping[str, str]]:
    """The whole matters that answer what was typed, best first, as cards to choose: title, url, text, icon."""
    return list(_wholes[0](text, on)) if _wholes else []
