"""All tests, each part by its own step: rules and rooms on both databases, stories in a browser, killed servers.

Installs what is missing (PostgreSQL, a browser) or fails; nothing is skipped for a missing component.
    --deep    the long runs: more examples, longer walks, more kills
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from browser import browser_path
from postgres import cluster

ROOT = Path(__file__).resolve().parent.parent
ACCESSIBILITY = "tests/journeys/test_accessibility.py"
ON_POSTGRESQL = "test_story or test_drafts or desk-light-js or phone-dark-nojs"


def main(arguments: list[str]) -> int:
    deep = "--deep" in arguments
    environment = {**os.environ, "TONGBAN_TEST_BROWSER": browser_path()}
    if deep:
        environment |= {"HYPOTHESIS_PROFILE": "deep", "TONGBAN_DEEP": "1"}
    environment.pop("TONGBAN_DATABASE_URL", None)
    with cluster() as fast:
        on_postgresql = {**environment, "TONGBAN_DATABASE_URL": fast.url}
        steps = [
            (
                "check: format, lint, types, contracts",
                [sys.executable, "scripts/check.py", "--no-tests"],
                environment,
            ),
            ("rules and rooms on SQLite", pytest("-n", "2"), environment),
            ("rooms on PostgreSQL", pytest("-n", "2", "--storage-only"), on_postgresql),
            (
                "stories in the browser, SQLite",
                pytest("tests/journeys", "-m", "browser", "-n", "2"),
                environment,
            ),
            # How a page looks does not depend on the database: there the first stories go every way, the others two.
            (
                "stories in the browser, PostgreSQL",
                pytest(
                    "tests/journeys",
                    "-m",
                    "browser",
                    "-n",
                    "2",
                    "--ignore",
                    ACCESSIBILITY,
                    "-k",
                    ON_POSTGRESQL,
                ),
                on_postgresql,
            ),
            ("killed servers, SQLite", pytest("tests/crash", "-m", "crash"), environment),
        ]
        failed = [name for name, command, settings in steps if not step(name, command, settings)]
    with cluster(durable=True) as durable:
        name = "killed servers, PostgreSQL"
        if not step(
            name, pytest("tests/crash", "-m", "crash"), {**environment, "TONGBAN_DATABASE_URL": durable.url}
        ):
            failed.append(name)
    print("\nfailed: " + "; ".join(failed) if failed else "\nall steps passed")
    return 1 if failed else 0


def pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", *arguments]


def step(name: str, command: list[str], environment: dict[str, str]) -> bool:
    print(f"\n=== {name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    print(
        f"=== {name}: {'passed' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s",
        flush=True,
    )
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
