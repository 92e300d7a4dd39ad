"""Names of uploaded files: what is shown and written to disks of others. Ours are kept under their hash."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from tongban.files.rules.refusals import refusal

LONGEST_NAME = 120
_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Joiners and variation selectors stay: they belong to emoji and to rare characters of names.
_INVISIBLE = set("\u200b\u2060\ufeff\u00ad")
_NOT_ON_EVERY_DISK = set('<>:"|?*')
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
# A part of a name that some machine would run, wherever it stands: "invoice.exe.pdf".
_PROGRAMS = frozenset(
    [
        "exe",
        "com",
        "scr",
        "pif",
        "bat",
        "cmd",
        "ps1",
        "psm1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "mjs",
        "wsf",
        "wsh",
        "hta",
        "jar",
        "class",
        "msi",
        "msp",
        "dll",
        "cpl",
        "sys",
        "lnk",
        "url",
        "reg",
        "inf",
        "apk",
        "ipa",
        "app",
        "dmg",
        "deb",
        "rpm",
        "sh",
        "bash",
        "zsh",
        "csh",
        "py",
        "pyc",
        "pl",
        "rb",
        "php",
        "php3",
        "php5",
        "phtml",
        "phar",
        "jsp",
        "jspx",
        "asp",
        "aspx",
        "ashx",
        "cgi",
        "htaccess",
        "html",
        "htm",
        "xhtml",
        "shtml",
        "mht",
        "svg",
        "svgz",
        "xml",
        "xsl",
        "xslt",
        "swf",
        "docm",
        "dotm",
        "xlsm",
        "xltm",
        "xlam",
        "pptm",
        "iso",
        "img",
        "vhd",
    ]
)


@dataclass(frozen=True, slots=True)
class CleanName:
    """A name that any screen and any disk can take; ``extension`` is in small letters and without the dot."""

    shown: str
    extension: str


def clean_name(given: str) -> CleanName:
    """The name to show, without the folders it came from. Refuses signs that deceive, and names like a program's."""
    if any(sign in _BIDI or unicodedata.category(sign) in {"Cc", "Cs"} for sign in given):
        raise refusal("files.name_wrong")
    visible = "".join(sign for sign in given if sign not in _INVISIBLE)
    name = unicodedata.normalize("NFC", visible).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join("_" if sign in _NOT_ON_EVERY_DISK else sign for sign in name)
    name = " ".join(name.split()).rstrip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot or not _looks_like_extension(extension):
        stem, extension = name, ""
    _refuse_programs(name)
    stem = stem.rstrip(". ") or "file"
    if stem.split(".")[0].upper() in _RESERVED:
        stem = f"_{stem}"
    room = LONGEST_NAME - len(extension) - 1
    shown = f"{stem[:room]}.{extension}" if extension else stem[:LONGEST_NAME]
    return CleanName(shown, extension.lower())


def _looks_like_extension(text: str) -> bool:
    return 0 < len(text) <= 10 and text.isascii() and text.isalnum()


def _refuse_programs(name: str) -> None:
    parts = [part.strip().lower() for part in name.split(".")[1:]]
    if any(part in _PROGRAMS for part in parts[:-1]):
        raise refusal("files.name_like_program", name=name[:LONGEST_NAME])
