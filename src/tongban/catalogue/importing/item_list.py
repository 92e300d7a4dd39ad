"""The public item list of a district (CSV): each row kept, mended or refused, with the reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from tongban.catalogue.importing.drafts import DepartmentDraft, ItemDraft, Reading, RefusedRow
from tongban.catalogue.importing.files import Record
from tongban.catalogue.rules import (
    ITEM_TYPES,
    CodeReading,
    Mend,
    read_item_code,
    registered_uscc,
    type_code_of,
)
from tongban.foundation.refusals import _

COLUMNS = ("row", "department", "name", "type_code", "item_code", "base_code", "area_code", "dept_code")
_NAME = "name"
_REPEATED = re.compile(r"^(.)\1{5,}$")
_BODY = re.compile(r"-(?P<body>[0-9A-Za-z]+(?:-[0-9A-Z])?)(?:-\d-\d{2})?$")
_AREA = re.compile(r"-(?P<area>\d{12})-")
_HOW = {
    "upper-case": _("The department's code was written with small letters or an internal suffix."),
    "organisation-code": _(
        "The department's code was an organisation code or lacked a digit; the unified code stands in its item codes."
    ),
    "item-codes": _(
        "The department's code is no unified code; the one most of its item codes carry was taken."
    ),
}


def read_items(header: tuple[str, ...], records: Iterable[Record]) -> list[Reading]:
    """All rows of the list, in order. A code that comes twice is kept once; the second is refused."""
    shaped = [_shaped(header, record) for record in records]
    whole = [row for row in shaped if isinstance(row, _Row)]
    departments = _departments(whole)
    seen: set[str] = set()
    return [row if isinstance(row, RefusedRow) else _draft(row, departments, seen) for row in shaped]


class _Row:
    """A record with its cells by column, trimmed, and what was mended on the way."""

    def __init__(self, position: int, cells: Mapping[str, str], mends: list[Mend]) -> None:
        self.cells = cells
        self.number = cells.get("row") or str(position)
        self.mends = mends

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def mend(self, field: str, was: str, now: str, why: str, **values: object) -> None:
        self.mends.append(Mend(field, was, now, why, values))

    def refused(self, *reasons: Mend) -> RefusedRow:
        return RefusedRow(self.number, self[_NAME], self["item_code"], reasons)


def _shaped(header: tuple[str, ...], record: Record) -> _Row | RefusedRow:
    cells = list(record.cells)
    mends: list[Mend] = []
    number = cells[0].strip() if cells and cells[0].strip().isdigit() else str(record.position)
    if record.broken:
        return RefusedRow(number, "", "", (Mend("row", ",".join(cells)[:200], "", record.broken),))
    if len(cells) > len(header):
        cells, mends = _respilled(header, cells)
    if len(cells) != len(header):
        why = _("The row has {found} columns, not {wanted}.")
        lost = Mend("row", ",".join(cells)[:200], "", why, {"found": len(cells), "wanted": len(header)})
        return RefusedRow(number, "", "", (lost,))
    trimmed = {}
    for column, cell in zip(header, cells, strict=True):
        trimmed[column] = (
            " ".join(cell.split()) if column != _NAME else re.sub(r"\s*[\r\n]+\s*", "", cell).strip()
        )
        if trimmed[column] != cell:
            mends.append(Mend(column, cell, trimmed[column], _("Spaces or line breaks were taken out.")))
    return _Row(record.position, trimmed, mends)


def _respilled(header: tuple[str, ...], cells: list[str]) -> tuple[list[str], list[Mend]]:
    """A row whose name spilled over commas without quotes, gathered again if the rest then fits its columns."""
    at = header.index(_NAME)
    after = len(header) - at - 1
    joined = [*cells[:at], ",".join(cells[at : len(cells) - after]), *cells[len(cells) - after :]]
    fits = dict(zip(header, joined, strict=True))
    if type_code_of(fits["type_code"]) is None or fits["base_code"] not in fits["item_code"]:
        return cells, []
    return joined, [
        Mend(
            _NAME,
            "|".join(cells),
            fits[_NAME],
            _("The name spilled over several columns; it was gathered again."),
        )
    ]


def _departments(rows: list[_Row]) -> dict[tuple[str, str], tuple[DepartmentDraft, Mend | None]]:
    """For each department name and code as written: the department, and what had to be mended to know it."""
    bodies: dict[str, list[str]] = defaultdict(list)
    written: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        bodies[row["department"]].append(_body(row["item_code"]))
        written[row["department"]].append(row["dept_code"])
    found: dict[tuple[str, str], tuple[DepartmentDraft, Mend | None]] = {}
    for name, codes in written.items():
        usual = max(sorted(set(codes)), key=codes.count)
        uscc, how = registered_uscc(code=usual, in_items=tuple(bodies[name]))
        for code in set(codes):
            found[name, code] = _department(name, code, usual, uscc, how)
    return found


def _department(name: str, code: str, usual: str, uscc: str, how: str) -> tuple[DepartmentDraft, Mend | None]:
    kept = uscc or usual
    draft = DepartmentDraft(kept, name, uscc)
    if code == kept and uscc:
        return draft, None
    if not uscc:
        why = _("No valid unified code of this department stands in the list; its code is kept as written.")
        return draft, Mend("dept_code", code, kept, why)
    if code != usual:
        why = _("The department's code differs from the one most of its rows carry.")
        return draft, Mend("dept_code", code, kept, why)
    return draft, Mend("dept_code", code, kept, _HOW[how])


def _draft(
    row: _Row, departments: Mapping[tuple[str, str], tuple[DepartmentDraft, Mend | None]], seen: set[str]
) -> Reading:
    reasons = _reasons(row, seen)
    if reasons:
        return row.refused(*reasons)
    seen.add(row["item_code"])
    type_code = type_code_of(row["type_code"]) or ""
    if type_code != row["type_code"]:
        row.mend("type_code", row["type_code"], type_code, _("The item type has two digits."))
    department, mend = departments[row["department"], row["dept_code"]]
    if mend:
        row.mends.append(mend)
    reading = read_item_code(row["item_code"])
    scheme = reading.scheme
    base = _base_code(row, reading)
    _note_codes(row, reading)
    return ItemDraft(
        row=row.number,
        code=row["item_code"],
        local_code=row["item_code"],
        code_scheme=scheme,
        base_code=base,
        base_scheme=scheme if scheme == "sichuan" else read_item_code(base).scheme,
        name=row[_NAME],
        main_name=row["main_item"],
        type_code=type_code,
        department=department,
        region_code=row["area_code"],
        content={"source_url": _address(row), "main_item": row["main_item"]},
        mends=tuple(row.mends),
    )


def _reasons(row: _Row, seen: set[str]) -> list[Mend]:
    """Every reason for which the row cannot be kept."""
    reasons = [
        Mend(column, "", "", _("The column is empty."))
        for column in (_NAME, "department", "item_code", "area_code")
        if not row[column]
    ]
    code = type_code_of(row["type_code"])
    if code is None:
        reasons.append(Mend("type_code", row["type_code"], "", _("There is no such item type.")))
    elif row["type"] and row["type"] != ITEM_TYPES[code]:
        reasons.append(
            Mend(
                "type",
                row["type"],
                ITEM_TYPES[code],
                _("The item type's code and name contradict each other."),
            )
        )
    if row["item_code"] in seen:
        reasons.append(
            Mend("item_code", row["item_code"], "", _("The same item code stands in an earlier row."))
        )
    if row["area_code"] and not re.fullmatch(r"\d{12}", row["area_code"]):
        reasons.append(Mend("area_code", row["area_code"], "", _("A region code has 12 digits.")))
    if len(row["item_code"]) > 50 + 50 or len(row[_NAME]) > 1000:
        reasons.append(Mend(_NAME, "", "", _("The name or the code is longer than can be kept.")))
    return reasons


def _base_code(row: _Row, reading: CodeReading) -> str:
    """The base code of the row; taken from the item code when its own column is empty."""
    if row["base_code"]:
        return row["base_code"]
    area = _AREA.search(row["item_code"])
    base = row["item_code"][: area.start()] if area else reading.base or row["item_code"]
    row.mend("base_code", "", base, _("The base code was empty; it was taken from the item code."))
    return base


def _note_codes(row: _Row, reading: CodeReading) -> None:
    """What is odd about the item code is told; the code itself is kept as found, since cases elsewhere carry it."""
    code = row["item_code"]
    area = _AREA.search(code)
    if area and area["area"] != row["area_code"]:
        row.mend(
            "item_code",
            code,
            code,
            _("The item code names another region than the row; both are kept as found."),
        )
    if _REPEATED.match(_body(code)):
        row.mend(
            "item_code",
            code,
            code,
            _("The item code carries a placeholder instead of a department; it is kept as found."),
        )
    if reading.scheme == "local":
        row.mend("item_code", code, code, _("The item code follows no known scheme; it is kept as found."))


def _body(code: str) -> str:
    match = _BODY.search(code)
    return match["body"] if match else ""


def _address(row: _Row) -> str:
    address = row["official_url"]
    if not address or re.match(r"https?://", address):
        return address
    row.mend("official_url", address, "", _("This is no address of a web page; it was left out."))
    return ""
