"""What an import tells about each row: kept as read, mended and how, or refused and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

KEPT, MENDED, REFUSED = "kept", "mended", "refused"


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing that was not taken as written: where, from what, to what, and the sentence that says why."""

    field: str
    was: str
    now: str
    why: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of one row of a file.

    row      as the file numbers it, else counted from 1
    outcome  "kept", "mended" or "refused"
    change   "added", "changed" or "unchanged" in the register; empty when refused
    """

    row: str
    name: str
    code: str
    outcome: str
    mends: tuple[Mend, ...] = ()
    change: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file. ``read`` is the sum of kept, mended and refused: nothing is dropped in silence."""

    run_id: str
    kind: str
    source: str
    edition: str
    sha256: str
    encoding: str
    rows: tuple[RowReport, ...]

    @property
    def read(self) -> int:
        return len(self.rows)

    @property
    def kept(self) -> int:
        return self._count(KEPT)

    @property
    def mended(self) -> int:
        return self._count(MENDED)

    @property
    def refused(self) -> int:
        return self._count(REFUSED)

    @property
    def added(self) -> int:
        return sum(row.change == "added" for row in self.rows)

    @property
    def changed(self) -> int:
        return sum(row.change == "changed" for row in self.rows)

    @property
    def unchanged(self) -> int:
        return sum(row.change == "unchanged" for row in self.rows)

    def refused_rows(self) -> tuple[RowReport, ...]:
        """The rows that did not get in, with their reasons."""
        return tuple(row for row in self.rows if row.outcome == REFUSED)

    def _count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)
