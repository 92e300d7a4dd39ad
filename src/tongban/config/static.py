"""Static files: named by their content and compressed once, what browsers fetch thoroughly, what they never fetch not at all."""

from __future__ import annotations

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# From here on, the last degree of compression costs seconds and saves a few kilobytes of a developer's page.
LARGE = 400_000
QUALITY_OF_LARGE = 9


class Compression(Compressor):
    """Brotli at its best for what every page loads, quickly for the large scripts of the interface's own page."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        # Asked only where whitenoise has found it.
        import brotli  # type: ignore[import-untyped]

        return bytes(brotli.compress(data, quality=QUALITY_OF_LARGE if len(data) > LARGE else 11))


class Storage(CompressedManifestStaticFilesStorage):
    """What the server sends for ever under a name that changes with the content."""

    def create_compressor(self, **options: Any) -> Compressor:
        return Compression(**options)
