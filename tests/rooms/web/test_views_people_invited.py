"""Behind a link: whoever is invited gets in once, and a dead link tells nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from bayanihan.kernel.api import read_clock
from bayanihan.membership.api import (
    Guest,
    Invitation,
    Person,
    Role,
    invite,
    let_in_anew,
    require_factor,
    revoke_invitation,
    roles_of,
    short_name,
    take_invitation,
)
from bayanihan.web.throttling import MOST
from tests.rooms.membership.sample_people import PASSWORD, TwoMembers, boss
from tests.rooms.web.signing import browser, by_form, give_factor, is_in

GUEST = Guest("aa-cert.duty", "Duty <officer>", [Role.ANALYST])
NEW = "quiet harbour lantern"
TYPED = {"new": NEW, "again": NEW}


def link(two: TwoMembers) -> str:
    by = Person.objects.filter(username="aa.boss").first() or boss(two.a, "aa.boss")
    return f"/invited/{invite(member=two.a, guest=GUEST, by=by, at=read_clock())[1]}/"


def test_a_link_says_as_what_one_is_invited(two: TwoMembers) -> None:
    page = Client().get(link(two)).content.decode()
    assert "Duty &lt;officer&gt;, you are invited to speak for National CERT of AA" in page
    for fact in ("aa-cert.duty", "analyst", two.a.name):
        assert fact in page
    assert "aa.lead" not in page


def test_a_password_lets_in_and_leads_to_the_second_factor(two: TwoMembers) -> None:
    client, address = Client(), link(two)
    answer = client.post(address, TYPED)
    assert answer.headers["Location"] == "/account/factor/"
    assert "Read the picture with your app" in client.get("/account/factor/").content.decode()
    assert is_in(client)
    person = Person.objects.get(username="aa-cert.duty")
    assert (person.member, roles_of(person)) == (two.a, frozenset({Role.ANALYST}))
    assert is_in(by_form(person, password=NEW))


def test_where_a_factor_is_wanted_the_invited_get_no_further_without(two: TwoMembers) -> None:
    client, address = Client(), link(two)
    require_factor(is_required=True, by=Person.objects.get(username="aa.boss"), at=1)
    client.post(address, TYPED)
    assert client.get("/").headers["Location"] == "/account/factor/"


def used(two: TwoMembers) -> str:
    address = link(two)
    take_invitation(secret=address.split("/")[2], credential="x", at=read_clock())
    return address


def ended(two: TwoMembers) -> str:
    address = link(two)
    Invitation.objects.update(made_at=1, expires_at=read_clock())
    return address


def taken_back(two: TwoMembers) -> str:
    address = link(two)
    by = Person.objects.get(username="aa.boss")
    revoke_invitation(name=short_name(Invitation.objects.get().digest), by=by, at=read_clock())
    return address


def cut_short(two: TwoMembers) -> str:
    return link(two)[:-2] + "/"


def made_up(two: TwoMembers) -> str:
    return "/invited/%00%ff\u0000 nobody/"


@pytest.mark.parametrize("dead", [used, ended, taken_back, cut_short, made_up])
def test_every_dead_link_looks_the_same(two: TwoMembers, dead: Any) -> None:
    address = dead(two)
    count = Person.objects.count()
    other = Client().get("/invited/some-other-wrong-secret/")
    for answer in (Client().get(address), Client().post(address, TYPED), Client().post(address)):
        assert answer.status_code == other.status_code == 404
        assert without_times(answer.content) == without_times(other.content)
    assert Person.objects.count() == count


def without_times(page: bytes) -> str:
    """A page without what differs with every answer: its second and its form's token."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.decode())
    return re.sub(r"\d\d:\d\d(:\d\d)?", "", text)


@pytest.mark.parametrize(
    "typed",
    [{"new": "short", "again": "short"}, {"again": "other"}, {"new": "", "again": ""}, {}],
)
def test_a_password_that_will_not_do_leaves_the_link_alive(
    two: TwoMembers, typed: dict[str, str]
) -> None:
    address = link(two)
    answer = Client().post(address, TYPED | typed if typed else {})
    assert answer.status_code == 400
    assert Client().get(address).status_code == 200
    assert not Person.objects.filter(username="aa-cert.duty").exists()


def test_a_link_is_closed_for_a_while_after_many_tries(two: TwoMembers) -> None:
    address = link(two)
    for _number in range(MOST):
        assert Client().post(address, {}).status_code == 400
    answer = Client().post(address, TYPED)
    assert answer.status_code == 404
    assert "tried too often" in answer.content.decode()
    assert Client().post(link(two), TYPED).status_code == 302


def test_a_link_used_in_somebody_elses_browser_ends_their_session(two: TwoMembers) -> None:
    client = browser(two.people["bb.lead"])
    client.post(link(two), TYPED)
    assert "Duty &lt;officer&gt;" in client.get("/account/").content.decode()
    assert "bb.lead" not in client.get("/account/").content.decode()


def test_who_is_let_in_anew_loses_factor_and_sessions(two: TwoMembers) -> None:
    who, by = two.people["aa.lead"], boss(two.a, "aa.boss")
    give_factor(who)
    old = browser(who)
    _invitation, secret = let_in_anew(person=who, by=by, at=read_clock())
    page = Client().get(f"/invited/{secret}/").content.decode()
    assert "choose a new password" in page
    assert is_in(old)
    client = Client()
    client.post(f"/invited/{secret}/", TYPED)
    assert is_in(client)
    assert not is_in(old)
    assert not is_in(by_form(who, password=PASSWORD))
    assert Person.objects.get(pk=who.pk).factor_since is None


def test_looking_at_a_link_changes_nothing(two: TwoMembers) -> None:
    address = link(two)
    before = list(Invitation.objects.values())
    for _number in range(MOST + 2):
        assert Client().get(address).status_code == 200
    assert Client().head(address).status_code == 200
    assert list(Invitation.objects.values()) == before
