"""Proposals and answers from other nodes: no member takes another's voice away."""

from __future__ import annotations

import pytest
from django.db import transaction

from bayanihan.gate.api import GroupRole
from bayanihan.journal.api import LeafKind
from bayanihan.membership.api import ChangeRole, Proposal, SetPurpose, SetThreshold, Threshold
from bayanihan.records.act_wire import AnswerAct, Author, ProposalAct, write_act
from bayanihan.records.acting import accept_charter, append_act, author_of, pen_for
from bayanihan.records.page_form import read_page
from bayanihan.records.receiving import Received
from bayanihan.records.writing import close_journal
from tests.rooms.records.receiving_world import (
    World,
    change,
    circle,
    code_of,
    member,
    pages,
    pull,
    sign,
    stix_of,
    take,
)


@pytest.fixture
def two(world: World) -> World:
    """A group in which ``a`` and ``b`` have to sign; ``c`` only watches."""
    change(world, "a", ChangeRole(stix_of("b"), GroupRole.COORDINATOR))
    change(world, "a", ChangeRole(stix_of("c"), GroupRole.OBSERVER))
    change(world, "a", SetThreshold(Threshold.TWO_COORDINATORS))
    for node in "bc":
        pull(world, "a", node)
    return world


def speak(world: World, kind: LeafKind, proposal: Proposal) -> None:
    """``c`` writes an act into its journal that its own node would not have written."""
    with world.at("c"), transaction.atomic():
        pen = pen_for(group=circle(), member=member("c"), at=world.tick())
        act = _act(author_of(pen), kind, proposal)
        append_act(pen, kind, write_act(act))
        close_journal(pen)


def _act(author: Author, kind: LeafKind, proposal: Proposal) -> AnswerAct | ProposalAct:
    if kind is LeafKind.ANSWER:
        return AnswerAct(author, proposal.digest, False, "")
    return ProposalAct(author, proposal.text, "")


def taken(world: World, source: str, author: str) -> None:
    """``b`` takes in what a node offers it of one member's journal."""
    offered = [page for page in pages(world, source, "b") if read_page(page).member == author]
    assert offered
    assert all(isinstance(take(world, "b", page), Received) for page in offered)


def test_an_answer_without_a_voice_takes_no_proposal_with_it(two: World) -> None:
    proposal = change(two, "a", SetPurpose("Together."))
    speak(two, LeafKind.ANSWER, proposal)
    taken(two, "c", stix_of("c"))
    taken(two, "a", stix_of("a"))
    with two.at("b"):
        held = Proposal.objects.get(digest=proposal.digest)
        assert [one.member.code for one in held.answers.all()] == [code_of("a")]
    assert sign(two, "b").state == "adopted"


def test_who_copies_a_proposal_takes_no_signature_from_its_author(two: World) -> None:
    proposal = change(two, "a", SetPurpose("Together."))
    with two.at("c"):
        accept_charter(group=circle(), member=member("c"), by=None, at=two.tick())
    speak(two, LeafKind.PROPOSAL, proposal)
    taken(two, "c", stix_of("c"))
    pull(two, "a", "b")
    with two.at("b"):
        held = Proposal.objects.get(digest=proposal.digest)
        assert code_of("a") in {one.member.code for one in held.answers.filter(is_signed=True)}
    assert sign(two, "b").state == "adopted"
