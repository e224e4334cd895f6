"""Random small regions that speak: members of every kind, groups, and records in them.

A plan is plain data, drawn first and carried out on a real database afterwards, so
that the same plan can be carried out twice with one difference. Every object bears a
canary, a text that stands nowhere else: whatever leaves can be searched for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from bayanihan.gate.api import GroupRole, Layer, MemberKind, Pap, Tlp
from bayanihan.kernel.api import named_uuid
from bayanihan.stix.api import TLP_IDS, sco_id
from tests.rooms.web.hosted import NAMESPACE

MINUTE = 60_000_000
BEGUN = 1_767_225_600_000_000
STAMPS = ("2026-07-01T08:00:00.000Z", "2026-07-02T08:00:00.000Z")
KINDS: Mapping[str, MemberKind] = {
    "AA": MemberKind.STATE_BODY,
    "BB": MemberKind.STATE_BODY,
    "RC": MemberKind.REGIONAL_BODY,
    "PT": MemberKind.PARTNER,
    "CO": MemberKind.ORGANISATION,
    "UN": MemberKind.ACADEMIC,
    "IN": MemberKind.INDIVIDUAL,
}
# Who sits in the region's own group; GREEN goes no further.
REGION_SEATS: Mapping[str, GroupRole] = {
    "RC": GroupRole.COORDINATOR,
    "AA": GroupRole.MEMBER,
    "BB": GroupRole.MEMBER,
    "CO": GroupRole.OBSERVER,
}
SPEAKING = (GroupRole.COORDINATOR, GroupRole.MEMBER)
# Anything but another group of the region, which not every kind of member coordinates.
_LAYERS = tuple(layer for layer in Layer if layer is not Layer.REGION)
# Mostly what may be said, so that there is something to see; everything sometimes.
_STATED = (None, Tlp.CLEAR, *[Tlp.GREEN] * 4, *[Tlp.AMBER] * 4, Tlp.AMBER_STRICT, Tlp.RED)
_CARRIED = (*[None] * 9, Tlp.CLEAR, Tlp.GREEN, Tlp.GREEN, *Tlp)
# Minutes from the instant of saying.
_BEGINS = (*[None] * 6, -1, 1, 2)
_ENDS = (*[None] * 8, -1, 1, 2, 3)
SLOTS = ("indicator", "malware", "domain-name", "relationship")


@dataclass(frozen=True)
class GroupPlan:
    """A group to be opened; ``seats`` maps codes to roles."""

    key: str
    layer: Layer
    step: int
    seats: Mapping[str, GroupRole]
    history: str

    @property
    def exercise(self) -> bool:
        """Whether it plays."""
        return self.layer is Layer.EXERCISE


@dataclass(frozen=True)
class Saying:
    """One object that a member tries to publish in a group, and under which handling."""

    group: str
    publisher: str
    slot: str
    version: int
    wording: int
    carried: Tlp | None
    creator: str | None
    tlp: Tlp | None
    pap: Pap | None
    audience: frozenset[str] | None
    begins: int | None
    ends: int | None

    @property
    def canary(self) -> str:
        """The text by which the object is known wherever it turns up."""
        carried = "x" if self.carried is None else self.carried.value
        parts = f"{self.slot[:3]}{self.version}{self.wording}{carried}{self.creator or 'xx'}"
        return f"canary{parts.lower()}end"

    def raw(self) -> bytes:
        """The object as it is brought."""
        return json.dumps(self.body()).encode()

    def body(self) -> dict[str, Any]:
        """A valid STIX object."""
        common: dict[str, Any] = {"type": self.slot, "spec_version": "2.1"}
        if self.carried is not None:
            common["object_marking_refs"] = [TLP_IDS[self.carried.label]]
        if self.slot == "domain-name":
            body = {**common, "value": f"{self.canary}.example"}
            return {**body, "id": sco_id(body)}
        common |= {"id": slot_id(self.slot), "created": STAMPS[0]}
        common |= {"modified": STAMPS[self.version], **_content(self.slot, self.canary)}
        if self.creator is not None:
            common["created_by_ref"] = identity_of(self.creator)
        return common


@cache
def slot_id(slot: str) -> str:
    """The id that all objects of a slot share: versions and copies of one another."""
    return f"{slot}--{named_uuid(NAMESPACE, ['slot', slot])}"


@cache
def identity_of(code: str) -> str:
    """The identity id of a member."""
    return f"identity--{named_uuid(NAMESPACE, ['member', code])}"


def _content(slot: str, canary: str) -> dict[str, Any]:
    if slot == "indicator":
        pattern = f"[domain-name:value = '{canary}.example']"
        return {"pattern": pattern, "pattern_type": "stix", "valid_from": STAMPS[0]}
    if slot == "malware":
        return {"name": canary, "is_family": True}
    link = {"source_ref": slot_id("indicator"), "target_ref": slot_id("malware")}
    return {"relationship_type": "indicates", "description": canary, **link}


@st.composite
def group_plans(draw: st.DrawFn, key: str) -> GroupPlan:
    """A group with random seats; a pair has two, and somebody coordinates."""
    layer = draw(st.sampled_from((Layer.MINILATERAL, Layer.BILATERAL, Layer.EXERCISE, *_LAYERS)))
    size = 2 if layer is Layer.BILATERAL else draw(st.integers(2, 6))
    codes = draw(st.permutations(sorted(KINDS)))[:size]
    # In a pair both sides speak.
    choice = SPEAKING if layer is Layer.BILATERAL else tuple(GroupRole)
    roles = {code: draw(st.sampled_from(choice)) for code in codes[1:]}
    seats = {codes[0]: GroupRole.COORDINATOR, **roles}
    history = draw(st.sampled_from(("all", "from_joining")))
    # A step without records would leave the group mute; once in a while that is the point.
    return GroupPlan(key, layer, draw(st.sampled_from((4, 4, 4, 3, 3, 2, 1))), seats, history)


@st.composite
def sayings(draw: st.DrawFn, group: GroupPlan) -> Saying:
    """Something said in a group, mostly by one of those who may."""
    speakers = [code for code, role in group.seats.items() if role is not GroupRole.OBSERVER]
    publisher = draw(st.sampled_from([*speakers, *speakers, *group.seats]))
    slot = draw(st.sampled_from(SLOTS))
    named = st.frozensets(st.sampled_from(sorted(group.seats)), min_size=1, max_size=3)
    creators = st.sampled_from((None, None, None, None, publisher, publisher, *sorted(KINDS)))
    return Saying(
        group=group.key,
        publisher=publisher,
        slot=slot,
        version=0 if slot == "domain-name" else draw(st.integers(0, 1)),
        wording=draw(st.sampled_from((0, 0, 1))),
        carried=draw(st.sampled_from(_CARRIED)),
        creator=None if slot == "domain-name" else draw(creators),
        tlp=draw(st.sampled_from(_STATED)),
        pap=draw(st.none() | st.sampled_from(Pap)),
        audience=draw(st.one_of(st.none(), st.none(), named)),
        begins=draw(st.sampled_from(_BEGINS)),
        ends=draw(st.sampled_from(_ENDS)),
    )


@st.composite
def plans(draw: st.DrawFn) -> tuple[tuple[GroupPlan, ...], tuple[Saying, ...]]:
    """Two or three groups besides the region's, and what is said in them, in order."""
    region = GroupPlan("everyone", Layer.REGION, 2, REGION_SEATS, "all")
    groups = [draw(group_plans(f"g{number}")) for number in range(draw(st.integers(2, 3)))]
    said = st.sampled_from([*groups, *groups, region]).flatmap(sayings)
    return (region, *groups), tuple(draw(st.lists(said, min_size=4, max_size=10)))
