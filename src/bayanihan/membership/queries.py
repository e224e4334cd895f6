"""What others ask membership: who somebody is, which groups they sit in, facts for the gate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.db.models import Q

from bayanihan.gate.api import (
    Door,
    GroupFacts,
    GroupRole,
    History,
    Lane,
    Layer,
    MemberKind,
    Tlp,
    Viewer,
)
from bayanihan.kernel.api import Absent
from bayanihan.membership.models import Charter, Group, Member, Person, Region, Seat
from bayanihan.membership.rules import MembershipFault, Role
from bayanihan.membership.wire import CharterText, read_charter

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_NUL = "\x00"


def find_member(name: str) -> Member:
    """The member with this code or identity id; raises ``Absent``."""
    if _NUL in name:
        # PostgreSQL cannot even be asked.
        raise Absent(MembershipFault.UNKNOWN_MEMBER, facts={"member": name})
    member = (
        Member.objects.filter(code__iexact=name).first()
        or Member.objects.filter(stix_id=name).first()
        or Member.objects.filter(name=name).first()
    )
    if member is None:
        raise Absent(MembershipFault.UNKNOWN_MEMBER, facts={"member": name})
    return member


def find_group(name: str, *, member: Member | None) -> Group:
    """The group with this key, uuid or name, among those in which ``member`` sits or sat.

    Any other group does not exist for the member: the same ``Absent`` is raised.
    ``member=None`` is the operator of the node.
    """
    if _NUL in name:
        raise Absent(MembershipFault.UNKNOWN_GROUP, facts={"group": name})
    rows = Group.objects.select_related("newest")
    if member is not None:
        rows = rows.filter(charters__seats__member=member).distinct()
    wanted = Q(key=name) | Q(newest__name=name)
    if _is_uuid(name):
        wanted |= Q(uuid=name)
    # The key decides where one group is called what another has as its key.
    found = sorted(rows.filter(wanted), key=lambda group: group.key != name)
    if not found:
        raise Absent(MembershipFault.UNKNOWN_GROUP, facts={"group": name})
    return found[0]


def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def groups_of(member: Member) -> list[Group]:
    """The groups in which a member sits or sat, by key."""
    return list(
        Group.objects.filter(charters__seats__member=member)
        .select_related("newest")
        .distinct()
        .order_by("key")
    )


def charter_text(charter: Charter) -> CharterText:
    """A stored charter, read again from the bytes that were signed."""
    return read_charter(charter.text.encode())


def roles_of(person: Person) -> frozenset[Role]:
    """The rights of a person."""
    return frozenset(Role(row.role) for row in person.granted.all())


def viewer_of(
    member: Member | None, *, door: Door, lane: Lane, person: Person | None = None
) -> Viewer:
    """Who asks, as the gate wants to know it."""
    return Viewer(
        member=member.stix_id if member else None,
        kind=MemberKind(member.kind) if member else None,
        lane=lane,
        door=door,
        person=person.username if person else None,
    )


def facts_of(groups: Iterable[Group]) -> dict[str, GroupFacts]:
    """Facts for the gate about several groups at once, by group uuid; three queries."""
    chosen = {group.pk: group for group in groups}
    seats: dict[int, dict[int, dict[str, GroupRole]]] = {}
    kinds: dict[str, MemberKind] = {}
    rows = Seat.objects.filter(charter__group__in=chosen).values_list(
        "charter__group_id", "charter__number", "member__stix_id", "member__kind", "role"
    )
    for group_id, number, stix_id, kind, role in rows:
        seats.setdefault(group_id, {}).setdefault(number, {})[stix_id] = GroupRole(role)
        kinds[stix_id] = MemberKind(kind)
    newest = {
        charter.group_id: charter
        for charter in Charter.objects.filter(
            pk__in=[group.newest_id for group in chosen.values() if group.newest_id]
        )
    }
    region = region_members()
    return {
        str(group.uuid): _facts(group, newest[pk], seats.get(pk, {}), kinds, region)
        for pk, group in chosen.items()
        if pk in newest
    }


def _facts(
    group: Group,
    charter: Charter,
    seats: Mapping[int, Mapping[str, GroupRole]],
    kinds: Mapping[str, MemberKind],
    region: frozenset[str],
) -> GroupFacts:
    text = charter_text(charter)
    members = {one for version in seats.values() for one in version}
    return GroupFacts(
        id=str(group.uuid),
        layer=Layer(charter.layer),
        ceiling=text.ceiling,
        exercise=charter.exercise,
        charters=seats,
        # Only first charters exist so far: whoever sits in one stands under it.
        accepted=dict.fromkeys(members, charter.number),
        kinds={one: kinds[one] for one in members},
        region=region,
        constituents={},
        steps={},
        frozen=False,
        history=History(text.history),
    )


def region_members() -> frozenset[str]:
    """Identity ids of the members of the region's own group; empty before it is open."""
    region = Region.objects.filter(group__isnull=False).select_related("group").first()
    if region is None or region.group is None:
        return frozenset()
    rows = Seat.objects.filter(charter=region.group.newest_id)
    return frozenset(rows.values_list("member__stix_id", flat=True))


def pair_steps(member: Member) -> dict[str, int]:
    """The member's own ladder step with every other: the highest step of a pair's group.

    A pair without a group of its own is not listed. Exercise groups count for nothing.
    """
    steps: dict[str, int] = {}
    charters = Charter.objects.filter(
        layer=Layer.BILATERAL.value, exercise=False, seats__member=member
    )
    rows = Seat.objects.filter(charter__in=charters).exclude(member=member)
    for stix_id, step in rows.values_list("member__stix_id", "charter__step"):
        steps[stix_id] = max(step, steps.get(stix_id, 0))
    return steps


def ceiling_of(group: Group) -> Tlp | None:
    """The highest TLP that a group may carry by its newest charter."""
    return charter_text(group.newest).ceiling if group.newest else None
