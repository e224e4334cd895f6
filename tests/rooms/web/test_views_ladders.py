"""The trust ladder on pages: two members climb, decline, step back; a third never learns of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bayanihan.membership.api import Group, Member, Proposal, charter_text, pair_steps
from tests.rooms.web.hosted import Hosted, an_indicator

SEEN = re.compile(r'name="seen" value="([^"]*)"')


def do(browser: Client, address: str) -> str:
    """Read the page that asks before an act, confirm it; gives where that leads."""
    asked = browser.get(address)
    assert asked.status_code == 200, address
    seen = SEEN.search(asked.content.decode())
    answer = browser.post(address, {"seen": seen[1] if seen else ""})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def step_of(one: Member, other: Member) -> int | None:
    """The step on which the two stand."""
    return pair_steps(one).get(other.stix_id)


def begin(hosted: Hosted) -> tuple[Client, Client]:
    """``AA`` asks ``CC`` to begin and ``CC`` agrees; gives their browsers."""
    a, c = hosted.client("aa.lead"), hosted.client("cc.lead")
    do(a, "/ladder/CC-CERT/begin/")
    do(c, "/ladder/AA-CERT/sign/")
    return a, c


def test_two_members_climb_from_nothing_to_step_3_each_with_its_own_person(hosted: Hosted) -> None:
    a, c = hosted.client("aa.lead"), hosted.client("cc.lead")
    page = a.get("/ladder/CC-CERT/").content.decode()
    assert "You and CC-CERT have not begun the ladder." in page
    assert do(a, "/ladder/CC-CERT/begin/") == "/ladder/CC-CERT/"
    assert step_of(hosted.a, hosted.c) is None
    assert "AA-CERT asks you to begin the ladder" in c.get("/ladder/AA-CERT/").content.decode()
    do(c, "/ladder/AA-CERT/sign/")
    assert step_of(hosted.a, hosted.c) == 0
    for step, (first, second) in enumerate([(a, c), (c, a), (a, c)], start=1):
        others = ("CC-CERT", "AA-CERT") if first is a else ("AA-CERT", "CC-CERT")
        do(first, f"/ladder/{others[0]}/up/")
        assert step_of(hosted.a, hosted.c) == step - 1
        do(second, f"/ladder/{others[1]}/sign/")
        assert step_of(hosted.a, hosted.c) == step
    page = c.get("/ladder/AA-CERT/").content.decode()
    assert "You and AA-CERT stand on step 3, confidential." in page
    assert [event.note for event in c.get("/ladder/AA-CERT/").context["page"].history] == [
        "version 4", "version 3", "version 2", "version 1",
    ]  # fmt: skip


def test_the_page_before_an_act_names_the_only_one_who_learns_of_it(hosted: Hosted) -> None:
    a, _c = begin(hosted)
    page = a.get("/ladder/CC-CERT/up/").content.decode()
    assert "Propose step 1, blind to CC-CERT?" in page
    assert "Nothing changes until CC-CERT has signed as well." in page
    assert "the only one who learns of it" in page
    assert "National CERT of Celand" in page


def test_reading_changes_nothing(hosted: Hosted) -> None:
    a, c = begin(hosted)
    do(a, "/ladder/CC-CERT/up/")
    before = list(Proposal.objects.values_list("pk", "state"))
    for browser, address in (
        (a, "/ladder/"), (a, "/ladder/CC-CERT/"), (a, "/ladder/CC-CERT/withdraw/"),
        (c, "/ladder/AA-CERT/sign/"), (c, "/ladder/AA-CERT/decline/"),
        (a, "/ladder/BB-CERT/up/"), (a, "/ladder/BB-CERT/begin/"),
    ):  # fmt: skip
        assert browser.get(address).status_code in {200, 302}
    assert list(Proposal.objects.values_list("pk", "state")) == before


def test_an_act_without_the_token_of_the_form_is_refused(hosted: Hosted) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(hosted.people["aa.lead"])
    assert strict.post("/ladder/CC-CERT/begin/", {"seen": ""}).status_code == 403
    assert Proposal.objects.count() == 0


def test_what_was_declined_changes_nothing_and_the_proposer_reads_it(hosted: Hosted) -> None:
    a, c = begin(hosted)
    do(a, "/ladder/CC-CERT/up/")
    do(c, "/ladder/AA-CERT/decline/")
    assert step_of(hosted.a, hosted.c) == 0
    page = a.get("/ladder/CC-CERT/").content.decode()
    assert "CC-CERT declined step 1, blind" in page
    assert "Propose step 1, blind" in page
    mine = c.get("/ladder/AA-CERT/").content.decode()
    assert "You declined step 1, blind" in mine
    do(c, "/ladder/AA-CERT/up/")
    do(a, "/ladder/CC-CERT/sign/")
    assert step_of(hosted.a, hosted.c) == 1
    assert "declined" not in a.get("/ladder/CC-CERT/").content.decode()


def test_who_was_asked_to_begin_may_decline_and_ask_later(hosted: Hosted) -> None:
    a, c = hosted.client("aa.lead"), hosted.client("cc.lead")
    do(a, "/ladder/CC-CERT/begin/")
    do(c, "/ladder/AA-CERT/decline/")
    page = a.get("/ladder/CC-CERT/").content.decode()
    assert "CC-CERT declined to begin" in page
    assert "no answer yet" not in page
    assert "declined" in a.get("/ladder/").content.decode()
    do(c, "/ladder/AA-CERT/begin/")
    do(a, "/ladder/CC-CERT/sign/")
    assert step_of(hosted.a, hosted.c) == 0


def test_who_asked_may_take_it_back_and_ask_again(hosted: Hosted) -> None:
    a, c = hosted.client("aa.lead"), hosted.client("cc.lead")
    do(a, "/ladder/CC-CERT/begin/")
    do(a, "/ladder/CC-CERT/withdraw/")
    assert "You and AA-CERT have not begun" in c.get("/ladder/AA-CERT/").content.decode()
    assert c.get("/ladder/AA-CERT/sign/").status_code == 302
    do(a, "/ladder/CC-CERT/begin/")
    do(c, "/ladder/AA-CERT/sign/")
    assert step_of(hosted.a, hosted.c) == 0


def test_one_alone_steps_back_even_while_something_is_open(hosted: Hosted) -> None:
    a, c = begin(hosted)
    do(a, "/ladder/CC-CERT/up/")
    do(c, "/ladder/AA-CERT/sign/")
    do(a, "/ladder/CC-CERT/up/")
    page = c.get("/ladder/AA-CERT/back/").content.decode()
    assert "Your signature alone is enough: it is in force at once." in page
    do(c, "/ladder/AA-CERT/back/")
    assert step_of(hosted.a, hosted.c) == 0
    states = [one.state for one in Proposal.objects.order_by("pk")]
    assert states == ["adopted", "adopted", "superseded", "adopted"]
    assert "Back to step 0, known" in a.get("/ladder/CC-CERT/").content.decode()


def test_a_page_that_was_open_while_things_moved_on_does_nothing(hosted: Hosted) -> None:
    a, c = begin(hosted)
    old = SEEN.search(a.get("/ladder/CC-CERT/up/").content.decode())
    assert old is not None
    do(c, "/ladder/AA-CERT/up/")
    # ``up`` is possible no more: what is so now is shown.
    assert a.post("/ladder/CC-CERT/up/", {"seen": old[1]}).headers["Location"] == "/ladder/CC-CERT/"
    do(c, "/ladder/AA-CERT/withdraw/")
    do(c, "/ladder/AA-CERT/up/")
    do(a, "/ladder/CC-CERT/sign/")
    # ``up`` is possible again, but not from where it was read.
    answer = a.post("/ladder/CC-CERT/up/", {"seen": old[1]})
    assert answer.status_code == 409
    assert "settled meanwhile" in answer.content.decode()
    assert step_of(hosted.a, hosted.c) == 1


@pytest.mark.parametrize("act", ["sign", "decline", "withdraw", "up", "back", "dance"])
def test_what_makes_no_sense_leads_back_to_the_ladder(hosted: Hosted, act: str) -> None:
    a = hosted.client("aa.lead")
    answer = a.post(f"/ladder/CC-CERT/{act}/", {"seen": ""})
    assert answer.headers["Location"] == "/ladder/CC-CERT/"
    assert Proposal.objects.count() == 0


def test_nobody_climbs_with_oneself_or_with_the_unknown(hosted: Hosted) -> None:
    a = hosted.client("aa.lead")
    for address in ("/ladder/AA-CERT/", "/ladder/ZZ/", "/ladder/AA-CERT/begin/", "/ladder/ZZ/up/"):
        assert a.get(address).status_code == 404


def test_who_may_not_sign_reads_the_ladder_and_does_nothing(hosted: Hosted) -> None:
    analyst = hosted.client("aa.analyst")
    assert "Ask to begin" not in analyst.get("/ladder/CC-CERT/").content.decode()
    assert analyst.get("/ladder/CC-CERT/begin/").status_code == 403
    assert analyst.post("/ladder/CC-CERT/begin/", {"seen": ""}).status_code == 403


THIRD = (
    "/", "/ladder/", "/ladder/AA-CERT/", "/ladder/CC-CERT/", "/groups/", "/members/",
    "/members/AA-CERT/", "/members/CC-CERT/",
)  # fmt: skip
_FLEETING = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r"\d\d:\d\d(:\d\d)?"),
    re.compile(r">\d+ (s|min)<"),
)


def read(browser: Client, address: str) -> str:
    """A page without what differs between any two answers."""
    said = browser.get(address).content.decode()
    for pattern in _FLEETING:
        said = pattern.sub("", said)
    return said


def test_a_third_member_learns_of_no_ladder_between_two_others(hosted: Hosted) -> None:
    b = hosted.client("bb.lead")
    before = [read(b, address) for address in THIRD]
    a, c = begin(hosted)
    do(a, "/ladder/CC-CERT/up/")
    assert [read(b, address) for address in THIRD] == before
    group = Group.objects.order_by("-pk").first()
    assert group is not None
    last = Proposal.objects.order_by("-pk").first()
    assert last is not None
    for key in (group.key, str(group.uuid), charter_text(group.newest).name):  # type: ignore[arg-type]  # it has one
        for tail in ("", "charter/", "evidence/", "recover/", "accept/", "change/", "change/step/"):
            answer = b.get(f"/groups/{key}/{tail}")
            assert answer.status_code == 404, (key, tail)
    for address in (f"/proposals/{last.digest}/", f"/proposals/{last.digest}/sign/"):
        unknown = address.replace(last.digest, "0" * 64)
        assert b.get(address).status_code == b.get(unknown).status_code == 404
        assert read(b, address) == read(b, unknown)
        assert b.post(address).status_code == b.post(unknown).status_code
    do(c, "/ladder/AA-CERT/sign/")
    assert [read(b, address) for address in THIRD] == before


def test_the_list_says_who_waits_for_whom(hosted: Hosted) -> None:
    a, c = hosted.client("aa.lead"), hosted.client("cc.lead")
    do(a, "/ladder/CC-CERT/begin/")
    mine, theirs = (one.get("/ladder/").context["page"] for one in (a, c))
    assert [row.face.code for row in theirs.waiting] == ["AA-CERT"]
    assert theirs.sentence.endswith("1 waits for your answer.")
    assert {row.face.code: row.words for row in mine.pairs}["CC-CERT"] == "waits for their answer"
    assert "AA-CERT asks you to begin the ladder" in c.get("/").content.decode()


def test_journals_show_both_directions(hosted: Hosted) -> None:
    a, c = begin(hosted)
    for mine, theirs in ((a, c), (a, c)):
        do(mine, "/ladder/CC-CERT/up/")
        do(theirs, "/ladder/AA-CERT/sign/")
    group = Group.objects.order_by("-pk")[0]
    hosted.publish(group, hosted.a, an_indicator("said in the pair", "pair.example"))
    rows = {row.label: row for row in a.get("/ladder/CC-CERT/").context["page"].evidence}
    said = rows["Records that the other may read"]
    # Four in the circle and one in the pair; ``CC`` said nothing in a group of few.
    assert (said.given, said.taken) == ("5", "0")


def test_pages_of_the_ladder_ask_a_fixed_number_of_questions(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    a, c = begin(hosted)
    for mine, theirs in ((a, c), (a, c)):
        do(mine, "/ladder/CC-CERT/up/")
        do(theirs, "/ladder/AA-CERT/sign/")
    do(a, "/ladder/CC-CERT/up/")
    with django_assert_max_num_queries(12):
        a.get("/ladder/")
    with django_assert_max_num_queries(30):
        a.get("/ladder/CC-CERT/")
    with django_assert_max_num_queries(30):
        c.get("/ladder/AA-CERT/sign/")
