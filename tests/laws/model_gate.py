"""A second gate, written naively from ``docs/gate.md``: one row of the table, one predicate.

It shares no code with the gate. Where the gate walks once and stops early, this
works out every row from sets and lists, and then reads the answer off the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bayanihan.gate.api import (
    CreatorKind,
    Door,
    GroupFacts,
    GroupRole,
    HandlingClass,
    History,
    Lane,
    Layer,
    MemberKind,
    Pap,
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
]
KNOWN: list[Row] = [
    ("unknown_tlp", lambda a: a.said.tlp is None),
    ("unknown_creator_kind", lambda a: a.said.creator is None),
    ("unknown_terms", lambda a: a.said.terms is None),
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
    ("no_threat_records", lambda a: a.group.ceiling is None),
    ("red_needs_person_key", lambda a: a.tlp == Tlp.RED),
    ("above_ceiling", lambda a: a.group.ceiling is not None and a.tlp > a.group.ceiling),
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
    return _hits(STEP_4, asked)[:1] or _hits(KNOWN, asked) or _hits(STEP_5, asked)


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
    kept = {"label_disagrees", "no_threat_records", "above_ceiling", "red_needs_person_key"}
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
        "nobody_addressed": said.audience is not None and not others,
        "addressed_outside_group": bool(others) and bool(audience - (set(roll) & set(newest))),
        "terms_empty": begin is not None and end is not None and end <= begin,
        "terms_ended": end is not None and end <= at and not (begin is not None and end <= begin),
    }
    handling = _hits(KNOWN, asked) or _hits(scoped, asked)
    if said.tlp is None:
        table |= {"terms_empty": False, "terms_ended": False}
    return {code for code, holds in table.items() if holds} | set(handling)


def _hits(rows: list[Row], asked: Asked) -> list[str]:
    return [code for code, holds in rows if holds(asked)]
