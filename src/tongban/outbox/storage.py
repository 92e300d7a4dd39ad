"""The statements of the worker: who may spread, what is due next, and how long a request waits for another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection

# Any number that no other lock of this house uses.
_SPREAD_LOCK = 0x746F6E67_02

# A request that waits longer than this for its twin is told to come back.
LOCK_WAIT_MILLISECONDS = 3_000

_DUE = """
    SELECT delivery.id, delivery.reaction, event.kind, event.body
    FROM outbox_delivery AS delivery JOIN outbox_event AS event ON event.number = delivery.event_id
    WHERE delivery.done_at IS NULL AND NOT delivery.stuck AND delivery.next_at <= %s
      AND NOT EXISTS (
        SELECT 1 FROM outbox_delivery AS earlier
        WHERE earlier.reaction = delivery.reaction AND earlier.subject_id = delivery.subject_id
          AND earlier.event_id < delivery.event_id AND earlier.done_at IS NULL
      )
    ORDER BY delivery.next_at, delivery.event_id
    LIMIT 1
"""

_DONE = "UPDATE outbox_delivery SET done_at = %s, last_error = '' WHERE id = %s"
_ANNOUNCE = "INSERT INTO outbox_event (id, kind, subject_id, body, at) VALUES (%s, %s, %s, %s, %s)"
_WAITING = """
    SELECT number, kind, subject_id FROM outbox_event WHERE spread_at IS NULL ORDER BY number LIMIT %s
"""
_DELIVERY = """
    INSERT INTO outbox_delivery (event_id, reaction, subject_id, next_at, attempts, last_error, stuck, retried_by)
    VALUES (%s, %s, %s, %s, 0, '', %s, '')
"""
_SPREAD = "UPDATE outbox_event SET spread_at = %s WHERE number = %s"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in hand, with the event that it carries."""

    id: int
    reaction: str
    kind: str
    body: str


def insert_event(row: Mapping[str, Any]) -> None:
    """Insert one announcement, as ``rules.event_row`` made it."""
    key = row["id"] if connection.vendor == "postgresql" else row["id"].hex
    at = connection.ops.adapt_datetimefield_value(row["at"])
    with connection.cursor() as cursor:
        cursor.execute(_ANNOUNCE, [key, row["kind"], row["subject_id"], row["body"], at])


def waiting_events(most: int) -> list[tuple[int, str, str]]:
    """Number, kind and subject of the oldest events that were not spread yet."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [most])
        return [(int(number), kind, subject_id) for number, kind, subject_id in cursor.fetchall()]


def insert_deliveries(rows: Sequence[tuple[int, str, str]], at: datetime) -> None:
    """Insert one delivery for each event number, reaction and subject, due now."""
    moment = connection.ops.adapt_datetimefield_value(at)
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_DELIVERY, [(*row, moment, False) for row in rows])


def mark_spread(numbers: Sequence[int], at: datetime) -> None:
    moment = connection.ops.adapt_datetimefield_value(at)
    if numbers:
        with connection.cursor() as cursor:
            cursor.executemany(_SPREAD, [(moment, number) for number in numbers])


def only_spreader() -> bool:
    """Whether this transaction may turn events into deliveries: one at a time, so that order is kept."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({_SPREAD_LOCK})")
        return bool(cursor.fetchone()[0])


def claim_due(at: datetime) -> Claimed | None:
    """The delivery that is due first and that no other worker has in hand, held until the transaction ends.

    One that waits behind an earlier one of the same subject and reaction is not due.
    """
    hold = " FOR UPDATE OF delivery SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(_DUE + hold, [connection.ops.adapt_datetimefield_value(at)])
        found = cursor.fetchone()
        return Claimed(*found) if found else None


def mark_done(delivery_id: int, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [connection.ops.adapt_datetimefield_value(at), delivery_id])


def wait_briefly() -> None:
    """From here on, wait only so long for a lock; SQLite's own waiting time is a setting."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {LOCK_WAIT_MILLISECONDS}")


def wait_as_usual() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def is_idle(at: datetime) -> bool:
    """Whether nothing is due, asked on SQLite without taking the right to write, so that an idle worker disturbs nobody."""
    if connection.vendor == "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [connection.ops.adapt_datetimefield_value(at)])
        return cursor.fetchone() is None


def insert_request(row: dict[str, Any]) -> int | None:
    """Insert a request's row and give its id, or None when its twin was committed in the meantime.

    Waits for a twin that is still being worked on.
    """
    values = {**row, "at": connection.ops.adapt_datetimefield_value(row["at"])}
    names = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO outbox_request ({names}) VALUES ({places}) ON CONFLICT DO NOTHING RETURNING id",  # noqa: S608
            list(values.values()),
        )
        found = cursor.fetchone()
        return int(found[0]) if found else None


def is_waiting_too_long(error: OperationalError) -> bool:
    """Whether the database gave up because another transaction held the lock."""
    if connection.vendor == "postgresql":
        return getattr(error.__cause__, "sqlstate", "") == "55P03"
    return "database is locked" in str(error)
