"""Where the bytes of files lie: a folder by default."""

from typing import Protocol


class BlobStore(Protocol):
    """Bytes under their SHA-256, each written once."""

    def put(self, data: bytes) -> str:
        """Keep the bytes and give their hash; when this returns they survive a power cut."""
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes of a hash. Raises BlobDamaged when they are missing or not the same any more."""
        ...


class BlobDamaged(Exception):
    """A kept file is missing or was changed: a fault, to be mended from the backup."""
