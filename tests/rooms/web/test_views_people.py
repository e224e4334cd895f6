"""People of one's own member on pages: for administrators, and never beyond the member."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bayanihan.kernel.api import read_clock
from bayanihan.membership.api import (
    Invitation,
    Member,
    Person,
    Role,
    Scope,
    find_person,
    make_token,
    roles_of,
)
from tests.rooms.membership.sample_people import TwoMembers, add, boss
from tests.rooms.web.signing import browser, by_form, give_factor, is_in

INVITE = {"name": "duty", "display_name": "Duty officer", "rights": ["analyst", "policy"]}


@pytest.fixture
def admin(two: TwoMembers) -> Client:
    """The browser of an administrator of ``AA-CERT``."""
    return browser(boss(two.a, "aa.boss"))


def now(person: Person) -> Person:
    return find_person(person.member, person.username)


def test_an_administrator_sees_the_own_people_and_nobody_elses(
    two: TwoMembers, admin: Client
) -> None:
    give_factor(two.people["aa.analyst"])
    by_form(two.people["aa.lead"])
    page = admin.get("/people/").content.decode()
    assert "4 people sign in for National CERT of AA." in page
    assert "Your member has one administrator." in page
    for name in ("aa.lead", "aa.analyst", "aa.observer", "aa.boss"):
        assert f"<code>{name}</code>" in page
    assert "bb.lead" not in page
    rows = {row.username: row for row in admin.get("/people/").context["page"].rows}
    assert (rows["aa.analyst"].factor, rows["aa.lead"].factor) == ("yes", "no")
    assert (rows["aa.lead"].sessions, rows["aa.analyst"].sessions) == (1, 0)


def test_the_list_asks_as_often_for_many_as_for_few(two: TwoMembers, admin: Client) -> None:
    counts = []
    for number in (1, 20):
        for one in range(number):
            add(two.a, f"aa.more-{number}-{one}")
        with CaptureQueriesContext(connection) as asked:
            admin.get("/people/")
        counts.append(len(asked.captured_queries))
        assert all(one["sql"].startswith("SELECT") for one in asked.captured_queries)
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("username", ["bb.lead", "nobody", "aa.lead%00", "AA.LEAD"])
def test_people_of_others_look_like_nobody(two: TwoMembers, admin: Client, username: str) -> None:
    for answer in (
        admin.get(f"/people/{username}/"),
        admin.post(f"/people/{username}/shut-out/"),
        admin.post(f"/people/{username}/anew/"),
        admin.post(f"/people/{username}/rights/", {"roles": ["observer"]}),
        admin.post(f"/people/{username}/token/1/"),
    ):
        assert answer.status_code == 404
        assert "There is nothing here that you may see." in answer.content.decode()
    assert now(two.people["bb.lead"]).is_active
    assert Invitation.objects.count() == 0


def test_an_invitation_is_shown_once_and_works(two: TwoMembers, admin: Client) -> None:
    answer = admin.post("/people/", INVITE)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    found = re.search(r"http://testserver(/invited/[\w-]{32}/)", page)
    assert found
    assert "Works until" in page
    listed = admin.get("/people/").content.decode()
    assert "aa-cert.duty" in listed
    assert found[1] not in listed
    assert "aa-cert.duty" not in browser(boss(two.b, "bb.boss")).get("/people/").content.decode()
    typed = {"new": "quiet harbour lantern", "again": "quiet harbour lantern"}
    assert Client().post(found[1], typed).status_code == 302
    person = find_person(two.a, "aa-cert.duty")
    assert roles_of(person) == {Role.ANALYST, Role.POLICY}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Say the name to sign in with."),
        ({"name": "Duty Officer"}, "This is no user name."),
        ({"name": "x" * 33}, "32 letters at most"),
        ({"name": "../etc"}, "This is no user name."),
        ({"display_name": ""}, "Say who it is."),
        ({"rights": []}, "Choose at least one right."),
        ({"rights": ["king"]}, "king"),
    ],
)
def test_an_invitation_that_will_not_do_keeps_what_was_typed(
    two: TwoMembers, admin: Client, typed: dict[str, object], words: str
) -> None:
    answer = admin.post("/people/", INVITE | typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    if "display_name" not in typed:
        assert 'value="Duty officer"' in page
    assert Invitation.objects.count() == 0


def test_a_name_that_is_taken_is_said_beside_the_field(two: TwoMembers, admin: Client) -> None:
    add(two.a, "aa-cert.duty")
    answer = admin.post("/people/", INVITE)
    assert answer.status_code == 400
    assert "Somebody of your member has this user name." in answer.content.decode()


def test_a_link_is_taken_back_by_the_own_administrators(two: TwoMembers, admin: Client) -> None:
    admin.post("/people/", INVITE)
    row = Invitation.objects.get()
    theirs = browser(boss(two.b, "bb.boss"))
    assert theirs.post(f"/invitation/{row.digest[:16]}/back/").status_code == 404
    assert admin.post(f"/invitation/{row.digest[:16]}/back/").status_code == 302
    assert "aa-cert.duty" not in admin.get("/people/").content.decode()
    assert admin.post(f"/invitation/{row.digest[:16]}/back/").status_code == 404


def test_rights_are_changed_on_the_persons_page(two: TwoMembers, admin: Client) -> None:
    who = two.people["aa.observer"]
    page = admin.get("/people/aa.observer/").content.decode()
    assert "Shut Person aa.observer out" in page
    answer = admin.post("/people/aa.observer/rights/", {"roles": ["analyst", "capacity", "king"]})
    assert answer.headers["Location"] == "/people/aa.observer/?done=rights"
    assert roles_of(now(who)) == {Role.ANALYST, Role.CAPACITY}
    answer = admin.post("/people/aa.observer/rights/", {})
    assert answer.status_code == 403
    assert "Nobody signs in without a right." in answer.content.decode()


@pytest.mark.parametrize(("word", "typed"), [("rights", {"roles": ["analyst"]}), ("shut-out", {})])
def test_the_last_administrator_is_kept_in_words(
    two: TwoMembers, admin: Client, word: str, typed: dict[str, list[str]]
) -> None:
    answer = admin.post(f"/people/aa.boss/{word}/", typed)
    assert answer.status_code == 403
    assert "This is the last administrator of your member." in answer.content.decode()
    assert is_in(admin)
    assert Role.ADMINISTRATOR in roles_of(find_person(two.a, "aa.boss"))


def test_shutting_out_and_letting_back_in(two: TwoMembers, admin: Client) -> None:
    who = two.people["aa.lead"]
    client = by_form(who)
    admin.post("/people/aa.lead/shut-out/")
    assert not is_in(client)
    assert not is_in(by_form(who))
    page = admin.get("/people/aa.lead/").content.decode()
    assert "Shut out: cannot sign in" in page
    assert "Change the rights" not in page
    assert "Person aa.lead, shut out" in admin.get("/people/").content.decode()
    admin.post("/people/aa.lead/let-back/")
    assert is_in(by_form(who))
    assert not is_in(client)


def test_everything_open_of_somebody_ends_in_one_go(two: TwoMembers, admin: Client) -> None:
    who = two.people["aa.lead"]
    client = by_form(who)
    make_token(name="Feed", scope=Scope.READ, days=3, by=who, at=read_clock())
    assert "Open now: sessions 1, tokens 1." in admin.get("/people/aa.lead/").content.decode()
    admin.post("/people/aa.lead/end-all/")
    assert not is_in(client)
    page = admin.get("/people/aa.lead/").content.decode()
    assert "Not signed in anywhere" in page
    assert "No token of this person opens anything" in page


def test_one_token_of_somebody_is_revoked(two: TwoMembers, admin: Client) -> None:
    who = two.people["aa.lead"]
    row, _text = make_token(name="Feed", scope=Scope.READ, days=3, by=who, at=read_clock())
    theirs = browser(boss(two.b, "bb.boss"))
    for address in (
        f"/people/aa.lead/token/{row.digest[:16]}/",
        f"/people/bb.lead/token/{row.digest[:16]}/",
    ):
        assert theirs.post(address).status_code == 404
    assert admin.post(f"/people/aa.lead/token/{row.digest[:16]}/").status_code == 302
    assert "Feed" not in admin.get("/people/aa.lead/").content.decode()


def test_a_link_to_get_in_anew_is_shown_once(two: TwoMembers, admin: Client) -> None:
    page = admin.post("/people/aa.lead/anew/").content.decode()
    assert re.search(r"/invited/[\w-]{32}/", page)
    assert "new password" in admin.get("/people/").content.decode()


def test_settings_of_the_member_are_kept(two: TwoMembers, admin: Client) -> None:
    give_factor(Person.objects.get(username="aa.boss"))
    typed = {"needs": ["factor"], "four_eyes": "TLP:AMBER"}
    assert admin.post("/settings/", typed).headers["Location"] == "/people/?done=settings"
    ours = Member.objects.get(pk=two.a.pk)
    assert (ours.second_factor_required, ours.four_eyes_from) == (True, "TLP:AMBER")
    page = admin.get("/people/").content.decode()
    assert '<option value="TLP:AMBER" selected>' in page
    admin.post("/settings/", {"four_eyes": "TLP:PURPLE"})
    assert Member.objects.get(pk=two.a.pk).four_eyes_from == "TLP:AMBER"
    admin.post("/settings/", {"four_eyes": ""})
    ours = Member.objects.get(pk=two.a.pk)
    assert (ours.second_factor_required, ours.four_eyes_from) == (False, "")


def test_nobody_else_gets_to_these_pages(two: TwoMembers) -> None:
    client = browser(two.people["aa.lead"])
    for address in ("/people/", "/people/aa.lead/"):
        assert client.get(address).status_code == 403
    for address in ("/people/", "/people/aa.lead/rights/", "/invitation/1/back/", "/settings/"):
        assert client.post(address, INVITE).status_code == 403
    assert "/people/" not in client.get("/account/").content.decode()


def test_an_act_that_is_none_is_absent(two: TwoMembers, admin: Client) -> None:
    assert admin.post("/people/aa.lead/promote/").status_code == 404
    assert admin.get("/people/aa.lead/shut-out/").status_code == 405
    assert now(two.people["aa.lead"]).is_active


def test_forms_of_another_session_change_nothing(two: TwoMembers) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser(boss(two.a, "aa.boss")).cookies
    for address in ("/people/", "/people/aa.lead/shut-out/", "/settings/", "/account/token/"):
        assert strict.post(address, INVITE).status_code == 403, address
    assert now(two.people["aa.lead"]).is_active
    assert Invitation.objects.count() == 0
