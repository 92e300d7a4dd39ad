"""What a commit must keep, in under ninety seconds: format, lint, types, contracts, house and rules tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STEPS = [
    ("format", [str(BIN / "ruff"), "format", "--check", "."]),
    ("lint", [str(BIN / "ruff"), "check", "."]),
    ("contracts", [str(BIN / "lint-imports")]),
    ("types", [str(BIN / "mypy")]),
]
TESTS = ("rules", [sys.executable, "-m", "pytest", "-q", "-n", "2", "--no-storage"])


def main(arguments: list[str]) -> int:
    # The oracles of exported plans play 500 each in the whole suite; a commit waits for fewer.
    os.environ.setdefault("TONGBAN_PLANS", "50")
    steps = STEPS if "--no-tests" in arguments else [*STEPS, TESTS]
    started, running = time.monotonic(), []
    for name, command in steps:
        running.append(
            (
                name,
                subprocess.Popen(
                    command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
                ),
            )
        )
    failed = []
    for name, process in running:
        output, _ = process.communicate()
        if process.returncode:
            failed.append(name)
            print(f"--- {name}\n{output}")
        elif name == "rules":
            print(output.strip().splitlines()[-1])
    print(f"{'failed: ' + ', '.join(failed) if failed else 'all kept'} ({time.monotonic() - started:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
