"""A cut pins what a member had said: no other history of it is taken in below the cut."""

from __future__ import annotations

from dataclasses import replace

from bayanihan.journal.api import LeafKind, SigningKey
from bayanihan.membership.api import (
    AddKey,
    AddSeat,
    EndKey,
    KeyLine,
    RemoveSeat,
    StatementKey,
    charter_text,
    new_key,
)
from bayanihan.records.act_wire import Author, RemovalAct, write_act
from bayanihan.records.acting import accept_charter
from bayanihan.records.models import Entry, Journal
from bayanihan.records.page_form import PageEntry, read_page
from bayanihan.records.receiving import Received
from bayanihan.records.receiving_held import standing_of
from bayanihan.records.removal_rules import RemovalReason
from bayanihan.records.reports import PackageFault
from bayanihan.records.withdrawing import withdraw
from tests.rooms.records.receiving_forging import a_record, key_of, names, refused, signed
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    change,
    circle,
    follow,
    member,
    pages,
    pull,
    say,
    stix_of,
    take,
)
from tests.rooms.records.test_receiving_charters import packed, rotate


def forged(world: World, thief: SigningKey) -> bytes:
    """Another history of ``b``, as long as the true one, under a head that its key can sign."""
    page = read_page(pages(world, "b", "c", whole=True)[-1])
    said = replace(a_record(page, "forged"), at=page.entries[1].at)
    return signed(replace(page, entries=(page.entries[0], said)), thief)


def test_who_left_cannot_have_said_something_else(world: World) -> None:
    say(world, "b", an_indicator("before"))
    pull(world, "b", "a")
    lie, honest = forged(world, key_of(world, "b")), pages(world, "b", "c", whole=True)
    change(world, "a", RemoveSeat(stix_of("b")))
    follow(world, "a", "c")
    assert refused(world, "c", lie).code is PackageFault.CUT_DIFFERS
    assert all(isinstance(take(world, "c", page), Received) for page in honest)
    assert names(world, "c") == {"before"}


def test_an_ended_key_signs_no_other_history_below_its_end(world: World) -> None:
    say(world, "b", an_indicator("before"))
    thief = key_of(world, "b")
    lie = forged(world, thief)
    pull(world, "b", "a")
    old, _new = rotate(world)
    pull(world, "b", "a")
    change(world, "a", EndKey(stix_of("b"), old, world.now))
    follow(world, "a", "b")
    follow(world, "a", "c")
    with world.at("a"):
        [end] = charter_text(circle().newest).cuts  # type: ignore[arg-type]  # it is open
    assert end.size == 2, "the lie is as long as what the key may have signed"
    assert refused(world, "c", lie).code is PackageFault.CUT_DIFFERS
    pull(world, "b", "c")
    assert names(world, "c") == {"before"}


def test_a_lie_that_came_first_falls_with_the_cut(world: World) -> None:
    say(world, "b", an_indicator("before"))
    pull(world, "b", "a")
    lie, honest = forged(world, key_of(world, "b")), pages(world, "b", "c", whole=True)
    assert isinstance(take(world, "c", lie), Received)
    assert names(world, "c") == {"forged"}
    change(world, "a", RemoveSeat(stix_of("b")))
    follow(world, "a", "c")
    assert names(world, "c") == set(), "the group pinned another history"
    assert all(isinstance(take(world, "c", page), Received) for page in honest)
    assert names(world, "c") == {"before"}
    assert packed(world, "c").holds


def test_who_is_removed_after_a_theft_is_cut_where_the_theft_was(world: World) -> None:
    """What the first cut removed is pinned by no later one, and the member can come back."""
    say(world, "b", an_indicator("honest"))
    pull(world, "b", "a")
    with world.at("a"):
        size = Journal.objects.get(member=member("b")).size
        before = standing_of(str(circle().uuid), stix_of("b")).leaves(0, size)
    base = read_page(pages(world, "b", "c", whole=True)[-1])
    stolen = replace(base, first=size, entries=(a_record(base, "stolen"),))
    assert isinstance(take(world, "a", signed(stolen, key_of(world, "b"), before)), Received)
    with world.at("b"):
        old = StatementKey.objects.get(member=member("b"))
        row = new_key(member=member("b"), at=world.tick())
    added = AddKey(stix_of("b"), KeyLine(row.vkey, row.epoch, row.valid_from, None))
    ended = EndKey(stix_of("b"), old.vkey, world.now)
    change(world, "a", added, ended, cut_sizes={old.vkey: size})
    with world.at("a"):
        seat = charter_text(circle().newest).seat(stix_of("b"))  # type: ignore[arg-type]  # open
    assert seat is not None
    change(world, "a", RemoveSeat(stix_of("b")))
    with world.at("a"):
        [cut] = charter_text(circle().newest).cuts  # type: ignore[arg-type]  # it is open
    assert cut.size == size
    change(world, "a", AddSeat(seat))
    for node in ("b", "c"):
        follow(world, "a", node)
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    say(world, "b", an_indicator("back"))
    for node in ("a", "c"):
        pull(world, "b", node)
        assert names(world, node) == {"honest", "back"}
    report = packed(world, "a")
    assert report.holds, report.faults


def test_what_a_thief_withdrew_its_publisher_withdraws_itself(world: World) -> None:
    """The cut takes the thief's act away; that it once stood does not hide the true one."""
    say(world, "b", an_indicator("mine"))
    pull(world, "b", "a")
    base = read_page(pages(world, "b", "c", whole=True)[-1])
    size, key = len(base.entries), key_of(world, "b")
    text = write_act(
        RemovalAct(
            Author(base.group, base.member, "ab" * 16), LeafKind.WITHDRAWAL, (1,), "replaced"
        )
    )
    act = PageEntry(kind="withdrawal", charter=1, at=base.entries[-1].at + 1, text=text)
    theft = signed(replace(base, first=size, entries=(act,)), key, base.leaves())
    assert isinstance(take(world, "a", theft), Received)
    assert fates(world, "a") == {"withdrawn"}
    with world.at("b"):
        old = StatementKey.objects.get(member=member("b"))
        row = new_key(member=member("b"), at=world.tick())
    added = AddKey(stix_of("b"), KeyLine(row.vkey, row.epoch, row.valid_from, None))
    ended = EndKey(stix_of("b"), old.vkey, world.now)
    change(world, "a", added, ended, cut_sizes={old.vkey: size})
    assert fates(world, "a") == {"stands"}
    follow(world, "a", "b")
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
        rows = list(Entry.objects.filter(object__isnull=False))
        withdraw(entries=rows, by=None, why=RemovalReason.REPLACED, at=world.tick())
    pull(world, "b", "a")
    assert fates(world, "a") == {"withdrawn"}


def fates(world: World, node: str) -> set[str]:
    """What became of what ``b`` said first."""
    with world.at(node):
        rows = Entry.objects.filter(journal__member=member("b"), index=1, kind="record")
        return set(rows.values_list("fate", flat=True))
