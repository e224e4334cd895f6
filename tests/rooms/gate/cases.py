"""A small region for the tests of the gate: everything in it is in order until a test says not.

``north`` and ``south`` are national CERTs of the region, ``body`` is its regional body,
``partner`` a dialogue partner, ``bank`` a company, ``campus`` a university, ``expert``
one person, ``watcher`` a state body that observes; ``client`` is in no charter.
"""

from __future__ import annotations

from typing import Any

from bayanihan.gate.api import (
    CreatorKind,
    Decision,
    Door,
    GroupFacts,
    GroupRole,
    HandlingClass,
    Lane,
    Layer,
    MemberKind,
    Terms,
    Tlp,
    Viewer,
    decide,
)

NOW = 1_000
KINDS = {
    "north": MemberKind.STATE_BODY,
    "south": MemberKind.STATE_BODY,
    "body": MemberKind.REGIONAL_BODY,
    "partner": MemberKind.PARTNER,
    "bank": MemberKind.ORGANISATION,
    "campus": MemberKind.ACADEMIC,
    "expert": MemberKind.INDIVIDUAL,
    "watcher": MemberKind.STATE_BODY,
}
ROLL = {
    **dict.fromkeys(KINDS, GroupRole.MEMBER),
    "north": GroupRole.COORDINATOR,
    "watcher": GroupRole.OBSERVER,
}


def a_group(**changes: Any) -> GroupFacts:
    """A group of all of them under one charter version that everybody accepted."""
    facts: dict[str, Any] = {
        "id": "group",
        "layer": Layer.MULTILATERAL,
        "ceiling": Tlp.RED,
        "exercise": False,
        "charters": {1: ROLL},
        "accepted": dict.fromkeys(KINDS, 1),
        "kinds": KINDS,
        "region": frozenset(KINDS) - {"partner"},
        "constituents": {"south": frozenset({"client"})},
        "steps": dict.fromkeys(KINDS, 4),
        "frozen": False,
    }
    return GroupFacts(**{**facts, **changes})


def said(tlp: Tlp | None = Tlp.GREEN, **changes: Any) -> HandlingClass:
    """What north said to the whole group."""
    facts: dict[str, Any] = {
        "group": "group",
        "publisher": "north",
        "charter": 1,
        "audience": None,
        "tlp": tlp,
        "pap": None,
        "exercise": False,
        "terms": Terms(),
        "creator": CreatorKind.MARKED,
    }
    return HandlingClass(**{**facts, **changes})


def looks(member: str | None, door: Door = Door.PAGE, **changes: Any) -> Viewer:
    """A member that looks, at work."""
    facts: dict[str, Any] = {
        "member": member,
        "kind": KINDS.get(str(member), MemberKind.ORGANISATION),
        "lane": Lane.REAL,
        "door": door,
    }
    return Viewer(**{**facts, **changes})


def asked(
    handling: HandlingClass,
    viewer: Viewer,
    facts: GroupFacts | None = None,
    at: int = NOW,
) -> Decision:
    """The gate's answer in the group of all."""
    return decide(handling, viewer, facts or a_group(), at)
