"""Reading files: their cards. The bytes are opened by a service, which checks them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tongban.files import rules
from tongban.files.models import File
from tongban.foundation.refusals import Refused


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file as the neighbours need it. ``pages`` is 0 where it is not known; ``notes`` are keys of NOTES."""

    id: str
    public_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    owner_kind: str
    owner_id: str
    pages: int
    notes: tuple[str, ...]
    stored_by: str
    stored_at: datetime

    @property
    def size_in_words(self) -> str:
        """The size in megabytes or kilobytes, for people."""
        return (
            f"{rules.size_in_words(self.size)} MB"
            if self.size >= 1024 * 1024
            else f"{-(-self.size // 1024)} KB"
        )

    @property
    def note_sentences(self) -> tuple[str, ...]:
        """What is worth telling, in English for the translator's table."""
        return tuple(rules.NOTES[note] for note in self.notes)


def file(public_id: str) -> FileCard:
    """The card of a file. Refuses one that does not exist or was removed."""
    row = File.objects.filter(public_id=public_id, removed_at__isnull=True).first()
    if row is None:
        raise rules.refusal("files.not_found")
    return card_of(row)


def file_or_none(public_id: str) -> FileCard | None:
    """The card of a file, or None when it does not exist or was removed."""
    try:
        return file(public_id)
    except Refused:
        return None


def files_of(*, owner_kind: str, owner_id: str) -> tuple[FileCard, ...]:
    """The files of one owner, in the order in which they were stored."""
    rows = File.objects.filter(owner_kind=owner_kind, owner_id=str(owner_id), removed_at__isnull=True)
    return tuple(card_of(row) for row in rows.order_by("id"))


def card_of(row: File) -> FileCard:
    return FileCard(
        id=str(row.pk),
        public_id=row.public_id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        owner_kind=row.owner_kind,
        owner_id=row.owner_id,
        pages=row.pages,
        notes=tuple(row.notes.split(",")) if row.notes else (),
        stored_by=row.stored_by,
        stored_at=row.stored_at,
    )
