"""``tongban catalogue parse``: what guides write in sentences, as values for machines."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from tongban.catalogue.rules import reading
from tongban.cli import language
from tongban.cli.files import say
from tongban.cli.lines import Answers, answer_lines
from tongban.foundation.refusals import Refused, _


def arguments(verbs: Any) -> None:
    parse = verbs.add_parser("parse", help='one text, or with --jsonl one {"kind": …, "text": …} a line')
    parse.add_argument("kind", nargs="?", choices=[*reading.KINDS])
    parse.add_argument("text", nargs="?")
    parse.add_argument("--jsonl", action="store_true", help="read one JSON object a line, answer one a line")
    language.option(parse)


def run(options: argparse.Namespace) -> int:
    if options.jsonl:
        return answer_lines(_answer, language.translator(options.lang))
    if options.kind is None or options.text is None:
        raise Refused("catalogue.nothing_to_parse", _("Give a kind and a text, or --jsonl."))
    found = reading.read_plain(options.kind, options.text)
    say(json.dumps(found, ensure_ascii=False))
    return 1 if isinstance(found, dict) and found.get("unparsed") else 0


def _answer(line: Mapping[str, object]) -> Answers:
    kind, text = line.get("kind"), line.get("text")
    if not isinstance(kind, str) or kind not in reading.KINDS:
        raise Refused(
            "catalogue.kind_unknown", _("“kind” must be one of {kinds}."), kinds=", ".join(reading.KINDS)
        )
    if not isinstance(text, str):
        raise Refused("catalogue.text_missing", _("“text” must be a text in quotation marks."))
    return reading.read_plain(kind, text)
