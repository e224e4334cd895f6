"""Saying it more strictly never adds a reader; where facts stand in a list never matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bayanihan.gate.api import (
    STEPS,
    Door,
    GroupFacts,
    GroupRole,
    HandlingClass,
    Pap,
    Step,
    Terms,
    Tlp,
    Viewer,
    decide,
    may_publish,
    may_stand,
    recipients,
)
from tests.laws import strategies_gate as s

Question = tuple[HandlingClass, Viewer, GroupFacts, int]


@given(s.questions())
def test_raising_the_tlp_never_adds_a_reader(question: Question) -> None:
    said, viewer, facts, at = question
    answers = [decide(replace(said, tlp=tlp), viewer, facts, at).allowed for tlp in Tlp]
    assert answers == sorted(answers, reverse=True)


@given(s.questions())
def test_raising_the_pap_never_adds_a_reader_at_any_door(question: Question) -> None:
    said, viewer, facts, at = question
    levels = (None, *Pap)
    answers = [decide(replace(said, pap=pap), viewer, facts, at).allowed for pap in levels]
    assert answers == sorted(answers, reverse=True)


@given(s.questions(), s.steps)
def test_a_lower_ceiling_never_adds_a_reader(question: Question, step: Step) -> None:
    said, viewer, facts, at = question
    facts = replace(facts, step=step, ceilings={})
    ceilings = (*reversed(Tlp), None)
    answers = [decide(said, viewer, replace(facts, ceiling=top), at).allowed for top in ceilings]
    assert answers == sorted(answers, reverse=True)


@given(s.questions(), s.steps)
def test_a_threat_record_gains_no_reader_by_a_lower_ceiling(question: Question, step: Step) -> None:
    said, viewer, facts, at = question
    said, facts = replace(said, needs=max(step, Step.OPEN)), replace(facts, step=None, ceilings={})
    ceilings = (*reversed(Tlp), None)
    answers = [decide(said, viewer, replace(facts, ceiling=top), at).allowed for top in ceilings]
    assert answers == sorted(answers, reverse=True)


@given(s.questions(), s.tlps)
def test_a_lower_step_never_adds_a_reader_of_threat_records(question: Question, top: Tlp) -> None:
    said, viewer, facts, at = question
    facts = replace(facts, ceiling=top, ceilings={}, ladder={})
    said = replace(said, needs=max(said.needs, Step.OPEN))
    answers = [decide(said, viewer, replace(facts, step=one), at).allowed for one in Step]
    assert answers == sorted(answers)


@given(s.questions())
def test_a_type_that_needs_more_never_has_more_readers(question: Question) -> None:
    said, viewer, facts, at = question
    answers = [decide(replace(said, needs=one), viewer, facts, at).allowed for one in Step]
    assert answers == sorted(answers, reverse=True)


def _stepped_back(facts: GroupFacts, step: Step) -> GroupFacts:
    """The group after a version by which it agreed to another step; each version keeps its own."""
    new = (facts.newest or 0) + 1
    ladder: dict[int, Any] = {one: agreed.step for one, agreed in facts.agreed.items()}
    return replace(
        facts,
        charters={**facts.charters, new: facts.current},
        ceiling=STEPS[step],
        step=step,
        ceilings={
            **{one: agreed.ceiling for one, agreed in facts.agreed.items()},
            new: STEPS[step],
        },
        ladder={**ladder, new: step},
    )


@given(s.questions(), s.steps)
def test_stepping_back_or_up_changes_nothing_of_what_was_said_before(
    question: Question,
    step: Step,
) -> None:
    said, viewer, facts, at = question
    after = _stepped_back(facts, step)
    assert decide(said, viewer, after, at).allowed == decide(said, viewer, facts, at).allowed


@given(s.proposals(), s.steps)
def test_after_stepping_back_nothing_is_said_above_the_newest_step(
    proposal: tuple[HandlingClass, GroupFacts, int],
    step: Step,
) -> None:
    said, facts, at = proposal
    after = _stepped_back(facts, step)
    if may_stand(said, after, at).allowed:
        assert said.emergency or said.needs <= step
        assert said.emergency or (said.tlp or Tlp.CLEAR) <= (STEPS[step] or Tlp.GREEN)


@given(s.questions(), s.some_members, s.some_members)
def test_a_smaller_audience_never_adds_a_reader(
    question: Question,
    few: frozenset[str],
    more: frozenset[str],
) -> None:
    said, viewer, facts, at = question
    audiences = (None, few | more, few)
    answers = [decide(replace(said, audience=one), viewer, facts, at).allowed for one in audiences]
    assert answers == sorted(answers, reverse=True)


@given(s.questions(), st.none() | s.instants, st.none() | s.instants)
def test_added_terms_never_add_a_reader(
    question: Question,
    not_before: int | None,
    until: int | None,
) -> None:
    said, viewer, facts, at = question
    bound = replace(said, terms=Terms(not_before, until))
    free = replace(said, terms=Terms())
    assert decide(bound, viewer, facts, at).allowed <= decide(free, viewer, facts, at).allowed


@given(s.questions(), s.versions, s.members)
def test_making_a_member_an_observer_adds_no_reader(
    question: Question,
    version: int,
    member: str,
) -> None:
    said, viewer, facts, at = question
    roll = dict(facts.charters.get(version, {}))
    if member in roll:
        charters = {**facts.charters, version: {**roll, member: GroupRole.OBSERVER}}
        lower = replace(facts, charters=charters)
        assert decide(said, viewer, lower, at).allowed <= decide(said, viewer, facts, at).allowed


@given(s.questions())
def test_what_a_constituent_reads_the_member_that_lists_it_reads_too(question: Question) -> None:
    said, viewer, facts, at = question
    via = viewer.via
    if via is None or viewer.member in facts.everyone or viewer.member == said.publisher:
        return
    if decide(said, viewer, facts, at).allowed:
        member = Viewer(via, facts.kinds.get(via), viewer.lane, viewer.door)
        assert decide(said, member, facts, at).allowed


@given(s.proposals())
def test_what_may_be_published_may_be_published_less_widely(
    proposal: tuple[HandlingClass, GroupFacts, int],
) -> None:
    said, facts, at = proposal
    for may in (may_publish, may_stand):
        answers = [may(replace(said, tlp=tlp), facts, at).allowed for tlp in Tlp]
        assert answers == sorted(answers, reverse=True)


@given(s.questions())
def test_a_frozen_group_is_read_as_before_and_takes_nothing_new(question: Question) -> None:
    said, viewer, facts, at = question
    frozen, running = replace(facts, frozen=True), replace(facts, frozen=False)
    assert decide(said, viewer, frozen, at) == decide(said, viewer, running, at)
    assert not may_publish(said, frozen, at).allowed


def _shuffled(draw: Any, mapping: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: mapping[key] for key in draw(st.permutations(list(mapping)))}


@given(s.questions(), st.data())
def test_the_order_in_which_facts_are_held_changes_no_decision(
    question: Question,
    data: st.DataObject,
) -> None:
    said, viewer, facts, at = question
    other = replace(
        facts,
        charters={
            version: _shuffled(data.draw, roll)
            for version, roll in _shuffled(data.draw, facts.charters).items()
        },
        accepted=_shuffled(data.draw, facts.accepted),
        kinds=_shuffled(data.draw, facts.kinds),
        constituents=_shuffled(data.draw, facts.constituents),
    )
    assert decide(said, viewer, other, at) == decide(said, viewer, facts, at)
    assert may_publish(said, other, at) == may_publish(said, facts, at)


@given(s.proposals(), st.permutations((*s.MEMBERS, s.STRANGER)))
def test_the_order_of_the_candidates_changes_the_order_of_the_preview_alone(
    proposal: tuple[HandlingClass, GroupFacts, int],
    candidates: list[str],
) -> None:
    said, facts, at = proposal
    one = recipients(said, facts, sorted(candidates), at)
    other = recipients(said, facts, candidates, at)
    assert dict(one.will) == dict(other.will)
    assert dict(one.will_not) == dict(other.will_not)
    assert set(one.lower_step) == set(other.lower_step)


@given(s.questions())
def test_all_doors_agree_but_for_constituents_and_for_pap_red(question: Question) -> None:
    said, viewer, facts, at = question
    own_right = viewer.via is None or viewer.member in facts.everyone
    if own_right and said.pap is not Pap.RED:
        answers = {decide(said, replace(viewer, door=d), facts, at).allowed for d in Door}
        assert len(answers) == 1
