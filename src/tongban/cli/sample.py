"""``tongban sample``: load the sample town, or let it grow."""

from __future__ import annotations

import argparse
import time

HELP = "Load the sample town into an empty house, or add more people and cases to it."


def arguments(parser: argparse.ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("load", help="the town with 300 people, 80 firms and 300 cases")
    grow = steps.add_parser("grow", help="this many more cases, with the people they need")
    grow.add_argument("number", type=int)


def run(options: argparse.Namespace) -> int:
    from tongban.cli.commands import start_django

    start_django()
    from tongban.foundation import clock
    from tongban.sample import growth, town

    started = time.monotonic()
    if options.step == "load":
        report = town.load(clock.now())
        print(
            f"{report.persons} persons, {report.bodies} bodies, {report.items} items, {report.licences} licences, {report.cases} cases"
        )
    else:
        print(f"{growth.grow(options.number, clock.now())} cases more")
    print(f"in {time.monotonic() - started:.1f} s")
    return 0
