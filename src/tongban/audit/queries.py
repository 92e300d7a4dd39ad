"""Reading the record: a case's timeline, who looked at a person, pages for supervisors, proofs for anyone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tongban.audit import rules
from tongban.audit.models import Checkpoint, Leaf, Tile
from tongban.foundation import crypto
from tongban.foundation.clock import LEGAL_ZONE
from tongban.foundation.refusals import Refused, _

PAGE = 50
MOST_PROOFS = 500


@dataclass(frozen=True, slots=True)
class ActCard:
    """One leaf as people read it. ``position`` is None until a checkpoint covers it."""

    id: str
    position: int | None
    at: datetime
    action: str
    result: str
    purpose: str
    subject_kind: str
    subject_id: str
    about_id: str
    case_id: str
    actor_person: str
    actor_name: str
    actor_body: str
    actor_staff: str
    actor_department: str
    actor_role: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the log, newest first; ``after`` asks for the next one and is empty on the last."""

    acts: tuple[ActCard, ...]
    after: str


def acts_on_case(case_id: str, limit: int = 200) -> tuple[ActCard, ...]:
    """What was done and seen on a case, oldest first."""
    rows = Leaf.objects.filter(case_id=str(case_id)).order_by("id")[:limit]
    return tuple(_card(row) for row in rows)


def acts_on(*, subject_kind: str, subject_id: str, limit: int = 200) -> tuple[ActCard, ...]:
    """What was done to something that is no case and no person, oldest first."""
    rows = Leaf.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, case_id="", about_id=""
    ).order_by("id")
    return tuple(_card(row) for row in rows[:limit])


def acts_about(person_id: str, limit: int = 200) -> tuple[ActCard, ...]:
    """What others did with a person's data or looked at, newest first; her own acts are left out."""
    rows = Leaf.objects.filter(about_id=str(person_id)).exclude(actor_person=str(person_id)).order_by("-id")
    return tuple(_card(row) for row in rows[:limit])


def page(
    *,
    case_id: str = "",
    actor_person: str = "",
    about: str = "",
    action: str = "",
    day: date | None = None,
    after: str = "",
    limit: int = PAGE,
) -> Page:
    """A page of the whole log, newest first. Empty filters do not filter.

    action  a whole action, or a room with its dot: "cases."
    day     the legal day
    after   what the page before gave. Refuses one that is not of this log.
    """
    rows = Leaf.objects.order_by("-at", "-id")
    exact = {"case_id": case_id, "actor_person": actor_person, "about_id": about}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if action:
        rows = rows.filter(**{"action__startswith" if action.endswith(".") else "action": action})
    if day is not None:
        start = datetime.combine(day, time(), LEGAL_ZONE)
        rows = rows.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if after:
        rows = _behind(rows, after)
    found = list(rows[: limit + 1])
    more = found[limit - 1] if len(found) > limit else None
    mark = f"{more.at.isoformat()}~{more.pk.hex}" if more else ""
    return Page(tuple(_card(row) for row in found[:limit]), mark)


def _behind(rows: QuerySet[Leaf], after: str) -> QuerySet[Leaf]:
    moment, _tilde, key = after.partition("~")
    try:
        at, pk = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        raise Refused(
            "audit.page_unknown", _("This page of the log does not exist. Start from its first page.")
        ) from None
    if at.tzinfo is None:
        raise Refused(
            "audit.page_unknown", _("This page of the log does not exist. Start from its first page.")
        )
    return rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))


def actions() -> tuple[str, ...]:
    """The actions that stand in the log, for a filter."""
    return tuple(Leaf.objects.order_by("action").values_list("action", flat=True).distinct())


def unsealed_count() -> int:
    """How many leaves no checkpoint covers yet."""
    return Leaf.objects.filter(position__isnull=True).count()


@dataclass(frozen=True, slots=True)
class CheckpointCard:
    """A signed checkpoint as handed to witnesses: ``payload`` is what the signature covers."""

    number: int
    size: int
    at: datetime
    payload: str
    signature: Mapping[str, str]


def latest_checkpoint() -> CheckpointCard | None:
    """The newest checkpoint, or None before the first seal."""
    row = Checkpoint.objects.order_by("-number").first()
    return _checkpoint_card(row) if row else None


def proof(leaf_id: str) -> dict[str, Any]:
    """Everything a third party needs to check one leaf with ``standalone.py``, in JSON's own types.

    Refuses a leaf that does not exist or is not sealed yet.
    """
    newest = Checkpoint.objects.order_by("-number").first()
    row = Leaf.objects.filter(pk=_key_of(leaf_id)).first()
    if row is None:
        raise _not_found()
    if row.position is None or newest is None or row.position >= newest.size:
        raise Refused(
            "audit.not_sealed", _("This line will be sealed within a minute. Please try again then.")
        )
    claim = rules.Checkpoint.from_payload(newest.payload)
    path = rules.inclusion_path(row.position, claim.size, Subtrees(claim.algorithm))
    return {
        "leaf": row.body,
        "position": row.position,
        "path": [node.hex() for node in path],
        **_signed(newest),
    }


def proofs_about(person_id: str) -> dict[str, Any]:
    """A person's own record with proofs: the newest leaves about her or by her that are sealed."""
    rows = Leaf.objects.filter(
        Q(about_id=str(person_id)) | Q(actor_person=str(person_id)), position__isnull=False
    )
    newest = Checkpoint.objects.order_by("-number").first()
    if newest is None:
        return {"leaves": []}
    claim = rules.Checkpoint.from_payload(newest.payload)
    subtrees = Subtrees(claim.algorithm)
    chosen = rows.filter(position__lt=claim.size).order_by("-position")[:MOST_PROOFS]
    return {
        "leaves": [
            {
                "leaf": row.body,
                "position": row.position,
                "path": [node.hex() for node in rules.inclusion_path(_sealed(row), claim.size, subtrees)],
            }
            for row in chosen
        ],
        **_signed(newest),
    }


def consistency(old: int) -> dict[str, Any]:
    """What shows a witness that the record of ``old`` leaves is the beginning of today's. Refuses an unknown size."""
    newest = Checkpoint.objects.order_by("-number").first()
    earlier = Checkpoint.objects.filter(size=old).first()
    if newest is None or earlier is None:
        raise Refused("audit.no_checkpoint", _("No checkpoint covers exactly so many lines."))
    claim = rules.Checkpoint.from_payload(newest.payload)
    path = rules.consistency_path(old, claim.size, Subtrees(claim.algorithm))
    return {"old": _signed(earlier), "new": _signed(newest), "path": [node.hex() for node in path]}


class Subtrees:
    """The root over any run of sealed leaves that a proof asks for; kept subtree roots spare most of the hashing."""

    def __init__(self, algorithm: str) -> None:
        self._algorithm = algorithm
        self._hashed = rules.hasher(algorithm)
        self._known: dict[tuple[int, int], bytes] = {}

    def __call__(self, first: int, last: int) -> bytes:
        if (first, last) not in self._known:
            self._known[first, last] = self._root(first, last)
        return self._known[first, last]

    def _root(self, first: int, last: int) -> bytes:
        if last - first <= 1 << rules.TILE_LEVELS[0]:
            return self._over_leaves(first, last)
        for level in reversed(rules.TILE_LEVELS):
            whole = (last - first) >> level
            if whole and first % (1 << level) == 0:
                return self._over_tiles(level, first, last, whole)
        raise AssertionError("a run of a proof starts at a multiple of its own size")

    def _over_leaves(self, first: int, last: int) -> bytes:
        frontier = rules.EMPTY
        hashes = Leaf.objects.filter(position__gte=first, position__lt=last).order_by("position")
        for leaf in hashes.values_list("leaf_hash", flat=True):
            frontier, _completed = frontier.add(bytes.fromhex(leaf), self._hashed)
        return frontier.root(self._hashed)

    def _over_tiles(self, level: int, first: int, last: int, whole: int) -> bytes:
        """Full subtrees are leaves of a smaller tree; what is left over at the end is a smaller run."""
        index = first >> level
        tiles = Tile.objects.filter(
            algorithm=self._algorithm, level=level, index__gte=index, index__lt=index + whole
        )
        frontier = rules.EMPTY
        for value in tiles.order_by("index").values_list("value", flat=True):
            frontier, _completed = frontier.add(bytes.fromhex(value), self._hashed)
        rest = first + (whole << level)
        if rest == last:
            return frontier.root(self._hashed)
        tail = rules.Frontier(1, (self(rest, last),))
        return rules.Frontier(0, (*frontier.nodes, *tail.nodes)).root(self._hashed)


def _signed(row: Checkpoint) -> dict[str, Any]:
    key = crypto.keyring().public_keys()[row.key_id]
    card = _checkpoint_card(row)
    return {"checkpoint": card.payload, "signature": dict(card.signature), "key": key.plain()}


def _checkpoint_card(row: Checkpoint) -> CheckpointCard:
    signature = {"algorithm": row.signature_algorithm, "key_id": row.key_id, "value": row.signature}
    return CheckpointCard(row.number, row.size, row.at, row.payload, signature)


def _key_of(leaf_id: str) -> UUID:
    try:
        return UUID(str(leaf_id))
    except ValueError:
        raise _not_found() from None


def _not_found() -> Refused:
    return Refused("audit.not_found", _("This line is not in the record."))


def _sealed(row: Leaf) -> int:
    assert row.position is not None
    return row.position


def _card(row: Leaf) -> ActCard:
    return ActCard(
        id=str(row.pk),
        position=row.position,
        at=row.at,
        action=row.action,
        result=row.result,
        purpose=row.purpose,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        about_id=row.about_id,
        case_id=row.case_id,
        actor_person=row.actor_person,
        actor_name=row.actor_name,
        actor_body=row.actor_body,
        actor_staff=row.actor_staff,
        actor_department=row.actor_department,
        actor_role=row.actor_role,
        detail=json.loads(row.body)["detail"],
    )
