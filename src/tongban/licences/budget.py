"""A budget of checks per address and minute, so that nobody tries identifiers by the thousand."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

CHECKS_A_MINUTE = 30


def spent(address: str, at: datetime) -> bool:
    """Count one check from this address; whether its budget of this minute is used up."""
    key = f"licences.verify:{address}:{int(at.timestamp()) // 60}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key) > CHECKS_A_MINUTE
    except ValueError:
        return False  # The minute's entry has just gone; so has the minute.
