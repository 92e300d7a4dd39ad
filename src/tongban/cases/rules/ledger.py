"""The ledger of a case: its events, their text, and the chain that holds them together."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from tongban.cases.rules.happenings import KINDS, Happening
from tongban.foundation import crypto
from tongban.foundation.actors import Actor
from tongban.foundation.canonical import canonical_text


@dataclass(frozen=True, slots=True)
class By:
    """Who did it, as it stood at that moment."""

    account_id: str = ""
    person_id: str = ""
    staff_id: str = ""
    name: str = ""
    role: str = ""
    department_id: str = ""
    department_name: str = ""
    body_id: str = ""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One line of the ledger of a case: its place, when, by whom, and what happened."""

    seq: int
    at: datetime
    by: By
    what: Happening

    @property
    def kind(self) -> str:
        return self.what.KIND


@dataclass(frozen=True, slots=True)
class Link:
    """An event as it is stored: its text, and its place in the chain."""

    seq: int
    kind: str
    at: datetime
    by: By
    body: str
    prev_hash: str
    hash: str = field(default="")


def by(actor: Actor) -> By:
    """The actor as the ledger remembers it."""
    return By(
        account_id=actor.account_id,
        person_id=actor.person_id,
        staff_id=actor.staff_id,
        name=actor.name,
        role=actor.role,
        department_id=actor.department_id,
        department_name=actor.department_name,
        body_id=actor.body_id,
    )


def chain(case_id: str, prev_hash: str, events: Sequence[CaseEvent]) -> tuple[Link, ...]:
    """The events as links of the case's chain, each holding the hash of the one before."""
    links = []
    for event in events:
        body = canonical_text(to_plain(event.what))
        link = Link(event.seq, event.kind, event.at, event.by, body, prev_hash)
        prev_hash = link_hash(case_id, link)
        links.append(Link(event.seq, event.kind, event.at, event.by, body, link.prev_hash, prev_hash))
    return tuple(links)


def link_hash(case_id: str, link: Link) -> str:
    """The hash of a link: SM3 over its head, its text and the hash before it."""
    moment = link.at.astimezone(UTC).isoformat(timespec="microseconds")
    who = link.by
    head = [
        case_id,
        link.seq,
        link.kind,
        moment,
        who.account_id,
        who.person_id,
        who.staff_id,
        who.name,
        who.role,
    ]
    head += [who.department_id, who.department_name, who.body_id, link.prev_hash]
    return crypto.digest(f"{canonical_text(head)}\n{link.body}".encode(), "sm3").hex()


def event_from(link: Link, body: Mapping[str, Any]) -> CaseEvent:
    """The event of a stored link, given its parsed text."""
    return CaseEvent(link.seq, link.at, link.by, read(KINDS[link.kind], body))


def to_plain(value: Any) -> Any:
    """A dataclass of the ledger in plain values; dates stay dates, canonical JSON writes them."""
    kind: Any = type(value)
    names = _names(kind)
    if names:
        return {name: to_plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value


def read(kind: Any, data: Mapping[str, Any]) -> Any:
    """The dataclass written as this plain data. What was not known yet when it was written has its default."""
    return kind(
        **{
            name: data[name] if reader is _as_it_is else reader(data[name])
            for name, reader in _readers(kind)
            if name in data
        }
    )


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass; none for any other type."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


@cache
def _readers(kind: Any) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((one.name, _reader(hints[one.name])) for one in fields(kind))


def _reader(hint: Any) -> Callable[[Any], Any]:
    """How a value of this type is read back from JSON."""
    inner = typing.get_args(hint)
    if isinstance(hint, types.UnionType):
        wanted = _reader(next(one for one in inner if one is not types.NoneType))
        return lambda value: None if value is None else wanted(value)
    if typing.get_origin(hint) is tuple:
        one = _reader(inner[0])
        return lambda value: tuple(one(item) for item in value)
    if is_dataclass(hint):
        return lambda value: read(typing.cast(type[Any], hint), value)
    if hint in (date, datetime):
        return typing.cast(Callable[[Any], Any], hint.fromisoformat)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
