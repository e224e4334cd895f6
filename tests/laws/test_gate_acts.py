"""An act is heard by members and by nobody else; who has a seat may act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bayanihan.gate.api import (
    ActClass,
    CreatorKind,
    Decision,
    GroupFacts,
    HandlingClass,
    Layer,
    Reason,
    Step,
    Terms,
    Tlp,
    Viewer,
    decide,
    hears,
    may_act,
    may_erase,
)
from tests.laws import strategies_gate as s

Heard = tuple[ActClass, Viewer, GroupFacts, int]
NO_WORD_MORE = Decision(allowed=False, reasons=(Reason.NOT_IN_GROUP,))


@given(s.heard())
def test_an_act_is_heard_by_its_publisher_and_by_members_that_it_addresses(heard: Heard) -> None:
    act, viewer, facts, at = heard
    if not hears(act, viewer, facts, at).allowed or viewer.member == act.publisher:
        return
    versions = [one for one in facts.charters if viewer.member in facts.charters[one]]
    accepted = facts.accepted.get(act.publisher, act.charter)
    assert any(act.charter <= one <= max(accepted, act.charter) for one in versions)
    assert act.audience is None or viewer.member in act.audience
    assert viewer.lane is s.lane_of(facts)


@given(s.heard())
def test_whoever_is_outside_hears_nothing_and_a_constituent_is_outside(heard: Heard) -> None:
    act, viewer, facts, at = heard
    is_known = None not in (viewer.member, viewer.lane)
    if is_known and viewer.member not in facts.everyone and viewer.member != act.publisher:
        assert hears(act, viewer, facts, at) == NO_WORD_MORE
        assert hears(act, viewer, None, at) == NO_WORD_MORE


@given(s.heard())
def test_who_reads_a_plain_record_for_itself_hears_an_act_said_alike(heard: Heard) -> None:
    act, viewer, facts, at = heard
    alone = replace(viewer, via=None)
    record = HandlingClass(
        group=act.group,
        publisher=act.publisher,
        charter=act.charter,
        audience=act.audience,
        tlp=Tlp.CLEAR,
        pap=None,
        exercise=facts.exercise,
        terms=Terms(),
        creator=CreatorKind.MARKED,
    )
    if decide(record, alone, facts, at).allowed:
        assert hears(act, viewer, facts, at).allowed


@given(s.heard(), st.none() | s.steps, st.none() | s.tlps)
def test_neither_the_ladder_nor_a_freeze_nor_a_sponsor_decides_who_hears(
    heard: Heard,
    step: Step | None,
    ceiling: Tlp | None,
) -> None:
    act, viewer, facts, at = heard
    other = replace(facts, step=step, ceiling=ceiling, ceilings={}, ladder={}, frozen=True)
    plain = replace(viewer, via=None)
    assert hears(act, viewer, facts, at).allowed == hears(act, plain, other, at).allowed


@given(s.heard())
def test_the_publisher_hears_its_own_act_in_the_lane_of_its_group(heard: Heard) -> None:
    act, _, facts, at = heard
    itself = Viewer(act.publisher, None, s.lane_of(facts), heard[1].door)
    is_labelled = facts.exercise or facts.layer is not Layer.EXERCISE
    assert hears(act, itself, facts, at).allowed == (act.group == facts.id and is_labelled)


@given(s.heard(), st.booleans())
def test_who_has_a_seat_may_act_and_in_a_frozen_group_who_ever_had_one_may_mend_it(
    heard: Heard, recovers: Any
) -> None:
    act, _, facts, at = heard
    decision = may_act(act.publisher, facts, at, recovers=recovers)
    is_labelled = facts.exercise or facts.layer is not Layer.EXERCISE
    heard_out = facts.everyone if facts.frozen else facts.current
    seated = heard_out if recovers else facts.current
    may = act.publisher in seated and (recovers or not facts.frozen) and is_labelled
    assert decision.allowed == may


@given(s.proposals(), st.none() | s.instants)
def test_nobody_erases_what_a_term_keeps_and_afterwards_nothing_hinders(
    proposal: tuple[HandlingClass, GroupFacts, int],
    keep_until: int | None,
) -> None:
    said, _, at = proposal
    kept = replace(said, terms=replace(said.terms, keep_until=keep_until))
    assert may_erase(kept, at).allowed == (keep_until is None or keep_until <= at)
