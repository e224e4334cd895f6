"""What was erased before it came stays erased: only its place in the journal is kept."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db.models import QuerySet

from bayanihan.journal.api import commit
from bayanihan.records.erasing import erase
from bayanihan.records.models import Entry, Erased, Fate, Look, Quarantined, StoredObject
from bayanihan.records.page_form import JournalPage, PageEntry, read_page, write_page
from bayanihan.records.receiving import Received
from bayanihan.records.removal_rules import RemovalReason
from tests.rooms.records.receiving_forging import key_of, names, signed
from tests.rooms.records.receiving_world import World, an_indicator, pages, pull, say, stix_of, take

TEXT = "private of a person"


def hidden(page: JournalPage) -> bytes:
    """The page as a relay gives it on that keeps the record to itself."""
    return write_page(replace(page, entries=(page.entries[0], PageEntry(hash=page.leaves()[1]))))


def erased_everywhere(world: World) -> None:
    """``a`` erases what it said, and ``b`` hears of that."""
    with world.at("a"):
        [entry] = Entry.objects.filter(object__isnull=False)
        erase(entries=[entry], by=None, why=RemovalReason.PERSONAL_DATA, at=world.tick())
    pull(world, "a", "b")


def place() -> QuerySet[Entry]:
    """Where ``a`` said it."""
    return Entry.objects.filter(journal__member__stix_id=stix_of("a"), index=1)


def nothing_is_left(world: World) -> None:
    """``b`` holds no word of it, in no table that could."""
    with world.at("b"):
        assert not StoredObject.objects.exists()
        assert not Look.objects.exists()
        assert all(TEXT.encode() not in bytes(row.raw) for row in Quarantined.objects.all())
        assert place().get().fate == Fate.ERASED


def test_a_relay_that_held_it_back_brings_it_in_no_more(world: World) -> None:
    say(world, "a", an_indicator(TEXT))
    [old] = pages(world, "a", "b")
    assert isinstance(take(world, "b", hidden(read_page(old))), Received)
    erased_everywhere(world)
    for _twice in range(2):
        assert isinstance(take(world, "b", old), Received)
        nothing_is_left(world)
    with world.at("b"):
        assert Erased.objects.count() == 2, "it is known again, however it is written"
    assert names(world, "b") == set()


@pytest.mark.parametrize("broken", ["object", "handling"])
def test_nor_does_quarantine_keep_it(world: World, broken: str) -> None:
    """What would be held back for another reason is not held back with its content either."""
    say(world, "a", an_indicator("first"))
    page = read_page(pages(world, "a", "b")[-1])
    record = page.entries[1]
    if broken == "object":
        body = json.dumps({**an_indicator(TEXT), "confidence": "none"}).encode()
        assert record.salt is not None
        record = replace(record, body=body, commitment=commit(record.salt, body))
    else:
        record = replace(record, handling='{"group":"' + TEXT + '"}')
    lie = replace(page, entries=(page.entries[0], record))
    old = signed(lie, key_of(world, "a"))
    assert isinstance(take(world, "b", hidden(read_page(old))), Received)
    with world.at("b"):
        place().update(fate=Fate.ERASED)
    assert isinstance(take(world, "b", old), Received)
    nothing_is_left(world)
