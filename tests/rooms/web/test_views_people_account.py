"""One's own account: password, factor, sessions and tokens, each for its owner alone."""

from __future__ import annotations

import base64
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bayanihan.kernel.api import read_clock
from bayanihan.membership.api import (
    Person,
    Scope,
    SignedIn,
    Token,
    make_token,
    recovery_codes_left,
    require_factor,
)
from bayanihan.web.throttling import MOST
from tests.rooms.membership.sample_people import AT, PASSWORD, TwoMembers, boss
from tests.rooms.web.signing import browser, by_form, code_now, give_factor, is_in

FACTOR = "/account/factor/"
NEW = "quiet harbour lantern"


def shown_secret(page: str) -> bytes:
    """The secret as somebody without a camera types it into an app."""
    found = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    assert found
    return base64.b32decode(found[1].replace(" ", ""))


def test_a_factor_is_set_up_in_three_steps(two: TwoMembers) -> None:
    client = browser(two.people["aa.lead"])
    assert "No second factor is set up" in client.get(FACTOR).content.decode()
    assert client.post(FACTOR, {"act": "begin"}).headers["Location"] == FACTOR
    page = client.get(FACTOR).content.decode()
    assert '<svg class="qr"' in page
    secret = shown_secret(page)
    assert shown_secret(client.get(FACTOR).content.decode()) == secret
    answer = client.post(FACTOR, {"act": "confirm", "code-confirm": code_now(secret)})
    codes = re.findall(r"<code>([A-Z2-7-]{19})</code>", answer.content.decode())
    assert len(set(codes)) == 10
    page = client.get(FACTOR).content.decode()
    assert "Your second factor is set up" in page
    assert "10 of them are left" in page
    assert not [code for code in codes if code in page]
    assert '<svg class="qr"' not in page


def test_a_wrong_first_code_keeps_the_picture(two: TwoMembers) -> None:
    client = browser(two.people["aa.lead"])
    client.post(FACTOR, {"act": "begin"})
    before = shown_secret(client.get(FACTOR).content.decode())
    answer = client.post(FACTOR, {"act": "confirm", "code-confirm": "000000"})
    assert answer.status_code == 400
    assert "This code is not right" in answer.content.decode()
    assert shown_secret(answer.content.decode()) == before
    assert Person.objects.get(username="aa.lead").factor_since is None


def test_a_secret_being_set_up_belongs_to_one_session(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    one, other = browser(who), browser(who)
    one.post(FACTOR, {"act": "begin"})
    assert '<svg class="qr"' not in other.get(FACTOR).content.decode()
    answer = other.post(FACTOR, {"act": "confirm", "code-confirm": "123456"})
    assert answer.headers["Location"] == FACTOR
    kept = str(dict(one.session))
    assert shown_secret(one.get(FACTOR).content.decode()).hex() not in kept


def test_turning_it_off_and_new_codes_need_a_code(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    secret, codes = give_factor(who)
    client = browser(who)
    assert client.post(FACTOR, {"act": "off", "code-off": "000000"}).status_code == 400
    assert client.post(FACTOR, {"act": "renew", "code-renew": ""}).status_code == 400
    assert recovery_codes_left(who) == 10
    answer = client.post(FACTOR, {"act": "renew", "code-renew": codes[0]})
    assert "New recovery codes." in answer.content.decode()
    answer = client.post(FACTOR, {"act": "off", "code-off": code_now(secret)})
    assert answer.headers["Location"] == "/account/?done=factor-off"
    assert Person.objects.get(pk=who.pk).factor_sealed is None


def test_guessing_codes_on_the_page_closes_the_name(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    secret, _codes = give_factor(who)
    client = browser(who)
    for _number in range(MOST):
        client.post(FACTOR, {"act": "off", "code-off": "000000"})
    answer = client.post(FACTOR, {"act": "off", "code-off": code_now(secret)})
    assert answer.status_code == 400
    assert Person.objects.get(pk=who.pk).factor_sealed is not None


def test_where_the_member_wants_one_there_is_no_way_to_turn_it_off(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    _secret, codes = give_factor(who)
    require_factor(is_required=True, by=boss(two.a, "aa.boss"), at=AT)
    client = browser(who)
    assert "Turn the second factor off" not in client.get(FACTOR).content.decode()
    answer = client.post(FACTOR, {"act": "off", "code-off": codes[0]})
    assert "Your member wants a second factor from everybody." in answer.content.decode()
    assert recovery_codes_left(who) == 10


def test_an_act_that_is_none_is_absent(two: TwoMembers) -> None:
    client = browser(two.people["aa.lead"])
    assert client.post(FACTOR, {"act": "explode"}).status_code == 404
    assert client.post(FACTOR, {}).status_code == 404


def test_a_new_password_ends_every_other_session(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    client, other = by_form(who), by_form(who)
    key = client.session.session_key
    typed = {"old": PASSWORD, "new": NEW, "again": NEW}
    answer = client.post("/account/password/", typed)
    assert answer.headers["Location"] == "/account/?done=password"
    assert client.session.session_key != key
    assert is_in(client)
    assert not is_in(other)
    assert is_in(by_form(who, password=NEW))
    assert not is_in(by_form(who))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"old": "wrong"}, "This is not your password of now."),
        ({"again": NEW + "x"}, "This is not the same password as above."),
        ({"new": "short", "again": "short"}, "too short"),
        ({"new": "password1234", "again": "password1234"}, "too common"),
        ({"new": "so AA.lead it is", "again": "so AA.lead it is"}, "without your user name"),
        ({"new": ""}, "Choose a password."),
        ({"old": "x" * 1025}, "1024 letters at most"),
    ],
)
def test_a_password_that_will_not_do_is_said_beside_its_field(
    two: TwoMembers, typed: dict[str, str], words: str
) -> None:
    client = browser(two.people["aa.lead"])
    answer = client.post("/account/password/", {"old": PASSWORD, "new": NEW, "again": NEW} | typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert NEW not in page
    assert is_in(by_form(two.people["aa.lead"]))


def test_the_old_password_cannot_be_guessed_on_the_page(two: TwoMembers) -> None:
    client = browser(two.people["aa.lead"])
    typed = {"old": "wrong", "new": NEW, "again": NEW}
    for _number in range(MOST):
        client.post("/account/password/", typed)
    assert client.post("/account/password/", typed | {"old": PASSWORD}).status_code == 400


def test_sessions_are_listed_and_ended_by_their_owner(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    phone = Client(headers={"user-agent": agent})
    by_form(who, phone)
    client = browser(who)
    page = client.get("/account/").content.decode()
    assert "Firefox on Windows" in page
    assert "this one" in page
    row = SignedIn.objects.get(agent=agent)
    theirs = browser(two.people["bb.lead"])
    assert theirs.post(f"/account/session/{row.digest[:16]}/end/").status_code == 404
    assert is_in(phone)
    assert client.post(f"/account/session/{row.digest[:16]}/end/").status_code == 302
    assert not is_in(phone)
    assert "Firefox on Windows" not in client.get("/account/").content.decode()


def test_all_other_sessions_end_in_one_go(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    client, others = browser(who), [browser(who) for _number in range(2)]
    assert "2 other sessions are open." in client.get("/account/").content.decode()
    client.post("/account/sessions/end/")
    assert is_in(client)
    assert not any(is_in(one) for one in others)
    assert is_in(browser(two.people["bb.lead"]))


def test_a_token_is_made_shown_once_and_ended(two: TwoMembers) -> None:
    client = browser(two.people["aa.lead"])
    answer = client.post("/account/token/", {"name": "Feed of the night", "days": "30"})
    found = re.search(r"bayanihan_[\w-]{43}", answer.content.decode())
    assert found
    page = client.get("/account/").content.decode()
    assert "Feed of the night" in page
    assert found[0] not in page
    row = Token.objects.get()
    theirs = browser(two.people["bb.lead"])
    assert theirs.post(f"/account/token/{row.digest[:16]}/end/").status_code == 404
    client.post(f"/account/token/{row.digest[:16]}/end/")
    assert "Feed of the night" not in client.get("/account/").content.decode()


@pytest.mark.parametrize("days", ["0", "366", "", "x", "-1", "1.5", "9" * 400])
def test_a_token_without_an_end_within_a_year_is_not_made(two: TwoMembers, days: str) -> None:
    client = browser(two.people["aa.lead"])
    answer = client.post("/account/token/", {"name": "Feed", "days": days})
    assert answer.status_code == 400
    assert "Say a number of days from 1 to 365." in answer.content.decode()
    assert Token.objects.count() == 0


def test_looking_at_the_account_writes_nothing_and_asks_little(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    make_token(name="Feed", scope=Scope.READ, days=3, by=who, at=read_clock())
    client = browser(who)
    client.post(FACTOR, {"act": "begin"})
    with CaptureQueriesContext(connection) as asked:
        for address in ("/account/", FACTOR, "/account/password/", "/account/token/"):
            assert client.get(address).status_code == 200
    assert len(asked.captured_queries) <= 4 * 4 + 3
    assert all(one["sql"].startswith("SELECT") for one in asked.captured_queries)


def test_the_desk_tells_who_has_no_factor_to_set_one_up(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    said = "You sign in with a password alone."
    assert said in browser(who).get("/").content.decode()
    give_factor(who)
    assert said not in browser(who).get("/").content.decode()


def test_the_desk_tells_administrators_that_they_are_one_too_few(two: TwoMembers) -> None:
    by, said = boss(two.a, "aa.boss"), "Your member needs a second administrator."
    assert said in browser(by).get("/").content.decode()
    assert said not in browser(two.people["aa.lead"]).get("/").content.decode()
    boss(two.b, "bb.boss")
    assert said in browser(by).get("/").content.decode()
    boss(two.a, "aa.second")
    assert said not in browser(by).get("/").content.decode()
