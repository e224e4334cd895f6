"""A group that was opened elsewhere: joined by a digest that people compared, then followed."""

from __future__ import annotations

import pytest

from bayanihan.gate.api import GroupRole, Layer, MemberKind
from bayanihan.kernel.api import Absent, BayanihanError, Conflict, Malformed
from bayanihan.membership.api import (
    AddSeat,
    ChangeRole,
    Group,
    Member,
    NewGroup,
    Proposal,
    SetPurpose,
    SetThreshold,
    StatementKey,
    Threshold,
    acceptances_of,
    charter_text,
    facts_of,
    read_charter,
    seat_line,
)
from bayanihan.records.acting import accept_charter
from bayanihan.records.agreeing import answer_proposal, propose_first
from bayanihan.records.joining import advance_charters, join_group, read_fork
from bayanihan.records.models import Entry
from bayanihan.records.offering import offer_charters
from bayanihan.records.page_form import read_page
from bayanihan.records.receiving import Received
from tests.rooms.records.receiving_world import (
    World,
    an_indicator,
    build,
    change,
    circle,
    code_of,
    follow,
    introduce,
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


def chain(world: World, node: str, reader: str) -> list[tuple[str, str]]:
    """The charters that a node lets a member know."""
    with world.at(node):
        return offer_charters(circle(), member(reader), at=world.now)


def pinned(charters: list[tuple[str, str]]) -> str:
    """The digest that two people compare."""
    return read_charter(charters[0][0].encode()).digest.hex()


def test_a_node_meets_the_members_of_a_group_that_it_joins(world: World) -> None:
    world.add("e")
    with world.at("a"):
        charters = offer_charters(circle(), member("b"), at=world.now)
    build(world, ["e"])
    with world.at("e"):
        stranger = Member.objects.get()
        stranger.stix_id, stranger.code = stix_of("b"), code_of("a").lower()
        stranger.save()
        group = join_group(charters, f" {pinned(charters).upper()} ", at=world.tick())
        met = Member.objects.filter(is_hosted=False).order_by("code")
        assert [(one.code, one.name) for one in met] == [
            ("A-CERT-2", "CERT a"),
            ("C-CERT", "CERT c"),
        ]
        assert group.newest is not None
        assert group.newest.number == 1
        with pytest.raises(Conflict) as again:
            join_group(charters, pinned(charters), at=world.tick())
        assert again.value.code.value == "joined_already"


def test_nothing_is_joined_without_charters(world: World) -> None:
    with world.at("a"), pytest.raises(Malformed) as caught:
        join_group([], "", at=world.now)
    assert caught.value.code.value == "no_charters"


def test_a_chain_that_does_not_hold_joins_nothing(world: World) -> None:
    change(world, "a", SetPurpose("More."))
    charters = chain(world, "a", "b")
    text, note = charters[1]
    forged = [charters[0], (text.replace("More.", "Mine."), note)]
    world.add("e")
    build(world, ["e"])
    with world.at("e"):
        with pytest.raises(BayanihanError):
            join_group(forged, pinned(charters), at=world.tick())
        assert not Group.objects.exists()


def test_following_again_changes_nothing_and_a_gap_is_refused(world: World) -> None:
    change(world, "a", SetPurpose("More."))
    change(world, "a", SetPurpose("Most."))
    charters = chain(world, "a", "b")
    with world.at("b"):
        with pytest.raises(BayanihanError):
            advance_charters(circle(), charters[2:], at=world.tick())
        assert circle().charters.count() == 1
        assert advance_charters(circle(), charters, at=world.tick()).adopted == 2
        assert advance_charters(circle(), charters, at=world.tick()).adopted == 0
        assert charter_text(circle().charters.get(number=3)).purpose == "Most."


def test_another_group_s_charter_is_not_followed(world: World) -> None:
    with world.at("a"):
        new = NewGroup(
            "other", "Another", "Else.", Layer.MINILATERAL, 3,
            {code_of("a"): GroupRole.COORDINATOR, code_of("b"): GroupRole.MEMBER},
        )  # fmt: skip
        group = propose_first(new=new, member=member("a"), by=None, node="n", at=world.tick())
        charters = offer_charters(group, member("b"), at=world.now)
    with world.at("b"), pytest.raises(BayanihanError) as caught:
        advance_charters(circle(), charters, at=world.tick())
    assert caught.value.code.value == "charter_differs"


def test_two_nodes_sign_one_version_and_both_accept_it(world: World) -> None:
    """The proposal and the signature travel as entries of the two members' journals."""
    change(world, "a", ChangeRole(stix_of("b"), GroupRole.COORDINATOR))
    change(world, "a", SetThreshold(Threshold.TWO_COORDINATORS))
    pull(world, "a", "b")
    proposal = change(world, "a", SetPurpose("Together."))
    assert proposal.state == "open"
    pull(world, "a", "b")
    with world.at("b"):
        known = Proposal.objects.get(state="open")
        assert (known.digest, known.by) == (proposal.digest, member("a"))
        assert known.answers.count() == 1
    assert sign(world, "b").state == "adopted"
    pull(world, "b", "a")
    with world.at("a"):
        assert charter_text(circle().newest).purpose == "Together."  # type: ignore[arg-type]  # there is one
        assert Proposal.objects.get(digest=proposal.digest).state == "adopted"
        assert acceptances_of(circle()) == {stix_of("a"): 4, stix_of("b"): 4}


def test_an_answer_that_arrives_before_its_proposal_waits(world: World) -> None:
    change(world, "a", ChangeRole(stix_of("b"), GroupRole.COORDINATOR))
    change(world, "a", SetThreshold(Threshold.TWO_COORDINATORS))
    for node in ("b", "c"):
        pull(world, "a", node)
    change(world, "a", SetPurpose("Together."))
    pull(world, "a", "b")
    with world.at("b"):
        known = Proposal.objects.get(state="open")
    late = pages(world, "a", "c")
    with world.at("b"):
        answer_proposal(
            proposal=known, member=member("b"), by=None, is_signed=False, at=world.tick()
        )
    for page in pages(world, "b", "c"):
        if read_page(page).member == stix_of("b"):
            assert isinstance(take(world, "c", page), Received)
    with world.at("c"):
        assert Entry.objects.filter(kind="answer").count() == 1
        assert not Proposal.objects.exists()
    for page in late:
        assert isinstance(take(world, "c", page), Received)
    with world.at("c"):
        row = Proposal.objects.get()
        assert sorted(one.is_signed for one in row.answers.all()) == [False, True]


def test_what_is_said_by_a_member_that_joined_later_arrives_everywhere(world: World) -> None:
    build(world, ["d"])
    with world.at("d"):
        seat = seat_line(member("d"), GroupRole.MEMBER, node="d")
    with world.at("a"):
        introduce("d", seat.keys[0].vkey, seat.keys[0].epoch)
    change(world, "a", AddSeat(seat))
    for node in ("b", "d"):
        follow(world, "a", node)
    say(world, "d", an_indicator("of d"))
    pull(world, "d", "b")
    assert readable(world, "b", "b") == {("D-CERT", "of d", "stands")}


def test_only_two_charters_are_evidence_of_a_fork() -> None:
    for text in ("", "[]", "[1,2]", '[{"text":"x"},{}]', "[" * 10_000, "x" * (5 << 20)):
        with pytest.raises(Malformed):
            read_fork(text)


def test_a_group_that_the_reader_never_sat_in_shows_no_charter(world: World) -> None:
    build(world, ["d"])
    with world.at("a"):
        stranger = Member.objects.get(stix_id=stix_of("b"))
        stranger.stix_id = stix_of("d")
        with pytest.raises(Absent):
            offer_charters(circle(), stranger, at=world.now)


def test_the_kind_of_a_member_is_what_each_group_says_of_it(world: World) -> None:
    """Whoever named a member first decides for its own group and for no other."""
    joins(world, "d")
    with world.at("b"):
        introduce("d", *_key_of(world, "d"))
        Member.objects.filter(stix_id=stix_of("d")).update(kind="individual")
    follow(world, "a", "b")
    with world.at("b"):
        facts = facts_of([circle()])[str(circle().uuid)]
        assert facts.kinds[stix_of("d")] is MemberKind.PARTNER
        accept_charter(group=circle(), member=member("b"), by=None, at=world.tick())
    say(world, "b", an_indicator("for all"))
    pull(world, "b", "d")
    assert "for all" in {name for _code, name, _fate in readable(world, "d", "d")}


def _key_of(world: World, node: str) -> tuple[str, int]:
    with world.at(node):
        row = StatementKey.objects.get(member=member(node))
        return row.vkey, row.epoch
