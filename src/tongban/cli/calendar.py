"""``tongban calendar``: the last day of a period with its ledger, and the notices on which it is counted."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from datetime import date

from tongban.cli import calendar_notices, language
from tongban.cli.lines import Answer, answer_lines
from tongban.foundation import workdays
from tongban.foundation.refusals import Fault, Refused, _

HELP = "Compute due dates on the working-day calendar, and import the notices of holidays it is made of."


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True)
    calendar_notices.arguments(what)
    due = what.add_parser("due", help="the last day of a period, or with --jsonl one answer a line")
    due.add_argument(
        "accepted_on", nargs="?", help="the day of acceptance, YYYY-MM-DD; counting starts the day after"
    )
    due.add_argument("days", nargs="?")
    due.add_argument("--unit", default="workday", help="workday or day")
    due.add_argument(
        "--excluded", nargs=2, metavar=("FROM", "TO"), default=(None, None), help="days that do not count"
    )
    due.add_argument(
        "--provisional", action="store_true", help="estimate years whose notice is not published"
    )
    due.add_argument(
        "--region", metavar="CODE", help="count as this region does, with the notices imported here"
    )
    due.add_argument("--jsonl", action="store_true", help="read one JSON object a line, answer one a line")
    language.option(due)


def run(options: argparse.Namespace) -> int:
    if options.what != "due":
        return calendar_notices.run(options)
    translate = language.translator(options.lang)
    calendar = _calendar(options.region)

    def answer(line: Mapping[str, object]) -> Answer:
        found = _due(line, calendar)
        explain = [sentence.text(translate) for sentence in found.explain]
        return {"due": found.on.isoformat(), "provisional": found.provisional, "explain": explain}

    if options.jsonl:
        return answer_lines(answer, translate)
    line = {
        "accepted_on": options.accepted_on,
        "days": options.days,
        "unit": options.unit,
        "excluded_from": options.excluded[0],
        "excluded_to": options.excluded[1],
        "provisional": options.provisional,
    }
    found = _due(line, calendar)
    print(found.on.isoformat())
    for sentence in found.explain:
        print(sentence.text(translate))
    return 0


def _calendar(region: str | None) -> workdays.WorkCalendar:
    """The calendar that ships with this release, without any framework; that of a region knows what was imported."""
    if region is None:
        return workdays.national_calendar()
    from tongban.cli.commands import start_django

    start_django()
    from tongban.calendar import queries

    return queries.calendar_for(region)


def _due(line: Mapping[str, object], calendar: workdays.WorkCalendar) -> workdays.Due:
    """The due date that a line asks for. Raises Refused, with everything that must be mended."""
    faults: list[Fault] = []
    accepted_on = _day(line, "accepted_on", faults, required=True)
    number = _number(line, faults)
    first, last = _day(line, "excluded_from", faults), _day(line, "excluded_to", faults)
    unit = line.get("unit")
    if unit not in ("workday", "day"):
        faults.append(Fault("unit", _("Say “workday” or “day” for the unit.")))
    if not faults and (first is None) != (last is None):
        faults.append(Fault("excluded_to", _("Give both excluded_from and excluded_to, or neither.")))
    provisional = line.get("provisional") or False
    if not isinstance(provisional, bool):
        faults.append(Fault("provisional", _("Say true or false for provisional.")))
    if faults or accepted_on is None or number is None:
        raise LineWrong(tuple(faults))
    stops = (workdays.Stop(first, last),) if first and last else ()
    period = workdays.Period(number, "day" if unit == "day" else "workday")
    return workdays.due(accepted_on, period, calendar, stops, provisional=bool(provisional))


class LineWrong(Refused):
    """A line with fields that must be mended, all named at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("calendar.field_wrong", faults[0].sentence, faults=faults)

    def text(self, translate: language.Translate = str) -> str:
        return "".join(fault.text(translate) + " " for fault in self.faults).replace("。 ", "。").strip()


def _day(
    line: Mapping[str, object], field: str, faults: list[Fault], *, required: bool = False
) -> date | None:
    """The day in a field; None when it may be left out and is missing, null or blank."""
    value = line.get(field)
    if value is None or (isinstance(value, str) and not value.strip()):
        if required:
            faults.append(Fault(field, _("Give {field} as YYYY-MM-DD."), {"field": field}))
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            faults.append(
                Fault(field, _("There is no such day in {field}: {value}."), {"field": field, "value": value})
            )
            return None
    faults.append(Fault(field, _("Give {field} as YYYY-MM-DD."), {"field": field}))
    return None


def _number(line: Mapping[str, object], faults: list[Fault]) -> int | None:
    value = line.get("days")
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,9}\s*", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        faults.append(Fault("days", _("Give days as a whole number.")))
        return None
    return value
