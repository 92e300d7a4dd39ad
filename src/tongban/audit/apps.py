"""Start-up: SQLite learns the one function that the guards of the record ask."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class AuditConfig(AppConfig):
    name = "tongban.audit"

    def ready(self) -> None:
        connection_created.connect(_teach, dispatch_uid="tongban.audit")


def _teach(connection: Any, **rest: object) -> None:
    """Rows of the record go only where a test run empties its own database.

    A tool that does not define the function cannot delete at all, since the guard then fails.
    """
    if connection.vendor != "sqlite":
        return
    described = connection.settings_dict
    emptied = described["NAME"] == described["TEST"]["NAME"] or "memory" in str(described["NAME"])
    connection.connection.create_function("audit_may_be_emptied", 0, lambda: int(emptied))
