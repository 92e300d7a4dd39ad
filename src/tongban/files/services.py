"""What may be done with files: store what passes, keep what the house made, open, hand over, remove."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from django.conf import settings
from django.db import transaction

from tongban.files import rules
from tongban.files.adapters import BlobDamaged, BlobStore
from tongban.files.adapters.folder import Folder
from tongban.files.inspection import Inspected, inspect
from tongban.files.models import File
from tongban.files.queries import FileCard, card_of, file
from tongban.foundation.actors import Actor

__all__ = [
    "BlobDamaged",
    "Guard",
    "hand_over",
    "inspect",
    "keep",
    "may_open",
    "open_file",
    "register_guard",
    "remove",
    "seen",
    "store",
]

Permits = Callable[[Actor, str], bool]
Seen = Callable[[Actor, FileCard, datetime], None]


class Readable(Protocol):
    """An open file or an upload."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may open the files of one kind of owner, and where the opening is recorded."""

    permits: Permits
    seen: Seen | None = None


class _House:
    """The guards of this process; the table is replaced, never changed."""

    guards: Mapping[str, Guard] = MappingProxyType({})


def store(
    *,
    data: bytes | Readable,
    name: str,
    owner_kind: str,
    owner_id: str,
    actor: Actor,
    at: datetime,
    declared_type: str = "",
    allowed: Collection[str] = (),
) -> FileCard:
    """Look into an upload and keep it byte for byte.

    allowed  keys of ``rules.KINDS``, when the place takes fewer kinds than the house
    Refuses everything that ``rules`` and ``inspection`` refuse.
    """
    content = _read(data)
    found = inspect(content, name, declared_type, allowed)
    return _keep(content, found, owner_kind, owner_id, actor, at)


def _read(data: bytes | Readable) -> bytes:
    """The bytes, never more than one beyond the limit."""
    return data if isinstance(data, bytes) else data.read(rules.MOST_BYTES + 1)


def keep(
    *,
    data: bytes,
    name: str,
    kind: str,
    owner_kind: str,
    owner_id: str,
    actor: Actor,
    at: datetime,
    pages: int = 0,
) -> FileCard:
    """Keep a file that the house itself made, such as a printed licence; ``kind`` is a key of ``rules.KINDS``."""
    found = Inspected(rules.clean_name(name).shown, rules.KINDS[kind], pages, ())
    return _keep(data, found, owner_kind, owner_id, actor, at)


def _keep(
    data: bytes, found: Inspected, owner_kind: str, owner_id: str, actor: Actor, at: datetime
) -> FileCard:
    """Bytes first, row after: a row never points to bytes that are not on the disk."""
    sha256 = _blobs().put(data)
    row = File(
        name=found.name,
        media_type=found.kind.media_type,
        size=len(data),
        sha256=sha256,
        owner_kind=owner_kind,
        owner_id=str(owner_id),
        pages=found.pages,
        notes=",".join(found.notes),
        stored_by=actor.account_id,
        stored_at=at,
    )
    row.save(force_insert=True)
    return card_of(row)


def open_file(public_id: str) -> bytes:
    """The bytes of a file, checked against their hash. Raises BlobDamaged when the store lost or changed them."""
    return _blobs().get(file(public_id).sha256)


def hand_over(*, from_kind: str, from_id: str, to_kind: str, to_id: str) -> int:
    """Give all files of one owner to another, as a draft's to its case; how many."""
    rows = File.objects.filter(owner_kind=from_kind, owner_id=str(from_id), removed_at__isnull=True)
    return rows.update(owner_kind=to_kind, owner_id=str(to_id))


def remove(*, public_id: str, at: datetime) -> None:
    """Take a file away from its owner; it opens for nobody any more. Refuses one that does not exist."""
    with transaction.atomic():
        if not File.objects.filter(public_id=public_id, removed_at__isnull=True).update(removed_at=at):
            raise rules.refusal("files.not_found")


def register_guard(owner_kind: str, permits: Permits, seen: Seen | None = None) -> None:
    """Say who may open the files of a kind of owner; without a guard nobody may.

    seen  records the opening, in the same transaction, before a byte leaves
    """
    _House.guards = MappingProxyType({**_House.guards, owner_kind: Guard(permits, seen)})


def may_open(actor: Actor, card: FileCard) -> bool:
    """Whether the actor may open the file."""
    guard = _House.guards.get(card.owner_kind)
    return guard is not None and guard.permits(actor, card.owner_id)


def seen(actor: Actor, card: FileCard, at: datetime) -> None:
    """Record that the actor opens the file, where the owner's room wants it recorded."""
    guard = _House.guards.get(card.owner_kind)
    if guard is not None and guard.seen is not None:
        guard.seen(actor, card, at)


def _blobs() -> BlobStore:
    return Folder(settings.TONGBAN.UPLOADS)
