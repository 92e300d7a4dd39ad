"""The trust report: what the platform claims, tried now, with seeds, counts and versions.

make trust-report      runs the tests behind each claim on SQLite and writes var/trust-report.md
"""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from browser import browser_path

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "var" / "trust-report.md"


@dataclass(frozen=True)
class Claim:
    """What is claimed, and the tests that try it."""

    says: str
    tests: tuple[str, ...]


CLAIMS = (
    Claim(
        "A killed server loses nothing acknowledged and doubles nothing (40 kills, 8 clients)",
        ("tests/crash", "-m", "crash"),
    ),
    Claim(
        "A repeated request is answered once",
        ("tests/outbox", "tests/cases/test_services.py", "-k", "key or twice or again or once"),
    ),
    Claim(
        "The life of a case keeps its invariants (random walks)",
        ("tests/cases/test_rules_machine.py", "tests/flow/test_rules_machine.py"),
    ),
    Claim("Every change of the audit log is noticed, and where", ("tests/audit",)),
    Claim(
        "Every change of a licence, its code or its PDF is noticed; nobody gets another's",
        ("tests/licences",),
    ),
    Claim("Hostile files are refused with the reason", ("tests/files",)),
    Claim(
        "Names of all kinds survive, and look-alikes are refused",
        ("tests/foundation/test_names.py", "tests/design/test_paper.py"),
    ),
    Claim("Nobody opens what is not hers", ("tests/house/test_doors.py",)),
    Claim("The interface never faults on nonsense", ("tests/api", "tests/cases/test_api.py")),
)


def main() -> int:
    environment = {**os.environ, "TONGBAN_TEST_BROWSER": browser_path()}
    lines = [
        "# Trust report\n",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}.\n",
        "| Claim | Result | Seconds | Seed |",
        "| --- | --- | --- | --- |",
    ]
    wrong = 0
    for claim in CLAIMS:
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *claim.tests],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        wrong += done.returncode != 0
        result = (
            done.stdout.strip().splitlines()[-1].strip("= ")
            if done.stdout.strip()
            else done.stderr.strip()[-100:]
        )
        seed = re.search(r"random seed[^\d]*(\d+)|randomly_seed=(\d+)", done.stdout)
        lines.append(
            f"| {claim.says} | {result} | {time.monotonic() - started:.0f} | {(seed[1] or seed[2]) if seed else ''} |"
        )
        print(lines[-1], flush=True)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"written to {REPORT.relative_to(ROOT)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
