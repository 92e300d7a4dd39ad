"""``tongban import items FILE``: a district's public list of service items (CSV)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.foundation.refusals import Refused, _

if TYPE_CHECKING:
    from tongban.catalogue.rules import ImportReport

HELP = "a district's public list of service items (CSV)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--region",
        action="append",
        default=[],
        metavar="CODE=NAME",
        help="enter this region first; give the province before the city and the district",
    )


def bring_in(options: argparse.Namespace) -> ImportReport:
    """Enter the regions named, then the list; the search index follows at once."""
    from tongban.catalogue import services as catalogue
    from tongban.foundation import clock
    from tongban.foundation.actors import SYSTEM
    from tongban.org import queries, services

    at = clock.now()
    known = {one.code for one in queries.regions()}
    for text in options.region:
        code, equals, name = text.partition("=")
        if not equals or not name:
            raise Refused(
                "cli.region_wrong", _("Write a region as CODE=NAME, for example 511602000000=广安区.")
            )
        parent = _parent(code, known)
        services.register_region(code=code, name=name, parent_code=parent, actor=SYSTEM, at=at)
        known.add(code)
    report = catalogue.import_items(
        path=Path(options.file), source=options.source, edition=options.edition, actor=SYSTEM, at=at
    )
    catalogue.rebuild_index(on=clock.day_of(at))
    return report


def _parent(code: str, known: set[str]) -> str:
    """The nearest region above that is entered; empty when none is."""
    above = [code[:size].ljust(12, "0") for size in (9, 6, 4, 2)]
    return next((one for one in above if one != code and one in known), "")
