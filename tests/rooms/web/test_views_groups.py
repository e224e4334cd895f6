"""The list of groups, a group's page, and its charter as a file."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bayanihan.gate.api import Tlp
from bayanihan.membership.api import Charter, charter_text, read_charter
from bayanihan.records.api import Checkpoint, Journal, verify_charter
from bayanihan.web.showing.charters import checked
from tests.rooms.web.hosted import Hosted, an_indicator


def page_of(client: Client, address: str) -> str:
    """The text of a page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_groups_stand_by_layer_then_name(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = hosted.client("bb.lead")
    with django_assert_max_num_queries(31):
        answer = browser.get("/groups/")
    rows = answer.context["page"].rows
    assert [row.name for row in rows] == [
        "Aland and Beland", "Bank circle", "All of the Isles", "Drill of July",
    ]  # fmt: skip
    assert [row.tlp for row in rows] == ["", "TLP:AMBER", "TLP:GREEN", "TLP:AMBER"]
    assert [row.records for row in rows] == [None, 5, 2, 1]
    assert [row.is_exercise for row in rows] == [False, False, False, True]
    assert answer.context["page"].sentence == "You are in 4 groups, at 3 steps of the ladder."


def test_a_list_of_groups_says_who_carries_in_words(hosted: Hosted) -> None:
    page = page_of(hosted.client("bb.lead"), "/groups/")
    assert "5 members and 2 observers" in page
    assert "AA-CERT: coordinator" in page


def test_an_observer_counts_only_what_it_may_read(hosted: Hosted) -> None:
    rows = hosted.client("co.lead").get("/groups/").context["page"].rows
    assert [(row.name, row.records) for row in rows] == [("All of the Isles", 2)]
    hosted.publish(hosted.everyone, hosted.b, an_indicator("for all", "all.example"), tlp=Tlp.CLEAR)
    assert hosted.client("co.lead").get("/groups/").context["page"].rows[0].records == 3


def test_whoever_sits_nowhere_reads_how_a_group_begins(hosted: Hosted) -> None:
    page = page_of(hosted.client("in.lead"), "/groups/")
    assert "You are in no group." in page
    assert "A group begins with a charter that its members sign." in page


def test_a_group_shows_charter_seats_and_heads(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = hosted.client("bb.lead")
    with django_assert_max_num_queries(14):
        answer = browser.get("/groups/circle/")
    page = answer.context["page"]
    assert page.purpose.text == "Within the hour."
    assert [(seat.face.code, seat.role, seat.accepted) for seat in page.seats] == [
        ("AA-CERT", "coordinator", 1), ("BB-CERT", "member", 1), ("CC-CERT", "member", None),
    ]  # fmt: skip
    assert [seat.is_me for seat in page.seats] == [False, True, False]
    assert [(head.face.code, head.size, head.state) for head in page.heads] == [
        ("AA-CERT", 5, "done"), ("BB-CERT", 2, "done"),
    ]  # fmt: skip
    assert all(len(head.words) == 4 and len(head.root) == 64 for head in page.heads)
    assert [charter.signed for charter in page.charters] == ["Signed by AA-CERT, verified."]
    assert answer.context["frame"].band.tlp == "TLP:AMBER"


def test_a_groups_page_asks_as_often_for_many_records_as_for_few(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    things = [an_indicator(f"more {n}", f"more-{n}.example") for n in range(30)]
    hosted.publish(hosted.circle, hosted.b, *things)
    browser = hosted.client("bb.lead")
    with django_assert_max_num_queries(14):
        browser.get("/groups/circle/")


def test_the_beam_of_a_group_shows_every_state_of_the_region(hosted: Hosted) -> None:
    beam = hosted.client("bb.lead").get("/groups/circle/").context["page"].beam
    assert [(post.face.code, post.stand.state.value) for post in beam.posts] == [
        ("AA-CERT", "carries"), ("BB-CERT", "carries"), ("CC-CERT", "carries"), ("DD", "outside"),
    ]  # fmt: skip


def test_a_group_in_which_nobody_has_spoken_says_so(hosted: Hosted) -> None:
    page = page_of(hosted.client("bb.lead"), "/groups/mute/")
    assert "nothing said yet" in page
    assert "Export records" not in page
    assert "Bring in a report" not in page


def test_acts_follow_rights_and_seat(hosted: Hosted) -> None:
    assert "Bring in a report" in page_of(hosted.client("bb.lead"), "/groups/circle/")
    assert "Bring in a report" not in page_of(hosted.client("bb.observer"), "/groups/circle/")
    assert "Bring in a report" not in page_of(hosted.client("co.lead"), "/groups/everyone/")


def test_an_exercise_group_cannot_be_missed(hosted: Hosted) -> None:
    page = page_of(hosted.client("bb.lead"), "/groups/drill/")
    assert page.count("EXERCISE") >= 4
    assert "nothing in it is real" in page


def test_a_head_whose_frontier_was_changed_is_not_called_verified(hosted: Hosted) -> None:
    journals = Journal.objects.filter(group=hosted.circle)
    other = journals.get(member=hosted.b)
    journals.filter(member=hosted.a).update(frontier=other.frontier)
    heads = hosted.client("bb.lead").get("/groups/circle/").context["page"].heads
    assert [head.state for head in heads] == ["late", "done"]
    assert "Keep it and tell the member" in heads[0].verdict


def test_a_head_that_nobody_signed_is_not_called_verified(hosted: Hosted) -> None:
    journal = Journal.objects.get(group=hosted.circle, member=hosted.a)
    Journal.objects.filter(pk=journal.pk).update(size=journal.size + 1)
    heads = hosted.client("bb.lead").get("/groups/circle/").context["page"].heads
    assert heads[0].state == "late"


def test_a_head_of_another_journal_is_not_called_verified(hosted: Hosted) -> None:
    mine = Journal.objects.get(group=hosted.everyone, member=hosted.a)
    other = Journal.objects.get(group=hosted.drill, member=hosted.a)
    note = Checkpoint.objects.get(journal=other)
    Journal.objects.filter(pk=mine.pk).update(frontier=other.frontier, size=9)
    Checkpoint.objects.create(journal=mine, size=9, note=note.note, at=note.at)
    heads = hosted.client("aa.lead").get("/groups/everyone/").context["page"].heads
    assert [head.verdict for head in heads if head.face.code == "AA-CERT"] == [
        "The signed head does not belong to this journal. Keep the file and tell the operator."
    ]


def test_a_charter_goes_out_with_what_verifies_it(
    hosted: Hosted, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = hosted.client("bb.lead")
    with django_assert_max_num_queries(6):
        answer = browser.get("/groups/circle/charter/")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="bayanihan-circle-charter-1.json"'
    )
    sent = json.loads(answer.content)
    charter = read_charter(sent["text"].encode())
    assert verify_charter(charter, sent["signatures"]) == (hosted.a.stix_id,)


@pytest.mark.parametrize(("version", "status"), [("1", 200), ("2", 404), ("x", 404), ("²", 404)])
def test_a_charter_version_is_found_or_absent(hosted: Hosted, version: str, status: int) -> None:
    browser = hosted.client("bb.lead")
    answer = browser.get("/groups/circle/charter/", {"version": version})
    assert answer.status_code == status


def test_a_charter_whose_signature_does_not_hold_is_not_called_verified(hosted: Hosted) -> None:
    other = charter_of(hosted, "drill")
    row = charter_of(hosted, "circle")
    row.signatures = other.signatures
    broken = checked(row, charter_text(row), None)
    assert broken.signers == ()
    assert broken.signed.state == "late"
    assert broken.signed_sentence == broken.fault


def charter_of(hosted: Hosted, key: str) -> Charter:
    """The charter of one of the region's groups."""
    return Charter.objects.get(group__key=key, group__in=[hosted.circle, hosted.drill])
