"""The world of the calendar tests: notices of a year to come, as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from tongban.calendar import queries, services
from tongban.calendar.services import Imported
from tongban.foundation.actors import SYSTEM

AT = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
SOURCE = "https://www.gov.cn/zhengce/2026-11/content_1.htm"
TITLE = "国办发明电〔2026〕1号"
HEAD = "date,holiday,kind,notice_year\n"
# A notice as it might read: off from, off to, holiday.
OFF_2027 = (
    ("2027-01-01", "2027-01-03", "元旦"),
    ("2027-02-05", "2027-02-11", "春节"),
    ("2027-04-03", "2027-04-05", "清明节"),
    ("2027-05-01", "2027-05-05", "劳动节"),
    ("2027-06-09", "2027-06-09", "端午节"),
    ("2027-09-15", "2027-09-17", "中秋节"),
    ("2027-10-01", "2027-10-07", "国庆节"),
)
WORKED_2027 = ("2027-01-30", "2027-02-20", "2027-05-08", "2027-09-19", "2027-09-26", "2027-10-09")


def span(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += timedelta(days=1)


def rows(
    off: tuple[tuple[str, str, str], ...] = OFF_2027, worked: tuple[str, ...] = WORKED_2027, year: int = 2027
) -> list[str]:
    found = [f"{day},{name},off,{year}" for first, last, name in off for day in span(first, last)]
    return found + [f"{day},调休,work,{year}" for day in worked]


def text(*more: str, lines: list[str] | None = None) -> str:
    return HEAD + "\n".join([*(rows() if lines is None else lines), *more]) + "\n"


def as_json() -> str:
    days = []
    for row in rows():
        day, name, kind, _year = row.split(",")
        days.append({"name": name, "date": day, "isOffDay": kind == "off"})
    return json.dumps({"year": 2027, "papers": [SOURCE], "days": days})


def imported(given: str = "", **more: object) -> tuple[Imported, ...]:
    """The notice of 2027, or another text, imported as an operator would."""
    asked: dict[str, object] = {
        "text": given or text(), "source": SOURCE, "title": TITLE, "actor": SYSTEM, "at": AT, **more,
    }  # fmt: skip
    return services.import_notices(**asked)  # type: ignore[arg-type]


@contextmanager
def nothing_remembered() -> Iterator[None]:
    """What a process remembers of notices, gone before and after: the test's own import is undone at its end."""
    queries.forget()
    yield
    queries.forget()
