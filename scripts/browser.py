"""The browser for tests: Debian's Chromium, another one that is installed, or Playwright's own; never none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def browser_path() -> str:
    """The executable to drive. Installs one when it may; fails loudly when it cannot."""
    found = _found()
    if not found and shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], check=True, stdout=subprocess.DEVNULL)
        packages = ["chromium", "fonts-noto-cjk"]
        subprocess.run(
            ["apt-get", "install", "-y", "-q", *packages], check=True, env=environment, stdout=sys.stderr
        )
        found = _found()
    if not found:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
        found = _playwrights_own()
    return found


def _found() -> str:
    named = os.environ.get("TONGBAN_TEST_BROWSER", "")
    return named or next(
        (path for name in PLACES if (path := shutil.which(name))), str(MAC) if MAC.exists() else ""
    )


def _playwrights_own() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        return driver.chromium.executable_path


if __name__ == "__main__":
    print(browser_path())
