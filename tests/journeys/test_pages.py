"""Every page at desk and phone width, light and dark: axe finds nothing, nothing is too wide."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import (  # type: ignore[import-untyped]  # no types
    Axe,
)
from playwright.sync_api import Browser

from tests.journeys.visits import Visit, visiting
from tests.nodes import Node

PAGES = [
    "/",
    "/exchange/",
    "/exchange/?lane=exercise",
    "/exchange/?q=nothing-like-this.example",
    "/exchange/import/",
    "/quarantine/",
    "/groups/",
    "/groups/asean-region/",
    "/groups/ex-banks/",
    "/groups/asean-region/export/",
    "/members/",
    "/members/PH-CERT/",
    "/region/",
    "/groups/new/",
    "/groups/asean-region/change/",
    "/groups/asean-region/change/invite/",
    "/groups/asean-region/change/words/",
    "/groups/asean-region/evidence/",
    "/ladder/",
    "/ladder/SG-CERT/",
    "/keys/",
    "/keys/new/",
    "/approvals/",
    "/audit/",
    "/done/",
    "/exchange/taken-back/",
    "/exchange/kept/",
    "/account/",
    "/account/password/",
    "/account/token/",
    "/people/",
    "/people/ph-cert.analyst/",
    "/styleguide/",
    "/no-such-page/",
]
# Forms and confirmations: they share two templates with pages above, so one look is enough.
ASKING = [
    "/account/factor/",
    "/groups/national-certs/accept/",
    "/groups/national-certs/change/key/",
    "/groups/national-certs/change/speaker/",
    "/keys/national-certs/1/stolen/",
    "/ladder/SG-CERT/begin/",
]
LOOKS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}
HEAVIEST = 150_000
OWN = "/exchange/?lane=exercise&group=ex-joint&publisher=PH-CERT"


def look_at(visit: Visit, path: str, look: dict[str, Any]) -> None:
    """Axe finds nothing on a page, and it is neither too wide nor too heavy."""
    page = visit.go(path)
    found = Axe().run(page)
    assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= look["viewport"]["width"], path
    assert len(page.content().encode()) < HEAVIEST, path


def linked(visit: Visit, path: str, pattern: str) -> str:
    """The first address on a page that fits."""
    found = re.search(f'href="({pattern})"', visit.go(path).content())
    assert found is not None, (path, pattern)
    return found[1]


def test_every_form_and_confirmation_is_fit_for_a_phone(browser: Browser, address: str) -> None:
    look = LOOKS["phone"]
    with visiting(browser, address, "ph-cert.lead", **look) as visit:
        proposal = linked(visit, "/", "/proposals/[0-9a-f]+/")
        release = linked(visit, "/approvals/", "/exchange/import/[0-9a-f-]+/release/")
        own = linked(visit, OWN, '/exchange/objects/[^"]+')
        withdraw = linked(visit, own.replace("&amp;", "&"), "/exchange/records/[0-9]+/withdraw/")
        erase, holders = (withdraw.replace("withdraw", act) for act in ("erase", "holders"))
        asking = (proposal, f"{proposal}sign/", release, withdraw, erase, holders)
        for path in (*ASKING, *asking):
            look_at(visit, path, look)
        assert visit.complaints == []


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: Browser, address: str, look: str
) -> None:
    with visiting(browser, address, "ph-cert.lead", **LOOKS[look]) as visit:
        for path in PAGES:
            look_at(visit, path, LOOKS[look])
        not_found = "Failed to load resource: the server responded with a status of 404"
        assert [said for said in visit.complaints if not_found not in said] == []


WORD = "w" * 4_000


def test_one_endless_word_makes_no_page_wider(
    browser: Browser, node: Node, address: str, tmp_path: Path
) -> None:
    stamp = "2026-07-01T08:00:00.000Z"
    tool = {
        "type": "tool",
        "spec_version": "2.1",
        "id": "tool--11111111-2222-4333-8444-000000000099",
        "created": stamp,
        "modified": stamp,
        "name": WORD,
        "description": WORD,
        "aliases": [WORD],
        "x_own": WORD,
    }
    brought = tmp_path / "endless.json"
    brought.write_text(json.dumps(tool), encoding="utf-8")
    done = node.run(
        "import", str(brought), "--group", "national-certs", "--as", "PH-CERT", "--tlp", "green"
    )
    assert done.returncode == 0, done.stderr
    for name, look in LOOKS.items():
        with visiting(browser, address, "ph-cert.lead", **look) as visit:
            for path in (f"/exchange/objects/{tool['id']}/", "/exchange/", "/"):
                page = visit.go(path)
                assert "www" in page.locator("main").inner_text(), path
                width = page.evaluate("document.documentElement.scrollWidth")
                assert width <= look["viewport"]["width"], (name, path)


def test_the_first_page_is_the_sign_in_and_it_names_demo_people(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address, **LOOKS["desk"]) as visit:
        page = visit.go("/")
        assert "/sign-in/" in page.url
        assert "ph-cert.analyst" in page.content()
        assert Axe().run(page).violations_count == 0


def test_every_type_of_record_has_a_page_that_axe_accepts(browser: Browser, address: str) -> None:
    with visiting(browser, address, "ph-cert.lead", **LOOKS["desk"]) as visit:
        page = visit.go("/exchange/?lane=exercise")
        offered = page.locator("select[name=type] option").evaluate_all(
            "options => options.map(option => option.value).filter(Boolean)"
        )
        seen = 0
        for kind in offered:
            visit.go(f"/exchange/?lane=exercise&type={kind}")
            first = page.locator("main table tbody a").first
            if first.count() == 0:
                continue
            first.click()
            seen += 1
            assert Axe().run(page).violations_count == 0, page.url
            assert page.locator("h1").count() == 1
        assert seen >= 30


def test_the_keyboard_is_enough(browser: Browser, address: str) -> None:
    with visiting(browser, address, **LOOKS["desk"]) as visit:
        page = visit.go("/sign-in/")
        page.locator("input[name=username]").focus()
        page.keyboard.type("sg-cert.lead")
        page.keyboard.press("Tab")
        page.keyboard.type("carry-the-house")
        page.keyboard.press("Enter")
        page.wait_for_url(address + "/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
