"""First charters: what the openers of a group agree on, who signs, and where versions are kept."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import msgspec
from django.db import transaction

from bayanihan.gate.api import STEPS, GroupRole, Layer, Step
from bayanihan.journal.api import sign_note
from bayanihan.kernel.api import Absent, Conflict, Refused
from bayanihan.membership.keys import refuse_while_restored, statement_key
from bayanihan.membership.models import Answer, Charter, Group, Member, Proposal, Region, Seat
from bayanihan.membership.rules import MembershipFault, ProposalState, signers_needed
from bayanihan.membership.shapes import DEFAULT_THRESHOLD, Threshold, first_fault
from bayanihan.membership.wire import CharterText, KeyLine, SeatLine, write_charter

_SUFFIX_BYTES = 4
_Codes = Mapping[str, Iterable[str]]
_NOBODY: _Codes = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NewGroup:
    """What the openers of a group agree on; ``seats`` maps member codes to roles.

    ``constituents`` gives for the code of a member the codes of those who read through
    it, ``speakers`` for a state's code who speaks for it and who does in their place.
    """

    key: str
    name: str
    purpose: str
    layer: Layer
    step: int
    seats: Mapping[str, GroupRole]
    exercise: bool = False
    history: str = "all"
    threshold: Threshold | None = None
    retention_days: int | None = None
    constituents: _Codes = field(default_factory=lambda: _NOBODY)
    speakers: _Codes = field(default_factory=lambda: _NOBODY)


@transaction.atomic
def open_group(*, region: Region, new: NewGroup, node: str, at: int) -> Group:
    """Open a group: write its first charter, have it signed by those who must, store both.

    For the operator, who holds the keys of all its members; members open groups with
    ``open_first``.
    """
    refuse_while_restored()
    group, charter, members = _prepare(new, node, at)
    names, count = signers_needed(charter.layer, charter.seats())
    chosen = sorted((members[one] for one in names), key=lambda member: member.code)[:count]
    note = sign_note(charter.note_text(), *(statement_key(one)[0] for one in chosen))
    store_charter(group, charter, note)
    if new.layer is Layer.REGION and not new.exercise and region.group_id is None:
        region.group = group
        region.save(update_fields=["group"])
    return group


@transaction.atomic
def open_first(*, new: NewGroup, by: Member, node: str, at: int) -> Group:
    """A member opens a group; a pair waits, known to the two alone, until the other side signs.

    The key of the group gets a random ending: a key that is taken would tell of a group.
    ``group.newest`` is ``None`` while the other side has not signed; then there is
    one ``Proposal``, number 1. The region's own group is opened by the operator.
    """
    refuse_while_restored()
    if new.layer is Layer.REGION:
        raise Refused(MembershipFault.REGION_BY_OPERATOR, facts={"group": new.name})
    unique = f"{new.key[:60]}-{secrets.token_hex(_SUFFIX_BYTES)}"
    group, charter, _members = _prepare(replace(new, key=unique), node, at)
    names, count = signers_needed(charter.layer, charter.seats())
    if by.stix_id not in names:
        raise Refused(MembershipFault.NO_COORDINATOR, facts={"member": by.code})
    note = sign_note(charter.note_text(), statement_key(by)[0])
    if count == 1:
        store_charter(group, charter, note)
        return group
    proposal = Proposal.objects.create(
        group=group,
        number=charter.number,
        digest=charter.digest.hex(),
        text=charter.raw.decode(),
        by=by,
        at=at,
        state=ProposalState.OPEN.value,
    )
    Answer.objects.create(proposal=proposal, member=by, is_signed=True, note=note, at=at)
    return group


def _prepare(new: NewGroup, node: str, at: int) -> tuple[Group, CharterText, dict[str, Member]]:
    """The row of the group, its first charter unsigned, and its members by identity id."""
    members = _members_of(new)
    if new.step not in {step.value for step in STEPS}:
        raise Refused(MembershipFault.UNKNOWN_STEP, facts={"step": new.step})
    name = uuid.uuid4()
    charter = write_charter(_first_fields(new, str(name), members, node, at))
    fault = first_fault(charter)
    if fault is not None:
        raise Refused(fault, facts={"group": new.key})
    if Group.objects.filter(key=new.key).exists():
        raise Conflict(MembershipFault.DUPLICATE_GROUP, facts={"group": new.key})
    group = Group.objects.create(uuid=name, key=new.key)
    seated = [members[code] for code in new.seats]
    return group, charter, {member.stix_id: member for member in seated}


def _members_of(new: NewGroup) -> dict[str, Member]:
    """Everybody who is named, by code; raises ``Refused`` for who is not known."""
    codes = {*new.seats}
    for named in (*new.constituents.values(), *new.speakers.values()):
        codes.update(named)
    rows = Member.objects.filter(code__in=codes).select_related("state")
    members = {member.code: member for member in rows}
    missing = sorted((codes | new.constituents.keys()) - members.keys())
    if missing:
        raise Refused(MembershipFault.UNKNOWN_MEMBER, facts={"members": missing})
    return members


def _first_fields(
    new: NewGroup, group: str, members: Mapping[str, Member], node: str, at: int
) -> dict[str, Any]:
    """The fields of a first charter, members in the order of their codes."""
    ceiling = STEPS[Step(new.step)]
    is_default = new.threshold in {None, DEFAULT_THRESHOLD[new.layer]}
    return {
        "group": group,
        "number": 1,
        "name": new.name,
        "purpose": new.purpose,
        "layer": new.layer.value,
        "step": new.step,
        "ceiling": None if ceiling is None else ceiling.label,
        "exercise": new.exercise,
        "history": new.history,
        "previous": None,
        "at": at,
        "members": [
            msgspec.to_builtins(_first_seat(new, members, code, node)) for code in sorted(new.seats)
        ],
        "threshold": None if is_default or new.threshold is None else new.threshold.value,
        "retention_days": new.retention_days,
        "speakers": {
            state: [members[code].stix_id for code in codes]
            for state, codes in new.speakers.items()
        },
    }


def _first_seat(new: NewGroup, members: Mapping[str, Member], code: str, node: str) -> SeatLine:
    named = {members[one].stix_id for one in new.constituents.get(code, ())}
    return seat_line(members[code], new.seats[code], node=node, constituents=named)


def seat_line(
    member: Member, role: GroupRole, *, node: str, constituents: Iterable[str] = ()
) -> SeatLine:
    """What a charter says of a member: as it is now, with the keys that it has in use."""
    return SeatLine(
        id=member.stix_id,
        code=member.code,
        name=member.name,
        kind=member.kind,
        role=role.value,
        keys=tuple(
            KeyLine(key.vkey, key.epoch, key.valid_from, key.valid_until)
            for key in sorted(member.keys.all(), key=lambda one: one.epoch)
            if key.valid_until is None
        ),
        hosted_by=node,
        state=None if member.state is None else member.state.code,
        constituents=tuple(sorted(constituents)),
    )


def store_charter(group: Group, charter: CharterText, signatures: str) -> Charter:
    """Keep a version that was checked, with its seats, and make it the newest of its group."""
    names = [seat.id for seat in charter.members]
    ids = {member.stix_id: member for member in Member.objects.filter(stix_id__in=names)}
    missing = sorted(set(names) - ids.keys())
    if missing:
        raise Absent(MembershipFault.UNKNOWN_MEMBER, facts={"members": missing})
    row = Charter.objects.create(
        group=group,
        number=charter.number,
        name=charter.name,
        purpose=charter.purpose,
        layer=charter.layer.value,
        step=charter.step,
        exercise=charter.exercise,
        text=charter.raw.decode(),
        signatures=signatures,
        at=charter.at,
    )
    Seat.objects.bulk_create(
        Seat(charter=row, member=ids[seat.id], role=seat.role, kind=seat.kind)
        for seat in charter.members
    )
    group.newest = row
    group.save(update_fields=["newest"])
    return row
