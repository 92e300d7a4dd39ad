"""``tongban catalogue search``: items and bundles by what people say, best first."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from tongban.cli import language
from tongban.cli.lines import Answer, answer_lines
from tongban.foundation import clock
from tongban.foundation.refusals import Refused, _

if TYPE_CHECKING:
    from tongban.cli.language import Translate

MOST = 50
USUAL = 10


def arguments(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    search = verbs.add_parser("search", help='search, or with --jsonl one {"query", "limit"} a line')
    search.add_argument("query", nargs="?")
    search.add_argument("--limit", type=int, default=USUAL)
    search.add_argument("--jsonl", action="store_true", help="read one JSON object a line, answer one a line")
    language.option(search)


def run(options: argparse.Namespace) -> int:
    from tongban.cli.commands import start_django

    start_django()
    translate = language.translator(options.lang)
    today = clock.day_of(clock.now())
    if options.jsonl:
        return answer_lines(lambda line: _answer(line, today), translate)
    if options.query is None:
        raise Refused("catalogue.no_query", _("Give what to search for, or --jsonl."))
    return _shown(_found(options.query, _limit(options.limit), today), translate)


def _answer(line: Mapping[str, object], today: date) -> Answer:
    query = line.get("query")
    if not isinstance(query, str):
        raise Refused("catalogue.object_without_query", _("The object needs a “query”, a text."))
    return _found(query, _limit(line.get("limit", USUAL)), today)


def _found(query: str, limit: int, today: date) -> Answer:
    """Items and bundles together, by their scores; bundles only when they really answer."""
    from tongban.bundles import finding as bundles
    from tongban.catalogue import queries as catalogue

    items = catalogue.search(text=query, limit=limit, on=today)
    wholes = bundles.scored(text=query, on=today)
    hits = [(one.score, one.code, one.name) for one in items.hits if items.confident or not wholes]
    hits += [(score, one.code, one.name) for one, score in wholes]
    hits.sort(key=lambda hit: -hit[0])
    told = [{"item_code": code, "name": name, "score": score} for score, code, name in hits[:limit]]
    return {"hits": told, "confident": items.confident or bool(wholes)}


def _limit(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST:
        raise Refused(
            "catalogue.limit_wrong", _("“limit” must be a whole number from 1 to {most}."), most=MOST
        )
    return value


def _shown(found: Answer, translate: Translate) -> int:
    for one in found["hits"]:  # type: ignore[attr-defined]
        print(one["item_code"], one["name"], one["score"])
    if not found["confident"]:
        print(translate(_("Nothing really fits.")))
    return 0 if found["confident"] else 1
