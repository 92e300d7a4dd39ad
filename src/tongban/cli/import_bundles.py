"""``tongban import bundles FILE``: guides of bundles (JSON), with the lists of themes and national bundles (CSV)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongban.foundation.refusals import Refused, _

if TYPE_CHECKING:
    from tongban.catalogue.rules import ImportReport

HELP = "guides of bundles (JSON), with lists of themes and of national bundles (CSV)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--region", required=True, metavar="CODE", help="region in which they are offered")
    parser.add_argument("--themes", metavar="CSV", help="the province's list of themes")
    parser.add_argument("--national", metavar="CSV", help="the national list of key bundles")
    parser.add_argument(
        "--enrichment", help="YAML with items, questions and order by guide (see the sample town)"
    )


def bring_in(options: argparse.Namespace) -> ImportReport:
    """Bring the guides and lists in; rows of all files that name the same matter are one bundle."""
    from tongban.bundles import services as bundles
    from tongban.foundation import clock
    from tongban.foundation.actors import SYSTEM

    return bundles.import_bundles(
        path=Path(options.file),
        source=options.source,
        edition=options.edition,
        region_code=options.region,
        themes=Path(options.themes) if options.themes else None,
        national=Path(options.national) if options.national else None,
        enrichment=_enrichment(options.enrichment) if options.enrichment else None,
        actor=SYSTEM,
        at=clock.now(),
    )


def _enrichment(path: str) -> dict[str, Any]:
    import yaml

    try:
        return dict(yaml.safe_load(Path(path).read_text(encoding="utf-8"))["bundles"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as wrong:
        raise Refused(
            "cli.enrichment_wrong", _("The enrichment {name} cannot be read as YAML."), name=path
        ) from wrong
