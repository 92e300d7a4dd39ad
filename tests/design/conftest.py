"""What the tests of the look share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.design.given import without_other_rooms


@pytest.fixture
def pages(client: Client) -> Iterator[Client]:
    """A client for pages of the look alone."""
    with without_other_rooms():
        client.raise_request_exception = False
        yield client
