"""Work on many cases by several hands: on PostgreSQL threads with a connection each, elsewhere one after the other."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

Part = TypeVar("Part")
Result = TypeVar("Result")
MOST = 4


def spread(parts: Iterator[Part], work: Callable[[Part], Result]) -> Iterator[Result]:
    """What becomes of every part, in the order of the parts.

    The work waits half of its time for the database, which writes for several connections at once. Within a
    transaction that others cannot see, and where only one may write, there is one hand. The first fault stops all.
    """
    hands = min(MOST, os.cpu_count() or 1)
    if hands < 2 or connection.vendor != "postgresql" or connection.in_atomic_block:
        yield from map(work, parts)
    else:
        yield from _spread(parts, work, hands)


def _spread(parts: Iterator[Any], work: Callable[[Any], Any], hands: int) -> Iterator[Any]:
    opened: list[BaseDatabaseWrapper] = []
    pool = ThreadPoolExecutor(hands, initializer=_own_connection, initargs=(opened,))
    given: deque[Future[Any]] = deque()
    try:
        for part in parts:
            given.append(pool.submit(work, part))
            if len(given) > 2 * hands:
                yield given.popleft().result()
        while given:
            yield given.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        for one in opened:
            one.close()


def _own_connection(opened: list[BaseDatabaseWrapper]) -> None:
    """Note the connection of this hand, so that it can be closed when the hand is gone."""
    mine = connections[DEFAULT_DB_ALIAS]
    mine.inc_thread_sharing()
    opened.append(mine)
