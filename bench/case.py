"""What a full case costs: seven writes (submit, accept, three opinions, decide, deliver), in CPU of house and database.

Measured in process through the services, over HTTP through the interface, and beside it as a pgbench script that
writes the same rows as plain SQL: the ratio to that script survives a noisy machine, the milliseconds do not.

    python -m bench.case            all of it, on a PostgreSQL of its own (durable) and on SQLite
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

ROUNDS = 3
BUDGET = 12.0


def main() -> list[str]:
    from postgres import cluster

    with cluster(durable=True) as postgresql:
        told = child(
            {
                "TONGBAN_DATABASE_URL": postgresql.url,
                "BENCH_POSTMASTER": str(postgresql.pid),
                "BENCH_PGBENCH": str(postgresql.binaries / "pgbench"),
                "BENCH_PORT": str(postgresql.port),
            }
        )
    return [*lines("PostgreSQL", told), *lines("SQLite", child({"TONGBAN_DATABASE_URL": ""}))]


def child(environment: dict[str, str]) -> dict[str, object]:
    """The numbers of one database, measured in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as home:
        done = subprocess.run(
            [sys.executable, "-m", "bench.case_child"],
            cwd=ROOT,
            env={
                **os.environ, "TONGBAN_HOME": home, "TONGBAN_DEMO": "1",
                "DJANGO_SETTINGS_MODULE": "tongban.config.settings", **environment,
            },
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def lines(database: str, told: dict[str, object]) -> list[str]:
    """The numbers as sentences."""
    rounds: list[dict[str, float]] = told["services"]  # type: ignore[assignment]
    house, stored = _median(rounds, "process"), _median(rounds, "database")
    steps: dict[str, list[float]] = told["steps"]  # type: ignore[assignment]
    said = [
        f"case: {database}, services in process: {house + stored:.1f} ms CPU per full case "
        f"({house:.1f} application, {stored:.1f} database{'' if stored else ' is in the application'})"
        + (f"; the budget is {BUDGET:.0f}" if stored else ""),
        f"case: {database}, application CPU by step in ms: "
        + ", ".join(f"{name} {cost:.1f}" for name, cost in steps["cpu"].items()),  # type: ignore[attr-defined]
        f"case: {database}, statements by step (BEGIN and COMMIT besides): "
        + ", ".join(f"{name} {count:.0f}" for name, count in steps["statements"].items()),  # type: ignore[attr-defined]
        f"case: {database}, what follows by itself (licence signed and stored, messages, uses noted): "
        f"{told['after']:.1f} ms CPU per case in the worker",
    ]
    if "pgbench" in told:
        plain = _median(told["pgbench"], "all")  # type: ignore[arg-type]
        said.append(
            f"case: the same rows as plain SQL by pgbench: {plain:.1f} ms CPU per case (client and database); "
            f"ratio {(house + stored) / plain:.1f}"
        )
    http: dict[str, float] = told["http"]  # type: ignore[assignment]
    said.append(
        f"case: {database}, over HTTP: {http['server'] + http['database']:.1f} ms CPU per full case "
        f"({http['server']:.1f} server, {http['database']:.1f} database), "
        f"{http['rate']:.0f} cases/s with {http['clients']:.0f} clients beside it on the same machine"
    )
    return said


def _median(rounds: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in rounds)


if __name__ == "__main__":
    print("\n".join(main()))
