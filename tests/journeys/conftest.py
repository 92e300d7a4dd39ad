"""One real server and one real browser for all stories; each story has a fresh browser context."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from browser import browser_path

from tests.server import Server, fresh_database, running

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The sample town, served. TONGBAN_TEST_SERVER names one that runs already, for writing stories."""
    running_already = os.environ.get("TONGBAN_TEST_SERVER", "")
    if running_already:
        home = Path(os.environ["TONGBAN_TEST_SERVER_HOME"])
        yield Server(home, port=int(running_already.rsplit(":", 1)[1]))
        return
    # Several workers share a cluster: each has a town of its own.
    with (
        fresh_database(os.environ.get("TONGBAN_DATABASE_URL", "")) as database_url,
        running(tmp_path_factory.mktemp("town"), database_url) as started,
    ):
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield launched
        launched.close()
