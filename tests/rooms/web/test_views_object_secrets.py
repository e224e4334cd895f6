"""Nobody learns from a record page what was not said to them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.rooms.web.hosted import Hosted, an_id
from tests.rooms.web.object_pages import (
    ONE,
    address,
    shown,
)

HIDDEN = [an_id("indicator", "private 0"), an_id("malware", "Pair 0")]
WAYS = ["", "verify/", "stix/"]


def plain(client: Client, path: str) -> tuple[int, str]:
    """Status and page, without what changes with every request."""
    answer = client.get(path)
    text = answer.content.decode()
    for stix_id in (*HIDDEN, an_id("indicator", "nothing")):
        text = text.replace(stix_id, "(id)")
    return answer.status_code, re.sub(
        r'csrfmiddlewaretoken" value="[^"]+"|\d\d:\d\d(:\d\d(\.\d+)?)?', "", text
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stix_id", HIDDEN)
def test_not_allowed_and_not_there_are_one_answer(hosted: Hosted, stix_id: str, way: str) -> None:
    hosted.open_pair()
    client = hosted.client("bb.lead")
    hidden = plain(client, address(stix_id, way))
    assert hidden == plain(client, address(an_id("indicator", "nothing"), way))
    assert hidden[0] == 404
    assert hosted.client("aa.lead").get(address(stix_id, way)).status_code == 200


@pytest.mark.parametrize("way", ["", "verify/"])
def test_a_copy_in_a_private_group_changes_no_page_of_others(hosted: Hosted, way: str) -> None:
    client = hosted.client("bb.lead")
    before = plain(client, address(ONE, way))
    hosted.open_pair()
    assert plain(client, address(ONE, way)) == before
    others = shown(hosted.client("aa.lead"), ONE).others
    versions = shown(hosted.client("aa.lead"), ONE).versions
    assert len(others) + len(versions) == 2


def test_a_hidden_copy_cannot_be_chosen_by_its_number(hosted: Hosted) -> None:
    hosted.open_pair()
    page = shown(hosted.client("cc.lead"), ONE)
    urls = [row.url for row in page.others] + [one.url for one in page.versions]
    assert len(urls) == 2
    seen = [hosted.client("bb.lead").get(url).status_code for url in urls]
    assert sorted(seen) == [200, 404]


def test_an_observer_does_not_read_what_is_above_its_scope(hosted: Hosted) -> None:
    client = hosted.client("co.lead")
    assert client.get(address(ONE)).status_code == 404
    assert client.get(address(an_id("tool", "Netscan"))).status_code == 200


@pytest.mark.parametrize("stix_id", ["x", "indicator--1", "%00", "..%2f..", "a" * 3000])
def test_whatever_is_asked_for_is_absent_and_no_error(hosted: Hosted, stix_id: str) -> None:
    for way in WAYS:
        answer = hosted.client("bb.lead").get(f"/exchange/objects/{stix_id}/{way}")
        assert answer.status_code == 404
