"""What may be done with the record: write a leaf, seal leaves under a signed root, verify everything."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from tongban.audit import rules, storage
from tongban.audit.checking import AuditBroken, Verdict, Walk, signature_is_right, verdict_of
from tongban.audit.models import Checkpoint, Leaf, Tile
from tongban.foundation import crypto

__all__ = ["AuditBroken", "Verdict", "record", "seal", "seal_due", "verify", "witnessed_here"]

_COLUMNS = (*rules.LEAF_COLUMNS, "position")


def record(act: rules.Act, at: datetime) -> None:
    """Write one leaf in the caller's transaction. What cannot be recorded must not happen: errors are the caller's end."""
    storage.insert_leaf(rules.leaf_row(act, at, algorithm()))


def algorithm() -> str:
    """The digest that goes with the keyring's signatures: SM3 with SM2, SHA-256 with ECDSA."""
    return "sm3" if crypto.keyring().algorithm == "sm2" else "sha256"


def seal_due(at: datetime) -> int:
    """Seal when a thousand leaves wait, or when any has waited for a minute; the number of checkpoints made."""
    waiting = Leaf.objects.filter(position__isnull=True)
    if not waiting.exists():
        return 0
    newest = Checkpoint.objects.order_by("-number").first()
    full = waiting.order_by("id")[rules.LEAVES_PER_CHECKPOINT - 1 : rules.LEAVES_PER_CHECKPOINT].exists()
    late = newest is None or newest.at <= at - timedelta(seconds=rules.SECONDS_PER_CHECKPOINT)
    return seal(at) if full or late else 0


def seal(at: datetime) -> int:
    """Put every waiting leaf under signed roots, a thousand at a time; the number of checkpoints made.

    Each batch is read again and verified before it is signed. Raises AuditBroken, and signs nothing, when a
    leaf, the tree or the newest checkpoint is not what it was. Returns at once when another worker is sealing.
    """
    made = 0
    while _seal_batch(at):
        made += 1
    return made


def _seal_batch(at: datetime) -> bool:
    with transaction.atomic():
        if not storage.only_sealer():
            return False
        newest = Checkpoint.objects.order_by("-number").first()
        hashed_by = algorithm()
        before, frontier = _beginning(newest, hashed_by)
        given = storage.give_positions(frontier.size, rules.LEAVES_PER_CHECKPOINT)
        if not given:
            return False
        frontier, tiles = _grown(frontier, frontier.size + given, hashed_by)
        checkpoint = rules.Checkpoint(
            log=before.log if before else secrets.token_hex(16),
            number=before.number + 1 if before else 1,
            size=frontier.size,
            root=frontier.root(rules.hasher(hashed_by)).hex(),
            algorithm=hashed_by,
            at=at,
            previous=rules.checkpoint_hash(before) if before else rules.FIRST_PREVIOUS,
        )
        Tile.objects.bulk_create(tiles, ignore_conflicts=True)
        row = _signed(checkpoint, frontier)
        row.save(force_insert=True)
        transaction.on_commit(lambda: _witness(row, checkpoint.log))
    return True


def _beginning(newest: Checkpoint | None, hashed_by: str) -> tuple[rules.Checkpoint | None, rules.Frontier]:
    """The newest checkpoint and the tree under it, after checking that they belong together."""
    if newest is None:
        return None, rules.EMPTY
    if not signature_is_right(newest):
        raise AuditBroken(f"checkpoint {newest.number} does not carry its signature")
    before = rules.Checkpoint.from_payload(newest.payload)
    frontier = rules.Frontier.of_text(before.size, newest.frontier)
    if frontier.root(rules.hasher(before.algorithm)).hex() != before.root:
        raise AuditBroken(f"the tree kept with checkpoint {newest.number} does not have its root")
    if before.algorithm != hashed_by:
        frontier, tiles = _grown(rules.EMPTY, before.size, hashed_by)
        Tile.objects.bulk_create(tiles, ignore_conflicts=True)
    return before, frontier


def _grown(frontier: rules.Frontier, size: int, hashed_by: str) -> tuple[rules.Frontier, list[Tile]]:
    """The tree with the leaves up to ``size``, each read again from its row and checked on the way."""
    walk = Walk(hashed_by, frontier)
    for row in leaves(frontier.size, size):
        fault = walk.take(row)
        if fault:
            raise AuditBroken(f"leaf {row['id']} at position {walk.frontier.size}: {fault}")
    if walk.frontier.size != size:
        raise AuditBroken(f"leaves are missing after position {walk.frontier.size}")
    return walk.frontier, [
        Tile(algorithm=hashed_by, level=level, index=index, value=value.hex())
        for level, index, value in walk.tiles
    ]


def leaves(first: int, last: int) -> Iterable[dict[str, Any]]:
    """The sealed leaves of the positions ``[first, last)`` in order, streamed."""
    rows = Leaf.objects.filter(position__gte=first, position__lt=last).order_by("position")
    streamed: Iterable[dict[str, Any]] = rows.values(*_COLUMNS).iterator(chunk_size=2_000)
    return streamed


def _signed(checkpoint: rules.Checkpoint, frontier: rules.Frontier) -> Checkpoint:
    payload = checkpoint.payload()
    signature = crypto.sign(crypto.keyring(), "audit", payload)
    return Checkpoint(
        number=checkpoint.number,
        size=checkpoint.size,
        at=checkpoint.at,
        payload=payload.decode(),
        frontier=frontier.text(),
        signature_algorithm=signature.algorithm,
        key_id=signature.key_id,
        signature=signature.value.hex(),
    )


def verify(witnessed: Iterable[str] | None = None) -> Verdict:
    """Recompute the whole record and name the first thing that is not as it was.

    witnessed  checkpoint lines kept elsewhere; a record that lacks one of them was cut back. Without them the
               lines that this machine kept are used.
    """
    return verdict_of(leaves, witnessed, witnessed_here)


def witnessed_here(log: str) -> tuple[str, ...]:
    """The checkpoint lines that this machine kept of a log."""
    path = _witness_file(log)
    return tuple(path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()


def _witness_file(log: str) -> Path:
    return Path(settings.TONGBAN.HOME) / "checkpoints" / f"{log}.jsonl"


def _witness(row: Checkpoint, log: str) -> None:
    """Keep the signed checkpoint outside the database too; operators copy the file to another house."""
    path = _witness_file(log)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(row.payload + "\n")
        file.flush()
        os.fsync(file.fileno())
