"""Writes every sample page to a directory and photographs it, for people to look at.

``python -m tests.rooms.web.preview DIRECTORY [NAME…]``; needs Chromium at
``BAYANIHAN_CHROMIUM`` (else ``chromium`` on the path).
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.rooms.web.rendering import render
from tests.rooms.web.sample_pages import sample_pages

STATIC = Path(__file__).parents[3] / "src" / "bayanihan" / "web" / "static" / "web"
LOOKS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "wide-dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "tablet": {"viewport": {"width": 800, "height": 1000}, "color_scheme": "light"},
    "forced": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
}


def write(target: Path, names: set[str]) -> list[Path]:
    """The chosen pages as files that open without a server."""
    target.mkdir(parents=True, exist_ok=True)
    for sheet in STATIC.iterdir():
        shutil.copy(sheet, target / sheet.name)
    written = []
    for name, template, context in sample_pages():
        if names and name not in names:
            continue
        page = target / f"{name}.html"
        page.write_text(render(template, context).replace("/static/web/", ""), encoding="utf-8")
        written.append(page)
    return written


def photograph(browser: Browser, pages: list[Path], looks: list[str]) -> None:
    """One picture per page and look; a page wider than its screen is named."""
    for look in looks:
        context = browser.new_context(**LOOKS[look])
        tab = context.new_page()
        for page in pages:
            tab.goto(page.as_uri())
            wide = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                sys.stdout.write(f"{page.stem} {look}: {wide} px too wide\n")
            tab.screenshot(path=page.with_suffix(f".{look}.png"), full_page=True)
        context.close()


def main() -> None:
    target, *names = sys.argv[1:]
    looks = os.environ.get("LOOKS", ",".join(LOOKS)).split(",")
    pages = write(Path(target), set(names))
    chromium = os.environ.get("BAYANIHAN_CHROMIUM") or shutil.which("chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=flags)
        photograph(browser, pages, looks)
        browser.close()


if __name__ == "__main__":
    main()
