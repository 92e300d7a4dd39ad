"""The language of commands: the compiled catalogue of the product, read without any framework."""

from __future__ import annotations

import argparse
import gettext
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "locale"
Translate = Callable[[str], str]
LANGUAGES = {"zh": "zh_Hans", "en": "en"}


def option(parser: argparse.ArgumentParser) -> None:
    """Add ``--lang`` to a command."""
    parser.add_argument("--lang", choices=sorted(LANGUAGES), default="zh", help="language of the sentences")


def translator(language: str) -> Translate:
    """What translates a sentence; sentences without a translation stay English."""
    return gettext.translation("django", FOLDER, [LANGUAGES[language]], fallback=True).gettext
