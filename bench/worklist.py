"""What the first page of a worklist costs the database at a million open cases: execution times as it says them itself."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

ROUNDS = 7
LIMIT_MS = 5.0


def measured() -> dict[str, Any]:
    """Milliseconds of database time for each list, the median of some rounds, all its statements together."""
    from django.db import connection

    from bench.million import TODAY
    from tongban.cases import queries as cases
    from tongban.flow import queries as flow

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT department_id::text, permission, count(*) FROM flow_openseat WHERE closed_at IS NULL "
            "GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1"
        )
        department, permission, seats = cursor.fetchone()
        cursor.execute(
            "SELECT department_id::text, count(*) FROM cases_case WHERE closed_at IS NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
        )
        busiest, open_there = cursor.fetchone()
    wanted = {"department_ids": [department], "permissions": [permission], "today": TODAY}
    first = flow.worklist(**wanted)
    asked: dict[str, Callable[[], object]] = {
        f"seats of a department ({seats} open)": lambda: flow.worklist(**wanted),
        "the page after it": lambda: flow.worklist(**wanted, after=first[-1].keyset),
        "the supervisor's list of all cases": lambda: cases.open_cases(today=TODAY),
        f"the supervisor's list of one department ({open_there} open)": lambda: cases.open_cases(
            today=TODAY, department_id=busiest
        ),
        "the supervisor's list of warnings": lambda: cases.open_cases(today=TODAY, light="warning"),
    }
    return {"lists": {name: _median(ask) for name, ask in asked.items()}}


def lines(told: dict[str, Any]) -> list[str]:
    """The numbers as sentences."""
    said = ", ".join(f"{name} {cost:.2f}" for name, cost in told["lists"].items())
    return [
        f"worklist: PostgreSQL, {told['cases']} open cases, database time of a page in ms: {said}; "
        f"the budget is {LIMIT_MS:.0f}"
    ]


def _median(ask: Callable[[], object]) -> float:
    """The execution time of everything that one question asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        ask()
    statements = [one["sql"] for one in asked.captured_queries if one["sql"].startswith("SELECT")]
    return statistics.median(sum(map(_explained, statements)) for _round in range(ROUNDS))


def _explained(statement: str) -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statement.replace("%", "%%"))
        return float(cursor.fetchone()[0][0]["Execution Time"])
