"""The measuring half of the case bench: runs in the environment of one database and prints its numbers as JSON."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from bench.case import ROUNDS
from bench.world import SEATS, STEPS, World, build, session_cookie

CASES = 100
CLIENTS = 8


def main() -> dict[str, Any]:
    import django

    django.setup()
    world = build()
    run(world, 30)
    counted = statements(world)
    told: dict[str, Any] = {"services": [], "pgbench": []}
    script = write_script(world) if on_postgresql() else None
    for _round in range(ROUNDS):
        told["services"].append(measured(world, CASES))
        if script:
            told["pgbench"].append(pgbench(script, CASES * 3))
    told["steps"] = {"cpu": by_step(world, CASES), "statements": counted}
    told["after"] = afterwards(world)
    told["http"] = over_http(world, CASES)
    return told if script else {key: value for key, value in told.items() if key != "pgbench"}


def on_postgresql() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


def database_cpu() -> float:
    """The CPU seconds of the postmaster and everything it started, those that have ended included."""
    if "BENCH_POSTMASTER" not in os.environ:
        return 0.0
    return tree_cpu(int(os.environ["BENCH_POSTMASTER"]))


def tree_cpu(pid: int) -> float:
    root = psutil.Process(pid)
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def run(world: World, count: int) -> int:
    """Whole cases through the services; how many."""
    done = 0
    while done < count:
        for who, draft in world.drafts(count - done):
            for step in world.steps(who, draft):
                step()
            done += 1
    return done


def measured(world: World, count: int) -> dict[str, float]:
    """Milliseconds of CPU per case, drafts prepared before."""
    cases = [world.steps(*draft) for draft in world.drafts(count)]
    database, process = database_cpu(), time.process_time()
    for case in cases:
        for step in case:
            step()
    process, database = time.process_time() - process, database_cpu() - database
    return {"process": process / len(cases) * 1000, "database": database / len(cases) * 1000}


def by_step(world: World, count: int) -> dict[str, float]:
    spent = dict.fromkeys(STEPS, 0.0)
    cases = [world.steps(*draft) for draft in world.drafts(count)]
    for case in cases:
        for name, step in zip(STEPS, case, strict=True):
            started = time.process_time()
            step()
            spent[name] += time.process_time() - started
    return {name: cost / len(cases) * 1000 for name, cost in spent.items()}


def statements(world: World) -> dict[str, int]:
    """How many statements each step sends."""
    from django.db import connection

    counts = {}
    [draft] = world.drafts(1)
    for name, step in zip(STEPS, world.steps(*draft), strict=True):
        seen: list[str] = []

        def count(execute: Callable[..., Any], sql: str, *rest: Any, seen: list[str] = seen) -> Any:
            if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
                seen.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            step()
        counts[name] = len(seen)
    return counts


def afterwards(world: World) -> float:
    """Milliseconds of CPU per case for everything the worker does after the writes of this bench."""
    from tongban.outbox import services as outbox

    while outbox.deliver_due(world.at, limit=1_000).n:
        pass
    count = run(world, CASES)
    database, process = database_cpu(), time.process_time()
    while outbox.deliver_due(world.at, limit=1_000).n:
        pass
    return (time.process_time() - process + database_cpu() - database) / count * 1000


# -- the same rows as plain SQL ------------------------------------------------------------------------------


def write_script(world: World) -> Path:
    """A pgbench script of one case, made from the rows that one case really wrote."""
    from tongban.cases import storage

    taken: list[tuple[Any, bool]] = []
    first, later = storage.write_submission, storage.write_step

    def keep_first(step: Any) -> None:
        taken.append((step, True))
        first(step)

    def keep_later(step: Any, version: int) -> None:
        taken.append((step, False))
        later(step, version)

    storage.write_submission, storage.write_step = keep_first, keep_later
    try:
        run(world, 1)
    finally:
        storage.write_submission, storage.write_step = first, later
    lines = ["SELECT gen_random_uuid() AS case_id, md5(random()::text) AS mark \\gset"]
    for place, (step, new) in enumerate(taken):
        lines += ["BEGIN;", *_transaction(step, new, place), "COMMIT;"]
    path = Path(tempfile.mkdtemp(prefix="tongban-pgbench-")) / "case.sql"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _transaction(step: Any, new: bool, place: int) -> list[str]:
    from tongban.cases import statements as sql
    from tongban.cases.rules.rows import CHANGING

    case = _case_of_script(step.case)
    lines = []
    if new:
        lines.append(_insert(sql.CASE, case))
    else:
        lines += [
            "SELECT id, version, head FROM cases_case WHERE id = CAST(:case_id AS uuid) FOR UPDATE;",
            "SELECT seq, kind, at, body FROM cases_caseevent WHERE case_id = CAST(:case_id AS uuid) ORDER BY seq;",
            f"SELECT answer FROM outbox_request WHERE actor_id = '{place}' AND route = 'bench' AND key = :case_id;",
        ]
        names = [name for name in CHANGING if case.get(name) is not None or name not in sql.KEPT_WHEN_NULL]
        sets = ", ".join(f'"{name}" = {_value(sql.CASE, name, case[name])}' for name in names)
        lines.append(f"UPDATE cases_case SET {sets} WHERE id = CAST(:case_id AS uuid);")
    for table, rows in (
        (sql.EVENT, step.events), (sql.LEAF, step.leaves), (sql.ANNOUNCEMENT, step.announcements),
        (sql.REQUEST, step.requests), (sql.SEAT, step.opened), (sql.ENTRY, step.entries),
    ):  # fmt: skip
        lines += [_insert(table, _row_of_script(table.name, dict(row), place)) for row in rows]
    for instance in step.closed:
        lines.append(
            "UPDATE flow_openseat SET closed_at = now(), closed_by = 'bench' "
            f"WHERE subject_id = CAST(:case_id AS uuid) AND instance = '{instance}' AND closed_at IS NULL;"
        )
    return lines


class Raw(str):
    """SQL that stands as it is."""


def _case_of_script(row: Any) -> dict[str, Any]:
    own = {
        "id": Raw("CAST(:case_id AS uuid)"),
        "public_id": Raw("left(:mark, 26)"),
        "number": Raw("left('9' || :mark, 30)"),
        "project_no": Raw("left('p' || :mark, 40)"),
        "object_key": Raw("CAST(:mark AS text)"),
    }
    return {**row, **{name: value for name, value in own.items() if name in row}}


def _row_of_script(table: str, row: dict[str, Any], place: int) -> dict[str, Any]:
    for name in ("case_id", "subject_id"):
        if name in row:
            text = table in {"audit_leaf", "outbox_event"}
            row[name] = Raw("CAST(:case_id AS text)" if text else "CAST(:case_id AS uuid)")
    if "id" in row:
        row["id"] = Raw("gen_random_uuid()")
    if table == "outbox_request":
        row |= {"actor_id": str(place), "route": "bench", "key": Raw("CAST(:case_id AS text)")}
    return row


def _insert(table: Any, row: dict[str, Any]) -> str:
    values = ", ".join(_value(table, name, row[name]) for name in table.columns)
    return f"INSERT INTO {table.name} ({table.names}) VALUES ({values});"


def _value(table: Any, name: str, value: Any) -> str:
    if isinstance(value, Raw):
        return str(value)
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value)
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    # pgbench takes ``:name`` for a variable, inside a text too.
    escaped = text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a").replace("\n", "\\n")
    return f"E'{escaped}'"


def pgbench(script: Path, count: int) -> dict[str, float]:
    """Milliseconds of CPU per case of pgbench and the database."""
    command = [
        os.environ["BENCH_PGBENCH"], "-n", "-M", "prepared", "-c", "1", "-t", str(count), "-f", str(script),
        "-h", "127.0.0.1", "-p", os.environ["BENCH_PORT"], "-U", "tongban", "tongban",
    ]  # fmt: skip
    before, database = _children(), database_cpu()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    client, stored = _children() - before, database_cpu() - database
    return {"all": (client + stored) / count * 1000, "database": stored / count * 1000}


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


# -- over HTTP -----------------------------------------------------------------------------------------------


def over_http(world: World, count: int) -> dict[str, float]:
    """The same seven writes as requests to a real server whose worker stands still."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from tests.server import Server

    os.environ["TONGBAN_INLINE_WORKER"] = "0"
    server = Server(Path(os.environ["TONGBAN_HOME"]))
    server.command("manage", "collectstatic", "--no-input", "-v0")
    cookies = {actor.account_id: session_cookie(actor.account_id, world.at) for actor in world.applicants}
    cookies |= {place: session_cookie(actor.account_id, world.at) for place, actor in world.officials.items()}
    server.start()
    try:
        _serve_cases(server.port, world.drafts(CLIENTS * 3), cookies)
        drafts = world.drafts(count)
        pid = server.process.pid if server.process else 0
        served, database, started = tree_cpu(pid), database_cpu(), time.perf_counter()
        _serve_cases(server.port, drafts, cookies)
        took = time.perf_counter() - started
        served, database = tree_cpu(pid) - served, database_cpu() - database
    finally:
        server.kill()
    made = len(drafts)
    return {
        "server": served / made * 1000, "database": database / made * 1000,
        "rate": made / took, "clients": CLIENTS,
    }  # fmt: skip


def _serve_cases(port: int, drafts: list[tuple[Any, str]], cookies: dict[str, str]) -> None:
    """All these drafts become cases, by clients that keep their connections."""
    waiting, faults = list(drafts), []

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            while waiting:
                who, draft = waiting.pop()
                _one_case(connection, cookies[who.account_id], draft, cookies)
        except Exception as error:  # noqa: BLE001 - told by the bench
            faults.append(repr(error))

    threads = [threading.Thread(target=client) for _number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(faults[0])


def _one_case(connection: http.client.HTTPConnection, own: str, draft: str, cookies: dict[str, str]) -> None:
    case = _post(connection, own, f"/drafts/{draft}/submit", {}, draft)["public_id"]
    _post(connection, cookies["window"], f"/{case}/accept", {}, draft)
    for seat, department in SEATS:
        body = {"verdict": "agree", "reason": "经核对,情况属实。"}
        _post(connection, cookies[department], f"/{case}/seats/{seat}/opinion", body, draft)
    _post(connection, cookies["police"], f"/{case}/decision", {"approve": True}, draft)
    _post(connection, cookies["window"], f"/{case}/delivery", {"method": "window"}, draft)


def _post(connection: http.client.HTTPConnection, session: str, path: str, body: Any, key: str) -> Any:
    token = "t" * 32
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token,
        "Content-Type": "application/json", "Idempotency-Key": f"{path[-20:]}{key}",
    }  # fmt: skip
    connection.request("POST", f"/api/v1/cases{path}", json.dumps(body), headers)
    answer = connection.getresponse()
    data = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {data[:300]!r}")
    return json.loads(data)


if __name__ == "__main__":
    print(json.dumps(main()))
