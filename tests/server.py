"""A real server for stories and crash tests: prepared once, started, killed, started again."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TONGBAN = str(Path(sys.executable).parent / "tongban")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Server:
    """One installation with its own home folder, on the database of the test run."""

    home: Path
    port: int = field(default_factory=free_port)
    database_url: str = field(default_factory=lambda: os.environ.get("TONGBAN_DATABASE_URL", ""))
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "TONGBAN_HOME": str(self.home),
            "TONGBAN_DATABASE_URL": self.database_url,
            "TONGBAN_DEMO": "1",
            "TONGBAN_BASE_URL": self.url,
        }

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one ``tongban`` command in this installation."""
        return subprocess.run([TONGBAN, *arguments], env=self.environment, capture_output=True, text=True)

    def prepare(self) -> None:
        done = self.command("demo", "--no-serve")
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, seconds: float = 40) -> None:
        log = (self.home / "server.log").open("ab")
        self.process = subprocess.Popen(
            [TONGBAN, "serve", "--port", str(self.port)],
            env=self.environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        """Until the server answers; the test fails with the server's own words when it does not."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).read()
                return
            assert self.process is not None
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError("the server does not answer:\n" + (self.home / "server.log").read_text()[-3000:])

    def kill(self) -> None:
        """As a power cut would: no process of the server gets to say a last word."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextlib.contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """The address of an empty database on the cluster of ``url``, dropped at the end; SQLite needs none."""
    if not url:
        yield ""
        return
    import psycopg

    name = f"tongban_{secrets.token_hex(4)}"
    parts = urllib.parse.urlsplit(url)
    with psycopg.connect(url, autocommit=True) as cluster:
        cluster.execute(f'CREATE DATABASE "{name}"')
        try:
            yield parts._replace(path=f"/{name}").geturl()
        finally:
            cluster.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def running(home: Path, database_url: str = "") -> Iterator[Server]:
    """``database_url``: empty for SQLite in the home folder."""
    server = Server(home, database_url=database_url)
    server.prepare()
    server.start()
    try:
        yield server
    finally:
        server.kill()
