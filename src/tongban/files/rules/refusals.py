"""Why a file is not taken, said so that the person can mend it: what it is, why, and what to do."""

from __future__ import annotations

from tongban.foundation.refusals import Refused, _

SENTENCES: dict[str, str] = {
    "files.empty": _("This file is empty. Please choose another one."),
    "files.too_large": _(
        "The file must be smaller than {most} MB; yours has {size} MB. Photograph it again with a phone, or save it smaller."
    ),
    "files.kind_not_allowed": _(
        "Only {kinds} can be uploaded; this file is of the kind {found}. Save it as PDF or photograph it, and upload that."
    ),
    "files.not_what_it_says": _(
        "The name says {named}, but the content is of the kind {found}. Open the file, save it again as {named}, and upload that."
    ),
    "files.name_wrong": _(
        "The name of the file has characters that cannot be shown. Give the file a plain name and upload it again."
    ),
    "files.name_like_program": _(
        "A file named like a program ({name}) cannot be uploaded. If it is a document, give it a plain name and upload it again."
    ),
    "files.encrypted": _("The file is protected by a password. Remove the password and upload it again."),
    "files.script": _(
        "The file holds a script that would run by itself. Print it to a new PDF and upload that one."
    ),
    "files.launch": _(
        "The file holds a command that starts another program. Print it to a new PDF and upload that one."
    ),
    "files.embedded": _(
        "Another file is hidden inside this one. Print it to a new PDF and upload that one; upload the other file by itself."
    ),
    "files.xfa": _(
        "The file is a form of a kind that cannot be checked (XFA). Print it to a new PDF and upload that one."
    ),
    "files.macro": _("The file holds macros. Save it without macros, or as PDF, and upload that one."),
    "files.external": _(
        "The file loads parts from elsewhere when it is opened. Save it as PDF and upload that one."
    ),
    "files.program": _("The file holds a program. It may be a virus, so it was not taken."),
    "files.two_in_one": _(
        "The file is two kinds of file at once. It may be a virus, so it was not taken. Print it to a new PDF and upload that one."
    ),
    "files.archive_wrong": _(
        "The parts of the file are packed in a way that can do harm, so it was not taken. Save it as PDF and upload that one."
    ),
    "files.bomb": _(
        "The file would unpack to far more than its own size, so it was not taken. Save it as PDF and upload that one."
    ),
    "files.picture_too_large": _(
        "The picture is {width} × {height} points; at most {most} million points can be taken. Make it smaller and upload it again."
    ),
    "files.damaged": _(
        "The file is damaged or incomplete and cannot be opened. Save or photograph it again, and upload that."
    ),
    "files.text_unreadable": _("The text cannot be read. Save it in the encoding UTF-8 and upload it again."),
    "files.too_complex": _(
        "The file takes too long to check. Print it to a new PDF with fewer pages and upload that one."
    ),
    "files.not_found": _("This file does not exist, or it is not yours."),
}

# What is worth telling about a file that was taken.
NOTES: dict[str, str] = {
    "gps": _("The picture says where it was taken."),
    "formula": _("Some cells begin like a formula; they are shown as text."),
    "gb18030": _("The text is in the encoding GB18030."),
    "links": _("The document holds links to other places."),
    "ofd_namespace": _("The OFD file names its standard without the year; it can be read all the same."),
    "signed": _("The document carries a signature; every signed part is unchanged."),
    "signature_broken": _("The document carries a signature, and a signed part was changed afterwards."),
}


class Hostile(Exception):
    """A file must not be taken: the code of the refusal and its values. Passes the wall of the checking process."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def refusal(code: str, **values: object) -> Refused:
    """The refusal with its sentence."""
    return Refused(code, SENTENCES[code], basis="", faults=(), **values)
