"""What every test shares: a fresh home folder, no network, printed seeds, and the database only when asked."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

# Every process of a run, each xdist worker too, gets a home folder of its own.
HOME = Path(tempfile.mkdtemp(prefix="tongban-test-"))
(HOME / "static").mkdir()
os.environ["TONGBAN_HOME"] = str(HOME)
os.environ.setdefault("TONGBAN_DEMO", "1")
os.environ.setdefault("TONGBAN_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")

import django
import hypothesis
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

django.setup()

COUNTED = pytest.StashKey[tuple[int, int]]()

# Passwords cost a deep breath on purpose; tests sign in hundreds of times and check the words, not the cost.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 256, 1

hypothesis.settings.register_profile("ci", deadline=None, print_blob=True, derandomize=False)
hypothesis.settings.register_profile("deep", deadline=None, print_blob=True, max_examples=10_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True, scope="session")
def plain_static_files() -> None:
    """Pages in tests name static files without the hashed manifest, which is made when the server starts."""
    from django.conf import settings

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(HOME, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--storage-only", action="store_true", help="only tests that use the database")
    parser.addoption("--no-storage", action="store_true", help="only tests that need no database")


def needs_storage(item: pytest.Item) -> bool:
    """Whether a test asks for the database, or for a whole server with one."""
    marks = {mark.name for mark in item.iter_markers()}
    return bool(marks & {"django_db", "browser", "crash"}) or "_django_db_helper" in getattr(
        item, "fixturenames", ()
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    storage = [item for item in items if needs_storage(item)]
    config.stash[COUNTED] = (len(items) - len(storage), len(storage))
    if hasattr(config, "workeroutput"):
        config.workeroutput["tongban_counted"] = config.stash[COUNTED]
    wanted = config.getoption("--storage-only")
    if not (wanted or config.getoption("--no-storage")):
        return
    chosen = set(storage)
    kept = [item for item in items if (item in chosen) == wanted]
    config.hook.pytest_deselected(items=[item for item in items if (item in chosen) != wanted])
    items[:] = kept


class FromWorkers:
    """What xdist's workers counted, since the process that reports collects nothing itself."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        counted = getattr(node, "workeroutput", {}).get("tongban_counted")
        if counted:
            node.config.stash[COUNTED] = tuple(counted)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(FromWorkers())


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The seed of the order and of every random choice, and the share of tests without a database; with -q too."""
    seed = config.getoption("randomly_seed", None)
    if isinstance(seed, int):
        terminalreporter.write_line(f"seed: --randomly-seed={seed}")
    plain, storage = config.stash.get(COUNTED, (0, 0))
    if plain or storage:
        share = plain / (plain + storage)
        terminalreporter.write_line(f"no database: {plain} of {plain + storage} tests ({share:.1%})")
