"""What its creator erases goes from others' copies, whether they came before it or after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayanihan.records.models import (
    Entry,
    Erased,
    Hold,
    KeptCopy,
    Look,
    Quarantined,
    Removal,
    StoredObject,
)
from bayanihan.records.receiving import receive
from tests.rooms.records.receiving_forging import a_record
from tests.rooms.records.receiving_orders import Telling, telling_of
from tests.rooms.records.receiving_world import World, member, stix_of

TEXT = "private of a person"


@pytest.fixture
def own(world: World) -> Telling:
    """What ``a`` created, said, and erased."""
    telling = telling_of(world, "a")
    telling.erase(telling.record("one", description=TEXT, created_by_ref=stix_of("a")))
    return telling


def copied(world: World, **fields: str) -> Telling:
    """What ``c`` passes on of it."""
    telling = telling_of(world, "c")
    telling.record("one", **{"description": TEXT, "created_by_ref": stix_of("a"), **fields})
    return telling


def told(world: World, *journals: list[bytes]) -> None:
    """``b`` takes these pages in."""
    for wire in journals:
        for page in wire:
            receive(page, at=world.tick())


def fate_of_copy(telling: Telling) -> str:
    """What became of it where we are."""
    entry = Entry.objects.get(journal__member__stix_id=telling.page.member, index=2)
    assert entry.type == "indicator", "that there was one is known"
    return entry.fate


def nothing_is_left() -> bool:
    """Whether no table holds a word of it, where we are."""
    bodies = StoredObject.objects.filter(body__contains=TEXT)
    waits = [one for one in Quarantined.objects.all() if TEXT.encode() in bytes(one.raw)]
    names = StoredObject.objects.values("pk")
    return not bodies.exists() and not waits and not Look.objects.exclude(object__in=names).exists()


@pytest.mark.parametrize("comes", ["before", "after"])
def test_a_copy_goes_whenever_it_comes(world: World, own: Telling, comes: str) -> None:
    theirs = copied(world)
    with world.at("b"):
        journals = [own.cut_at(), theirs.cut_at()]
        told(world, *(journals if comes == "after" else journals[::-1]))
        assert fate_of_copy(theirs) == "erased"
        assert nothing_is_left()
        known = Erased.objects.filter(publisher=member("c"))
        assert known.count() == 2, "nor may it be said again"
        told(world, theirs.cut_at())
        assert nothing_is_left()


def test_a_copy_goes_when_it_becomes_known_what_was_erased(world: World, own: Telling) -> None:
    theirs = copied(world)
    with world.at("b"):
        told(world, own.cut_at(hidden=[2]), theirs.cut_at())
        assert fate_of_copy(theirs) == "stands"
        copy = Entry.objects.get(journal__member__stix_id=stix_of("c"), index=2)
        Hold.objects.create(
            member=member("b"), entry=copy, why="evidence", by="b.lead", at=world.tick()
        )
        told(world, own.cut_at())
        assert fate_of_copy(theirs) == "erased"
        assert nothing_is_left()
        assert TEXT in KeptCopy.objects.get().body, "who has to keep it keeps it"
        assert Removal.objects.get(target=copy).act.journal.member == member("a")


def test_a_copy_that_would_be_held_back_leaves_nothing_in_quarantine(
    world: World, own: Telling
) -> None:
    theirs = copied(world)
    copy = theirs.page.entries[-1]
    strange = frozenset({stix_of("b"), stix_of("z")})
    refused = a_record(theirs.page, "one", body=copy.body, audience=strange)
    theirs.page = replace(theirs.page, entries=(*theirs.page.entries[:-1], refused))
    with world.at("b"):
        told(world, own.cut_at(), theirs.cut_at())
        assert nothing_is_left()


@pytest.mark.parametrize("creator", ["b", "nobody"])
def test_what_another_created_stays(world: World, creator: str) -> None:
    """Only its creator takes it from others: nobody's record blocks another's."""
    fields = {} if creator == "nobody" else {"created_by_ref": stix_of(creator)}
    own, theirs = telling_of(world, "a"), telling_of(world, "c")
    own.erase(own.record("one", description=TEXT, **fields))
    theirs.record("one", description=TEXT, **fields)
    with world.at("b"):
        told(world, own.cut_at(), theirs.cut_at())
        assert fate_of_copy(theirs) == "stands"


def test_another_content_under_the_creators_id_stays(world: World, own: Telling) -> None:
    theirs = copied(world, description="another word")
    with world.at("b"):
        told(world, own.cut_at(), theirs.cut_at())
        assert fate_of_copy(theirs) == "stands"
