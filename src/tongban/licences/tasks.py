"""Timed work: licences whose last day has passed lapse."""

from __future__ import annotations

from datetime import datetime

from tongban.foundation.actors import SYSTEM
from tongban.licences import services


def lapse(at: datetime) -> None:
    """Let what is due lapse; a chore for the worker, once an hour is enough."""
    services.expire_due(at=at, actor=SYSTEM)
