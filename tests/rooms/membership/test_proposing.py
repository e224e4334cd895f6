"""Members change their group together: who signs, what waits, and what overtakes what."""

from __future__ import annotations

import pytest

from bayanihan.gate.api import GroupRole, Layer
from bayanihan.kernel.api import Absent, Conflict, Refused, Unverified
from bayanihan.membership.api import (
    AddSeat,
    ChangeRole,
    Charter,
    HandOver,
    MembershipFault,
    NewGroup,
    Proposal,
    ProposalState,
    RemoveSeat,
    SetName,
    SetPurpose,
    SetStep,
    SetThreshold,
    Threshold,
    adopt,
    chain_of,
    facts_of,
    find_group,
    find_member,
    find_proposal,
    invitations_to,
    is_hopeless,
    keep_answer,
    keep_proposal,
    needed_for,
    open_first,
    proposals_of,
    seat_line,
    take_back,
    take_charter,
    verify_chain,
    waiting_firsts,
)
from tests.rooms.membership.agreeing import (
    agree,
    later,
    newest,
    next_version,
    note_of,
    propose,
    sign,
)
from tests.rooms.web.hosted import Hosted

COORDINATOR, MEMBER = GroupRole.COORDINATOR, GroupRole.MEMBER


def test_a_coordinator_alone_changes_a_group_whose_threshold_is_one(hosted: Hosted) -> None:
    row = agree(hosted.circle, [hosted.a], SetName("Renamed"), at=later(hosted))
    assert (row.number, row.name, hosted.circle.newest) == (2, "Renamed", row)
    assert verify_chain(chain_of(hosted.circle)) == ((hosted.a.stix_id,), (hosted.a.stix_id,))
    assert facts_of([hosted.circle])[str(hosted.circle.uuid)].newest == 2


def test_what_too_few_have_signed_changes_nothing(hosted: Hosted) -> None:
    proposal = propose(hosted.circle, hosted.b, SetName("Renamed"), at=later(hosted))
    assert adopt(proposal=proposal, at=later(hosted)) is None
    need = needed_for(proposal)
    assert (set(need.names), need.count) == ({hosted.a.stix_id}, 1)
    assert (set(need.others), need.others_count) == ({hosted.a.stix_id, hosted.c.stix_id}, 1)
    assert Charter.objects.filter(group=hosted.circle).count() == 1


def test_a_majority_replaces_every_coordinator(hosted: Hosted) -> None:
    signers = [hosted.b, hosted.c]
    changes = HandOver(hosted.a.stix_id, hosted.b.stix_id), RemoveSeat(hosted.a.stix_id)
    row = agree(hosted.circle, signers, *changes, at=later(hosted))
    seats = newest(hosted.circle).seats()
    assert seats == {hosted.b.stix_id: COORDINATOR, hosted.c.stix_id: MEMBER}
    assert row.seats.count() == 2


def test_a_threshold_of_two_coordinators_holds_from_the_next_version_on(hosted: Hosted) -> None:
    changes = ChangeRole(hosted.b.stix_id, COORDINATOR), SetThreshold(Threshold.TWO_COORDINATORS)
    agree(hosted.circle, [hosted.a], *changes, at=later(hosted))
    proposal = propose(hosted.circle, hosted.a, SetStep(4), at=later(hosted, 2))
    assert adopt(proposal=proposal, at=later(hosted, 2)) is None
    sign(proposal, hosted.b, at=later(hosted, 3))
    row = adopt(proposal=proposal, at=later(hosted, 3))
    assert row is not None
    assert (row.number, row.step) == (3, 4)


def test_in_a_pair_trust_grows_together_and_is_withdrawn_alone(hosted: Hosted) -> None:
    up = propose(hosted.mute, hosted.a, SetStep(1), at=later(hosted))
    assert adopt(proposal=up, at=later(hosted)) is None
    sign(up, hosted.b, at=later(hosted))
    assert adopt(proposal=up, at=later(hosted)) is not None
    down = agree(hosted.mute, [hosted.b], SetStep(0), at=later(hosted, 2))
    assert (down.number, down.step) == (3, 0)
    assert len(verify_chain(chain_of(hosted.mute))) == 3


def test_a_step_down_with_anything_besides_needs_both(hosted: Hosted) -> None:
    agree(hosted.mute, [hosted.a, hosted.b], SetStep(1), at=later(hosted))
    changes = SetStep(0), SetName("Mine now")
    proposal = propose(hosted.mute, hosted.a, *changes, at=later(hosted, 2))
    assert adopt(proposal=proposal, at=later(hosted, 2)) is None


def test_the_version_that_is_adopted_overtakes_every_other_proposal(hosted: Hosted) -> None:
    slow = propose(hosted.circle, hosted.b, SetName("Slow"), at=later(hosted))
    agree(hosted.circle, [hosted.a], SetName("Fast"), at=later(hosted, 2))
    slow.refresh_from_db()
    assert (slow.state, slow.settled_at) == (ProposalState.SUPERSEDED, later(hosted, 2))
    with pytest.raises(Conflict) as late:
        sign(slow, hosted.a, at=later(hosted, 3))
    assert late.value.code is MembershipFault.PROPOSAL_SETTLED
    assert adopt(proposal=slow, at=later(hosted, 3)) is None


def test_who_declined_has_answered_and_enough_of_them_end_all_hope(hosted: Hosted) -> None:
    proposal = propose(hosted.circle, hosted.b, SetName("Mine"), at=later(hosted))
    assert not is_hopeless(proposal)
    for member in (hosted.a, hosted.c):
        keep_answer(proposal=proposal, member=member, note=None, at=later(hosted), entry=None)
    assert is_hopeless(proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN
    with pytest.raises(Conflict) as twice:
        sign(proposal, hosted.a, at=later(hosted))
    assert twice.value.code is MembershipFault.ALREADY_ANSWERED


def test_only_the_proposer_takes_a_proposal_back(hosted: Hosted) -> None:
    proposal = propose(hosted.circle, hosted.b, SetName("Mine"), at=later(hosted))
    with pytest.raises(Refused) as other:
        take_back(proposal=proposal, by=hosted.a, at=later(hosted))
    assert other.value.code is MembershipFault.NOT_THE_PROPOSER
    assert take_back(proposal=proposal, by=hosted.b, at=later(hosted)).state == "withdrawn"
    with pytest.raises(Conflict):
        take_back(proposal=proposal, by=hosted.b, at=later(hosted))


def test_the_same_version_is_proposed_once(hosted: Hosted) -> None:
    text = next_version(hosted.circle, SetName("Once"), at=later(hosted))
    for_both = {"group": hosted.circle, "text": text, "at": later(hosted), "entry": None}
    keep_proposal(by=hosted.b, **for_both)  # type: ignore[arg-type]  # a table of arguments
    with pytest.raises(Conflict) as twice:
        keep_proposal(by=hosted.c, **for_both)  # type: ignore[arg-type]  # see above
    assert twice.value.code is MembershipFault.ALREADY_PROPOSED


def test_observers_and_strangers_sign_nothing(hosted: Hosted) -> None:
    proposal = propose(hosted.everyone, hosted.b, SetPurpose("Else."), at=later(hosted))
    with pytest.raises(Refused) as no_voice:
        sign(proposal, hosted.company, at=later(hosted))
    assert no_voice.value.code is MembershipFault.NOT_A_VOTER
    text = next_version(hosted.circle, SetName("x"), at=later(hosted))
    with pytest.raises(Refused) as outside:
        keep_proposal(
            group=hosted.circle, by=hosted.company, text=text, at=later(hosted), entry=None
        )
    assert outside.value.code is MembershipFault.NOT_SEATED


def test_a_signature_by_another_does_not_stand_for_mine(hosted: Hosted) -> None:
    proposal = propose(hosted.circle, hosted.b, SetName("Mine"), at=later(hosted))
    with pytest.raises(Unverified):
        keep_answer(
            proposal=proposal,
            member=hosted.c,
            note=proposal.answers.get().note,
            at=later(hosted),
            entry=None,
        )


def test_a_sole_coordinator_does_not_leave_by_its_own_signature(hosted: Hosted) -> None:
    changes = ChangeRole(hosted.b.stix_id, COORDINATOR), RemoveSeat(hosted.a.stix_id)
    with pytest.raises(Refused) as alone:
        propose(hosted.circle, hosted.a, *changes, at=later(hosted))
    assert alone.value.code is MembershipFault.EXCLUDES_SIGNER
    agree(hosted.circle, [hosted.a], HandOver(hosted.a.stix_id, hosted.b.stix_id), at=later(hosted))
    leaving = propose(hosted.circle, hosted.a, RemoveSeat(hosted.a.stix_id), at=later(hosted, 2))
    assert adopt(proposal=leaving, at=later(hosted, 2)) is None
    sign(leaving, hosted.b, at=later(hosted, 3))
    assert adopt(proposal=leaving, at=later(hosted, 3)) is not None


def test_a_first_charter_of_a_pair_waits_for_the_other_side(hosted: Hosted) -> None:
    seats = {"AA-CERT": COORDINATOR, "CC-CERT": MEMBER}
    new = NewGroup("two", "We two", "Trust.", Layer.BILATERAL, 0, seats)
    group = open_first(new=new, by=hosted.a, node="here", at=hosted.at)
    assert group.newest is None
    assert group.key != "two"
    (proposal,) = invitations_to(hosted.c)
    assert [proposal] == waiting_firsts(hosted.a) == proposals_of(group, hosted.c)
    assert adopt(proposal=proposal, at=hosted.at) is None
    sign(proposal, hosted.c, at=later(hosted))
    row = adopt(proposal=proposal, at=later(hosted))
    assert row is not None
    assert row.number == 1
    assert invitations_to(hosted.c) == waiting_firsts(hosted.a) == []
    assert len(verify_chain(chain_of(group))[0]) == 2


def test_a_pair_that_waits_does_not_exist_for_others(hosted: Hosted) -> None:
    seats = {"AA-CERT": COORDINATOR, "CC-CERT": MEMBER}
    new = NewGroup("two", "We two", "Trust.", Layer.BILATERAL, 0, seats)
    group = open_first(new=new, by=hosted.a, node="here", at=hosted.at)
    proposal = Proposal.objects.get(group=group)
    assert proposals_of(group, hosted.b) == invitations_to(hosted.b) == []
    for digest in (proposal.digest, "0" * 64):
        with pytest.raises(Absent) as unknown:
            find_proposal(digest, hosted.b)
        assert unknown.value.code is MembershipFault.UNKNOWN_PROPOSAL
    for member in (hosted.a, hosted.b, hosted.c):
        with pytest.raises(Absent):
            find_group(group.key, member=member)
    assert facts_of([group]) == {}
    # A second pair under the same name tells nothing either.
    other = {"BB-CERT": COORDINATOR, "CC-CERT": MEMBER}
    again = NewGroup("two", "We two", "Trust.", Layer.BILATERAL, 0, other)
    assert open_first(new=again, by=hosted.b, node="here", at=hosted.at).key != group.key


def test_members_open_groups_that_they_coordinate_and_never_the_region_s(hosted: Hosted) -> None:
    seats = {"AA-CERT": COORDINATOR, "BB-CERT": MEMBER, "CC-CERT": MEMBER}
    new = NewGroup("case", "A case", "Help.", Layer.CASE, 3, seats)
    group = open_first(new=new, by=hosted.a, node="here", at=hosted.at)
    assert newest(group).number == 1
    with pytest.raises(Refused) as other:
        open_first(new=new, by=hosted.b, node="here", at=hosted.at)
    assert other.value.code is MembershipFault.NO_COORDINATOR
    region = NewGroup("all", "All", "All.", Layer.REGION, 2, seats)
    with pytest.raises(Refused) as whole:
        open_first(new=region, by=hosted.a, node="here", at=hosted.at)
    assert whole.value.code is MembershipFault.REGION_BY_OPERATOR


def test_versions_from_elsewhere_are_checked_and_kept_once(hosted: Hosted) -> None:
    text = next_version(hosted.circle, SetName("From afar"), at=later(hosted))
    with pytest.raises(Unverified):
        take_charter(group=hosted.circle, text=text, note=note_of(text, hosted.b), at=later(hosted))
    note = note_of(text, hosted.b, hosted.c)
    row = take_charter(group=hosted.circle, text=text, note=note, at=later(hosted))
    assert take_charter(group=hosted.circle, text=text, note=note, at=later(hosted)) == row
    assert newest(hosted.circle).name == "From afar"


def test_whoever_joins_votes_from_the_next_version_on(hosted: Hosted) -> None:
    newcomer = find_member("RC")
    seat = seat_line(newcomer, MEMBER, node="here")
    proposal = propose(hosted.circle, hosted.b, AddSeat(seat), at=later(hosted))
    with pytest.raises(Refused):
        sign(proposal, newcomer, at=later(hosted))
    sign(proposal, hosted.c, at=later(hosted))
    assert adopt(proposal=proposal, at=later(hosted)) is not None
    further = propose(hosted.circle, newcomer, SetName("Four"), at=later(hosted, 2))
    sign(further, hosted.b, hosted.c, at=later(hosted, 2))
    assert adopt(proposal=further, at=later(hosted, 2)) is not None
