"""``tongban cases recount | migrate``: work on all running cases at once."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from tongban.cli import language, migrate
from tongban.foundation.refusals import Refused, _

HELP = "Work on all cases at once: count their dates again, or bring them to the plan of a newer version."
SHOWN_EVERY = 20_000


def arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="what", required=True)
    migrate.arguments(kinds)
    recount = kinds.add_parser(
        "recount", help="count the dates of all open cases again; done by itself after an import"
    )
    recount.add_argument("--dry-run", action="store_true", help="write nothing, say what would change")
    recount.add_argument(
        "--allow-earlier", action="store_true", help="let dates come earlier too, with --notice"
    )
    recount.add_argument("--notice", default="", help="what applicants are told whose date comes earlier")
    language.option(recount)


def run(options: argparse.Namespace) -> int:
    from tongban.cli.commands import start_django

    start_django()
    if options.what == "migrate":
        return migrate.run(options)
    return recount(
        language.translator(options.lang),
        dry_run=options.dry_run,
        allow_earlier=options.allow_earlier,
        notice=options.notice,
    )


def recount(translate: language.Translate, **asked: Any) -> int:
    """Count again and say what came of it. 1 when it was refused."""
    from tongban.cases import services
    from tongban.foundation import clock
    from tongban.foundation.actors import SYSTEM

    try:
        done = services.recount(actor=SYSTEM, at=clock.now(), told=_progress, **asked)
    except Refused as refusal:
        print(refusal.text(translate), file=sys.stderr)
        return 1
    sentence = _("{examined} open cases were counted again; {changed} have new dates.")
    if asked.get("dry_run"):
        sentence = _("{examined} open cases would be counted again; {changed} would have new dates.")
    print(translate(sentence).format(examined=done.examined, changed=done.changed))
    if done.kept:
        sentence = _(
            "{kept} would have an earlier date and keep the one that was shown; --allow-earlier with --notice moves them."
        )
        print(translate(sentence).format(kept=done.kept))
    return 0


def _progress(seen: int, found: int) -> None:
    if seen % SHOWN_EVERY == 0:
        print(f"{seen}/{found}", file=sys.stderr, flush=True)
