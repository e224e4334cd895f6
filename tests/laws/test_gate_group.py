"""Outside a group nothing is seen of it, and leaving it ends what comes after."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bayanihan.gate.api import (
    FACTS_OF,
    ActClass,
    Decision,
    FourEyes,
    GroupFacts,
    HandlingClass,
    Reason,
    Viewer,
    allowed_classes,
    decide,
    explain,
    hears,
    may_act,
    may_erase,
    may_publish,
)
from tests.laws import strategies_gate as s

Question = tuple[HandlingClass, Viewer, GroupFacts, int]

NO_WORD_MORE = Decision(allowed=False, reasons=(Reason.NOT_IN_GROUP,))


def _banned(facts: GroupFacts, member: str | None) -> GroupFacts:
    """The same group, as if this member had never been in it or near it."""
    rolls = {
        version: {one: role for one, role in roll.items() if one != member}
        for version, roll in facts.charters.items()
    }
    listed = {one: names - {str(member)} for one, names in facts.constituents.items()}
    return replace(facts, charters=rolls, constituents=listed)


def _is_known(viewer: Viewer) -> bool:
    return None not in (viewer.member, viewer.lane)


@given(s.questions(), st.data())
def test_to_an_outsider_every_group_and_every_record_answers_the_same(
    question: Question,
    data: st.DataObject,
) -> None:
    said, viewer, facts, at = question
    outside = _banned(facts, viewer.member)
    if not _is_known(viewer) or viewer.member == said.publisher:
        return
    assert decide(said, viewer, outside, at) == NO_WORD_MORE
    assert decide(said, viewer, None, at) == NO_WORD_MORE
    other = data.draw(s.handlings(facts))
    if other.publisher != viewer.member:
        assert decide(other, viewer, outside, at) == NO_WORD_MORE


@given(s.questions(), st.data())
def test_a_member_sees_the_same_whether_or_not_other_groups_exist(
    question: Question,
    data: st.DataObject,
) -> None:
    said, viewer, facts, at = question
    private = _banned(data.draw(s.groups("private")), viewer.member)
    hidden = data.draw(s.handlings(private))
    if hidden.publisher == viewer.member:
        return
    alone = allowed_classes({1: said}, viewer, {facts.id: facts}, at)
    both = allowed_classes(
        {1: said, 2: hidden},
        viewer,
        {facts.id: facts, private.id: private},
        at,
    )
    assert alone == both


@given(s.questions())
def test_leaving_ends_access_to_what_comes_after_and_opens_nothing(question: Question) -> None:
    said, viewer, facts, at = question
    leaver = viewer.member
    if facts.newest is None or leaver is None:
        return
    last = facts.newest + 1
    without = {one: role for one, role in facts.current.items() if one != leaver}
    after = replace(
        facts,
        charters={**facts.charters, last: without},
        accepted=dict.fromkeys(s.MEMBERS, last),
    )
    if leaver != said.publisher:
        later = decide(replace(said, charter=last), viewer, after, at)
        assert leaver not in facts.everyone or not later.allowed
    if leaver in facts.everyone:
        same_acceptance = replace(after, accepted=facts.accepted)
        before = decide(said, viewer, facts, at)
        assert decide(said, viewer, same_acceptance, at).allowed <= before.allowed


@given(s.questions())
def test_what_was_said_while_one_was_a_member_stays_readable(question: Question) -> None:
    said, viewer, facts, at = question
    before = decide(said, viewer, facts, at)
    if Reason.MEMBER_WHEN_SAID not in before.reasons or facts.newest is None:
        return
    without = {one: role for one, role in facts.current.items() if one != viewer.member}
    after = replace(facts, charters={**facts.charters, facts.newest + 1: without})
    assert decide(said, viewer, after, at).allowed


@given(s.questions())
def test_only_what_one_was_in_is_read_by_who_has_left(question: Question) -> None:
    said, viewer, facts, at = question
    if viewer.member in facts.current or viewer.member == said.publisher:
        return
    if viewer.member in facts.everyone and decide(said, viewer, facts, at).allowed:
        assert viewer.member in facts.charters[said.charter]


@given(s.questions())
def test_real_and_exercise_never_mix(question: Question) -> None:
    said, viewer, facts, at = question
    if decide(said, viewer, facts, at).allowed:
        assert said.exercise == facts.exercise
        assert viewer.lane is s.lane_of(facts)


def _assert_complete(decision: Decision) -> None:
    """Every reason has its line, with every fact its sentence needs, and the order is ours."""
    lines = explain(decision)
    assert decision.reasons
    assert tuple(line.reason for line in lines) == decision.reasons
    assert list(decision.reasons) == sorted(set(decision.reasons), key=list(Reason).index)
    for line in lines:
        assert tuple(line.facts) == FACTS_OF.get(line.reason, ())
    assert {name for line in lines for name in line.facts} == set(decision.facts)
    json.dumps([dict(line.facts) for line in lines])


@given(s.questions())
def test_every_decision_about_reading_explains_itself_whole(question: Question) -> None:
    _assert_complete(decide(*question))


@given(s.proposals(), s.four_eyes)
def test_every_decision_about_publishing_explains_itself_whole(
    proposal: tuple[HandlingClass, GroupFacts, int],
    eyes: FourEyes | None,
) -> None:
    _assert_complete(may_publish(*proposal, four_eyes=eyes))


@given(s.heard())
def test_every_decision_about_acts_explains_itself_whole(
    heard: tuple[ActClass, Viewer, GroupFacts, int],
) -> None:
    act, viewer, facts, at = heard
    _assert_complete(hears(act, viewer, facts, at))
    _assert_complete(may_act(act.publisher, facts, at))


@given(s.proposals())
def test_every_decision_about_erasing_explains_itself_whole(
    proposal: tuple[HandlingClass, GroupFacts, int],
) -> None:
    said, _, at = proposal
    _assert_complete(may_erase(said, at))


@given(st.booleans(), st.lists(st.sampled_from(Reason)), st.dictionaries(st.text(), st.integers()))
def test_explaining_takes_any_decision(
    allowed: bool,  # noqa: FBT001  # drawn by position
    reasons: list[Reason],
    facts: dict[str, int],
) -> None:
    lines = explain(Decision(allowed=allowed, reasons=tuple(reasons), facts=facts))
    assert [line.reason for line in lines] == reasons
