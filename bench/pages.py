"""What the five main pages weigh on a first visit: compressed bytes and requests of real answers.

Counted as a browser counts: the page and every stylesheet, script, picture, sprite and preloaded font it names, and
the files those stylesheets import, each once. Fonts that a stylesheet only declares are counted when the page holds
a character of their range; ordinary text uses the fonts of the reader's system.
"""

from __future__ import annotations

import http.client
import re
import sys
import tempfile
import urllib.parse
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_BYTES, MOST_REQUESTS = 90_000, 8
ASSETS = {"script": "src", "img": "src", "source": "srcset"}
LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


class Named(HTMLParser):
    """The files that a page names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "link" and set((told.get("rel") or "").split()) & LINKS and told.get("href"):
            self.found.append(str(told["href"]))
        if tag in ASSETS and told.get(ASSETS[tag]):
            self.found.append(str(told[ASSETS[tag]]))
        if tag == "use" and told.get("href"):
            self.found.append(str(told["href"]).partition("#")[0])

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@dataclass
class Visitor:
    """A browser with cookies and nothing in its cache."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> tuple[int, bytes, int]:
        """Status, content and the bytes that crossed the wire (body, compressed as the server compresses)."""
        import gzip

        for _hop in range(4):
            status, headers, data = self.ask("GET", path)
            if status not in {301, 302}:
                break
            path = headers["Location"]
        plain = gzip.decompress(data) if headers.get("Content-Encoding") == "gzip" else data
        return status, plain, len(data)

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        data = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            jar = SimpleCookie(line)
            self.cookies |= {name: one.value for name, one in jar.items()}
        connection.close()
        return answer.status, answer.headers, data

    def weigh(self, path: str) -> tuple[int, int]:
        """Bytes and requests of one page on a first visit."""
        status, page, size = self.get(path)
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        named = Named()
        named.feed(page.decode())
        waiting, seen, total = list(named.found), set(), size
        while waiting:
            address = urllib.parse.urljoin(path, waiting.pop())
            if address in seen or address.startswith("data:"):
                continue
            seen.add(address)
            status, content, size = self.get(address)
            if status != 200:
                raise RuntimeError(f"{path} names {address}, which answers {status}")
            total += size
            if address.partition("?")[0].endswith(".css"):
                waiting += [
                    urllib.parse.urljoin(address, one)
                    for one in _needed(content.decode(), "".join(named.text))
                ]
        return total, len(seen) + 1


def _needed(css: str, text: str) -> list[str]:
    """What a stylesheet makes a browser fetch for this text: imports, and fonts of which a character is used."""
    found = re.findall(r'@import\s+(?:url\()?["\']([^"\']+)', css)
    for face in re.findall(r"@font-face\s*\{[^}]*\}", css):
        ranges = re.search(r"unicode-range:\s*([^;}]+)", face)
        address = re.search(r'url\(["\']?([^"\')]+)', face)
        if address and ranges and any(_holds(ranges[1], mark) for mark in set(text)):
            found.append(address[1])
    return found


def _holds(ranges: str, mark: str) -> bool:
    code = ord(mark)
    for one in ranges.split(","):
        first, _dash, last = one.strip().upper().removeprefix("U+").partition("-")
        if "?" in first:
            first, last = first.replace("?", "0"), first.replace("?", "F")
        if int(first, 16) <= code <= int(last or first, 16):
            return True
    return False


def main(home: Path | None = None) -> list[str]:
    """The lines of this bench; ``home`` is a folder in which the sample town stands already."""
    sys.path.insert(0, str(ROOT))
    from tests.server import Server

    with tempfile.TemporaryDirectory(prefix="tongban-pages-") as folder:
        server = Server(home or Path(folder), database_url="")
        if home is None:
            server.prepare()
        server.start()
        try:
            return [_line(server.port, name, path, signed) for name, path, signed in _pages(server.port)]
        finally:
            server.kill()


def _pages(port: int) -> list[tuple[str, str, Visitor]]:
    import json

    visitor, citizen = Visitor(port), Visitor(port)
    listed = json.loads(visitor.get("/api/v1/items?limit=1")[1])
    citizen.get("/")
    page = visitor.get("/")[1].decode()
    role = re.search(r'value="([0-9a-f-]{36})"', page)
    if role is None:
        raise RuntimeError("the sample town has no role bar")
    citizen.ask("POST", "/demo/role/", f"role={role[1]}")
    mine = json.loads(citizen.get("/api/v1/cases/mine")[1])["cases"]
    found = [
        ("home", "/", visitor),
        ("search results", "/search/?q=" + urllib.parse.quote("小孩上户口"), visitor),
        ("guide", f"/item/{listed['items'][0]['code']}/", visitor),
        ("verify", "/verify/", visitor),
    ]
    if mine:
        found.insert(3, ("tracker", f"/case/{mine[0]['public_id']}/", citizen))
    return found


def _line(port: int, name: str, path: str, visitor: Visitor) -> str:
    size, requests = visitor.weigh(path)
    over = "" if size <= MOST_BYTES and requests <= MOST_REQUESTS else ", OVER THE LIMIT"
    return f"pages: {name}: {size / 1000:.1f} kB on the wire, {requests} requests (limits 90 kB, 8){over}"


if __name__ == "__main__":
    print("\n".join(main()))
