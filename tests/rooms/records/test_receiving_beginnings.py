"""Nobody on the way chooses where a journal begins for those who are entitled to all of it."""

from __future__ import annotations

from dataclasses import replace

from bayanihan.gate.api import History
from bayanihan.kernel.api import Refused
from bayanihan.membership.api import SetHistory, SetPurpose
from bayanihan.records.acting import accept_charter
from bayanihan.records.models import Entry, Journal
from bayanihan.records.offering import start_at
from bayanihan.records.page_form import read_page, write_page
from bayanihan.records.receiving import Received
from bayanihan.records.spans import whole_span
from tests.rooms.records.receiving_forging import names, refused
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    change,
    circle,
    follow,
    joins,
    member,
    pages,
    pull,
    say,
    stix_of,
    take,
)


def spoken(world: World) -> None:
    """``b`` speaks, accepts a later version, and speaks again, once to ``a`` alone."""
    say(world, "b", an_indicator("earlier"))
    change(world, "a", SetPurpose("More."))
    follow(world, "a", "b")
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    say(world, "b", an_indicator("for a"), to=["a"])
    say(world, "b", an_indicator("later"))
    pull(world, "b", "a")


def beheaded(world: World, relay: str, reader: str) -> bytes:
    """A relay's page of ``b``'s journal that begins where ``b`` accepted a version last."""
    whole = (read_page(one) for one in pages(world, relay, reader, whole=True))
    page = next(one for one in whole if one.member == stix_of("b"))
    at = max(index for index, one in enumerate(page.entries) if one.kind == "acceptance")
    assert at > 0
    with world.at(relay):
        span = whole_span(circle(), member("b"))
        assert span is not None
        start = start_at(span, page.first + at)
    later = replace(page, first=page.first + at, entries=page.entries[at:], start=start)
    return write_page(later)


def test_a_relay_cuts_nobody_off_from_what_the_group_gives(world: World) -> None:
    spoken(world)
    follow(world, "a", "c")
    page = beheaded(world, "a", "c")
    fault = refused(world, "c", page)
    assert isinstance(fault, Refused)
    assert (fault.code.value, fault.facts) == ("beginning_withheld", {"from": 0})
    assert all(isinstance(one, Received) for one in pull(world, "a", "c"))
    assert names(world, "c") == {"earlier", "later"}
    with world.at("c"):
        journal = Journal.objects.get(member=member("b"))
        assert journal.base == 0
        assert Entry.objects.filter(journal=journal, kind="").count() == 1, "that for a alone"
    assert names(world, "a") == {"earlier", "for a", "later"}
    assert isinstance(take(world, "c", page), Received), "what stands here already is known"


def test_a_newcomer_from_joining_begins_later_whoever_relays_it(world: World) -> None:
    change(world, "a", SetHistory(History.FROM_JOINING))
    say(world, "a", an_indicator("earlier"))
    joins(world, "d")
    say(world, "a", an_indicator("later"))
    pull(world, "a", "b")
    follow(world, "a", "d")
    wire = [one for one in pages(world, "b", "d") if read_page(one).member == stix_of("a")]
    assert wire
    assert read_page(wire[0]).first > 0
    assert all(isinstance(take(world, "d", one), Received) for one in wire)
    assert names(world, "d") == {"later"}


def test_who_holds_only_the_end_offers_it_to_nobody_who_is_entitled_to_all(world: World) -> None:
    """The rule changed since: ``d`` joined when newcomers got only what is said from then on."""
    change(world, "a", SetHistory(History.FROM_JOINING))
    say(world, "a", an_indicator("earlier"))
    joins(world, "d")
    say(world, "a", an_indicator("later"))
    pull(world, "a", "d")
    assert names(world, "d") == {"later"}
    change(world, "a", SetHistory(History.ALL))
    follow(world, "a", "d")
    follow(world, "a", "c")
    say(world, "d", an_indicator("of d"))
    assert {read_page(one).member for one in pages(world, "d", "c")} == {stix_of("d")}
    assert all(isinstance(one, Received) for one in pull(world, "d", "c"))
    assert all(isinstance(one, Received) for one in pull(world, "a", "c"))
    assert names(world, "c") == {"earlier", "later", "of d"}
    # Who holds the beginning takes the rest from anybody.
    say(world, "a", an_indicator("last"))
    pull(world, "a", "d")
    assert all(isinstance(one, Received) for one in pull(world, "d", "c"))
    assert "last" in names(world, "c")
