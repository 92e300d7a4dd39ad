"""The real lists and the real guide of bundles, with the items they join, brought in by the importers of any town."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from tongban.bundles import services as bundles
from tongban.catalogue import services as catalogue
from tongban.catalogue.rules import ImportReport
from tongban.foundation.actors import SYSTEM
from tongban.foundation.clock import day_of
from tongban.sample import items
from tongban.sample.reading import town_file

GUIDE = "hunan_onething_guide_2026.json"
THEMES = "hunan_onething_themes_2026.csv"
NATIONAL = "national_onething_2024_batch1.csv"
INVENTED = "海棠市示例数据"


def load(at: datetime) -> tuple[ImportReport, ...]:
    """Enter the items that bundles join, then the bundles. The other items of the town must stand."""
    town = resources.files("tongban.sample") / "town"
    region = town_file("regions.yaml")["city"]["code"]
    sources = items.sources()
    with ExitStack() as files:

        def path(name: str) -> Path:
            return files.enter_context(resources.as_file(town / name))

        entered = catalogue.import_guides(
            path=path("bundle_items.json"),
            source=INVENTED,
            edition="示例",
            region_code=region,
            enrichment=town_file("bundle_items.yaml")["items"],
            licence_types=items.type_codes(),
            actor=SYSTEM,
            at=at,
        )
        common: dict[str, Any] = {
            "region_code": region,
            "enrichment": town_file("bundles.yaml")["bundles"],
            "actor": SYSTEM,
            "at": at,
        }
        real = bundles.import_bundles(
            path=path(f"sources/{GUIDE}"),
            source=sources[GUIDE]["origin"],
            edition=sources[GUIDE]["edition"],
            themes=path(f"sources/{THEMES}"),
            national=path(f"sources/{NATIONAL}"),
            **common,
        )
        invented = bundles.import_bundles(
            path=path("bundle_guides.json"), source=INVENTED, edition="示例", **common
        )
    catalogue.rebuild_index(on=day_of(at))
    return entered, real, invented
