"""Quarantine: a member sees its own, with reasons, takes it away, and marks it as dealt with."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bayanihan.records.api import Bringing, Quarantined, Stated, publish
from bayanihan.stix.api import slices
from tests.rooms.web.hosted import Hosted, a_bundle, an_indicator

HELD = "/quarantine/"
BAD = {**an_indicator("<script>alert(1)</script>", "bad.example"), "pattern": "[broken"}


def hold(hosted: Hosted, *objects: dict[str, Any], content: bytes = b"") -> None:
    """Bring something for AA that is not accepted."""
    bringing = Bringing(hosted.circle, hosted.a, Stated(), "<b>report</b>.json")
    publish(slices(content or a_bundle(*objects)), bringing, at=hosted.at + 1000)


def page_of(client: Client, query: str = "") -> Any:
    answer = client.get(HELD + query)
    assert answer.status_code == 200
    return answer.context["page"]


def test_each_thing_says_why_where_what_was_kept_and_what_to_do(hosted: Hosted) -> None:
    hold(hosted, BAD)
    row = page_of(hosted.client("aa.analyst")).rows[0]
    assert row.name.text == BAD["id"]
    assert (row.code, row.where) == ("pattern", "/pattern")
    assert row.why.startswith("The pattern cannot be read")
    assert row.kept.startswith(f"all {len(json.dumps(BAD))} bytes, beginning: ")
    assert "bad.example" not in row.kept
    assert row.group == "Bank circle"
    assert "bring it in again" in row.todo


def test_what_lacks_a_handling_says_so(hosted: Hosted) -> None:
    hold(hosted, an_indicator("bare", "bare.example"))
    row = page_of(hosted.client("aa.analyst")).rows[0]
    assert row.code == "unmarked"
    assert row.todo.startswith("Bring it in again from here")
    assert [act.text for act in row.again] == ["Bring it in again"]


def test_what_could_not_be_read_is_named_by_its_place(hosted: Hosted) -> None:
    hold(hosted, content=b"rubbish")
    row = page_of(hosted.client("aa.analyst")).rows[0]
    assert row.name.text == "Object 1 of the file"
    assert row.where == "byte 0"


def test_nothing_in_it_runs_on_the_page(hosted: Hosted) -> None:
    hold(hosted, BAD)
    page = hosted.client("aa.analyst").get(HELD).content.decode()
    assert "<script>" not in page
    assert "<b>report</b>" not in page


def test_what_was_dealt_with_stays_on_record(hosted: Hosted) -> None:
    hold(hosted, BAD)
    client, key = hosted.client("aa.analyst"), Quarantined.objects.get().number
    assert client.get(f"{HELD}{key}/settle/").status_code == 405
    assert client.post(f"{HELD}{key}/settle/").headers["Location"] == f"{HELD}?dealt=1"
    told = client.get(f"{HELD}?dealt=1").context["frame"].tells
    assert told[0].title == "1 thing was marked as dealt with."
    assert page_of(client).sentence == "Nothing waits in quarantine."
    settled = page_of(client, "?state=settled")
    assert settled.rows[0].todo == "Nothing: aa.analyst has dealt with it."
    assert settled.rows[0].acts == ()
    first = Quarantined.objects.get().settled_at
    hosted.client("aa.lead").post(f"{HELD}{key}/settle/")
    row = Quarantined.objects.get()
    assert (row.settled_at, row.settled_by) == (first, "aa.analyst")


def test_what_was_kept_comes_as_a_file_that_no_browser_runs(hosted: Hosted) -> None:
    hold(hosted, BAD)
    row = Quarantined.objects.get()
    answer = hosted.client("aa.analyst").get(f"{HELD}{row.number}/raw/")
    assert answer.content == json.dumps(BAD).encode()
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_only_the_first_bytes_of_something_large_are_kept_and_that_is_said(hosted: Hosted) -> None:
    hold(hosted, {**BAD, "x_long": "y" * 200_000})
    row = page_of(hosted.client("aa.analyst")).rows[0]
    assert row.kept.startswith("the first 66 kB of 200 kB, beginning:")
    assert row.again == ()


def test_another_member_sees_and_changes_nothing_of_it(hosted: Hosted) -> None:
    hold(hosted, BAD)
    key = Quarantined.objects.get().number
    stranger = hosted.client("bb.lead")
    assert page_of(stranger).rows == ()
    for absent in (key, key + 1000, 10**30):
        assert stranger.get(f"{HELD}{absent}/raw/").status_code == 404
        for way in ("settle", "again"):
            for form in ({}, {"file": "1"}):
                assert stranger.post(f"{HELD}{absent}/{way}/", form).status_code == 404
    assert Quarantined.objects.get().settled_at is None


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", "?state=all", f"?before={10**30}"])
def test_a_strange_address_shows_the_first_page(hosted: Hosted, query: str) -> None:
    hold(hosted, BAD)
    assert len(page_of(hosted.client("aa.analyst"), query).rows) == 1


def test_pages_follow_each_other_and_cost_the_same(hosted: Hosted) -> None:
    client = hosted.client("aa.analyst")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            page_of(client)
        return len(caught)

    hold(hosted, BAD)
    before = queries()
    hold(hosted, *({**an_indicator(f"n{n}", "x.example"), "pattern": "["} for n in range(60)))
    assert queries() == before <= 10
    first = page_of(client)
    assert (len(first.rows), first.paging.total) == (50, 61)
    second = page_of(client, first.paging.onward_url.removeprefix(HELD))
    assert len(second.rows) == 11
    assert second.paging.start_url == HELD


def test_an_empty_quarantine_says_what_it_is_for(hosted: Hosted) -> None:
    page = page_of(hosted.client("aa.analyst"))
    assert page.empty.links[0].url == "/exchange/import/"
    assert page_of(hosted.client("aa.analyst"), "?state=settled").empty.title
