"""What members of the hosted region say in these tests, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bayanihan.gate.api import Layer, Tlp
from bayanihan.membership.api import Group, Member, find_member
from bayanihan.records.api import Bringing, Outcome, Stated, publish
from bayanihan.stix.api import TLP_IDS, slices
from tests.rooms.web.hosted import Hosted, _open, a_bundle

SECOND = "2026-07-02T08:00:00.000Z"
THIRD = "2026-07-03T08:00:00.000Z"
Body = dict[str, Any]


def say(
    hosted: Hosted,
    member: Member,
    *objects: Body,
    group: Group | None = None,
    tlp: Tlp | None = Tlp.GREEN,
    audience: Iterable[Member] | None = None,
) -> Outcome:
    """Publish objects, in the circle unless another group is named."""
    named = None if audience is None else frozenset(one.stix_id for one in audience)
    stated = Stated(tlp=tlp, audience=named)
    bringing = Bringing(group or hosted.circle, member, stated, "a file")
    return publish(slices(a_bundle(*objects)), bringing, at=hosted.at + 2000)


def codes(outcome: Outcome) -> list[str]:
    """The first reason for each rejection."""
    return [one.whys[0].code for one in outcome.rejections]


def created_by(member: Member, body: Body) -> Body:
    """The object as this member's own."""
    return {**body, "created_by_ref": member.stix_id}


def marked(label: str, body: Body) -> Body:
    """The object with a TLP marking of its own."""
    return {**body, "object_marking_refs": [TLP_IDS[label]]}


def open_group(hosted: Hosted, key: str, *codes_of_members: str) -> Group:
    """One more group up to AMBER."""
    return _open(hosted, key, Layer.MINILATERAL, 3, codes_of_members)


def ministry() -> Member:
    """A member that sits in the region's group alone."""
    return find_member("AA-MIN")
