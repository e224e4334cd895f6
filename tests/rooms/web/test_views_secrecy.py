"""Two members on one node: what one shares where the other is not changes no byte for the other."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from django.test import Client

from tests.rooms.web.hosted import Hosted, an_indicator

ADDRESSES = (
    "/",
    "/groups/",
    "/groups/circle/",
    "/groups/everyone/",
    "/groups/drill/",
    "/groups/mute/",
    "/groups/circle/charter/",
    "/groups/circle/export/",
    "/groups/everyone/export/",
    "/members/",
    "/members/AA-CERT/",
    "/members/BB-CERT/",
    "/members/CC-CERT/",
    "/region/",
    "/exchange/",
    "/exchange/?q=one.example",
    "/exchange/?q=private-1.example",
    "/exchange/?lane=exercise",
    "/exchange/export/",
    "/exchange/export/?form=csv",
    "/exchange/export/?form=json",
    "/exchange/?group=pair",
    "/exchange/export/?group=pair&form=csv",
    "/groups/pair/",
    "/groups/pair/charter/",
    "/groups/pair/export/",
    "/quarantine/",
    "/exchange/import/",
)
FORMS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("/groups/circle/export/", {"form": "package"}),
    ("/groups/circle/export/", {"form": "stix"}),
    ("/groups/everyone/export/", {"form": "package"}),
    ("/groups/pair/export/", {"form": "package"}),
    ("/exchange/export/", {"form": "json"}),
)
# What differs between two answers to one and the same question: tokens, clocks, new ids.
_FLEETING = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb"\d\d:\d\d(:\d\d)?"),
    re.compile(rb"(\w{3} )?\d{1,2} [A-Z][a-z]{2}( \d{4})?"),
    re.compile(rb"\d{4}-\d\d-\d\d"),
    re.compile(rb">\d+ (s|min)<"),
    re.compile(rb"bundle--[0-9a-f-]{36}"),
    re.compile(rb'"made_at":"[^"]*"'),
)


def seen(browser: Client) -> dict[str, tuple[int, bytes]]:
    """Everything that somebody can look at or take out, without what is fleeting."""
    answers = {address: browser.get(address) for address in ADDRESSES}
    answers |= {f"{address} {form}": browser.post(address, form) for address, form in FORMS}
    return {
        address: (answer.status_code, _kept(answer.getvalue()))
        for address, answer in answers.items()
    }


def _kept(content: bytes) -> bytes:
    for pattern in _FLEETING:
        content = pattern.sub(b"", content)
    return content


@pytest.mark.parametrize("person", ["bb.lead", "bb.observer", "co.lead", "in.lead"])
def test_a_private_group_changes_nothing_for_whoever_is_outside(
    hosted: Hosted, person: str
) -> None:
    hosted.bring("bb.lead", an_indicator("ours", "ours.example"))
    before = seen(hosted.client(person))
    hosted.open_pair()
    after = seen(hosted.client(person))
    for address in before:
        assert before[address] == after[address], address


def test_the_same_comparison_sees_a_change_for_whoever_is_inside(hosted: Hosted) -> None:
    before = seen(hosted.client("aa.lead"))
    hosted.open_pair()
    after = seen(hosted.client("aa.lead"))
    changed = {address for address in before if before[address] != after[address]}
    assert changed >= {
        "/", "/groups/", "/members/", "/members/CC-CERT/", "/exchange/", "/groups/pair/",
        "/groups/pair/export/", "/exchange/export/?form=csv", "/exchange/?q=one.example",
    }  # fmt: skip


def test_a_group_of_others_is_absent_exactly_as_one_that_does_not_exist(hosted: Hosted) -> None:
    hosted.open_pair()
    browser = hosted.client("bb.lead")
    for end in ("", "charter/", "export/"):
        hidden, absent = (browser.get(f"/groups/{key}/{end}") for key in ("pair", "no-such"))
        assert hidden.status_code == absent.status_code == 404
        assert _kept(hidden.content) == _kept(absent.content)
        assert {name for name, _ in hidden.items()} == {name for name, _ in absent.items()}
