"""Walking through the house as a person does: the words of the stories."""

from __future__ import annotations

import itertools
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response

SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"
KEEP_SCREENS = bool(os.environ.get("TONGBAN_SCREENS"))


@dataclass(frozen=True)
class Way:
    """How the pages are looked at."""

    size: str
    colours: str
    scripts: bool

    @property
    def name(self) -> str:
        return f"{self.size}-{self.colours}-{'js' if self.scripts else 'nojs'}"

    @property
    def viewport(self) -> dict[str, int]:
        return {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}[self.size]


EVERY_WAY = [Way(*parts) for parts in itertools.product(("phone", "desk"), ("light", "dark"), (True, False))]
FOUR_WAYS = [
    Way(size, colours, scripts)
    for (size, colours), scripts in itertools.product((("desk", "light"), ("phone", "dark")), (True, False))
]
"""Each size, each colouring, with and without scripts: enough for a story whose parts other stories walk every way."""


@dataclass
class Visitor:
    """One browser of one person; remembers what the server answered wrong and which hosts were asked."""

    browser: Browser
    base: str
    way: Way
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context = self.browser.new_context(
            viewport=self.way.viewport,  # type: ignore[arg-type]
            color_scheme="dark" if self.way.colours == "dark" else "light",
            java_script_enabled=self.way.scripts,
            locale="zh-CN",
            accept_downloads=True,
        )
        self.context.set_default_timeout(30_000)
        self.page = self.context.new_page()
        self.page.on("response", self._heard)
        self.page.on("console", self._read)

    def _heard(self, response: Response) -> None:
        host = urlsplit(response.url).netloc
        if host and host != urlsplit(self.base).netloc:
            self.faults.append(f"asked another host: {response.url}")
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def _read(self, said: ConsoleMessage) -> None:
        # A refused form answers 422 by design, and browsers write that down as an error.
        if said.type == "error" and "422" not in said.text:
            self.faults.append(said.text)

    def go(self, path: str) -> Visitor:
        self.page.goto(self.base + path)
        return self

    def becomes(self, name: str) -> Visitor:
        """Step into a role of the town by the bar on top of every page."""
        self.go("/")
        bar = self.page.locator("select[name=role]")
        label = next(text for text in bar.locator("option").all_inner_texts() if name in text)
        bar.select_option(label=label)
        return self.clicks(bar.locator("xpath=ancestor::form").get_by_role("button"))

    def clicks(self, thing: Locator) -> Visitor:
        """Press what leads to another page, and wait until that page stands."""
        with self.page.expect_navigation():
            thing.click(timeout=10_000)
        return self

    def searches(self, words: str) -> Visitor:
        self.page.fill("input[name=q]", words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self

    def presses(self, name: str, *, exact: bool = False) -> Visitor:
        pattern = re.compile(f"^{name}$" if exact else name)
        return self.clicks(self.page.locator("main, .aside").get_by_role("button", name=pattern).first)

    def follows(self, name: str) -> Visitor:
        return self.clicks(self.page.locator("main, .aside").get_by_role("link", name=re.compile(name)).first)

    def chooses(self, name: str) -> Visitor:
        self.page.get_by_label(name, exact=True).first.check()
        return self

    def unfolds(self, name: str) -> Visitor:
        """Open a folded part of the page when it is folded."""
        part = self.page.locator("details", has=self.page.locator("summary", has_text=name)).first
        if part.get_attribute("open") is None:
            part.locator("summary").click()
        return self

    def sees(self, text: str) -> Visitor:
        shown = self.page.locator("body").inner_text()
        assert text in shown, f"{text!r} is not on {self.page.url}:\n{shown[:1500]}"
        return self

    def does_not_see(self, text: str) -> Visitor:
        assert text not in self.page.locator("main").inner_text()
        return self

    def fetches(self, path: str) -> bytes:
        """The bytes at an address, as this person."""
        answer = self.context.request.get(self.base + path if path.startswith("/") else path)
        assert answer.ok, f"{answer.status} {path}"
        return answer.body()

    def keeps(self, name: str) -> Visitor:
        """Keep a picture of the page for docs/screens, when pictures are being made."""
        shown = (self.way.size, self.way.colours) in {
            ("desk", "light"),
            ("phone", "dark"),
        } or "refused" in name
        if KEEP_SCREENS and self.way.scripts and shown:
            SCREENS.mkdir(exist_ok=True)
            self.page.screenshot(
                path=SCREENS / f"{name}-{self.way.size}-{self.way.colours}.png", full_page=True
            )
        return self

    def fits(self) -> Visitor:
        """Nothing on the page makes it scroll sideways."""
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.way.viewport["width"] + 1, (
            self.page.url
        )
        return self

    def picture(self) -> None:
        """What the person sees now, for whoever mends a story that broke."""
        folder = os.environ.get("TONGBAN_BROKEN_STORIES", "")
        if folder and not self.page.is_closed():
            self.page.screenshot(path=Path(folder) / f"{self.way.name}.png", full_page=True)
            print(self.page.url)

    def leaves(self) -> None:
        """Nothing went wrong behind the pages, and no other machine was asked."""
        assert not self.faults, self.faults
