"""Opening a group on pages: who, how wide, how far; known to those who were chosen alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bayanihan.gate.api import GroupRole
from bayanihan.membership.api import Group, charter_text, last_accepted
from tests.rooms.web.changing import confirm, look
from tests.rooms.web.hosted import Hosted

ANSWERS: dict[str, Any] = {
    "name": "Harbour watch",
    "purpose": "Ports.",
    "layer": "minilateral",
    "step": "2",
    "members": ["CC-CERT"],
    "observers": ["CO-1"],
    "history": "all",
}


def said(browser: Client, address: str) -> str:
    """A page that must be there."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_group_is_looked_at_and_then_opened(hosted: Hosted) -> None:
    a = hosted.client("aa.lead")
    assert "/groups/new/" in said(a, "/groups/")
    page = look(a, "/groups/new/", ANSWERS).content.decode()
    assert "Open “Harbour watch”?" in page
    assert "National CERT of Celand" in page
    assert "TLP:GREEN" in page
    before = Group.objects.count()
    answer = confirm(a, "/groups/new/", ANSWERS)
    group = Group.objects.order_by("-pk")[0]
    assert Group.objects.count() == before + 1
    assert answer.headers["Location"] == f"/groups/{group.key}/"
    assert group.key.startswith("harbour-watch-")
    assert group.newest is not None
    text = charter_text(group.newest)
    assert {seat.code: seat.role for seat in text.members} == {
        "AA-CERT": GroupRole.COORDINATOR.value,
        "CC-CERT": GroupRole.MEMBER.value,
        "CO-1": GroupRole.OBSERVER.value,
    }
    assert last_accepted(group, hosted.a) == 1
    assert "Harbour watch" in said(a, f"/groups/{group.key}/")
    assert "Harbour watch" in said(hosted.client("cc.lead"), "/groups/")
    other = hosted.client("bb.lead")
    assert "Harbour" not in said(other, "/groups/")
    for key in (group.key, str(group.uuid), "Harbour%20watch", "harbour-watch"):
        assert other.get(f"/groups/{key}/").status_code == 404


def test_a_name_that_is_taken_elsewhere_tells_nothing(hosted: Hosted) -> None:
    for name in ("aa.lead", "bb.lead"):
        other = {**ANSWERS, "members": ["CC-CERT"], "observers": []}
        assert confirm(hosted.client(name), "/groups/new/", other).status_code == 302


BAD: tuple[dict[str, Any], ...] = (
    {"name": ""},
    {"name": "x" * 201},
    {"name": "a\x00b"},
    {"purpose": "x" * 4001},
    {"layer": "bilateral"},
    {"layer": "region"},
    {"layer": "dance"},
    {"step": "9"},
    {"step": "9" * 40},
    {"step": ""},
    {"members": ["ZZ"]},
    {"members": ["AA-CERT"]},
    {"members": ["CO-1"]},
    {"members": [], "observers": []},
    {"history": "some"},
)


@pytest.mark.parametrize("changed", BAD)
def test_bad_answers_open_nothing(hosted: Hosted, changed: dict[str, Any]) -> None:
    before = Group.objects.count()
    a = hosted.client("aa.lead")
    for extra in ({}, {"confirm": "yes"}):
        answer = a.post("/groups/new/", {**ANSWERS, **changed, **extra})
        assert answer.status_code == 400
        assert answer.context["page"].summary is not None
    assert Group.objects.count() == before


def test_what_only_the_charter_forbids_is_said_in_words(hosted: Hosted) -> None:
    """A domestic group holds members of one state; found before anything is signed."""
    domestic = {**ANSWERS, "layer": "domestic"}
    a = hosted.client("aa.lead")
    answer = a.post("/groups/new/", {**domestic, "confirm": "yes"})
    assert answer.status_code == 400
    assert answer.context["page"].summary is not None
    fitting = {**domestic, "members": ["AA-MIN"], "observers": []}
    assert confirm(a, "/groups/new/", fitting).status_code == 302


def test_an_exercise_says_so_before_it_is_opened(hosted: Hosted) -> None:
    a = hosted.client("aa.lead")
    drill = {**ANSWERS, "layer": "exercise"}
    assert "EXERCISE" in look(a, "/groups/new/", drill).content.decode()
    confirm(a, "/groups/new/", drill)
    group = Group.objects.order_by("-pk")[0]
    assert "nothing in it is real" in said(a, f"/groups/{group.key}/")


def test_who_may_not_sign_opens_nothing(hosted: Hosted) -> None:
    analyst = hosted.client("aa.analyst")
    assert "/groups/new/" not in said(analyst, "/groups/")
    assert analyst.get("/groups/new/").status_code == 403
    assert analyst.post("/groups/new/", {**ANSWERS, "confirm": "yes"}).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(hosted.people["aa.lead"])
    assert strict.post("/groups/new/", {**ANSWERS, "confirm": "yes"}).status_code == 403


def test_opening_asks_a_fixed_number_of_questions(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    a = hosted.client("aa.lead")
    with django_assert_max_num_queries(6):
        a.get("/groups/new/")
    with django_assert_max_num_queries(6):
        a.post("/groups/new/", ANSWERS)
