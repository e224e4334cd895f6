"""The STIX identity of each member of the demo, for ``created_by_ref`` and for its page."""

from __future__ import annotations

from typing import Final

from bayanihan.gate.api import MemberKind
from bayanihan.ops.demo.plan import MemberFacts
from bayanihan.ops.demo.shaping import CLEAR_ID, CONVERTED_AT, Body

_SECTORS: Final = {
    "bank": ["financial-services"],
    "payment service": ["financial-services"],
    "network operator": ["telecommunications"],
    "university": ["education"],
}


def member_identity(member: MemberFacts) -> Body:
    """The identity object of a member, marked TLP:CLEAR, as the member itself would say it."""
    person = member.kind is MemberKind.INDIVIDUAL
    body: Body = {
        "type": "identity",
        "spec_version": "2.1",
        "id": member.id,
        "created_by_ref": member.id,
        "created": CONVERTED_AT,
        "modified": CONVERTED_AT,
        "name": member.name,
        "roles": [member.role],
        "identity_class": "individual" if person else "organization",
        "object_marking_refs": [CLEAR_ID],
    }
    if member.kind in {MemberKind.STATE_BODY, MemberKind.REGIONAL_BODY}:
        body["sectors"] = ["government"]
    if member.role in _SECTORS:
        body["sectors"] = _SECTORS[member.role]
    return body
