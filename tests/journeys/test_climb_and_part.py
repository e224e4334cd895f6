"""How trust grows and ends: two climb, a third joins, words are taken back, the chair goes on.

In a browser without JavaScript, from beginning to end, by those who may sign for three
members of the demonstration who do not have to trust each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.visits import Visit, visiting
from tests.nodes import Node

STAMP = "2026-07-01T08:00:00.000Z"
WITHOUT_SCRIPT: dict[str, Any] = {"java_script_enabled": False}
PH, SG, MY, VN = "PH-CERT", "SG-CERT", "MY-CERT", "VN-CERT"
STEPS = ("step 0, known", "step 1, blind", "step 2, open", "step 3, confidential")


@dataclass
class Room:
    """Three people at their screens, and one who must not learn of anything."""

    ph: Visit
    sg: Visit
    my: Visit
    vn: Visit


@pytest.fixture
def room(browser: Browser, address: str) -> Iterator[Room]:
    """Everybody has signed in."""
    with ExitStack() as stack:
        people = [
            stack.enter_context(visiting(browser, address, f"{who}.lead", **WITHOUT_SCRIPT))
            for who in ("ph-cert", "sg-cert", "my-cert", "vn-cert")
        ]
        yield Room(*people)


def text(visit: Visit) -> str:
    """What the page says."""
    return visit.page.locator("main").inner_text()


def is_absent(visit: Visit, path: str) -> bool:
    """Whether there is no such page for this person."""
    answer = visit.page.goto(visit.address + path)
    return answer is not None and answer.status == 404


def confirm(visit: Visit) -> Page:
    """Press the one button of a page that asks before something is said."""
    visit.page.locator("main form button[type=submit]").last.click()
    return visit.page


def act(visit: Visit, name: str) -> None:
    """Follow an act by its words, then confirm it."""
    visit.page.get_by_role("link", name=name).first.click()
    confirm(visit)


def indicator(key: int) -> dict[str, Any]:
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--21111111-2222-4333-8444-{key:012d}",
        "created": STAMP,
        "modified": STAMP,
        "name": f"Tide {key}",
        "pattern": f"[domain-name:value = 'tide-{key}.example']",
        "pattern_type": "stix",
        "valid_from": STAMP,
    }


def say(node: Node, tmp_path: Path, member: str, group: str, key: int) -> str:
    """A member says something confidential in a group, by the command; gives the object's page."""
    brought = tmp_path / f"{key}.json"
    brought.write_text(json.dumps(indicator(key)), encoding="utf-8")
    done = node.run("import", str(brought), "--group", group, "--as", member, "--tlp", "amber")
    assert " 1 accepted" in done.stdout, done.stdout + done.stderr
    return f"/exchange/objects/{indicator(key)['id']}/"


def climb(room: Room) -> None:
    """Two members go from nothing to step 3, each step proposed by one and signed by the other."""
    room.ph.go(f"/ladder/{SG}/")
    act(room.ph, "Ask to begin at step 0")
    room.sg.go("/")
    assert "asks you to begin the ladder" in text(room.sg)
    room.sg.go(f"/ladder/{PH}/")
    act(room.sg, "Read and agree")
    pairs = [(room.ph, SG, room.sg, PH), (room.sg, PH, room.ph, SG), (room.ph, SG, room.sg, PH)]
    for number, (one, other_code, other, one_code) in enumerate(pairs, start=1):
        one.go(f"/ladder/{other_code}/")
        assert STEPS[number - 1] in one.heading()
        act(one, f"Propose {STEPS[number]}")
        other.go(f"/ladder/{one_code}/")
        assert "proposes" in text(other)
        act(other, "Read and agree")
        assert STEPS[number] in other.heading()


def test_two_climb_from_nothing_to_confidential_with_evidence(
    room: Room, node: Node, tmp_path: Path
) -> None:
    climb(room)
    room.ph.go(f"/ladder/{SG}/")
    room.ph.page.get_by_role("link", name="Your group of two").click()
    key = re.search(r"/groups/([^/]+)/", room.ph.page.url)
    assert key is not None
    path = say(node, tmp_path, PH, key[1], 1)
    room.sg.go(f"/ladder/{PH}/")
    evidence = room.sg.page.locator("section", has=room.sg.page.locator("#evid-h")).inner_text()
    row = next(line for line in evidence.splitlines() if "the other may read" in line)
    assert row.split()[-2:] == ["0", "1"]
    # Nobody else learns of the pair: not of the group, not of the record, not of the ladder.
    assert is_absent(room.vn, path)
    assert is_absent(room.vn, f"/groups/{key[1]}/")
    room.vn.go(f"/ladder/{PH}/")
    assert "have not begun the ladder" in room.vn.heading()
    # Either may step back alone; what was said stays said.
    room.sg.go(f"/ladder/{PH}/")
    act(room.sg, "Step back to step 2, open")
    assert STEPS[2] in room.sg.heading()
    room.sg.go(path)
    assert room.sg.heading() == "Tide 1"


def open_circle(room: Room) -> str:
    """PH opens a group with SG in which newcomers read only what is said after they joined."""
    page = room.ph.go("/groups/new/")
    page.fill("input[name=name]", "Tide circle")
    page.locator('input[name=layer][value="minilateral"]').check()
    page.locator('input[name=step][value="3"]').check()
    page.locator(f'input[name=members][value="{SG}"]').check()
    page.locator('input[name=history][value="from_joining"]').check()
    confirm(room.ph)
    assert "Open “Tide circle”?" in room.ph.heading()
    assert SG in text(room.ph)
    confirm(room.ph)
    found = re.search(r"/groups/([^/]+)/", room.ph.page.url)
    assert found is not None
    return found[1]


def propose(visit: Visit, key: str, kind: str, **answers: str) -> None:
    """Say a change, look at it, propose it."""
    page = visit.go(f"/groups/{key}/change/{kind}/")
    for name, label in answers.items():
        field = page.locator(f"[name={name}]").first
        if field.evaluate("one => one.tagName") == "SELECT":
            option = page.locator(f"select[name={name}] option", has_text=label)
            field.select_option(option.get_attribute("value"))
        else:
            page.locator(f"[name={name}]").and_(page.get_by_label(label)).first.check()
    confirm(visit)
    assert "Propose version" in visit.heading(), text(visit)
    confirm(visit)


def test_a_third_joins_words_are_taken_back_the_chair_goes_on_and_one_leaves(
    room: Room, node: Node, tmp_path: Path
) -> None:
    key = open_circle(room)
    say(node, tmp_path, SG, key, 10)
    before = say(node, tmp_path, PH, key, 11)
    assert is_absent(room.my, f"/groups/{key}/")
    # The third joins: it sees the group, and by its history rule nothing from before.
    propose(room.ph, key, "invite", who=MY, role="member")
    assert "adopted" in text(room.ph)
    room.my.go(f"/groups/{key}/")
    assert room.my.heading() == "Tide circle"
    assert is_absent(room.my, before)
    after = say(node, tmp_path, PH, key, 12)
    room.my.go(after)
    assert room.my.heading() == "Tide 12"
    # SG has not accepted the version with MY in it: what SG says does not reach MY.
    apart = say(node, tmp_path, SG, key, 13)
    room.sg.go(apart)
    assert is_absent(room.my, apart)
    room.sg.go(f"/groups/{key}/accept/")
    assert f"{MY} joins as member." in text(room.sg)
    confirm(room.sg)
    both = say(node, tmp_path, SG, key, 16)
    room.my.go(both)
    assert room.my.heading() == "Tide 16"
    take_back(room, before, after)
    # The chair is handed over by one signature, and the new one can use it.
    propose(room.ph, key, "chair", giver=PH, taker=SG)
    assert "adopted" in text(room.ph)
    # A member leaves by its own wish; its journal ends there.
    last = say(node, tmp_path, MY, key, 14)
    propose(room.my, key, "leave")
    room.sg.go("/")
    room.sg.page.get_by_role("link", name="Read and decide").first.click()
    act(room.sg, "Read and sign")
    assert "adopted" in text(room.sg)
    room.sg.go(f"/groups/{key}/")
    assert f"{MY} leaves. Its journal ends after" in text(room.sg)
    room.my.go(f"/groups/{key}/")
    assert "Your member has left this group" in text(room.my)
    brought = tmp_path / "late.json"
    brought.write_text(json.dumps(indicator(15)), encoding="utf-8")
    late = node.run("import", str(brought), "--group", key, "--as", MY, "--tlp", "amber")
    assert " 1 accepted" not in late.stdout
    room.ph.go(last)
    assert room.ph.heading() == "Tide 14"


def take_back(room: Room, withdrawn: str, erased: str) -> None:
    """PH withdraws one record and erases another; each holder's receipt is there to see."""
    room.ph.go(withdrawn)
    room.ph.page.get_by_role("link", name="Withdraw").first.click()
    assert SG in text(room.ph)
    room.ph.page.locator("input[name=why]").first.check()
    confirm(room.ph)
    assert SG in text(room.ph)
    assert "out of use" in text(room.ph).lower()
    room.sg.go(withdrawn)
    assert "withdrawn" in text(room.sg).lower()
    room.ph.go(erased)
    room.ph.page.get_by_role("link", name="Erase").first.click()
    room.ph.page.locator("input[name=why]").first.check()
    confirm(room.ph)
    assert "removed" in text(room.ph).lower()
    assert is_absent(room.my, erased)
    room.my.go("/exchange/?q=tide-12[.]example")
    assert "Tide 12" not in text(room.my)
