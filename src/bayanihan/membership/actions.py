"""What changes membership: regions, states, bodies, members with their keys, people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from bayanihan.gate.api import MemberKind
from bayanihan.kernel.api import Conflict, Refused, is_stix_id
from bayanihan.membership.keys import new_key
from bayanihan.membership.models import (
    Body,
    Member,
    Person,
    PersonRole,
    Region,
    State,
)
from bayanihan.membership.rules import MembershipFault, Role


@dataclass(frozen=True, slots=True)
class NewMember:
    """What is said of a member when it joins a node."""

    stix_id: str
    code: str
    name: str
    kind: MemberKind
    state: str | None = None
    zone: str = "UTC"
    is_fictional: bool = False
    source: str = ""
    doubt: str = ""


@transaction.atomic
def create_region(*, key: str, name: str, at: int, source: str = "") -> Region:
    """Make the region of this node."""
    return Region.objects.create(key=key, name=name, source=source, added_at=at)


@transaction.atomic
def add_state(
    *, region: Region, code: str, name: str, zone: str, at: int, source: str = ""
) -> State:
    """Add a member state by its ISO code."""
    return State.objects.create(
        region=region, code=code, name=name, zone=zone, source=source, added_at=at
    )


@dataclass(frozen=True, slots=True)
class NewBody:
    """What is said of a body of the region."""

    key: str
    name: str
    mandate: str = ""
    source: str = ""
    doubt: str = ""


@transaction.atomic
def add_body(*, region: Region, new: NewBody, at: int) -> Body:
    """Add a body of the region with its mandate."""
    return Body.objects.create(
        region=region,
        key=new.key,
        name=new.name,
        mandate=new.mandate,
        source=new.source,
        doubt=new.doubt,
        added_at=at,
    )


@transaction.atomic
def add_member(*, region: Region, new: NewMember, at: int) -> Member:
    """Add a member hosted on this node, with its first statement key."""
    if not is_stix_id(new.stix_id) or not new.stix_id.startswith("identity--"):
        raise Refused(MembershipFault.NOT_AN_IDENTITY, facts={"id": new.stix_id})
    state = State.objects.get(code=new.state) if new.state else None
    try:
        with transaction.atomic():
            member = Member.objects.create(
                region=region,
                stix_id=new.stix_id,
                code=new.code,
                name=new.name,
                kind=new.kind.value,
                state=state,
                zone=new.zone if state is None else state.zone,
                is_fictional=new.is_fictional,
                source=new.source,
                doubt=new.doubt,
                added_at=at,
            )
    except IntegrityError as error:
        raise Conflict(MembershipFault.DUPLICATE_CODE, facts={"code": new.code}) from error
    new_key(member=member, at=at)
    return member


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who is to sign in; ``credential`` is a hash as Django's ``make_password`` gives it."""

    username: str
    display_name: str
    credential: str
    roles: Iterable[Role]


@transaction.atomic
def add_person(*, member: Member, new: NewPerson, at: int) -> Person:
    """Add somebody who signs in for a member, with their rights."""
    if Person.objects.filter(username=new.username).exists():
        raise Conflict(MembershipFault.DUPLICATE_USERNAME, facts={"username": new.username})
    person = Person.objects.create(
        username=new.username,
        display_name=new.display_name,
        member=member,
        zone=member.zone,
        password=new.credential,
        added_at=at,
    )
    PersonRole.objects.bulk_create(
        PersonRole(person=person, role=role.value) for role in sorted(set(new.roles))
    )
    return person
