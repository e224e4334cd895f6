"""Whatever comes instead of a page, a node keeps what is true or nothing; in any order the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import BayanihanError, Malformed
from bayanihan.membership.api import SetPurpose
from bayanihan.records.api import (
    Entry,
    JournalPage,
    PageEntry,
    RemovalReason,
    SignedCharter,
    accept_charter,
    advance_charters,
    erase,
    offer_charters,
    read_page,
    receive,
    withdraw,
    write_page,
)
from tests.rooms.records.receiving_state import state_here
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    change,
    circle,
    follow,
    member,
    migrated,
    pages,
    pull,
    say,
    stix_of,
    three_nodes,
    undone,
)


class Truth(dict[str, Any]):
    """What ``c`` holds; too long to be shown whole."""

    def __repr__(self) -> str:
        return "the truth"


@dataclass(frozen=True, repr=False)
class Sent:
    """What ``c`` is sent: charters and pages, and what it holds once it has taken them all."""

    world: World
    pages: tuple[bytes, ...]
    charters: tuple[SignedCharter, ...]


@pytest.fixture(scope="module")
def sent(
    django_test_environment: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Sent]:
    """Two members speak, take back and accept; everything goes to the third."""
    folder = tmp_path_factory.mktemp("nodes")
    with (
        django_db_blocker.unblock(),
        migrated(folder) as template,
        three_nodes(template, folder) as world,
    ):
        wire = [*speak(world)]
        with world.at("a"):
            charters = offer_charters(circle(), member("c"), at=world.now)
        with world.at("c"):
            yield Sent(world, tuple(wire), tuple(charters))


def speak(world: World) -> Iterator[bytes]:
    """Records for all and for some, versions, a withdrawal, an erasure, a new charter."""
    first = an_indicator("one")
    say(world, "a", first, an_indicator("two"))
    say(world, "a", an_indicator("for b"), to=["b"])
    yield from pages(world, "a", "c")
    say(world, "b", an_indicator("of b"), tlp=Tlp.GREEN)
    yield from pages(world, "b", "c")
    say(world, "a", {**first, "modified": "2026-07-02T08:00:00.000Z"})
    for name, act in (("one", withdraw), ("two", erase)):
        with world.at("a"):
            [entry] = Entry.objects.filter(object__body__contains=f'"name": "{name}"', latest=True)
            act(entries=[entry], by=None, why=RemovalReason.PERSONAL_DATA, at=world.tick())
    yield pages(world, "a", "c", whole=True)[-1]
    pull(world, "a", "b")
    change(world, "a", SetPurpose("Another."))
    follow(world, "a", "b")
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    say(world, "b", an_indicator("after"))
    for author in ("a", "b"):
        yield from pages(world, author, "c", whole=True)


def at_c() -> Truth:
    """What ``c`` holds of the others; what it answers itself is another matter."""
    own = stix_of("c")
    found = state_here()
    found["entries"] = [one for one in found["entries"] if one[0] != own]
    found["journals"] = [one for one in found["journals"] if one[0] != own]
    found["acceptances"] = [one for one in found["acceptances"] if one[0] != own]
    # Heads that lie between depend on which page came first.
    found.pop("heads")
    found.pop("receipts")
    return Truth(found)


def deliver(sent: Sent, order: Sequence[bytes | int]) -> Truth:
    """Deliver pages and charters in this order, and again what was refused, until it is quiet."""
    waiting, moved = list(order), True
    while waiting and moved:
        refused = []
        for one in waiting:
            try:
                if isinstance(one, int):
                    charter = sent.charters[one]
                    advance_charters(circle(), [charter], at=sent.world.tick())
                else:
                    receive(one, at=sent.world.tick())
            except BayanihanError:
                refused.append(one)
        moved = len(refused) < len(waiting)
        waiting = refused
    assert not waiting
    return at_c()


@pytest.fixture(scope="module")
def truth(sent: Sent) -> Truth:
    """What ``c`` holds when everything came in order, once."""
    with undone():
        return deliver(sent, [*range(len(sent.charters)), *sent.pages])


@given(keys=st.lists(st.integers(0, 10**6), min_size=40, max_size=40), again=st.integers(0, 6))
def test_any_order_and_any_repetition_gives_the_same(
    sent: Sent, truth: Truth, keys: list[int], again: int
) -> None:
    things: list[bytes | int] = [*range(len(sent.charters)), *sent.pages]
    things += [things[key % len(things)] for key in keys[:again]]
    order = [one for _key, _place, one in sorted(zip(keys, range(40), things, strict=False))]
    with undone():
        assert differences(deliver(sent, order), truth) == {}


def differences(found: Truth, truth: Truth) -> dict[str, Any]:
    """What one of two holds and the other does not."""
    return {
        key: (
            [one for one in found[key] if one not in truth[key]],
            [one for one in truth[key] if one not in found[key]],
        )
        for key in truth
        if found[key] != truth[key]
    }


def harmless(sent: Sent, page: bytes, bad: bytes, truth: Truth) -> None:
    """A changed page is refused, or what is true comes of it once the true pages are there."""
    everything = [*range(len(sent.charters)), *sent.pages]
    with undone():
        advance_charters(circle(), sent.charters, at=sent.world.tick())
        try:
            receive(bad, at=sent.world.tick())
        except BayanihanError:
            return
        if bad != page:
            assert differences(deliver(sent, everything), truth) == {}


flips = st.tuples(st.integers(0, 10**6), st.integers(0, 255))


@given(number=st.integers(0, 4), flips=st.lists(flips, min_size=1, max_size=3))
def test_no_change_of_bytes_makes_a_node_hold_what_nobody_signed(
    sent: Sent, truth: Truth, number: int, flips: list[tuple[int, int]]
) -> None:
    page = sent.pages[number % len(sent.pages)]
    bad = bytearray(page)
    for place, byte in flips:
        bad[place % len(bad)] = byte
    harmless(sent, page, bytes(bad), truth)


@given(number=st.integers(0, 4), start=st.integers(0, 10**6), size=st.integers(0, 300))
def test_no_cut_makes_a_node_hold_what_nobody_signed(
    sent: Sent, truth: Truth, number: int, start: int, size: int
) -> None:
    page = sent.pages[number % len(sent.pages)]
    start %= len(page)
    harmless(sent, page, page[:start] + page[start + size :], truth)


@st.composite
def retold(draw: st.DrawFn, true: JournalPage) -> JournalPage:
    """A page in its right form that says something else in one or two places."""
    entries = list(true.entries)
    leaves = true.leaves()
    for _time in range(draw(st.integers(1, 2))):
        place = draw(st.integers(0, len(entries) - 1))
        one = entries[place]
        said = [
            PageEntry(hash=leaves[place] if place < len(leaves) else bytes(32)),
            replace(one, at=one.at + 1),
            replace(one, charter=one.charter + 1),
            replace(one, salt=None, body=None),
            replace(one, kind="frobnicate", handling=None, salt=None, body=None),
            replace(one, text=None, commitment=one.envelope()) if one.text else one,
            entries[draw(st.integers(0, len(entries) - 1))],
        ]
        entries[place] = draw(st.sampled_from(said))
    if draw(st.booleans()):
        entries = entries[: draw(st.integers(1, len(entries)))]
    first = draw(st.sampled_from([true.first, 0, 1, true.first + 1]))
    who = draw(st.sampled_from([true.member, stix_of("b"), stix_of("c")]))
    return replace(true, entries=tuple(entries), first=first, member=who)


@given(number=st.integers(0, 4), data=st.data())
def test_no_retelling_makes_a_node_hold_what_nobody_signed(
    sent: Sent, truth: Truth, number: int, data: st.DataObject
) -> None:
    page = sent.pages[number % len(sent.pages)]
    told = data.draw(retold(read_page(page)))
    harmless(sent, page, write_page(told), truth)


@given(data=st.binary(max_size=300), is_headed=st.booleans())
def test_no_bytes_crash_the_reader_of_pages(*, data: bytes, is_headed: bool) -> None:
    with pytest.raises(Malformed):
        read_page(b"bayanihan-page/1\n" * is_headed + data)


def test_a_page_is_written_in_one_way(sent: Sent) -> None:
    for page in sent.pages:
        assert write_page(read_page(page)) == page
