"""Attacks upon forks: old keys, branches that nobody saw, two ends, cuts of a branch that fell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bayanihan.gate.api import GroupRole, Layer
from bayanihan.journal.api import sign_note
from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import (
    AddSeat,
    ChangeRole,
    CharterText,
    HandOver,
    NewGroup,
    Recover,
    RemoveSeat,
    SetName,
    SetPurpose,
    SetStep,
    change_charter,
    cuts_needed,
    facts_of,
    read_charter,
    recovery_of,
    seat_line,
    signing_key,
)
from bayanihan.membership.api import Cut as CutText
from bayanihan.records.acting import accept_charter
from bayanihan.records.agreeing import propose_first
from bayanihan.records.cutting import cuts_for
from bayanihan.records.joining import SignedCharter, join_group
from bayanihan.records.models import KeptEvidence
from bayanihan.records.offering import offer_charters
from tests.rooms.records.receiving_forging import names
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    build,
    change,
    circle,
    code_of,
    exchange,
    follow,
    joins,
    member,
    pull,
    readable,
    say,
    sign,
    stix_of,
)
from tests.rooms.records.test_receiving_forks import (
    EMPTY,
    after,
    branch,
    first,
    in_force,
    is_frozen,
    number,
    shown,
)


def told(world: World, node: str, charters: Sequence[SignedCharter]) -> None:
    """As ``shown``, whatever is refused in words."""
    with suppress(BayanihanError):
        shown(world, node, charters)


def frozen(world: World, node: str) -> bool:
    """Whether nothing can be said on a node."""
    with world.at(node):
        return is_frozen(circle())


def mending(world: World, node: str) -> Recover:
    """What a node would propose."""
    with world.at(node):
        found = recovery_of(circle())
    assert found is not None
    return found


def ending(
    world: World,
    base: CharterText,
    follows: CharterText,
    others: Sequence[CharterText],
    *changes: Any,
    by: str = "a",
) -> tuple[CharterText, SignedCharter]:
    """A version that ends a fork, signed by so many."""
    at, whole = world.tick(), (Recover(base, follows, tuple(others)), *changes)
    cuts = [CutText(one, 0, EMPTY, vkey) for one, vkey in cuts_needed(follows, whole, at=at)]
    text = change_charter(follows, whole, at=at, cuts=cuts)
    keys = []
    for node in by:
        with world.at(node):
            keys.append(signing_key(member(node), base, world.now)[0])
    return text, (text.raw.decode(), sign_note(text.note_text(), *keys))


def two(world: World) -> tuple[CharterText, CharterText, list[SignedCharter]]:
    """Two second versions, with both as they travel."""
    (one, a), (other, b) = (after(world, first(world), SetPurpose(name)) for name in "12")
    return one, other, [a, b]


@pytest.fixture
def case(empty_database: str, django_db_blocker: Any, tmp_path: Path) -> Iterator[World]:
    """``a`` opens a case alone, adds ``b`` and ``c``, hands over and is removed."""
    with django_db_blocker.unblock():
        world = World(tmp_path, empty_database)
        try:
            build(world, ["a"])
            with world.at("a"):
                seats = {code_of("a"): GroupRole.COORDINATOR}
                new = NewGroup("circle", "A case", "T.", Layer.CASE, 3, seats)
                propose_first(new=new, member=member("a"), by=None, node="a", at=world.tick())
            for node in "bc":
                joins(world, node)
            follow(world, "a", "b")
            change(world, "a", HandOver(stix_of("a"), stix_of("b")))
            for node in "bc":
                follow(world, "a", node)
            change(world, "b", RemoveSeat(stix_of("a")))
            follow(world, "b", "c")
            yield world
        finally:
            world.close()


@pytest.mark.parametrize("grows", [0, 3])
def test_who_opened_a_group_alone_and_left_takes_nothing_back(case: World, grows: int) -> None:
    """With its old key ``a`` is the majority of the first version, and of nothing since."""
    world, ours = case, in_force(case, "c")
    one, other, signed = two(world)
    text, end = ending(world, first(world), one, [other])
    signed.append(end)
    for place in range(grows):
        text, more = after(world, text, SetPurpose(f"mine {place}"))
        signed.append(more)
    for node in "bc":
        told(world, node, signed)
        assert in_force(world, node).raw == ours.raw
        mending(world, node)
    change(world, "b", mending(world, "b"))
    follow(world, "b", "c")
    sign(world, "c")
    follow(world, "c", "b")
    for node in "bc":
        assert (number(world, node), frozen(world, node)) == (6, False)
        assert in_force(world, node).seat(stix_of("a")) is None


def test_a_longer_branch_of_the_opener_s_own_takes_nothing_back(case: World) -> None:
    world, ours = case, in_force(case, "c")
    text, signed = first(world), []
    for place in range(6):
        text, more = after(world, text, SetPurpose(f"mine {place}"))
        signed.append(more)
    _text, end = ending(world, first(world), text, [ours])
    for node in "bc":
        told(world, node, [*signed, end])
        assert in_force(world, node).raw == ours.raw


def test_two_ends_that_majorities_signed_freeze_who_sees_both(world: World) -> None:
    one, other, signed = two(world)
    ends = [
        ending(world, first(world), one, [other], SetName(name), by=by)[1]
        for name, by in (("R1", "ab"), ("R2", "ac"))
    ]
    for node, order in (("b", ends), ("c", ends[::-1])):
        shown(world, node, signed)
        shown(world, node, order[:1])
        assert not frozen(world, node)
        shown(world, node, order[1:])
        assert frozen(world, node)
    change(world, "b", mending(world, "b"))
    pull(world, "b", "c")
    sign(world, "c")
    exchange(world, "bc")
    assert in_force(world, "b").raw == in_force(world, "c").raw


def test_a_longer_branch_without_one_member_is_not_followed(world: World) -> None:
    _good, good = after(world, first(world), SetPurpose("All stay."))
    gone, bad = after(world, first(world), RemoveSeat(stix_of("b")))
    _gone, worse = after(world, gone, SetPurpose("longer"))
    for node in "bc":
        shown(world, node, [good])
        shown(world, node, [bad, worse])
        assert frozen(world, node)
    change(world, "b", mending(world, "b"))
    pull(world, "b", "c")
    assert sign(world, "c").state == "adopted"
    assert not frozen(world, "c")
    assert in_force(world, "c").seat(stix_of("b")) is not None


@pytest.mark.parametrize("by_hand", [False, True])
def test_an_end_of_a_number_that_is_taken_comes_in_two_halves(
    world: World, *, by_hand: bool
) -> None:
    one, other, signed = two(world)
    text, half = ending(world, first(world), one, [other], by="b")
    with world.at("a"):
        key = signing_key(member("a"), first(world), world.now)[0]
    told(world, "c", branch(world, "long", 3))
    told(world, "c", signed)
    told(world, "c", [half])
    if by_hand:
        sign(world, "c")
    else:
        told(world, "c", [(half[0], sign_note(text.note_text(), key))])
    with world.at("c"):
        assert circle().rivals.filter(digest=text.digest.hex()).exists()
        assert is_frozen(circle())


def test_a_fork_within_another_branch_is_signed_by_who_said_nothing_yet(world: World) -> None:
    _main, main = after(world, first(world), SetPurpose("main"))
    x, x1 = after(world, first(world), SetPurpose("x"))
    y, x2 = after(world, x, SetPurpose("y"))
    (p, x3), (q, x4) = (after(world, y, SetPurpose(name)) for name in "pq")
    told(world, "c", [main])
    told(world, "c", [x1, x2, x3, x4])
    _text, half = ending(world, y, p, [q])
    told(world, "c", [half])
    assert sign(world, "c").state == "adopted"
    assert (number(world, "c"), frozen(world, "c")) == (5, False)


def test_a_former_member_that_seats_itself_is_told_nothing_since(case: World) -> None:
    world = case
    for place in range(4):
        change(world, "b", SetPurpose(f"Secret since {place}"))
    _mine, mine = after(world, first(world), SetPurpose("mine"))
    told(world, "b", [mine])
    with world.at("b"):
        told_to_a = offer_charters(circle(), member("a"), at=world.now)
    assert not any("Secret" in read_charter(text.encode()).purpose for text, _note in told_to_a)


def test_one_key_fills_no_table_of_proposals(world: World) -> None:
    one, other, signed = two(world)
    told(world, "b", signed)
    flood = [
        ending(world, first(world), one, [other], SetName(f"F {place}"), by="c")[1]
        for place in range(20)
    ]
    told(world, "b", flood)
    with world.at("b"):
        assert circle().proposals.count() == 4


def test_who_followed_again_holds_the_same_of_every_number(world: World) -> None:
    one, other, signed = two(world)
    told(world, "b", signed)
    told(world, "a", signed[1:])
    change(world, "a", SetStep(1))
    text, end = ending(world, first(world), one, [other], by="bc")
    told(world, "c", signed)
    for node in "bc":
        told(world, node, [end])
    _text, more = after(world, text, SetPurpose("in order"))
    for node in "bc":
        told(world, node, [more])
    exchange(world, "abc")
    facts = []
    for node in "abc":
        assert not frozen(world, node)
        with world.at(node):
            found = facts_of([circle()])[str(circle().uuid)]
            facts.append(
                (dict(found.ladder), {key: dict(its) for key, its in found.charters.items()})
            )
    assert facts[0] == facts[1] == facts[2]


def test_a_group_with_many_ended_versions_is_joined(world: World) -> None:
    one, other, signed = two(world)
    told(world, "b", signed)
    told(world, "b", branch(world, "hidden", 70))
    text, end = ending(world, first(world), one, [other], by="abc")
    told(world, "b", [end])
    build(world, ["d"])
    with world.at("d"):
        seat = seat_line(member("d"), GroupRole.MEMBER, node="its own")
    for place in range(2):
        text, more = after(world, text, AddSeat(seat) if place else SetPurpose("on"))
        told(world, "b", [more])
    assert not frozen(world, "b")
    with world.at("b"):
        charters = offer_charters(circle(), member("d"), at=world.now)
    with world.at("d"):
        joined = join_group(charters, first(world).digest.hex(), at=world.tick())
        assert joined.newest is not None
    assert in_force(world, "d").raw == in_force(world, "b").raw


def test_many_rivals_are_ended_by_naming_some(world: World) -> None:
    told(world, "b", [after(world, first(world), SetPurpose(f"r {n}"))[1] for n in range(18)])
    change(world, "b", mending(world, "b"))


def test_roles_of_a_branch_that_was_followed_open_nothing(world: World) -> None:
    change(world, "a", ChangeRole(stix_of("c"), GroupRole.OBSERVER))
    for node in "bc":
        follow(world, "a", node)
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    say(world, "b", an_indicator("amber"))
    base = in_force(world, "b")
    main, signed = after(world, base, SetPurpose("main"))
    text, more = after(world, base, ChangeRole(stix_of("c"), GroupRole.MEMBER))
    told(world, "b", [signed, more])
    for name in "xy":
        text, more = after(world, text, SetPurpose(name))
        told(world, "b", [more])
    back = ChangeRole(stix_of("c"), GroupRole.OBSERVER)
    _end, end = ending(world, base, text, [main], back, by="ab")
    told(world, "b", [end])
    assert number(world, "b") == 6
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    assert readable(world, "b", "c") == set(), "an observer all along reads no AMBER"


@pytest.mark.parametrize("by", ["a", "b"])
@pytest.mark.parametrize("cut", ["real", "empty"])
def test_whose_node_saw_first_the_branch_that_cut_it_goes_on(
    world: World, by: str, cut: str
) -> None:
    """Its own journal comes back from those who hold it; it never tells another story."""
    say(world, "b", an_indicator("before"))
    exchange(world, "abc")
    removed, gone = removing_b(world, cut)
    stays, kept = after(world, first(world), SetPurpose("All stay."))
    _stays, longer = after(world, stays, SetPurpose("All stay, and on."))
    for node, order in (("b", [[gone], [kept, longer]]), ("a", [[kept, longer], [gone]])):
        for some in order:
            told(world, node, some)
    for some in ([kept, longer], [gone]):
        told(world, "c", some)
    change(world, by, mending(world, "c"))
    follow(world, by, "c")
    assert sign(world, "c").state == "adopted"
    exchange(world, "abc")
    with world.at("b"), suppress(BayanihanError):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    say(world, "b", an_indicator("again"))
    exchange(world, "abc")
    for node in "abc":
        assert number(world, node) == 4
        assert names(world, node) == {"before", "again"}
        with world.at(node):
            assert not KeptEvidence.objects.filter(member__isnull=False).exists()
    assert removed.seat(stix_of("b")) is None


def removing_b(world: World, cut: str) -> tuple[CharterText, SignedCharter]:
    """A version that removes ``b``, cut where its journal ends or at its beginning."""
    base, at = first(world), world.tick()
    with world.at("a"):
        cuts = cuts_for(circle(), base, [RemoveSeat(stix_of("b"))], at=at, sizes={})
        if cut == "empty":
            cuts = [CutText(stix_of("b"), 0, EMPTY, None)]
        text = change_charter(base, [RemoveSeat(stix_of("b"))], at=at, cuts=cuts)
        key = signing_key(member("a"), base, world.now)[0]
    return text, (text.raw.decode(), sign_note(text.note_text(), key))
