"""``tongban catalogue``: the catalogue for people and scripts at the command line."""

from __future__ import annotations

import argparse

from tongban.cli import catalogue_parse, catalogue_search

HELP = "Search the catalogue by what people say, and read what guides write."


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True)
    catalogue_search.arguments(verbs)
    catalogue_parse.arguments(verbs)


def run(options: argparse.Namespace) -> int:
    return catalogue_parse.run(options) if options.what == "parse" else catalogue_search.run(options)
