"""What it costs to count the dates of a million open cases again: seconds, and CPU of house and database.

First the notice of the coming year as it appears in November: all cases are examined, those that reach into the new
year change. Then the worst: tomorrow becomes a day off, and every date that is still to come moves.
"""

from __future__ import annotations

import time
from typing import Any

NOTICE = "date,holiday,kind,notice_year\n" + "\n".join(
    f"2027-{day},{name},off,2027"
    for name, days in {
        "元旦": ("01-01", "01-02", "01-03"),
        "春节": ("02-05", "02-06", "02-07", "02-08", "02-09", "02-10", "02-11"),
        "清明节": ("04-03", "04-04", "04-05"),
        "劳动节": ("05-01", "05-02", "05-03", "05-04", "05-05"),
        "端午节": ("06-09",),
        "中秋节": ("09-15", "09-16", "09-17"),
        "国庆节": ("10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07"),
    }.items()
    for day in days
)
STORM = "date,holiday,kind,notice_year\n2026-11-23,防台风放假,off,2026\n"
LIMIT_S = 60.0


def measured() -> list[dict[str, Any]]:
    """Three recounts: after the notice of the coming year, again with nothing to do, and after the worst notice."""
    from bench.million import AT
    from tongban.calendar import services as calendar
    from tongban.foundation.actors import SYSTEM
    from tongban.org import queries as org

    told = {"source": "bench", "title": "bench", "actor": SYSTEM, "at": AT}
    calendar.import_notices(text=NOTICE, **told)  # type: ignore[arg-type]
    runs = [_run("the notice of 2027 appears"), _run("nothing has changed since")]
    for region in org.regions(parent_code=None):
        if not region.parent_code:
            calendar.import_notices(text=STORM, region_code=region.code, **told)  # type: ignore[arg-type]
    return [*runs, _run("the next workday becomes a day off")]


def _run(name: str) -> dict[str, Any]:
    from bench.case_child import database_cpu
    from bench.million import AT
    from tongban.cases import services
    from tongban.foundation.actors import SYSTEM

    wall, process, database = time.perf_counter(), time.process_time(), database_cpu()
    done = services.recount(actor=SYSTEM, at=AT)
    return {
        "name": name,
        "examined": done.examined,
        "changed": done.changed,
        "seconds": time.perf_counter() - wall,
        "process": time.process_time() - process,
        "database": database_cpu() - database,
    }


def lines(told: dict[str, Any]) -> list[str]:
    """The numbers as sentences."""
    return [
        f"recount: PostgreSQL, {run['name']}: {run['examined']} open cases examined, {run['changed']} changed, "
        f"{run['seconds']:.0f} s ({run['process']:.0f} s CPU of the house, {run['database']:.0f} s of the database)"
        for run in told["runs"]
    ]
