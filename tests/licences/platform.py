"""A licence platform on this machine, as slow, large or wrong as a test wants it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Platform:
    """Where it is, what it was asked, and how it answers."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answer: bytes = b'{"licences": []}'
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.address = ""

    def has(self, **licence: str) -> None:
        self.answer = json.dumps({"licences": [licence]}).encode()

    def hangs(self) -> None:
        self.goes_on.clear()


@contextmanager
def a_platform() -> Iterator[Platform]:
    platform = Platform()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            platform.asked.append(json.loads(body))
            platform.goes_on.wait(10)
            try:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(platform.answer)
            except OSError:
                return

        def log_message(self, *_values: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    platform.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield platform
    finally:
        platform.goes_on.set()
        server.shutdown()
        server.server_close()
