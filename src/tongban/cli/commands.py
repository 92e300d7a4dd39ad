"""The table of commands: each name, and the module that carries it out when it is called.

A module of a command has ``HELP`` (one sentence), ``arguments(parser)`` and ``run(options) -> int``.
Modules are imported only when called, so that plain ones start without Django.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys

from tongban.foundation.refusals import Refused

COMMANDS = {
    "code": "tongban.cli.code",
    "division": "tongban.cli.division",
    "catalogue": "tongban.cli.catalogue",
    "calendar": "tongban.cli.calendar",
    "law": "tongban.cli.law",
    "cases": "tongban.cli.cases",
    "plan": "tongban.cli.plan",
    "decision": "tongban.cli.decision",
    "serve": "tongban.cli.serve",
    "demo": "tongban.cli.demo",
    "verify": "tongban.cli.verify",
    "doctor": "tongban.cli.doctor",
    "import": "tongban.cli.imports",
    "index": "tongban.cli.index",
    "sample": "tongban.cli.sample",
    "worker": "tongban.cli.worker",
}


def run(arguments: list[str]) -> int:
    """Carry out one command. 0 done, 1 refused or found wrong, 2 not understood."""
    if arguments[:1] == ["manage"]:
        return _manage(arguments[1:])
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        print("tongban " + " | ".join([*COMMANDS, "manage"]), file=sys.stderr)
        return 0 if name in {"-h", "--help"} else 2
    module = importlib.import_module(COMMANDS[name])
    parser = argparse.ArgumentParser(prog=f"tongban {name}", description=module.HELP)
    module.arguments(parser)
    options = parser.parse_args(arguments[1:])
    try:
        return int(module.run(options))
    except Refused as refusal:
        print(refusal.text(), file=sys.stderr)
        return 1


def start_django() -> None:
    """Make the rooms with storage ready; commands that need them call this first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    import django

    django.setup()


def _manage(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tongban manage", *arguments])
    return 0
