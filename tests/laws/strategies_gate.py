"""Random groups, handling classes and viewers for every law about who may see what.

A small world on purpose: six members, four charter versions and ten instants meet
each other often. Everything starts from a world in good order and is then disturbed
a few times, so that each rule has its say in many examples and few rules at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from bayanihan.gate.api import (
    ActClass,
    CreatorKind,
    Door,
    FourEyes,
    GroupFacts,
    GroupRole,
    HandlingClass,
    History,
    Lane,
    Layer,
    MemberKind,
    Pap,
    Step,
    Terms,
    Tlp,
    Viewer,
)

MEMBERS = ("ann", "bea", "cem", "dao", "eli", "fay")
VERSIONS = (1, 2, 3, 4)
GROUP = "group"
STRANGER = "stranger"

members = st.sampled_from(MEMBERS)
versions = st.sampled_from(VERSIONS)
instants = st.integers(0, 9)
tlps = st.sampled_from(Tlp)
paps = st.none() | st.sampled_from(Pap)
kinds = st.sampled_from(MemberKind)
roles = st.sampled_from(GroupRole)
doors = st.sampled_from(Door)
some_members = st.frozensets(members, max_size=4)
steps = st.sampled_from(Step)
terms = st.builds(Terms, st.none() | instants, st.none() | instants, st.none() | instants)
four_eyes = st.none() | st.builds(
    FourEyes,
    needed_from=st.none() | tlps,
    by=st.sampled_from(("kim", "lou", None)),
    second=st.sampled_from(("kim", "lou", None)),
)


def in_good_order(group: str = GROUP) -> GroupFacts:
    """A group in which most may read: a version more than at first, one member slow to accept.

    Ann, bea and cem are of the region, dao is a partner, eli a company that joined
    with version 2; fay is outside, a constituent of bea and of eli.
    """
    first = dict.fromkeys(MEMBERS[:4], GroupRole.MEMBER)
    return GroupFacts(
        id=group,
        layer=Layer.MULTILATERAL,
        ceiling=Tlp.RED,
        exercise=False,
        charters={1: first, 2: {**first, "eli": GroupRole.MEMBER}},
        accepted={"ann": 2, "bea": 2, "cem": 1, "dao": 2, "eli": 2},
        kinds={
            "ann": MemberKind.STATE_BODY,
            "bea": MemberKind.STATE_BODY,
            "cem": MemberKind.REGIONAL_BODY,
            "dao": MemberKind.PARTNER,
            "eli": MemberKind.ORGANISATION,
            "fay": MemberKind.ACADEMIC,
        },
        region=frozenset({"ann", "bea", "cem"}),
        constituents={"bea": frozenset({"eli", "fay"}), "eli": frozenset({"fay"})},
        steps={"ann": 4, "bea": 4, "cem": 3, "dao": 2},
        frozen=False,
        history=History.ALL,
    )


Mapped = Mapping[Any, Any]


def _with_entry(
    mapping: Mapped,
    keys: st.SearchStrategy[Any],
    values: st.SearchStrategy[Any],
) -> st.SearchStrategy[Mapped]:
    return st.builds(lambda key, value: {**mapping, key: value}, keys, values)


def _without_entry(mapping: Mapped) -> st.SearchStrategy[Mapped]:
    keys = st.sampled_from(sorted(mapping)) if mapping else st.none()
    return keys.map(lambda gone: {key: mapping[key] for key in mapping if key != gone})


def _charters(facts: GroupFacts) -> st.SearchStrategy[Mapped]:
    """Somebody joins, changes role or leaves; a version is added, or not known."""
    rolls: Mapped = facts.charters
    known = st.sampled_from(sorted(rolls)) if rolls else st.just(1)

    def edited(version: int) -> st.SearchStrategy[Mapped]:
        roll = rolls.get(version, {})
        news = st.one_of(_with_entry(roll, members, roles), _without_entry(roll))
        return news.map(lambda new: {**rolls, version: new})

    def renewed(version: int) -> st.SearchStrategy[Mapped]:
        return st.just({**rolls, version: dict(facts.current)})

    return st.one_of(known.flatmap(edited), versions.flatmap(renewed), _without_entry(rolls))


def _by_version(facts: GroupFacts, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Mapped]:
    """Told of no version, or of each, or of some."""
    whole = st.fixed_dictionaries(dict.fromkeys(facts.charters, values))
    return st.one_of(whole, st.dictionaries(versions, values, max_size=3))


GROUP_CHANGES: Mapping[str, Callable[[GroupFacts], st.SearchStrategy[Any]]] = {
    "charters": _charters,
    "layer": lambda _facts: st.sampled_from(Layer),
    "ceiling": lambda _facts: st.none() | tlps,
    "exercise": lambda _facts: st.booleans(),
    "accepted": lambda facts: (
        _with_entry(facts.accepted, members, versions) | _without_entry(facts.accepted)
    ),
    "kinds": lambda facts: _with_entry(facts.kinds, members, kinds) | _without_entry(facts.kinds),
    "region": lambda _facts: some_members,
    "constituents": lambda facts: _with_entry(facts.constituents, members, some_members),
    "steps": lambda facts: _with_entry(facts.steps, members, st.integers(0, 4)),
    "frozen": lambda _facts: st.booleans(),
    "history": lambda _facts: st.none() | st.sampled_from(History),
    "step": lambda _facts: st.none() | steps,
    "ceilings": lambda facts: _by_version(facts, st.none() | tlps),
    "ladder": lambda facts: _by_version(facts, steps),
}
GROUP_CHANGES_OFTEN = (*["charters"] * 4, *GROUP_CHANGES)


@st.composite
def groups(draw: st.DrawFn, group: str = GROUP) -> GroupFacts:
    """A group as one node knows it: in good order, then changed up to six times."""
    facts = in_good_order(group)
    for name in draw(st.lists(st.sampled_from(GROUP_CHANGES_OFTEN), max_size=6)):
        facts = replace(facts, **{name: draw(GROUP_CHANGES[name](facts))})
    return facts


HANDLING_CHANGES: Mapping[str, st.SearchStrategy[Any]] = {
    "group": st.just("another"),
    "publisher": members,
    "charter": versions,
    "audience": some_members,
    "tlp": st.none() | tlps,
    "exercise": st.booleans(),
    "terms": terms,
    "needs": steps,
    "emergency": st.booleans(),
}


@st.composite
def handlings(draw: st.DrawFn, facts: GroupFacts) -> HandlingClass:
    """How a record of this group is to be handled; mostly, but not always, as it should be."""
    said = HandlingClass(
        group=facts.id,
        publisher=draw(st.sampled_from(MEMBERS[:3])),
        charter=draw(st.sampled_from(sorted(facts.charters) or [1])),
        audience=None,
        tlp=draw(tlps),
        pap=draw(paps),
        exercise=facts.exercise,
        terms=Terms(),
        creator=draw(st.sampled_from(CreatorKind)),
    )
    for name in draw(st.lists(st.sampled_from(sorted(HANDLING_CHANGES)), max_size=2)):
        said = replace(said, **{name: draw(HANDLING_CHANGES[name])})
    return said


@st.composite
def emergencies(draw: st.DrawFn, facts: GroupFacts) -> HandlingClass:
    """A request for assistance, mostly to one member, whatever the step."""
    said = replace(draw(handlings(facts)), emergency=True)
    one = frozenset({draw(members)})
    return replace(said, audience=draw(st.sampled_from((one, one | {said.publisher}, None))))


@st.composite
def acts(draw: st.DrawFn, facts: GroupFacts) -> ActClass:
    """An act in this group, to all or to some."""
    return ActClass(
        group=draw(st.sampled_from((facts.id, facts.id, facts.id, "another"))),
        publisher=draw(members),
        charter=draw(st.sampled_from(sorted(facts.charters) or [1]) | versions),
        audience=draw(st.none() | some_members),
    )


VIEWER_CHANGES: Mapping[str, st.SearchStrategy[Any]] = {
    "member": st.none() | st.just(STRANGER),
    "kind": st.none() | kinds,
    "lane": st.none() | st.sampled_from(Lane),
    "person": st.just("person"),
}


@st.composite
def viewers(draw: st.DrawFn, facts: GroupFacts) -> Viewer:
    """Somebody who looks: a member, a stranger, a constituent, or nobody we know."""
    member = draw(st.sampled_from(("bea", "eli", "fay", "dao", "cem", "ann")))
    kind = facts.kinds.get(member, MemberKind.ORGANISATION)
    listed_by = sorted(one for one, listed in facts.constituents.items() if member in listed)
    via = draw(st.sampled_from((None, *listed_by, *MEMBERS[:1])))
    viewer = Viewer(member, kind, lane_of(facts), draw(doors), None, via)
    for name in draw(st.lists(st.sampled_from(sorted(VIEWER_CHANGES)), max_size=1)):
        viewer = replace(viewer, **{name: draw(VIEWER_CHANGES[name])})
    return viewer


@st.composite
def questions(draw: st.DrawFn) -> tuple[HandlingClass, Viewer, GroupFacts, int]:
    """One question to the gate: a record, a viewer, how things stand, an instant."""
    facts = draw(groups())
    said = draw(st.one_of(handlings(facts), handlings(facts), emergencies(facts)))
    return said, draw(viewers(facts)), facts, draw(instants)


@st.composite
def proposals(draw: st.DrawFn) -> tuple[HandlingClass, GroupFacts, int]:
    """Something about to be published, mostly under the version that its publisher accepted."""
    facts = draw(groups())
    said = draw(st.one_of(handlings(facts), handlings(facts), emergencies(facts)))
    if draw(st.integers(0, 4)) != 1:
        said = replace(said, charter=facts.accepted.get(said.publisher, said.charter))
    return said, facts, draw(instants)


@st.composite
def heard(draw: st.DrawFn) -> tuple[ActClass, Viewer, GroupFacts, int]:
    """One question about an act."""
    facts = draw(groups())
    return draw(acts(facts)), draw(viewers(facts)), facts, draw(instants)


def lane_of(facts: GroupFacts) -> Lane:
    """The lane in which the group's own people look at it."""
    return Lane.EXERCISE if facts.exercise else Lane.REAL
