"""Identity of rows: ordered keys for storage, unguessable ids for addresses."""

from __future__ import annotations

import secrets
import time
import uuid

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def new_key() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): ordered by time, so that indexes grow at their end.

    The twelve bits after the milliseconds say how much of the next one had passed (§6.2, method 3), so that
    keys made one after the other are also read in that order.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= (nanoseconds * 4096 // 1_000_000) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return uuid.UUID(int=value)


def new_public_id() -> str:
    """128 random bits in 26 letters and digits that are not mistaken for one another; what addresses carry."""
    bits = secrets.randbits(128)
    return "".join(_CROCKFORD[(bits >> shift) & 31] for shift in range(125, -1, -5))
