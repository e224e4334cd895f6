"""Pages on their way: compressed on the line, named on paper."""

from __future__ import annotations

import gzip

import pytest

from bayanihan.kernel.api import read_clock
from bayanihan.web.parts.marking import Band
from bayanihan.web.parts.pages_groups import MembersPage
from tests.rooms.web.hosted import Hosted, build_hosted

ASKED = {"accept-encoding": "gzip"}


@pytest.fixture
def hosted(db: None) -> Hosted:
    """Built for each test: what ends a connection ends what stood before it."""
    return build_hosted(read_clock())


def test_a_page_is_compressed_and_says_the_same(hosted: Hosted) -> None:
    browser = hosted.client("bb.lead")
    answer = browser.get("/members/", headers=ASKED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"AA-CERT" in gzip.decompress(answer.content)
    assert len(answer.content) < len(browser.get("/members/").content) / 3


def test_files_and_answers_to_forms_leave_as_they_were_made(hosted: Hosted) -> None:
    browser = hosted.client("bb.lead")
    for answer in (
        browser.get("/groups/circle/charter/", headers=ASKED),
        browser.get("/exchange/export/", {"form": "csv"}, headers=ASKED),
        browser.post("/sign-in/", {"username": "x", "password": "y"}, headers=ASKED),
    ):
        assert "Content-Encoding" not in answer.headers
        answer.close()


def test_paper_says_for_whom_when_and_from_where(hosted: Hosted) -> None:
    page = hosted.client("bb.lead").get("/groups/circle/").content.decode()
    line = page.partition('<p class="paper-only">')[2].partition("</p>")[0]
    assert line.startswith("Page made for BB lead, National CERT of Beland, on ")
    assert line.endswith(" UTC: http://testserver/groups/circle/")


def test_a_refusal_on_paper_says_nothing_of_what_was_asked_for(hosted: Hosted) -> None:
    assert "paper-only" not in hosted.client("bb.lead").get("/groups/x/").content.decode()
    assert Band("TLP:RED", "x").sheet == "sheet-red"


def test_no_column_stands_empty(hosted: Hosted) -> None:
    browser = hosted.client("bb.lead")
    assert "Records</th>" in browser.get("/groups/").content.decode()
    assert "Records</th>" not in browser.get("/members/AA-CERT/").content.decode()
    assert "Step with you</th>" in browser.get("/members/").content.decode()
    assert "Step with you</th>" not in hosted.client("in.lead").get("/members/").content.decode()
    assert not MembersPage("", ()).has_steps


def test_a_wrong_sign_in_is_said_once(hosted: Hosted) -> None:
    assert hosted.people
    page = hosted.client("bb.lead")
    page.logout()
    said = page.post("/sign-in/", {"username": "bb.lead", "password": "no"}).content.decode()
    assert said.count("which one is not said") == 1
    assert "all you typed is kept" not in said
    named = page.get("/sign-in/", {"who": "bb.lead"}).content.decode()
    assert named.count(" autofocus") == 1
    assert named.index('name="password"') < named.index(" autofocus")
