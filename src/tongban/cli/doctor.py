"""``tongban doctor``: what is well, what is not, and the command that mends it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HELP = "Check what this installation needs and say how to mend what is missing."


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its name, whether it is well, what was seen, and how to mend it."""

    name: str
    well: bool
    seen: str
    mend: str = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--production", action="store_true", help="also check what only a public service needs"
    )


def run(options: argparse.Namespace) -> int:
    from tongban.cli.commands import start_django

    start_django()
    findings = [finding for check in CHECKS for finding in check()]
    findings += list(production()) if options.production else []
    for finding in findings:
        print(f"{'ok ' if finding.well else 'BAD'}  {finding.name}: {finding.seen}")
        if not finding.well:
            print(f"     mend: {finding.mend}")
    return 0 if all(finding.well for finding in findings) else 1


def database() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    mend = "check TONGBAN_DATABASE_URL and that the server runs"
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        yield Finding("database", False, str(error).strip(), mend)
        return
    yield Finding("database", True, f"{connection.vendor} {connection.settings_dict['NAME']}")
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield Finding("migrations", not missing, f"{len(missing)} to apply", "tongban manage migrate")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("show server_version_num")
            version = int(cursor.fetchone()[0])
            cursor.execute("show synchronous_commit")
            waits = str(cursor.fetchone()[0])
        yield Finding("PostgreSQL version", version >= 150000, str(version), "use PostgreSQL 15 or newer")
        yield Finding(
            "PostgreSQL waits for the disk",
            waits != "off",
            waits,
            "set synchronous_commit = on for the server",
        )


def keys() -> Iterator[Finding]:
    from tongban.foundation import crypto

    keyring = crypto.keyring()
    signature = crypto.sign(keyring, "audit", b"doctor")
    public = keyring.public_keys()[signature.key_id]
    well = crypto.verify(public, signature, b"doctor")
    yield Finding(
        "signing keys", well, f"{signature.algorithm} {signature.key_id}", "restore keys.json from the backup"
    )


def calendar() -> Iterator[Finding]:
    """This year's notice must be there, and from December the next one's; before that its dates are provisional."""
    from tongban.calendar import queries
    from tongban.cases import services as cases
    from tongban.foundation import clock, workdays

    today = clock.day_of(clock.now())
    calendar = queries.calendar_for()
    years = sorted(calendar.years)
    mend = "tongban calendar import FILE --edition DOCUMENT --source ADDRESS"
    newest = max((card.edition for card in queries.notices()), default=0)
    yield Finding(
        "calendar of this year",
        today.year in calendar.years,
        f"{today.year}; known are {years[0]} to {years[-1]}, {newest} editions imported here",
        mend,
    )
    due = workdays.year_to_import(calendar, today)
    seen = f"{today.year + 1} known" if today.year + 1 in calendar.years else f"{today.year + 1} not known"
    if due == today.year + 1:
        seen += "; its notice is due, until it is imported dates in it are provisional"
    yield Finding("calendar of next year", due is None or today.month < 12, seen, mend)
    behind = cases.recount_is_due()
    seen = "not yet counted by the newest notice" if behind else "counted by the newest notice"
    yield Finding("dates of open cases", not behind, seen, "tongban cases recount")


def search() -> Iterator[Finding]:
    from django.conf import settings

    there = settings.TONGBAN.INDEX.exists()
    yield Finding("search index", there, str(settings.TONGBAN.INDEX.name), "tongban index rebuild")


def deliveries() -> Iterator[Finding]:
    from tongban.outbox import queries as outbox

    stuck = len(outbox.stuck())
    yield Finding(
        "deliveries", stuck == 0, f"{stuck} stuck, {outbox.pending_count()} waiting", "look at 工作台 › 事件"
    )


def production() -> Iterator[Finding]:
    from django.conf import settings

    options = settings.TONGBAN
    yield Finding(
        "PostgreSQL",
        bool(options.DATABASE_URL),
        "set" if options.DATABASE_URL else "SQLite",
        "set TONGBAN_DATABASE_URL",
    )
    yield Finding(
        "TLS", options.HTTPS, str(options.HTTPS), "put a TLS proxy in front and set TONGBAN_HTTPS=1"
    )
    yield Finding("demo off", not options.DEMO, str(options.DEMO), "set TONGBAN_DEMO=0")
    yield Finding(
        "key passphrase",
        bool(options.KEYS_PASSPHRASE),
        "set" if options.KEYS_PASSPHRASE else "none",
        "set TONGBAN_KEYS_PASSPHRASE",
    )


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (database, keys, calendar, search, deliveries)
