"""Statements written by hand: counting and locking in a single step, and what a holder holds.

The second is asked for every application, several times, and building it by the ORM costs ten times what it takes.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date
from typing import Any

from django.db import connection

from tongban.licences.models import Licence

HEAVY = ("sealed_record", "signature")
_READ = tuple(field for field in Licence._meta.concrete_fields if field.name not in HEAVY)
_NAMES = tuple(field.attname for field in _READ)
_KINDS = tuple(field.get_internal_type() for field in _READ)
_HELD = f"""
SELECT {", ".join(str(field.column) for field in _READ)} FROM licences_licence
WHERE holder_kind = %s AND holder_id = %s AND state = %s AND valid_from <= %s
  AND (valid_to IS NULL OR valid_to >= %s)
ORDER BY issued_on, made_at
"""  # noqa: S608 - column names of the model

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


def held_rows(holder_kind: str, holder_id: str, state: str, on: date) -> Iterator[Licence]:
    """The licences of a holder in this state and within their dates on a day, the newest last, without heavy columns."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [holder_kind, holder_id, state, on, on])
        rows = cursor.fetchall()
    for row in rows:
        yield Licence.from_db(connection.alias, _NAMES, list(map(_typed, _KINDS, row)))


def _typed(kind: str, stored: Any) -> Any:
    """The value as its field has it; SQLite keeps keys as text and moments without their zone, which is UTC."""
    if kind == "UUIDField" and isinstance(stored, str):
        return uuid.UUID(stored)
    if kind == "DateTimeField" and stored.tzinfo is None:
        return stored.replace(tzinfo=UTC)
    return stored
