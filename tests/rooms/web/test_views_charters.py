"""Changing a charter on pages: every kind of change, its preview, and what is refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bayanihan.gate.api import Tlp
from bayanihan.journal.api import SigningKey
from bayanihan.membership.api import Member, Proposal, Role
from bayanihan.web.change_asking import ChangeKind
from tests.rooms.web.changing import confirm, look, newest, proposed
from tests.rooms.web.hosted import Hosted, an_indicator

DIGITS = "9" * 40


def said(browser: Client, address: str) -> str:
    """A page that must be there."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def who(hosted: Hosted, code: str) -> str:
    """The id of a member, as forms send it."""
    return Member.objects.get(code=code).stix_id


def a_key(hosted: Hosted, code: str) -> str:
    """A key that somebody reads out over the telephone."""
    return SigningKey.generate(who(hosted, code)).verifying_key.to_text()


def answers_for(hosted: Hosted, kind: ChangeKind) -> dict[str, Any]:
    """Sound answers to the form of each kind, by a person of the coordinator of the circle."""
    b = hosted.b.stix_id
    answers: dict[ChangeKind, dict[str, Any]] = {
        ChangeKind.INVITE: {"who": [who(hosted, "UN-1")], "role": "observer"},
        ChangeKind.ROLE: {"who": b, "role": "observer"},
        ChangeKind.CHAIR: {"giver": hosted.a.stix_id, "taker": b},
        ChangeKind.REMOVE: {"who": b},
        ChangeKind.LEAVE: {},
        ChangeKind.STEP: {"step": "4"},
        ChangeKind.WORDS: {"name": "Banks", "purpose": "One.\r\nTwo."},
        ChangeKind.NEWCOMERS: {"history": "from_joining"},
        ChangeKind.RETENTION: {"days": "90"},
        ChangeKind.THRESHOLD: {"threshold": "one_coordinator"},
        ChangeKind.SPEAKER: {"state": "AA", "speaker": hosted.a.stix_id, "alternate": ""},
        ChangeKind.CONSTITUENTS: {"who": [who(hosted, "CO-1")]},
        ChangeKind.KEY: {"who": b, "vkey": a_key(hosted, "BB-CERT")},
    }
    return answers[kind]


SAID = {
    ChangeKind.INVITE: "UN-1 joins as observer.",
    ChangeKind.ROLE: "BB-CERT, until now member, becomes observer.",
    ChangeKind.CHAIR: "BB-CERT, until now member, becomes coordinator.",
    ChangeKind.REMOVE: "BB-CERT leaves. Its journal ends after 2 entries, which stay valid.",
    ChangeKind.STEP: "The step goes from step 3, confidential to step 4, joint.",
    ChangeKind.WORDS: "The group is called “Banks”; until now “Bank circle”.",
    ChangeKind.NEWCOMERS: "Newcomers read only what is said after they joined",
    ChangeKind.RETENTION: "Records can be read by others for 90 days; until now without an end.",
    ChangeKind.SPEAKER: "AA-CERT speaks for AA in decisions.",
    ChangeKind.CONSTITUENTS: "Through AA-CERT, CO-1 may read up to AMBER.",
    ChangeKind.KEY: "BB-CERT has a new statement key, number 2.",
}


@pytest.mark.parametrize("kind", SAID)
def test_every_kind_of_change_is_looked_at_and_then_in_force(
    hosted: Hosted, kind: ChangeKind
) -> None:
    rights = (Role.RELEASER, Role.ADMINISTRATOR) if kind is ChangeKind.KEY else (Role.POLICY,)
    browser = hosted.staff("aa.policy", hosted.a, *rights)
    answers = answers_for(hosted, kind)
    looked = look(browser, f"/groups/circle/change/{kind}/", answers)
    page = looked.content.decode()
    assert SAID[kind] in page
    assert "Your signature is enough: it is in force at once." in page
    assert "see the proposal at once" in page
    assert newest(hosted.circle).number == 1
    one = proposed(browser, hosted.circle, kind, **answers)
    assert one.state == "adopted"
    assert newest(hosted.circle).number == 2
    assert SAID[kind] in said(browser, "/groups/circle/")


def test_the_list_offers_what_this_group_can_want(hosted: Hosted) -> None:
    def offered(browser: Client, key: str) -> list[str]:
        page = browser.get(f"/groups/{key}/change/").context["page"]
        return [row.link.url.split("/")[-2] for row in page.rows]

    a = hosted.client("aa.lead")
    assert offered(a, "circle") == [kind.value for kind in ChangeKind]
    assert offered(a, "mute") == ["step", "words", "retention", "speaker", "constituents", "key"]
    assert a.get("/groups/mute/change/invite/").status_code == 404
    assert a.get("/groups/circle/change/dance/").status_code == 404
    assert "constituents" not in offered(hosted.client("co.lead"), "everyone")


BAD: tuple[tuple[ChangeKind, dict[str, Any]], ...] = (
    (ChangeKind.INVITE, {}),
    (ChangeKind.INVITE, {"who": ["identity--nobody"], "role": "member"}),
    (ChangeKind.INVITE, {"who": ["{b}"], "role": "member"}),
    (ChangeKind.INVITE, {"who": ["{c}", "{c}"], "role": "member"}),
    (ChangeKind.ROLE, {"who": "{b}", "role": "king"}),
    (ChangeKind.ROLE, {"who": "{b}", "role": "member"}),
    (ChangeKind.ROLE, {"who": "{a}", "role": "observer"}),
    (ChangeKind.CHAIR, {"giver": "{b}", "taker": "{c}"}),
    (ChangeKind.CHAIR, {"giver": "{a}", "taker": "{a}"}),
    (ChangeKind.REMOVE, {"who": "{a}"}),
    (ChangeKind.LEAVE, {}),
    (ChangeKind.STEP, {"step": "3"}),
    (ChangeKind.STEP, {"step": DIGITS}),
    (ChangeKind.STEP, {"step": "-1"}),
    (ChangeKind.WORDS, {"name": "", "purpose": "x"}),
    (ChangeKind.WORDS, {"name": "x" * 201, "purpose": "x"}),
    (ChangeKind.WORDS, {"name": "a\x00b", "purpose": "x"}),
    (ChangeKind.WORDS, {"name": "Bank circle", "purpose": "Within the hour."}),
    (ChangeKind.NEWCOMERS, {"history": "some"}),
    (ChangeKind.NEWCOMERS, {"history": "all"}),
    (ChangeKind.RETENTION, {"days": "0"}),
    (ChangeKind.RETENTION, {"days": DIGITS}),
    (ChangeKind.RETENTION, {"days": "ten"}),
    (ChangeKind.RETENTION, {"days": ""}),
    (ChangeKind.THRESHOLD, {"threshold": "opener"}),
    (ChangeKind.THRESHOLD, {"threshold": "two_coordinators"}),
    (ChangeKind.THRESHOLD, {"threshold": "one_coordinator"}),
    (ChangeKind.SPEAKER, {"state": "ZZ", "speaker": "{a}"}),
    (ChangeKind.SPEAKER, {"state": "AA", "speaker": "{b}"}),
    (ChangeKind.SPEAKER, {"state": "AA", "speaker": "", "alternate": "{a}"}),
    (ChangeKind.SPEAKER, {"state": "AA", "speaker": "{a}", "alternate": "{a}"}),
    (ChangeKind.SPEAKER, {"state": "AA", "speaker": "", "alternate": ""}),
    (ChangeKind.CONSTITUENTS, {"who": ["{b}"]}),
    (ChangeKind.CONSTITUENTS, {"who": []}),
    (ChangeKind.KEY, {"who": "{b}", "vkey": ""}),
    (ChangeKind.KEY, {"who": "{b}", "vkey": "not a key"}),
    (ChangeKind.KEY, {"who": "{a}", "vkey": "not a key"}),
)


@pytest.mark.parametrize(("kind", "answers"), BAD)
def test_bad_answers_are_refused_in_words_and_nothing_is_proposed(
    hosted: Hosted, kind: ChangeKind, answers: dict[str, Any]
) -> None:
    ids = {"a": hosted.a.stix_id, "b": hosted.b.stix_id, "c": hosted.c.stix_id}

    def fill(value: str) -> str:
        return value.format(**ids) if value.startswith("{") else value

    filled = {
        name: [fill(one) for one in value] if isinstance(value, list) else fill(value)
        for name, value in answers.items()
    }
    browser = hosted.client("aa.lead")
    for extra in ({}, {"confirm": "yes", "seen": newest(hosted.circle).digest.hex()}):
        answer = browser.post(f"/groups/circle/change/{kind}/", {**filled, **extra})
        assert answer.status_code == 400
        assert answer.context["page"].summary is not None
    assert Proposal.objects.count() == 0


def test_the_key_of_somebody_else_is_not_taken(hosted: Hosted) -> None:
    answers = {"who": hosted.b.stix_id, "vkey": a_key(hosted, "CC-CERT")}
    browser = hosted.staff("aa.admin", hosted.a, Role.RELEASER, Role.ADMINISTRATOR)
    page = look(browser, "/groups/circle/change/key/", answers).content.decode()
    assert "This is the key of somebody else." in page


def test_replacing_a_lost_key_is_an_administrators_matter(hosted: Hosted) -> None:
    answers = answers_for(hosted, ChangeKind.KEY)
    answer = confirm(hosted.client("aa.lead"), "/groups/circle/change/key/", answers)
    assert answer.status_code in {400, 403}
    assert Proposal.objects.count() == 0


def test_who_may_not_sign_changes_nothing(hosted: Hosted) -> None:
    for name in ("aa.analyst", "aa.observer"):
        browser = hosted.client(name)
        assert "Change the charter" not in said(browser, "/groups/circle/")
        for tail in ("change/", "change/step/", "accept/", "recover/"):
            assert browser.get(f"/groups/circle/{tail}").status_code == 403


def test_a_version_that_came_in_between_is_not_overwritten(hosted: Hosted) -> None:
    b = hosted.client("bb.lead")
    answers = {"name": "Banks", "purpose": "Within the hour."}
    address = "/groups/circle/change/words/"
    old = newest(hosted.circle).digest.hex()
    proposed(hosted.client("aa.lead"), hosted.circle, "retention", days="30")
    for seen in (old, "", "x"):
        assert confirm(b, address, answers, seen=seen).status_code == 409
    assert Proposal.objects.count() == 1


def test_no_ceiling_below_what_stands_there(hosted: Hosted) -> None:
    answer = look(hosted.client("aa.lead"), "/groups/circle/change/step/", {"step": "2"})
    assert answer.status_code == 400
    assert Proposal.objects.count() == 0


def test_the_chair_is_handed_over_and_then_the_former_chair_may_leave(hosted: Hosted) -> None:
    a, b = hosted.client("aa.lead"), hosted.client("bb.lead")
    answer = a.post("/groups/circle/change/leave/", {})
    assert answer.status_code == 400
    chair = {"giver": hosted.a.stix_id, "taker": hosted.b.stix_id}
    assert proposed(a, hosted.circle, "chair", **chair).state == "adopted"
    one = proposed(a, hosted.circle, "leave")
    assert one.state == "open"
    asked = said(b, f"/proposals/{one.digest}/sign/")
    assert "AA-CERT leaves. Its journal ends after" in asked
    b.post(f"/proposals/{one.digest}/sign/")
    assert newest(hosted.circle).seat(hosted.a.stix_id) is None
    page = said(a, "/groups/circle/")
    assert "Your member has left this group" in page
    assert "Change the charter" not in page
    assert "Bring in a report" not in page
    assert a.get("/groups/circle/change/").status_code in {403, 409}
    assert a.get(f"/proposals/{one.digest}/").status_code == 404
    assert a.get("/groups/circle/accept/").status_code == 302


@pytest.mark.parametrize(("history", "reads"), [("all", 2), ("from_joining", 1)])
def test_who_is_invited_sees_nothing_before_and_the_right_history_after(
    hosted: Hosted, history: str, reads: int
) -> None:
    a, b, co = (hosted.client(f"{name}.lead") for name in ("aa", "bb", "co"))
    if history != "all":
        proposed(a, hosted.circle, "newcomers", history=history)
    hosted.publish(hosted.circle, hosted.a, an_indicator("old", "old.example"), tlp=Tlp.GREEN)
    before = len(said(co, "/groups/"))
    one = proposed(b, hosted.circle, "invite", who=[who(hosted, "CO-1")], role="member")
    for address in ("/groups/circle/", f"/proposals/{one.digest}/", "/groups/circle/evidence/"):
        assert co.get(address).status_code == 404
    assert len(said(co, "/groups/")) == before
    a.post(f"/proposals/{one.digest}/sign/")
    assert "Bank circle" in said(co, "/groups/circle/")
    hosted.publish(hosted.circle, hosted.a, an_indicator("new", "new.example"), tlp=Tlp.GREEN)
    page = said(co, "/exchange/?group=circle")
    assert (
        "old" in [row.title.text for row in co.get("/exchange/?group=circle").context["page"].rows]
    ) is (history == "all")
    assert page


def test_the_pages_of_a_change_ask_a_fixed_number_of_questions(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    a = hosted.client("aa.lead")
    for address in ("change/", "change/invite/", "change/remove/"):
        with django_assert_max_num_queries(9):
            a.get(f"/groups/circle/{address}")
    with django_assert_max_num_queries(16):
        a.post("/groups/circle/change/remove/", {"who": hosted.b.stix_id})


def test_what_is_typed_is_kept_when_it_is_refused(hosted: Hosted) -> None:
    answers = {"name": "", "purpose": "Kept <b>as</b> typed."}
    answer = hosted.client("aa.lead").post("/groups/circle/change/words/", answers)
    assert "Kept &lt;b&gt;as&lt;/b&gt; typed." in answer.content.decode()


def test_text_of_members_is_escaped_in_what_the_page_sends_along(hosted: Hosted) -> None:
    evil = '"><script>alert(1)</script>'
    looked = look(
        hosted.client("aa.lead"),
        "/groups/circle/change/words/",
        {"name": evil, "purpose": "Within the hour."},
    )
    assert "<script" not in looked.content.decode()
