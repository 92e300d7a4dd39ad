"""Bringing a house to where the server needs it: tables and static files, each only when something is to be done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

DIGEST = ".digest"


def bring_tables() -> None:
    """Apply the migrations that are missing; nothing is written when none is."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def bring_static_files() -> None:
    """Collect and compress the static files, unless those that stand there are made from the very same ones."""
    from django.conf import settings
    from django.core.management import call_command

    folder = Path(settings.STATIC_ROOT)
    noted, now = folder / DIGEST, _digest(_sources())
    if noted.exists() and noted.read_text(encoding="ascii") == now:
        return
    noted.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["redoc*"])
    noted.write_text(now, encoding="ascii")


def _sources() -> Iterator[tuple[str, Path]]:
    """The static files of every app: the name under which each is served, and where it stands."""
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))


def _digest(sources: Iterator[tuple[str, Path]]) -> str:
    """What tells one set of static files from another: names, sizes and times, and how they are stored."""
    from django.conf import settings

    told = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for name, path in sorted(sources):
        status = path.stat()
        told.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return told.hexdigest()
