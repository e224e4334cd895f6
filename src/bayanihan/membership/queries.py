"""What others ask membership: who somebody is, which groups they sit in, and what stands there."""

from __future__ import annotations

import re

from django.db.models import Max, Q

from bayanihan.gate.api import Door, Lane, Layer, MemberKind, Tlp, Viewer
from bayanihan.kernel.api import Absent
from bayanihan.membership.models import Acceptance, Charter, Group, Member, Person, Seat
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


def pair_steps(member: Member) -> dict[str, int]:
    """The member's own ladder step with every other: the highest step of a pair's group.

    Only what is in force counts: the newest charters. A pair without a group of its own
    is not listed. Exercise groups count for nothing.
    """
    steps: dict[str, int] = {}
    mine = Group.objects.filter(
        newest__layer=Layer.BILATERAL.value, newest__exercise=False, newest__seats__member=member
    )
    rows = Seat.objects.filter(charter__in=mine.values("newest")).exclude(member=member)
    for stix_id, step in rows.values_list("member__stix_id", "charter__step"):
        steps[stix_id] = max(step, steps.get(stix_id, 0))
    return steps


def ceiling_of(group: Group) -> Tlp | None:
    """The highest TLP that a group may carry by its newest charter."""
    return charter_text(group.newest).ceiling if group.newest else None


def accepted_charter(group: Group, member: Member) -> Charter:
    """The version under which a member speaks: the last it accepted, else the newest.

    Raises ``Absent`` for a group that waits for its first charter.
    """
    last = last_accepted(group, member)
    row = Charter.objects.filter(group=group, number=last).first() if last else group.newest
    if row is None:
        raise Absent(MembershipFault.UNKNOWN_GROUP, facts={"group": group.key})
    return row


def last_accepted(group: Group, member: Member) -> int | None:
    """The number of the newest version that a member has accepted; ``None`` = it said nothing."""
    rows = Acceptance.objects.filter(group=group, member=member)
    last: int | None = rows.aggregate(last=Max("number"))["last"]
    return last


def acceptances_of(group: Group) -> dict[str, int]:
    """Who has accepted which version last, by identity id: those who have said nothing are out."""
    rows = Acceptance.objects.filter(group=group).values_list("member__stix_id")
    return dict(rows.annotate(last=Max("number")))


def sponsored_groups(member: Member) -> list[tuple[Group, Member]]:
    """Groups that a member reads as somebody's constituent, with that member; by group key."""
    rows = Group.objects.filter(newest__text__contains=member.stix_id).select_related("newest")
    found = [
        (group, sponsor)
        for group in rows.order_by("key")
        for sponsor in _sponsors(group, member.stix_id)
    ]
    names = {sponsor for _, sponsor in found}
    members = {one.stix_id: one for one in Member.objects.filter(stix_id__in=names)}
    return [(group, members[sponsor]) for group, sponsor in found]


def _sponsors(group: Group, stix_id: str) -> list[str]:
    if group.newest is None:
        return []
    listed = charter_text(group.newest).constituents()
    return sorted(one for one, names in listed.items() if stix_id in names)


def chain_of(group: Group) -> list[tuple[CharterText, str]]:
    """Every version of a group with its note, rivals after the version stored here; by number.

    In the form that ``verify_chain`` checks.
    """
    return [(text, note) for text, note, _is_rival in branches_of(group)]


def version_named(group: Group, name: str | None) -> CharterText | None:
    """The version of a group with this digest in hexadecimal, in whichever branch."""
    return next((text for text, _note in chain_of(group) if text.digest.hex() == name), None)


def branches_of(group: Group) -> list[tuple[CharterText, str, bool]]:
    """As ``chain_of``, with whether a version stands here as a rival only.

    A rival that was followed in the end stands in both tables, and is given once.
    """
    rows = list(group.charters.values_list("number", "text", "signatures"))
    ours = {text for _number, text, _note in rows}
    rivals = group.rivals.values_list("number", "text", "signatures")
    found = [(number, False, text, note) for number, text, note in rows]
    found += [(number, True, text, note) for number, text, note in rivals if text not in ours]
    return [
        (read_charter(text.encode()), note, is_rival)
        for _number, is_rival, text, note in sorted(found)
    ]
