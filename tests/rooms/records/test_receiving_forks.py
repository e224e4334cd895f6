"""Forks on which the branches grew: two coordinators who went on without hearing of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bayanihan.gate.api import GroupRole
from bayanihan.journal.api import sign_note
from bayanihan.kernel.api import BayanihanError, Unverified
from bayanihan.membership.api import (
    AddSeat,
    ChangeRole,
    CharterText,
    Group,
    ProposalState,
    Recover,
    RemoveSeat,
    SetName,
    SetPurpose,
    change_charter,
    charter_text,
    cuts_needed,
    facts_of,
    recovery_of,
    seat_line,
    signing_key,
    verify_chain,
)
from bayanihan.membership.api import Cut as CutText
from bayanihan.records.acting import accept_charter
from bayanihan.records.joining import SignedCharter, advance_charters, read_fork
from bayanihan.records.models import KeptEvidence, Quarantined
from bayanihan.records.offering import offer_charters
from tests.rooms.records.receiving_forging import names
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    build,
    change,
    circle,
    exchange,
    follow,
    member,
    pull,
    say,
    sign,
    stix_of,
)
from tests.rooms.records.test_receiving_charters import packed

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def first(world: World) -> CharterText:
    """The version from which everything grows."""
    with world.at("a"):
        return charter_text(circle().charters.get(number=1))


def after(
    world: World, old: CharterText, *changes: Any, signer: str = "a"
) -> tuple[CharterText, SignedCharter]:
    """A version after ``old``, signed by the coordinator; with it as it travels."""
    at = world.tick()
    cuts = [CutText(one, 0, EMPTY, vkey) for one, vkey in cuts_needed(old, changes, at=at)]
    with world.at(signer):
        text = change_charter(old, changes, at=at, cuts=cuts)
        key, _epoch = signing_key(member(signer), old, world.now)
        return text, (text.raw.decode(), sign_note(text.note_text(), key))


def branch(world: World, name: str, length: int) -> list[SignedCharter]:
    """So many versions after the first, one after the other."""
    text, found = first(world), []
    for number in range(length):
        text, signed = after(world, text, SetPurpose(f"{name} {number}"))
        found.append(signed)
    return found


def shown(world: World, node: str, charters: Sequence[SignedCharter]) -> None:
    """What a node learns from somebody, whatever it makes of it."""
    with world.at(node):
        advance_charters(circle(), charters, at=world.tick())


def speaks_on(world: World, node: str, charters: Sequence[SignedCharter]) -> None:
    """A node that knows one branch only, accepts its newest version and says something."""
    shown(world, node, charters)
    with world.at(node):
        accept_charter(group=circle(), member=member(node), by=None, at=world.tick())
    say(world, node, an_indicator(f"of {node}"))


def in_force(world: World, node: str) -> CharterText:
    """The version in force on a node."""
    with world.at(node):
        return charter_text(circle().newest)  # type: ignore[arg-type]  # there is one


def number(world: World, node: str) -> int:
    """Its number."""
    return in_force(world, node).number


def is_frozen(group: Group) -> bool:
    """Whether nothing can be said."""
    return facts_of([group])[str(group.uuid)].frozen


@pytest.mark.parametrize(("ours", "theirs"), [(2, 2), (3, 2), (2, 4), (1, 3)])
@pytest.mark.parametrize("order", ["bc", "cb"])
def test_two_branches_that_both_grew_are_ended_over_pages(
    world: World, ours: int, theirs: int, order: str
) -> None:
    speaks_on(world, "b", one := branch(world, "one", ours))
    speaks_on(world, "c", two := branch(world, "two", theirs))
    for node in "bc":
        shown(world, node, [*one, *two])
        with world.at(node):
            assert is_frozen(circle())
            assert KeptEvidence.objects.count() == 1
            for text, note in read_fork(KeptEvidence.objects.get().text):
                assert text in {one[0][0], two[0][0]}
                assert note
    proposer, signer = order[0], order[1]
    with world.at(proposer):
        mend = recovery_of(circle())
    assert mend is not None
    change(world, proposer, mend)
    pull(world, proposer, signer)
    assert sign(world, signer).state == ProposalState.ADOPTED.value
    exchange(world, "bc")
    end = max(ours, theirs) + 2
    for node in "bc":
        assert number(world, node) == end
        with world.at(node):
            assert not is_frozen(circle())
            assert Quarantined.objects.filter(settled_at__isnull=True).count() == 0
            numbers = list(circle().charters.order_by("number").values_list("number", flat=True))
            assert numbers == list(range(1, end + 1))
        assert names(world, node) == {"of b", "of c"}
        report = packed(world, node)
        assert report.holds, report.faults
    say(world, proposer, an_indicator("after"))
    pull(world, proposer, signer)
    assert names(world, signer) == {"of b", "of c", "after"}
    pull(world, "b", "a")
    pull(world, "c", "a")
    assert number(world, "a") == end
    assert names(world, "a") == {"of b", "of c", "after"}
    with world.at("a"):
        verify_chain(
            [(charter_text(row), row.signatures) for row in circle().charters.filter(number=1)]
        )


def ended(world: World) -> tuple[list[SignedCharter], list[SignedCharter]]:
    """A fork of two branches, two versions long, which ``b`` and ``c`` have ended by version 4."""
    speaks_on(world, "b", one := branch(world, "one", 2))
    speaks_on(world, "c", two := branch(world, "two", 2))
    for node in "bc":
        shown(world, node, [*one, *two])
    with world.at("b"):
        mend = recovery_of(circle())
    assert mend is not None
    change(world, "b", mend)
    pull(world, "b", "c")
    sign(world, "c")
    exchange(world, "bc")
    return one, two


def test_what_an_ended_branch_grows_later_opens_nothing(world: World) -> None:
    ended(world)
    text, late = first(world), []
    for name in ("Late", "Later", "Latest"):
        text, signed = after(world, text, SetName(name))
        late.append(signed)
    plain, good = after_newest(world)
    before = _charters(world, "c")
    unsigned = (late[2][0].replace("Latest", "Lasting"), late[2][1])
    with world.at("c"):
        with pytest.raises(Unverified) as caught:
            advance_charters(circle(), [*late, unsigned, good], at=world.tick())
        assert caught.value.code.value == "charter_unsigned"
        # What holds was kept all the same: one bad version takes no other down.
        assert charter_text(circle().newest).raw == plain.raw  # type: ignore[arg-type]  # there is one
        assert not is_frozen(circle())
        assert circle().rivals.filter(settled_by__isnull=True).count() == 0
    now = _charters(world, "c")
    assert {one: now[one] for one in before if one > 2} == {
        one: before[one] for one in before if one > 2
    }


def test_an_ended_branch_is_kept_up_to_a_number(world: World) -> None:
    ended(world)
    text, late = first(world), []
    for place in range(70):
        text, signed = after(world, text, SetName(f"Late {place}"))
        late.append(signed)
    with world.at("c"):
        advance_charters(circle(), late, at=world.tick())
        assert circle().rivals.count() == 64
        assert not is_frozen(circle())
    say(world, "c", an_indicator("unmoved"))


def _charters(world: World, node: str) -> Any:
    """Who sits in which version, as the gate is told."""
    with world.at(node):
        return facts_of([circle()])[str(circle().uuid)].charters


def after_newest(world: World) -> tuple[CharterText, SignedCharter]:
    """The next version in order."""
    with world.at("b"):
        newest = charter_text(circle().newest)  # type: ignore[arg-type]  # there is one
    return after(world, newest, SetPurpose("In order."))


def test_who_went_on_along_an_ended_branch_follows_once_the_group_is_longer(world: World) -> None:
    """``a`` was away and signed on where it stood, up to the number of what ended its branch."""
    _one, two = ended(world)
    with world.at("b"):
        recovery = charter_text(circle().newest)  # type: ignore[arg-type]  # there is one
    shown(world, "a", two)
    change(world, "a", SetPurpose("Away."))
    assert number(world, "a") == 4
    follow(world, "b", "a")
    with world.at("a"):
        assert is_frozen(circle())
        assert circle().rivals.filter(digest=recovery.digest.hex()).exists()
    text, good = after_newest(world)
    for node in "bc":
        shown(world, node, [good])
    follow(world, "b", "a")
    with world.at("a"):
        assert charter_text(circle().newest).raw == text.raw  # type: ignore[arg-type]  # there is one
        assert not is_frozen(circle())
    exchange(world, "bca")
    with world.at("a"):
        accept_charter(group=circle(), member=member("a"), by=None, at=world.tick())
    say(world, "a", an_indicator("of a"))
    exchange(world, "bca")
    for node in "bc":
        assert "of b" in names(world, node)
    report = packed(world, "a")
    assert report.holds, report.faults


def test_a_branch_that_was_shown_late_narrows_nothing_that_the_group_agreed_since(
    world: World,
) -> None:
    """A hidden branch says under many numbers who may read; the nodes agree all the same."""
    speaks_on(world, "b", one := branch(world, "one", 1))
    speaks_on(world, "c", two := branch(world, "two", 1))
    hidden, text = [], first(world)
    for place in range(4):
        text, signed = after(world, text, ChangeRole(stix_of("c"), _role(place)))
        hidden.append(signed)
    shown(world, "b", [*one, *two])
    shown(world, "c", [*one, *two, *hidden])
    with world.at("b"):
        mend = recovery_of(circle())
    assert mend is not None
    change(world, "b", mend)
    pull(world, "b", "c")
    with world.at("c"):
        frozen = recovery_of(circle())
        assert isinstance(frozen, Recover)
        assert frozen.follows.raw == text.raw
    sign(world, "c")
    exchange(world, "bc")
    _text, good = after_newest(world)
    for node in "bc":
        shown(world, node, [good])
        with world.at(node):
            assert not is_frozen(circle())
            facts = facts_of([circle()])[str(circle().uuid)]
            assert facts.charters[3] == facts.charters[4] == facts.charters[1]


def _role(place: int) -> GroupRole:
    return GroupRole.MEMBER if place % 2 else GroupRole.OBSERVER


def test_who_was_removed_on_the_branch_that_fell_goes_on(world: World) -> None:
    say(world, "b", an_indicator("before"))
    exchange(world, "abc")
    removes, cut = after(world, first(world), RemoveSeat(stix_of("b")))
    stays, kept = after(world, first(world), SetPurpose("All stay."))
    stays, longer = after(world, stays, SetPurpose("All stay, and on."))
    shown(world, "c", [cut])
    assert names(world, "c") == set()
    shown(world, "b", [kept, longer])
    shown(world, "a", [kept, longer])
    for node in "abc":
        shown(world, node, [cut, kept, longer])
    with world.at("a"):
        mend = recovery_of(circle())
    assert mend is not None
    change(world, "a", mend)
    for node in "cb":
        pull(world, "a", node)
    sign(world, "c")
    exchange(world, "abc")
    for node in "abc":
        assert number(world, node) == 4
        assert names(world, node) == {"before"}
    say(world, "b", an_indicator("after"))
    exchange(world, "abc")
    assert names(world, "c") == {"before", "after"}
    assert removes.seat(stix_of("b")) is None


def test_who_was_added_on_one_branch_reads_nothing_of_the_other(world: World) -> None:
    """A rival that seats a stranger under more numbers than stand here opens none of them."""
    build(world, ["d"])
    with world.at("d"):
        stranger = seat_line(member("d"), GroupRole.MEMBER, node="its own")
    speaks_on(world, "b", branch(world, "one", 1))
    text, second = after(world, first(world), AddSeat(stranger))
    _text, third = after(world, text, SetPurpose("With a stranger."))
    shown(world, "b", [second, third])
    with world.at("b"):
        facts = facts_of([circle()])[str(circle().uuid)]
        assert stranger.id not in facts.everyone
        assert len(offer_charters(circle(), member("c"), at=world.now)) == 4


def test_two_whom_a_coordinator_removed_from_each_other_s_branch_end_the_fork(world: World) -> None:
    _text, without_b = after(world, first(world), RemoveSeat(stix_of("b")))
    _text, without_c = after(world, first(world), RemoveSeat(stix_of("c")))
    for node, order in (("b", [without_c, without_b]), ("c", [without_b, without_c])):
        shown(world, node, order[:1])
        shown(world, node, order[1:])
    with world.at("b"):
        mend = recovery_of(circle())
    assert mend is not None
    back = [one for one in first(world).members if one.id == stix_of("c")]
    change(world, "b", mend, *(() if mend.follows.seat(stix_of("c")) else map(AddSeat, back)))
    follow(world, "b", "c")
    assert sign(world, "c").state == ProposalState.ADOPTED.value
    follow(world, "c", "b")
    exchange(world, "bc")
    for node in "bc":
        assert number(world, node) == 3
        with world.at(node):
            assert not is_frozen(circle())
    say(world, "b", an_indicator("of b"))
    say(world, "c", an_indicator("of c"))
    exchange(world, "bc")
    for node in "bc":
        assert names(world, node) == {"of b", "of c"}


def test_members_whom_their_branches_left_out_end_the_fork_after_both_have_spoken(
    world: World,
) -> None:
    """Neither hears the other's journal any more: what ends the fork travels with the charters."""
    _text, without_b = after(world, first(world), RemoveSeat(stix_of("b")))
    _text, without_c = after(world, first(world), RemoveSeat(stix_of("c")))
    speaks_on(world, "b", [without_c])
    speaks_on(world, "c", [without_b])
    shown(world, "b", [without_b])
    shown(world, "c", [without_c])
    with world.at("b"):
        mend = recovery_of(circle())
        assert mend is not None
    back = [one for one in first(world).members if one.id == stix_of("c")]
    change(world, "b", mend, *map(AddSeat, back))
    with world.at("b"):
        told = offer_charters(circle(), member("c"), at=world.now)
    text, note = told[-1]
    forged = note.rsplit(" ", 1)[0] + " " + "A" * 92 + "\n"
    with world.at("c"):
        with pytest.raises(BayanihanError):
            advance_charters(circle(), [*told[:-1], (text, forged)], at=world.tick())
        assert not circle().proposals.exists()
        advance_charters(circle(), told, at=world.tick())
        advance_charters(circle(), told, at=world.tick())
        assert circle().proposals.get().answers.get().member == member("b")
    assert sign(world, "c").state == ProposalState.ADOPTED.value
    follow(world, "c", "b")
    exchange(world, "bc")
    for node in "bc":
        assert number(world, node) == 3
    say(world, "b", an_indicator("b again"))
    say(world, "c", an_indicator("c again"))
    exchange(world, "bc")
    for node in "bc":
        assert {"b again", "c again"} <= names(world, node)
