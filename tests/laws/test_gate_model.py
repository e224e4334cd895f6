"""The gate and a naive second gate, written from the page that people read, agree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bayanihan.gate.api import (
    ActClass,
    Door,
    FourEyes,
    GroupFacts,
    HandlingClass,
    Reason,
    Viewer,
    allowed_classes,
    decide,
    hears,
    may_publish,
    may_stand,
    recipients,
)
from tests.laws import strategies_gate as s
from tests.laws.model_gate import (
    naive_agreement,
    naive_deaf,
    naive_form,
    naive_people,
    naive_publish_refusals,
    naive_refusals,
)
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


@given(s.proposals(), s.four_eyes, st.booleans())
def test_both_gates_agree_about_publishing(
    proposal: tuple[HandlingClass, GroupFacts, int],
    eyes: FourEyes | None,
    is_open: bool,  # noqa: FBT001  # drawn by position
) -> None:
    said, facts, at = proposal
    checked = naive_publish_refusals(said, facts, at)
    refusals = set(checked)
    if not refusals & {"unknown_group", "unknown_charter"}:
        refusals |= naive_people(said, eyes)
        refusals |= {"emergency_open"} if said.emergency and is_open else set()
    decision = may_publish(said, facts, at, four_eyes=eyes, emergency_open=is_open)
    assert decision.allowed == (not refusals)
    if refusals:
        assert set(decision.reasons) == refusals
    others = may_stand(said, facts, at)
    assert others.allowed == (not checked)
    if checked:
        assert set(others.reasons) == checked


@given(s.heard(), st.data())
def test_both_gates_agree_about_acts(
    heard: tuple[ActClass, Viewer, GroupFacts, int],
    data: st.DataObject,
) -> None:
    act, viewer, facts, at = heard
    plain = data.draw(s.handlings(facts))
    _, lost_viewer, lost_facts, lost_at = data.draw(a_loss(plain, viewer, facts, at))
    for one, group, when in ((viewer, facts, at), (lost_viewer, lost_facts, lost_at)):
        decision = hears(act, one, group, when)
        refusals = naive_deaf(act, one, group, when)
        assert decision.allowed == (not refusals)
        if refusals:
            assert list(decision.reasons) == sorted(refusals, key=ORDER.index)


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
    assert preview.release == may_stand(said, facts, at)
    if not said.emergency:
        assert preview.release == may_publish(said, facts, at)
    assert preview.release.allowed or not will
    for member in asked:
        page = Viewer(member, facts.kinds.get(member), s.lane_of(facts), Door.PAGE)
        is_shown = not naive_refusals(said, page, facts, at)
        assert (member in will) == (is_shown and preview.release.allowed)
    _, step = naive_agreement(facts, None)
    for member in will:
        is_lower = step is None or facts.steps.get(member, -1) < step
        assert (member in preview.lower_step) == is_lower
    assert set(preview.lower_step) <= set(will)
