"""``tongban import``: bring files into the registers, each kind by its own subcommand, each with a report.

Other kinds are added to ``KINDS``: a name and a module with ``HELP``, ``arguments(parser)`` and
``bring_in(options) -> ImportReport``.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.catalogue.rules import ImportReport

HELP = "Bring a file into a register; ends with a report of what was kept, mended and refused, row by row."

KINDS = {
    "items": "tongban.cli.import_items",
    "guides": "tongban.cli.import_guides",
    "bundles": "tongban.cli.import_bundles",
}
SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    for name, where in KINDS.items():
        module = importlib.import_module(where)
        one = kinds.add_parser(name, help=module.HELP, description=module.HELP)
        one.add_argument("file", help="the file to bring in")
        one.add_argument(
            "--source", required=True, help="where the file comes from, as the report will say it"
        )
        one.add_argument("--edition", required=True, help="the edition or date of the source")
        one.add_argument("--jsonl", action="store_true", help="print the whole report, one row a line")
        module.arguments(one)


def run(options: argparse.Namespace) -> int:
    """Bring the file in and print its report. 0 when every row got in, 1 when any was refused."""
    from tongban.cli.commands import start_django

    start_django()
    report = importlib.import_module(KINDS[options.kind]).bring_in(options)
    if options.jsonl:
        _print_rows(report)
    else:
        _print_summary(report)
    return 1 if report.refused else 0


def _print_summary(report: ImportReport) -> None:
    print(f"read {report.read}  kept {report.kept}  mended {report.mended}  refused {report.refused}")
    print(
        f"added {report.added}  changed {report.changed}  unchanged {report.unchanged}  ({report.encoding})"
    )
    for row in report.refused_rows()[:SHOWN]:
        reasons = " ".join(f"{mend.field}: {mend.why.format(**mend.values)}" for mend in row.mends)
        print(f"  row {row.row} {row.name or row.code}: {reasons}", file=sys.stderr)
    if report.refused > SHOWN:
        print(f"  and {report.refused - SHOWN} more; --jsonl prints all", file=sys.stderr)


def _print_rows(report: ImportReport) -> None:
    for row in report.rows:
        mends = [
            {"field": one.field, "was": one.was, "now": one.now, "why": one.why.format(**one.values)}
            for one in row.mends
        ]
        line = {
            "row": row.row,
            "name": row.name,
            "code": row.code,
            "outcome": row.outcome,
            "change": row.change,
        }
        print(json.dumps(line | {"mends": mends}, ensure_ascii=False))
