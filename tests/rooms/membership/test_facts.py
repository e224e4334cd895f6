"""What the gate is told of groups: versions, acceptances, forks, constituents, ceilings."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bayanihan.gate.api import GroupFacts, GroupRole, Step, Tlp
from bayanihan.membership.api import (
    Acceptance,
    AddSeat,
    ChangeRole,
    Group,
    Member,
    RemoveSeat,
    SetConstituents,
    SetStep,
    acceptances_of,
    accepted_charter,
    charter_text,
    facts_of,
    find_member,
    last_accepted,
    pair_steps,
    seat_line,
    sponsored_groups,
    take_charter,
)
from tests.rooms.membership.agreeing import agree, later, newest, next_version, note_of
from tests.rooms.web.hosted import Hosted


def facts(group: Group) -> GroupFacts:
    return facts_of([Group.objects.get(pk=group.pk)])[str(group.uuid)]


def accept(group: Group, member: Member, number: int, at: int) -> None:
    """A row as the act of accepting leaves it."""
    row = group.charters.get(number=number)
    digest = charter_text(row).digest.hex()
    fields = {"group": group, "member": member, "number": number, "digest": digest}
    Acceptance.objects.get_or_create(**fields, defaults={"at": at})


def test_every_version_is_told_with_its_seats_and_its_ceiling(hosted: Hosted) -> None:
    circle = hosted.circle
    agree(circle, [hosted.a], SetStep(2), at=later(hosted))
    agree(circle, [hosted.a], RemoveSeat(hosted.c.stix_id), at=later(hosted, 2))
    told = facts(circle)
    assert told.newest == 3
    assert hosted.c.stix_id in told.charters[2]
    assert hosted.c.stix_id not in told.charters[3]
    assert told.ceilings == {1: Tlp.AMBER, 2: Tlp.GREEN, 3: Tlp.GREEN}
    assert (told.step, told.ceiling) == (Step.OPEN, Tlp.GREEN)


def test_who_spoke_stands_where_it_accepted_and_who_did_not_accepts_by_speaking(
    hosted: Hosted,
) -> None:
    circle = hosted.circle
    accept(circle, hosted.a, 1, hosted.at)
    agree(circle, [hosted.a], SetStep(4), at=later(hosted))
    told = facts(circle)
    assert told.accepted[hosted.a.stix_id] == 1
    assert told.accepted[hosted.c.stix_id] == 2
    assert accepted_charter(circle, hosted.a).number == 1
    assert accepted_charter(circle, hosted.c).number == 2
    accept(circle, hosted.a, 2, later(hosted))
    assert facts(circle).accepted[hosted.a.stix_id] == 2
    assert last_accepted(circle, hosted.a) == 2
    assert last_accepted(circle, hosted.c) is None
    assert acceptances_of(circle)[hosted.a.stix_id] == 2


def test_constituents_are_those_of_the_newest_version_and_find_their_sponsor(
    hosted: Hosted,
) -> None:
    circle, company = hosted.circle, hosted.company
    assert sponsored_groups(company) == []
    change = SetConstituents(hosted.a.stix_id, frozenset({company.stix_id}))
    agree(circle, [hosted.a], change, at=later(hosted))
    assert facts(circle).constituents == {hosted.a.stix_id: frozenset({company.stix_id})}
    assert sponsored_groups(company) == [(circle, hosted.a)]
    assert sponsored_groups(find_member("IN-1")) == []
    none = SetConstituents(hosted.a.stix_id, frozenset())
    agree(circle, [hosted.a], none, at=later(hosted, 2))
    assert (facts(circle).constituents, sponsored_groups(company)) == ({}, [])


def test_the_step_of_a_pair_is_that_of_its_newest_charter(hosted: Hosted) -> None:
    assert pair_steps(hosted.a)[hosted.b.stix_id] == 0
    agree(hosted.mute, [hosted.a, hosted.b], SetStep(1), at=later(hosted))
    assert pair_steps(hosted.a)[hosted.b.stix_id] == 1
    agree(hosted.mute, [hosted.a], SetStep(0), at=later(hosted, 2))
    assert pair_steps(hosted.a)[hosted.b.stix_id] == 0


def test_the_number_of_queries_does_not_grow(hosted: Hosted) -> None:
    few, many = [hosted.circle], list(Group.objects.all())
    counts = []
    for groups in (few, many):
        with CaptureQueriesContext(connection) as asked:
            facts_of(groups)
        counts.append(len(asked))
    for minutes in (1, 2, 3):
        step = SetStep(2 if minutes % 2 else 3)
        agree(hosted.circle, [hosted.a], step, at=later(hosted, minutes))
    with CaptureQueriesContext(connection) as asked:
        facts_of([hosted.circle, *many])
    assert {*counts, len(asked)} == {7}


def test_a_newcomer_is_in_the_facts_from_its_version_on(hosted: Hosted) -> None:
    seat = seat_line(find_member("RC"), GroupRole.MEMBER, node="here")
    agree(hosted.circle, [hosted.a], AddSeat(seat), at=later(hosted))
    told = facts(hosted.circle)
    assert seat.id in told.current
    assert seat.id not in told.charters[1]
    agree(
        hosted.circle,
        [hosted.a],
        ChangeRole(seat.id, GroupRole.OBSERVER),
        at=later(hosted, 2),
    )
    assert facts(hosted.circle).current[seat.id] is GroupRole.OBSERVER


def test_of_a_forked_number_only_what_both_versions_say_counts(hosted: Hosted) -> None:
    """A coordinator who adds a reader behind the others' backs adds nobody."""
    circle, at = hosted.circle, later(hosted)
    spy = seat_line(find_member("RC"), GroupRole.MEMBER, node="here")
    watched = ChangeRole(hosted.c.stix_id, GroupRole.OBSERVER)
    theirs = next_version(circle, watched, SetStep(2), at=at)
    agree(circle, [hosted.a], AddSeat(spy), at=at)
    assert spy.id in facts(circle).current
    take_charter(group=circle, text=theirs, note=note_of(theirs, hosted.a), at=at)
    told = facts(circle)
    assert told.frozen
    # What nobody accepted takes nothing from anybody: an old key hides nothing.
    assert spy.id in told.everyone
    for text in (newest(circle), theirs):
        Acceptance.objects.create(
            group=circle, member=hosted.b if text is theirs else hosted.c,
            number=2, digest=text.digest.hex(), at=at,
        )  # fmt: skip
    told = facts(circle)
    assert spy.id not in told.everyone
    assert told.charters[2][hosted.c.stix_id] is GroupRole.OBSERVER
    assert told.charters[1][hosted.c.stix_id] is GroupRole.MEMBER
    assert told.ceilings[2] is Tlp.GREEN
