"""What is offered: pages of bounded size, to those who are entitled, with nothing beside it."""

from __future__ import annotations

import resource

import pytest

from bayanihan.kernel.api import Malformed
from bayanihan.membership.api import RemoveSeat
from bayanihan.records import offering
from bayanihan.records.comparing import held_heads
from bayanihan.records.models import Entry, Journal
from bayanihan.records.offering import offer
from bayanihan.records.page_form import (
    MAX_PAGE_BYTES,
    JournalPage,
    PageEntry,
    Start,
    read_page,
    write_page,
)
from bayanihan.records.receiving import receive
from tests.rooms.records.receiving_state import state
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    change,
    circle,
    member,
    pages,
    pull,
    say,
    stix_of,
)


def test_pages_end_at_signed_heads_and_hold_no_more_than_fits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offering, "PAGE_ENTRIES", 7)
    for batch in range(6):
        say(world, "a", *(an_indicator(f"{batch}-{number}") for number in range(3)))
    wire = [read_page(one) for one in pages(world, "a", "b")]
    assert [(one.first, len(one.entries)) for one in wire] == [(0, 7), (7, 6), (13, 6)]
    monkeypatch.setattr(offering, "PAGE_BYTES", 1)
    assert len(pages(world, "a", "b")) == 7
    for page in pages(world, "a", "b"):
        with world.at("b"):
            receive(page, at=world.tick())
    with world.at("b"):
        assert held_heads(circle()) == {stix_of("a"): 19}
    assert pages(world, "a", "b") == []


def test_memory_does_not_grow_with_the_journal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page is made when it is asked for: a second one is not held beside the first."""
    monkeypatch.setattr(offering, "PAGE_BYTES", 1)
    large = "x" * 500_000
    for number in range(24):
        say(world, "a", an_indicator(str(number), description=large))
    with world.at("a"):
        wire = offer(circle(), member("b"), {}, at=world.tick())
        sizes = [len(next(wire))]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sizes += [len(one) for one in wire]
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(sizes) > 12_000_000
    assert after - before < 8_000


def test_what_is_offered_does_not_depend_on_what_others_keep(world: World) -> None:
    """Hidden entries show a hash; what is in them changes nothing of the page but that hash."""
    say(world, "a", an_indicator("for c"), to=["c"])
    say(world, "a", an_indicator("for all"))
    [page] = map(read_page, pages(world, "a", "b"))
    assert [one.hash is None for one in page.entries] == [True, False, True]
    assert page.entries[1] == PageEntry(hash=page.leaves()[1])
    assert len({text for one in page.entries if (text := one.handling) is not None}) == 1


def test_who_left_is_offered_charters_up_to_the_one_that_removed_it(world: World) -> None:
    pull(world, "a", "b")
    change(world, "a", RemoveSeat(stix_of("b")))
    from bayanihan.membership.api import SetPurpose  # noqa: PLC0415  # one use

    change(world, "a", SetPurpose("Without b."))
    pull(world, "a", "b")
    with world.at("b"):
        assert sorted(circle().charters.values_list("number", flat=True)) == [1, 2]
    assert "Without b." not in str(state(world, "b"))


def test_a_node_relays_only_what_it_holds(world: World) -> None:
    say(world, "a", an_indicator("for b"), to=["b"])
    pull(world, "a", "c")
    pull(world, "c", "b")
    with world.at("b"):
        assert Entry.objects.filter(kind="").count() == 1
    pull(world, "a", "b", again=True)
    with world.at("b"):
        assert not Entry.objects.filter(kind="").exists()
        assert Journal.objects.get().size == 2


HASH = bytes(range(32))


def a_page(**changes: object) -> JournalPage:
    fields: dict[str, object] = {
        "group": "g",
        "member": "m",
        "first": 0,
        "checkpoint": "note",
        "entries": (PageEntry(hash=HASH),),
    }
    return JournalPage(**{**fields, **changes})  # type: ignore[arg-type]  # by the test's table


ENTRIES = (
    PageEntry(hash=HASH),
    PageEntry(kind="acceptance", charter=1, at=5, commitment=HASH),
    PageEntry(kind="withdrawal", charter=1, at=5, text="\u00e9\n"),
    PageEntry(kind="record", charter=1, at=5, commitment=HASH, handling="h"),
    PageEntry(
        kind="record", charter=1, at=5, commitment=HASH, handling="h", salt=bytes(16), body=b"\x00"
    ),
)


def test_every_form_of_an_entry_survives_being_sent() -> None:
    start = Start(300, (HASH * 44, HASH))
    page = a_page(entries=ENTRIES, first=300, start=start, charters=("ab" * 32,))
    assert read_page(write_page(page)) == page
    assert start.frontier().size == 300


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"bayanihan-page/1", b"bayanihan-page/2"),
        (b'"first":0', b'"first":-'),
        (b'"count":5', b'"count":6'),
        (b'"count":5', b'"count":4'),
        (b'"member":"m"', b'"member":"/"'),
        (b'"at":5', b'"at":"'),
        (b'"kind":"acceptance"', b'"kind":"Acceptance"'),
        (b'"handlings":["h"]', b'"handlings":["x"]'),
        (b'"start":null', b'"start":true'),
    ],
)
def test_another_form_is_no_page(old: bytes, new: bytes) -> None:
    true = write_page(a_page(entries=ENTRIES))
    assert old in true
    bad = true.replace(old, new, 1)
    if old == b'"handlings":["h"]':
        assert read_page(bad).entries != ENTRIES
        return
    with pytest.raises(Malformed):
        read_page(bad)


def frame(data: bytes) -> bytes:
    return len(data).to_bytes(4) + data


def test_trailing_bytes_duplicate_keys_and_bombs_are_no_page() -> None:
    true = write_page(a_page())
    head = (
        b'{"charters":[],"checkpoint":"n","count":1,"first":0,"group":"g","handlings":[],'
        b'"member":"m","start":null}'
    )
    twice = head.replace(b'"count":1', b'"count":1,"count":1')
    deep = b"[" * 100_000
    magic, entry = b"bayanihan-page/1\n", frame(b'{"hash":"' + b"ab" * 32 + b'"}')
    assert read_page(magic + frame(head) + entry).entries
    for bad in (
        true + b"\x00",
        true + frame(b""),
        true[:-1],
        magic + frame(twice) + entry,
        magic + frame(deep) + entry,
        magic + b"\xff\xff\xff\xff" + head,
        magic + frame(head) + frame(b'{"hash":null}'),
        magic + frame(head.replace(b'"count":1', b'"count":0')),
        magic + frame(head.replace(b'"count":1', b'"count":5000')) + entry * 5000,
        magic + frame(head.replace(b'"charters":[]', b'"charters":["x"]')) + entry,
    ):
        with pytest.raises(Malformed):
            read_page(bad)
    with pytest.raises(Malformed) as caught:
        read_page(bytes(MAX_PAGE_BYTES + 1))
    assert caught.value.code.value == "page_too_long"


@pytest.mark.parametrize("edge", [(), (HASH,), (HASH * 44,), (HASH * 45, HASH)])
def test_a_start_of_another_shape_is_none(edge: tuple[bytes, ...]) -> None:
    with pytest.raises(Malformed):
        Start(300, edge).frontier()
