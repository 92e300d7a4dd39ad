"""The search index follows the catalogue."""

from __future__ import annotations

from datetime import datetime

from tongban.catalogue import services as catalogue
from tongban.catalogue.events import CatalogueImported, ItemWithdrawn, VersionPublished
from tongban.foundation.clock import day_of


def refresh_search(_event: VersionPublished | ItemWithdrawn | CatalogueImported, at: datetime) -> None:
    """What changed in the catalogue is found from now on."""
    catalogue.refresh_index(on=day_of(at))
