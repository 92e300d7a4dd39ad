"""``tongban division find``: places by name, path, old name, old code or address, for people and for scripts."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from dataclasses import asdict

from tongban.cli import language
from tongban.cli.lines import Answer, answer_lines
from tongban.foundation import clock, places
from tongban.foundation.refusals import Refused, _
from tongban.foundation.sentences import Sentence

FIRST_YEAR = 1980
HELP = "Find administrative divisions by name, path, old name, code or address, as of a year."


def arguments(parser: argparse.ArgumentParser) -> None:
    find = parser.add_subparsers(dest="what", required=True).add_parser(
        "find", help='find one text, or with --jsonl one {"query", "as_of"} or {"code", "as_of"} a line'
    )
    find.add_argument("query", nargs="?")
    find.add_argument("--as-of", help="the year to answer for, this year when left out")
    find.add_argument("--jsonl", action="store_true", help="read one JSON object a line, answer one a line")
    language.option(find)


def run(options: argparse.Namespace) -> int:
    translate = language.translator(options.lang)
    this_year = _year(options.as_of, clock.day_of(clock.now()).year)
    if options.jsonl:
        return answer_lines(lambda line: _answer(line, this_year, translate), translate)
    if options.query is None:
        raise Refused("division.no_query", _("Give a place to find, or --jsonl."))
    found = _found(options.query, this_year)
    for one in found.candidates:
        print(one.code12, one.path)
    for note in found.notes:
        print(note.text(translate))
    return 0 if found.candidates else 1


def _answer(line: Mapping[str, object], this_year: int, translate: language.Translate) -> Answer:
    year = _year(line.get("as_of"), this_year)
    if "code" in line:
        return _code_answer(_text(line["code"]), year, translate)
    if "query" not in line:
        raise Refused("division.object_without_query", _("The object needs a “query” or a “code”."))
    found = _found(_text(line["query"]), year)
    return {
        "candidates": [asdict(one) for one in found.candidates],
        "ambiguous": found.ambiguous,
        "note": _note(found.notes, translate),
    }


def _found(query: str, year: int) -> places.Found:
    """What a text means; digits alone are a code, which means what it names or what carries it on."""
    digits = query.strip()
    if not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}", digits):
        return places.find(query, year)
    answer = places.look_up(digits, year)
    candidates = (answer.place,) if answer.valid and answer.place else answer.successors
    return places.Found(candidates, len(candidates) > 1, answer.notes)


def _code_answer(code: str, year: int, translate: language.Translate) -> Answer:
    answer = places.look_up(code.strip(), year)
    place = asdict(answer.place) if answer.place else {"code12": None, "name": None, "path": None}
    return {
        "valid": answer.valid,
        "successors": [asdict(one) for one in answer.successors],
        **place,
        "level": answer.level or None,
        "parent": answer.parent or None,
        "parent_name": answer.parent_name or None,
        "children": {"counties": answer.counties, "townships": answer.townships},
        "note": _note(answer.notes, translate),
    }


def _note(notes: tuple[Sentence, ...], translate: language.Translate) -> str | None:
    return " ".join(one.text(translate) for one in notes) or None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("division.not_a_text", _("Write the query or the code as a text in quotation marks."))
    return value


def _year(value: object, this_year: int) -> int:
    """The year of a day or a year; of several, the last one."""
    if value is None or value == "":
        return this_year
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    years = re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", value) if isinstance(value, str) else []
    if not years or int(years[-1]) < FIRST_YEAR:
        raise Refused("division.year_wrong", _("Write “as_of” as a year from 1980 on or as YYYY-MM-DD."))
    return int(years[-1])
