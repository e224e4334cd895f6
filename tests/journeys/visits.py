"""How a person moves through the pages: signing in, looking, pressing the next right button."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page

PASSWORD = "carry-the-house"  # shown on every demonstration's sign-in page


@dataclass
class Visit:
    """One person at one screen; everything the browser complains about is kept."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the node."""
        self.page.goto(self.address + path)
        return self.page

    def press_main(self) -> Page:
        """Press the one filled button: the next right act."""
        buttons = self.page.locator("main .btn--do")
        assert buttons.count() == 1
        buttons.click()
        return self.page

    def heading(self) -> str:
        """What the page says is so."""
        return " ".join(self.page.locator("h1").inner_text().split())


@contextmanager
def visiting(browser: Browser, address: str, who: str = "", **context: Any) -> Iterator[Visit]:
    """A fresh browser profile, signed in as ``who`` if given."""
    opened = browser.new_context(**context)
    visit = Visit(opened.new_page(), address)
    visit.page.on("console", lambda said: visit.complaints.append(said.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("request", lambda asked: _note_foreign(visit, asked.url))
    try:
        if who:
            sign_in(visit, who)
        yield visit
    finally:
        opened.close()


def _note_foreign(visit: Visit, url: str) -> None:
    if not re.match(rf"{re.escape(visit.address)}/|data:|blob:", url):
        visit.complaints.append(f"foreign request: {url}")


def sign_in(visit: Visit, who: str) -> None:
    """Sign in on the page that a demonstration shows."""
    visit.go("/sign-in/")
    visit.page.fill("input[name=username]", who)
    visit.page.fill("input[name=password]", PASSWORD)
    visit.press_main()
