"""Work on many cases by several hands: on PostgreSQL threads with a connection each, elsewhere one after the other."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from queue import Queue
from typing import Any, TypeVar

from django.db import connection

Part = TypeVar("Part")
Result = TypeVar("Result")
_NO_MORE = object()
MOST = 4


def spread(parts: Iterator[Part], work: Callable[[Part], Result]) -> Iterator[Result]:
    """What becomes of every part, in the order in which they are done.

    The work waits half of its time for the database, which writes for several connections at once. Within a
    transaction that others cannot see, and where only one may write, there is one hand. The first fault stops all.
    """
    hands = min(MOST, os.cpu_count() or 1)
    if hands < 2 or connection.vendor != "postgresql" or connection.in_atomic_block:
        yield from map(work, parts)
    else:
        yield from _spread(parts, work, hands)


def _spread(parts: Iterator[Any], work: Callable[[Any], Any], hands: int) -> Iterator[Any]:
    given: Queue[Any] = Queue(hands)
    done: Queue[Any] = Queue()
    threads = [
        threading.Thread(target=_hand, args=(given, done, work), daemon=True) for _hand_no in range(hands)
    ]
    for thread in threads:
        thread.start()
    under_way = 0
    try:
        for part in parts:
            given.put(part)
            under_way += 1
            while under_way > hands:
                under_way -= 1
                yield _result(done.get())
        while under_way:
            under_way -= 1
            yield _result(done.get())
    finally:
        for _thread in threads:
            given.put(_NO_MORE)
        for thread in threads:
            thread.join()


def _hand(given: Queue[Any], done: Queue[Any], work: Callable[[Any], Any]) -> None:
    """Work until there is no more. A fault is handed on as a result."""
    try:
        while (part := given.get()) is not _NO_MORE:
            try:
                done.put((work(part), None))
            except Exception as fault:  # noqa: BLE001 - raised again by who gave the part
                done.put((None, fault))
    finally:
        connection.close()


def _result(told: tuple[Any, Exception | None]) -> Any:
    result, fault = told
    if fault is not None:
        raise fault
    return result
