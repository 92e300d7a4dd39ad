"""The tree over the leaves: roots that grow leaf by leaf, and proofs that a third party can check.

The shape is that of RFC 9162, section 2.1; the hash is SM3 or SHA-256.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from tongban.foundation import crypto

Hash = Callable[[bytes], bytes]
Subtree = Callable[[int, int], bytes]
NODE_PREFIX = b"\x01"

# Roots of full subtrees of 2^10 and 2^20 leaves are kept, so that a proof never hashes a whole log again.
TILE_LEVELS = (10, 20)


def hasher(algorithm: str) -> Hash:
    """The hash function of an algorithm's name. Raises ValueError for one the house does not use."""
    if algorithm not in {"sm3", "sha256"}:
        raise ValueError(f"{algorithm!r} is not an algorithm of this log")
    return partial(crypto.digest, algorithm=algorithm)


def node_hash(left: bytes, right: bytes, hashed: Hash) -> bytes:
    return hashed(NODE_PREFIX + left + right)


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the full subtrees of the leaves so far, largest first: all that is needed to go on.

    There are as many as ``size`` has ones in binary.
    """

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def add(self, leaf: bytes, hashed: Hash) -> tuple[Frontier, tuple[tuple[int, int, bytes], ...]]:
        """The frontier with one leaf more, and the full subtrees it completed as (level, index, hash)."""
        nodes, node, level, size = list(self.nodes), leaf, 0, self.size
        completed = []
        while size >> level & 1:
            node = node_hash(nodes.pop(), node, hashed)
            level += 1
            completed.append((level, size >> level, node))
        return Frontier(size + 1, (*nodes, node)), tuple(completed)

    def root(self, hashed: Hash) -> bytes:
        """The root over all leaves so far; of none, the hash of nothing."""
        if not self.nodes:
            return hashed(b"")
        root = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            root = node_hash(node, root, hashed)
        return root

    def text(self) -> str:
        return ",".join(node.hex() for node in self.nodes)

    @classmethod
    def of_text(cls, size: int, text: str) -> Frontier:
        """The frontier that ``text`` wrote. Raises ValueError when the number of nodes does not fit the size."""
        nodes = tuple(bytes.fromhex(node) for node in text.split(",")) if text else ()
        if len(nodes) != size.bit_count():
            raise ValueError("the frontier does not fit the number of leaves")
        return cls(size, nodes)


EMPTY = Frontier()


def _split(size: int) -> int:
    """The largest power of two smaller than the size."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_path(index: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """The hashes that lead from a leaf to the root, nearest first (RFC 9162, section 2.1.3.1).

    subtree  gives the root over the leaves ``[first, last)``
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of this size")
    path: list[bytes] = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _split(last - first)
        if index < middle:
            path.append(subtree(middle, last))
            last = middle
        else:
            path.append(subtree(first, middle))
            first = middle
    return tuple(reversed(path))


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes], hashed: Hash) -> bytes | None:
    """The root that a leaf and its path give, or None when the path has the wrong length (section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    position, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            root = node_hash(sibling, root, hashed)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            root = node_hash(root, sibling, hashed)
        position, last = position >> 1, last >> 1
    return root if last == 0 else None


def consistency_path(old: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """The hashes that show the first ``old`` leaves unchanged in the larger tree (section 2.1.4.1)."""
    if not 0 < old <= size:
        raise ValueError("the old tree is not the beginning of the new one")
    return () if old == size else tuple(_consistency(old, 0, size, True, subtree))


def _consistency(old: int, first: int, last: int, whole: bool, subtree: Subtree) -> list[bytes]:
    if old == last - first:
        return [] if whole else [subtree(first, last)]
    middle = _split(last - first)
    if old <= middle:
        left = _consistency(old, first, first + middle, whole, subtree)
        return [*left, subtree(first + middle, last)]
    right = _consistency(old - middle, first + middle, last, False, subtree)
    return [*right, subtree(first, first + middle)]


def consistency_holds(
    old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes], hashed: Hash
) -> bool:
    """Whether the path shows the new tree to begin with the old one (section 2.1.4.2)."""
    if old == size:
        return not path and old_root == root
    if not 0 < old < size or not path:
        return False
    nodes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    early = late = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            early, late = node_hash(node, early, hashed), node_hash(node, late, hashed)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            late = node_hash(late, node, hashed)
        position, last = position >> 1, last >> 1
    return last == 0 and early == old_root and late == root
