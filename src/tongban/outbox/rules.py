"""How an announcement is written and read back, how long to wait after a failure, and what makes a request the same.

Pure: no database, no clock, no Django.
"""

from __future__ import annotations

import hashlib
import json
import types
import typing
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from tongban.foundation.canonical import canonical_text
from tongban.foundation.ids import new_key
from tongban.foundation.refusals import Refused, _

Reaction = Callable[[Any, datetime], object]

ATTEMPTS_UNTIL_STUCK = 10
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
# A citizen may come back from a bookmark.
ANSWERS_KEPT = timedelta(days=30)
# Delivered announcements are no record (that is the audit's task); they are kept for operators only.
EVENTS_KEPT = timedelta(days=90)
LONGEST_KEY = 128
LONGEST_ERROR = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a request: the status and the text, stored as they were given."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Chore:
    """Timed work that the worker does beside its deliveries.

    every  seconds between two turns; ``run`` takes the moment, opens its own transactions and bears
           being run by several workers at once
    """

    name: str
    every: float
    run: Callable[[datetime], object]


def kind_of(event_type: type) -> str:
    """The stable name of a kind of event: ``<room>.<ClassName>``."""
    parts = event_type.__module__.split(".")
    room = parts[1] if parts[0] == "tongban" and len(parts) > 1 else parts[-1]
    return f"{room}.{event_type.__name__}"


def event_row(event: object, subject_id: str, at: datetime) -> dict[str, Any]:
    """The row of one announcement: column names and values, ready for any kind of insert."""
    return {
        "id": new_key(),
        "kind": kind_of(type(event)),
        "subject_id": str(subject_id),
        "body": canonical_text(as_plain(event)),
        "at": at,
    }


def as_plain(event: object) -> dict[str, Any]:
    """The event's fields as plain values. Raises TypeError for what is not a dataclass or cannot be told exactly."""
    if not is_dataclass(event) or isinstance(event, type):
        raise TypeError(f"{type(event).__name__} is not an event: it has to be a dataclass")
    return {name: _plain(getattr(event, name)) for name in _names(type(event))}


@lru_cache(maxsize=256)
def _names(event_type: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(event_type))


def _plain(value: Any) -> Any:
    if type(value) is str or value is None:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return as_plain(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def rebuild(event_type: type, body: str) -> Any:
    """The event that ``event_row`` wrote, with ids, days, moments, amounts and tuples as its fields declare them.

    A field that an older row does not have takes its default; one that the class no longer has is left out.
    Raises TypeError or ValueError when the text does not fit the class.
    """
    return _rebuilt(event_type, json.loads(body))


def _rebuilt(event_type: type, values: Mapping[str, Any]) -> Any:
    hints, known = _declared(event_type)
    return event_type(**{name: _typed(hints[name], value) for name, value in values.items() if name in known})


@lru_cache(maxsize=256)
def _declared(event_type: type) -> tuple[Mapping[str, Any], frozenset[str]]:
    """The annotations of an event's class, read, and the names of its fields."""
    return typing.get_type_hints(event_type), frozenset(field.name for field in fields(event_type))


_READERS: dict[Any, Callable[[Any], Any]] = {
    uuid.UUID: uuid.UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
}


def _typed(hint: Any, value: Any) -> Any:
    """The value as its annotation says."""
    if value is None or hint is Any or hint is object:
        return value
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _one_of([argument for argument in arguments if argument is not type(None)], value)
    if hint in _READERS:
        return _READERS[hint](value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if is_dataclass(hint) and isinstance(hint, type):
        return _rebuilt(hint, value)
    if origin in (tuple, list, set, frozenset):
        return _series(origin, arguments, value)
    if origin is not None and isinstance(value, dict):
        kind = arguments[1] if len(arguments) == 2 else Any
        return {key: _typed(kind, item) for key, item in value.items()}
    if hint in (tuple, list, set, frozenset):
        return hint(value)
    return value


def _one_of(choices: list[Any], value: Any) -> Any:
    """The value as the first choice that can read it; text stays text where text is a choice."""
    if isinstance(value, str) and str in choices:
        return value
    for choice in choices:
        try:
            return _typed(choice, value)
        except (ValueError, TypeError, KeyError):
            continue
    raise ValueError(f"{value!r} fits none of {choices}")


def _series(origin: Any, arguments: tuple[Any, ...], value: list[Any]) -> Any:
    if origin is tuple and arguments and arguments[-1] is not Ellipsis:
        return tuple(_typed(kind, item) for kind, item in zip(arguments, value, strict=True))
    kind = arguments[0] if arguments else Any
    return origin(_typed(kind, item) for item in value)


def next_attempt(at: datetime, attempts: int) -> datetime | None:
    """When to try again after so many failures, or None when people have to look.

    The wait doubles with each failure, up to a quarter of an hour.
    """
    if attempts >= ATTEMPTS_UNTIL_STUCK:
        return None
    doubled: timedelta = FIRST_WAIT * 2 ** (attempts - 1)
    return at + min(doubled, LONGEST_WAIT)


def request_hash(body: bytes) -> str:
    """What makes two requests the same: the digest of their body."""
    return hashlib.sha256(body).hexdigest()


def request_row(
    *, actor_id: str, route: str, key: str, body: bytes, status: int, answer: str, at: datetime
) -> dict[str, Any]:
    """The row of one answered request: column names and values. Refuses a key that is empty or too long."""
    check_key(key)
    return {
        "actor_id": actor_id,
        "route": route,
        "key": key,
        "request_hash": request_hash(body),
        "status": status,
        "answer": answer,
        "at": at,
    }


def check_key(key: str) -> None:
    """Refuse a missing or an unusable key."""
    if not key:
        raise Refused("outbox.key_missing", _("Send an Idempotency-Key with this request."))
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Refused(
            "outbox.key_wrong",
            _("The Idempotency-Key must be printable and no longer than {most} characters."),
            most=LONGEST_KEY,
        )
