"""What is not known never opens the gate.

A *fact* is whatever the gate needs to know and could fail to know: who asks, of what
kind, in which lane, at which door and instant, through whom; the group, its layer,
ceiling, label, history, who accepted which version, kinds, roles, region, constituents,
whether it is frozen, and what each version agreed; and of the handling TLP, creator kind,
label, terms, charter version, the step that it needs and whether it is an emergency. Losing
one means ``None`` in its place, or its entry gone.

A group told without a step, or without ceilings by version, says a thing by it: the step that
carries its ceiling, one ceiling for all. Lost is the step when something else stands in its
place, the ceiling when the step is told, and the ceilings when some are told and one is not.

Not facts in this sense: the audience, the PAP and the bounds of the terms, where
``None`` is a thing that the publisher says (the whole group, none, no bound); and the
membership of a version, which is one signed document and known whole or not at all.
A node that has not seen the newest version cannot know what it says; it is lost here
only where an acceptance betrays that it exists.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bayanihan.gate.api import (
    ActClass,
    CreatorKind,
    Door,
    GroupFacts,
    GroupRole,
    HandlingClass,
    Lane,
    Layer,
    MemberKind,
    Pap,
    Reason,
    Terms,
    Tlp,
    Viewer,
    decide,
    hears,
    may_act,
    may_erase,
    may_publish,
    may_stand,
)
from tests.laws import strategies_gate as s

Question = tuple[HandlingClass, Viewer, GroupFacts | None, int]

OF_THE_VIEWER = ("member", "kind", "lane", "door", "person", "via")
OF_THE_HANDLING = (
    "group", "charter", "tlp", "exercise", "terms", "creator", "needs", "emergency",
)  # fmt: skip
OF_THE_GROUP = ("id", "layer", "exercise", "frozen", "history", "ceilings", "ladder")
BY_VERSION = ("ceilings", "ladder")
ENTRIES = ("accepted", "kinds", "constituents", "steps")


def _lost(whole: Any, *names: str) -> Any:
    """The same with ``None`` in these places; the types promise better, and are not trusted."""
    return replace(whole, **dict.fromkeys(names))


def _without(mapping: dict[Any, Any], key: Any) -> dict[Any, Any]:
    return {one: value for one, value in mapping.items() if one != key}


def _role_lost(facts: GroupFacts, version: int, member: str) -> GroupFacts:
    roll: dict[str, Any] = dict(facts.charters.get(version, {}))
    if member in roll:
        roll[member] = None
    return replace(facts, charters={**facts.charters, version: roll})


def _agreement_lost(facts: GroupFacts, what: str, version: int) -> GroupFacts:
    """The ceiling or the step, in force or of one version, is not told any more."""
    strange: Any = "not told"
    if what == "step":
        return replace(facts, step=strange)
    if what == "ceiling":
        return replace(facts, ceiling=None, step=facts.in_force.step or strange)
    left = _without(dict(getattr(facts, what)), version)
    lost: dict[str, Any] = {what: left or None}
    return replace(facts, **lost)


@st.composite
def _lose_of_the_group(draw: st.DrawFn, facts: GroupFacts) -> GroupFacts:
    member, version = draw(s.members), draw(s.versions)
    agreed = st.sampled_from(("ceiling", "step", *BY_VERSION))
    choice = draw(st.sampled_from((*OF_THE_GROUP, *ENTRIES, "region", "role", "agreed")))
    lost: GroupFacts = facts
    if choice == "agreed":
        lost = _agreement_lost(facts, draw(agreed), version)
    elif choice in OF_THE_GROUP:
        lost = _lost(facts, choice)
    elif choice in ENTRIES:
        entries = draw(st.sampled_from(({}, _without(getattr(facts, choice), member))))
        lost = replace(facts, **{choice: entries})
    elif choice == "region":
        lost = replace(facts, region=draw(st.sampled_from((frozenset(), facts.region - {member}))))
    else:
        lost = _role_lost(facts, version, member) if version in facts.charters else facts
    return lost


@st.composite
def a_loss(
    draw: st.DrawFn,
    said: HandlingClass,
    viewer: Viewer,
    facts: GroupFacts,
    at: int,
) -> Question:
    """The same question with one fact lost."""
    whose = draw(st.sampled_from(("viewer", "handling", "group", "all of the group", "instant")))
    lost_at: Any = at
    lost_facts: GroupFacts | None = facts
    if whose == "viewer":
        viewer = _lost(viewer, draw(st.sampled_from(OF_THE_VIEWER)))
    elif whose == "handling":
        said = _lost(said, draw(st.sampled_from(OF_THE_HANDLING)))
    elif whose == "group":
        lost_facts = draw(_lose_of_the_group(facts))
    elif whose == "instant":
        lost_at = None
    else:
        lost_facts = None
    return said, viewer, lost_facts, lost_at


@given(s.questions(), st.data())
def test_losing_a_fact_never_turns_a_refusal_into_a_yes(
    question: tuple[HandlingClass, Viewer, GroupFacts, int],
    data: st.DataObject,
) -> None:
    if not decide(*question).allowed:
        assert not decide(*data.draw(a_loss(*question))).allowed


@given(s.proposals(), st.data())
def test_losing_a_fact_never_lets_a_record_be_published(
    proposal: tuple[HandlingClass, GroupFacts, int],
    data: st.DataObject,
) -> None:
    said, facts, at = proposal
    nobody = Viewer(None, None, None, Door.PAGE)
    lost_said, _, lost_facts, lost_at = data.draw(a_loss(said, nobody, facts, at))
    if not may_publish(said, facts, at).allowed:
        assert not may_publish(lost_said, lost_facts, lost_at).allowed
    if not may_stand(said, facts, at).allowed:
        assert not may_stand(lost_said, lost_facts, lost_at).allowed


@given(s.heard(), st.data())
def test_losing_a_fact_never_makes_an_act_heard_or_done(
    heard: tuple[ActClass, Viewer, GroupFacts, int],
    data: st.DataObject,
) -> None:
    act, viewer, facts, at = heard
    plain = data.draw(s.handlings(facts))
    _, lost_viewer, lost_facts, lost_at = data.draw(a_loss(plain, viewer, facts, at))
    if not hears(act, viewer, facts, at).allowed:
        assert not hears(act, lost_viewer, lost_facts, lost_at).allowed
    if not may_act(act.publisher, facts, at).allowed:
        assert not may_act(act.publisher, lost_facts, lost_at).allowed


@given(s.proposals(), st.sampled_from((None, "a word from tomorrow")))
def test_a_term_that_cannot_be_read_lets_nobody_erase(
    proposal: tuple[HandlingClass, GroupFacts, int],
    strange: Any,
) -> None:
    said, _, at = proposal
    no_instant: Any = None
    assert not may_erase(replace(said, terms=strange), at).allowed
    assert not may_erase(said, no_instant).allowed
    keeps: Any = "a word from tomorrow"
    assert not may_erase(replace(said, terms=Terms(None, None, keeps)), at).allowed


@given(s.questions(), s.versions)
def test_a_version_gone_missing_never_opens_where_an_acceptance_betrays_it(
    question: tuple[HandlingClass, Viewer, GroupFacts, int],
    version: int,
) -> None:
    said, viewer, facts, at = question
    accepted = {**facts.accepted, said.publisher: facts.newest or 0}
    facts = replace(facts, accepted=accepted)
    lost = replace(facts, charters=_without(dict(facts.charters), version))
    own_right_stays = lost.everyone == facts.everyone
    if own_right_stays and not decide(said, viewer, facts, at).allowed:
        assert not decide(said, viewer, lost, at).allowed


OF_AGREEMENT = ("step", "ceilings", "ladder")
STRANGE: tuple[tuple[str, str], ...] = (
    *(("viewer", name) for name in ("kind", "lane", "door")),
    *(("handling", name) for name in ("tlp", "pap", "creator", "terms", "needs", "emergency")),
    *(("group", name) for name in ("layer", "ceiling", "history", "frozen", *OF_AGREEMENT)),
)


@given(s.questions(), st.sampled_from(STRANGE))
def test_a_word_that_the_gate_does_not_know_never_opens_it(
    question: tuple[HandlingClass, Viewer, GroupFacts, int],
    strange: tuple[str, str],
) -> None:
    parts: dict[str, Any] = dict(zip(("handling", "viewer", "group"), question[:3], strict=True))
    place, name = strange
    parts[place] = replace(parts[place], **{name: "a word from tomorrow"})
    after = decide(parts["handling"], parts["viewer"], parts["group"], question[3])
    assert after.allowed <= decide(*question).allowed


def _plain() -> tuple[HandlingClass, Viewer, GroupFacts, int]:
    """A question that is allowed, for the losses that must be refused by name."""
    roll = dict.fromkeys(s.MEMBERS, GroupRole.MEMBER)
    state = dict.fromkeys(s.MEMBERS, MemberKind.STATE_BODY)
    facts = GroupFacts(
        id=s.GROUP,
        layer=Layer.REGION,
        ceiling=Tlp.AMBER,
        exercise=False,
        charters={1: roll},
        accepted=dict.fromkeys(s.MEMBERS, 1),
        kinds=state,
        region=frozenset(s.MEMBERS),
        constituents={},
        steps={},
        frozen=False,
    )
    said = HandlingClass(
        group=s.GROUP,
        publisher="ann",
        charter=1,
        audience=None,
        tlp=Tlp.AMBER,
        pap=Pap.GREEN,
        exercise=False,
        terms=Terms(),
        creator=CreatorKind.MARKED,
    )
    return said, Viewer("bea", MemberKind.STATE_BODY, Lane.REAL, Door.PAGE), facts, 5


NAMED = (
    ("handling", "tlp", Reason.UNKNOWN_TLP),
    ("handling", "creator", Reason.UNKNOWN_CREATOR_KIND),
    ("handling", "terms", Reason.UNKNOWN_TERMS),
    ("handling", "needs", Reason.UNKNOWN_STEP),
    ("handling", "emergency", Reason.UNKNOWN_EMERGENCY),
    ("handling", "charter", Reason.UNKNOWN_CHARTER),
    ("handling", "exercise", Reason.LABEL_DISAGREES),
    ("viewer", "member", Reason.UNKNOWN_ACTOR),
    ("viewer", "kind", Reason.UNKNOWN_KIND),
    ("viewer", "lane", Reason.UNKNOWN_LANE),
    ("viewer", "door", Reason.UNKNOWN_DOOR),
    ("group", "layer", Reason.UNKNOWN_LAYER),
    ("group", "ceiling", Reason.NO_THREAT_RECORDS),
    ("group", "ceilings", Reason.UNKNOWN_STEP),
    ("group", "ladder", Reason.UNKNOWN_STEP),
    ("group", "exercise", Reason.LABEL_DISAGREES),
    ("group", "id", Reason.NOT_IN_GROUP),
)


def test_each_fact_lost_by_itself_closes_an_open_gate_and_is_named() -> None:
    said, viewer, facts, at = _plain()
    assert decide(said, viewer, facts, at).allowed
    for place, name, reason in NAMED:
        parts: dict[str, Any] = {"handling": said, "viewer": viewer, "group": facts}
        parts[place] = _lost(parts[place], name)
        decision = decide(parts["handling"], parts["viewer"], parts["group"], at)
        assert not decision.allowed
        assert reason in decision.reasons
