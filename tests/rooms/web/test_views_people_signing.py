"""Signing in with two factors, and sessions that are ended while they are open."""

from __future__ import annotations

import pytest
from django.test import Client

from bayanihan.kernel.api import read_clock
from bayanihan.membership.api import (
    Person,
    Role,
    SignedIn,
    change_roles,
    deactivate,
    end_other_sessions,
    happenings_of,
    require_factor,
)
from bayanihan.web.throttling import MOST
from tests.rooms.membership.sample_people import AT, PASSWORD, TwoMembers, add, boss
from tests.rooms.web.signing import browser, by_form, code_now, give_factor, is_in

CODE = "/sign-in/code/"
WRONG = "This code is not right, or was used already."


def test_with_a_factor_the_password_alone_opens_nothing(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    give_factor(who)
    client = Client()
    typed = {"username": "aa.lead", "password": PASSWORD, "next": "/groups/"}
    answer = client.post("/sign-in/", typed)
    assert answer.headers["Location"] == CODE
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"
    assert SignedIn.objects.count() == 0


def test_password_and_code_lead_to_the_page_that_was_asked_for(two: TwoMembers) -> None:
    secret, _codes = give_factor(two.people["aa.lead"])
    client = Client()
    typed = {"username": "aa.lead", "password": PASSWORD, "next": "/groups/"}
    client.post("/sign-in/", typed)
    assert "The code from your app" in client.get(CODE).content.decode()
    answer = client.post(CODE, {"code": code_now(secret)})
    assert answer.headers["Location"] == "/groups/"
    assert is_in(client)
    assert SignedIn.objects.get().person == two.people["aa.lead"]


def test_the_session_has_a_new_key_after_each_step(two: TwoMembers) -> None:
    secret, _codes = give_factor(two.people["aa.lead"])
    client = Client()
    keys = []
    for address, typed in (
        ("/sign-in/", {"username": "aa.lead", "password": PASSWORD}),
        (CODE, {"code": code_now(secret)}),
    ):
        client.post(address, typed)
        keys.append(client.session.session_key)
    assert len(set(keys)) == 2
    by_form(two.people["bb.lead"], client)
    assert client.session.session_key not in keys


def test_a_code_opens_one_session_only(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    secret, _codes = give_factor(who)
    code = code_now(secret)
    first, second = by_form(who), by_form(who)
    assert first.post(CODE, {"code": code}).status_code == 302
    answer = second.post(CODE, {"code": code})
    assert answer.status_code == 400
    assert WRONG in answer.content.decode()
    assert not is_in(second)


def test_a_recovery_code_opens_once(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    _secret, codes = give_factor(who)
    assert by_form(who).post(CODE, {"code": codes[3]}).status_code == 302
    assert by_form(who).post(CODE, {"code": codes[3]}).status_code == 400


@pytest.mark.parametrize("typed", ["000000", "", "x" * 41, "\u0661\u0662\u0663", "a\x00b"])
def test_a_code_that_is_none_gets_words_and_no_session(two: TwoMembers, typed: str) -> None:
    who = two.people["aa.lead"]
    give_factor(who)
    client = by_form(who)
    assert client.post(CODE, {"code": typed}).status_code == 400
    assert not is_in(client)


def test_codes_and_passwords_are_counted_together(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    secret, _codes = give_factor(who)
    waits = by_form(who)
    for _number in range(4):
        by_form(who, password="wrong")
    wrong = [waits.post(CODE, {"code": "000000"}) for _number in range(MOST - 5)]
    refused = waits.post(CODE, {"code": code_now(secret)})
    assert refused.status_code == wrong[0].status_code == 400
    assert WRONG in refused.content.decode()
    answer = Client().post("/sign-in/", {"username": "aa.lead", "password": PASSWORD})
    assert answer.status_code == 400
    assert "which one is not said" in answer.content.decode()


def test_a_right_password_alone_never_resets_the_count(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    secret, _codes = give_factor(who)
    for _number in range(MOST // 2):
        by_form(who).post(CODE, {"code": "000000"})
    late = by_form(who)
    assert late.post(CODE, {"code": code_now(secret)}).headers["Location"] == "/sign-in/"


def test_the_second_step_shows_nothing_without_the_first(two: TwoMembers) -> None:
    assert two.people
    for answer in (Client().get(CODE), Client().post(CODE, {"code": "123456"})):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/")


def test_the_second_step_ends_with_its_patience(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    secret, _codes = give_factor(who)
    client = by_form(who)
    session = client.session
    session["awaited"] = {**session["awaited"], "at": read_clock() - 10 * 60 * 1_000_000}
    session.save()
    assert client.post(CODE, {"code": code_now(secret)}).headers["Location"] == "/sign-in/"


def test_the_second_step_ends_when_the_password_changes_or_the_person_goes(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    secret, _codes = give_factor(who)
    for change in ({"password": "md5$other$other"}, {"is_active": False}):
        client = by_form(who)
        before = Person.objects.filter(pk=who.pk).values(*change).get()
        Person.objects.filter(pk=who.pk).update(**change)
        assert client.post(CODE, {"code": code_now(secret)}).headers["Location"] == "/sign-in/"
        Person.objects.filter(pk=who.pk).update(**before)


def test_both_steps_take_a_form_of_the_session(two: TwoMembers) -> None:
    give_factor(two.people["aa.lead"])
    strict = Client(enforce_csrf_checks=True)
    for address in ("/sign-in/", CODE, "/account/factor/", "/account/password/", "/invited/x/"):
        assert strict.post(address, {}).status_code == 403, address


def test_where_the_member_wants_a_factor_nothing_else_opens(two: TwoMembers) -> None:
    require_factor(is_required=True, by=boss(two.a, "aa.boss"), at=AT)
    client = Client()
    answer = client.post("/sign-in/", {"username": "aa.lead", "password": PASSWORD, "next": "/"})
    assert answer.headers["Location"] == "/account/factor/"
    for address in ("/", "/groups/", "/account/", "/exchange/export/?form=json"):
        assert client.get(address).headers["Location"] == "/account/factor/", address
    page = client.get("/account/factor/").content.decode()
    assert "Your member wants a second factor from everybody." in page
    assert "otpauth" not in page
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert is_in(browser(two.people["bb.lead"]))


def test_a_session_that_was_open_before_the_rule_is_held_to_it(two: TwoMembers) -> None:
    client = browser(two.people["aa.lead"])
    assert is_in(client)
    require_factor(is_required=True, by=boss(two.a, "aa.boss"), at=AT)
    assert client.get("/").headers["Location"] == "/account/factor/"


def test_an_ended_session_is_refused_at_its_next_request(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    kept, lost = browser(who), browser(who)
    end_other_sessions(key=kept.session.session_key or "", by=who, at=read_clock())
    assert is_in(kept)
    answer = lost.get("/")
    assert answer.headers["Location"] == "/sign-in/?next=/"
    page = lost.get("/no/such/page/").content.decode()
    assert "aa.lead" not in page
    assert two.a.name not in page


def test_who_is_shut_out_is_out_at_once(two: TwoMembers) -> None:
    by, who = boss(two.a, "aa.boss"), two.people["aa.lead"]
    client = browser(who)
    deactivate(person=who, by=by, at=read_clock())
    assert not is_in(client)
    assert not is_in(by_form(who))


def test_rights_that_were_taken_are_gone_at_the_next_page(two: TwoMembers) -> None:
    by, who = boss(two.a, "aa.boss"), boss(two.a, "aa.other")
    client = browser(who)
    assert client.get("/people/").status_code == 200
    change_roles(person=who, roles=[Role.ANALYST], by=by, at=AT)
    assert client.get("/people/").status_code == 403


def test_a_cookie_without_a_noted_sign_in_is_nobodys(two: TwoMembers) -> None:
    client = Client()
    client.force_login(two.people["aa.lead"])
    assert not is_in(client)


def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(two: TwoMembers) -> None:
    client = by_form(two.people["aa.lead"])
    kept = client.cookies["sessionid"].value
    client.post("/sign-out/")
    assert SignedIn.objects.get().ended_at is not None
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert not is_in(thief)


def test_signing_in_again_in_the_same_browser_ends_the_session_before(two: TwoMembers) -> None:
    who = two.people["aa.lead"]
    client = by_form(who)
    by_form(who, client)
    assert is_in(client)
    assert [row.ended_at is None for row in SignedIn.objects.order_by("pk")] == [False, True]


def test_a_session_outlives_neither_twelve_hours_nor_what_its_cookie_says(two: TwoMembers) -> None:
    client = browser(two.people["aa.lead"])
    SignedIn.objects.update(at=read_clock() - 12 * 3_600_000_000)
    assert not is_in(client)


def test_signing_in_is_not_written_down_for_others_but_a_used_recovery_code_is(
    two: TwoMembers,
) -> None:
    who = add(two.a, "aa.duty")
    _secret, codes = give_factor(who)
    by_form(who).post(CODE, {"code": codes[0]})
    assert [one.code for one in happenings_of(two.a)] == ["recovery_code_used", "factor_set"]
