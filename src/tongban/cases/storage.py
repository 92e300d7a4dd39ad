"""The hot path: hand-written SQL for the writes that make a case. The only place that writes other rooms' tables.

A step is: read the case with its events, then one statement that writes everything if the case still stands as it
was read: the case row, its events, the seats and entries of its plan, the record, the announcements and the answer
to the request. On PostgreSQL that is one data-modifying WITH over rows given as JSON, its text constant so that it
is prepared once, and a transaction by itself: neither BEGIN nor COMMIT is sent, and no lock is held while the rules
are asked. On SQLite, which has no round trips, the case is locked and the same rows go in as plain statements. The rows are made by the rooms' own rules
(``audit.rules.leaf_row``, ``outbox.rules.event_row`` and ``request_row``, ``flow.rules.seat_row``).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import connection

from tongban.cases import statements as sql
from tongban.cases.rules.rows import CHANGING
from tongban.foundation.canonical import row_json

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RequestKey:
    """By what a request is known when it comes again."""

    actor_id: str
    route: str
    key: str


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """What was answered to a request before, and the digest of what was asked."""

    request_hash: str
    answer: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event as far as it is needed to fold it."""

    seq: int
    kind: str
    at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A case as it was read, with its events; or the answer that was given before.

    notice  the newest edition of the notices of holidays, by which the act is to count
    """

    id: str
    version: int
    head: str
    events: tuple[Told, ...]
    answered: StoredRequest | None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class TakenDraft:
    """A draft held until the transaction ends, with its serials; or the answer that was given before."""

    id: str
    account_id: str
    applicant_kind: str
    applicant_id: str
    implementation_id: str
    version_id: str
    region_code: str
    answers: Mapping[str, Any]
    materials: Mapping[str, Any]
    submitted_case: str
    choice: Mapping[str, Any]
    number_serial: int
    project_serial: int
    answered: StoredRequest | None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Everything that one act writes.

    redated  open seats with their new dates
    paused   whether the clocks of the open seats stand still from now on; None: as before
    plan     key and number of the version whose plan the case follows from now on; None: as before
    """

    case: Row
    events: Sequence[Row]
    leaves: Sequence[Row]
    announcements: Sequence[Row]
    requests: Sequence[Row] = ()
    opened: Sequence[Row] = ()
    closed: Sequence[str] = ()
    entries: Sequence[Row] = ()
    redated: Sequence[tuple[str, date]] = ()
    paused: bool | None = None
    plan: tuple[str, int] | None = None
    draft_id: str = ""
    at: datetime | None = None
    by: str = ""

    @property
    def reopened(self) -> list[str]:
        """The seats that are closed and open again in other hands."""
        opened = {row["instance"] for row in self.opened}
        return [one for one in self.closed if one in opened]

    @property
    def beside(self) -> bool:
        """Whether the case changes in ways that the one statement of the hot path does not write."""
        return bool(self.redated or self.reopened or self.plan) or self.paused is not None


class StepLost(RuntimeError):
    """Not written, nothing of it: another act was faster, or a lock is needed; with a lock it is a fault. No refusal."""


def writes_at_once() -> bool:
    """Whether a step here is one statement and a transaction by itself, so that nothing needs to be held for it."""
    return _is_postgresql() and not connection.in_atomic_block


def read_case(*, public_id: str, request: RequestKey | None = None, hold: bool) -> Held | None:
    """The case with its events; None when there is none.

    hold  until the transaction ends. Having waited for another's lock, the one statement that PostgreSQL is asked
          may have seen that other's row but not yet its events; then it is asked a second time
    """
    found = _read_case(public_id, request, hold)
    if hold and found is not None and len(found.events) != found.version:
        found = _read_case(public_id, request, hold)
    if found is not None and len(found.events) != found.version:
        raise StepLost(
            f"case {public_id} has {found.version} events by its row and {len(found.events)} by its ledger"
        )
    return found


def _read_case(public_id: str, request: RequestKey | None, hold: bool) -> Held | None:
    asked = [request.actor_id, request.route, request.key] if request else ["", "", ""]
    by, value = ("public_id", public_id) if len(public_id) == 26 else ("id", _key(public_id))
    with connection.cursor() as cursor:
        if _is_postgresql():
            cursor.execute((sql.PG_LOCK if hold else sql.PG_CASE).format(by=by), [*asked, value])
            row = cursor.fetchone()
            if row is None:
                return None
            told = tuple(
                Told(seq, kind, _moment(at), body) for seq, kind, at, body in json.loads(row[3] or "[]")
            )
            answered = StoredRequest(*json.loads(row[4])) if row[4] else None
            return Held(str(row[0]), row[1], row[2], told, answered, str(row[5] or ""))
        cursor.execute(sql.SQLITE_CASE.format(by=by), [value])
        row = cursor.fetchone()
        if row is None:
            return None
        cursor.execute(sql.EVENTS, [row[0]])
        told = tuple(
            Told(seq, kind, _moment(at), json.loads(body)) for seq, kind, at, body in cursor.fetchall()
        )
        notice = _text(row[3]) if row[3] else ""
        return Held(str(uuid.UUID(row[0])), row[1], row[2], told, _stored(cursor, asked), notice)


def events_told(*, case_id: str) -> tuple[Told, ...]:
    """The events of a case as far as they are needed to fold them, nothing held."""
    with connection.cursor() as cursor:
        cursor.execute(sql.EVENTS, [_key(case_id)])
        return tuple(
            Told(seq, kind, _moment(at), json.loads(body)) for seq, kind, at, body in cursor.fetchall()
        )


def take_draft(*, public_id: str, request: RequestKey, day: str) -> TakenDraft | None:
    """The draft, held until the transaction ends, with the serials drawn for its numbers; None when there is none.

    A draft that was submitted before draws nothing; then what was answered to this request is looked up.
    day  the last part of the counters' names
    """
    with connection.cursor() as cursor:
        if _is_postgresql():
            cursor.execute(sql.PG_TAKE, [public_id, day, day])
            row = cursor.fetchone()
            drawn = json.loads(row[13]) if row and row[13] else {}
        else:
            cursor.execute(sql.DRAFT, [public_id])
            row = cursor.fetchone()
            drawn = _draw(cursor, row, day) if row and not row[10] else {}
        if row is None:
            return None
        answered = _stored(cursor, [request.actor_id, request.route, request.key]) if row[10] else None
    serials = [drawn.get(name, 0) for name in _counters(row[6], row[7], day)]
    return TakenDraft(
        id=_text(row[0]),
        account_id=_text(row[1]),
        applicant_kind=row[2],
        applicant_id=_text(row[3]),
        implementation_id=_text(row[4]),
        version_id=_text(row[5]),
        region_code=row[6],
        answers=_plain(row[8]),
        materials=_plain(row[9]),
        submitted_case=row[10],
        choice=_plain(row[11]),
        number_serial=serials[0],
        project_serial=serials[1],
        answered=answered,
        notice=_text(row[12]) if row[12] else "",
    )


def _text(stored: uuid.UUID | str) -> str:
    return str(uuid.UUID(str(stored)))


def _plain(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


def _draw(cursor: Any, row: Sequence[Any], day: str) -> dict[str, int]:
    """The next serials of the counters, locked until the transaction ends: no two cases draw the same."""
    cursor.execute(sql.DRAW, _counters(row[6], row[7], day))
    return dict(cursor.fetchall())


def _counters(region_code: str, item_code: str, day: str) -> tuple[str, str]:
    return f"number:{region_code[:6]}:{day}", f"project:{item_code}:{day}"


def stored_request(request: RequestKey) -> StoredRequest | None:
    """What was answered to this request before; None when it is new."""
    with connection.cursor() as cursor:
        return _stored(cursor, [request.actor_id, request.route, request.key])


def write_submission(step: Step) -> None:
    """Write a new case with all that belongs to its first event."""
    with connection.cursor() as cursor:
        if _is_postgresql():
            values = [_rows(step, step.case), step.case["public_id"], step.draft_id or None]
            cursor.execute(sql.PG_SUBMIT, values)
            _expect_one(cursor.fetchone()[0], step)
            return
        _insert_rows(cursor, sql.CASE, [step.case])
        _insert_common(cursor, step)
        if step.draft_id:
            values = [step.case["public_id"], _key(step.draft_id)]
            cursor.execute("UPDATE cases_draft SET submitted_case = %s WHERE id = %s", values)


def write_step(step: Step, expected_version: int) -> None:
    """Write what an act changed, all of it, if the case is still at the version that was read. Raises StepLost."""
    with connection.cursor() as cursor:
        if step.beside:
            _change_beside(cursor, step)
        if _is_postgresql():
            change = {name: step.case[name] for name in ("id", *CHANGING)}
            closing = [step.at, step.by, step.case["id"], list(step.closed)]
            cursor.execute(sql.PG_STEP, [_rows(step, change), step.case["id"], expected_version, *closing])
            _expect_one(cursor.fetchone()[0], step)
            return
        _change_row(cursor, step, expected_version)
        _insert_common(cursor, step)
        for instance in step.closed:
            cursor.execute(CLOSE_SEAT, [_sqlite(step.at), step.by, _key(step.case["id"]), instance])
        _insert_rows(cursor, sql.SEAT, step.opened)
        _insert_rows(cursor, sql.ENTRY, step.entries)


def _change_beside(cursor: Any, step: Step) -> None:
    """What happens beside opening and closing seats, off the hot path: new hands, new dates, a pause, another plan.

    A seat in new hands is closed before it is opened again: there is one open seat of a name.
    """
    key = _key(step.case["id"])
    for instance in step.reopened:
        cursor.execute(CLOSE_SEAT, [_sqlite_or_plain(step.at), step.by, key, instance])
    for instance, due_on in step.redated:
        cursor.execute(REDATE_SEAT, [_sqlite_or_plain(due_on), key, instance])
    if step.paused is not None:
        cursor.execute(PAUSE_SEATS, [step.paused, key])
    if step.plan is not None:
        cursor.execute(FOLLOW_PLAN, [_key(step.plan[0]), step.plan[1], key])


CLOSE_SEAT = (
    "UPDATE flow_openseat SET closed_at = %s, closed_by = %s "
    "WHERE subject_id = %s AND instance = %s AND closed_at IS NULL"
)
REDATE_SEAT = (
    "UPDATE flow_openseat SET due_on = %s WHERE subject_id = %s AND instance = %s AND closed_at IS NULL"
)
FOLLOW_PLAN = "UPDATE cases_case SET plan_version_id = %s, plan_version_no = %s WHERE id = %s"
PAUSE_SEATS = "UPDATE flow_openseat SET paused = %s WHERE subject_id = %s AND closed_at IS NULL"


def _sqlite_or_plain(value: Any) -> Any:
    return value if _is_postgresql() else _sqlite(value)


def _rows(step: Step, case: Row) -> str:
    """All rows of a step as one JSON text, by the part of the statement that writes them."""
    return row_json(
        {
            "case": [case],
            "events": step.events,
            "leaves": step.leaves,
            "announcements": step.announcements,
            "requests": step.requests,
            "opened": step.opened,
            "entries": step.entries,
        }
    ).decode()


def _insert_common(cursor: Any, step: Step) -> None:
    _insert_rows(cursor, sql.EVENT, step.events)
    _insert_rows(cursor, sql.LEAF, step.leaves)
    _insert_rows(cursor, sql.ANNOUNCEMENT, step.announcements)
    _insert_rows(cursor, sql.REQUEST, step.requests)


def _insert_rows(cursor: Any, table: sql.Table, rows: Sequence[Row]) -> None:
    if rows:
        places = ", ".join(["%s"] * len(table.columns))
        statement = f"INSERT INTO {table.name} ({table.names}) VALUES ({places})"  # noqa: S608
        cursor.executemany(statement, [[_column(table, row, name) for name in table.columns] for row in rows])


def _change_row(cursor: Any, step: Step, expected_version: int) -> None:
    names = [name for name in CHANGING if name not in sql.KEPT_WHEN_NULL or step.case[name] is not None]
    sets = ", ".join(f'"{name}" = %s' for name in names)
    values = [_column(sql.CASE, step.case, name) for name in names]
    cursor.execute(
        f"UPDATE cases_case SET {sets} WHERE id = %s AND version = %s",  # noqa: S608
        [*values, _key(step.case["id"]), expected_version],
    )
    _expect_one(cursor.rowcount, step)


def _expect_one(written: int, step: Step) -> None:
    if written != 1:
        raise StepLost(f"case {step.case['id']} was not written")


def _stored(cursor: Any, asked: Sequence[str]) -> StoredRequest | None:
    cursor.execute(sql.STORED_REQUEST, asked)
    row = cursor.fetchone()
    return StoredRequest(row[0], row[1]) if row else None


@cache
def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _column(table: sql.Table, row: Row, name: str) -> Any:
    value = row[name]
    if name in table.keys:
        return _key(str(value))
    if name in table.json:
        return json.dumps(value, ensure_ascii=False)
    return _sqlite(value)


def _sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, date) else value


def _key(text: str) -> Any:
    """The key as this database stores it; a text that is none is the key of nothing."""
    try:
        key = uuid.UUID(text)
    except ValueError:
        key = uuid.UUID(int=0)
    return key if _is_postgresql() else key.hex


def _moment(stored: datetime | str) -> datetime:
    """The moment as stored; SQLite gives it without its zone, which is UTC."""
    moment = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
