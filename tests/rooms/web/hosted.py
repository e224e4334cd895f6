"""A small region in which several members that do not trust each other share one node.

``AA`` and ``BB`` sit together in the region's group, in ``circle`` and in the
exercise ``drill``. ``pair`` is the private group of ``AA`` and ``CC``: ``BB``
must never learn of it. ``mute`` carries no records; ``IN-1`` sits in no group.
Nothing here is real.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.test import Client

from bayanihan.exchange.api import Intake, bring
from bayanihan.gate.api import GroupRole, Layer, MemberKind, Tlp
from bayanihan.kernel.api import named_uuid, read_clock, to_text
from bayanihan.membership.api import (
    Group,
    Member,
    NewBody,
    NewGroup,
    NewMember,
    NewPerson,
    Person,
    Region,
    Role,
    add_body,
    add_member,
    add_person,
    add_state,
    create_region,
    find_group,
    note_sign_in,
    open_group,
)
from bayanihan.records.api import Bringing, Outcome, Stated, publish
from bayanihan.stix.api import slices

NAMESPACE = UUID("6f0f5f2e-5f5c-4a0e-9f5e-1f6d5d3b2a10")
PASSWORD = "a long enough password"
DAY = 86_400_000_000
ROLES: Mapping[str, tuple[Role, ...]] = {
    "lead": (Role.ANALYST, Role.RELEASER),
    "analyst": (Role.ANALYST,),
    "observer": (Role.OBSERVER,),
}


def an_id(type_: str, name: str) -> str:
    """A STIX id that is the same in every run."""
    return f"{type_}--{named_uuid(NAMESPACE, {'name': name})}"


def an_object(type_: str, name: str, **fields: Any) -> dict[str, Any]:
    """A valid STIX domain object; ``fields`` are added to it."""
    stamp = "2026-07-01T08:00:00.000Z"
    head = {"type": type_, "spec_version": "2.1", "id": an_id(type_, name)}
    return {**head, "created": stamp, "modified": stamp, "name": name, **fields}


def an_indicator(name: str, domain: str) -> dict[str, Any]:
    """A valid indicator on one domain name."""
    return an_object(
        "indicator",
        name,
        pattern=f"[domain-name:value = '{domain}']",
        pattern_type="stix",
        valid_from="2026-07-01T08:00:00Z",
    )


def a_bundle(*objects: dict[str, Any]) -> bytes:
    """Objects as a file that somebody could bring."""
    return json.dumps({"type": "bundle", "id": an_id("bundle", "x"), "objects": objects}).encode()


@dataclass(frozen=True)
class Hosted:
    """The region with its members, groups and people; ``at`` is when it was built."""

    region: Region
    a: Member
    b: Member
    c: Member
    company: Member
    everyone: Group
    circle: Group
    drill: Group
    mute: Group
    people: Mapping[str, Person]
    at: int

    def client(self, username: str) -> Client:
        """A browser in which this person has signed in, such as ``aa.lead``."""
        client = Client()
        sign_in(client, self.people[username])
        return client

    def staff(self, username: str, member: Member, *roles: Role) -> Client:
        """A browser in which somebody new of a member has signed in, with these rights."""
        new = NewPerson(username, username, make_password(PASSWORD), roles)
        client = Client()
        sign_in(client, add_person(member=member, new=new, at=self.at))
        return client

    def publish(
        self, group: Group, member: Member, *objects: dict[str, Any], tlp: Tlp = Tlp.GREEN
    ) -> Outcome:
        """A member says something in a group, one millisecond after the region was built."""
        bringing = Bringing(group, member, Stated(tlp=tlp), "a test")
        return publish(slices(a_bundle(*objects)), bringing, at=self.at + 1000)

    def bring(self, username: str, *objects: dict[str, Any]) -> Intake:
        """A file that waits for its member's decision."""
        return bring(
            content=a_bundle(*objects), name="report.json", by=self.people[username], at=self.at
        )

    def open_pair(self) -> Group:
        """``AA`` and ``CC`` open a private group and speak in it; ``BB`` is not told."""
        group = _open(self, "pair", Layer.BILATERAL, 3, ("AA-CERT", "CC-CERT"))
        for number in range(3):
            thing = an_indicator(f"private {number}", f"private-{number}.example")
            self.publish(group, self.a, thing, tlp=Tlp.AMBER)
            self.publish(group, self.c, an_object("malware", f"Pair {number}", is_family=False))
        # The same object that the circle knows, said again where B is not.
        self.publish(group, self.c, an_indicator("circle one", "one.example"), tlp=Tlp.AMBER)
        return group


def sign_in(client: Client, person: Person) -> None:
    """Sign somebody in without asking for the password; the session is noted, as by the form."""
    client.force_login(person)
    key = client.session.session_key or ""
    note_sign_in(person=person, key=key, agent="a test", at=read_clock())


def build_hosted(at: int) -> Hosted:
    """Make the region, let its members speak, and give them people."""
    region = create_region(key="north", name="Northern Isles", at=at, source="an invented region")
    for code, name in (("AA", "Aland"), ("BB", "Beland"), ("CC", "Celand"), ("DD", "Deland")):
        add_state(region=region, code=code, name=name, zone="Asia/Manila", at=at, source="invented")
    body = NewBody(
        key="meeting",
        name="Meeting of ministers",
        mandate="Decides.",
        source="invented",
        doubt="It may meet under another name.",
    )
    add_body(region=region, new=body, at=at)
    members = {new.code: add_member(region=region, new=new, at=at) for new in _new_members()}
    people = {
        person.username: person
        for code in ("AA-CERT", "BB-CERT", "CC-CERT", "CO-1", "IN-1")
        for person in _people(members[code], at)
    }
    _open_groups(region, at)
    hosted = Hosted(
        region=region,
        a=members["AA-CERT"],
        b=members["BB-CERT"],
        c=members["CC-CERT"],
        company=members["CO-1"],
        everyone=find_group("everyone", member=None),
        circle=find_group("circle", member=None),
        drill=find_group("drill", member=None),
        mute=find_group("mute", member=None),
        people=people,
        at=at,
    )
    _speak(hosted)
    return hosted


def _new_members() -> list[NewMember]:
    def new(code: str, name: str, kind: MemberKind, state: str | None = None) -> NewMember:
        return NewMember(
            stix_id=an_id("identity", code),
            code=code,
            name=name,
            kind=kind,
            state=state,
            is_fictional=kind is MemberKind.ORGANISATION,
            source="an invented source",
            doubt="" if state else "It does not exist.",
        )

    body = MemberKind.STATE_BODY
    return [
        new("AA-CERT", "National CERT of Aland", body, "AA"),
        new("AA-MIN", "Ministry of Aland", body, "AA"),
        new("BB-CERT", "National CERT of Beland", body, "BB"),
        new("CC-CERT", "National CERT of Celand", body, "CC"),
        new("RC", "Regional CERT", MemberKind.REGIONAL_BODY),
        new("PT", "A dialogue partner", MemberKind.PARTNER),
        new("CO-1", "EXAMPLE Bank", MemberKind.ORGANISATION),
        new("UN-1", "A university", MemberKind.ACADEMIC),
        new("IN-1", "An expert", MemberKind.INDIVIDUAL),
    ]


def _people(member: Member, at: int) -> list[Person]:
    short = member.code.partition("-")[0].lower()
    return [
        add_person(
            member=member,
            new=NewPerson(
                username=f"{short}.{name}",
                display_name=f"{short.upper()} {name}",
                credential=make_password(PASSWORD),
                roles=roles,
            ),
            at=at,
        )
        for name, roles in ROLES.items()
    ]


def _open_groups(region: Region, at: int) -> None:
    everyone = {
        "RC": GroupRole.COORDINATOR,
        **dict.fromkeys(("AA-CERT", "AA-MIN", "BB-CERT", "CC-CERT"), GroupRole.MEMBER),
        **dict.fromkeys(("CO-1", "PT"), GroupRole.OBSERVER),
    }
    three = _seats("AA-CERT", "BB-CERT", "CC-CERT")
    two = _seats("AA-CERT", "BB-CERT")
    for new in (
        NewGroup("everyone", "All of the Isles", "Warnings for all.", Layer.REGION, 2, everyone),
        NewGroup("circle", "Bank circle", "Within the hour.", Layer.MINILATERAL, 3, three),
        NewGroup("drill", "Drill of July", "Practise.", Layer.EXERCISE, 3, two, exercise=True),
        NewGroup("mute", "Aland and Beland", "Directory only.", Layer.BILATERAL, 0, two),
    ):
        open_group(region=region, new=new, node="this node", at=at)


def _seats(*codes: str) -> dict[str, GroupRole]:
    first, *others = codes
    return {first: GroupRole.COORDINATOR, **dict.fromkeys(others, GroupRole.MEMBER)}


def _open(hosted: Hosted, key: str, layer: Layer, step: int, codes: tuple[str, ...]) -> Group:
    new = NewGroup(key, f"Private {key}", "Nobody else's matter.", layer, step, _seats(*codes))
    open_group(region=hosted.region, new=new, node="this node", at=hosted.at)
    return find_group(key, member=None)


def _speak(hosted: Hosted) -> None:
    """What stands in the shared groups from the beginning: eight records."""
    one = an_indicator("circle one", "one.example")
    two = an_indicator("circle two", "two.example")
    malware = an_object("malware", "Northwind", is_family=True)
    link = an_object(
        "relationship",
        "indicates",
        relationship_type="indicates",
        source_ref=one["id"],
        target_ref=malware["id"],
    )
    del link["name"]
    hosted.publish(hosted.circle, hosted.a, one, two, malware, link, tlp=Tlp.AMBER)
    hosted.publish(hosted.circle, hosted.b, an_indicator("from b", "three.example"))
    hosted.publish(hosted.everyone, hosted.a, an_object("vulnerability", "CVE-2026-0001"))
    hosted.publish(hosted.everyone, hosted.c, an_object("tool", "Netscan"), tlp=Tlp.CLEAR)
    hosted.publish(hosted.drill, hosted.a, an_indicator("EXERCISE wave", "drill.example"))


def day_of(at: int) -> str:
    """The UTC day of an instant, as forms take it."""
    return to_text(at)[:10]
