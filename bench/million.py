"""A million open cases on a PostgreSQL of its own (durable), made set-based, for the benches of worklists and recounts.

The rows are those that the services write: each case of a published item of the sample town, with the dates that the
rules give for its day, an open seat while it is under review, and two events. The events' texts and hashes are short
stand-ins, the record and the announcements begin empty: nothing measured here reads them.

    python -m bench.million [CASES]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
CASES = 1_000_000
AT = datetime.fromisoformat("2026-11-20T10:00:00+08:00")
TODAY = AT.date()
PARTS = (("submitted", 4), ("accepted", 88), ("decided", 8))
"""Of a hundred open cases, so many are in this state."""


def main(only: str = "", cases: int = CASES) -> Iterator[str]:
    """The lines of both benches, or of one: worklist, recount."""
    from postgres import cluster

    from bench import recount, worklist

    with cluster(durable=True) as postgresql, tempfile.TemporaryDirectory(prefix="tongban-bench-") as home:
        environment = {
            **os.environ,
            "TONGBAN_HOME": home,
            "TONGBAN_DEMO": "1",
            "TONGBAN_DATABASE_URL": postgresql.url,
            "BENCH_POSTMASTER": str(postgresql.pid),
            "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.million", "--child", only or "all", str(cases)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    if "worklist" in told:
        yield from worklist.lines(told["worklist"])
    if "recount" in told:
        yield from recount.lines(told["recount"])


def child(only: str, cases: int) -> dict[str, Any]:
    """The measuring half, in the environment of the database."""
    import django

    django.setup()
    from bench import recount, worklist

    build(cases)
    told: dict[str, Any] = {}
    if only in {"all", "worklist"}:
        told["worklist"] = {"cases": cases, **worklist.measured()}
    if only in {"all", "recount"}:
        told["recount"] = {"cases": cases, "runs": recount.measured()}
    return told


def build(cases: int) -> None:
    """The sample town without its cases, and so many open cases of its items."""
    from django.core.management import call_command
    from django.db import connection

    from tongban.sample import town

    call_command("migrate", verbosity=0, interactive=False)
    town.load(AT, number=0)
    kinds = list(_kinds())
    with connection.cursor() as cursor:
        cursor.execute(_KINDS_TABLE)
        columns = list(kinds[0])
        with cursor.copy(f"COPY bench_kind ({', '.join(columns)}) FROM STDIN") as copy:
            for kind in kinds:
                copy.write_row([kind[name] for name in columns])
        first = 0
        for state, share in PARTS:
            last = first + cases * share // 100
            cursor.execute("SELECT count(*) FROM bench_kind WHERE state = %s", [state])
            many = cursor.fetchone()[0]
            cursor.execute(_CASES, [many, first + 1, last, state])
            first = last
        cursor.execute(_SUBMITTED)
        cursor.execute(_ACCEPTED)
        cursor.execute(_SEATS)
    connection.ensure_connection()
    autocommit = connection.connection
    autocommit.execute("VACUUM (ANALYZE) cases_case")
    autocommit.execute("VACUUM (ANALYZE) cases_caseevent")
    autocommit.execute("VACUUM (ANALYZE) flow_openseat")
    autocommit.execute("CHECKPOINT")


def _kinds() -> Iterator[dict[str, Any]]:
    """Every combination of item, state and day in which a case would be open and in time today, with its dates."""
    from tongban.cases import rules
    from tongban.cases.rules import recounting
    from tongban.cases.services.routes import _plan, item_ref
    from tongban.catalogue import queries as catalogue
    from tongban.flow import rules as flow
    from tongban.foundation.workdays import national_calendar
    from tongban.org import queries as org

    calendar = national_calendar()
    place = {state: 0 for state, _share in PARTS}
    for line in catalogue.appliable_items(on=TODAY):
        item = item_ref(catalogue.version(version_id=line.version_id))
        seat = next(iter(flow.seats_of(_plan(line.version_id))))
        department = org.department_by_code(code=seat.department)
        if department is None:
            continue
        for state, _share in PARTS:
            for day in _days(calendar):
                standing = recounting.Standing(rules.State(state), day, item, ())
                due, *more = recounting.counted_again(standing, calendar)
                if due.on <= TODAY:
                    continue
                statutory = more[0] if more else rules.Deadline(due.on)
                yield {
                    "n": place[state], "state": state, "start_on": day, "due_on": due.on,
                    "due_provisional": due.provisional, "statutory_on": statutory.on,
                    "statutory_provisional": bool(more) and statutory.provisional,
                    "implementation_id": item.implementation_id, "version_id": item.version_id,
                    "version_no": item.version_no, "item_code": item.code, "item_name": item.name,
                    "department_id": item.department_id, "department_name": item.department_name,
                    "region_code": item.region_code, "seat": seat.key, "seat_name": seat.name,
                    "duty": seat.duty.value, "permission": seat.permission, "seat_department": department.id,
                    "seat_due": recounting.seat_due(day, seat.workdays, calendar).on,
                }  # fmt: skip
                place[state] += 1


def _days(calendar: Any) -> Iterator[date]:
    day = TODAY - timedelta(days=120)
    while day <= TODAY:
        if calendar.is_workday(day):
            yield day
        day += timedelta(days=1)


_KINDS_TABLE = """
CREATE TABLE bench_kind (n int, state text, start_on date, due_on date, due_provisional boolean, statutory_on date,
    statutory_provisional boolean, implementation_id uuid, version_id uuid, version_no int, item_code text, item_name text,
    department_id uuid, department_name text, region_code text, seat text, seat_name text, duty text, permission text,
    seat_department uuid, seat_due date)
"""
_CASES = """
INSERT INTO cases_case (id, public_id, number, project_no, implementation_id, version_id, version_no, item_code, item_name,
    department_id, department_name, region_code, applicant_kind, applicant_id, applicant_person_id, applicant_name,
    applicant_masked, account_id, channel, object_key, state, version, head, submitted_at, received_on, accepted_on,
    promised_due_on, statutory_due_on, due_on, due_provisional, statutory_provisional, decided_at, outcome, answers, materials)
SELECT ('019a0000-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, lpad(g::text, 26, '0'),
    'B' || lpad(g::text, 20, '0'), 'P' || lpad(g::text, 30, '0'), k.implementation_id, k.version_id, k.version_no,
    k.item_code, k.item_name, k.department_id, k.department_name, k.region_code, 'person', p, p, '王小明', '王**', p,
    'online', md5(g::text), k.state, CASE k.state WHEN 'submitted' THEN 1 WHEN 'accepted' THEN 2 ELSE 3 END,
    md5(g::text) || md5(g::text), k.start_on + time '02:00', k.start_on,
    CASE WHEN k.state <> 'submitted' THEN k.start_on END, CASE WHEN k.state <> 'submitted' THEN k.due_on END,
    CASE WHEN k.state <> 'submitted' THEN k.statutory_on END, k.due_on, k.due_provisional, k.statutory_provisional,
    CASE WHEN k.state = 'decided' THEN k.start_on + time '02:00' END, '',
    '{"household": "3", "income": "2800"}', '[]'
FROM (SELECT g, g %% %s::int AS n, ('019b0000-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid AS p
    FROM generate_series(%s::int, %s::int) AS g) AS numbered
JOIN bench_kind AS k ON k.state = %s AND k.n = numbered.n
"""
_EVENT = """
INSERT INTO cases_caseevent (case_id, seq, kind, at, account_id, person_id, staff_id, name, role, department_id,
    department_name, body_id, body, prev_hash, hash)
SELECT c.id, {seq}, '{kind}', c.submitted_at, '', '', '', '', 'citizen', '', '', '', '{{}}', '', c.head FROM cases_case AS c
"""
_SUBMITTED = _EVENT.format(seq=1, kind="submitted")
_ACCEPTED = _EVENT.format(seq=2, kind="accepted") + " WHERE c.state <> 'submitted'"
_SEATS = """
INSERT INTO flow_openseat (id, subject_id, instance, key, name, duty, department_id, permission, stand_in, region_code,
    title, number, applicant, opened_at, due_on, paused, closed_by)
SELECT c.id, c.id, k.seat, k.seat, k.seat_name, k.duty, k.seat_department, k.permission, '', c.region_code, c.item_name,
    c.number, c.applicant_masked, c.accepted_on + time '02:00', k.seat_due, false, ''
FROM cases_case AS c JOIN bench_kind AS k
    ON k.state = 'accepted' AND k.version_id = c.version_id AND k.start_on = c.accepted_on
WHERE c.state = 'accepted'
"""

if __name__ == "__main__":
    if "--child" in sys.argv:
        print(json.dumps(child(sys.argv[-2], int(sys.argv[-1]))))
    else:
        print("\n".join(main(cases=int(sys.argv[1]) if len(sys.argv) > 1 else CASES)))
