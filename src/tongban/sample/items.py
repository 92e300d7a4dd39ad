"""The real item list and the real guides, brought into the sample town by the importers that any town would use."""

from __future__ import annotations

import tomllib
from contextlib import ExitStack
from datetime import datetime
from importlib import resources
from typing import Any

from tongban.catalogue import services as catalogue
from tongban.catalogue.rules import ImportReport, LicenceTypeCard
from tongban.foundation.actors import SYSTEM
from tongban.foundation.clock import day_of
from tongban.org import services as org
from tongban.sample.reading import town_file

ITEM_LIST = "guangan_service_items_2025.csv"
GUIDES = "hunan_guides_2026.json"


def load(at: datetime) -> tuple[ImportReport, ImportReport]:
    """Enter the licence types, the district's list and the six guides, and build the search index.

    The departments of the town must stand. Doing it again changes nothing.
    """
    told = sources()
    catalogue.register_licence_types(types=licence_types(), actor=SYSTEM, at=at, sample=True)
    for region in told[ITEM_LIST]["regions"]:
        org.register_region(
            code=region["code"],
            name=region["name"],
            parent_code=region.get("parent", ""),
            actor=SYSTEM,
            at=at,
        )
    with ExitStack() as files:
        listed, guided = (
            files.enter_context(resources.as_file(_folder() / name)) for name in (ITEM_LIST, GUIDES)
        )
        items = catalogue.import_items(
            path=listed,
            source=told[ITEM_LIST]["origin"],
            edition=told[ITEM_LIST]["edition"],
            actor=SYSTEM,
            at=at,
        )
        guides = catalogue.import_guides(
            path=guided,
            source=told[GUIDES]["origin"],
            edition=told[GUIDES]["edition"],
            region_code=town_file("regions.yaml")["city"]["code"],
            enrichment=town_file("items.yaml")["items"],
            licence_types=type_codes(),
            actor=SYSTEM,
            at=at,
        )
    catalogue.rebuild_index(on=day_of(at))
    return items, guides


def licence_types() -> tuple[LicenceTypeCard, ...]:
    """The types of electronic licence of the town."""
    return tuple(
        LicenceTypeCard(
            type_code=one["type_code"],
            name=one["name"],
            definer=one["definer"],
            definer_uscc=one["definer_uscc"],
            holder_kind=one.get("holder_kind", "person"),
            face_fields=tuple((key, label) for key, label in one["face_fields"]),
            valid_months=one.get("valid_months", 0),
            single_instance=one.get("single_instance", False),
        )
        for one in town_file("licence_types.yaml")["types"]
    )


def type_codes() -> dict[str, str]:
    """The town's own names of licence types and their codes: ``birth_certificate`` and so on."""
    return {one["key"]: one["type_code"] for one in town_file("licence_types.yaml")["types"]}


def _folder() -> Any:
    return resources.files("tongban.sample") / "town" / "sources"


def sources() -> dict[str, Any]:
    """Where each file of the sources comes from."""
    return tomllib.loads((_folder() / "SOURCES.toml").read_text(encoding="utf-8"))
