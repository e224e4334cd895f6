"""Two valid versions of one predecessor: who may end that, and what is followed."""

from __future__ import annotations

import pytest

from bayanihan.gate.api import GroupRole
from bayanihan.journal.api import sign_note
from bayanihan.kernel.api import Refused, Unverified
from bayanihan.membership.api import (
    AddSeat,
    Charter,
    Group,
    HandOver,
    MembershipFault,
    Recover,
    Rival,
    SetName,
    adopt,
    chain_of,
    change_charter,
    charter_text,
    facts_of,
    find_member,
    keep_proposal,
    needed_for,
    read_charter,
    recovery_of,
    seat_line,
    signing_key,
    take_charter,
    verify_chain,
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


def fork(hosted: Hosted) -> Rival:
    """The coordinator signs two versions after the first; the second comes from elsewhere."""
    other = next_version(hosted.circle, SetName("Other"), at=later(hosted))
    agree(hosted.circle, [hosted.a], SetName("Ours"), at=later(hosted))
    note = note_of(other, hosted.a)
    row = take_charter(group=hosted.circle, text=other, note=note, at=later(hosted, 2))
    assert isinstance(row, Rival)
    # The same evidence twice is the same evidence.
    assert take_charter(group=hosted.circle, text=other, note=note, at=later(hosted, 3)) == row
    return row


def test_two_valid_versions_freeze_the_group(hosted: Hosted) -> None:
    fork(hosted)
    assert facts_of([hosted.circle])[str(hosted.circle.uuid)].frozen
    with pytest.raises(Refused) as frozen:
        propose(hosted.circle, hosted.a, SetName("On"), at=later(hosted, 4))
    assert frozen.value.code is MembershipFault.GROUP_FROZEN
    assert Group.objects.get(pk=hosted.circle.pk).newest == hosted.circle.newest


def test_a_majority_of_those_before_the_fork_ends_it(hosted: Hosted) -> None:
    rival = fork(hosted)
    recovery = recovery_of(hosted.circle)
    assert recovery is not None
    proposal = propose(hosted.circle, hosted.b, recovery, at=later(hosted, 4))
    assert adopt(proposal=proposal, at=later(hosted, 4)) is None
    need = needed_for(proposal)
    assert (need.count, set(need.names)) == (1, {hosted.a.stix_id, hosted.c.stix_id})
    sign(proposal, hosted.c, at=later(hosted, 4))
    row = adopt(proposal=proposal, at=later(hosted, 4))
    assert row is not None
    rival.refresh_from_db()
    assert (row.number, rival.settled_by) == (3, 3)
    assert not facts_of([hosted.circle])[str(hosted.circle.uuid)].frozen
    assert recovery_of(hosted.circle) is None
    assert len(verify_chain(chain_of(hosted.circle))) == 4


def test_the_coordinator_who_forked_cannot_end_the_fork_alone(hosted: Hosted) -> None:
    fork(hosted)
    recovery = recovery_of(hosted.circle)
    assert recovery is not None
    proposal = propose(hosted.circle, hosted.a, recovery, at=later(hosted, 4))
    assert adopt(proposal=proposal, at=later(hosted, 4)) is None


def test_a_majority_may_go_on_from_the_version_that_came_second(hosted: Hosted) -> None:
    fork(hosted)
    recovery = recovery_of(hosted.circle)
    assert recovery is not None
    theirs, ours = recovery.others[0], newest(hosted.circle)
    text = change_charter(theirs, [Recover(recovery.base, theirs, (ours,))], at=later(hosted, 4))
    note = note_of(text, hosted.b, hosted.c)
    row = take_charter(group=hosted.circle, text=text, note=note, at=later(hosted, 5))
    assert isinstance(row, Charter)
    assert (row.number, row.name) == (3, "Other")
    agree(hosted.circle, [hosted.a], SetName("And on"), at=later(hosted, 6))
    assert len(verify_chain(chain_of(hosted.circle))) == 5


def test_a_version_that_is_not_valid_is_not_evidence_of_a_fork(hosted: Hosted) -> None:
    other = next_version(hosted.circle, SetName("Other"), at=later(hosted))
    agree(hosted.circle, [hosted.a], SetName("Ours"), at=later(hosted))
    with pytest.raises(Unverified):
        take_charter(
            group=hosted.circle, text=other, note=note_of(other, hosted.b), at=later(hosted, 2)
        )
    assert not Rival.objects.exists()


def recover(hosted: Hosted, minutes: int) -> Charter:
    """The others end the fork."""
    recovery = recovery_of(hosted.circle)
    assert recovery is not None
    return agree(hosted.circle, [hosted.b, hosted.c], recovery, at=later(hosted, minutes))


def test_a_fork_that_was_ended_is_not_opened_again(hosted: Hosted) -> None:
    """Whoever holds an old key can sign a third version of an old number: evidence, no more."""
    third = next_version(hosted.circle, SetName("Third"), at=later(hosted))
    first = newest(hosted.circle)
    fork(hosted)
    recover(hosted, 4)
    note = sign_note(third.note_text(), signing_key(hosted.a, first, third.at)[0])
    row = take_charter(group=hosted.circle, text=third, note=note, at=later(hosted, 5))
    assert isinstance(row, Rival)
    assert row.settled_by == 3
    assert not facts_of([hosted.circle])[str(hosted.circle.uuid)].frozen


def test_those_before_an_ended_fork_cannot_take_the_group_back(hosted: Hosted) -> None:
    """The majority of the first version, long outvoted, names the old fork once more."""
    rival = fork(hosted)
    recover(hosted, 4)
    base = charter_text(hosted.circle.charters.get(number=1))
    theirs, now = read_charter(rival.text.encode()), newest(hosted.circle)
    # By itself it is in order; only the line before it shows that this fork was ended.
    text = change_charter(now, [Recover(base, now, (theirs,))], at=later(hosted, 5))
    fields = {"group": hosted.circle, "text": text, "at": later(hosted, 5), "entry": None}
    with pytest.raises(Refused) as again:
        keep_proposal(by=hosted.a, **fields)  # type: ignore[arg-type]  # a table of arguments
    assert again.value.code is MembershipFault.RIVALS_UNASKED


def test_a_fork_seen_late_needs_those_before_it_and_those_in_force(hosted: Hosted) -> None:
    other = next_version(hosted.circle, SetName("Other"), at=later(hosted))
    first = newest(hosted.circle)
    note = sign_note(other.note_text(), signing_key(hosted.a, first, other.at)[0])
    for code in ("RC", "AA-MIN", "PT"):
        seat = seat_line(find_member(code), MEMBER, node="here")
        agree(hosted.circle, [hosted.a], AddSeat(seat), at=later(hosted, 2))
    assert isinstance(
        take_charter(group=hosted.circle, text=other, note=note, at=later(hosted, 3)), Rival
    )
    recovery = recovery_of(hosted.circle)
    assert recovery is not None
    proposal = propose(hosted.circle, hosted.b, recovery, at=later(hosted, 4))
    sign(proposal, hosted.c, at=later(hosted, 4))
    # Two of three before the fork, and two of the six in force.
    assert adopt(proposal=proposal, at=later(hosted, 4)) is None
    assert needed_for(proposal).count == 2


def test_no_default_undoes_a_hand_over(hosted: Hosted) -> None:
    """Whoever gave the chair away writes a longer branch: what stands here is followed."""
    first = newest(hosted.circle)
    agree(hosted.circle, [hosted.a], HandOver(hosted.a.stix_id, hosted.b.stix_id), at=later(hosted))
    text = first
    for place in range(3):
        text = change_charter(text, [SetName(f"Mine {place}")], at=later(hosted, 2))
        note = sign_note(text.note_text(), signing_key(hosted.a, first, text.at)[0])
        take_charter(group=hosted.circle, text=text, note=note, at=later(hosted, 3))
    recovery = recovery_of(hosted.circle)
    assert recovery is not None
    assert recovery.follows.raw == newest(hosted.circle).raw
    assert [one.raw for one in recovery.others] == [text.raw]
