"""Sessions and tokens: both end, are kept as digests, and belong to one person."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.api import (
    PeopleFault,
    Person,
    Role,
    Scope,
    SignedIn,
    Token,
    change_password,
    change_roles,
    end_other_sessions,
    end_session,
    end_session_with,
    happenings_of,
    make_token,
    move_session,
    node_of_session,
    note_sign_in,
    require_factor,
    revoke_token,
    short_name,
    token_person,
    tokens_of,
)
from bayanihan.membership.people_rules import SESSION_LASTS
from tests.rooms.membership.sample_people import AT, DAY, TwoMembers, add, boss


def reads(text: str, at: int = AT) -> Person | None:
    return token_person(text, scope=Scope.READ, at=at)


def test_a_session_is_open_from_sign_in_until_it_is_ended(two: TwoMembers) -> None:
    who = add(two.a, "aa.duty")
    assert not node_of_session(who, "key", at=AT)
    row = note_sign_in(person=who, key="key", agent="Firefox\x00" + "x" * 300, at=AT)
    assert node_of_session(who, "key", at=AT)
    assert not node_of_session(add(two.a, "aa.other"), "key", at=AT)
    assert "key" not in row.digest
    assert len(row.agent) == 200
    end_session(name=short_name(row.digest), by=who, at=AT + 1)
    assert not node_of_session(who, "key", at=AT + 1)
    with pytest.raises(Absent):
        end_session(name=short_name(row.digest), by=who, at=AT + 2)
    assert SignedIn.objects.get(pk=row.pk).ended_by == "aa.duty"


def test_a_session_ends_by_itself_when_its_cookie_does(two: TwoMembers) -> None:
    who = add(two.a, "aa.duty")
    note_sign_in(person=who, key="key", agent="", at=AT)
    assert SESSION_LASTS == settings.SESSION_COOKIE_AGE * 1_000_000
    assert node_of_session(who, "key", at=AT + SESSION_LASTS - 1)
    assert not node_of_session(who, "key", at=AT + SESSION_LASTS)


def test_whoever_is_shut_out_has_no_open_session(two: TwoMembers) -> None:
    who = add(two.a, "aa.duty")
    note_sign_in(person=who, key="key", agent="", at=AT)
    who.is_active = False
    assert not node_of_session(who, "key", at=AT)


def test_nobody_ends_the_session_of_somebody_else(two: TwoMembers) -> None:
    who = add(two.a, "aa.duty")
    row = note_sign_in(person=who, key="key", agent="", at=AT)
    with pytest.raises(Absent) as absent:
        end_session(name=short_name(row.digest), by=boss(two.a, "aa.boss"), at=AT)
    assert absent.value.code is PeopleFault.UNKNOWN_SESSION
    end_session_with(key="key", by=two.people["bb.lead"], at=AT)
    assert node_of_session(who, "key", at=AT)


def test_others_end_and_this_one_stays_under_its_new_key(two: TwoMembers) -> None:
    who = add(two.a, "aa.duty")
    for number, key in enumerate(("old", "this", "phone")):
        note_sign_in(person=who, key=key, agent="", at=AT + number)
    assert end_other_sessions(key="this", by=who, at=AT + 5) == 2
    move_session(person=who, old="this", new="that", at=AT + 5)
    keys = ("old", "this", "phone", "that")
    assert [key for key in keys if node_of_session(who, key, at=AT + 6)] == ["that"]


def test_a_new_password_ends_every_other_session(two: TwoMembers) -> None:
    who = add(two.a, "aa.duty")
    for key in ("this", "other"):
        note_sign_in(person=who, key=key, agent="", at=AT)
    change_password(person=who, credential=make_password("brand new words"), key="this", at=AT + 1)
    assert [key for key in ("this", "other") if node_of_session(who, key, at=AT + 2)] == ["this"]
    assert check_password("brand new words", Person.objects.get(pk=who.pk).password)
    assert happenings_of(two.a)[0].code == "password_changed"


def test_old_sessions_are_forgotten_at_a_later_sign_in(two: TwoMembers) -> None:
    who = add(two.a, "aa.duty")
    note_sign_in(person=who, key="old", agent="", at=AT)
    note_sign_in(person=who, key="new", agent="", at=AT + 31 * DAY)
    assert SignedIn.objects.filter(person=who).count() == 1


def test_a_token_speaks_for_its_person_until_it_ends(two: TwoMembers) -> None:
    who = add(two.a, "aa.duty")
    token, text = make_token(name=" feed ", scope=Scope.READ, days=2, by=who, at=AT)
    assert reads(text) == who
    assert reads(text, AT + 2 * DAY - 1) == who
    assert reads(text, AT + 2 * DAY) is None
    assert token.name == "feed"
    assert text not in str(Token.objects.filter(pk=token.pk).values().get())
    assert text not in str([one.facts for one in happenings_of(two.a)])


def test_unknown_ended_and_revoked_tokens_speak_for_nobody(two: TwoMembers) -> None:
    who = add(two.a, "aa.duty")
    token, text = make_token(name="feed", scope=Scope.READ, days=2, by=who, at=AT)
    assert reads(text + "x") is None
    assert reads("") is None
    revoke_token(name=short_name(token.digest), by=who, at=AT + 1)
    assert reads(text, AT + 1) is None
    assert tokens_of(who, at=AT + 1) == []
    with pytest.raises(Absent):
        revoke_token(name=short_name(token.digest), by=who, at=AT + 2)


def test_a_token_of_somebody_shut_out_speaks_for_nobody(two: TwoMembers) -> None:
    who = add(two.a, "aa.duty")
    _token, text = make_token(name="feed", scope=Scope.READ, days=2, by=who, at=AT)
    Person.objects.filter(pk=who.pk).update(is_active=False)
    assert reads(text) is None


def test_a_token_is_no_way_around_a_factor_that_is_wanted(two: TwoMembers) -> None:
    by, who = boss(two.a, "aa.boss"), add(two.a, "aa.duty")
    _token, text = make_token(name="feed", scope=Scope.READ, days=2, by=who, at=AT)
    require_factor(is_required=True, by=by, at=AT)
    assert reads(text) is None
    Person.objects.filter(pk=who.pk).update(factor_since=AT)
    assert reads(text) == who


def test_administrators_revoke_tokens_of_their_member_alone(two: TwoMembers) -> None:
    who, text_of = add(two.a, "aa.duty"), {}
    token, text_of["a"] = make_token(name="feed", scope=Scope.READ, days=2, by=who, at=AT)
    for by in (boss(two.b, "bb.boss"), two.people["aa.lead"]):
        with pytest.raises(Absent) as absent:
            revoke_token(name=short_name(token.digest), by=by, at=AT)
        assert absent.value.code is PeopleFault.UNKNOWN_TOKEN
    was = boss(two.a, "aa.was")
    by = boss(two.a, "aa.boss")
    change_roles(person=was, roles=[Role.ANALYST], by=by, at=AT)
    with pytest.raises(Absent):
        revoke_token(name=short_name(token.digest), by=was, at=AT)
    revoke_token(name=short_name(token.digest), by=by, at=AT)
    assert Token.objects.get(pk=token.pk).revoked_by == "aa.boss"


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_lasts_from_a_day_to_a_year(two: TwoMembers, days: int) -> None:
    with pytest.raises(Refused) as refused:
        make_token(name="feed", scope=Scope.READ, days=days, by=add(two.a, "aa.duty"), at=AT)
    assert refused.value.code is PeopleFault.TOKEN_DAYS


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x00b"])
def test_a_token_says_what_it_is_for(two: TwoMembers, name: str) -> None:
    with pytest.raises(Refused) as refused:
        make_token(name=name, scope=Scope.READ, days=1, by=add(two.a, "aa.duty"), at=AT)
    assert refused.value.code is PeopleFault.NO_NAME
