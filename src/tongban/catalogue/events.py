"""What the catalogue announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VersionPublished:
    """A version of an item counts from its effective day; the search index is refreshed."""

    version_id: str
    implementation_id: str
    code: str
    effective_on: str


@dataclass(frozen=True, slots=True)
class ItemWithdrawn:
    """An item was suspended or cancelled: it can be read, not applied for."""

    version_id: str
    implementation_id: str
    code: str
    state: str


@dataclass(frozen=True, slots=True)
class CatalogueImported:
    """A file was brought in and changed the register; the search index is refreshed."""

    run_id: str
    kind: str
    added: int
    changed: int
