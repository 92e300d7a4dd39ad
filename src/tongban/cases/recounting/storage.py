"""A recount in the database: what exists, what differs, the next cases held, and everything written in one go."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson
from django.db import connection

from tongban.cases import statements as tables
from tongban.cases.recounting import statements as sql
from tongban.cases.rules import KINDS, By, CaseEvent, Link, event_row, read
from tongban.foundation.clock import day_of

# Any number that no other lock of this house uses.
_LOCK = 0x746F6E67_03
Row = Mapping[str, Any]
Keys = Sequence[Any]
"""Keys of cases, as the database holds them."""


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
    dues: Iterable[Sequence[Any]], seats: Iterable[Sequence[Any]], looked: Iterable[str], *, earlier: bool
) -> int:
    """Find the cases to look at; how many.

    dues    rows of state, version, region, start, date, provisional, statutory date, statutory provisional
    seats   rows of version, region, seat, start, date
    looked  versions of which every case is looked at that is not accepted yet: its row shows one of two days
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
        for version in looked:
            cursor.execute(sql.FIND_SUBMITTED, [_key(version)])
        cursor.execute("SELECT count(*) FROM recount_found")
        return int(cursor.fetchone()[0])


def earlier() -> int:
    """How many of the simple cases hold a later date than counting them gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql.earlier(_dialect()))
        return int(cursor.fetchone()[0])


def found(limit: int) -> Iterator[Keys]:
    """The cases that were found, in the order of their keys, so many at a time."""
    after = _key(str(uuid.UUID(int=0)))
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql.FOUND, [after, limit])
            keys = [row[0] for row in cursor.fetchall()]
        if not keys:
            return
        yield keys
        after = keys[-1]


def batch(cases: Keys) -> tuple[Held, ...]:
    """These cases, held until the transaction ends, with their open seats."""
    with connection.cursor() as cursor:
        rows = _of(cursor, *sql.batch(_dialect()), cases)
        keys = [row[0] for row in rows]
        # Asked after the cases are held, so that an act that was faster is seen whole.
        particular = {row[0] for row in _of(cursor, sql.PARTICULAR_OF, "", keys)}
        seats: dict[Any, list[Seat]] = {}
        for case, instance, key, opened_at, due_on in _of(cursor, sql.SEATS_OF, "", keys):
            seat = Seat(instance, key, day_of(_moment(opened_at)), _day(due_on))
            seats.setdefault(case, []).append(seat)
    return tuple(
        _held(row, tuple(seats.get(row[0], ())), bool(row[12]) or row[0] in particular) for row in rows
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
    with connection.cursor() as cursor:
        written = _change_cases(cursor, changes)
        _add_links(cursor, changes)
        _change_seats(cursor, changes)
    return written


def _change_cases(cursor: Any, changes: Sequence[Change]) -> int:
    rows: list[Row] = [
        {
            "head": one.link.hash,
            "due_on": one.dates.due_on,
            "due_provisional": one.dates.due_provisional,
            "promised_on": one.dates.promised_on,
            "statutory_on": one.dates.statutory_on,
            "statutory_provisional": one.dates.statutory_provisional,
            "id": one.held.id,
            "was": one.held.version,
        }
        for one in changes
    ]
    if _is_postgresql():
        cursor.execute(sql.PG_CHANGE_CASES, [_records(rows)])
        return int(cursor.rowcount)
    written = 0
    for row in rows:
        cursor.execute(sql.CHANGE_CASE, _values(row))
        written += cursor.rowcount
    return written


def _change_seats(cursor: Any, changes: Sequence[Change]) -> None:
    rows: list[Row] = [
        {"due_on": day, "id": one.held.id, "instance": instance}
        for one in changes
        for instance, day in one.dates.seats
    ]
    if rows and _is_postgresql():
        cursor.execute(sql.PG_CHANGE_SEATS, [_records(rows)])
    elif rows:
        cursor.executemany(sql.CHANGE_SEAT, [_values(row) for row in rows])


def _values(row: Row) -> list[Any]:
    return [_key(value) if name == "id" else value for name, value in row.items()]


def _records(rows: Sequence[Row]) -> str:
    """Rows as one value: the driver writes lists of texts and keys at a third of this speed."""
    return orjson.dumps(rows).decode()


def waiting(case_ids: Iterable[str]) -> list[str]:
    """Which of these cases have something waiting beside the seats."""
    with connection.cursor() as cursor:
        found = _of(cursor, sql.WAITING_OF, "", [_key(one) for one in case_ids])
    return sorted(_text(key) for (key,) in found)


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


def _of(cursor: Any, statement: str, rest: str, keys: Keys) -> list[Any]:
    """The rows of these cases; the keys are asked for between the statement and its rest."""
    if _is_postgresql():
        # One text for all keys: the driver writes a list of keys at a tenth of this speed.
        cursor.execute(f"{statement} = ANY(%s::uuid[]) {rest}", ["{" + ",".join(map(str, keys)) + "}"])
    else:
        cursor.execute(f"{statement} IN ({', '.join(['%s'] * len(keys))}) {rest}", list(keys))
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
