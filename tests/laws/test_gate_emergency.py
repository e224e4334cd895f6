"""An emergency request reaches exactly the one member that it names, whatever the step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bayanihan.gate.api import (
    CreatorKind,
    Door,
    FourEyes,
    GroupFacts,
    HandlingClass,
    Reason,
    Terms,
    Tlp,
    Viewer,
    decide,
    may_publish,
    recipients,
)
from tests.laws import strategies_gate as s

TWO = FourEyes(None, "kim", "lou")
FIRST_VERSION = s.MEMBERS[:4]


@st.composite
def sent(draw: st.DrawFn) -> tuple[HandlingClass, GroupFacts, int]:
    """Whatever group, and an emergency request in it that names whomever."""
    facts = draw(s.groups())
    return draw(s.emergencies(facts)), facts, draw(s.instants)


def _askers(facts: GroupFacts) -> list[Viewer]:
    """Everybody in sight, for itself and as everybody's constituent, in the lane of the group."""
    names = (*s.MEMBERS, s.STRANGER)
    lane = s.lane_of(facts)
    return [
        Viewer(one, facts.kinds.get(one), lane, door, None, via)
        for one in names
        for via in (None, *s.MEMBERS)
        for door in (Door.PAGE, Door.PEER)
    ]


@given(sent())
def test_nobody_but_the_publisher_and_the_one_member_named_reads_it(
    asked: tuple[HandlingClass, GroupFacts, int],
) -> None:
    said, facts, at = asked
    named = (said.audience or frozenset()) - {said.publisher}
    for viewer in _askers(facts):
        if decide(said, viewer, facts, at).allowed and viewer.member != said.publisher:
            assert named == {viewer.member}


@given(
    st.sampled_from(FIRST_VERSION[:3]),
    st.sampled_from(FIRST_VERSION),
    st.sampled_from(sorted(set(Tlp) - {Tlp.RED})),
    st.none() | s.steps,
    st.none() | s.tlps,
    st.booleans(),
)
def test_whatever_the_step_it_reaches_the_one_member_that_it_names(
    publisher: str,
    named: str,
    tlp: Tlp,
    step: Any,
    ceiling: Tlp | None,
    is_exercise: bool,  # noqa: FBT001  # drawn by position
) -> None:
    facts = replace(s.in_good_order(), step=step, ceiling=ceiling, exercise=is_exercise)
    said = HandlingClass(
        group=facts.id,
        publisher=publisher,
        charter=facts.accepted[publisher],
        audience=frozenset({named}),
        tlp=tlp,
        pap=None,
        exercise=is_exercise,
        terms=Terms(),
        creator=CreatorKind.MARKED,
        emergency=True,
    )
    if named == publisher:
        assert not may_publish(said, facts, 5, four_eyes=TWO).allowed
        return
    assert may_publish(said, facts, 5, four_eyes=TWO).allowed
    preview = recipients(said, facts, (*s.MEMBERS, s.STRANGER), 5)
    assert [member for member, _ in preview.will] == [named]


@given(sent(), s.four_eyes, st.booleans())
def test_it_is_sent_by_two_people_to_one_member_and_one_at_a_time_in_a_running_group(
    asked: tuple[HandlingClass, GroupFacts, int],
    eyes: FourEyes | None,
    is_open: bool,  # noqa: FBT001  # drawn by position
) -> None:
    said, facts, at = asked
    if may_publish(said, facts, at, four_eyes=eyes, emergency_open=is_open).allowed:
        assert eyes is not None
        assert len({eyes.by, eyes.second} - {None}) == len(("by", "second"))
        assert len((said.audience or frozenset()) - {said.publisher}) == 1
        assert not is_open
        assert facts.frozen is False
        assert said.tlp is not Tlp.RED


@given(sent(), s.steps, st.none() | s.tlps)
def test_the_step_and_the_ceiling_decide_nothing_about_it(
    asked: tuple[HandlingClass, GroupFacts, int],
    step: Any,
    ceiling: Tlp | None,
) -> None:
    said, facts, at = asked
    other = replace(facts, step=step, ceiling=ceiling, ceilings={}, ladder={})
    for viewer in _askers(facts)[:14]:
        assert decide(said, viewer, facts, at) == decide(said, viewer, other, at)
    mine = may_publish(said, facts, at, four_eyes=TWO)
    assert mine == may_publish(said, other, at, four_eyes=TWO)


@given(s.questions())
def test_calling_it_an_emergency_excuses_from_the_ladder_and_from_nothing_else(
    question: tuple[HandlingClass, Viewer, GroupFacts, int],
) -> None:
    said, viewer, facts, at = question
    plain = decide(replace(said, emergency=False), viewer, facts, at)
    called = decide(replace(said, emergency=True), viewer, facts, at)
    of_the_ladder = {
        Reason.UNKNOWN_STEP,
        Reason.NO_THREAT_RECORDS,
        Reason.BELOW_STEP,
        Reason.ABOVE_CEILING,
    }
    if called.allowed:
        assert plain.allowed or set(plain.reasons) <= of_the_ladder
