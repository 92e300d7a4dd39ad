"""What a line of the record says, how lines become a tree, and what a checkpoint signs. Pure Python."""

from tongban.audit.rules.checkpoints import FIRST_PREVIOUS, Checkpoint, checkpoint_hash
from tongban.audit.rules.leaves import (
    ALGORITHMS,
    LEAF_COLUMNS,
    Act,
    body_of,
    columns_of,
    fault_of,
    leaf_hash,
    leaf_row,
)
from tongban.audit.rules.tree import (
    EMPTY,
    TILE_LEVELS,
    Frontier,
    Hash,
    consistency_holds,
    consistency_path,
    hasher,
    inclusion_path,
    root_from_path,
)

# A checkpoint covers at most this many leaves and waits at most this long.
LEAVES_PER_CHECKPOINT = 1_000
SECONDS_PER_CHECKPOINT = 60

__all__ = [
    "ALGORITHMS",
    "EMPTY",
    "FIRST_PREVIOUS",
    "LEAF_COLUMNS",
    "LEAVES_PER_CHECKPOINT",
    "SECONDS_PER_CHECKPOINT",
    "TILE_LEVELS",
    "Act",
    "Checkpoint",
    "Frontier",
    "Hash",
    "body_of",
    "checkpoint_hash",
    "columns_of",
    "consistency_holds",
    "consistency_path",
    "fault_of",
    "hasher",
    "inclusion_path",
    "leaf_hash",
    "leaf_row",
    "root_from_path",
]
