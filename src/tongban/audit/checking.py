"""Going through the record from its first leaf to its last, and saying where it stops being what was signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.audit import rules, storage
from tongban.audit.models import Checkpoint, Leaf, Tile
from tongban.foundation import crypto
from tongban.foundation.refusals import _

Leaves = Callable[[int, int], Iterable[dict[str, Any]]]


class AuditBroken(Exception):
    """The record is not what it was; nothing is signed on top of it. A fault, for operators."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found.

    first_bad  the position of the first leaf that is wrong, or "checkpoint n", or the id of an unsealed leaf
    """

    ok: bool
    leaves: int
    checkpoints: int
    unsealed: int
    first_bad: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        return translate(self.sentence).format(**self.values)


class _Wrong(Exception):
    def __init__(self, first_bad: object, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.first_bad, self.sentence, self.values = str(first_bad), sentence, values


class Walk:
    """The tree as it grows leaf by leaf, in one or several algorithms, with the subtree roots worth keeping."""

    def __init__(self, hashed_by: str, frontier: rules.Frontier = rules.EMPTY) -> None:
        self.hashed_by = hashed_by
        self.frontier = frontier
        self.tiles: list[tuple[int, int, bytes]] = []
        self._hashed = rules.hasher(hashed_by)

    def take(self, row: Mapping[str, Any]) -> str:
        """Add a stored leaf. Returns what is wrong with it, or nothing."""
        if row["position"] != self.frontier.size:
            return "position"
        fault = rules.fault_of(row)
        if not fault:
            self.grow(bytes.fromhex(row["leaf_hash"]))
        return fault

    def grow(self, leaf: bytes) -> None:
        self.frontier, completed = self.frontier.add(leaf, self._hashed)
        self.tiles += [tile for tile in completed if tile[0] in rules.TILE_LEVELS]

    @property
    def root(self) -> str:
        return self.frontier.root(self._hashed).hex()


def signature_is_right(row: Checkpoint) -> bool:
    """Whether the checkpoint was signed by a key of this house for this purpose."""
    key = crypto.keyring().public_keys().get(row.key_id)
    if key is None or key.purpose != "audit":
        return False
    try:
        signature = crypto.Signature(row.signature_algorithm, row.key_id, bytes.fromhex(row.signature))
    except ValueError:
        return False
    return crypto.verify(key, signature, row.payload.encode())


def verdict_of(
    leaves: Leaves, witnessed: Iterable[str] | None, witnessed_here: Callable[[str], tuple[str, ...]]
) -> Verdict:
    """The verdict over the whole record as it stands now."""
    read, checkpoints, unsealed = 0, 0, 0
    try:
        read, checkpoints, log = _check_sealed(leaves)
        unsealed = _check_unsealed()
        _check_witnessed(witnessed_here(log) if witnessed is None else witnessed, log)
    except _Wrong as wrong:
        return Verdict(False, read, checkpoints, unsealed, wrong.first_bad, wrong.sentence, wrong.values)
    sentence = _(
        "The record is whole: {leaves} leaves under {checkpoints} signed checkpoints, {unsealed} not sealed yet."
    )
    values = {"leaves": read, "checkpoints": checkpoints, "unsealed": unsealed}
    return Verdict(True, read, checkpoints, unsealed, "", sentence, values)


def _check_sealed(leaves: Leaves) -> tuple[int, int, str]:
    rows = list(Checkpoint.objects.order_by("number"))
    walks = {name: Walk(name) for name in {_claim(row).algorithm for row in rows}}
    first = next(iter(walks.values()), None)
    stream: Iterator[dict[str, Any]] = iter(leaves(0, rows[-1].size) if rows else ())
    previous: rules.Checkpoint | None = None
    for row in rows:
        claim = _check_claim(row, previous)
        while first is not None and first.frontier.size < claim.size:
            _take(next(stream, None), first, walks)
        _check_tree(row, claim, walks[claim.algorithm])
        previous = claim
    _check_tiles(walks)
    size = previous.size if previous else 0
    counted, end, newest = storage.extent()
    if counted != end or (end > newest):
        raise _Wrong(
            newest, _("Leaves from position {position} on are not under any checkpoint."), position=newest
        )
    return size, len(rows), previous.log if previous else ""


def _claim(row: Checkpoint) -> rules.Checkpoint:
    try:
        claim = rules.Checkpoint.from_payload(row.payload)
        rules.hasher(claim.algorithm)
    except (ValueError, KeyError, TypeError):
        raise _Wrong(
            f"checkpoint {row.number}", _("Checkpoint {number} cannot be read."), number=row.number
        ) from None
    return claim


def _check_claim(row: Checkpoint, previous: rules.Checkpoint | None) -> rules.Checkpoint:
    """The checkpoint as signed, after checking that it is, and that it follows the one before."""
    claim = _claim(row)
    place = f"checkpoint {row.number}"
    if not signature_is_right(row):
        raise _Wrong(place, _("Checkpoint {number} does not carry its signature."), number=row.number)
    stored = (row.number, row.size, row.at)
    if stored != (claim.number, claim.size, claim.at):
        raise _Wrong(place, _("Checkpoint {number} was changed."), number=row.number)
    number, size = (previous.number + 1, previous.size + 1) if previous else (1, 1)
    link = rules.checkpoint_hash(previous) if previous else rules.FIRST_PREVIOUS
    if claim.number != number or claim.previous != link or claim.size < size:
        raise _Wrong(
            f"checkpoint {number}", _("Checkpoint {number} is missing or out of order."), number=number
        )
    return claim


def _take(row: dict[str, Any] | None, first: Walk, walks: Mapping[str, Walk]) -> None:
    position = first.frontier.size
    if row is None:
        raise _Wrong(position, _("The leaf at position {position} is missing."), position=position)
    fault = first.take(row)
    if fault == "position":
        raise _Wrong(position, _("The leaf at position {position} is missing."), position=position)
    if fault:
        raise _Wrong(
            position,
            _("The leaf at position {position} was changed ({part})."),
            position=position,
            part=fault,
        )
    for walk in walks.values():
        if walk is not first:
            walk.grow(bytes.fromhex(row["leaf_hash"]))


def _check_tree(row: Checkpoint, claim: rules.Checkpoint, walk: Walk) -> None:
    if walk.root != claim.root:
        raise _Wrong(
            f"checkpoint {row.number}",
            _("The leaves under checkpoint {number} are not the ones that were signed."),
            number=row.number,
        )
    if row.frontier != walk.frontier.text():
        raise _Wrong(
            f"checkpoint {row.number}",
            _("The tree kept with checkpoint {number} was changed."),
            number=row.number,
        )


def _check_tiles(walks: Mapping[str, Walk]) -> None:
    expected = {
        (name, level, index): value.hex()
        for name, walk in walks.items()
        for level, index, value in walk.tiles
    }
    kept = {(tile.algorithm, tile.level, tile.index): tile.value for tile in Tile.objects.all()}
    for place in sorted(expected.keys() | kept.keys()):
        if expected.get(place) != kept.get(place):
            position = place[2] << place[1]
            raise _Wrong(
                position, _("The kept subtree at position {position} was changed."), position=position
            )


def _check_unsealed() -> int:
    count = 0
    columns = (*rules.LEAF_COLUMNS, "position")
    for row in (
        Leaf.objects.filter(position__isnull=True).order_by("id").values(*columns).iterator(chunk_size=2_000)
    ):
        fault = rules.fault_of(row)
        if fault:
            raise _Wrong(row["id"], _("An unsealed leaf was changed ({part})."), part=fault)
        count += 1
    return count


def _check_witnessed(lines: Iterable[str], log: str) -> None:
    """Every checkpoint that a witness kept must still stand."""
    wanted = [line.strip() for line in lines if line.strip()]
    if not wanted:
        return
    kept = dict(Checkpoint.objects.values_list("number", "payload"))
    for line in wanted:
        try:
            claim = rules.Checkpoint.from_payload(line)
        except (ValueError, KeyError, TypeError):
            raise _Wrong("witness", _("The witness's lines cannot be read.")) from None
        if claim.log != log or kept.get(claim.number) != line:
            raise _Wrong(
                f"checkpoint {claim.number}",
                _("Checkpoint {number} was seen by a witness and is not in the record any more."),
                number=claim.number,
            )
