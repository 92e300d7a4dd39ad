"""Files of strangers for commands: read when they are files, can be read and are not too large; and what is said of them."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from tongban.foundation.refusals import Refused, _
from tongban.foundation.xmldoc import MOST_BYTES


def read_file(path: str) -> bytes:
    """The bytes of a file. Refuses what is missing, no plain file, unreadable, or larger than any plan."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        raise Refused("file.missing", _("There is no file {name}."), name=path) from None
    except (OSError, ValueError):
        raise Refused("file.unreadable", _("The file {name} cannot be read."), name=path) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Refused("file.no_file", _("{name} is not a file."), name=path)
    with open(descriptor, "rb") as file:
        try:
            data = file.read(MOST_BYTES + 1)
        except OSError:
            raise Refused("file.unreadable", _("The file {name} cannot be read."), name=path) from None
    if len(data) > MOST_BYTES:
        raise Refused(
            "file.too_large",
            _("The file {name} is larger than {most} MB."),
            name=path,
            most=MOST_BYTES // (1024 * 1024),
        )
    return data


def write_file(path: str, data: bytes) -> None:
    """Write a file whole or not at all."""
    target = Path(path)
    try:
        beside = target.with_name(f".{target.name}.part")
        beside.write_bytes(data)
        beside.replace(target)
    except (OSError, ValueError):
        raise Refused("file.unwritable", _("The file {name} cannot be written."), name=path) from None


def say(text: str) -> None:
    """Print the text in UTF-8, whatever the terminal; half of a surrogate pair is written as its escape."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.flush()
