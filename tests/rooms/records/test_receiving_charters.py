"""A hostile coordinator, a hostile leaver, a stolen key: what each gets, and who sees it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest

from bayanihan.gate.api import GroupRole
from bayanihan.journal.api import Checkpoint, origin_of, sign_checkpoint, sign_note
from bayanihan.kernel.api import BayanihanError, Unverified
from bayanihan.membership.api import (
    AddKey,
    ChangeRole,
    EndKey,
    KeyEnd,
    KeyLine,
    ProposalState,
    RemoveSeat,
    SetPurpose,
    StatementKey,
    change_charter,
    charter_text,
    end_key,
    new_key,
    read_charter,
    recovery_of,
    signing_key,
    verify_chain,
)
from bayanihan.records.acting import accept_charter
from bayanihan.records.api import Order, Report, verify_package, write_package
from bayanihan.records.comparing import HeadState, compare, own_heads
from bayanihan.records.joining import SignedCharter, advance_charters, join_group, read_fork
from bayanihan.records.models import Journal, KeptEvidence, Quarantined
from bayanihan.records.offering import offer_charters
from bayanihan.records.page_form import read_page
from bayanihan.records.receiving import Received
from bayanihan.records.receiving_held import standing_of
from tests.rooms.records.receiving_forging import a_record, key_of, names, refused, signed
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    build,
    change,
    circle,
    exchange,
    follow,
    joins,
    member,
    pages,
    pull,
    readable,
    say,
    sign,
    stix_of,
    take,
)


def rival_of(world: World, *changes: Any, signer: str = "a", number: int = 1) -> SignedCharter:
    """A version after the first one, signed by the coordinator alone and shown to whom it likes."""
    with world.at(signer):
        old = charter_text(circle().charters.get(number=number))
        text = change_charter(old, changes, at=world.tick(), cuts=[])
        key, _epoch = signing_key(member(signer), old, world.now)
        return text.raw.decode(), sign_note(text.note_text(), key)


def test_a_coordinator_that_signs_two_versions_freezes_the_group(world: World) -> None:
    one, two = rival_of(world, SetPurpose("One.")), rival_of(world, SetPurpose("Two."))
    for node in ("b", "c"):
        pull(world, "a", node)
    with world.at("b"):
        advance_charters(circle(), [one], at=world.tick())
        done = advance_charters(circle(), [two], at=world.tick())
        assert (done.adopted, done.rivals) == (0, 1)
        assert charter_text(circle().newest).purpose == "One."  # type: ignore[arg-type]  # there is one
        kept = KeptEvidence.objects.get()
        first = circle().charters.get(number=1)
        for text, note in read_fork(kept.text):
            verify_chain(
                [
                    (charter_text(first), first.signatures),
                    (read_charter(text.encode()), note),
                ]
            )
    with pytest.raises(BayanihanError):
        say(world, "b", an_indicator("frozen"))
    with world.at("b"):
        advance_charters(circle(), [one, two], at=world.tick())
        assert KeptEvidence.objects.count() == 1


def test_a_coordinator_that_adds_somebody_silently_shows_them_nothing(world: World) -> None:
    """Who was added on one node alone gets nothing that others said under what they accepted."""
    say(world, "b", an_indicator("of b"))
    pull(world, "b", "a")
    joins(world, "d")
    pull(world, "a", "d")
    assert names(world, "d") == set()
    with world.at("d"):
        assert not Journal.objects.filter(member__stix_id=stix_of("b")).exists()


def test_what_was_said_under_a_rival_is_held_back(world: World) -> None:
    one, two = rival_of(world, SetPurpose("One.")), rival_of(world, SetPurpose("Two."))
    with world.at("b"):
        advance_charters(circle(), [one], at=world.tick())
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    say(world, "b", an_indicator("under one"))
    with world.at("c"):
        advance_charters(circle(), [two], at=world.tick())
    [page] = pages(world, "b", "c")
    assert refused(world, "c", page).code.value == "charter_unknown_here"
    with world.at("c"):
        advance_charters(circle(), [one], at=world.tick())
    done = take(world, "c", page)
    assert isinstance(done, Received)
    assert done.held == 1
    assert names(world, "c") == set()
    again = take(world, "c", page)
    assert isinstance(again, Received)
    assert (again.added, again.revealed, again.held) == (0, 0, 0)


def torn(world: World) -> list[SignedCharter]:
    """The coordinator shows ``b`` one second version and ``c`` another; both speak under theirs."""
    one, two = rival_of(world, SetPurpose("One.")), rival_of(world, SetPurpose("Two."))
    for node, shown in (("b", one), ("c", two)):
        with world.at(node):
            advance_charters(circle(), [shown], at=world.tick())
            accept_charter(group=circle(), member=member(node), by=None, at=world.tick())
        say(world, node, an_indicator(f"of {node}"))
    return [one, two]


def waiting(world: World, node: str) -> int:
    """How much waits in the quarantine of a node."""
    with world.at(node):
        return Quarantined.objects.filter(settled_at__isnull=True).count()


@pytest.mark.parametrize("shown_later", [False, True], ids=["fork known", "fork shown by pages"])
def test_members_on_two_branches_end_the_fork_over_pages(
    world: World, *, shown_later: bool
) -> None:
    versions = torn(world)
    for node, others in (("b", "c"), ("c", "b")):
        with world.at(node):
            advance_charters(circle(), versions, at=world.tick())
        if shown_later:
            pull(world, others, node)
    assert names(world, "b") == {"of b"}
    assert names(world, "c") == {"of c"}
    with world.at("b"):
        mend = recovery_of(circle())
    assert mend is not None
    change(world, "b", mend)
    taken = pull(world, "b", "c")
    faults = {one.code.value for one in taken if isinstance(one, BayanihanError)}
    assert faults <= {"own_journal"}
    assert sign(world, "c").state == ProposalState.ADOPTED.value
    assert waiting(world, "c") == 1
    pull(world, "c", "b")
    exchange(world, "bc")
    for node in "bc":
        with world.at(node):
            assert circle().newest.number == 3  # type: ignore[union-attr]  # there is one
            assert not circle().rivals.filter(settled_by__isnull=True).exists()
        assert names(world, node) == {"of b", "of c"}
        assert waiting(world, node) == 0
    say(world, "b", an_indicator("after"))
    exchange(world, "bc")
    assert names(world, "c") == {"of b", "of c", "after"}
    for node in "bc":
        report = packed(world, node)
        assert report.holds, report.faults
        assert report.objects == 3


def packed(world: World, node: str) -> Report:
    """What somebody without this system finds in the package that a member exports."""
    out = io.BytesIO()
    with world.at(node):
        write_package(Order(circle(), member(node), world.now), out.write)
    return verify_package(out.getvalue())


def test_what_a_branch_alone_allowed_stands_nowhere_else(world: World) -> None:
    """A forger raises an observer on one branch: what that says stays held back on the other."""
    watches = ChangeRole(stix_of("c"), GroupRole.OBSERVER)
    change(world, "a", watches)
    for node in ("b", "c"):
        pull(world, "a", node)
    raised = rival_of(world, ChangeRole(stix_of("c"), GroupRole.MEMBER), number=2)
    plain = rival_of(world, SetPurpose("Plain."), number=2)
    with world.at("c"):
        advance_charters(circle(), [raised], at=world.tick())
    say(world, "c", an_indicator("raised"))
    for node, versions in (("b", [plain, raised]), ("c", [plain])):
        with world.at(node):
            advance_charters(circle(), versions, at=world.tick())
    pull(world, "c", "b")
    with world.at("b"):
        mend = recovery_of(circle())
    assert mend is not None
    change(world, "b", mend)
    for target, source in (("a", "b"), ("b", "a")):
        with world.at(target):
            advance_charters(circle(), [plain, raised], at=world.tick())
        pull(world, source, target)
        if target == "a":
            sign(world, "a")
    exchange(world, "abc")
    for node in "ab":
        with world.at(node):
            assert circle().newest.number == 4  # type: ignore[union-attr]  # there is one
        assert names(world, node) == set()
    with world.at("b"):
        reasons = Quarantined.objects.filter(settled_at__isnull=True).get().reasons
        assert [one["code"] for one in reasons] == ["held_back", "gate_refuses"]


def test_a_backdated_version_is_refused(world: World) -> None:
    with world.at("a"):
        old = charter_text(circle().charters.get(number=1))
        text = change_charter(old, (SetPurpose("Then."),), at=old.at, cuts=[])
        raw = text.raw.replace(b'"at":%d' % old.at, b'"at":%d' % (old.at - 1), 1)
        new = read_charter(raw)
        key, _epoch = signing_key(member("a"), old, world.now)
        backdated = (raw.decode(), sign_note(new.note_text(), key))
    with world.at("b"), pytest.raises(Unverified) as caught:
        advance_charters(circle(), [backdated], at=world.tick())
    assert caught.value.code.value == "backdated"


def test_what_a_leaver_says_beyond_its_cut_is_refused(world: World) -> None:
    say(world, "b", an_indicator("before"))
    for node in ("a", "c"):
        pull(world, "b", node)
    say(world, "b", an_indicator("late"))
    late = pages(world, "b", "c")
    change(world, "a", RemoveSeat(stix_of("b")))
    follow(world, "a", "c")
    assert {refused(world, "c", page).code.value for page in late} == {"beyond_cut"}
    assert names(world, "c") == {"before"}


def test_what_a_leaver_said_late_and_arrived_early_falls_with_the_cut(world: World) -> None:
    say(world, "b", an_indicator("before"))
    pull(world, "b", "a")
    say(world, "b", an_indicator("late"))
    pull(world, "b", "c")
    assert names(world, "c") == {"before", "late"}
    change(world, "a", RemoveSeat(stix_of("b")))
    follow(world, "a", "c")
    assert names(world, "c") == {"before"}


def rotate(world: World) -> tuple[str, str]:
    """``b`` gets a second key, which ``a`` and everybody lists; gives both in text."""
    with world.at("b"):
        old = StatementKey.objects.get(member=member("b")).vkey
        row = new_key(member=member("b"), at=world.tick())
        line = KeyLine(row.vkey, row.epoch, row.valid_from, None)
    change(world, "a", AddKey(stix_of("b"), line))
    follow(world, "a", "b")
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    return old, row.vkey


def test_a_rotated_key_goes_on_and_the_old_one_says_nothing_more(world: World) -> None:
    say(world, "b", an_indicator("before"))
    thief = key_of(world, "b")
    pull(world, "b", "a")
    old, _new = rotate(world)
    pull(world, "b", "a")
    with world.at("a"):
        size = Journal.objects.get(member=member("b")).size
    change(world, "a", EndKey(stix_of("b"), old, world.now))
    follow(world, "a", "b")
    say(world, "b", an_indicator("after"))
    follow(world, "a", "c")
    pull(world, "b", "c")
    assert names(world, "c") == {"before", "after"}
    pull(world, "b", "a")
    with world.at("a"):
        leaves = [bytes(one) for one in _leaves(world, size)]
    honest = read_page(pages(world, "b", "c", whole=True)[-1])
    branch = replace(honest, first=size, entries=(a_record(honest, "stolen", charter=2),))
    page = signed(branch, thief, leaves)
    assert refused(world, "c", page).code.value in {"beyond_cut", "key_not_valid", "epoch_differs"}


def _leaves(world: World, size: int) -> list[bytes]:
    return standing_of(str(circle().uuid), stix_of("b")).leaves(0, size)


def test_after_a_compromise_the_honest_journal_goes_on_from_the_cut(world: World) -> None:
    """A thief wrote on with the stolen key; the group cuts before it, and ``b`` goes on there."""
    say(world, "b", an_indicator("honest"))
    pull(world, "b", "a")
    with world.at("a"):
        size = Journal.objects.get(member=member("b")).size
        before = _leaves(world, size)
    base = read_page(pages(world, "b", "c", whole=True)[-1])
    stolen = replace(base, first=size, entries=(a_record(base, "stolen"),))
    page = signed(stolen, key_of(world, "b"), before)
    for node in ("a", "c"):
        pull(world, "b", node)
        assert isinstance(take(world, node, page), Received)
    assert names(world, "c") == {"honest", "stolen"}
    with world.at("b"):
        old = StatementKey.objects.get(member=member("b"))
        end_key(member=member("b"), epoch=old.epoch, why=KeyEnd.COMPROMISED, at=world.tick())
        row = new_key(member=member("b"), at=world.tick())
        line = KeyLine(row.vkey, row.epoch, row.valid_from, None)
    changes = (AddKey(stix_of("b"), line), EndKey(stix_of("b"), old.vkey, world.now))
    change(world, "a", *changes, cut_sizes={old.vkey: size})
    for node in ("b", "c"):
        follow(world, "a", node)
    assert names(world, "c") == {"honest"}
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    say(world, "b", an_indicator("goes on"))
    done = pull(world, "b", "c")
    assert [type(one) for one in done] == [Received]
    assert names(world, "c") == {"honest", "goes on"}
    with world.at("c"):
        parts = Journal.objects.filter(member=member("b")).order_by("part")
        assert [(one.base, one.is_current) for one in parts] == [(0, False), (size, True)]
    assert refused(world, "c", page).code.value in {"beyond_cut", "key_not_valid"}
    pull(world, "c", "a")
    assert "goes on" in {name for _code, name, _fate in readable(world, "a", "a")}


def test_a_role_that_may_not_speak_is_held_back(world: World) -> None:
    say(world, "b", an_indicator("as member"))
    key = key_of(world, "b")
    change(world, "a", ChangeRole(stix_of("b"), GroupRole.OBSERVER))
    follow(world, "a", "b")
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    follow(world, "a", "c")
    [page] = map(read_page, pages(world, "b", "c"))
    late = a_record(page, "as observer", charter=2)
    forged = replace(page, entries=(*page.entries, late))
    done = take(world, "c", signed(forged, key))
    assert isinstance(done, Received)
    assert done.held == 1
    assert names(world, "c") == {"as member"}


def test_a_charter_digest_that_was_not_pinned_joins_nothing(world: World) -> None:
    build(world, ["d"])
    with world.at("a"):
        charters = offer_charters(circle(), member("b"), at=world.now)
    with world.at("d"):
        with pytest.raises(Unverified) as caught:
            join_group(charters, "ab" * 32, at=world.tick())
        assert caught.value.code.value == "pinned_differs"
        pinned = read_charter(charters[0][0].encode()).digest.hex()
        with pytest.raises(BayanihanError) as nobody:
            join_group(charters, pinned, at=world.tick())
        assert nobody.value.code.value == "nobody_here"


def test_an_ended_key_makes_no_node_believe_that_it_lost_something(world: World) -> None:
    """After a restore a person asks what others hold; a thief's head is none of them."""
    thief = key_of(world, "b")
    say(world, "b", an_indicator("x"))
    pull(world, "b", "a")
    old, _new = rotate(world)
    pull(world, "b", "a")
    change(world, "a", EndKey(stix_of("b"), old, world.now))
    follow(world, "a", "b")
    with world.at("b"):
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
        head = Checkpoint(
            origin_of(str(circle().uuid), stix_of("b")), 10**9, b"r" * 32, 1, world.now
        )
        assert compare([sign_checkpoint(head, thief)]) == []
        assert [one.state for one in compare(own_heads())] == [HeadState.EQUAL]
