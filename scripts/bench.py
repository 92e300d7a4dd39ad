"""Every bench of the house, printed and written to docs/bench.md with the day and the kind of machine.

--only NAME    one of them: case, startup, pages, search, worklist, recount; nothing is written then
"""

from __future__ import annotations

import datetime
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]
HEAD = """\
# Bench

Made by `make bench` (`scripts/bench.py`); do not edit. Milliseconds are of one machine and one day: compare ratios
and numbers of statements. CPU is user and system time of all processes named, waiting not counted.

"""


def main(arguments: list[str]) -> int:
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    said = []
    for line in lines(only):
        print(line, flush=True)
        said.append(line)
    if not only:
        (ROOT / "docs" / "bench.md").write_text(HEAD + "\n".join(_written(said)) + "\n", encoding="utf-8")
    return 0


def lines(only: str) -> Iterator[str]:
    """The lines of all benches, each as soon as it is there."""
    from bench import case, million, pages, search, startup

    yield from facts()
    with tempfile.TemporaryDirectory(prefix="tongban-town-") as folder:
        if only in {"", "startup"}:
            yield from startup.main(Path(folder))
        if only in {"", "pages"}:
            yield from pages.main(Path(folder) if not only else None)
    if only in {"", "case"}:
        yield from case.main()
    if only in {"", "search"}:
        yield from search.main()
    if only in {"", "worklist", "recount"}:
        yield from million.main(only)


def facts() -> Iterator[str]:
    """What the numbers depend on; nothing that names the machine."""
    from postgres import binaries

    done = subprocess.run(
        [str(binaries() / "postgres"), "--version"], capture_output=True, text=True, check=True
    )
    yield f"facts: {datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d}"
    yield f"facts: {os.cpu_count()} cores, {platform.system()} {platform.machine()}, load {os.getloadavg()[0]:.1f} at the start"
    yield f"facts: Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {done.stdout.strip()}"


def _written(said: list[str]) -> Iterator[str]:
    """The lines under a heading for each bench."""
    section = ""
    for line in said:
        name, _colon, text = line.partition(": ")
        if name != section:
            section = name
            yield f"\n## {name.capitalize()}\n"
        yield f"- {text}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
