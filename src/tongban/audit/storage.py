"""The statements of the seal: one sealer at a time, and positions given in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from tongban.audit.rules import LEAF_COLUMNS

# Any number that no other lock of this house uses.
_SEAL_LOCK = 0x746F6E67_01

_INSERT = (
    f"INSERT INTO audit_leaf ({', '.join(LEAF_COLUMNS)}) VALUES ({', '.join(['%s'] * len(LEAF_COLUMNS))})"  # noqa: S608
)


def insert_leaf(row: Mapping[str, Any]) -> None:
    """Insert one leaf; written out, because every act and every look of the house makes one."""
    values = dict(row)
    values["at"] = connection.ops.adapt_datetimefield_value(row["at"])
    if connection.vendor != "postgresql":
        values["id"] = row["id"].hex
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [values[name] for name in LEAF_COLUMNS])


def only_sealer() -> bool:
    """Whether this transaction may seal; another that is sealing just now keeps the right until it ends.

    SQLite lets one transaction write at a time anyway.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({_SEAL_LOCK})")
        return bool(cursor.fetchone()[0])


def give_positions(first: int, most: int) -> int:
    """Give the unsealed leaves, oldest first, the positions from ``first`` on; how many were given.

    A leaf committed later than a younger one simply gets a later position.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE audit_leaf SET position = {int(first)} - 1 + chosen.place
            FROM (
                SELECT id, row_number() OVER (ORDER BY id) AS place
                FROM (SELECT id FROM audit_leaf WHERE position IS NULL ORDER BY id LIMIT {int(most)}) AS oldest
            ) AS chosen
            WHERE audit_leaf.id = chosen.id
            """  # noqa: S608 - whole numbers only
        )
        return int(cursor.rowcount)


def extent() -> tuple[int, int, int]:
    """Positioned leaves, the highest position plus one, and the size of the newest checkpoint, at one moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(position), coalesce(max(position) + 1, 0),
                   (SELECT coalesce(max(size), 0) FROM audit_checkpoint)
            FROM audit_leaf
            """
        )
        counted, end, size = cursor.fetchone()
        return int(counted), int(end), int(size)
