"""A recount in the database: what exists, what differs, the next cases held, and everything written in one go."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from tongban.cases import statements as tables
from tongban.cases.recounting import statements as sql
from tongban.cases.rules import KINDS, By, CaseEvent, Link, event_row, read
from tongban.foundation.clock import day_of

# Any number that no other lock of this house uses.
_LOCK = 0x746F6E67_03
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Start:
    """Cases that began to be counted on one day, under one version, in one region, in one state."""

    state: str
    version_id: str
    region_code: str
    on: date
    cases: int


@dataclass(frozen=True, slots=True)
class SeatStart:
    """Open seats that have been asked since one day."""

    version_id: str
    region_code: str
    seat: str
    on: date


@dataclass(frozen=True, slots=True)
class Seat:
    """An open seat: its name in the case and in the plan, since when it is asked, and its date."""

    instance: str
    key: str
    opened_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Clocks:
    """What a case shows; cases that show the same are counted once.

    start  the day from which the running clock is counted
    """

    state: str
    version_id: str
    region_code: str
    start: date | None
    due_on: date | None
    due_provisional: bool
    promised_on: date | None
    statutory_on: date | None
    statutory_provisional: bool
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A case held until the transaction ends. ``particular``: its ledger must be read to know its dates."""

    id: str
    version: int
    head: str
    clocks: Clocks
    particular: bool


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates that a case shows from now on; ``seats`` are those that get another one."""

    due_on: date
    due_provisional: bool
    promised_on: date | None
    statutory_on: date | None
    statutory_provisional: bool
    seats: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A case that was held, the link that its ledger gets, and its new dates."""

    held: Held
    link: Link
    dates: Dates


@contextmanager
def only_one() -> Iterator[bool]:
    """Whether this connection may recount; another that is at it keeps the right until it is done or gone."""
    if not _is_postgresql():
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({_LOCK})")
        got = bool(cursor.fetchone()[0])
        try:
            yield got
        finally:
            if got:
                cursor.execute(f"SELECT pg_advisory_unlock({_LOCK})")


def prepare() -> tuple[list[Start], list[SeatStart]]:
    """Make the tables of this recount; the combinations that open cases and seats have."""
    dialect = _dialect()
    with connection.cursor() as cursor:
        for statement in sql.temporary(dialect):
            cursor.execute(statement)
        cursor.execute(sql.starts(dialect))
        starts = [
            Start(state, _text(version), region, _day(on), cases)
            for state, version, region, on, cases in cursor.fetchall()
            if on is not None
        ]
        cursor.execute(sql.seat_starts(dialect))
        seats = [
            SeatStart(_text(version), region, key, _day(on))
            for version, region, key, on, _n in cursor.fetchall()
        ]
    return starts, seats


def find(
    dues: Iterable[Sequence[Any]], seats: Iterable[Sequence[Any]], versions: Iterable[str], *, earlier: bool
) -> int:
    """Find the cases to look at; how many.

    dues      rows of state, version, region, start, date, provisional, statutory date, statutory provisional
    seats     rows of version, region, seat, start, date
    versions  of which every open case is looked at
    """
    dialect = _dialect()
    with connection.cursor() as cursor:
        cursor.executemany(sql.INSERT_DUE, [[row[0], _key(row[1]), *row[2:]] for row in dues])
        cursor.executemany(sql.INSERT_SEAT, [[_key(row[0]), *row[1:]] for row in seats])
        if _is_postgresql():
            cursor.execute("ANALYZE recount_due")
            cursor.execute("ANALYZE recount_seat")
        for statement in sql.find(dialect, earlier=earlier):
            cursor.execute(statement)
        for version in versions:
            cursor.execute(sql.FIND_VERSION, [_key(version)])
        cursor.execute("SELECT count(*) FROM recount_found")
        return int(cursor.fetchone()[0])


def earlier() -> int:
    """How many of the simple cases hold a later date than counting them gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql.earlier(_dialect()))
        return int(cursor.fetchone()[0])


def batch(after: str, limit: int) -> tuple[Held, ...]:
    """The next cases in the order of their keys, held, with their open seats. ``after`` is empty for the first."""
    with connection.cursor() as cursor:
        cursor.execute(sql.batch(_dialect()), [_key(after or str(uuid.UUID(int=0))), limit])
        rows = cursor.fetchall()
        keys = [row[0] for row in rows]
        if not keys:
            return ()
        # Asked after the cases are held, so that an act that was faster is seen whole.
        particular = {row[0] for row in _of(cursor, sql.PARTICULAR_OF, keys)}
        seats: dict[Any, list[Seat]] = {}
        for case, instance, key, opened_at, due_on in _of(cursor, sql.SEATS_OF, keys):
            seat = Seat(instance, key, day_of(_moment(opened_at)), _day(due_on))
            seats.setdefault(case, []).append(seat)
    return tuple(
        _held(row, tuple(seats.get(row[0], ())), row[0] in particular or row[12] is not None) for row in rows
    )


def _held(row: Sequence[Any], seats: tuple[Seat, ...], particular: bool) -> Held:
    clocks = Clocks(
        state=row[3],
        version_id=_text(row[4]),
        region_code=row[5],
        start=_maybe(row[6]),
        due_on=_maybe(row[7]),
        due_provisional=bool(row[8]),
        promised_on=_maybe(row[9]),
        statutory_on=_maybe(row[10]),
        statutory_provisional=bool(row[11]),
        seats=seats,
    )
    return Held(_text(row[0]), row[1], row[2], clocks, particular)


def ledger(case_id: str) -> tuple[CaseEvent, ...]:
    """The events of a case as far as they are needed to fold them."""
    with connection.cursor() as cursor:
        cursor.execute(tables.EVENTS, [_key(case_id)])
        return tuple(
            CaseEvent(seq, _moment(at), By(), read(KINDS[kind], json.loads(body)))
            for seq, kind, at, body in cursor.fetchall()
        )


def write(changes: Sequence[Change]) -> int:
    """Write the new dates and the links of the ledgers, each case only at the version that was held; how many were."""
    seats = [(day, _key(one.held.id), instance) for one in changes for instance, day in one.dates.seats]
    with connection.cursor() as cursor:
        written = _change_cases(cursor, changes)
        _add_links(cursor, changes)
        if seats and _is_postgresql():
            cursor.execute(sql.PG_CHANGE_SEATS, [list(column) for column in zip(*seats, strict=True)])
        elif seats:
            cursor.executemany(sql.CHANGE_SEAT, seats)
    return written


def _change_cases(cursor: Any, changes: Sequence[Change]) -> int:
    rows = [
        (
            one.link.hash, one.dates.due_on, one.dates.due_provisional, one.dates.promised_on,
            one.dates.statutory_on, one.dates.statutory_provisional,
        )
        for one in changes
    ]  # fmt: skip
    if _is_postgresql():
        ids, versions = [one.held.id for one in changes], [one.held.version for one in changes]
        cursor.execute(sql.PG_CHANGE_CASES, [ids, versions, *map(list, zip(*rows, strict=True))])
        return int(cursor.rowcount)
    written = 0
    for one, row in zip(changes, rows, strict=True):
        cursor.execute(sql.CHANGE_CASE, [*row, _key(one.held.id), one.held.version])
        written += cursor.rowcount
    return written


def _add_links(cursor: Any, changes: Sequence[Change]) -> None:
    """Add the events: by COPY on PostgreSQL, which costs a third of an INSERT."""
    table = tables.EVENT
    rows = [event_row(one.held.id, one.link) for one in changes]
    if _is_postgresql():
        with cursor.copy(f"COPY {table.name} ({table.names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[name] for name in table.columns])
        return
    places = ", ".join(["%s"] * len(table.columns))
    statement = f"INSERT INTO {table.name} ({table.names}) VALUES ({places})"  # noqa: S608
    cursor.executemany(statement, [[_stored(table, row, name) for name in table.columns] for row in rows])


def _of(cursor: Any, statement: str, keys: Sequence[Any]) -> list[Any]:
    """The rows of these cases."""
    if _is_postgresql():
        cursor.execute(f"{statement} = ANY(%s)", [list(keys)])
    else:
        cursor.execute(f"{statement} IN ({', '.join(['%s'] * len(keys))})", list(keys))
    return list(cursor.fetchall())


def _dialect() -> sql.Dialect:
    return sql.Dialect(postgresql=_is_postgresql())


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _stored(table: tables.Table, row: Row, name: str) -> Any:
    value = row[name]
    if name in table.keys:
        return _key(str(value))
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _key(text: str) -> Any:
    key = uuid.UUID(str(text))
    return key if _is_postgresql() else key.hex


def _text(stored: Any) -> str:
    return str(stored) if isinstance(stored, uuid.UUID) else str(uuid.UUID(stored))


def _maybe(stored: date | str | None) -> date | None:
    return None if stored is None else _day(stored)


def _day(stored: date | str) -> date:
    return stored if isinstance(stored, date) else date.fromisoformat(stored)


def _moment(stored: datetime | str) -> datetime:
    """The moment as stored; SQLite gives it without its zone, which is UTC."""
    moment = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
