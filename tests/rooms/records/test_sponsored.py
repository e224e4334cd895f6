"""Constituents read through the member that lists them, and nobody else does."""

from __future__ import annotations

from bayanihan.gate.api import Door, Lane, Tlp
from bayanihan.membership.api import Member, SetConstituents, find_member
from bayanihan.records.reading import Filters, Reader
from tests.rooms.records.changing import agree
from tests.rooms.records.saying import say
from tests.rooms.web.hosted import Hosted, an_indicator


def reader(hosted: Hosted, member: Member, door: Door = Door.PAGE, at: int = 9000) -> Reader:
    return Reader(member, door=door, lane=Lane.REAL, at=hosted.at + at)


def list_constituent(hosted: Hosted) -> Member:
    """A lists the expert as its own in the circle."""
    expert = find_member("IN-1")
    change = SetConstituents(hosted.a.stix_id, frozenset({expert.stix_id}))
    agree(hosted, hosted.circle, hosted.a, changes=(change,))
    return expert


def test_a_constituent_reads_through_the_member_that_lists_it(hosted: Hosted) -> None:
    expert = find_member("IN-1")
    assert reader(hosted, expert).count(Filters()) == 0
    list_constituent(hosted)
    say(hosted, hosted.b, an_indicator("for all", "all.example"))
    mine = reader(hosted, expert)
    found = {one.body["name"]: one.via for one in mine.page(Filters()).records}
    assert found["for all"] == hosted.a
    assert set(found.values()) == {hosted.a}
    assert mine.groups == []
    assert mine.count(Filters()) == len(found)


def test_a_constituent_of_one_reads_nothing_that_others_keep(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    expert = list_constituent(hosted)
    thing = an_indicator("only b", "only-b.example")
    say(hosted, hosted.c, thing, audience=[hosted.b])
    texts = [one.text for one in reader(hosted, expert).walk(Filters())]
    assert not any("private" in text or "only b" in text for text in texts)
    assert reader(hosted, expert).copies(thing["id"]) == []
    assert reader(hosted, expert).count(Filters(group=pair)) == 0


def test_nothing_is_handed_to_a_constituent_to_keep(hosted: Hosted) -> None:
    expert = list_constituent(hosted)
    say(hosted, hosted.b, an_indicator("for all", "all.example"))
    assert reader(hosted, expert).count(Filters()) > 0
    for door in (Door.STIX_FILE, Door.PACKAGE, Door.TAXII):
        assert reader(hosted, expert, door).count(Filters()) == 0


def test_whoever_has_a_seat_reads_by_it_alone(hosted: Hosted) -> None:
    change = SetConstituents(hosted.a.stix_id, frozenset({hosted.company.stix_id}))
    agree(hosted, hosted.circle, hosted.a, changes=(change,))
    say(hosted, hosted.b, an_indicator("circle", "circle.example"))
    say(hosted, hosted.a, an_indicator("region", "region.example"), group=hosted.everyone)
    found = {
        one.body.get("name", ""): one.via for one in reader(hosted, hosted.company).walk(Filters())
    }
    assert found["circle"] == hosted.a
    assert found["region"] is None


def test_an_individual_reads_no_amber_through_anybody(hosted: Hosted) -> None:
    expert = list_constituent(hosted)
    say(hosted, hosted.b, an_indicator("amber", "amber.example"), tlp=Tlp.AMBER)
    names = {one.body.get("name") for one in reader(hosted, expert).walk(Filters())}
    assert "amber" not in names
