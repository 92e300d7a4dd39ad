"""``tongban decision``: check a DMN file, and ask its decisions, one case a line."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from tongban.cli import language
from tongban.cli.files import read_file, say
from tongban.cli.lines import answer_lines
from tongban.foundation.refusals import Refused, _

if TYPE_CHECKING:
    from tongban.flow.rules.dmn import ImportedDecisions
    from tongban.flow.rules.reasons import Reason

HELP = "Check decision tables in DMN files, and ask them."


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True)
    check = verbs.add_parser("check", help="whether a file holds decisions; all reasons when it does not")
    check.add_argument("file", help="a DMN file")
    check.add_argument("--json", action="store_true", help="answer with one JSON object")
    language.option(check)
    ask = verbs.add_parser("run", help="the decisions for each line of answers")
    ask.add_argument("file", help="a DMN file")
    ask.add_argument(
        "--jsonl", action="store_true", required=True, help="read one JSON object a line, answer one a line"
    )
    language.option(ask)


def run(options: argparse.Namespace) -> int:
    translate = language.translator(options.lang)
    found = _read(options.file)
    if options.what == "check":
        say(_as_json(found, translate) if options.json else _as_text(found, translate))
        return 1 if found.model is None else 0
    if found.model is None:
        say(_as_json(found, translate))
        return 1
    from tongban.flow.rules.dmn import decide

    model = found.model
    return answer_lines(lambda line: decide(model, line), translate)


def _read(path: str) -> ImportedDecisions:
    """What the file holds; a file that cannot be read is refused like one that holds no decision."""
    from tongban.flow.rules.dmn import ImportedDecisions, decisions_from_dmn
    from tongban.flow.rules.reasons import reason_of

    try:
        return decisions_from_dmn(read_file(path))
    except Refused as refusal:
        return ImportedDecisions(None, (reason_of(refusal),))


def _as_json(found: ImportedDecisions, translate: language.Translate) -> str:
    if found.model is None:
        reasons = [
            {"element": one.element, "code": one.code, "reason": one.text(translate)} for one in found.reasons
        ]
        return json.dumps({"accepted": False, "reasons": reasons}, ensure_ascii=False)
    decisions = [{"id": one.id, "name": one.name} for one in found.model.decisions]
    inputs = [{"name": one.name, "kind": one.kind or None} for one in found.model.inputs]
    return json.dumps({"accepted": True, "decisions": decisions, "inputs": inputs}, ensure_ascii=False)


def _as_text(found: ImportedDecisions, translate: language.Translate) -> str:
    if found.model is None:
        return "\n".join([translate(_("Not accepted:")), *(_bullet(one, translate) for one in found.reasons)])
    names = [f"  {one.name}" for one in found.model.decisions]
    return "\n".join([translate(_("Accepted: {count} decisions.")).format(count=len(names)), *names])


def _bullet(one: Reason, translate: language.Translate) -> str:
    return f"  {one.element}: {one.text(translate)}" if one.element else f"  {one.text(translate)}"
