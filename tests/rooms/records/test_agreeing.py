"""Proposing, signing, declining and adopting charters, and what each does to the journals."""

from __future__ import annotations

import pytest

from bayanihan.gate.api import Door, Lane, Layer, Tlp
from bayanihan.journal.api import sign_note
from bayanihan.kernel.api import Absent, BayanihanError, Conflict, Refused
from bayanihan.membership.api import (
    MembershipFault,
    NewGroup,
    NewPerson,
    Person,
    ProposalState,
    Rival,
    Role,
    SetPurpose,
    SetStep,
    add_person,
    change_charter,
    charter_text,
    facts_of,
    happenings_of,
    invitations_to,
    last_accepted,
    recovery_of,
    signing_key,
    take_charter,
)
from bayanihan.records.acting import accept_charter
from bayanihan.records.agreeing import (
    answer_first,
    answer_proposal,
    propose,
    propose_first,
    withdraw_proposal,
)
from bayanihan.records.models import Act, Entry
from bayanihan.records.reading import Filters, Reader
from bayanihan.records.rules import RecordFault
from tests.rooms.records import audit
from tests.rooms.records.changing import LATER, agree, fresh, kinds, sign
from tests.rooms.records.saying import say
from tests.rooms.web.hosted import Hosted, _seats, an_indicator

WHY = (SetPurpose("Within the hour, and by night."),)


def a_person(hosted: Hosted, name: str, *roles: Role) -> Person:
    new = NewPerson(f"aa.{name}", name, "no password", roles)
    return add_person(member=hosted.a, new=new, at=hosted.at)


def test_a_version_that_one_may_sign_is_in_force_at_once(hosted: Hosted) -> None:
    before = len(kinds(hosted.circle, hosted.a))
    proposal = agree(hosted, hosted.circle, hosted.a, changes=WHY)
    group = fresh(hosted.circle)
    assert proposal.state == ProposalState.ADOPTED
    assert group.newest is not None
    assert (group.newest.number, group.newest.purpose) == (2, WHY[0].purpose)
    assert kinds(group, hosted.a)[before:] == ["proposal", "acceptance"]
    assert last_accepted(group, hosted.a) == 2
    assert last_accepted(group, hosted.b) == 1
    assert audit.faults() == []


def test_everybody_speaks_under_the_version_that_they_accepted_last(hosted: Hosted) -> None:
    agree(hosted, hosted.circle, hosted.a, changes=WHY)
    assert say(hosted, hosted.b, an_indicator("under one", "under-one.example")).accepted == 1
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=hosted.at + LATER, number=2)
    assert say(hosted, hosted.b, an_indicator("under two", "under-two.example")).accepted == 1
    names = ("under one", "under two")
    said = [
        Entry.objects.get(group=hosted.circle, object__body__contains=name).charter
        for name in names
    ]
    assert said == [1, 2]
    assert audit.faults() == []


def test_accepting_twice_or_what_is_no_longer_the_newest_is_refused(hosted: Hosted) -> None:
    agree(hosted, hosted.circle, hosted.a, changes=WHY)
    at = hosted.at + LATER

    def accept(number: int | None = None) -> str:
        with pytest.raises(Conflict) as caught:
            accept_charter(group=hosted.circle, member=hosted.b, by=None, at=at, number=number)
        return caught.value.code.value

    assert accept(1) == RecordFault.OLDER_VERSION
    accept_charter(group=hosted.circle, member=hosted.b, by=None, at=at)
    assert accept(2) == MembershipFault.ALREADY_ACCEPTED
    assert kinds(hosted.circle, hosted.b).count("acceptance") == 2


def test_a_pair_climbs_when_both_have_signed(hosted: Hosted) -> None:
    proposal = propose(
        group=hosted.mute, member=hosted.a, by=None, changes=[SetStep(1)], at=hosted.at + LATER
    )
    assert proposal.state == ProposalState.OPEN
    assert fresh(hosted.mute).newest.step == 0  # type: ignore[union-attr]  # it is open
    sign(hosted, proposal, hosted.b)
    group = fresh(hosted.mute)
    assert group.newest is not None
    assert group.newest.step == 1
    assert kinds(group, hosted.a) == ["acceptance", "proposal", "acceptance"]
    assert kinds(group, hosted.b) == ["acceptance", "answer", "acceptance"]
    assert audit.faults() == []


def test_who_declines_leaves_an_entry_and_the_charter_as_it_is(hosted: Hosted) -> None:
    proposal = propose(
        group=hosted.mute, member=hosted.a, by=None, changes=[SetStep(1)], at=hosted.at + LATER
    )
    at = hosted.at + LATER
    answer_proposal(proposal=proposal, member=hosted.b, by=None, is_signed=False, at=at)
    assert fresh(hosted.mute).newest.number == 1  # type: ignore[union-attr]  # it is open
    assert kinds(hosted.mute, hosted.b) == ["acceptance", "answer"]
    assert Act.objects.filter(text__contains='"answer":"declined"').count() == 1
    with pytest.raises(Conflict):
        sign(hosted, proposal, hosted.b)


def test_a_step_skipped_changes_nothing(hosted: Hosted) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused) as caught:
        agree(hosted, hosted.mute, hosted.a, changes=(SetStep(2),))
    assert caught.value.code is MembershipFault.STEP_SKIPPED
    assert Entry.objects.count() == before


def test_a_group_of_many_puts_no_standing_record_above_its_ceiling(hosted: Hosted) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused) as caught:
        agree(hosted, hosted.circle, hosted.a, changes=(SetStep(2),))
    assert caught.value.code is RecordFault.CEILING_BELOW_RECORDS
    assert caught.value.facts["count"] == 4
    assert Entry.objects.count() == before
    assert fresh(hosted.circle).newest.number == 1  # type: ignore[union-attr]  # it is open


def test_in_a_pair_either_side_takes_trust_back_alone(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    agree(hosted, pair, hosted.c, changes=(SetStep(2),))
    assert fresh(pair).newest.step == 2  # type: ignore[union-attr]  # it is open
    outcome = say(hosted, hosted.c, an_indicator("late", "late.example"), group=pair, tlp=Tlp.AMBER)
    assert outcome.accepted == 0
    reader = Reader(hosted.a, door=Door.PAGE, lane=Lane.REAL, at=hosted.at + 9000)
    assert reader.count(Filters(group=pair, tlp=Tlp.AMBER)) > 0


def test_rights_are_asked_of_the_person_and_keys_are_for_administrators(hosted: Hosted) -> None:
    policy = a_person(hosted, "policy", Role.POLICY)
    at = hosted.at + LATER

    def refusal(by: Person) -> str:
        with pytest.raises(Refused) as caught:
            propose(group=hosted.circle, member=hosted.a, by=by, changes=WHY, at=at)
        return caught.value.code.value

    assert refusal(hosted.people["aa.analyst"]) == RecordFault.RIGHT_MISSING
    assert refusal(hosted.people["bb.lead"]) == RecordFault.RIGHT_MISSING
    assert refusal(a_person(hosted, "admin", Role.ADMINISTRATOR)) == RecordFault.RIGHT_MISSING
    assert propose(group=hosted.circle, member=hosted.a, by=policy, changes=WHY, at=at).number == 2
    codes = [one.code for one in happenings_of(hosted.a)]
    assert sorted(codes) == ["charter_adopted", "charter_proposed"]


def test_whoever_sits_elsewhere_meets_nothing(hosted: Hosted) -> None:
    pair = hosted.open_pair()
    proposal = propose(
        group=pair, member=hosted.a, by=None, changes=[SetStep(4)], at=hosted.at + LATER
    )
    with pytest.raises(Absent) as caught:
        sign(hosted, proposal, hosted.b)
    assert caught.value.code is MembershipFault.UNKNOWN_PROPOSAL
    with pytest.raises(Absent):
        withdraw_proposal(proposal=proposal, member=hosted.b, by=None, at=hosted.at + LATER)
    with pytest.raises(Absent):
        propose(group=pair, member=hosted.b, by=None, changes=WHY, at=hosted.at + LATER)
    with pytest.raises(Absent):
        accept_charter(group=pair, member=hosted.b, by=None, at=hosted.at + LATER)
    assert not Entry.objects.filter(group=pair, journal__member=hosted.b).exists()


def test_what_was_taken_back_is_signed_by_nobody(hosted: Hosted) -> None:
    proposal = propose(
        group=hosted.mute, member=hosted.a, by=None, changes=[SetStep(1)], at=hosted.at + LATER
    )
    with pytest.raises(Refused):
        withdraw_proposal(proposal=proposal, member=hosted.b, by=None, at=hosted.at + LATER)
    withdraw_proposal(proposal=proposal, member=hosted.a, by=None, at=hosted.at + LATER)
    with pytest.raises(Conflict):
        sign(hosted, proposal, hosted.b)


def a_pair() -> NewGroup:
    seats = _seats("AA-CERT", "CC-CERT")
    return NewGroup("new-pair", "Two", "Between us.", Layer.BILATERAL, 0, seats)


def test_a_pair_opens_when_the_other_side_has_signed(hosted: Hosted) -> None:
    group = propose_first(
        new=a_pair(), member=hosted.a, by=None, node="this node", at=hosted.at + 1
    )
    assert group.newest is None
    [proposal] = invitations_to(hosted.c)
    assert invitations_to(hosted.b) == []
    with pytest.raises(Absent):
        answer_first(proposal=proposal, member=hosted.b, by=None, is_signed=True, at=hosted.at + 2)
    with pytest.raises(BayanihanError):
        accept_charter(group=group, member=hosted.a, by=None, at=hosted.at + 2)
    answer_first(proposal=proposal, member=hosted.c, by=None, is_signed=True, at=hosted.at + 2)
    group = fresh(group)
    assert group.newest is not None
    assert [kinds(group, one) for one in (hosted.a, hosted.c)] == [["acceptance"]] * 2
    assert audit.faults() == []


def test_whoever_declines_a_first_charter_opens_nothing(hosted: Hosted) -> None:
    propose_first(new=a_pair(), member=hosted.a, by=None, node="this node", at=hosted.at + 1)
    [proposal] = invitations_to(hosted.c)
    answer_first(proposal=proposal, member=hosted.c, by=None, is_signed=False, at=hosted.at + 2)
    assert fresh(proposal.group).newest is None
    assert invitations_to(hosted.c) == []
    assert not Entry.objects.filter(group=proposal.group).exists()


def test_a_group_of_many_is_open_and_accepted_by_its_opener_at_once(hosted: Hosted) -> None:
    seats = _seats("AA-CERT", "BB-CERT", "CC-CERT")
    new = NewGroup("three", "Three", "A case.", Layer.MINILATERAL, 2, seats)
    group = propose_first(new=new, member=hosted.a, by=None, node="this node", at=hosted.at + 1)
    assert kinds(group, hosted.a) == ["acceptance"]
    assert kinds(group, hosted.b) == []


def fork(hosted: Hosted) -> None:
    """A signs two stories: one version here, another that comes from elsewhere."""
    group = fresh(hosted.circle)
    assert group.newest is not None
    old = charter_text(group.newest)
    other = change_charter(old, [SetPurpose("Another story.")], at=old.at + 1)
    key, _epoch = signing_key(hosted.a, old, hosted.at + 1)
    agree(hosted, hosted.circle, hosted.a, changes=WHY)
    note = sign_note(other.note_text(), key)
    kept = take_charter(group=group, text=other, note=note, at=hosted.at + LATER)
    assert isinstance(kept, Rival)


def test_a_frozen_group_reads_on_and_hears_nothing_new(hosted: Hosted) -> None:
    fork(hosted)
    before = Entry.objects.filter(group=hosted.circle).count()
    at = hosted.at + LATER + 1

    def code(work: object) -> str:
        with pytest.raises(Refused) as caught:
            work()  # type: ignore[operator]  # a function without arguments
        return caught.value.code.value

    frozen = MembershipFault.GROUP_FROZEN
    assert code(lambda: say(hosted, hosted.b, an_indicator("x", "x.example"))) == frozen
    assert code(lambda: agree(hosted, hosted.circle, hosted.b, changes=(SetStep(4),))) == frozen
    accept = {"group": hosted.circle, "member": hosted.b, "by": None, "at": at}
    assert code(lambda: accept_charter(**accept)) == frozen  # type: ignore[arg-type]  # as named
    assert Entry.objects.filter(group=hosted.circle).count() == before
    reader = Reader(hosted.b, door=Door.PAGE, lane=Lane.REAL, at=at)
    assert reader.count(Filters(group=hosted.circle)) > 0


def test_a_majority_of_those_before_the_fork_ends_it(hosted: Hosted) -> None:
    fork(hosted)
    recovery = recovery_of(fresh(hosted.circle))
    assert recovery is not None
    agree(hosted, hosted.circle, hosted.b, hosted.c, changes=(recovery,), at=LATER + 10)
    group = fresh(hosted.circle)
    assert group.newest is not None
    assert group.newest.number == 3
    assert facts_of([group])[str(group.uuid)].frozen is False
    assert say(hosted, hosted.b, an_indicator("again", "again.example")).accepted == 1
    assert audit.faults() == []
