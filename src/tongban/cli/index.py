"""``tongban index rebuild``: the search index, written anew from the catalogue."""

from __future__ import annotations

import argparse
import time

HELP = "Rebuild the search index from the catalogue; readers change over when it is complete."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["rebuild"])


def run(options: argparse.Namespace) -> int:
    from tongban.cli.commands import start_django

    start_django()
    from tongban.catalogue import services as catalogue
    from tongban.foundation import clock

    begun = time.perf_counter()
    count = catalogue.rebuild_index(on=clock.day_of(clock.now()))
    print(f"{count} items, {time.perf_counter() - begun:.1f} s")
    return 0
