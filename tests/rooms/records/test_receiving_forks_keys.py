"""Attacks upon forks, continued: ended keys, invented voters, floods, and orders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bayanihan.gate.api import GroupRole, Layer
from bayanihan.journal.api import SigningKey, sign_note
from bayanihan.membership.api import (
    AddKey,
    AddSeat,
    CharterText,
    EndKey,
    HandOver,
    KeyLine,
    NewGroup,
    Recover,
    RemoveSeat,
    SeatLine,
    SetName,
    SetPurpose,
    change_charter,
    new_key,
    read_charter,
    seat_line,
    signing_key,
)
from bayanihan.records.acting import accept_charter
from bayanihan.records.agreeing import propose_first
from bayanihan.records.joining import SignedCharter
from bayanihan.records.offering import offer_charters
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    build,
    change,
    circle,
    code_of,
    exchange,
    follow,
    member,
    open_circle,
    pull,
    readable,
    say,
    sign,
    stix_of,
)
from tests.rooms.records.test_receiving_forks import (
    after,
    branch,
    first,
    in_force,
    number,
    shown,
)
from tests.rooms.records.test_receiving_forks_hostile import (
    ending,
    frozen,
    mending,
    told,
    two,
)


@pytest.fixture
def bare(empty_database: str, django_db_blocker: Any, tmp_path: Path) -> Iterator[World]:
    """No node yet."""
    with django_db_blocker.unblock():
        world = World(tmp_path, empty_database)
        try:
            yield world
        finally:
            world.close()


def seat_at(text: CharterText, node: str) -> SeatLine:
    """The seat of a node's member."""
    found = text.seat(stix_of(node))
    assert found is not None
    return found


def key_at(world: World, node: str, text: CharterText) -> SigningKey:
    """With what a node's member signs what follows this version."""
    with world.at(node):
        return signing_key(member(node), text, world.now)[0]


def noted(text: CharterText, *keys: SigningKey) -> SignedCharter:
    """A version as it travels."""
    return (text.raw.decode(), sign_note(text.note_text(), *keys))


def test_keys_that_the_group_ended_long_ago_take_nothing_over(world: World) -> None:
    base = first(world)
    stolen = {n: key_at(world, n, base) for n in "bc"}
    fresh = {}
    for n in "bc":
        with world.at(n):
            fresh[n] = new_key_line(world, n)
    for n in "bc":
        change(world, "a", AddKey(stix_of(n), fresh[n]))
    for n in "bc":
        old = seat_at(base, n).keys[0].vkey
        change(world, "a", EndKey(stix_of(n), old, world.tick()))
    for place in range(2):
        change(world, "a", SetPurpose(f"since {place}"))
    for n in "bc":
        follow(world, "a", n)
    ours = in_force(world, "c")
    assert in_force(world, "a").raw == ours.raw
    # The thief of b's and c's ended keys.
    text, mine = base, []
    keys = list(stolen.values())
    while text.number < ours.number:
        text = change_charter(text, [SetPurpose(f"thief {text.number}")], at=world.tick(), cuts=[])
        mine.append(noted(text, *keys))
    at = world.tick()
    end = change_charter(text, [Recover(base, text, (ours,))], at=at, cuts=[])
    mine.append(noted(end, *keys))
    for n in "abc":
        told(world, n, mine)
    assert {n: in_force(world, n).purpose for n in "abc"} == dict.fromkeys("abc", ours.purpose)


def new_key_line(world: World, node: str) -> KeyLine:
    """A fresh key of a node's member, made where we are."""
    row = new_key(member=member(node), at=world.tick())
    return KeyLine(row.vkey, row.epoch, row.valid_from, None)


def test_who_opened_alone_takes_nothing_back_from_the_second_version(bare: World) -> None:
    world = bare
    build(world, ["a", "b", "c"])
    with world.at("a"):
        seats = {code_of("a"): GroupRole.COORDINATOR}
        new = NewGroup("circle", "A case", "T.", Layer.CASE, 3, seats)
        propose_first(new=new, member=member("a"), by=None, node="a", at=world.tick())
    lines = []
    for n in "bc":
        with world.at(n):
            lines.append(seat_line(member(n), GroupRole.MEMBER, node="own"))
    change(world, "a", *map(AddSeat, lines), HandOver(stix_of("a"), stix_of("b")))
    for n in "bc":
        follow(world, "a", n)
    ours = in_force(world, "c")
    one, signed = after(world, first(world), SetPurpose("mine"))
    _end, signed_end = ending(world, first(world), one, [ours])
    for n in "bc":
        told(world, n, [signed, signed_end])
        assert in_force(world, n).raw == ours.raw


@pytest.mark.parametrize("weak_first", [False, True])
def test_an_end_shown_with_fewer_signatures_first_is_followed_all_the_same(
    world: World, *, weak_first: bool
) -> None:
    build(world, ["d"])
    with world.at("d"):
        seat = seat_line(member("d"), GroupRole.MEMBER, node="own")
    base = first(world)
    v2, s2 = after(world, base, SetPurpose("main"))
    x, x2 = after(world, base, AddSeat(seat))
    y, x3 = after(world, x, SetPurpose("x3"))
    z, x4 = after(world, y, SetPurpose("x4"))
    told(world, "c", [x2, x3, x4])
    told(world, "c", [s2])
    end, weak = ending(world, base, v2, [z], by="ab")
    whole = noted(end, *(key_at(world, n, base) for n in "abc"))
    if weak_first:
        told(world, "c", [weak])
    told(world, "c", [whole])
    text, more = end, []
    for place in range(3):
        text, signed = after(world, text, SetPurpose(f"on {place}"))
        more.append(signed)
    told(world, "c", more)
    assert (in_force(world, "c").raw, frozen(world, "c")) == (text.raw, False)


def test_a_second_end_freezes_whichever_came_first_it_or_a_later_version(world: World) -> None:
    one, other, signed = two(world)
    r1, e1 = ending(world, first(world), one, [other], SetName("R1"), by="ab")
    _r2, e2 = ending(world, first(world), other, [one], SetName("R2"), by="ac")
    seats = []
    build(world, ["d", "e", "f"])
    for n in "def":
        with world.at(n):
            seats.append(seat_line(member(n), GroupRole.MEMBER, node="own"))
    _v4, s4 = after(world, r1, *map(AddSeat, seats))
    for n, order in (("b", [e1, e2, s4]), ("c", [e1, s4, e2])):
        told(world, n, signed)
        for some in order:
            told(world, n, [some])
    for n in "bc":
        assert frozen(world, n)


@pytest.mark.parametrize("accepts", [False, True])
def test_an_acceptance_of_a_fallen_branch_opens_nothing(world: World, *, accepts: bool) -> None:
    say(world, "c", an_indicator("of c"))
    exchange(world, "abc")
    hidden = branch(world, "hidden", 4)
    if accepts:
        shown(world, "c", hidden)
        with world.at("c"):
            accept_charter(group=circle(), member=member("c"), by=None, at=world.tick())
    v2, s2 = after(world, first(world), SetPurpose("main"))
    v3, s3 = after(world, v2, SetPurpose("main on"))
    shown(world, "b", [s2, s3])
    shown(world, "b", hidden)
    pull(world, "c", "b", again=True)
    with world.at("b"):
        tip = next(iter(circle().rivals.order_by("-number")))
    e4, s4 = ending(world, first(world), v3, [read_charter(tip.text.encode())], by="ab")
    shown(world, "b", [s4])
    build(world, ["d"])
    with world.at("d"):
        seat = seat_line(member("d"), GroupRole.MEMBER, node="own")
    _v5, s5 = after(world, e4, AddSeat(seat))
    shown(world, "b", [s5])
    assert (number(world, "b"), frozen(world, "b")) == (5, False)
    assert not {one for one in readable(world, "b", "d") if one[1] == "of c"}


def test_a_signature_of_one_who_floods_blocks_no_honest_end(bare: World) -> None:
    world = bare
    build(world, ["a", "b", "c", "d"])
    open_circle(world, ["a", "b", "c", "d"])
    one, other, signed = two(world)
    told(world, "c", signed)
    flood = [
        ending(world, first(world), one, [other], SetName(f"F {place}"), by="a")[1]
        for place in range(4)
    ]
    told(world, "c", flood)
    end, honest = ending(world, first(world), one, [other], SetName("honest"), by="ba")
    told(world, "c", [honest])
    with world.at("c"):
        assert circle().proposals.filter(digest=end.digest.hex()).exists()


def test_a_rival_of_the_far_future_is_ended(world: World) -> None:
    _v2, s2 = after(world, first(world), SetPurpose("main"))
    far = world.now + 200 * 365 * 86_400_000_000
    rival = change_charter(first(world), [SetPurpose("far")], at=far, cuts=[])
    bad = noted(rival, key_at(world, "a", first(world)))
    for n in "bc":
        shown(world, n, [s2])
        told(world, n, [bad])
        assert frozen(world, n)
    change(world, "b", mending(world, "b"))
    pull(world, "b", "c")
    sign(world, "c")
    follow(world, "c", "b")
    for n in "bc":
        assert not frozen(world, n)
    say(world, "b", an_indicator("goes on"))
    assert in_force(world, "b").at < far


def test_members_whose_keys_were_rotated_since_end_a_fork_from_before(world: World) -> None:
    base = first(world)
    old_a = key_at(world, "a", base)
    for n in "bc":
        with world.at(n):
            line = new_key_line(world, n)
        change(world, "a", AddKey(stix_of(n), line))
        follow(world, "a", n)
        with world.at(n):
            accept_charter(group=circle(), member=member(n), by=None, at=world.tick())
        exchange(world, "abc")
        change(world, "a", EndKey(stix_of(n), seat_at(base, n).keys[0].vkey, world.tick()))
        follow(world, "a", n)
    exchange(world, "abc")
    rival = change_charter(base, [SetPurpose("rival")], at=world.tick(), cuts=[])
    for n in "bc":
        say(world, n, an_indicator(f"works {n}"))
        told(world, n, [noted(rival, old_a)])
        assert frozen(world, n)
    change(world, "b", mending(world, "b"))
    pull(world, "b", "c")
    sign(world, "c")
    assert not frozen(world, "c")


@pytest.mark.parametrize("more", [0, 6])
def test_a_branch_that_one_wrote_alone_has_no_veto(bare: World, more: int) -> None:
    """``c`` stands on it and never accepted it; b, c and d, three of four, end the fork."""
    world = bare
    build(world, ["a", "b", "c", "d"])
    open_circle(world, ["a", "b", "c", "d"])
    seats = []
    for name in "efghij"[:more]:
        build(world, [name])
        with world.at(name):
            seats.append(seat_line(member(name), GroupRole.MEMBER, node="own"))
    base = first(world)
    x, x2 = after(world, base, *(map(AddSeat, seats) if seats else [SetPurpose("alone")]))
    y, x3 = after(world, x, SetPurpose("alone and on"))
    v2, s2 = after(world, base, SetPurpose("main"))
    told(world, "c", [x2, x3])
    told(world, "c", [s2])
    end, signed = ending(world, base, v2, [y], by="bcd")
    told(world, "c", [signed])
    text, grown = end, []
    for place in range(3):
        text, one = after(world, text, SetPurpose(f"on {place}"))
        grown.append(one)
    told(world, "c", grown)
    assert (in_force(world, "c").raw, frozen(world, "c")) == (text.raw, False)


def test_whom_an_end_removes_is_told_of_it(world: World) -> None:
    one, other, signed = two(world)
    told(world, "b", signed)
    _text, end = ending(world, first(world), one, [other], RemoveSeat(stix_of("c")), by="ab")
    told(world, "b", [end])
    assert number(world, "b") == 3
    with world.at("b"):
        charters = offer_charters(circle(), member("c"), at=world.now)
    assert end[0] in {text for text, _note in charters}


def test_keys_that_the_newest_version_ended_take_nothing_back(world: World) -> None:
    """The answer to a theft of two keys is one version old: the thief has both still."""
    base = first(world)
    stolen = [key_at(world, n, base) for n in "bc"]
    changes: list[Any] = []
    for n in "bc":
        with world.at(n):
            changes.append(AddKey(stix_of(n), new_key_line(world, n)))
        changes.append(EndKey(stix_of(n), seat_at(base, n).keys[0].vkey, world.now))
    change(world, "a", *changes)
    for n in "bc":
        follow(world, "a", n)
    ours = in_force(world, "c")
    mine = change_charter(base, [SetPurpose("thief")], at=world.tick(), cuts=[])
    end = change_charter(mine, [Recover(base, mine, (ours,))], at=world.tick(), cuts=[])
    for n in "abc":
        told(world, n, [noted(mine, *stolen), noted(end, *stolen)])
    assert {n: in_force(world, n).purpose for n in "abc"} == dict.fromkeys("abc", ours.purpose)
