"""Canonical JSON: one text for one value, so that it can be hashed and signed (after RFC 8785).

Keys are sorted, no white space, UTF-8 without escapes. Floats are refused: money is a decimal string,
counts are integers. Dates and moments are written in ISO 8601, moments in UTC.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson

_SLOW = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=str
).encode


def plain(value: Any) -> Any:
    """The value in JSON's own types. Raises TypeError for what has no single text (floats, objects)."""
    # Exactly these types first: nearly every value of the house is one, and this runs for every row that is written.
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is dict:
        return {
            key if type(key) is str else str(key): item if type(item) is str else plain(item)
            for key, item in value.items()
        }
    if kind is list or kind is tuple:
        return [item if type(item) is str else plain(item) for item in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    """The rarer types, their subclasses and whatever stands for them."""
    if value is None or isinstance(value, bool | int | str):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a moment without a time zone has no single text")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    raise TypeError(f"{type(value).__name__} has no canonical text")


def canonical_text(value: Any) -> str:
    """The canonical text of a value."""
    return canonical_json(value).decode()


def canonical_json(value: Any) -> bytes:
    """The canonical text of a value in UTF-8, ready to be hashed or signed."""
    return row_json(plain(value))


def row_json(value: Any) -> bytes:
    """Rows as JSON for the database: keys sorted; ids, days and moments in ISO 8601 with the zone they have."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        # Whole numbers of more than 64 bits, and what is nested deeper than 254 times.
        return _SLOW(value).encode()
