"""A kept connection is looked at before it is used, and the server is asked only when there is a reason."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tongban.config.postgresql.base import DatabaseWrapper


class Kept(DatabaseWrapper):
    """A connection over a socket of the test's own; it notes when its server is asked."""

    def __init__(self, here: socket.socket) -> None:
        super().__init__({"CONN_HEALTH_CHECKS": True, "OPTIONS": {}})
        self.connection = SimpleNamespace(fileno=here.fileno, close=here.close)
        self.health_check_enabled = True
        self.asked = 0
        self.stands = True

    def is_usable(self) -> bool:
        self.asked += 1
        return self.stands

    def close(self) -> None:
        self.connection = None


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    here, there = socket.socketpair()
    with here, there:
        yield here, there


Ends = tuple[socket.socket, socket.socket]


def test_a_quiet_connection_is_used_without_asking_its_server(ends: Ends) -> None:
    kept = Kept(ends[0])
    kept.close_if_health_check_failed()
    assert (kept.asked, kept.connection is None, kept.health_check_done) == (0, False, True)


def test_a_connection_whose_server_went_away_is_closed_before_it_is_used(ends: Ends) -> None:
    kept = Kept(ends[0])
    kept.stands = False
    ends[1].close()
    kept.close_if_health_check_failed()
    assert (kept.asked, kept.connection is None) == (1, True)


def test_a_server_that_only_said_something_keeps_its_connection(ends: Ends) -> None:
    kept = Kept(ends[0])
    ends[1].send(b"notice")
    kept.close_if_health_check_failed()
    assert (kept.asked, kept.connection is None) == (1, False)


def test_a_connection_is_looked_at_once_in_a_request(ends: Ends) -> None:
    kept = Kept(ends[0])
    kept.close_if_health_check_failed()
    ends[1].close()
    kept.close_if_health_check_failed()
    assert (kept.asked, kept.connection is None) == (0, False)
