"""Opening a group: its first charter, who has to sign it, and where it is kept."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from bayanihan.gate.api import STEPS, GroupRole, Layer, Step
from bayanihan.journal.api import sign_note
from bayanihan.kernel.api import Conflict, Refused
from bayanihan.membership.keys import statement_key
from bayanihan.membership.models import Charter, Group, Member, Region, Seat
from bayanihan.membership.rules import MembershipFault, seat_fault, signers_needed
from bayanihan.membership.wire import CharterText, write_charter


@dataclass(frozen=True, slots=True)
class NewGroup:
    """What the openers of a group agree on; ``seats`` maps member codes to roles."""

    key: str
    name: str
    purpose: str
    layer: Layer
    step: int
    seats: Mapping[str, GroupRole]
    exercise: bool = False
    history: str = "all"


@transaction.atomic
def open_group(*, region: Region, new: NewGroup, node: str, at: int) -> Group:
    """Open a group: write its first charter, have it signed by those who must, store both."""
    members = _seated(new.seats)
    seats = {members[code].stix_id: role for code, role in new.seats.items()}
    fault = seat_fault(new.layer, seats, exercise=new.exercise)
    if fault is not None:
        raise Refused(fault, facts={"group": new.key})
    if new.step not in {step.value for step in STEPS}:
        raise Refused(MembershipFault.UNKNOWN_STEP, facts={"step": new.step})
    if Group.objects.filter(key=new.key).exists():
        raise Conflict(MembershipFault.DUPLICATE_GROUP, facts={"group": new.key})
    group = Group.objects.create(uuid=uuid.uuid4(), key=new.key)
    charter = write_charter(_first_fields(new, group, members, node, at))
    _store_charter(group, charter, _sign(charter, members))
    if new.layer is Layer.REGION and not new.exercise and region.group_id is None:
        region.group = group
        region.save(update_fields=["group"])
    return group


def _seated(seats: Mapping[str, GroupRole]) -> dict[str, Member]:
    members = {member.code: member for member in Member.objects.filter(code__in=list(seats))}
    missing = sorted(set(seats) - set(members))
    if missing:
        raise Refused(MembershipFault.UNKNOWN_MEMBER, facts={"members": missing})
    return members


def _first_fields(
    new: NewGroup, group: Group, members: Mapping[str, Member], node: str, at: int
) -> dict[str, Any]:
    """The fields of a first charter, members in the order of their codes."""
    ceiling = STEPS[Step(new.step)]
    return {
        "group": str(group.uuid),
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
        "members": [_seat_line(members[code], new.seats[code], node) for code in sorted(new.seats)],
    }


def _seat_line(member: Member, role: GroupRole, node: str) -> dict[str, Any]:
    return {
        "id": member.stix_id,
        "code": member.code,
        "name": member.name,
        "kind": member.kind,
        "role": role.value,
        "hosted_by": node,
        "keys": [
            {
                "vkey": key.vkey,
                "epoch": key.epoch,
                "valid_from": key.valid_from,
                "valid_until": key.valid_until,
            }
            for key in member.keys.order_by("epoch")
        ],
    }


def _sign(charter: CharterText, members: Mapping[str, Member]) -> str:
    """The note over the charter with the signature of everybody who has to sign."""
    signers, count = signers_needed(charter.layer, charter.seats())
    by_id = {member.stix_id: member for member in members.values()}
    chosen = sorted(signers, key=lambda one: by_id[one].code)[:count]
    return sign_note(charter.note_text(), *(statement_key(by_id[one])[0] for one in chosen))


def _store_charter(group: Group, charter: CharterText, signatures: str) -> Charter:
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
    ids = {
        member.stix_id: member
        for member in Member.objects.filter(stix_id__in=[seat.id for seat in charter.members])
    }
    Seat.objects.bulk_create(
        Seat(charter=row, member=ids[seat.id], role=seat.role) for seat in charter.members
    )
    group.newest = row
    group.save(update_fields=["newest"])
    return row
