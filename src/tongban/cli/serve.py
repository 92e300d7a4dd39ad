"""``tongban serve``: the web server, with the delivery of announcements beside it."""

from __future__ import annotations

import argparse
import os
import sys

HELP = "Serve the pages and the interface; with SQLite, deliver announcements in the same process."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--workers", type=int, default=1, help="server processes; more than one needs PostgreSQL"
    )
    parser.add_argument("--threads", type=int, default=4, help="threads in each process")


def run(options: argparse.Namespace) -> int:
    # Before the settings are read: the server's own process reads the same environment.
    os.environ.setdefault("TONGBAN_INLINE_WORKER", "1")
    from tongban.cli.commands import start_django

    start_django()
    from django.conf import settings

    if options.workers > 1 and not settings.TONGBAN.DATABASE_URL:
        print(
            "SQLite serves one process. Give TONGBAN_DATABASE_URL a PostgreSQL address first.",
            file=sys.stderr,
        )
        return 1
    return _serve(options)


def _serve(options: argparse.Namespace) -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "tongban.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        workers_kill_timeout=3,
        log_enabled=True,
        log_level=LogLevels.warning,
    ).serve()
    return 0
