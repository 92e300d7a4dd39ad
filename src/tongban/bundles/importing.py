"""Lists and guides of bundles as files: what each row says, mended where it had to be, or why it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.bundles.rules import core_name, full_name, listed_code
from tongban.catalogue.importing.files import Record
from tongban.catalogue.rules import Mend
from tongban.foundation.refusals import _

SUBJECTS = {"个人": "person", "企业": "body", "法人": "body"}
THEME_COLUMNS = ("name", "regional_guides")
NATIONAL_COLUMNS = ("no", "subject", "name", "document")


@dataclass(frozen=True, slots=True)
class Listed:
    """A bundle as one row of a list names it; what the row does not say is None."""

    row: str
    name: str
    code: str = ""
    subject: str | None = None
    national_no: int | None = None
    document: str | None = None
    guides: int | None = None
    mends: tuple[Mend, ...] = ()

    @property
    def core_name(self) -> str:
        return core_name(self.name)


@dataclass(frozen=True, slots=True)
class Guided:
    """A bundle with its own guide: its members by the names that the guide uses."""

    listed: Listed
    members: tuple[str, ...]
    guide: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be kept, with every reason."""

    row: str
    name: str
    reasons: tuple[Mend, ...]


def read_guides(entries: Iterable[Any]) -> list[Guided | RefusedRow]:
    """The guides of a JSON list."""
    seen: set[str] = set()
    return [_guide(entry, f"guide {place}", seen) for place, entry in enumerate(entries, 1)]


def _guide(entry: Any, row: str, seen: set[str]) -> Guided | RefusedRow:
    if not isinstance(entry, Mapping):
        return RefusedRow(row, "", (Mend("row", str(entry)[:200], "", _("This entry is not a guide.")),))
    name = str(entry.get("name") or "").strip()
    reasons = _name_faults(name, seen)
    matters = entry.get("linked_matters")
    named = [
        str(one.get("name") or "").strip()
        for one in (matters if isinstance(matters, list) else ())
        if isinstance(one, Mapping)
    ]
    if not named or not all(named):
        reasons.append(Mend("linked_matters", "", "", _("The guide does not name the items that it joins.")))
    elif len(set(named)) < len(named):
        reasons.append(Mend("linked_matters", "", "", _("The guide names an item twice.")))
    if not isinstance(entry.get("theme_code"), str) or not entry["theme_code"].strip():
        reasons.append(Mend("theme_code", "", "", _("The guide has no code.")))
    if reasons:
        return RefusedRow(row, name, tuple(reasons))
    mends = list(_name_mends(name))
    if entry.get("promise_limit_raw"):
        why = _("A bundle has no clock of its own: each of its items keeps the limit of its own guide.")
        mends.append(Mend("promise_limit_raw", str(entry["promise_limit_raw"]), "", why))
    listed = Listed(row, full_name(name), entry["theme_code"].strip()[:50], mends=tuple(mends))
    return Guided(listed, tuple(named), entry)


def read_themes(header: Sequence[str], records: Iterable[Record]) -> list[Listed | RefusedRow]:
    """The themes of a province: names and the number of regional guides."""
    seen: set[str] = set()
    return [_theme(_cells(header, one), f"theme {one.position}", one.broken, seen) for one in records]


def _theme(cells: Mapping[str, str], row: str, broken: str, seen: set[str]) -> Listed | RefusedRow:
    name = cells.get("name", "")
    if broken:
        return RefusedRow(row, name, (Mend("row", name, "", broken),))
    reasons = _name_faults(name, seen)
    number = cells.get("regional_guides", "")
    if not (number.isascii() and number.isdigit()):
        reasons.append(Mend("regional_guides", number, "", _("This should be a number.")))
    if reasons:
        return RefusedRow(row, name, tuple(reasons))
    return Listed(row, full_name(name), guides=int(number), mends=tuple(_name_mends(name)))


def read_national(header: Sequence[str], records: Iterable[Record]) -> list[Listed | RefusedRow]:
    """The national list of key bundles."""
    seen: set[str] = set()
    return [_national(_cells(header, one), f"national {one.position}", one.broken, seen) for one in records]


def _national(cells: Mapping[str, str], row: str, broken: str, seen: set[str]) -> Listed | RefusedRow:
    name = cells.get("name", "")
    if broken:
        return RefusedRow(row, name, (Mend("row", name, "", broken),))
    reasons = _name_faults(name, seen)
    number, subject = cells.get("no", ""), cells.get("subject", "")
    if not (number.isascii() and number.isdigit() and 0 < int(number) < 1000):
        reasons.append(Mend("no", number, "", _("This should be a number.")))
    if subject not in SUBJECTS:
        reasons.append(Mend("subject", subject, "", _("This value is not known here.")))
    if reasons:
        return RefusedRow(row, name, tuple(reasons))
    return Listed(
        row,
        full_name(name),
        subject=SUBJECTS[subject],
        national_no=int(number),
        document=cells.get("document", "")[:300],
        mends=tuple(_name_mends(name, ending=False)),
    )


def _cells(header: Sequence[str], record: Record) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(header, record.cells, strict=False)}


def _name_faults(name: str, seen: set[str]) -> list[Mend]:
    """Why a name cannot stand; a good one is remembered, so that a second row of the same file is refused."""
    core = core_name(name)
    if not core:
        return [Mend("name", name, "", _("The row has no name."))]
    if len(core) > 150:
        return [Mend("name", name[:200], "", _("The name is longer than 150 characters."))]
    if core in seen:
        return [Mend("name", name, "", _("The same bundle stands in an earlier row."))]
    seen.add(core)
    return []


def _name_mends(name: str, ending: bool = True) -> list[Mend]:
    """What was made standard in a name. ending: the source itself writes names with their ending."""
    standard = full_name(name)
    if name == standard or (not ending and name == core_name(name)):
        return []
    return [Mend("name", name, standard, _("The name is written without quotation marks."))]


def code_of(one: Listed) -> str:
    """The code of a bundle: its source's own, else one made from its name."""
    return one.code or listed_code(one.name)
