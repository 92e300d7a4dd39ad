"""The town's YAML files, as they stand in the package."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import yaml


@lru_cache(maxsize=16)
def town_file(name: str) -> Any:
    """What one file of the town says; read once and not to be changed by the reader."""
    text = resources.files("tongban.sample").joinpath("town", name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
