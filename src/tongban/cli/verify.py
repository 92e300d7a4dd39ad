"""``tongban verify``: everything is read again and proved; the first thing that is not as it was is named."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "Fold every case again from its events, check every chain, the record and its checkpoints."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--witness", action="append", default=[], help="file of checkpoint lines kept elsewhere"
    )


def run(options: argparse.Namespace) -> int:
    """One line for the cases and one for the record; 0 when all is as it was, 1 when the lines name what is not."""
    from tongban.cli.commands import start_django

    start_django()
    from django.utils.translation import gettext

    from tongban.audit import services as audit
    from tongban.cases import services as cases
    from tongban.foundation import clock

    proved = cases.verify_cases(today=clock.day_of(clock.now()))
    print(proved.sentence.text(gettext))
    record = audit.verify(_witnessed(options.witness) or None)
    print(record.text(gettext))
    return 0 if proved.ok and record.ok else 1


def _witnessed(paths: list[str]) -> list[str]:
    """The checkpoint lines of these files."""
    return [line for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines()]
