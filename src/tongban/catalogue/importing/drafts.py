"""What is to be stored of one row: the neutral form between any file and the register."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from tongban.catalogue.rules import Mend
from tongban.foundation.canonical import canonical_json
from tongban.foundation.workdays import Period


@dataclass(frozen=True, slots=True)
class DepartmentDraft:
    """The department of a row: code and name as the register will keep them."""

    code: str
    name: str
    uscc: str = ""


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One implementation item as a row gives it, mended where it had to be."""

    row: str
    code: str
    local_code: str
    code_scheme: str
    base_code: str
    base_scheme: str
    name: str
    type_code: str
    department: DepartmentDraft
    region_code: str
    main_name: str = ""
    subjects: tuple[str, ...] = ()
    statutory: Period | None = None
    promised: Period | None = None
    has_guide: bool = False
    appliable: bool = False
    online: bool = False
    content: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, Any] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    mends: tuple[Mend, ...] = ()

    def sha256(self) -> str:
        """One text for one meaning: rows that differ in nothing that is kept have the same."""
        kept = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in {"row", "mends"}}
        kept["department"] = [self.department.code, self.department.name, self.department.uscc]
        for name in ("statutory", "promised"):
            period = kept[name]
            kept[name] = [period.number, str(period.unit)] if period else None
        return hashlib.sha256(canonical_json(kept)).hexdigest()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that does not get in: which, and every reason."""

    row: str
    name: str
    code: str
    mends: tuple[Mend, ...]


Reading = ItemDraft | RefusedRow
