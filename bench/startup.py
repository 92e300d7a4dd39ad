"""How long a newcomer waits: the first load of the sample town, and the first answer of a second start."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS = 3


def main(home: Path | None = None) -> list[str]:
    """The lines of this bench; ``home`` keeps the town for the benches that follow."""
    sys.path.insert(0, str(ROOT))
    from tests.server import Server

    with tempfile.TemporaryDirectory(prefix="tongban-startup-") as folder:
        server = Server(home or Path(folder), database_url="")
        started = time.perf_counter()
        server.prepare()
        loaded = time.perf_counter() - started
        started = time.perf_counter()
        server.prepare()
        again = time.perf_counter() - started
        answered = statistics.median(first_answer(server) for _start in range(STARTS))
    return [
        f"startup: first `tongban demo`, migrations and the sample town loaded in {loaded:.1f} s",
        f"startup: `tongban demo` on a town that stands: ready to serve after {again:.1f} s",
        f"startup: `tongban serve` gives its first answer after {answered:.1f} s (median of {STARTS})",
    ]


def first_answer(server: object) -> float:
    """Seconds from the command to the first page, the server killed at the end."""
    started = time.perf_counter()
    server.start()  # type: ignore[attr-defined]
    took = time.perf_counter() - started
    server.kill()  # type: ignore[attr-defined]
    return took


if __name__ == "__main__":
    print("\n".join(main()))
