"""Invitations: one way in, once, for three days, and no way to tell the dead ones apart."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password

from bayanihan.kernel.api import Absent, Conflict, Refused
from bayanihan.membership.api import (
    Guest,
    Invitation,
    PeopleFault,
    Person,
    Role,
    Scope,
    find_invitation,
    happenings_of,
    invite,
    let_in_anew,
    make_token,
    new_secret,
    note_sign_in,
    revoke_invitation,
    roles_of,
    sessions_of,
    set_factor,
    short_name,
    take_invitation,
    tokens_of,
    waiting_invitations,
)
from bayanihan.membership.factors import code_at, step_of
from bayanihan.membership.people_rules import INVITATION_LASTS
from tests.rooms.membership.sample_people import AT, DAY, TwoMembers, add, boss

GUEST = Guest("aa-cert.duty", "Duty officer", [Role.ANALYST, Role.OBSERVER])
NEW = make_password("another long password")


def made(two: TwoMembers, **other: Any) -> tuple[Invitation, str]:
    by = other.pop("by") if "by" in other else boss(two.a, "aa.boss")
    asked: dict[str, Any] = {"member": two.a, "guest": GUEST, "at": AT}
    return invite(by=by, **(asked | other))


def test_who_is_invited_comes_in_with_these_rights(two: TwoMembers) -> None:
    _invitation, secret = made(two)
    person = take_invitation(secret=secret, credential=NEW, at=AT + 1)
    assert person.member == two.a
    assert (person.username, person.display_name) == ("aa-cert.duty", "Duty officer")
    assert roles_of(person) == {Role.ANALYST, Role.OBSERVER}
    assert check_password("another long password", person.password)
    assert [one.code for one in happenings_of(two.a)] == ["invitation_taken", "person_invited"]


def test_only_the_digest_of_the_secret_is_kept(two: TwoMembers) -> None:
    invitation, secret = made(two)
    assert len(secret) >= 32  # 192 bits in Base64
    assert invitation.digest == hashlib.sha256(secret.encode()).hexdigest()
    kept = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert secret not in str(kept)
    assert secret not in str([one.facts for one in happenings_of(two.a)])


def used(two: TwoMembers) -> tuple[str, int]:
    _invitation, secret = made(two)
    take_invitation(secret=secret, credential=NEW, at=AT)
    return secret, AT


def ended(two: TwoMembers) -> tuple[str, int]:
    return made(two)[1], AT + INVITATION_LASTS


def taken_back(two: TwoMembers) -> tuple[str, int]:
    invitation, secret = made(two)
    by = Person.objects.get(username="aa.boss")
    revoke_invitation(name=short_name(invitation.digest), by=by, at=AT)
    return secret, AT


def replaced(two: TwoMembers) -> tuple[str, int]:
    by = boss(two.a, "aa.boss")
    _first, secret = made(two, by=by)
    made(two, by=by)
    return secret, AT


def wrong(two: TwoMembers) -> tuple[str, int]:
    return made(two)[1] + "x", AT


@pytest.mark.parametrize("dead", [used, ended, taken_back, replaced, wrong])
def test_every_link_that_opens_nothing_is_absent_alike(two: TwoMembers, dead: Any) -> None:
    secret, at = dead(two)
    count = Person.objects.count()
    found = []
    with pytest.raises(Absent) as looked:
        find_invitation(secret, at=at)
    found.append(looked.value.describe())
    with pytest.raises(Absent) as tried:
        take_invitation(secret=secret, credential=NEW, at=at)
    found.append(tried.value.describe())
    assert found == [PeopleFault.UNKNOWN_INVITATION.value] * 2
    assert Person.objects.count() == count


def test_a_link_works_until_its_last_instant(two: TwoMembers) -> None:
    _invitation, secret = made(two)
    assert find_invitation(secret, at=AT + INVITATION_LASTS - 1).username == "aa-cert.duty"
    assert INVITATION_LASTS == 3 * DAY


def test_names_of_other_members_tell_nothing(two: TwoMembers) -> None:
    by = boss(two.a, "aa.boss")
    codes = []
    for username in ("bb.lead", "bb.nobody"):  # one is there, one is not
        with pytest.raises(Refused) as refused:
            made(two, by=by, guest=Guest(username, "X", [Role.ANALYST]))
        codes.append(refused.value.describe())
    assert codes == [PeopleFault.NOT_A_USERNAME.value] * 2


def test_a_name_of_the_own_member_is_given_once(two: TwoMembers) -> None:
    by = boss(two.a, "aa.boss")
    add(two.a, "aa-cert.duty")
    with pytest.raises(Conflict) as conflict:
        made(two, by=by)
    assert conflict.value.code is PeopleFault.USERNAME_TAKEN


@pytest.mark.parametrize(
    ("guest", "fault"),
    [
        (Guest("aa-cert.duty", "X", []), PeopleFault.NO_RIGHTS),
        (Guest("aa-cert.duty", "  ", [Role.ANALYST]), PeopleFault.NO_NAME),
        (Guest("aa-cert.duty", "x" * 121, [Role.ANALYST]), PeopleFault.NO_NAME),
        (Guest("aa-cert.duty", "a\x00b", [Role.ANALYST]), PeopleFault.NO_NAME),
        (Guest("a b", "X", [Role.ANALYST]), PeopleFault.NOT_A_USERNAME),
    ],
)
def test_an_invitation_that_makes_no_person_is_refused(
    two: TwoMembers, guest: Guest, fault: PeopleFault
) -> None:
    with pytest.raises(Refused) as refused:
        made(two, guest=guest)
    assert refused.value.code is fault
    assert Invitation.objects.count() == 0


def test_only_administrators_of_the_member_invite(two: TwoMembers) -> None:
    for by in (two.people["aa.lead"], boss(two.b, "bb.boss")):
        with pytest.raises(Refused) as refused:
            made(two, by=by)
        assert refused.value.code is PeopleFault.MAY_NOT_ADMINISTER


def test_another_members_invitations_cannot_be_taken_back(two: TwoMembers) -> None:
    invitation, secret = made(two)
    with pytest.raises(Absent):
        revoke_invitation(name=short_name(invitation.digest), by=boss(two.b, "bb.boss"), at=AT)
    assert find_invitation(secret, at=AT) == invitation
    assert waiting_invitations(two.b, at=AT) == []


def test_the_operator_invites_the_first_administrator(two: TwoMembers) -> None:
    guest = Guest("first", "The first", [Role.ADMINISTRATOR])
    _invitation, secret = made(two, guest=guest, by=None)
    assert take_invitation(secret=secret, credential=NEW, at=AT).username == "first"
    assert happenings_of(two.a)[-1].by == ""


def test_who_is_let_in_anew_starts_without_factor_sessions_and_tokens(two: TwoMembers) -> None:
    by, who = boss(two.a, "aa.boss"), add(two.a, "aa.duty", Role.ANALYST)
    secret_of_app = new_secret()
    code = code_at(secret_of_app, step_of(AT))
    set_factor(secret=secret_of_app, code=code, by=who, at=AT)
    note_sign_in(person=who, key="old", agent="x", at=AT)
    make_token(name="feed", scope=Scope.READ, days=3, by=who, at=AT)
    _invitation, secret = let_in_anew(person=who, by=by, at=AT)
    assert len(sessions_of(who, at=AT)) == 1  # a link that was only made changes nothing
    assert take_invitation(secret=secret, credential=NEW, at=AT + 1) == who
    now = Person.objects.get(pk=who.pk)
    assert check_password("another long password", now.password)
    assert (now.factor_sealed, now.factor_since) == (None, None)
    assert now.recovery_codes.count() == 0
    assert sessions_of(now, at=AT + 1) == []
    assert tokens_of(now, at=AT + 1) == []
    assert roles_of(now) == {Role.ANALYST}


def test_a_link_for_somebody_shut_out_meanwhile_opens_nothing(two: TwoMembers) -> None:
    by, who = boss(two.a, "aa.boss"), add(two.a, "aa.duty")
    _invitation, secret = let_in_anew(person=who, by=by, at=AT)
    Person.objects.filter(pk=who.pk).update(is_active=False)
    with pytest.raises(Absent):
        take_invitation(secret=secret, credential=NEW, at=AT)
    with pytest.raises(Refused) as refused:
        let_in_anew(person=who, by=by, at=AT)
    assert refused.value.code is PeopleFault.IS_INACTIVE


def test_old_links_are_forgotten_a_month_after_their_end(two: TwoMembers) -> None:
    by = boss(two.a, "aa.boss")
    first, _secret = made(two, by=by)
    later = AT + INVITATION_LASTS + 30 * DAY
    other = Guest("aa-cert.other", "Another", [Role.ANALYST])
    made(two, by=by, guest=other, at=later - 1)
    assert Invitation.objects.filter(pk=first.pk).exists()
    made(two, by=by, guest=other, at=later)
    assert not Invitation.objects.filter(pk=first.pk).exists()
