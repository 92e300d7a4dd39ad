"""The connection to PostgreSQL. Django finds it by the name of this module."""

from __future__ import annotations

import selectors

from django.db.backends.postgresql import base

# Without a descriptor of its own, unlike epoll; Windows has no poll.
_Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)


class DatabaseWrapper(base.DatabaseWrapper):
    """A kept connection is looked at before its first use in a request, without a round trip.

    A server that went away has closed its end, and a closed end can be read at once. Only when there is something
    to read is the server asked, as Django would have asked it every time.
    """

    health_check_enabled: bool
    health_check_done: bool

    def close_if_health_check_failed(self) -> None:
        if self.connection is None or not self.health_check_enabled or self.health_check_done:
            return
        if self._has_something_to_read() and not self.is_usable():
            self.close()
        self.health_check_done = True

    def _has_something_to_read(self) -> bool:
        with _Selector() as selector:
            selector.register(self.connection.fileno(), selectors.EVENT_READ)
            return bool(selector.select(0))
