"""The one statement the ORM cannot say: count and lock in a single step, with the new count as its answer."""

from __future__ import annotations

from django.db import connection

_COUNT = """
INSERT INTO licences_serialcounter (type_code, given) VALUES (%s, %s)
ON CONFLICT (type_code) DO UPDATE SET given = licences_serialcounter.given + excluded.given
RETURNING given
"""


def count_serials(type_code: str, wanted: int) -> int:
    """Add to the counter of a type and return its new value; the row stays locked until the transaction ends.

    With 0 it only locks: whoever makes licences of one type does so one after another.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [type_code, wanted])
        return int(cursor.fetchone()[0])
