"""``tongban code check KIND``: whether codes of the field hold, for people and for scripts."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from datetime import date

from tongban.cli import language
from tongban.cli.lines import Answer, answer_lines
from tongban.foundation import clock, identifiers
from tongban.foundation.refusals import Refused, _

HELP = "Check identity numbers, unified codes, divisions, item codes and licence identifiers."


def arguments(parser: argparse.ArgumentParser) -> None:
    check = parser.add_subparsers(dest="what", required=True).add_parser(
        "check", help='check one value, or with --jsonl one {"value": …} a line'
    )
    check.add_argument("kind", choices=identifiers.KINDS)
    check.add_argument("value", nargs="?")
    check.add_argument("--jsonl", action="store_true", help="read one JSON object a line, answer one a line")
    check.add_argument("--on", type=date.fromisoformat, help="the day to judge by, today when left out")
    language.option(check)


def run(options: argparse.Namespace) -> int:
    translate = language.translator(options.lang)
    today: date = options.on or clock.day_of(clock.now())
    if options.jsonl:
        return answer_lines(lambda line: _answer(options.kind, line, options.on, today, translate), translate)
    if options.value is None:
        raise Refused("code.no_value", _("Give a value to check, or --jsonl."))
    found = identifiers.check(options.kind, options.value, _day(options.kind, options.on, today))
    print(found.normalised if found.valid else translate(_("Not valid.")))
    if found.reasons:
        print(found.text(translate))
    return 0 if found.valid else 1


def _answer(
    kind: str, line: Mapping[str, object], on: date | None, today: date, translate: language.Translate
) -> Answer:
    if "value" not in line:
        raise Refused("code.object_without_value", _("The object needs a “value”."))
    value = line["value"]
    if not isinstance(value, str):
        reason = translate(_("The value must be a text in quotation marks: numbers lose their zeros."))
        return {"valid": False, "normalised": None, "reason": reason}
    found = identifiers.check(kind, value, _day(kind, _day_given(line) or on, today))
    return {"valid": found.valid, "normalised": found.normalised, "reason": found.text(translate)}


def _day(kind: str, given: date | None, today: date) -> date | None:
    """Divisions are judged for all time unless a day is given; a birth date always needs one."""
    return given if kind == "division" else given or today


def _day_given(line: Mapping[str, object]) -> date | None:
    text = line.get("on")
    if text is None or text == "":
        return None
    try:
        if isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused("code.day_wrong", _("Write “on” as YYYY-MM-DD."))
