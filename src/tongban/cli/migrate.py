"""``tongban cases migrate``: bring the running cases of an item to the plan of a newer version, or back (流程迁移)."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

from tongban.cli import language
from tongban.foundation.refusals import Refused, _

if TYPE_CHECKING:
    from tongban.cases.queries import Fate, RunCard

SHOWN_EVERY = 1_000


def arguments(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = kinds.add_parser("migrate", help="bring running cases to the plan of a newer version, or back")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--to", type=int, metavar="VERSION", help="the number of the newer version; with --item"
    )
    what.add_argument("--undo", metavar="RUN", help="take a run back where that is still exact")
    what.add_argument("--show", metavar="RUN", help="what a run did with each case")
    what.add_argument("--list", action="store_true", help="the runs so far, newest first")
    parser.add_argument("--item", default="", metavar="CODE", help="the code of the item")
    parser.add_argument(
        "--dry-run", action="store_true", help="write nothing, say what would become of each case"
    )
    parser.add_argument("--reason", default="", help="why; kept with the run")
    parser.add_argument(
        "--key", default="", help="the same key never runs twice; a killed run goes on by itself"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line: the cases, then the run")
    language.option(parser)


def run(options: argparse.Namespace) -> int:
    """Do it and say what came of each case. 1 when it was refused."""
    translate = language.translator(options.lang)
    try:
        return _run(options, translate)
    except Refused as refusal:
        print(refusal.text(translate), file=sys.stderr)
        return 1


def _run(options: argparse.Namespace, translate: language.Translate) -> int:
    from tongban.cases import queries, services
    from tongban.foundation import clock
    from tongban.foundation.actors import SYSTEM
    from tongban.foundation.ids import new_public_id

    if options.list:
        for card in queries.plan_runs(item_code=options.item):
            _print_run(card, options.json, translate)
        return 0
    if options.show:
        return _show(options.show, options.json, translate)
    reason = options.reason or translate(_("By the operator, from the command line"))
    at = clock.now()
    if options.undo:
        services.undo_migration(run=options.undo, reason=reason, actor=SYSTEM, at=at, told=_progress)
        return _show(options.undo, options.json, translate)
    if options.dry_run:
        asked = {"item_code": options.item, "version_no": options.to, "actor": SYSTEM, "at": at}
        return _foresee(list(services.migration_foreseen(**asked)), options.json, translate)
    done = services.migrate(
        item_code=options.item, version_no=options.to, reason=reason, actor=SYSTEM, at=at,
        key=options.key or new_public_id(), told=_progress,
    )  # fmt: skip
    return _show(done, options.json, translate)


def _foresee(fates: list[Fate], as_json: bool, translate: language.Translate) -> int:
    counts = Counter("moves" if one.moves else "stays" for one in fates)
    for fate in fates:
        if as_json:
            _print_json(fate.plain() | {"moves": fate.moves, "reason": fate.why(translate)})
        else:
            print(_line(fate, translate))
    if as_json:
        _print_json({"dry_run": True, "moves": counts["moves"], "stays": counts["stays"]})
        return 0
    sentence = _("{moves} running cases would follow the newer plan; {stays} would stay as they are.")
    print(translate(sentence).format(moves=counts["moves"], stays=counts["stays"]))
    return 0


def _show(run: str, as_json: bool, translate: language.Translate) -> int:
    from tongban.cases import queries

    after = 0
    while lines := queries.plan_run_lines(run=run, after=after):
        after = lines[-1].id
        for line in lines:
            fate = line.undo or line.move
            if as_json:
                reason = {"reason": fate.why(translate)} if fate else {}
                known = fate.plain() if fate else {}
                _print_json(known | {"result": line.result, "code": line.code} | reason)
            else:
                told = _line(fate, translate) if fate else line.case_id
                print(f"{told} [{translate(queries.RESULTS[line.result])}]")
    _print_run(queries.plan_run(public_id=run), as_json, translate)
    return 0


def _print_run(card: RunCard, as_json: bool, translate: language.Translate) -> None:
    from tongban.cases import queries

    if as_json:
        counts = {"run": card.public_id, "item": card.item_code, "version": card.version_no}
        _print_json(counts | {"state": card.state, "cases": dict(card.counts), "reason": card.reason})
        return
    sentence = _("Run {run}: {item}, version {version}; {state}.")
    told = translate(sentence).format(
        run=card.public_id,
        item=card.item_name,
        version=card.version_no,
        state=translate(queries.STATES[card.state]),
    )
    counted = "; ".join(
        f"{translate(queries.RESULTS[name])}: {count}" for name, count in sorted(card.counts.items())
    )
    print(f"{told} {counted}".rstrip())


def _line(fate: Fate, translate: language.Translate) -> str:
    """One case: its number, its seats and dates before and after, or why it stays."""
    if not fate.moves:
        return f"{fate.number}: {fate.why(translate)}"
    before, after = (
        "、".join(f"{one.department} {one.name} {one.due_on}" for one in side) or "–"
        for side in (fate.before, fate.after)
    )
    dates = f"{fate.due_before or '–'} → {fate.due_after or '–'}"
    statutory = f"{fate.statutory_before or '–'} → {fate.statutory_after or '–'}"
    versions = f"{fate.version_before} → {fate.version_after}"
    sentence = _("{number}: version {versions}; {before} → {after}; promised {dates}; by law {statutory}")
    return translate(sentence).format(
        number=fate.number, versions=versions, before=before, after=after, dates=dates, statutory=statutory
    )


def _print_json(told: dict[str, object]) -> None:
    print(json.dumps(told, ensure_ascii=False))


def _progress(seen: int, left: int) -> None:
    if seen % SHOWN_EVERY == 0:
        print(f"{seen}/{left}", file=sys.stderr, flush=True)
