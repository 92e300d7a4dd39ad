"""Files in a folder outside the web's reach, named by their hash: ``aa/bb/aabb…``."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from tongban.files.adapters import BlobDamaged

_READ_ONLY = 0o400


class Folder:
    """A store in one folder; several processes and machines may share it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> str:
        """Keep the bytes: on the disk and read again before the name appears; the same bytes are kept once."""
        sha256 = hashlib.sha256(data).hexdigest()
        place = self.place(sha256)
        if not self._holds(place, sha256):
            self._write(place, data, sha256)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of a hash, checked. Raises BlobDamaged when they are missing or changed."""
        try:
            data = self.place(sha256).read_bytes()
        except FileNotFoundError:
            raise BlobDamaged(f"the file {sha256} is missing from the store") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise BlobDamaged(f"the file {sha256} was changed in the store")
        return data

    def place(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def _holds(self, place: Path, sha256: str) -> bool:
        """Whether the same bytes are kept already; damaged ones are written again."""
        try:
            return hashlib.sha256(place.read_bytes()).hexdigest() == sha256
        except FileNotFoundError:
            return False

    def _write(self, place: Path, data: bytes, sha256: str) -> None:
        incoming = self._root / ".incoming"
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = incoming / secrets.token_hex(16)
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READ_ONLY)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if hashlib.sha256(fresh.read_bytes()).hexdigest() != sha256:
                raise BlobDamaged(f"the disk gave back other bytes than it was given for {sha256}")
            self._make_folder(place.parent)
            fresh.replace(place)
            _sync_folder(place.parent)
        finally:
            fresh.unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for above in (folder.parent, self._root):
            _sync_folder(above)


def _sync_folder(folder: Path) -> None:
    """A new name survives a power cut only when its folder is on the disk too."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
