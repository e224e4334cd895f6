"""A second gate, written naively from ``docs/gate.md``: one row of the table, one predicate.

It shares no code with the gate. Where the gate walks once and stops early, this
works out every row from sets and lists, and then reads the answer off the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

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

READING_DOORS = ("page", "list", "count", "search")
HIGHEST = {
    "state_body": 4,
    "regional_body": 4,
    "partner": 3,
    "organisation": 2,
    "academic": 2,
    "individual": 1,
}
CARRIED = {0: None, 1: None, 2: Tlp.GREEN, 3: Tlp.AMBER, 4: Tlp.RED}


@dataclass(frozen=True)
class Asked:
    """One question, with what the rows ask of it."""

    said: HandlingClass
    viewer: Viewer
    group: GroupFacts
    at: int

    @property
    def past_and_present(self) -> set[str]:
        return {name for roll in self.group.charters.values() for name in roll}

    @property
    def sponsor(self) -> str | None:
        """Who lends its right, if the viewer has none of its own."""
        via = self.viewer.via
        if self.viewer.member in self.past_and_present or via not in self.past_and_present:
            return None
        return via if self.viewer.member in self.group.constituents.get(str(via), ()) else None

    @property
    def holder(self) -> str:
        return str(self.sponsor or self.viewer.member)

    @property
    def in_force(self) -> bool:
        return self.holder in self.group.charters[max(self.group.charters)]

    @property
    def counting(self) -> list[int]:
        """The versions that count for this record and hold the holder, oldest first."""
        group, said = self.group, self.said
        if said.charter not in group.charters:
            return []
        limit = group.accepted.get(said.publisher, 0)
        later = self.in_force and group.history == History.ALL and limit in group.charters
        last = max(limit, said.charter) if later else said.charter
        wanted = [n for n in sorted(group.charters) if said.charter <= n <= last]
        return [n for n in wanted if self.holder in group.charters[n]]

    @property
    def roles(self) -> list[GroupRole]:
        return [self.group.charters[n][self.holder] for n in self.counting]

    @property
    def tlp(self) -> int:
        return -1 if self.said.tlp is None else int(self.said.tlp)

    def scope(self) -> int | None:
        kind = self.group.kinds.get(self.holder)
        if kind is None or (self.sponsor is None and kind != self.viewer.kind):
            return None
        if self.sponsor is None:
            return HIGHEST[kind]
        if self.viewer.kind is None:
            return None
        return min(HIGHEST[kind], HIGHEST[self.viewer.kind])

    def in_community(self) -> bool:
        group, who = self.group, self.holder
        sponsored = {
            name
            for member, listed in group.constituents.items()
            if member in group.region and member in self.past_and_present
            for name in listed
        }
        partner = group.kinds.get(who) == MemberKind.PARTNER
        return who in group.region | sponsored or partner or group.layer == Layer.DOMESTIC


def _is_above_scope(asked: Asked) -> bool:
    """Either of the two kinds that are stated may be too narrow."""
    stated = [asked.group.kinds.get(asked.holder)]
    if asked.sponsor is not None:
        stated.append(asked.viewer.kind)
    elif stated != [asked.viewer.kind]:
        return False
    return any(kind is not None and asked.tlp > HIGHEST[kind] for kind in stated)


def _lowest_step(ceiling: Tlp | None) -> Step:
    carrying = {top: step for step, top in CARRIED.items() if top is not None}
    return Step(0 if ceiling is None else min(carrying[top] for top in carrying if top >= ceiling))


def _is_told_apart(group: GroupFacts, version: int) -> bool:
    """Whether all is told of this version that is told of any."""
    tables = (group.ceilings, group.ladder)
    if None in tables or (group.ladder and group.ladder.get(version) is None):
        return False
    return not group.ceilings or version in group.ceilings


def naive_agreement(group: GroupFacts, version: int | None) -> tuple[Tlp | None, Step | None]:
    """Ceiling and step of a version (``None`` = of the newest, as told); no step = not known."""
    step: Any
    ceiling, step = group.ceiling, group.step
    if version is not None:
        if not _is_told_apart(group, version):
            return None, None
        if group.ceilings:
            ceiling = group.ceilings[version]
            step = group.step if version == max(group.ceilings) else None
        step = group.ladder.get(version, step)
    step = _lowest_step(ceiling) if step is None else step
    if not isinstance(step, Step):
        return None, None
    carried = CARRIED[step]
    return (None if ceiling is None or carried is None else min(ceiling, carried)), step


def naive_ladder(said: HandlingClass, group: GroupFacts, version: int | None) -> set[str]:
    """What the table of the ladder refuses by one version."""
    if said.emergency:
        return set()
    ceiling, step = naive_agreement(group, version)
    if step is None:
        return {"unknown_step"}
    if said.needs in (Step.KNOWN, Step.BLIND) and step in (Step.KNOWN, Step.BLIND):
        ceiling = Tlp.GREEN
    if ceiling is None:
        return {"no_threat_records"}
    table = {"below_step": said.needs > step, "above_ceiling": (said.tlp or 0) > ceiling}
    return {code for code, holds in table.items() if holds}


def is_for_one(said: HandlingClass) -> bool:
    """Whether the audience is one member besides the publisher."""
    return said.audience is not None and len(set(said.audience) - {said.publisher}) == 1


Row = tuple[str, Callable[[Asked], bool]]

STEP_1: list[Row] = [
    ("unknown_actor", lambda a: a.viewer.member is None),
    ("unknown_lane", lambda a: a.viewer.lane is None),
    ("unknown_door", lambda a: a.viewer.door is None),
    ("unknown_instant", lambda a: a.at is None),
]
STEP_4: list[Row] = [
    ("unknown_charter", lambda a: a.said.charter not in a.group.charters),
    ("left_group", lambda a: not a.counting and not a.in_force),
    ("before_joining", lambda a: not a.counting and a.group.history != History.ALL),
    ("not_yet_accepted", lambda a: not a.counting),
    ("not_addressed", lambda a: a.said.audience is not None and a.holder not in a.said.audience),
    ("not_addressed", lambda a: a.said.emergency is True and a.sponsor is not None),
]
KNOWN: list[Row] = [
    ("unknown_tlp", lambda a: a.said.tlp is None),
    ("unknown_creator_kind", lambda a: a.said.creator is None),
    ("unknown_terms", lambda a: a.said.terms is None),
    ("unknown_emergency", lambda a: not isinstance(a.said.emergency, bool)),
    ("unknown_step", lambda a: not isinstance(a.said.needs, Step)),
]
LABELS: list[Row] = [
    (
        "label_disagrees",
        lambda a: (
            a.said.exercise is None
            or a.said.exercise != a.group.exercise
            or (a.group.layer == Layer.EXERCISE and not a.said.exercise)
        ),
    ),
    (
        "wrong_lane",
        lambda a: (
            a.said.exercise is None
            or a.viewer.lane != (Lane.EXERCISE if a.said.exercise else Lane.REAL)
        ),
    ),
]
STEP_5: list[Row] = [
    ("unknown_layer", lambda a: a.group.layer is None),
    ("unknown_kind", lambda a: a.scope() is None),
    ("unknown_role", lambda a: set(a.roles) == {None}),
    *LABELS,
    ("red_needs_person_key", lambda a: a.tlp == Tlp.RED),
    ("emergency_needs_one", lambda a: a.said.emergency and not is_for_one(a.said)),
    ("above_kind_scope", _is_above_scope),
    (
        "above_observer_scope",
        lambda a: a.tlp > Tlp.GREEN and set(a.roles) - {None} == {GroupRole.OBSERVER},
    ),
    ("above_constituent_scope", lambda a: a.sponsor is not None and a.tlp > Tlp.AMBER),
    ("outside_region", lambda a: a.tlp >= Tlp.GREEN and not a.in_community()),
    (
        "door_not_for_constituents",
        lambda a: (
            a.sponsor is not None and a.viewer.door not in ("page", "list", "count", "search")
        ),
    ),
    (
        "pap_shuts_door",
        lambda a: a.said.pap == Pap.RED and a.viewer.door in ("stix_file", "taxii", "mail"),
    ),
    (
        "terms_not_begun",
        lambda a: a.said.terms.not_before is not None and a.at < a.said.terms.not_before,
    ),
    ("terms_ended", lambda a: a.said.terms.until is not None and a.said.terms.until <= a.at),
]


def naive_refusals(
    said: HandlingClass,
    viewer: Viewer,
    group: GroupFacts | None,
    at: int,
) -> list[str]:
    """Every reason for which the table refuses, in its order; empty = it is allowed."""
    nowhere = GroupFacts("", Layer.CASE, None, False, {}, {}, {}, frozenset(), {}, {}, True)
    asked = Asked(said, viewer, group or nowhere, at)
    if refusals := _hits(STEP_1, asked):
        return refusals
    if group is None or group.id != said.group:
        return ["not_in_group"]
    if viewer.member == said.publisher:
        return _hits(KNOWN + LABELS, asked)
    if viewer.member not in asked.past_and_present and asked.sponsor is None:
        return ["not_in_group"]
    if stopped := _hits(STEP_4, asked)[:1] or _hits(KNOWN, asked):
        return stopped
    return _hits(STEP_5, asked) + sorted(naive_ladder(said, group, said.charter))


def naive_form(said: HandlingClass, door: Door) -> str:
    """The form in which the page says that an allowed record leaves."""
    bare = door in (Door.STIX_FILE, Door.TAXII)
    unmarked = said.creator != CreatorKind.MARKED and said.tlp != Tlp.CLEAR
    bounded = said.pap in (Pap.GREEN, Pap.AMBER, Pap.RED)
    return "derived_copy" if bare and (unmarked or bounded) else "bytes"


def naive_publish_refusals(said: HandlingClass, group: GroupFacts, at: int) -> set[str]:
    """Every reason for which the second table refuses, four eyes aside."""
    if group.id != said.group:
        return {"unknown_group"}
    if said.charter not in group.charters:
        return {"unknown_charter"}
    newest = group.charters[max(group.charters)]
    roll, me = group.charters[said.charter], said.publisher
    accepted = group.accepted.get(me, 0)
    audience = said.audience or frozenset[str]()
    others = audience - {me}
    kept = {"label_disagrees", "red_needs_person_key"}
    asked = Asked(said, Viewer(me, group.kinds.get(me), None, Door.PAGE), group, at)
    scoped = [row for row in STEP_5 if row[0] in kept | {"above_kind_scope", "unknown_kind"}]
    begin, end = said.terms.not_before, said.terms.until
    table = {
        "group_frozen": group.frozen,
        "publisher_not_in_force": me not in roll or me not in newest,
        "observer_may_not_publish": me in roll
        and me in newest
        and "observer" in (roll[me], newest[me]),
        "charter_not_accepted": accepted < said.charter,
        "charter_superseded": accepted > said.charter,
        "nobody_addressed": said.audience is not None and not others and not said.emergency,
        "emergency_needs_one": bool(said.emergency) and not is_for_one(said),
        "addressed_outside_group": bool(others) and bool(audience - (set(roll) & set(newest))),
        "terms_empty": begin is not None and end is not None and end <= begin,
        "terms_ended": end is not None and end <= at and not (begin is not None and end <= begin),
    }
    unknown = _hits(KNOWN, asked)
    if unknown:
        table |= {"terms_empty": False, "terms_ended": False}
        return {code for code, holds in table.items() if holds} | set(unknown)
    table["keep_term_ended"] = said.terms.keep_until is not None and said.terms.keep_until <= at
    ladder = naive_ladder(said, group, said.charter) | naive_ladder(said, group, None)
    return {code for code, holds in table.items() if holds} | set(_hits(scoped, asked)) | ladder


def naive_people(said: HandlingClass, eyes: FourEyes | None) -> set[str]:
    """What the rules about two people refuse."""
    two = eyes is not None and {eyes.by, eyes.second} == {"kim", "lou"}
    if two:
        return set()
    if said.emergency:
        return {"emergency_needs_two_people"}
    needed_from = None if eyes is None else eyes.needed_from
    is_asked = needed_from is not None and (said.tlp is None or said.tlp >= needed_from)
    return {"needs_second_person"} if is_asked else set()


def naive_deaf(act: ActClass, viewer: Viewer, group: GroupFacts | None, at: int) -> set[str]:
    """Every reason for which an act is not heard; empty = it is."""
    exercise: Any = None if group is None else group.exercise
    said = HandlingClass(
        act.group, act.publisher, act.charter, act.audience, Tlp.CLEAR, None,
        exercise, Terms(), CreatorKind.MARKED,
    )  # fmt: skip
    alone = replace(viewer, via=None)
    codes = set(naive_refusals(said, alone, group, at))
    of_records = {"outside_region", "no_threat_records", "unknown_kind", "unknown_step"}
    return codes - of_records


def _hits(rows: list[Row], asked: Asked) -> list[str]:
    return [code for code, holds in rows if holds(asked)]
