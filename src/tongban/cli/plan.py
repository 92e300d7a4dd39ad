"""``tongban plan``: check a plan that comes in a file, and write one as BPMN 2.0 for the tools of others."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.cli import language
from tongban.cli.files import read_file, say, write_file
from tongban.foundation.refusals import Refused, _

if TYPE_CHECKING:
    from tongban.flow.rules.bpmn import Imported
    from tongban.flow.rules.reasons import Reason

HELP = "Check plans in files (BPMN 2.0 or our own JSON), and write plans as BPMN 2.0."

DUTIES = {"survey": _("survey"), "review": _("review"), "decide": _("decision")}


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True)
    check = verbs.add_parser("check", help="whether a file holds a plan; all reasons when it does not")
    check.add_argument("file", help="a BPMN 2.0 file, or a plan as JSON")
    check.add_argument("--json", action="store_true", help="answer with one JSON object")
    language.option(check)
    export = verbs.add_parser("export", help="write a plan as BPMN 2.0 with its drawing")
    export.add_argument("source", help="the code of an item, or a file with a plan")
    export.add_argument("--bpmn", required=True, metavar="OUT", help="the file to write; - for the output")
    language.option(export)


def run(options: argparse.Namespace) -> int:
    translate = language.translator(options.lang)
    if options.what == "export":
        return _export(options, translate)
    found = _checked(options.file)
    text = _as_json(found, translate) if options.json else "\n".join(_as_text(found, translate))
    say(text)
    return 1 if found.plan is None else 0


def _checked(path: str) -> Imported:
    """What the file holds; a file that cannot be read is refused like one that holds no plan."""
    from tongban.flow.rules.bpmn import Imported
    from tongban.flow.rules.exchange import plan_from_file
    from tongban.flow.rules.reasons import reason_of

    try:
        return plan_from_file(read_file(path))
    except Refused as refusal:
        return Imported(None, (reason_of(refusal),))


def _as_json(found: Imported, translate: language.Translate) -> str:
    from tongban.flow.rules import plan_to

    if found.plan is None:
        reasons = [_line(one, "reason", translate) for one in found.reasons]
        return _written({"accepted": False, "reasons": reasons})
    notes = [_line(one, "note", translate) for one in found.notes]
    return _written({"accepted": True, "plan": plan_to(found.plan), "notes": notes})


def _line(one: Reason, word: str, translate: language.Translate) -> dict[str, object]:
    return {"element": one.element, "code": one.code, word: one.text(translate)}


def _written(answer: dict[str, object]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _as_text(found: Imported, translate: language.Translate) -> Iterator[str]:
    from tongban.flow.rules import seats_of

    if found.plan is None:
        yield translate(_("Not accepted:"))
        yield from (_bullet(one, translate) for one in found.reasons)
        return
    seats = tuple(seats_of(found.plan))
    yield translate(_("Accepted: a plan of {count} seats.")).format(count=len(seats))
    for seat in seats:
        duty = translate(DUTIES[seat.duty.value])
        yield f"  {seat.key}  {seat.name}  {seat.department}  {duty}  {seat.workdays}"
    if found.notes:
        yield translate(_("How it was read:"))
        yield from (_bullet(one, translate) for one in found.notes)


def _bullet(one: Reason, translate: language.Translate) -> str:
    return f"  {one.element}: {one.text(translate)}" if one.element else f"  {one.text(translate)}"


def _export(options: argparse.Namespace, translate: language.Translate) -> int:
    from tongban.flow.rules.bpmn import plan_to_bpmn

    name, found = _source(options.source)
    if found.plan is None:
        print("\n".join(_as_text(found, translate)), file=sys.stderr)
        return 1
    bpmn = plan_to_bpmn(found.plan, name)
    if options.bpmn == "-":
        sys.stdout.buffer.write(bpmn)
    else:
        write_file(options.bpmn, bpmn)
    return 0


def _source(source: str) -> tuple[str, Imported]:
    """The name and the plan of a file, or of the item with this code."""
    if Path(source).suffix.lower() in {".json", ".bpmn", ".xml"} or Path(source).exists():
        return Path(source).stem, _checked(source)
    return _of_item(source)


def _of_item(code: str) -> tuple[str, Imported]:
    from tongban.cli.commands import start_django

    start_django()
    from tongban.catalogue import queries as catalogue
    from tongban.flow import rules as flow
    from tongban.flow.rules.bpmn import Imported
    from tongban.foundation import clock

    item = catalogue.item_in_force(code=code, on=clock.day_of(clock.now()))
    if not item.plan:
        raise Refused("cli.item_without_plan", _("The item {code} has no plan."), code=code)
    return item.name, Imported(flow.plan_from(item.plan))
