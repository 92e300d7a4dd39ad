"""A checkpoint: so many leaves have this root, after that earlier checkpoint. Signed, and given to witnesses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.audit.rules.tree import hasher
from tongban.foundation.canonical import canonical_json

FIRST_PREVIOUS = "0" * 64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed.

    log        random name of this log, made with its first checkpoint
    number     1, 2, 3 …
    size       leaves covered, from the first one on
    root       of the tree over them, in hexadecimal digits
    algorithm  of the tree's nodes
    previous   hash of the checkpoint before, so that none can be left out
    """

    log: str
    number: int
    size: int
    root: str
    algorithm: str
    at: datetime
    previous: str

    def plain(self) -> dict[str, Any]:
        return {
            "algorithm": self.algorithm,
            "at": self.at,
            "log": self.log,
            "number": self.number,
            "previous": self.previous,
            "root": self.root,
            "size": self.size,
        }

    def payload(self) -> bytes:
        """The bytes that are signed and hashed."""
        return canonical_json(self.plain())

    @classmethod
    def from_plain(cls, value: Mapping[str, Any]) -> Checkpoint:
        return cls(**{**value, "at": datetime.fromisoformat(value["at"])})

    @classmethod
    def from_payload(cls, payload: str) -> Checkpoint:
        """The checkpoint that ``payload`` wrote. Raises ValueError, KeyError or TypeError when it is not one."""
        return cls.from_plain(json.loads(payload))


def checkpoint_hash(checkpoint: Checkpoint) -> str:
    """The hash by which the next checkpoint names this one."""
    return hasher(checkpoint.algorithm)(checkpoint.payload()).hex()
