"""The directory of members, one member, and the region."""

from __future__ import annotations

from pytest_django import DjangoAssertNumQueries

from bayanihan.membership.api import Body, Member, Region, State, StatementKey
from tests.rooms.web.hosted import Hosted


def test_members_stand_in_sections_by_kind(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = hosted.client("bb.lead")
    with django_assert_max_num_queries(8):
        answer = browser.get("/members/")
    sections = answer.context["page"].sections
    assert [section.title for section in sections] == [
        "Bodies of states", "Bodies of the region", "Dialogue partners", "Companies",
        "Universities", "Individual experts",
    ]  # fmt: skip
    assert [row.face.code for row in sections[0].rows] == [
        "AA-CERT", "AA-MIN", "BB-CERT", "CC-CERT",
    ]  # fmt: skip
    assert [row.groups for row in sections[0].rows] == [
        "4 groups", "1 group", "your own", "2 groups",
    ]  # fmt: skip
    assert answer.context["page"].sentence.startswith("9 members: bodies of 3 states")


def test_whatever_is_invented_says_so(hosted: Hosted) -> None:
    page = hosted.client("bb.lead").get("/members/").content.decode()
    assert page.count("; invented") == 1
    assert "it does not exist" in hosted.client("bb.lead").get("/members/CO-1/").content.decode()


def test_the_step_with_a_member_is_that_of_the_pair(hosted: Hosted) -> None:
    rows = hosted.client("bb.lead").get("/members/").context["page"].sections[0].rows
    steps = {row.face.code: row.step and row.step.number for row in rows}
    assert steps == {"AA-CERT": 0, "AA-MIN": None, "BB-CERT": None, "CC-CERT": None}


def test_a_member_shows_facts_keys_and_shared_groups(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = hosted.client("bb.lead")
    with django_assert_max_num_queries(11):
        answer = browser.get("/members/AA-CERT/")
    page = answer.context["page"]
    assert [row.name for row in page.groups] == [
        "Aland and Beland", "Bank circle", "All of the Isles", "Drill of July",
    ]  # fmt: skip
    assert [key.state for key in page.keys] == ["done"]
    assert len(page.keys[0].fingerprint) == 8
    said = answer.content.decode()
    assert "an invented source" in said
    assert "Asia/Manila" in said
    assert "as safe as its operator is honest" in said


def test_a_member_with_whom_we_share_nothing_says_only_that(hosted: Hosted) -> None:
    page = hosted.client("bb.lead").get("/members/UN-1/").content.decode()
    assert "You share no group with it." in page
    assert "It does not exist." in page  # what is in doubt about it


def test_ones_own_member_is_named_as_such(hosted: Hosted) -> None:
    assert "This is your own member." in (
        hosted.client("bb.lead").get("/members/BB-CERT/").content.decode()
    )


def test_a_key_that_was_replaced_says_so(hosted: Hosted) -> None:
    rows = StatementKey.objects.filter(member=hosted.a)
    first = rows.get()
    rows.update(valid_until=first.valid_from + 1)
    page = hosted.client("bb.lead").get("/members/AA-CERT/").context["page"]
    assert [(key.state, key.verdict) for key in page.keys] == [("soon", "replaced")]


def test_a_member_elsewhere_is_not_called_hosted(hosted: Hosted) -> None:
    Member.objects.filter(code="CC-CERT").update(is_hosted=False, zone="Nowhere/Land")
    page = hosted.client("bb.lead").get("/members/CC-CERT/").content.decode()
    assert "on its own node" in page
    assert "Nowhere/Land" in page
    assert "its own node" in hosted.client("bb.lead").get("/members/").content.decode()


def test_an_unknown_member_is_absent(hosted: Hosted) -> None:
    assert hosted.client("bb.lead").get("/members/ZZ/").status_code == 404


def test_the_region_shows_states_bodies_and_sources(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = hosted.client("bb.lead")
    with django_assert_max_num_queries(8):
        answer = browser.get("/region/")
    page = answer.context["page"]
    assert page.sentence == "Northern Isles: 4 member states."
    assert [[link.text for link in state.members] for state in page.states] == [
        ["AA-CERT", "AA-MIN"], ["BB-CERT"], ["CC-CERT"], [],
    ]  # fmt: skip
    said = answer.content.decode()
    assert "Decides." in said
    assert "It may meet under another name." in said
    assert "Source of every state" in said


def test_a_state_with_a_source_of_its_own_names_it(hosted: Hosted) -> None:
    State.objects.filter(code="DD").update(source="a source of its own")
    said = hosted.client("bb.lead").get("/region/").content.decode()
    assert "a source of its own" in said
    assert "Source of every state" not in said


def test_a_region_without_source_names_none(hosted: Hosted) -> None:
    browser = hosted.client("bb.lead")
    other = Region.objects.create(key="other", name="Another region", added_at=hosted.at)
    for model in (State, Body, Member):
        model.objects.update(region=other)
    hosted.region.delete()
    assert "Another region: 4 member states." in browser.get("/region/").content.decode()
