"""Rights of people: who may change them, and that somebody always can."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import Absent, Refused
from bayanihan.membership.api import (
    Guest,
    Member,
    PeopleFault,
    Person,
    Role,
    Scope,
    administrators_of,
    change_roles,
    deactivate,
    find_person,
    happenings_of,
    invite,
    let_in_anew,
    make_token,
    needs_second_administrator,
    note_sign_in,
    people_of,
    reactivate,
    require_factor,
    roles_of,
    sessions_by_person,
    sessions_of,
    set_four_eyes,
    throw_out,
    tokens_of,
    username_of,
    waiting_invitations,
)
from bayanihan.membership.people_rules import username_fault
from tests.rooms.membership.sample_people import AT, DAY, TwoMembers, add, boss

ACTS: dict[str, Callable[[Person, Person], object]] = {
    "rights": lambda who, by: change_roles(person=who, roles=[Role.POLICY], by=by, at=AT),
    "shut out": lambda who, by: deactivate(person=who, by=by, at=AT),
    "let back": lambda who, by: reactivate(person=who, by=by, at=AT),
    "end all": lambda who, by: throw_out(person=who, by=by, at=AT),
    "let in anew": lambda who, by: let_in_anew(person=who, by=by, at=AT),
}


def codes(member: Member) -> list[str]:
    return [one.code for one in happenings_of(member)]


def roles_now(person: Person) -> set[Role]:
    return set(roles_of(find_person(person.member, person.username)))


def test_an_administrator_changes_rights_and_it_is_written_down(two: TwoMembers) -> None:
    by, who = boss(two.a, "aa.boss"), add(two.a, "aa.new")
    change_roles(person=who, roles=[Role.ANALYST, Role.POLICY], by=by, at=AT)
    assert roles_now(who) == {Role.ANALYST, Role.POLICY}
    happening = happenings_of(two.a)[0]
    assert (happening.by, happening.code, happening.at) == ("aa.boss", "rights_changed", AT)
    assert happening.facts == {
        "person": "aa.new", "before": ["observer"], "now": ["analyst", "policy"],
    }  # fmt: skip


def test_giving_the_same_rights_again_is_not_worth_a_line(two: TwoMembers) -> None:
    by, who = boss(two.a, "aa.boss"), add(two.a, "aa.new")
    change_roles(person=who, roles=[Role.OBSERVER], by=by, at=AT)
    assert codes(two.a) == []


@pytest.mark.parametrize("word", ACTS)
def test_nobody_but_an_administrator_does_anything_about_people(two: TwoMembers, word: str) -> None:
    boss(two.a, "aa.boss")
    who, by = add(two.a, "aa.new"), two.people["aa.lead"]
    with pytest.raises(Refused) as refused:
        ACTS[word](who, by)
    assert refused.value.code is PeopleFault.MAY_NOT_ADMINISTER
    with pytest.raises(Refused):
        ACTS[word](by, by)
    assert codes(two.a) == []


@pytest.mark.parametrize("word", ACTS)
def test_people_of_another_member_do_not_exist(two: TwoMembers, word: str) -> None:
    who, by = add(two.b, "bb.new"), boss(two.a, "aa.boss")
    with pytest.raises(Absent) as absent:
        ACTS[word](who, by)
    assert absent.value.code is PeopleFault.UNKNOWN_PERSON
    assert roles_now(who) == {Role.OBSERVER}


@pytest.mark.parametrize("word", ACTS)
def test_an_administrator_who_was_shut_out_does_nothing_more(two: TwoMembers, word: str) -> None:
    first, second = boss(two.a, "aa.first"), boss(two.a, "aa.second")
    deactivate(person=first, by=second, at=AT)
    # The object in the hand of the old request still says that they are active.
    with pytest.raises(Refused):
        ACTS[word](second, first)


def test_the_last_administrator_keeps_the_right(two: TwoMembers) -> None:
    only = boss(two.a, "aa.boss")
    for act in (ACTS["rights"], ACTS["shut out"]):
        with pytest.raises(Refused) as refused:
            act(only, only)
        assert refused.value.code is PeopleFault.LAST_ADMINISTRATOR
    assert roles_now(only) == {Role.ADMINISTRATOR, Role.ANALYST}
    change_roles(person=only, roles=[Role.ADMINISTRATOR, Role.RELEASER], by=only, at=AT)
    assert roles_now(only) == {Role.ADMINISTRATOR, Role.RELEASER}


def test_of_two_administrators_one_may_go_and_then_none(two: TwoMembers) -> None:
    first, second = boss(two.a, "aa.first"), boss(two.a, "aa.second")
    change_roles(person=first, roles=[Role.ANALYST], by=second, at=AT)
    with pytest.raises(Refused) as refused:
        deactivate(person=second, by=second, at=AT)
    assert refused.value.code is PeopleFault.LAST_ADMINISTRATOR
    assert administrators_of(two.a) == 1


def test_somebody_shut_out_does_not_count_as_administrator(two: TwoMembers) -> None:
    first, second = boss(two.a, "aa.first"), boss(two.a, "aa.second")
    deactivate(person=first, by=second, at=AT)
    with pytest.raises(Refused):
        change_roles(person=second, roles=[Role.ANALYST], by=second, at=AT)
    # To take the right from whoever is shut out leaves as many as before.
    change_roles(person=first, roles=[Role.ANALYST], by=second, at=AT)
    assert administrators_of(two.a) == 1


def test_nobody_is_left_without_a_right(two: TwoMembers) -> None:
    by, who = boss(two.a, "aa.boss"), add(two.a, "aa.new")
    with pytest.raises(Refused) as refused:
        change_roles(person=who, roles=[], by=by, at=AT)
    assert refused.value.code is PeopleFault.NO_RIGHTS


def test_shutting_out_ends_everything_at_once(two: TwoMembers) -> None:
    by, who = boss(two.a, "aa.boss"), boss(two.a, "aa.leaves")
    note_sign_in(person=who, key="one", agent="x", at=AT)
    make_token(name="feed", scope=Scope.READ, days=3, by=who, at=AT)
    guest = Guest("aa-cert.back", "A way back", [Role.ADMINISTRATOR])
    invite(member=two.a, guest=guest, by=who, at=AT)
    deactivate(person=who, by=by, at=AT + 1)
    assert sessions_of(who, at=AT + 2) == []
    assert tokens_of(who, at=AT + 2) == []
    assert waiting_invitations(two.a, at=AT + 2) == []
    reactivate(person=who, by=by, at=AT + 3)
    assert sessions_of(who, at=AT + 4) == []
    assert codes(two.a)[:2] == ["person_let_in", "person_shut_out"]


def test_who_loses_the_right_to_invite_leaves_no_way_in(two: TwoMembers) -> None:
    by, who = boss(two.a, "aa.boss"), boss(two.a, "aa.other")
    guest = Guest("aa-cert.friend", "A friend", [Role.ADMINISTRATOR])
    invite(member=two.a, guest=guest, by=who, at=AT)
    change_roles(person=who, roles=[Role.ANALYST], by=by, at=AT)
    assert waiting_invitations(two.a, at=AT) == []


def test_ending_everything_of_somebody_counts_it(two: TwoMembers) -> None:
    by, who = boss(two.a, "aa.boss"), add(two.a, "aa.new")
    for key in ("one", "two"):
        note_sign_in(person=who, key=key, agent="x", at=AT)
    make_token(name="feed", scope=Scope.READ, days=3, by=who, at=AT)
    assert sessions_by_person(two.a, at=AT) == {who.pk: 2}
    assert throw_out(person=who, by=by, at=AT) == 3
    assert sessions_by_person(two.a, at=AT) == {}


def test_settings_hold_for_one_member_alone(two: TwoMembers) -> None:
    by = boss(two.a, "aa.boss")
    require_factor(is_required=True, by=by, at=AT)
    require_factor(is_required=True, by=by, at=AT)
    set_four_eyes(level=Tlp.AMBER, by=by, at=AT)
    ours, theirs = (Member.objects.get(pk=one.pk) for one in (two.a, two.b))
    assert (ours.second_factor_required, ours.four_eyes_from) == (True, "TLP:AMBER")
    assert (theirs.second_factor_required, theirs.four_eyes_from) == (False, "")
    assert codes(two.a) == ["four_eyes_set", "second_factor_set"]
    with pytest.raises(Refused):
        set_four_eyes(level=None, by=two.people["aa.lead"], at=AT)


def test_people_are_listed_by_member_the_active_first(two: TwoMembers) -> None:
    by = boss(two.a, "aa.boss")
    deactivate(person=two.people["aa.analyst"], by=by, at=AT + DAY)
    names = [one.username for one in people_of(two.a)]
    assert names == ["aa.boss", "aa.lead", "aa.observer", "aa.analyst"]


@pytest.mark.parametrize("username", ["aa.boss", "no.such", "", "a\x00b"])
def test_names_that_are_nobodys_here_are_absent(two: TwoMembers, username: str) -> None:
    boss(two.a, "aa.boss")
    with pytest.raises(Absent):
        find_person(two.b, username)


@pytest.mark.parametrize(
    ("username", "is_name"),
    [
        (username_of("AA-CERT", "duty"), True),
        ("aa-cert.duty-2", True),
        ("bb-cert.duty", False),
        ("duty", False),
        ("aa-cert.", False),
        ("aa-cert.x.duty", False),
        ("AA-CERT.duty", False),
        ("aa-cert.Duty", False),
        ("aa-cert.duty ", False),
        ("aa-cert.dutý", False),
        ("aa-cert." + "x" * 33, False),
    ],
)
def test_an_administrator_names_people_within_the_own_member(username: str, is_name: bool) -> None:  # noqa: FBT001  # a table
    assert (username_fault(username, code="AA-CERT") is None) is is_name


def test_the_operator_may_give_any_plain_name() -> None:
    assert username_fault("expert", code=None) is None
    assert username_fault("Expert!", code=None) is PeopleFault.NOT_A_USERNAME


def test_one_person_is_enough_for_an_individual_alone() -> None:
    assert needs_second_administrator(1, is_individual=False)
    assert not needs_second_administrator(2, is_individual=False)
    assert not needs_second_administrator(1, is_individual=True)
