"""Builds the demonstration region: members, people, groups, public knowledge, exercise records.

Everything goes through the same doors as real work: charters are signed,
records pass the gate, journals are verified at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from django.contrib.auth.hashers import make_password

from bayanihan.gate.api import GroupRole, Tlp
from bayanihan.membership.api import (
    Member,
    NewBody,
    NewGroup,
    NewMember,
    NewPerson,
    Region,
    Role,
    add_body,
    add_member,
    add_person,
    add_state,
    create_region,
    find_group,
    find_member,
    open_group,
)
from bayanihan.ops.demo.convert import public_knowledge
from bayanihan.ops.demo.exercise import exercise_records
from bayanihan.ops.demo.identities import member_identity
from bayanihan.ops.demo.living import live, said_too_soon
from bayanihan.ops.demo.loss import Loss
from bayanihan.ops.demo.loss_words import say_loss as loss_lines
from bayanihan.ops.demo.plan import RegionFacts
from bayanihan.ops.demo.region import load_region
from bayanihan.records.api import Bringing, Outcome, Stated, publish
from bayanihan.stix.api import Slice

REGIONAL_CERT = "RC"
REGION_GROUP = "asean-region"
_ORDER: Final = {"marking-definition": 0, "identity": 1, "relationship": 2, "attack-pattern": 3}
Tell = Callable[[str], None]


def build_region(*, password: str, node: str, at: int, tell: Tell) -> Loss:
    """Build the whole demonstration in an empty node; ``tell`` gets a line for each stage.

    Gives what the conversion of public knowledge left behind.
    """
    facts = load_region()
    region = create_region(
        key=facts.code.lower(), name=facts.name, at=at, source=_titles(facts, facts.about)
    )
    _add_places(region, facts, at)
    _add_members(region, facts, at)
    _add_people(facts, password, at)
    _open_groups(region, facts, node, at)
    tell(f"{len(facts.members)} members, {len(facts.people)} people, {len(facts.groups)} groups")
    identities = _publish_identities(facts, at)
    tell(f"identities, each said by its member: {identities}")
    bodies, loss = public_knowledge()
    bodies.sort(key=_reading_order)
    outcome = _publish(REGION_GROUP, REGIONAL_CERT, bodies, Tlp.CLEAR, at)
    tell(f"public knowledge: {outcome.accepted} records of {outcome.read}")
    tell("left behind, so that no state is accused and nobody is misquoted:")
    for line in loss_lines(loss):
        tell(line)
    count = sum(
        _publish(one.group, one.publisher, one.objects, Tlp.from_label(one.tlp), at).accepted
        for one in [*exercise_records(), *said_too_soon()]
    )
    tell(f"exercise records, all invented: {count}")
    live(facts.groups.values(), node, at)
    tell("charters changed, two records taken back, a file and a proposal left waiting")
    return loss


def _reading_order(body: Mapping[str, Any]) -> int:
    """Lists show the newest first: edges are said before what people come to read."""
    return _ORDER.get(str(body["type"]), len(_ORDER))


def _titles(facts: RegionFacts, keys: Iterable[str]) -> str:
    return "; ".join(
        f"{facts.sources[key].title} ({facts.sources[key].year or 'no year'})" for key in keys
    )


def _add_places(region: Region, facts: RegionFacts, at: int) -> None:
    for state in facts.states.values():
        add_state(
            region=region,
            code=state.iso,
            name=state.name,
            zone=state.time_zones[0],
            at=at,
            source=_titles(facts, state.sources),
        )
    for body in facts.bodies.values():
        new = NewBody(
            key=body.code.lower(),
            name=body.name,
            mandate=body.mandate,
            source=_titles(facts, body.sources),
            doubt=body.doubt,
        )
        add_body(region=region, new=new, at=at)


def _add_members(region: Region, facts: RegionFacts, at: int) -> None:
    for member in facts.members.values():
        new = NewMember(
            stix_id=member.id,
            code=member.code,
            name=member.name,
            kind=member.kind,
            state=member.state if member.state in facts.states else None,
            is_fictional=member.fictional,
            source=_titles(facts, member.sources),
            doubt=member.doubt,
        )
        add_member(region=region, new=new, at=at)


def _add_people(facts: RegionFacts, password: str, at: int) -> None:
    """All people of a demonstration share one password, so it is hashed once."""
    credential = make_password(password)
    members: Mapping[str, Member] = {member.code: member for member in Member.objects.all()}
    for person in facts.people.values():
        new = NewPerson(
            username=person.username,
            display_name=person.name,
            credential=credential,
            roles=[Role(role) for role in person.roles],
        )
        add_person(member=members[person.member], new=new, at=at)


def _open_groups(region: Region, facts: RegionFacts, node: str, at: int) -> None:
    for plan in facts.groups.values():
        new = NewGroup(
            key=plan.key,
            name=plan.name,
            purpose=plan.purpose,
            layer=plan.layer,
            step=plan.step,
            seats=plan.members,
            exercise=plan.exercise,
        )
        open_group(region=region, new=new, node=node, at=at)


def _publish_identities(facts: RegionFacts, at: int) -> int:
    """Each member that may speak in the region's group says who it is."""
    seats = facts.groups[REGION_GROUP].members
    return sum(
        _publish(REGION_GROUP, code, [member_identity(facts.members[code])], Tlp.CLEAR, at).accepted
        for code, role in seats.items()
        if role is not GroupRole.OBSERVER
    )


def _publish(
    group: str, publisher: str, bodies: list[dict[str, Any]], tlp: Tlp, at: int
) -> Outcome:
    member = find_member(publisher)
    bringing = Bringing(
        group=find_group(group, member=member),
        member=member,
        stated=Stated(tlp=tlp),
        source="demonstration",
        definitions={body["id"]: body for body in bodies if body["type"] == "marking-definition"},
    )
    return publish(_slices(bodies), bringing, at=at)


def _slices(bodies: Iterable[Mapping[str, Any]]) -> Iterable[Slice]:
    for number, body in enumerate(bodies):
        yield Slice(number, msgspec.json.encode(body), 0)


def keep_loss(loss: Loss, path: Path) -> None:
    """Keep the loss report of the conversion beside the data, for whoever asks what was dropped."""
    report = {
        "what": "left behind when public knowledge was converted for the demonstration",
        "counts": {reason.value: count for reason, count in loss.counts.items()},
        "examples": {reason.value: list(ids) for reason, ids in loss.examples.items()},
        "kept": dict(loss.kept),
        "renamed": loss.renamed,
    }
    path.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
