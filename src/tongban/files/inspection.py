"""Looking into an upload: the cheap questions here, the risky ones in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from puremagic import PureError, from_string

from tongban.files import rules
from tongban.files.rules.kinds import ARCHIVES, TEXTS

WALL_SECONDS = 10
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be taken: its clean name, kind, pages (0 where unknown) and what is worth telling."""

    name: str
    kind: rules.Kind
    pages: int
    notes: tuple[str, ...]


def inspect(data: bytes, name: str, declared_type: str = "", allowed: Collection[str] = ()) -> Inspected:
    """What the upload is. Refuses everything that is not a whole, quiet file of an allowed kind."""
    clean = rules.clean_name(name)
    kind = rules.screen(data, clean, declared_type, allowed)
    _contradiction(data, kind)
    pages, notes = _look(data, kind)
    shown = clean.shown if clean.extension else f"{clean.shown}.{rules.KINDS[kind].extensions[0]}"
    return Inspected(shown, rules.KINDS[kind], pages, notes)


def _contradiction(data: bytes, kind: str) -> None:
    """A second opinion on pictures and PDF by their first bytes, from a library that knows many more kinds."""
    if kind in ARCHIVES or kind in TEXTS:
        return
    if _seen(data[:8192]) in {"exe", "elf", "html", "svg", "php", "jar", "swf"}:
        raise rules.refusal("files.two_in_one")


@lru_cache(maxsize=64)
def _seen(head: bytes) -> str:
    """What the library takes the first bytes for; empty when it knows no such kind."""
    try:
        return str(from_string(head)).lstrip(".").lower()
    except (PureError, ValueError):
        return ""


def _look(data: bytes, kind: str) -> tuple[int, tuple[str, ...]]:
    if kind in TEXTS:
        return 0, rules.read_text(data, kind).notes
    if kind in {"png", "jpg"}:
        try:
            return 1, rules.look_at_picture(data, kind).notes
        except rules.Hostile as hostile:
            raise rules.refusal(hostile.code, **hostile.values) from None
    return _look_apart(data, kind)


def _look_apart(data: bytes, kind: str) -> tuple[int, tuple[str, ...]]:
    """Let a child process open the file; when it dies or takes too long, the file is not taken."""
    command = [sys.executable, "-I", "-m", "tongban.files.child", kind]
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the kind is a word of ours
            command, input=data, capture_output=True, timeout=WALL_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise rules.refusal("files.too_complex") from None
    if done.returncode:
        raise _died(done)
    found = json.loads(done.stdout)
    if "refused" in found:
        raise rules.refusal(found["refused"], **found["values"])
    return int(found["pages"]), tuple(found["notes"])


def _died(done: subprocess.CompletedProcess[bytes]) -> Exception:
    """Killed by a signal or out of memory: the file's doing. Anything else is a fault of ours."""
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        return rules.refusal("files.too_complex")
    return RuntimeError(f"the checking process failed: {done.stderr.decode(errors='replace')[-2_000:]}")
