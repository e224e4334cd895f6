"""Bad input about groups: refused in words with what to do next, and nothing is changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bayanihan.membership.api import Acceptance, Charter, Group, Member, Proposal, Role
from bayanihan.records.api import Entry, Removal
from tests.rooms.web.bringing import NEW, brought
from tests.rooms.web.changing import newest, proposed
from tests.rooms.web.hosted import Hosted, a_bundle

CHANGE = "/groups/circle/change/"
OPEN: dict[str, Any] = {
    "name": "Harbour watch",
    "purpose": "Ports.",
    "layer": "minilateral",
    "step": "2",
    "members": ["CC-CERT"],
    "history": "all",
}
# What somebody asks for, and what the page says about it.
BAD: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("a member twice", "invite", {"who": ["{un}"] * 2, "role": "member"}, "Name each member once."),
    ("who sits there", "invite", {"who": ["{b}"], "role": "member"}, "Choose from the list."),
    ("no last coordinator", "role", {"who": "{a}", "role": "member"}, "First hand over the chair"),
    ("oneself", "remove", {"who": "{a}"}, "Choose one of the list."),
    ("the last coordinator leaves", "leave", {}, "First hand over the chair"),
    ("an unknown threshold", "threshold", {"threshold": "three"}, "Choose one of the list."),
    (
        "more signatures than coordinators",
        "threshold",
        {"threshold": "two_coordinators"},
        "Choose another, or name another coordinator.",
    ),
    ("a ceiling below what stands", "step", {"step": "1"}, "Have them withdrawn or erased first"),
    ("no days at all", "retention", {"days": "0"}, "At least one day."),
    ("the same again", "role", {"who": "{b}", "role": "member"}, "Change something, or leave it."),
    ("nobody", "role", {"who": "", "role": "member"}, "Choose one."),
    ("no key", "key", {"who": "{b}", "vkey": ""}, "Write the new key."),
)  # fmt: skip


def state() -> tuple[int, ...]:
    """How much there is of everything that an act could leave behind."""
    kinds = (Charter, Proposal, Group, Acceptance, Entry, Removal)
    return tuple(kind.objects.count() for kind in kinds)


def filled(hosted: Hosted, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers with the ids of members in them."""
    ids = {"a": hosted.a.stix_id, "b": hosted.b.stix_id}
    ids["un"] = Member.objects.get(code="UN-1").stix_id

    def fill(value: str) -> str:
        return value.format(**ids) if value.startswith("{") else value

    return {
        name: [fill(one) for one in value] if isinstance(value, list) else fill(value)
        for name, value in answers.items()
    }


def refused(browser: Client, address: str, sent: dict[str, Any], words: str) -> None:
    """Sent by hand as well as looked at before: refused in these words, above the form."""
    before = state()
    for extra in ({}, {"confirm": "yes", "seen": sent.get("seen", "")}):
        answer = browser.post(address, {**sent, **extra})
        assert answer.status_code == 400, answer.content.decode()
        summary = answer.context["page"].summary
        assert summary is not None
        said = [str(one.text) for one in summary.mistakes]
        assert any(words in one for one in said), said
        assert words in answer.content.decode().replace("&#x27;", "'")
    assert state() == before


@pytest.mark.parametrize(
    ("kind", "answers", "words"), [one[1:] for one in BAD], ids=[one[0] for one in BAD]
)
def test_a_bad_change_is_refused_already_where_one_looks(
    hosted: Hosted, kind: str, answers: dict[str, Any], words: str
) -> None:
    sent = {**filled(hosted, answers), "seen": newest(hosted.circle).digest.hex()}
    refused(hosted.client("aa.lead"), f"{CHANGE}{kind}/", sent, words)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"members": ["CC-CERT"], "observers": ["CC-CERT"]}, "either as member or as observer"),
        ({"members": ["AA-CERT"]}, "Choose at least one other."),
        ({"layer": "domestic"}, "take out CC-CERT, or choose another width"),
        ({"step": "7"}, "Choose one of the list."),
    ],
)
def test_a_bad_group_is_not_opened(hosted: Hosted, changed: dict[str, Any], words: str) -> None:
    refused(hosted.client("aa.lead"), "/groups/new/", {**OPEN, **changed}, words)


def test_a_member_that_is_sent_twice_gets_one_seat(hosted: Hosted) -> None:
    sent = {**OPEN, "members": ["CC-CERT", "CC-CERT"], "confirm": "yes"}
    answer = hosted.client("aa.lead").post("/groups/new/", sent)
    assert answer.status_code == 302
    group = Group.objects.order_by("-pk")[0]
    assert sorted(seat.code for seat in newest(group).members) == ["AA-CERT", "CC-CERT"]


def test_no_step_of_the_ladder_is_skipped(hosted: Hosted) -> None:
    a = hosted.client("aa.lead")
    sent = {"step": "2", "seen": newest(hosted.mute).digest.hex()}
    refused(a, "/groups/mute/change/step/", sent, "Choose one of the list.")
    assert newest(hosted.mute).step == 0


def test_accepting_twice_says_it_once(hosted: Hosted) -> None:
    proposed(hosted.client("aa.lead"), hosted.circle, "words", name="Bank circle", purpose="New.")
    b = hosted.client("bb.lead")
    said = [b.post("/groups/circle/accept/", {"number": "2"}) for _time in range(2)]
    assert [one.headers["Location"] for one in said] == ["/groups/circle/"] * 2
    assert Acceptance.objects.filter(group=hosted.circle, member=hosted.b, number=2).count() == 1
    rows = Entry.objects.filter(group=hosted.circle, journal__member=hosted.b, kind="acceptance")
    assert rows.filter(charter=2).count() == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("until", "This time has passed: nobody could read it. Say a later one."),
        ("keep_until", "This time has passed, so it would keep nothing. Say a later one."),
    ],
)
def test_a_term_that_ended_already_is_refused_and_what_was_typed_is_kept(
    hosted: Hosted, name: str, words: str
) -> None:
    lead = hosted.client("aa.lead")
    review = brought(lead, a_bundle(*NEW))
    before = state()
    sent = {"group": "circle", "handling": "TLP:GREEN", name: "2020-01-01T00:00"}
    answer = lead.post(review, sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert "2020-01-01T00:00" in answer.content.decode()
    assert state() == before


def test_the_address_of_a_button_says_that_it_is_one(hosted: Hosted) -> None:
    """Somebody who types it, or loads it again from the history, gets a page and no blank."""
    browser = hosted.staff("aa.boss", hosted.a, Role.ADMINISTRATOR)
    before = state()
    for address in (
        "/settings/",
        "/sign-out/",
        "/people/aa.lead/shut-out/",
        "/account/sessions/end/",
    ):
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST"), address
        assert "It may belong to a button" in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
    assert browser.get("/people/").status_code == 200
    answer = browser.post("/done/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert state() == before
