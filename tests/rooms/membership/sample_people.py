"""People for the tests of rights: two members, one with two administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from bayanihan.gate.api import MemberKind
from bayanihan.kernel.api import named_uuid, to_instant
from bayanihan.membership.api import (
    Member,
    NewMember,
    NewPerson,
    Person,
    Role,
    add_member,
    add_person,
    create_region,
)
from tests.rooms.web.hosted import NAMESPACE

AT = to_instant("2026-07-22T03:00:00Z")
MINUTE = 60_000_000
DAY = 86_400_000_000
PASSWORD = "a long enough password"


def add(member: Member, name: str, *roles: Role) -> Person:
    """Somebody of a member who signs in with ``PASSWORD``."""
    new = NewPerson(name, f"Person {name}", make_password(PASSWORD), roles or (Role.OBSERVER,))
    return add_person(member=member, new=new, at=AT)


def boss(member: Member, name: str) -> Person:
    """An administrator."""
    return add(member, name, Role.ADMINISTRATOR, Role.ANALYST)


@dataclass(frozen=True)
class TwoMembers:
    """Two members of one region and people of theirs who administer nothing."""

    a: Member
    b: Member
    people: Mapping[str, Person]


def build_two() -> TwoMembers:
    """``AA-CERT`` with three people, ``BB-CERT`` with one."""
    region = create_region(key="north", name="Northern Isles", at=AT, source="invented")
    a, b = (
        add_member(
            region=region,
            new=NewMember(
                stix_id=f"identity--{named_uuid(NAMESPACE, {'name': code})}",
                code=code,
                name=f"National CERT of {code[:2]}",
                kind=MemberKind.STATE_BODY,
            ),
            at=AT,
        )
        for code in ("AA-CERT", "BB-CERT")
    )
    people = [
        add(a, "aa.lead", Role.ANALYST, Role.RELEASER),
        add(a, "aa.analyst", Role.ANALYST),
        add(a, "aa.observer"),
        add(b, "bb.lead", Role.ANALYST, Role.RELEASER),
    ]
    return TwoMembers(a, b, {one.username: one for one in people})
