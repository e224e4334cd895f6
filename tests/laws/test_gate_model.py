"""The gate and a naive second gate, written from the page that people read, agree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bayanihan.gate.api import (
    Door,
    FourEyes,
    GroupFacts,
    HandlingClass,
    Reason,
    Tlp,
    Viewer,
    allowed_classes,
    decide,
    may_publish,
    recipients,
)
from tests.laws import strategies_gate as s
from tests.laws.model_gate import naive_form, naive_publish_refusals, naive_refusals
from tests.laws.test_gate_missing import a_loss

ORDER = [reason.value for reason in Reason]
Question = tuple[HandlingClass, Viewer, GroupFacts, int]


def _assert_agreement(
    said: HandlingClass,
    viewer: Viewer,
    facts: GroupFacts | None,
    at: int,
) -> None:
    decision = decide(said, viewer, facts, at)
    refusals = naive_refusals(said, viewer, facts, at)
    assert decision.allowed == (not refusals)
    if decision.allowed:
        assert decision.form == naive_form(said, viewer.door)
    else:
        assert list(decision.reasons) == sorted(refusals, key=ORDER.index)
        assert decision.form is None


@given(s.questions())
def test_both_gates_give_the_same_answer_for_the_same_reasons(question: Question) -> None:
    _assert_agreement(*question)


@given(s.questions(), st.data())
def test_both_gates_agree_when_something_is_not_known(
    question: Question, data: st.DataObject
) -> None:
    _assert_agreement(*data.draw(a_loss(*question)))


@given(s.proposals(), s.four_eyes)
def test_both_gates_agree_about_publishing(
    proposal: tuple[HandlingClass, GroupFacts, int],
    eyes: FourEyes | None,
) -> None:
    said, facts, at = proposal
    refusals = naive_publish_refusals(said, facts, at)
    is_asked = eyes is not None and eyes.needed_from is not None
    two = eyes is not None and {eyes.by, eyes.second} == {"kim", "lou"}
    known = "unknown_group" not in refusals and "unknown_charter" not in refusals
    if known and is_asked and not two:
        needed_from = eyes.needed_from if eyes is not None else None
        if said.tlp is None or said.tlp >= (needed_from or Tlp.CLEAR):
            refusals |= {"needs_second_person"}
    decision = may_publish(said, facts, at, four_eyes=eyes)
    assert decision.allowed == (not refusals)
    if refusals:
        assert set(decision.reasons) == refusals


@st.composite
def _worlds(draw: st.DrawFn) -> tuple[dict[int, HandlingClass], Viewer, dict[str, GroupFacts], int]:
    facts = {name: draw(s.groups(name)) for name in ("here", "there")}
    said = st.sampled_from(sorted(facts)).flatmap(lambda name: s.handlings(facts[name]))
    classes = draw(st.dictionaries(st.integers(1, 99), said, max_size=8))
    return classes, draw(s.viewers(facts["here"])), facts, draw(s.instants)


@given(_worlds())
def test_the_allowed_classes_are_those_that_brute_force_allows(
    world: tuple[dict[int, HandlingClass], Viewer, dict[str, GroupFacts], int],
) -> None:
    classes, viewer, facts, at = world
    expected = set()
    for key, said in classes.items():
        if not naive_refusals(said, viewer, facts.get(said.group), at):
            expected.add(key)
    assert allowed_classes(classes, viewer, facts, at) == expected


@given(s.proposals(), st.lists(s.members | st.just("stranger")))
def test_the_preview_parts_the_candidates_and_promises_what_a_page_then_shows(
    proposal: tuple[HandlingClass, GroupFacts, int],
    candidates: list[str],
) -> None:
    said, facts, at = proposal
    preview = recipients(said, facts, candidates, at)
    will = [member for member, _ in preview.will]
    will_not = [member for member, _ in preview.will_not]
    asked = [one for one in dict.fromkeys(candidates) if one != said.publisher]
    assert sorted(will + will_not) == sorted(asked)
    assert will == [one for one in asked if one in will]
    assert will_not == [one for one in asked if one in will_not]
    assert preview.release == may_publish(said, facts, at)
    assert preview.release.allowed or not will
    for member in asked:
        page = Viewer(member, facts.kinds.get(member), s.lane_of(facts), Door.PAGE)
        is_shown = not naive_refusals(said, page, facts, at)
        assert (member in will) == (is_shown and preview.release.allowed)
    tops = {0: None, 1: None, 2: Tlp.GREEN, 3: Tlp.AMBER, 4: Tlp.RED}
    for member in will:
        top = tops.get(facts.steps.get(member, 0))
        is_lower = facts.ceiling is not None and (top is None or top < facts.ceiling)
        assert (member in preview.lower_step) == is_lower
    assert set(preview.lower_step) <= set(will)
