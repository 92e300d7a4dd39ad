"""Operators' front door: thin commands.

Chinese term: 命令. Floor: doors.
"""

from __future__ import annotations

import sys

from tongban.cli.commands import run


def main() -> None:
    """The ``tongban`` command: runs what the arguments ask and leaves with its exit code."""
    sys.exit(run(sys.argv[1:]))
