"""The versions in force, as rows: shared by the queries and the search index of this room."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from tongban.catalogue.models import Version
from tongban.catalogue.rules import VersionState

READABLE = (VersionState.PUBLISHED.value, VersionState.SUSPENDED.value, VersionState.CANCELLED.value)


def in_force(on: date) -> QuerySet[Version]:
    """The versions that count on a day, one for each item, cancelled ones excepted."""
    newest = (
        Version.objects.filter(
            implementation=OuterRef("implementation"), state__in=READABLE, effective_on__lte=on
        )
        .order_by("-effective_on", "-version_no")
        .values("id")[:1]
    )
    return whole_versions().filter(id=Subquery(newest)).exclude(state=VersionState.CANCELLED)


# Asked for every application: written out, because building the statement costs more than running it.
_NEWEST = """
    SELECT version.id, version.state
    FROM catalogue_version AS version JOIN catalogue_implementation AS item ON item.id = version.implementation_id
    WHERE item.{by} = %s AND version.state IN (%s, %s, %s) AND version.effective_on <= %s
    ORDER BY version.effective_on DESC, version.version_no DESC
    LIMIT 1
"""


def newest_readable(by: Literal["id", "code"], value: UUID | str, on: date) -> tuple[object, str] | None:
    """The id and the state of the version of one item that counts on a day; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST.format(by=by), [value, *READABLE, on])
        found = cursor.fetchone()
        return (found[0], found[1]) if found else None


def in_statement(key: UUID) -> UUID | str:
    """The key as a written-out statement gives it to this database."""
    return key if connection.vendor == "postgresql" else key.hex


def whole_versions() -> QuerySet[Version]:
    """Versions with all that their card needs, in one statement."""
    return Version.objects.select_related(
        "implementation", "implementation__item", "implementation__department", "implementation__region"
    )


def stamp() -> str:
    """A short text that changes whenever a version is added or moved: for caches and entity tags."""
    newest = Version.objects.order_by("-changed_at", "-id").values_list("changed_at", "id").first()
    return f"{Version.objects.count()}-{newest[0].timestamp()}-{newest[1].hex}" if newest else "0"
