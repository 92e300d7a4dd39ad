"""What an uploaded file may be: its name, its kind, its size, and what must not hide in it. Pure Python."""

from tongban.files.rules.archives import ArchiveFinding, look_into_archive
from tongban.files.rules.documents import MOST_PAGES, scan_pdf
from tongban.files.rules.kinds import (
    KINDS,
    MOST_BYTES,
    Kind,
    kind_by_content,
    kind_by_name,
    kinds_in_words,
    screen,
    size_in_words,
)
from tongban.files.rules.names import CleanName, clean_name
from tongban.files.rules.pictures import PictureFinding, look_at_picture
from tongban.files.rules.refusals import NOTES, SENTENCES, Hostile, refusal
from tongban.files.rules.texts import TextFinding, read_text

__all__ = [
    "KINDS",
    "MOST_BYTES",
    "MOST_PAGES",
    "NOTES",
    "SENTENCES",
    "ArchiveFinding",
    "CleanName",
    "Hostile",
    "Kind",
    "PictureFinding",
    "TextFinding",
    "clean_name",
    "kind_by_content",
    "kind_by_name",
    "kinds_in_words",
    "look_at_picture",
    "look_into_archive",
    "read_text",
    "refusal",
    "scan_pdf",
    "screen",
    "size_in_words",
]
