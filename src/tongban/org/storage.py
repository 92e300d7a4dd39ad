"""The one statement asked on every signed-in request: account, person, posts and the body acted for.

It reads across identity's tables on purpose: a page may cost one statement for knowing who asks, and the
registers stand on the floor below. Written by hand because the ORM spends ten times the statement on it.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

_SIGNED_IN = """
SELECT a.id, a.login_name, a.password, a.session_epoch, a.kind, a.demo_label,
       p.id, p.name, p.level, p.region_code, s.id, d.id, d.name, d.region_id, o.permissions, b.id, b.name,
       b.legal_representative_id = p.id, g.item_codes, w.id, w.name, l.ends_on
  FROM identity_account a
  JOIN identity_person p ON p.id = a.person_id
  LEFT JOIN org_staff s ON s.account_id = a.id
  LEFT JOIN org_appointment h ON h.staff_id = s.id AND h.starts_on <= %s AND (h.ends_on IS NULL OR h.ends_on >= %s)
  LEFT JOIN org_post o ON o.id = h.post_id
  LEFT JOIN org_department d ON d.id = o.department_id
  LEFT JOIN org_leave l ON l.stand_in_id = s.id AND l.ended_at IS NULL AND l.starts_on <= %s AND l.ends_on >= %s
  LEFT JOIN org_staff w ON w.id = l.staff_id
  LEFT JOIN identity_body b ON b.id = %s AND b.status = 'active' AND a.kind = 'public'
       AND (b.legal_representative_id = p.id OR EXISTS (
            SELECT 1 FROM identity_mandate m
             WHERE m.body_id = b.id AND m.person_id = p.id AND m.revoked_at IS NULL
               AND m.valid_from <= %s AND (m.valid_to IS NULL OR m.valid_to >= %s)))
  LEFT JOIN identity_mandate g ON g.body_id = b.id AND g.person_id = p.id AND g.revoked_at IS NULL
       AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to >= %s)
 WHERE a.id = %s AND a.is_active
   AND NOT EXISTS (SELECT 1 FROM identity_endedsession e WHERE e.session_id = %s)
 ORDER BY h.starts_on, h.id
"""

NOBODY = UUID(int=0)


def signed_in_rows(
    *, account_id: UUID, session_id: str, body_id: UUID | None, on: date
) -> list[tuple[Any, ...]]:
    """One row per appointment or mandate in force and colleague on leave, one where there is none.

    No row when the account or session is not valid.
    """
    key = _as_stored
    values = [on, on, on, on, key(body_id or NOBODY), on, on, on, on, key(account_id), session_id]
    with connection.cursor() as cursor:
        cursor.execute(_SIGNED_IN, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _as_stored(key: UUID) -> UUID | str:
    return key if connection.features.has_native_uuid_field else key.hex
