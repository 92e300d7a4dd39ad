"""The statements behind every message, written out: insert it unless its occasion has one, and who wants no e-mail."""

from __future__ import annotations

import json
from uuid import UUID

from django.db import connection

from tongban.notifications.models import Message

_INSERT = """
    INSERT INTO notifications_message (id, public_id, person_id, kind, "values", link, case_id, key, at, desk)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""
_DECLINED = "SELECT 1 FROM notifications_choice WHERE person_id = %s AND NOT email"


def has_declined_email(person_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_DECLINED, [_key(person_id)])
        return cursor.fetchone() is not None


def insert_message(message: Message) -> bool:
    """Insert the message; False when the person has one of this kind for this occasion."""
    row = [
        _key(message.id),
        message.public_id,
        _key(message.person_id),
        message.kind,
        json.dumps(message.values, ensure_ascii=False),
        message.link,
        message.case_id,
        message.key,
        connection.ops.adapt_datetimefield_value(message.at),
        message.desk,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, row)
        return bool(cursor.rowcount == 1)


def _key(key: UUID) -> UUID | str:
    """The key as this database stores it."""
    return key if connection.vendor == "postgresql" else key.hex
