"""A small node for tests that break things: three members, two groups, and what they say."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.management import call_command

from bayanihan.gate.api import GroupRole, Layer, MemberKind, Tlp
from bayanihan.kernel.api import named_uuid
from bayanihan.membership.api import (
    NewGroup,
    NewMember,
    add_member,
    create_region,
    find_group,
    find_member,
    open_group,
)
from bayanihan.records.api import CHUNK, Bringing, Outcome, Stated, publish
from bayanihan.stix.api import slices

NAMESPACE = UUID("0b9d3a30-6d0b-4c56-9d3f-5e1d8f0a7c11")
BEGUN = 1_767_225_600_000_000
MEMBERS = ("AA", "BB", "CC")
GROUPS = ("circle", "ring")
STAMP = "2026-07-01T08:00:00.000Z"
LATER = "2026-07-02T08:00:00.000Z"
RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"


def an_id(type_: str, name: str) -> str:
    """A STIX id that is the same in every run."""
    return f"{type_}--{named_uuid(NAMESPACE, name)}"


def indicator(name: str, /, **fields: Any) -> dict[str, Any]:
    """A valid indicator on one domain name of the documentation range."""
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": an_id("indicator", name),
        "created": STAMP,
        "modified": STAMP,
        "name": name,
        "pattern": f"[domain-name:value = '{name}.example']",
        "pattern_type": "stix",
        "valid_from": STAMP,
        **fields,
    }


def lines(*objects: dict[str, Any]) -> bytes:
    """Objects as JSON lines."""
    return b"".join(json.dumps(one).encode() + b"\n" for one in objects)


def build_node() -> None:
    """Make the tables, the members and the groups; nobody has said anything yet."""
    call_command("migrate", verbosity=0, skip_checks=True)
    region = create_region(key="north", name="Northern Isles", at=BEGUN)
    for code in MEMBERS:
        new = NewMember(an_id("identity", code), code, f"CERT of {code}", MemberKind.STATE_BODY)
        add_member(region=region, new=new, at=BEGUN)
    seats = dict.fromkeys(MEMBERS, GroupRole.COORDINATOR)
    for key in GROUPS:
        new_group = NewGroup(key, key.title(), "To test.", Layer.MINILATERAL, 3, seats)
        open_group(region=region, new=new_group, node="this node", at=BEGUN)


def say(
    member: str,
    group: str,
    content: bytes,
    *,
    at: int = BEGUN + 1,
    on_progress: Callable[[Outcome], None] | None = None,
    chunk: int = CHUNK,
) -> Outcome:
    """A member publishes a file in a group, GREEN."""
    publisher = find_member(member)
    chosen = find_group(group, member=publisher)
    bringing = Bringing(chosen, publisher, Stated(tlp=Tlp.GREEN), "a file")
    return publish(slices(content), bringing, at=at, on_progress=on_progress, chunk=chunk)


def mixed_batch() -> bytes:
    """Two chunks of six: new ones, repeated ones, a revision, and what must be refused."""
    malware = {
        "type": "malware",
        "spec_version": "2.1",
        "id": an_id("malware", "tide"),
        "created": STAMP,
        "modified": STAMP,
        "name": "Tide",
        "is_family": True,
    }
    first = [
        indicator("one"),
        malware,
        indicator("one"),
        indicator("backward", modified="2026-06-01T08:00:00.000Z"),
        indicator("two"),
    ]
    second = [
        {**malware, "modified": LATER, "name": "Tide again"},
        indicator("two"),
        indicator("red", object_marking_refs=[RED]),
        indicator("three"),
        indicator("one", name="other words"),
        indicator("four"),
    ]
    return lines(*first) + b'{"type": "indicator", "id": \n' + lines(*second)
