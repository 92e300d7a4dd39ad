"""``tongban import guides FILE``: full guides of service items (JSON)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongban.foundation.refusals import Refused, _

if TYPE_CHECKING:
    from tongban.catalogue.rules import ImportReport

HELP = "full guides of service items (JSON)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--region", required=True, metavar="CODE", help="region in which the items are carried out"
    )
    parser.add_argument(
        "--department",
        action="append",
        default=[],
        metavar="GUIDE=CODE",
        help="which department carries out a guide: its handling department or key, and the department's code",
    )
    parser.add_argument(
        "--enrichment", help="YAML with forms, plans and bindings by guide (see the sample town)"
    )


def bring_in(options: argparse.Namespace) -> ImportReport:
    """Bring the guides in; the search index follows at once."""
    from tongban.catalogue import queries
    from tongban.catalogue import services as catalogue
    from tongban.foundation import clock
    from tongban.foundation.actors import SYSTEM

    at = clock.now()
    pairs = (text.partition("=") for text in options.department)
    report = catalogue.import_guides(
        path=Path(options.file),
        source=options.source,
        edition=options.edition,
        region_code=options.region,
        departments={guide: code for guide, _equals, code in pairs},
        enrichment=_enrichment(options.enrichment) if options.enrichment else None,
        licence_types={one.name: one.type_code for one in queries.licence_types()},
        actor=SYSTEM,
        at=at,
    )
    catalogue.rebuild_index(on=clock.day_of(at))
    return report


def _enrichment(path: str) -> dict[str, Any]:
    import yaml

    try:
        return dict(yaml.safe_load(Path(path).read_text(encoding="utf-8"))["items"])
    except (OSError, yaml.YAMLError, KeyError, TypeError) as wrong:
        raise Refused(
            "cli.enrichment_wrong", _("The enrichment {name} cannot be read as YAML."), name=path
        ) from wrong
