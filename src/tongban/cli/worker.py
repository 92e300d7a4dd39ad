"""``tongban worker``: deliver announcements and do the chores, beside a server or on a machine of its own."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

HELP = "Deliver announcements and do timed work; any number of workers may run, on any number of machines, with PostgreSQL."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--every", type=float, default=0.3, help="seconds to wait when nothing is due (default: 0.3)"
    )
    parser.add_argument("--once", action="store_true", help="deliver what is due now, then leave")


def run(options: argparse.Namespace) -> int:
    from tongban.cli.commands import start_django

    start_django()
    return _once() if options.once else _until_told(options.every)


def _once() -> int:
    """Deliver until nothing is due. 1 when a delivery failed."""
    from tongban.foundation import clock
    from tongban.outbox import services as outbox

    delivered = failed = 0
    while True:
        round_of = outbox.deliver_due(clock.now())
        delivered, failed = delivered + round_of.n, failed + round_of.failed
        if not round_of.n:
            break
    print(f"{delivered} delivered, {failed} failed")
    return 1 if failed else 0


def _until_told(every: float) -> int:
    """Work until the machine or the operator says stop; what is in hand is finished first."""
    from tongban.outbox.tasks import run_worker

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    print("delivering; Ctrl-C stops", file=sys.stderr, flush=True)
    run_worker(stop, every)
    return 0
