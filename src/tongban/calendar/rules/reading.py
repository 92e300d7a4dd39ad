"""Reading a file of notices: CSV with date, holiday, kind and notice_year, or JSON in the form of holiday-cn."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tongban.calendar.rules.notices import Day, Notice
from tongban.foundation.refusals import Fault, Refused, _

COLUMNS = ("date", "holiday", "kind")
KINDS = {"off": False, "work": True}
Line = tuple[int, Mapping[str, Any]]


def notices_in(text: str, *, year: int | None = None, region_code: str = "") -> tuple[Notice, ...]:
    """The notices of a file, by year. Refuses a file that cannot be read, with everything that must be mended.

    year  the only one wanted; also the year of rows that name none
    """
    found = _json(text) if text.lstrip().startswith("{") else _csv(text)
    faults: list[Fault] = []
    days: dict[int, list[Day]] = {}
    papers = found[1]
    for number, row in found[0]:
        belongs, day = _row(number, row, year, faults)
        if day is not None and year in (None, belongs):
            days.setdefault(belongs, []).append(day)
    if faults:
        raise Refused(
            "calendar.file_wrong", _("This file has lines that must be mended."), faults=tuple(faults)
        )
    if not days:
        raise Refused("calendar.file_empty", _("There is no day of the wanted year in this file."))
    return tuple(Notice(one, tuple(named), region_code, papers) for one, named in sorted(days.items()))


def _csv(text: str) -> tuple[Iterator[Line], str]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise Refused(
            "calendar.columns_missing",
            _(
                "Give a CSV file with the columns date, holiday, kind and notice_year, or JSON with “year” and “days”; {missing} is missing."
            ),
            missing=", ".join(missing),
        )
    return enumerate(reader, 2), ""


def _json(text: str) -> tuple[Iterator[Line], str]:
    try:
        value = json.loads(text)
        rows = [
            {
                "date": day["date"],
                "holiday": day["name"],
                "kind": "off" if day["isOffDay"] else "work",
                "notice_year": value["year"],
            }
            for day in value["days"]
        ]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused(
            "calendar.json_wrong",
            _(
                "Give JSON with “year” and “days”, each day with “name”, “date” and “isOffDay”, as holiday-cn has it."
            ),
        ) from None
    papers = value.get("papers")
    return iter(enumerate(rows, 1)), " ".join(map(str, papers)) if isinstance(papers, list) else ""


def _row(
    number: int, row: Mapping[str, Any], year: int | None, faults: list[Fault]
) -> tuple[int, Day | None]:
    """The year to which a row belongs, and its day; None when it has to be mended."""
    belongs = _year(row.get("notice_year"), year)
    kind = str(row.get("kind") or "").strip()
    try:
        on = date.fromisoformat(str(row.get("date") or "").strip())
    except ValueError:
        said = {"row": number, "value": row.get("date")}
        faults.append(Fault("date", _("Row {row}: “{value}” is not a day; write it as YYYY-MM-DD."), said))
        return 0, None
    if kind not in KINDS:
        said = {"row": number, "value": kind}
        faults.append(Fault("kind", _("Row {row}: say “off” or “work” for the kind, not “{value}”."), said))
    if belongs is None:
        faults.append(
            Fault("notice_year", _("Row {row}: say to which year's notice it belongs."), {"row": number})
        )
    if kind not in KINDS or belongs is None:
        return 0, None
    return belongs, Day(on, KINDS[kind], str(row.get("holiday") or "").strip())


def _year(stated: object, wanted: int | None) -> int | None:
    """The year that a row states; the one wanted when it states none."""
    text = str(stated if stated is not None else "").strip()
    if not text:
        return wanted
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else None
