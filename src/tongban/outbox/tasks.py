"""The worker: delivers what is due and does the chores, until told to stop. It outlives every error."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field

from django.db import close_old_connections, connections

from tongban.foundation import clock
from tongban.outbox import registry, services

_log = logging.getLogger(__name__)

# After an error the worker waits longer each time, up to this many seconds.
LONGEST_PAUSE = 10.0
_PURGE_EVERY = 3_600.0


@dataclass
class _Turn:
    """When each chore is due again, on a clock that nobody sets back."""

    due: dict[str, float] = field(default_factory=dict)

    def take(self, name: str, every: float) -> bool:
        now = time.monotonic()
        if now < self.due.get(name, 0.0):
            return False
        self.due[name] = now + every
        return True


def run_worker(stop: threading.Event, every: float = 0.3) -> None:
    """Deliver and do the chores until ``stop`` is set.

    every  seconds to wait when nothing is due. A database that went away is asked for again, each time a
           little later; no error ends the worker.
    """
    turn = _Turn()
    pause = every
    while not stop.is_set():
        try:
            close_old_connections()
            busy = work_once(turn)
            pause = 0.0 if busy else every
        except Exception:  # noqa: BLE001 - logged with its trace; the worker must live on
            _log.exception("the worker starts over")
            connections.close_all()
            pause = min(max(pause, every) * 2, LONGEST_PAUSE)
        stop.wait(pause)
    connections.close_all()


def work_once(turn: _Turn) -> bool:
    """One round of deliveries, and the chores that are due; whether there may be more to deliver at once."""
    delivered = services.deliver_due(clock.now())
    for chore in registry.chores():
        if turn.take(chore.name, chore.every):
            _do(chore)
    if turn.take("outbox.purge", _PURGE_EVERY):
        services.purge(clock.now())
    return delivered.n > 0


def _do(chore: services.Chore) -> None:
    """One turn of a chore; its failure is logged and is not the failure of the others."""
    try:
        chore.run(clock.now())
    except Exception:  # noqa: BLE001 - logged with its trace; the other chores must have their turn
        _log.exception("the chore %s failed", chore.name)
