"""The one statement that must not be done twice: a step of the ladder, unless it was taken before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.supervision.models import Taken

_COLUMNS = list(Taken._meta.fields)
_INSERT = (
    f"INSERT INTO supervision_taken ({', '.join(str(one.column) for one in _COLUMNS)}) "  # noqa: S608 - columns of the model
    f"VALUES ({', '.join(['%s'] * len(_COLUMNS))}) ON CONFLICT DO NOTHING"
)


def insert(row: Taken) -> bool:
    """Insert the step; False when it was taken before, by whomever."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [_stored(getattr(row, field.attname)) for field in _COLUMNS])
        return bool(cursor.rowcount == 1)


def _stored(value: Any) -> Any:
    """The value as this database keeps it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
