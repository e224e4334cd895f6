"""The main job, in a browser without JavaScript: bring, look, release; read, verify elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.visits import visiting
from tests.nodes import Node

STAMP = "2026-07-01T08:00:00.000Z"
WITHOUT_SCRIPT: dict[str, Any] = {"java_script_enabled": False}


def report(key: int) -> dict[str, Any]:
    """Three objects that can be shared and one that cannot."""
    head = {"spec_version": "2.1", "created": STAMP, "modified": STAMP}
    page = f"indicator--11111111-2222-4333-8444-{key:012d}"
    kit = f"malware--11111111-2222-4333-8444-{key:012d}"
    return {
        "type": "bundle",
        "id": f"bundle--11111111-2222-4333-8444-{key:012d}",
        "objects": [
            {
                **head,
                "type": "indicator",
                "id": page,
                "name": f"Payment page {key}",
                "description": "Asks for the one-time password.",
                "pattern": f"[domain-name:value = 'pay-{key}.example']",
                "pattern_type": "stix",
                "valid_from": STAMP,
            },
            {**head, "type": "malware", "id": kit, "name": f"Kit {key}", "is_family": True},
            {
                **head,
                "type": "relationship",
                "id": f"relationship--11111111-2222-4333-8444-{key:012d}",
                "relationship_type": "indicates",
                "source_ref": page,
                "target_ref": kit,
            },
            {**head, "type": "campaign", "id": "campaign--not-an-id", "name": "Broken"},
        ],
    }


def test_one_brings_it_another_reads_it_anybody_verifies_it(
    browser: Browser, node: Node, address: str, tmp_path: Path
) -> None:
    brought = tmp_path / "report.json"
    brought.write_text(json.dumps(report(1)), encoding="utf-8")
    with visiting(browser, address, "ph-cert.lead", **WITHOUT_SCRIPT) as ph:
        ph.go("/exchange/import/").set_input_files("input[type=file]", brought)
        ph.page.get_by_label("National CERTs of ASEAN").check()
        ph.page.locator('input[value="TLP:AMBER"]').check()
        ph.press_main()
        assert "4 objects read, 3 of them new" in ph.heading()
        ph.press_main()
        assert "Release 3 objects to" in ph.heading()
        preview = ph.page.locator("main").inner_text()
        assert "SG-CERT" in preview
        assert "Will not get it" in preview
        ph.press_main()
        assert "Released 3 objects" in ph.heading()
    path = f"/exchange/objects/{report(1)['objects'][0]['id']}/"
    with visiting(browser, address, "sg-cert.analyst", **WITHOUT_SCRIPT) as sg:
        sg.go("/exchange/?q=pay-1[.]example")
        sg.page.get_by_role("link", name="Payment page 1", exact=True).first.click()
        body = sg.page.locator("main").inner_text()
        assert sg.heading() == "Payment page 1"
        assert "pay-1[.]example" in body
        assert "Kit 1" in body
        sg.go(path + "verify/")
        assert "PH-CERT said this, and nothing in it was changed." in sg.heading()
        sg.go("/groups/national-certs/export/")
        with sg.page.expect_download() as download:
            sg.press_main()
        taken = tmp_path / "taken.json"
        download.value.save_as(taken)
    done = node.run("verify", str(taken), "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["holds"]
    with visiting(browser, address, "pinatubo.analyst", **WITHOUT_SCRIPT) as outsider:
        assert outsider.go(path).title().startswith("Not found") or outsider.heading()
        assert "Payment page 1" not in outsider.page.content()


def test_without_a_releaser_nothing_leaves(browser: Browser, address: str, tmp_path: Path) -> None:
    brought = tmp_path / "report.json"
    brought.write_text(json.dumps(report(2)), encoding="utf-8")
    with visiting(browser, address, "ph-cert.analyst", **WITHOUT_SCRIPT) as ph:
        ph.go("/exchange/import/").set_input_files("input[type=file]", brought)
        ph.page.get_by_label("National CERTs of ASEAN").check()
        ph.page.locator('input[value="TLP:GREEN"]').check()
        ph.press_main()
        ph.press_main()
        assert "Release 3 objects to" in ph.heading()
        assert ph.page.get_by_role("button", name="Sign and release").count() == 0
        assert "Bayani Halimbawa" in ph.page.locator("main").inner_text()
        ph.go("/")
        assert "report.json" in ph.page.locator("main").inner_text()


BAD: dict[str, bytes] = {
    "empty": b"",
    "rubbish": b"\x00\xff not a report",
    "cut off": json.dumps(report(3)).encode()[:-300],
    "10 000 levels": b'{"a":' * 10_000,
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_explained_and_nothing_is_lost(
    browser: Browser, address: str, tmp_path: Path, name: str
) -> None:
    brought = tmp_path / "bad.json"
    brought.write_bytes(BAD[name])
    with visiting(browser, address, "ph-cert.lead", **WITHOUT_SCRIPT) as ph:
        ph.go("/exchange/import/").set_input_files("input[type=file]", brought)
        ph.page.get_by_label("National CERTs of ASEAN").check()
        ph.page.locator('input[value="TLP:GREEN"]').check()
        ph.press_main()
        text = ph.page.locator("main").inner_text()
        assert "Traceback" not in text
        assert "cannot be shared" in text.lower() or "empty" in text.lower()
