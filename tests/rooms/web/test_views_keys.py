"""Statement keys on pages: made, listed by groups, ended, cut off where one was stolen."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bayanihan.gate.api import Tlp
from bayanihan.membership.api import Group, Happening, Proposal, Role, StatementKey, note_restored
from bayanihan.records.api import Entry, Fate
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.pages_keys import KeysPage
from tests.rooms.web.changing import newest
from tests.rooms.web.hosted import Hosted, an_indicator

NEW = "/keys/new/"


@pytest.fixture
def a(hosted: Hosted) -> Client:
    """A browser of somebody who looks after the keys of ``AA``, coordinator of the circle."""
    return hosted.staff("aa.keys", hosted.a, Role.ADMINISTRATOR)


@pytest.fixture
def b(hosted: Hosted) -> Client:
    """The same of ``BB``, whose keys the circle's coordinator has to agree to."""
    return hosted.staff("bb.keys", hosted.b, Role.ADMINISTRATOR)


def keys(browser: Client) -> KeysPage:
    """The page of one's own keys."""
    page = browser.get("/keys/").context["page"]
    assert isinstance(page, KeysPage)
    return page


def standing(browser: Client, group: str) -> tuple[str, str, list[str]]:
    """How the keys stand in a group: which signs, in words, and what can be done."""
    [place] = [one for one in keys(browser).places if one.group.text == group]
    return place.key, place.words, [act.url for act in place.acts]


def asked(browser: Client, address: str) -> ConfirmPage:
    """The page before an act; reading it changes nothing."""
    before = Proposal.objects.count(), StatementKey.objects.count()
    page = browser.get(address).context["page"]
    assert (Proposal.objects.count(), StatementKey.objects.count()) == before
    assert isinstance(page, ConfirmPage)
    return page


def do(browser: Client, address: str, **sent: str) -> None:
    """Confirm an act; it leads back to the keys."""
    answer = browser.post(address, sent)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"] == "/keys/"


def sign_all(browser: Client) -> None:
    """Sign whatever is open, as the coordinator of the circle would."""
    for one in Proposal.objects.filter(state="open"):
        browser.post(f"/proposals/{one.digest}/sign/")


def take_back(hosted: Hosted) -> None:
    """An administrator of ``BB``, who may not sign it, takes its proposal to the circle back."""
    one = Proposal.objects.get(group=hosted.circle)
    keeper = hosted.staff("bb.keeper", hosted.b, Role.ADMINISTRATOR)
    address = f"/proposals/{one.digest}/take-back/"
    page = keeper.get(f"/proposals/{one.digest}/").context["page"]
    assert [act.url for act in page.acts] == [address]
    assert keeper.post(f"/proposals/{one.digest}/decline/").status_code == 403
    reader = hosted.staff("bb.reader", hosted.b, Role.ANALYST)
    assert reader.post(address).status_code == 403
    assert keeper.post(address).status_code == 302
    assert Proposal.objects.get(pk=one.pk).state == "withdrawn"


def listed(group: Group, code: str) -> list[tuple[int, bool]]:
    """The keys of a member in the charter in force: number, and whether it still counts."""
    [seat] = [one for one in newest(group).members if one.code == code]
    return [(key.epoch, key.valid_until is None) for key in seat.keys]


def test_a_new_key_is_proposed_to_every_group_and_signs_where_it_is_agreed_to(
    hosted: Hosted, b: Client
) -> None:
    page = asked(b, NEW)
    assert {"Bank circle", "All of the Isles"} <= {one.title for one in page.whos}
    circle = next(one for one in page.whos if one.title == "Bank circle")
    assert "it is shown to AA-CERT and CC-CERT" in circle.because
    do(b, NEW)
    assert standing(b, "Bank circle") == (
        "key 1", "the newest key waits for the signatures of the group", [],
    )  # fmt: skip
    sign_all(hosted.client("aa.lead"))
    assert listed(hosted.circle, "BB-CERT") == [(1, True), (2, True)]
    signs, words, ways = standing(b, "Bank circle")
    assert (signs, words) == ("key 2", "the older key still counts")
    assert ways == ["/keys/circle/1/end/", "/keys/circle/1/stolen/"]
    assert Happening.objects.filter(member=hosted.b, code="key_made").count() == 1


def test_an_older_key_is_ended_and_what_it_signed_stays(hosted: Hosted, a: Client) -> None:
    do(a, NEW)
    page = asked(a, "/keys/circle/1/end/")
    assert [one.codes for one in page.whos] == [("BB-CERT", "CC-CERT")]
    assert page.sentence == "Put key 1 out of use in “Bank circle”?"
    said = Entry.objects.filter(group=hosted.circle, journal__member=hosted.a)
    before = list(said.values_list("pk", "fate"))
    do(a, "/keys/circle/1/end/")
    assert listed(hosted.circle, "AA-CERT") == [(1, False), (2, True)]
    assert standing(a, "Bank circle")[:2] == ("key 2", "as it should be")
    assert set(before) <= set(said.values_list("pk", "fate"))
    done = hosted.publish(hosted.circle, hosted.a, an_indicator("later", "later.example"))
    assert done.accepted == 1


def a_theft(hosted: Hosted) -> int:
    """Somebody has the key of ``AA`` and speaks for it; gives how many entries were its own."""
    head = Entry.objects.filter(group=hosted.circle, journal__member=hosted.a).count()
    hosted.publish(hosted.circle, hosted.a, an_indicator("thief", "thief.example"), tlp=Tlp.GREEN)
    return head


def fates(hosted: Hosted) -> list[str]:
    """What became of the entries of the first part of ``AA``'s journal in the circle."""
    rows = Entry.objects.filter(group=hosted.circle, journal__member=hosted.a, journal__part=1)
    return list(rows.order_by("index").values_list("fate", flat=True))


def test_a_stolen_key_is_cut_where_its_owner_says_and_replaced_by_the_same_version(
    hosted: Hosted, a: Client
) -> None:
    head = a_theft(hosted)
    page = asked(a, "/keys/circle/1/stolen/")
    [field] = page.fields
    assert not any(one.is_chosen for one in field.choices)
    assert [one.value for one in field.choices] == [str(head + 1), str(head), "0"]
    assert [one.codes for one in page.whos] == [("BB-CERT", "CC-CERT")]
    do(a, "/keys/circle/1/stolen/", size=str(head))
    assert listed(hosted.circle, "AA-CERT") == [(1, False), (2, True)]
    assert standing(a, "Bank circle")[:2] == ("key 2", "as it should be")
    assert fates(hosted)[: head + 1] == [Fate.STANDS.value] * head + [Fate.CUT.value]
    b = hosted.client("bb.lead")
    shown = [row.title.text for row in b.get("/exchange/?group=circle").context["page"].rows]
    assert "circle one" in shown
    assert "thief" not in shown
    again = hosted.publish(hosted.circle, hosted.a, an_indicator("again", "again.example"))
    assert again.accepted == 1


def test_the_group_beside_is_asked_for_the_same_new_key(hosted: Hosted, a: Client) -> None:
    do(a, "/keys/circle/1/stolen/", size="0")
    page = asked(a, "/keys/mute/1/stolen/")
    assert "Key 2: the same version lists it." in str(page.facts)
    do(a, "/keys/mute/1/stolen/", size="0")
    assert StatementKey.objects.filter(member=hosted.a).count() == 2
    assert "waits for the signatures" in standing(a, "Aland and Beland")[1]


def test_what_a_newer_key_has_signed_for_is_not_offered_to_be_cut(
    hosted: Hosted, a: Client
) -> None:
    head = a_theft(hosted)
    do(a, NEW)
    page = asked(a, "/keys/circle/1/stolen/")
    assert "your newer key has signed for them" in str(page.facts)
    [only] = page.fields[0].choices
    assert int(only.value) > head
    do(a, "/keys/circle/1/stolen/", size=only.value)
    assert set(fates(hosted)) == {Fate.STANDS.value}


@pytest.mark.parametrize("size", ["", "-1", "3", "9" * 40, "x"])
def test_no_place_or_none_that_was_signed_cuts_nothing_and_makes_no_key(
    hosted: Hosted, a: Client, size: str
) -> None:
    answer = a.post("/keys/circle/1/stolen/", {"size": size})
    assert answer.status_code == 400
    page = answer.context["page"]
    assert page.fields[0].errors
    assert page.summary is not None
    assert listed(hosted.circle, "AA-CERT") == [(1, True)]
    assert StatementKey.objects.filter(member=hosted.a).count() == 1
    assert Proposal.objects.count() == 0


def test_the_only_key_is_not_ended_before_there_is_another(hosted: Hosted, a: Client) -> None:
    for answer in (a.get("/keys/circle/1/end/"), a.post("/keys/circle/1/end/")):
        assert answer.status_code in {200, 400}
        [tell] = answer.context["page"].tells
        assert "Make a new key first" in tell.text
        assert [link.url for link in tell.links] == [NEW]
    assert listed(hosted.circle, "AA-CERT") == [(1, True)]
    assert Proposal.objects.count() == 0


def test_a_group_that_could_not_be_asked_is_asked_later(hosted: Hosted, b: Client) -> None:
    do(b, NEW)
    take_back(hosted)
    signs, words, ways = standing(b, "Bank circle")
    assert (signs, words) == ("key 1", "the group does not know the newest key")
    assert ways[0] == "/keys/circle/2/ask/"
    page = asked(b, "/keys/circle/2/ask/")
    assert [one.codes for one in page.whos] == [("AA-CERT", "CC-CERT")]
    do(b, "/keys/circle/2/ask/")
    assert Proposal.objects.filter(group=hosted.circle, state="open").count() == 1


def test_a_key_or_a_group_that_is_not_ones_own_does_not_exist(hosted: Hosted, b: Client) -> None:
    pair = hosted.open_pair()
    for key, epoch in ((pair.key, 1), ("no-such-group", 1), ("circle", 2), ("circle", 9**20)):
        for act in ("ask", "end", "stolen"):
            address = f"/keys/{key}/{epoch}/{act}/"
            assert b.get(address).status_code == 404, address
            assert b.post(address, {"size": "0"}).status_code == 404, address
    assert Proposal.objects.count() == 0


def test_keys_are_for_administrators_and_a_form_needs_its_token(hosted: Hosted, b: Client) -> None:
    lead = hosted.client("bb.lead")
    for address in ("/keys/", NEW, "/keys/circle/1/ask/", "/keys/circle/1/stolen/"):
        assert lead.get(address).status_code == 403
    assert lead.post(NEW).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = b.cookies
    assert strict.post(NEW).status_code == 403
    assert StatementKey.objects.filter(member=hosted.b).count() == 1


def test_no_page_of_keys_holds_a_private_half(hosted: Hosted, b: Client) -> None:
    do(b, NEW)
    page = b.get("/keys/").content.decode()
    for row in StatementKey.objects.filter(member=hosted.b):
        assert row.sealed is not None
        for secret in (bytes(row.sealed).hex(), "PRIVATE"):
            assert secret not in page


def test_the_keys_page_asks_few_questions(
    b: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(60):
        b.get("/keys/")


def test_a_restored_node_makes_no_key_before_it_is_confirmed(hosted: Hosted, a: Client) -> None:
    before = StatementKey.objects.count(), Proposal.objects.count(), Happening.objects.count()
    note_restored(last_seq=hosted.at, at=hosted.at + 1)
    answer = a.post(NEW)
    assert answer.status_code == 403
    assert "restored" in answer.content.decode()
    after = StatementKey.objects.count(), Proposal.objects.count(), Happening.objects.count()
    assert after == before, "a key made now could carry a number that is taken"
